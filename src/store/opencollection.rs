//! OpenCollection YAML, the format that Bruno reads and writes, to the types of the model and back. Pure: texts in, texts
//! out; `store/collection` has the files.
//!
//! A file of a collection is two texts: the YAML, which any client of the format reads, and beside it a file of TOML with
//! what only this program knows of it, which is absent while there is nothing of that kind. Clients drop keys and comments
//! they do not know when they save; they leave the other file alone.
//!
//! A file that is there is changed in place: comments, order, unknown keys, scripts and spellings stay.
//! <https://www.npmjs.com/package/@opencollection/types>

mod auth;
mod body;
mod checks;
mod dot_env;
mod environment;
mod folder;
mod head;
mod merge_marks;
mod params;
mod request;
mod root;
mod rows;
mod saved;
mod settings;
mod shapes;
mod side;
mod small_edit;
mod unread;
mod variables;
mod write;
mod yaml;

pub use dot_env::read_dot_env;
pub use environment::{read_environment, write_environment};
pub use folder::{FolderFile, read_folder, write_folder};
pub use head::{ItemHead, read_head, says_what_is_sent};
pub use merge_marks::unfinished_merge;
pub use request::{read_request, write_request};
pub use root::{RootFile, holds_items, read_ignored, read_root, write_root};
pub use saved::{as_saved, same_content};
pub use side::side_is_of;
pub use small_edit::{SmallEdit, set_name, set_seq};
pub use unread::{Unread, unread};
pub use write::{Layout, WriteProblem, WrittenFile};
pub use yaml::YamlProblem;
