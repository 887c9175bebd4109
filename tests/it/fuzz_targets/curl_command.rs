//! A curl command as somebody pastes it, for any shell. Input: the text.

use countersign::formats::{from_curl, request_from_curl};

/// Whatever is pasted, it is read or refused; what is read has a method and a URL with a host,
/// no file's content, and remarks that can be shown.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    from_curl(&text).ok();
    let Ok(imported) = request_from_curl(&text) else {
        return;
    };
    let http = &imported.request.http;
    assert!(!http.method.is_empty(), "{text:?}");
    assert!(http.url.contains("://"), "{text:?}");
    assert!(
        http.body.bytes.is_empty() || http.body.text.is_empty(),
        "{text:?}"
    );
    serde_json::to_string(&imported.request).expect("a request is written as JSON");
    for warning in &imported.warnings {
        assert!(!warning.to_string().is_empty());
    }
}
