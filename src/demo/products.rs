//! Which product a request is for.
//!
//! | host | product |
//! |---|---|
//! | `abcd123456.execute-api.us-east-1.localhost`, and all not named below | REST API, stage `dev` |
//! | `wxyz987654.execute-api.us-east-1.localhost` | HTTP API, stage `$default` |
//! | `s3.us-east-1.localhost`, `demo-bucket.s3.us-east-1.localhost` | S3, path style and virtual-hosted style |
//! | `sts.us-east-1.localhost` | STS |
//! | `oidc.us-east-1.localhost`, `portal.sso.us-east-1.localhost` | IAM Identity Center |
//!
//! `amazonaws.com` in place of `localhost` leads to the same. On a bare address (`127.0.0.1`, `localhost`) the
//! path `/dev/…` is the REST API, `/pets…` the HTTP API, and those of IAM Identity Center are its own; else the service in
//! the credential scope decides, so that clients work that know only one address.

use std::net::IpAddr;

use super::keys::Keys;
use super::reader::ReceivedRequest;
use super::reply::{Reply, Stamp};
use super::s3::{self, Objects};
use super::sso::{Sso, SsoFault};
use super::{http_api, metadata, rest_api, sts};

/// Host of the REST API.
pub const REST_API_HOST: &str = "abcd123456.execute-api.us-east-1.localhost";
/// Host of the HTTP API.
pub const HTTP_API_HOST: &str = "wxyz987654.execute-api.us-east-1.localhost";
/// Host of S3.
pub const S3_HOST: &str = "s3.us-east-1.localhost";
/// Host of STS.
pub const STS_HOST: &str = "sts.us-east-1.localhost";
/// Host of IAM Identity Center's sign-in.
pub const OIDC_HOST: &str = "oidc.us-east-1.localhost";
/// Host of IAM Identity Center's portal.
pub const PORTAL_HOST: &str = "portal.sso.us-east-1.localhost";

const HTTP_API_ID: &str = "wxyz987654";

/// The products of one server with what they keep.
#[derive(Debug, Default)]
pub struct Products {
    keys: Keys,
    objects: Objects,
    sso: Sso,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Product {
    RestApi,
    HttpApi,
    /// With the bucket that the host names.
    S3(Option<String>),
    Sts,
    IdentityCenter,
    Metadata,
}

impl Products {
    /// With the faults of IAM Identity Center.
    pub fn new(faults: Vec<SsoFault>) -> Self {
        Self {
            sso: Sso::new(faults),
            ..Self::default()
        }
    }

    /// Answers as the product does that the request is for.
    pub fn answer(&self, request: &ReceivedRequest, stamp: Stamp) -> Reply {
        let now = stamp.now;
        match Product::of(request) {
            Product::RestApi => rest_api::answer(request, &self.keys, now),
            Product::HttpApi => http_api::answer(request, &self.keys, now),
            Product::S3(bucket) => s3::answer(request, bucket.as_deref(), &self.keys, &self.objects, stamp),
            Product::Sts => sts::answer(request, &self.keys, stamp),
            Product::IdentityCenter => self.sso.answer(request, &self.keys, stamp),
            Product::Metadata => metadata::answer(request, &self.keys, now),
        }
    }
}

impl Product {
    fn of(request: &ReceivedRequest) -> Self {
        let host = request.header("host").unwrap_or_default().to_ascii_lowercase();
        let host = host.rsplit_once(':').map_or(host.as_str(), |(host, _)| host);
        let host = host.strip_suffix('.').unwrap_or(host);
        if is_bare(host) {
            return Self::on_bare_address(request);
        }
        let Some(name) = host
            .strip_suffix(".localhost")
            .or(host.strip_suffix(".amazonaws.com"))
        else {
            return Self::RestApi;
        };
        let labels: Vec<&str> = name.split('.').collect();
        match labels.as_slice() {
            [HTTP_API_ID, "execute-api", _] => Self::HttpApi,
            ["sts"] | ["sts", _] => Self::Sts,
            ["oidc", _] | ["portal", "sso", _] => Self::IdentityCenter,
            [bucket @ .., "s3"] | [bucket @ .., "s3", _] => {
                Self::S3(Some(bucket.join(".")).filter(|bucket| !bucket.is_empty()))
            }
            _ => Self::RestApi,
        }
    }

