//! The URL bar to endpoint, Host header and request target.
//!
//! Input: the URL as typed; a first byte `C` or `T` followed by a line feed asks for the canonical or the typed
//! spelling.

use countersign::model::{HttpRequest, Request, TargetSpelling};

use super::checks::unsigned;

/// Whatever is typed, a target is made of what HTTP allows, and spelling it again changes nothing.
pub fn run(data: &[u8]) {
    let (spelling, url) = match data {
        [b'C', b'\n', url @ ..] => (TargetSpelling::Canonical, url),
        [b'T', b'\n', url @ ..] => (TargetSpelling::AsTyped, url),
        url => (TargetSpelling::Auto, url),
    };
    let Ok(wire) = unsigned(&get(&String::from_utf8_lossy(url), spelling)) else {
        return;
    };
    let host = wire.header("host").unwrap().value.as_str();
    assert_eq!(host, wire.endpoint.authority());
    let sent = format!(
        "{}://{host}{}",
        wire.endpoint.scheme.as_str(),
        wire.target.as_str()
    );
    let again = unsigned(&get(&sent, spelling)).unwrap();
    assert_eq!(again.target.as_str(), wire.target.as_str(), "{sent}");
    assert_eq!(again.endpoint, wire.endpoint, "{sent}");
}

fn get(url: &str, spelling: TargetSpelling) -> Request {
    let mut request = Request {
        http: HttpRequest {
            method: "GET".to_owned(),
            url: url.to_owned(),
            ..HttpRequest::default()
        },
        ..Request::default()
    };
    request.settings.spelling = spelling;
    request
}
