//! stub
use super::ImportedCollection;
pub(super) fn is_one(_text: &str) -> bool {
    false
}
pub(super) fn collection(_text: &str) -> ImportedCollection {
    ImportedCollection::default()
}
