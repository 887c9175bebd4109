//! The edit of a request that mends a diagnosed cause.

use crate::model::{
    AuthKind, ContentSha256Header, HeaderRow, Mend, PayloadSigning, Request, RowState, Secret,
    SignatureLocation, SigningOptions,
};
use crate::resolve::placeholders::{host_of, target_of};
use crate::sigv4::without_signature_of_any_version;

/// How long a presigned URL lives that is made anew without a life of its own, in seconds.
const USUAL_LIFE: u32 = 900;

/// What a mend comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mended {
    /// The URL, the method or a header row was edited.
    Request,
    /// Fields of the auth were edited, which an inheriting request has not of its own.
    Auth,
    /// The request is as it was: the user has to type what is missing.
    Asks,
    /// The request is as it was: it is a matter of the signing time.
    Time,
}

/// What [`mend`] does with this one, whatever the request.
pub fn kind_of(mend: &Mend) -> Mended {
    match mend {
        Mend::UseServerTime { .. } | Mend::SignNow => Mended::Time,
        Mend::AskSessionToken
        | Mend::AskSecretKey
        | Mend::AskCredentials
        | Mend::FetchCredentials
        | Mend::AddStage => Mended::Asks,
        Mend::RemoveStage(_)
        | Mend::UsePath(_)
        | Mend::UseMethod(_)
        | Mend::UseHost(_)
        | Mend::TurnOnSigning
        | Mend::DropTypedAuthorization
        | Mend::DropUrlSignature
        // Which headers are signed by hand is a matter of the request's own header table.
        | Mend::SignHeaders(_) => Mended::Request,
        Mend::UseRegion(_)
        | Mend::UseService(_)
        | Mend::SendContentSha256Header
        | Mend::SignPayload
        | Mend::UnsignedPayload
        | Mend::DropSessionToken
        | Mend::UseSigningHost(_)
        | Mend::UsePathEncoding(_)
        | Mend::CapExpiry(_)
        | Mend::PresignAgain => Mended::Auth,
    }
}

/// Edits the request as one step; what [`Mended::Asks`] or is a matter of [`Mended::Time`] leaves it as it is.
pub fn mend(request: &mut Request, mend: &Mend) -> Mended {
    let http = &mut request.http;
    let aws = &mut http.auth.aws;
    match mend {
        Mend::UseRegion(region) => aws.region.clone_from(region),
        Mend::UseService(service) => aws.service.clone_from(service),
        Mend::SendContentSha256Header => aws.options.content_sha256_header = ContentSha256Header::Always,
        Mend::SignPayload => aws.options.payload = PayloadSigning::Signed,
        Mend::UnsignedPayload => aws.options.payload = PayloadSigning::Unsigned,
        Mend::DropSessionToken => aws.session_token = Secret::default(),
        Mend::UseSigningHost(host) => aws.options.signing_host = Some(host.clone()),
        Mend::UsePathEncoding(encoding) => aws.options.path_encoding = *encoding,
        Mend::CapExpiry(seconds) => aws.options.location = SignatureLocation::Query { expires_in: *seconds },
        Mend::PresignAgain => {
            http.url = without_signature_of_any_version(&http.url);
            http.auth.kind = AuthKind::AwsSignature;
            if aws.options.location == SignatureLocation::Header {
                aws.options.location = SignatureLocation::Query {
                    expires_in: USUAL_LIFE,
                };
            }
        }
        Mend::RemoveStage(stage) => http.url = without_stage(&http.url, stage),
        Mend::UsePath(path) => http.url = with_path(&http.url, path),
        Mend::UseMethod(method) => http.method.clone_from(method),
        Mend::UseHost(host) => http.url = with_host(&http.url, host),
        Mend::TurnOnSigning => http.auth.choose(AuthKind::AwsSignature),
        Mend::DropTypedAuthorization => {
            let is_authorization =
                |row: &&mut HeaderRow| row.name.trim().eq_ignore_ascii_case("authorization");
            for row in http.headers.iter_mut().filter(is_authorization) {
                row.state = RowState::Disabled;
            }
        }
        Mend::DropUrlSignature => http.url = without_signature_of_any_version(&http.url),
        Mend::SignHeaders(names) => sign_headers(&mut aws.options, names),
        Mend::UseServerTime { .. }
        | Mend::SignNow
        | Mend::AskSessionToken
        | Mend::AskSecretKey
        | Mend::AskCredentials
        | Mend::FetchCredentials
        | Mend::AddStage => {}
    }
    kind_of(mend)
}

fn sign_headers(options: &mut SigningOptions, names: &[String]) {
    for name in names {
        options
            .unsigned_headers
            .retain(|known| !known.eq_ignore_ascii_case(name));
        let extra = &mut options.signed_headers_extra;
        if !extra.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            extra.push(name.to_ascii_lowercase());
        }
    }
}

/// The URL with another host in the place of host and port.
fn with_host(url: &str, host: &str) -> String {
    let end = target_of(url).start;
    let start = end - host_of(url).len();
    let (before, after) = (url.get(..start), url.get(end..));
    format!(
        "{}{host}{}",
        before.unwrap_or_default(),
        after.unwrap_or_default()
    )
}

/// The URL with another path; query and fragment stay.
fn with_path(url: &str, path: &str) -> String {
    let target = target_of(url);
    let (host, rest) = (url.get(..target.start), url.get(target));
    let rest = rest.unwrap_or_default();
    let query = rest.find(['?', '#']).and_then(|at| rest.get(at..));
    format!("{}{path}{}", host.unwrap_or_default(), query.unwrap_or_default())
}

