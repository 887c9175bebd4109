//! Kinds of requests that people sign, with what of them reaches which line.

use countersign::model::{
    Auth, AuthKind, AwsAuth, Body, BodyDigest, BodyKind, ContentSha256Header, Field, HeaderRow, HttpRequest,
    PathEncodingOption, PathValue, PayloadSigning, Request, RowState, Secret, SignatureLocation,
    SigningAlgorithm, SigningOptions, SigningReport, SigningTime, VariableLayer, WireRequest,
};
use countersign::resolve::{Scope, assemble, resolve};
use countersign::sigv4::{Signer, choose_spelling, plan, preview_plan};

/// Where something was typed.
#[derive(Clone, Copy, Debug)]
pub enum Typed {
    Method,
    Url,
    /// Name of the header row at that index.
    Name(usize),
    /// Value of the header row at that index.
    Value(usize),
    /// Value of the path parameter at that index.
    Path(usize),
}

/// A request, and texts of its canonical request with the typed text behind each.
#[derive(Clone, Debug)]
pub struct Kind {
    pub name: &'static str,
    pub request: Request,
    pub expected: Vec<(&'static str, Typed, &'static str)>,
}

impl Kind {
    fn new(name: &'static str, method: &str, url: &str) -> Self {
        Self {
            name,
            request: Request {
                http: HttpRequest {
                    method: method.to_owned(),
                    url: url.to_owned(),
                    auth: Auth {
                        kind: AuthKind::AwsSignature,
                        aws: AwsAuth {
                            access_key_id: "AKIDEXAMPLE".to_owned(),
                            secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                            ..AwsAuth::default()
                        },
                        ..Auth::default()
                    },
                    ..HttpRequest::default()
                },
                ..Request::default()
            },
            expected: Vec::new(),
        }
    }

    fn header(mut self, name: &str, value: &str) -> Self {
        self.request.http.headers.push(HeaderRow::new(name, value));
        self
    }

    fn json(mut self, text: &str) -> Self {
        self.request.http.body = Body {
            kind: BodyKind::Json,
            text: text.into(),
            ..Body::default()
        };
        self
    }

    fn path(mut self, name: &str, value: &str) -> Self {
        self.request.http.path_values.push(PathValue {
            name: name.to_owned(),
            value: value.to_owned(),
            ..PathValue::default()
        });
        self
    }

    fn scope(mut self, region: &str, service: &str) -> Self {
        let aws = &mut self.request.http.auth.aws;
        (aws.region, aws.service) = (region.to_owned(), service.to_owned());
        self
    }

    fn token(mut self) -> Self {
        self.request.http.auth.aws.session_token = Secret::new("IQoJb3JpZ2luX2VjEXAMPLE//token==");
        self
    }

    fn options(mut self, change: impl FnOnce(&mut SigningOptions)) -> Self {
        change(&mut self.request.http.auth.aws.options);
        self
    }

    fn presigned(self) -> Self {
        self.options(|options| options.location = SignatureLocation::Query { expires_in: 900 })
    }

    /// This text of the canonical request comes from that typed text.
    fn from(mut self, canonical: &'static str, typed: Typed, text: &'static str) -> Self {
        self.expected.push((canonical, typed, text));
        self
    }

    /// The text of a typed field.
    pub fn text_of(&self, field: Field) -> Option<&str> {
        let http = &self.request.http;
        let aws = &http.auth.aws;
        let row = |id| http.headers.iter().find(|row| row.row == id);
        match field {
            Field::Method => Some(&http.method),
            Field::Url => Some(&http.url),
            Field::HeaderName(id) => row(id).map(|row| row.name.as_str()),
            Field::HeaderValue(id) => row(id).map(|row| row.value.as_str()),
            Field::PathValue(id) => {
                let value = http.path_values.iter().find(|value| value.row == id);
                value.map(|value| value.value.as_str())
            }
            Field::AccessKeyId => Some(&aws.access_key_id),
            Field::SessionToken => Some(aws.session_token.expose_for_signing()),
            Field::Region => Some(&aws.region),
            Field::Service => Some(&aws.service),
            Field::SigningHost => aws.options.signing_host.as_deref(),
            Field::RegionSet => match &aws.options.algorithm {
                SigningAlgorithm::SigV4a { region_set } => region_set.first().map(String::as_str),
                _ => None,
            },
            _ => None,
        }
    }

