//! The demo's IAM Identity Center on raw bytes: what its services refuse, in the form of AWS's own.

use base64::Engine as _;
use countersign::demo::DemoServer;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::raw_client::{RawReply, connect, exchange};
use crate::support::signed_call::NOW;
use crate::support::sso::get;

const REDIRECT: &str = "http://127.0.0.1:4711/oauth/callback";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

struct Client<'a> {
    server: &'a DemoServer,
    id: String,
    secret: String,
}

fn server() -> DemoServer {
    DemoServer::builder(|| NOW).spawn(0).unwrap()
}

fn post(server: &DemoServer, path: &str, body: &Value) -> RawReply {
    let body = body.to_string();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: oidc.us-east-1.localhost:{}\r\nContent-Length: {}\r\n\r\n",
        server.port(),
        body.len()
    );
    exchange(&mut connect(server.port()), format!("{head}{body}").as_bytes())
}

fn json_of(reply: &RawReply) -> Value {
    serde_json::from_str(&reply.body).unwrap()
}

/// Status, name at AWS and code of OAuth.
fn refusal(reply: &RawReply) -> (u16, String, String) {
    let code = json_of(reply)["error"].as_str().unwrap_or_default().to_owned();
    (reply.status, reply.header("x-amzn-errortype").to_owned(), code)
}

fn refused(status: u16, name: &str, code: &str) -> (u16, String, String) {
    (status, name.to_owned(), code.to_owned())
}

impl<'a> Client<'a> {
    fn register(server: &'a DemoServer, more: &Value) -> Self {
        let mut body = json!({"clientName": "test", "clientType": "public"});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        let reply = post(server, "/client/register", &body);
        assert_eq!(reply.status, 200, "{}", reply.body);
        let given = json_of(&reply);
        let text = |name: &str| given[name].as_str().unwrap().to_owned();
        Self {
            server,
            id: text("clientId"),
            secret: text("clientSecret"),
        }
    }

    fn for_browser(server: &'a DemoServer) -> Self {
        Self::register(
            server,
            &json!({
                "grantTypes": ["authorization_code", "refresh_token"],
                "redirectUris": ["http://127.0.0.1/oauth/callback"],
                "issuerUrl": "https://d-1234567890.awsapps.com/start",
                "scopes": ["sso:account:access"],
            }),
        )
    }

    fn authorize(&self, changed: &[(&str, &str)]) -> RawReply {
        let challenge = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let mut query = vec![
            ("response_type", "code"),
            ("client_id", &self.id),
            ("redirect_uri", REDIRECT),
            ("state", "a state"),
            ("code_challenge_method", "S256"),
            ("scopes", "sso:account:access"),
            ("code_challenge", &challenge),
        ];
        for (name, value) in changed {
            query.retain(|(key, _)| key != name);
            query.push((name, value));
        }
        let url = format!("http://127.0.0.1:{}/authorize", self.server.port());
        get(url::Url::parse_with_params(&url, &query).unwrap().as_str())
    }

    fn code(&self) -> String {
        let reply = self.authorize(&[]);
        assert_eq!(reply.status, 302, "{}", reply.body);
        let target = url::Url::parse(reply.header("location")).unwrap();
        let query: Vec<_> = target.query_pairs().collect();
        assert_eq!(query[1], ("state".into(), "a state".into()));
        query[0].1.clone().into_owned()
    }

    fn token(&self, more: &Value) -> RawReply {
        let mut body = json!({"clientId": self.id, "clientSecret": self.secret});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        post(self.server, "/token", &body)
    }

    fn exchange(&self, code: &str, verifier: &str, redirect_uri: &str) -> RawReply {
        self.token(&json!({
            "grantType": "authorization_code", "code": code, "codeVerifier": verifier, "redirectUri": redirect_uri,
        }))
    }
}

