//! Later.
use super::outgoing::Outgoing;
use super::{CodeError, CodeWarning};

pub(super) fn code(_request: &Outgoing, _warnings: &mut Vec<CodeWarning>) -> Result<String, CodeError> {
    Err(CodeError::Presigned)
}