    /// The field of a place in the table.
    pub fn field(&self, typed: Typed) -> Field {
        let http = &self.request.http;
        match typed {
            Typed::Method => Field::Method,
            Typed::Url => Field::Url,
            Typed::Name(at) => Field::HeaderName(http.headers[at].row),
            Typed::Value(at) => Field::HeaderValue(http.headers[at].row),
            Typed::Path(at) => Field::PathValue(http.path_values[at].row),
        }
    }

    /// Signs it, as the live pane does; gives the report and the request it signs.
    pub fn sign(&self) -> (SigningReport, WireRequest) {
        let scope = [
            (
                "base",
                "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev",
            ),
            ("kind", "dog&cat"),
            ("team", "blue"),
        ]
        .into_iter()
        .fold(Scope::default(), |scope, (name, value)| {
            scope.with(VariableLayer::Environment, name, value)
        });
        let auth = &self.request.http.auth;
        let resolved = choose_spelling(resolve(&self.request, &scope).unwrap(), auth);
        let digest = BodyDigest::of(&resolved.body_in_memory().unwrap());
        let wire = assemble(&resolved, &digest).unwrap().wire;
        let time = SigningTime::parse_amz_date("20261120T120000Z").unwrap();
        let signed = if let Ok(plan) = plan(&auth.aws, &wire.endpoint, time) {
            Signer::default().sign(&wire, &plan)
        } else {
            let plan = preview_plan(&auth.aws, &wire.endpoint, time).unwrap();
            Signer::default().sign(&wire, &plan)
        };
        let signed = signed.unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let wire = WireRequest {
            target: signed.target,
            ..wire
        };
        (signed.report, wire)
    }
}

const REST: &str = "https://abcd123456.execute-api.us-east-1.amazonaws.com";
const BUCKET: &str = "https://bucket.s3.eu-west-1.amazonaws.com";
const MULTI_REGION: &str = "https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com";

fn rest(name: &'static str, path: &str) -> Kind {
    Kind::new(name, "GET", &format!("{REST}{path}"))
}

fn s3(name: &'static str, method: &str, path: &str) -> Kind {
    Kind::new(name, method, &format!("{BUCKET}{path}"))
}

/// The table.
pub fn kinds() -> Vec<Kind> {
    let mut all = gateway();
    all.extend(headers());
    all.extend(buckets());
    all.extend(others());
    all
}

fn gateway() -> Vec<Kind> {
    use Typed::{Method, Path, Url};
    vec![
        rest("REST API", "/dev/pets")
            .from("GET", Method, "GET")
            .from("/dev/pets", Url, "/dev/pets"),
        rest("two parameters", "/dev/pets?limit=10&type=dog")
            .from("limit=10", Url, "limit=10")
            .from("type=dog", Url, "type=dog"),
        rest("parameters out of order", "/dev/pets?b=2&a=1")
            .from("a=1", Url, "a=1")
            .from("b=2", Url, "b=2"),
        rest("one name three times", "/dev?a=2&a=1&a").from("a=2", Url, "a=2"),
        rest("empty values", "/dev?b=&a=").from("b=", Url, "b="),
        rest("a name without =", "/dev?verbose&a=1").from("verbose=", Url, "verbose"),
        rest("a plus in the query", "/dev?q=a+b").from("q=a%20b", Url, "q=a+b"),
        rest("an escaped plus", "/dev?q=a%2Bb").from("q=a%2Bb", Url, "q=a%2Bb"),
        rest("unicode in the query", "/dev?q=é").from("q=%C3%A9", Url, "q=é"),
        rest("lower-case escapes", "/dev?a=%2f%c3%a9").from("a=%2F%C3%A9", Url, "a=%2f%c3%a9"),
        rest("a space in the path", "/dev/a b").from("/dev/a%2520b", Url, "/dev/a b"),
        rest("unicode in the path", "/dev/ü").from("/dev/%25C3%25BC", Url, "/dev/ü"),
        rest("dots in the path", "/dev/x/../pets/.").from("/dev/pets/", Url, "/pets/"),
        rest("double slashes", "/dev//pets").from("/dev/pets", Url, "/pets"),
        rest("reserved characters in the path", "/dev/a:b@c").from("/dev/a%3Ab%40c", Url, "/dev/a:b@c"),
        rest("no path", "").from("GET", Method, "GET"),
        rest("a fragment", "/dev?a=1#top").from("a=1", Url, "a=1"),
        Kind::new("a variable for the start", "GET", "{{base}}/pets?x=1")
            .from("x=1", Url, "x=1")
            .from("/dev/pets", Url, "{{base}}"),
        Kind::new(
            "variables in path and query",
            "GET",
            "{{base}}/{{team}}?type={{kind}}&t={{team}}",
        )
        .from("/dev/blue", Url, "{{team}}")
        .from("t=blue", Url, "t={{team}}"),
        rest("a path parameter", "/dev/pets/{petId}?a=1")
            .path("petId", "a b/c")
            .from("/dev/pets/a%2520b%252Fc", Path(0), "a b/c"),
        rest("a greedy path parameter", "/dev/{proxy+}")
            .path("proxy", "x/y")
            .from("/dev/x/y", Path(0), "x/y"),
        rest("a colon parameter", "/dev/:id")
            .path("id", "7")
            .from("/dev/7", Path(0), "7"),
        rest("another method", "/dev/pets/1")
            .with_method("DELETE")
            .from("DELETE", Method, "DELETE"),
        rest("method with blanks", "/dev")
            .with_method(" PUT ")
            .from("PUT", Method, "PUT"),
    ]
}