#[test]
fn a_code_is_exchanged_once_by_whoever_has_the_verifier() {
    let server = server();
    let client = Client::for_browser(&server);
    let no_grant = refused(400, "InvalidGrantException", "invalid_grant");
    assert_eq!(
        refusal(&client.exchange(&client.code(), "another", REDIRECT)),
        no_grant
    );
    let other = "http://127.0.0.1:4712/oauth/callback";
    assert_eq!(
        refusal(&client.exchange(&client.code(), VERIFIER, other)),
        no_grant
    );
    let stranger = Client::for_browser(&server);
    assert_eq!(
        refusal(&stranger.exchange(&client.code(), VERIFIER, REDIRECT)),
        no_grant
    );
    let code = client.code();
    let given = json_of(&client.exchange(&code, VERIFIER, REDIRECT));
    assert_eq!(
        (given["tokenType"].as_str(), given["expiresIn"].as_i64()),
        (Some("Bearer"), Some(3_600))
    );
    assert_eq!(refusal(&client.exchange(&code, VERIFIER, REDIRECT)), no_grant);
    // A refresh token is good once too.
    let refresh = json!({"grantType": "refresh_token", "refreshToken": given["refreshToken"]});
    assert_eq!(client.token(&refresh).status, 200);
    assert_eq!(refusal(&client.token(&refresh)), no_grant);
}

#[test]
fn the_browser_is_sent_nowhere_else() {
    let server = server();
    let client = Client::for_browser(&server);
    for (name, value, error) in [
        (
            "redirect_uri",
            "http://evil.example/oauth/callback",
            "InvalidRedirectUriException",
        ),
        (
            "redirect_uri",
            "http://127.0.0.1:1/elsewhere",
            "InvalidRedirectUriException",
        ),
        ("client_id", "unknown", "InvalidClientException"),
        ("response_type", "token", "InvalidRequestException"),
        ("code_challenge_method", "plain", "InvalidRequestException"),
        ("code_challenge", "short", "InvalidRequestException"),
        ("state", "", "InvalidRequestException"),
    ] {
        let reply = client.authorize(&[(name, value)]);
        assert_eq!(reply.header("x-amzn-errortype"), error, "{name} {value}");
        assert_eq!(reply.header("location"), "");
    }
}

#[test]
fn refusals_have_the_names_and_codes_of_aws() {
    let server = server();
    let client = Client::register(&server, &json!({}));
    let by_device = |code: &Value| {
        refusal(&client.token(&json!({
            "grantType": "urn:ietf:params:oauth:grant-type:device_code", "deviceCode": code,
        })))
    };
    let start = json!({"clientId": client.id, "clientSecret": client.secret, "startUrl": "https://a.awsapps.com/start"});
    let started = json_of(&post(&server, "/device_authorization", &start));
    assert_eq!(
        by_device(&started["deviceCode"]),
        refused(400, "AuthorizationPendingException", "authorization_pending")
    );
    assert_eq!(
        by_device(&"made-up".into()),
        refused(400, "InvalidGrantException", "invalid_grant")
    );
    assert_eq!(
        refusal(&client.token(&json!({"grantType": "authorization_code", "code": "a"}))),
        refused(400, "UnauthorizedClientException", "unauthorized_client")
    );
    assert_eq!(
        refusal(&client.token(&json!({"grantType": "password"}))),
        refused(400, "UnsupportedGrantTypeException", "unsupported_grant_type")
    );
    assert_eq!(
        refusal(&client.token(&json!({"clientSecret": "wrong", "grantType": "refresh_token"}))),
        refused(401, "InvalidClientException", "invalid_client")
    );
    assert_eq!(
        refusal(&post(&server, "/client/register", &json!({"clientName": "a"}))),
        refused(400, "InvalidRequestException", "invalid_request")
    );
    let unsigned = get(&format!("http://127.0.0.1:{}/assignment/accounts", server.port()));
    assert_eq!(
        (unsigned.status, unsigned.header("x-amzn-errortype")),
        (401, "UnauthorizedException")
    );
    assert_eq!(unsigned.message(), "Session token not found or invalid");
}
