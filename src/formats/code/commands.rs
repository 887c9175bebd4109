//! Later.
use super::outgoing::Outgoing;
use super::{CodeError, CodeWarning, Source};

pub(super) fn curl(_request: &Outgoing, _source: &Source<'_>, _warnings: &mut Vec<CodeWarning>) -> Result<String, CodeError> {
    Err(CodeError::Presigned)
}
pub(super) fn awscurl(_request: &Outgoing, _source: &Source<'_>, _warnings: &mut Vec<CodeWarning>) -> Result<String, CodeError> {
    Err(CodeError::Presigned)
}
pub(super) fn httpie(_request: &Outgoing, _warnings: &mut Vec<CodeWarning>) -> Result<String, CodeError> {
    Err(CodeError::Presigned)
}
