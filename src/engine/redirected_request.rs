//! A redirect at which a send stopped, as a request that the user may send next. Pure.

use super::redirect::becomes_get;
use crate::model::{AuthKind, BodyKind, Endpoint, HeaderRow, Request, RowState, Scheme};
use crate::prepare::{describes_body, is_secret_line};
use crate::redact::KnownSecrets;
use crate::resolve::{Scope, destination, names_secret};
use crate::sigv4::infer;

/// The request for the place that a redirect leads to, to be signed again with the same credentials. Region
/// and service come from the new host when it names them. `status` is the one of the redirect, `location`
/// its absolute URL.
#[must_use]
pub fn sign_again_for(request: &Request, status: u16, location: &str) -> Request {
    let mut next = led_to(request, status, location);
    let aws = &mut next.http.auth.aws;
    aws.options.signing_host = None;
    if let Some(hint) = host_of(location).as_deref().and_then(infer) {
        aws.service.clear();
        if hint.region.is_some() {
            aws.region.clear();
        }
    }
    next
}

/// The same without auth, and without the header rows that carry a credential, by themselves or by a secret variable.
#[must_use]
pub fn without_credentials(request: &Request, scope: &Scope, status: u16, location: &str) -> Request {
    let mut next = led_to(request, status, location);
    let known = KnownSecrets::of_auth(&request.http.auth);
    let scope = scope.of_request(request);
    next.http.auth.kind = AuthKind::None;
    disable(&mut next.http.headers, |row| {
        is_secret_line(&row.name, &row.value, &known)
            || names_secret(&row.name, &scope)
            || names_secret(&row.value, &scope)
    });
    next
}

/// Method, URL and body of the next request, and nothing that is for the old place alone.
fn led_to(request: &Request, status: u16, location: &str) -> Request {
    let mut next = request.clone();
    // Braces would name variables in the URL bar.
    next.http.url = location.replace('{', "%7B").replace('}', "%7D");
    next.settings.connect_to.clear();
    next.settings.server_name.clear();
    disable(&mut next.http.headers, |row| {
        row.name.trim().eq_ignore_ascii_case("host")
    });
    if becomes_get(status, request.http.method.trim()) {
        "GET".clone_into(&mut next.http.method);
        next.http.body.kind = BodyKind::None;
        disable(&mut next.http.headers, |row| describes_body(&row.name));
    }
    next
}

/// Rows stay in the table, so that nothing typed is lost.
fn disable(rows: &mut [HeaderRow], stays_behind: impl Fn(&HeaderRow) -> bool) {
    for row in rows.iter_mut().filter(|row| stays_behind(row)) {
        row.state = RowState::Disabled;
    }
}

fn host_of(location: &str) -> Option<String> {
    let anywhere = Endpoint {
        scheme: Scheme::Https,
        host: String::new(),
        port: 443,
    };
    destination(&anywhere, "/", location).map(|to| to.endpoint.host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Auth, AwsAuth, Body, HttpRequest, RequestSettings, Secret, Variable, VariableLayer};

    const ELSEWHERE: &str = "https://abcd123456.execute-api.eu-west-1.amazonaws.com/dev/{{x}}";

    fn request() -> Request {
        Request {
            http: HttpRequest {
                method: "POST".to_owned(),
                url: "{{base}}/old".to_owned(),
                headers: [
                    ("Host", "old.example"),
                    ("Content-Type", "text/plain"),
                    ("X-Api-Key", "k"),
                    ("x-note", "hunter2hunter2"),
                    ("x-colour", "red"),
                ]
                .map(|(name, value)| HeaderRow::new(name, value))
                .to_vec(),
                body: Body {
                    kind: BodyKind::Text,
                    text: "typed".into(),
                    ..Body::default()
                },
                auth: Auth {
                    kind: AuthKind::AwsSignature,
                    aws: AwsAuth {
                        access_key_id: "AKIDEXAMPLE".to_owned(),
                        secret_access_key: Secret::new("hunter2hunter2"),
                        region: "us-east-1".to_owned(),
                        service: "other".to_owned(),
                        ..AwsAuth::default()
                    },
                    ..Auth::default()
                },
                ..HttpRequest::default()
            },
            settings: RequestSettings {
                connect_to: "127.0.0.1".to_owned(),
                server_name: "old.example".to_owned(),
                ..RequestSettings::default()
            },
            ..Request::default()
        }
    }

    fn sent(request: &Request) -> Vec<&str> {
        let rows = request.http.headers.iter().filter(|row| row.is_sent());
        rows.map(|row| row.name.as_str()).collect()
    }

    #[test]
    fn signing_again_takes_region_and_service_from_a_host_that_names_them() {
        let next = sign_again_for(&request(), 307, ELSEWHERE);
        let aws = &next.http.auth.aws;
        assert_eq!((aws.region.as_str(), aws.service.as_str()), ("", ""));
        assert_eq!(aws.secret_access_key, Secret::new("hunter2hunter2"));
        assert_eq!(next.http.auth.kind, AuthKind::AwsSignature);
        assert!(next.http.url.ends_with("/dev/%7B%7Bx%7D%7D"), "{}", next.http.url);
        assert_eq!(
            (next.http.method.as_str(), next.http.body.kind),
            ("POST", BodyKind::Text)
        );
        assert_eq!(sent(&next), ["Content-Type", "X-Api-Key", "x-note", "x-colour"]);
        assert_eq!(next.settings, RequestSettings::default());

        let custom = sign_again_for(&request(), 307, "https://api.example.com/");
        let aws = &custom.http.auth.aws;
        assert_eq!(
            (aws.region.as_str(), aws.service.as_str()),
            ("us-east-1", "other")
        );
    }

    #[test]
    fn without_credentials_no_row_that_holds_one_is_sent() {
        let secret = Variable::secret("short");
        let scope = Scope::default().define(VariableLayer::Global, "global", &secret, Some(Secret::new("x")));
        let mut request = request();
        let named = HeaderRow::new("x-named", "{{short}}");
        request.http.headers.push(named);
        let next = without_credentials(&request, &scope, 302, ELSEWHERE);
        assert_eq!(next.http.auth.kind, AuthKind::None);
        assert_eq!(sent(&next), ["x-colour"]);
        assert_eq!(
            (next.http.method.as_str(), next.http.body.kind),
            ("GET", BodyKind::None)
        );
        assert_eq!(next.http.body.text, "typed", "nothing typed is lost");
        let kept = without_credentials(&request, &scope, 308, ELSEWHERE);
        assert_eq!(sent(&kept), ["Content-Type", "x-colour"]);
    }
}