fn headers() -> Vec<Kind> {
    use Typed::{Name, Url, Value};
    vec![
        Kind::new("HTTP API with JSON", "POST", &format!("{REST}/prod/items"))
            .json("{\"a\":1}")
            .from("/prod/items", Url, "/prod/items"),
        rest("blanks in a header", "/dev")
            .header("x-note", "  a   b  ")
            .from("x-note:a b", Value(0), "a "),
        rest("an upper-case name", "/dev")
            .header("X-Team", "blue")
            .from("x-team:blue", Name(0), "X-Team")
            .from("x-team:blue", Value(0), "blue")
            .from("x-team", Name(0), "X-Team"),
        rest("two rows of a name", "/dev")
            .header("x-a", "1")
            .header("X-A", "2")
            .from("x-a:1,2", Value(1), "2")
            .from("x-a:1,2", Value(0), "1"),
        Kind::new("a content type of its own", "POST", &format!("{REST}/dev"))
            .header("Content-Type", "text/plain")
            .json("x")
            .from("content-type:text/plain", Value(0), "text/plain"),
        rest("a host of its own", "/dev")
            .header("Host", "api.example.com")
            .from("host:api.example.com", Value(0), "api.example.com"),
        rest("an empty value", "/dev")
            .header("x-empty", "")
            .from("x-empty:", Name(0), "x-empty"),
        rest("a variable in a value", "/dev")
            .header("x-team", "team {{team}}")
            .from("x-team:team blue", Value(0), "team {{team}}"),
        rest("a row that is off", "/dev")
            .header_off("x-off", "1")
            .header("x-on", "2")
            .from("x-on:2", Value(1), "2"),
        rest("a row that signing sets", "/dev")
            .header("X-Amz-Date", "20200101T000000Z")
            .from("/dev", Url, "/dev"),
        rest("a header taken out and one put in", "/dev")
            .header("x-out", "1")
            .options(|options| {
                options.unsigned_headers.push("x-out".to_owned());
                options.signed_headers_extra.push("user-agent".to_owned());
            })
            .from("/dev", Url, "/dev"),
        rest("a signing host", "/dev")
            .options(|options| options.signing_host = Some("other.example.com".to_owned()))
            .from("/dev", Url, "/dev"),
        rest("temporary credentials", "/dev")
            .token()
            .from("/dev", Url, "/dev"),
    ]
}

