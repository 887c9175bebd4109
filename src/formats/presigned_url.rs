//! A presigned URL as the request that somebody sends who opens it.

use super::url_parts::UrlParts;
use super::{FormatError, Imported};
use crate::model::{ReceivedBody, ReceivedRequest};

/// The request that a URL stands for, by this method. A GET or HEAD has no body; that of others is not known.
pub fn from_url(url: &str, method: &str) -> Result<Imported, FormatError> {
    if url.trim().is_empty() {
        return Err(FormatError::Empty);
    }
    let mut warnings = Vec::new();
    let parts = UrlParts::parse(url, &mut warnings)?;
    let mut request = ReceivedRequest {
        method: method.to_owned(),
        target: parts.target,
        body: if matches!(method, "GET" | "HEAD" | "DELETE" | "OPTIONS") {
            ReceivedBody::Known(Vec::new())
        } else {
            ReceivedBody::Unknown
        },
        ..ReceivedRequest::default()
    };
    request.push_header("host", &parts.host);
    Ok(Imported { request, warnings })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_becomes_a_get_with_its_host() {
        let imported = from_url("https://b.s3.amazonaws.com/k?X-Amz-Signature=1", "GET").unwrap();
        assert_eq!(imported.request.header("host"), Some("b.s3.amazonaws.com"));
        assert_eq!(imported.request.target, "/k?X-Amz-Signature=1");
        assert_eq!(from_url(" ", "GET"), Err(FormatError::Empty));
        let put = from_url("https://h/k", "PUT").unwrap();
        assert_eq!(put.request.body, ReceivedBody::Unknown);
    }
}