    fn on_bare_address(request: &ReceivedRequest) -> Self {
        let path = request.target.split('?').next().unwrap_or_default();
        let service = || {
            let credential = request.claim()?.parsed_credential()?;
            Some(credential.service)
        };
        if path.starts_with("/dev/") {
            return Self::RestApi;
        }
        if Sso::has_path(path) && request.claim().is_none() {
            return Self::IdentityCenter;
        }
        if metadata::has_path(path) {
            return Self::Metadata;
        }
        match service().as_deref() {
            Some("s3") => Self::S3(None),
            Some("sts") => Self::Sts,
            _ if path == "/pets" || path.starts_with("/pets/") => Self::HttpApi,
            _ => Self::RestApi,
        }
    }
}

fn is_bare(host: &str) -> bool {
    host == "localhost" || host.starts_with('[') || host.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn product(host: &str, target: &str, service: &str) -> Product {
        Product::of(&ReceivedRequest {
            target: target.to_owned(),
            headers: vec![
                ("host".to_owned(), host.to_owned()),
                (
                    "authorization".to_owned(),
                    format!("AWS4-HMAC-SHA256 Credential=k/d/r/{service}/t, SignedHeaders=host, Signature=a"),
                ),
            ],
            ..ReceivedRequest::default()
        })
    }

    #[test]
    fn the_host_decides() {
        for (host, expected) in [
            (
                "abcd123456.execute-api.us-east-1.localhost:8710",
                Product::RestApi,
            ),
            (
                "WXYZ987654.execute-api.us-east-1.localhost:8710",
                Product::HttpApi,
            ),
            ("s3.us-east-1.localhost", Product::S3(None)),
            (
                "a.b.s3.us-east-1.amazonaws.com",
                Product::S3(Some("a.b".to_owned())),
            ),
            ("sts.amazonaws.com", Product::Sts),
            ("sts.us-east-1.localhost:1", Product::Sts),
            ("oidc.us-east-1.localhost:1", Product::IdentityCenter),
            ("portal.sso.eu-west-1.amazonaws.com", Product::IdentityCenter),
            ("inner.example", Product::RestApi),
        ] {
            assert_eq!(product(host, "/", "s3"), expected, "{host}");
        }
    }

    #[test]
    fn on_a_bare_address_path_and_scope_decide() {
        for host in ["127.0.0.1:80", "localhost:80", "[::1]:80"] {
            assert_eq!(product(host, "/dev/pets", "s3"), Product::RestApi);
            assert_eq!(product(host, "/pets?a", "execute-api"), Product::HttpApi);
            assert_eq!(product(host, "/pets", "s3"), Product::S3(None));
            assert_eq!(product(host, "/", "sts"), Product::Sts);
            assert_eq!(product(host, "/", "execute-api"), Product::RestApi);
        }
    }
    proptest! {
        #[test]
        fn no_request_makes_it_panic(
            host in prop_oneof![
                Just(REST_API_HOST), Just(HTTP_API_HOST), Just(S3_HOST), Just(STS_HOST), Just("127.0.0.1"),
                Just(OIDC_HOST), Just(PORTAL_HOST),
                Just("demo-bucket.s3.us-east-1.localhost"),
            ],
            method in "(GET|PUT|POST|HEAD|DELETE)",
            target in "/[a-z%0-9/.]{0,20}(\\?(X-Amz-(Algorithm|Credential|Date|Expires|SignedHeaders|Signature)=[%0-9A-Za-z/-]{0,20}&){0,7})?",
            authorization in proptest::option::of("(AWS4-HMAC-SHA256 )?(Credential=[a/0-9]{0,12})?,(SignedHeaders=[a-zH;]{0,9})?,(Signature=[a-f]{0,3})?"),
            date in "(20261120T120000Z|[0-9TZ]{0,16})",
            body in proptest::collection::vec(any::<u8>(), 0..40),
        ) {
            let mut headers = vec![("host".to_owned(), host.to_owned()), ("x-amz-date".to_owned(), date)];
            headers.extend(authorization.map(|value| ("authorization".to_owned(), value)));
            let request = ReceivedRequest { method, target, headers, body, ..ReceivedRequest::default() };
            let stamp = Stamp { now: time::macros::datetime!(2026-11-20 12:00 UTC), serial: 0 };
            let reply = Products::default().answer(&request, stamp);
            prop_assert!(reply.status >= 400 && reply.status < 502);
        }
    }
}