fn buckets() -> Vec<Kind> {
    use Typed::{Url, Value};
    vec![
        s3("an object", "GET", "/a b+c/é.txt").from("/a%20b%2Bc/%C3%A9.txt", Url, "/a b+c/é.txt"),
        s3("dots in a key", "GET", "/a/../b//c").from("/a/../b//c", Url, "/a/../b//c"),
        s3("an upload", "PUT", "/key")
            .json("{}")
            .from("/key", Url, "/key"),
        s3("a subresource", "GET", "/?acl").from("acl=", Url, "acl"),
        s3("a list", "GET", "/?prefix=a/b&list-type=2").from("prefix=a%2Fb", Url, "prefix=a/b"),
        s3("an unsigned body", "PUT", "/key")
            .json("{}")
            .options(|options| options.payload = PayloadSigning::Unsigned)
            .from("/key", Url, "/key"),
        s3("a streamed body", "PUT", "/key")
            .header("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
            .from(
                "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                Value(0),
                "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            ),
        s3("a presigned object with a token", "GET", "/a b?versionId=1")
            .token()
            .presigned()
            .from("versionId=1", Url, "versionId=1"),
        Kind::new(
            "a directory bucket",
            "GET",
            "https://b--usw2-az1--x-s3.s3express-usw2-az1.us-west-2.amazonaws.com/k",
        )
        .token()
        .from("/k", Url, "/k"),
        Kind::new("a multi-region access point", "GET", &format!("{MULTI_REGION}/k")).from("/k", Url, "/k"),
        Kind::new(
            "a presigned multi-region access point",
            "GET",
            &format!("{MULTI_REGION}/k?a=1"),
        )
        .presigned()
        .from("a=1", Url, "a=1"),
    ]
}

fn others() -> Vec<Kind> {
    use Typed::{Url, Value};
    vec![
        Kind::new("DynamoDB", "POST", "https://dynamodb.us-east-1.amazonaws.com/")
            .header("X-Amz-Target", "DynamoDB_20120810.ListTables")
            .header("Content-Type", "application/x-amz-json-1.0")
            .json("{}")
            .from(
                "x-amz-target:DynamoDB_20120810.ListTables",
                Value(0),
                "DynamoDB_20120810.ListTables",
            ),
        Kind::new(
            "STS",
            "GET",
            "https://sts.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
        )
        .from("Action=GetCallerIdentity", Url, "Action=GetCallerIdentity"),
        Kind::new(
            "a function URL",
            "GET",
            "https://abc.lambda-url.us-east-1.on.aws/x",
        )
        .from("/x", Url, "/x"),
        Kind::new(
            "VPC Lattice",
            "GET",
            "https://n-id.hash.vpc-lattice-svcs.us-east-1.on.aws/x",
        )
        .from("/x", Url, "/x"),
        rest("a presigned API", "/dev?b=2&a=1")
            .presigned()
            .from("a=1", Url, "a=1"),
        rest("Version 4A with a region set", "/dev")
            .options(|options| {
                options.algorithm = SigningAlgorithm::SigV4a {
                    region_set: vec!["us-*".to_owned()],
                };
            })
            .from("/dev", Url, "/dev"),
        rest(
            "an older signature in the URL",
            "/dev?X-Amz-Date=20200101T000000Z&X-Amz-Signature=0&a=1",
        )
        .from("a=1", Url, "a=1"),
        Kind::new(
            "IoT over WebSocket",
            "GET",
            "https://a1b2c3-ats.iot.us-east-1.amazonaws.com/mqtt",
        )
        .scope("us-east-1", "iotdevicegateway")
        .token()
        .presigned()
        .from("/mqtt", Url, "/mqtt"),
        Kind::new("a custom domain", "GET", "https://API.Example.com:8443/v1")
            .scope("eu-west-1", "execute-api")
            .from("host:api.example.com:8443", Url, "API.Example.com"),
        Kind::new("an IP address", "GET", "http://[::1]:9000/v1?a=1")
            .scope("us-east-1", "execute-api")
            .from("host:[::1]:9000", Url, "[::1]"),
        rest("a path encoded once", "/dev/a b")
            .options(|options| options.path_encoding = PathEncodingOption::Single)
            .from("/dev/a%20b", Url, "/dev/a b"),
        rest("a hash of the body in a header", "/dev")
            .options(|options| options.content_sha256_header = ContentSha256Header::Always)
            .from("/dev", Url, "/dev"),
        rest("no keys yet", "/dev")
            .without_keys()
            .from("/dev", Url, "/dev"),
    ]
}

impl Kind {
    fn with_method(mut self, method: &str) -> Self {
        method.clone_into(&mut self.request.http.method);
        self
    }

    fn header_off(mut self, name: &str, value: &str) -> Self {
        self.request.http.headers.push(HeaderRow {
            state: RowState::Disabled,
            ..HeaderRow::new(name, value)
        });
        self
    }

    fn without_keys(mut self) -> Self {
        let aws = &mut self.request.http.auth.aws;
        aws.access_key_id.clear();
        aws.secret_access_key = Secret::default();
        self
    }
}