/// The URL without this first segment of its path, where it has it.
fn without_stage(url: &str, stage: &str) -> String {
    let target = target_of(url);
    let (host, rest) = (url.get(..target.start), url.get(target));
    let behind = rest.and_then(|rest| rest.strip_prefix('/')?.strip_prefix(stage));
    match behind {
        Some(behind) if behind.is_empty() || behind.starts_with(['?', '#']) => {
            format!("{}/{behind}", host.unwrap_or_default())
        }
        Some(behind) if behind.starts_with('/') => format!("{}{behind}", host.unwrap_or_default()),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PathEncodingOption;

    fn of(url: &str) -> Request {
        let mut request = Request::default();
        url.clone_into(&mut request.http.url);
        request
    }

    fn mended(url: &str, by: &Mend) -> Request {
        let mut request = of(url);
        mend(&mut request, by);
        request
    }

    #[test]
    fn host_path_and_stage_are_changed_alone() {
        let url = |url: &str, by: Mend| mended(url, &by).http.url;
        let host = || Mend::UseHost("b.s3.eu-west-1.amazonaws.com".to_owned());
        assert_eq!(
            url("https://b.s3.amazonaws.com:443/a%20b?x=1#f", host()),
            "https://b.s3.eu-west-1.amazonaws.com/a%20b?x=1#f"
        );
        assert_eq!(
            url("{{base}}/x", host()),
            "b.s3.eu-west-1.amazonaws.com/x",
            "what a variable holds is replaced with the variable"
        );
        let stage = |text: &str| Mend::RemoveStage(text.to_owned());
        assert_eq!(url("https://h/prod/pets?x", stage("prod")), "https://h/pets?x");
        assert_eq!(url("https://h/prod", stage("prod")), "https://h/");
        assert_eq!(url("https://h/prod?x", stage("prod")), "https://h/?x");
        assert_eq!(
            url("https://h/production/pets", stage("prod")),
            "https://h/production/pets"
        );
        assert_eq!(url("https://h", stage("prod")), "https://h");
        let path = || Mend::UsePath("/dev/pets".to_owned());
        assert_eq!(url("https://h/pets?x=1", path()), "https://h/dev/pets?x=1");
        assert_eq!(url("https://h", path()), "https://h/dev/pets");
    }

    #[test]
    fn a_signature_in_the_url_is_taken_out_or_made_anew() {
        let signed = "https://h/o?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F20261120%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261120T120000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=00&versionId=1";
        let dropped = mended(signed, &Mend::DropUrlSignature).http;
        assert_eq!(dropped.url, "https://h/o?versionId=1");
        let again = mended(signed, &Mend::PresignAgain).http;
        assert_eq!(
            (again.url.as_str(), again.auth.kind),
            ("https://h/o?versionId=1", AuthKind::AwsSignature)
        );
        assert_eq!(
            again.auth.aws.options.location,
            SignatureLocation::Query { expires_in: 900 }
        );
    }

    #[test]
    fn options_of_the_signature_are_set() {
        let options = |by: Mend| mended("https://h/", &by).http.auth.aws.options;
        assert_eq!(options(Mend::SignPayload).payload, PayloadSigning::Signed);
        assert_eq!(options(Mend::UnsignedPayload).payload, PayloadSigning::Unsigned);
        assert_eq!(
            options(Mend::SendContentSha256Header).content_sha256_header,
            ContentSha256Header::Always
        );
        assert_eq!(
            options(Mend::UsePathEncoding(PathEncodingOption::Single)).path_encoding,
            PathEncodingOption::Single
        );
        assert_eq!(
            options(Mend::UseSigningHost("h2".to_owned()))
                .signing_host
                .as_deref(),
            Some("h2")
        );
        assert_eq!(
            options(Mend::CapExpiry(604_800)).location,
            SignatureLocation::Query { expires_in: 604_800 }
        );
        let mut request = of("https://h/");
        request.http.auth.aws.options.unsigned_headers = vec!["x-amz-meta-a".to_owned()];
        mend(&mut request, &Mend::SignHeaders(vec!["X-Amz-Meta-A".to_owned()]));
        let options = request.http.auth.aws.options;
        assert_eq!(options.unsigned_headers, Vec::<String>::new());
        assert_eq!(options.signed_headers_extra, ["x-amz-meta-a"]);
    }

    #[test]
    fn a_typed_authorization_row_is_switched_off_and_stays() {
        let mut request = of("https://h/");
        for name in ["Accept", "authorization "] {
            request.http.headers.push(HeaderRow::new(name, "x"));
        }
        assert_eq!(mend(&mut request, &Mend::DropTypedAuthorization), Mended::Request);
        let states: Vec<RowState> = request.http.headers.iter().map(|row| row.state).collect();
        assert_eq!(states, [RowState::Enabled, RowState::Disabled]);
    }

    #[test]
    fn what_asks_or_is_about_time_leaves_the_request_alone() {
        for by in [
            Mend::AskSecretKey,
            Mend::AddStage,
            Mend::SignNow,
            Mend::UseServerTime { offset_seconds: 9 },
        ] {
            let mut request = of("https://h/x");
            let before = request.clone();
            mend(&mut request, &by);
            assert_eq!(request, before, "{by:?}");
        }
    }
}
