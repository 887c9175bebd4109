//! Proof that whoever exchanges a code is who asked for it (RFC 7636), and the address at which it is asked for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::deps::SsoDeps;
use crate::model::{Secret, SsoError};

/// What may be asked for when nothing else is said.
pub const USUAL_SCOPE: &str = "sso:account:access";

/// The secrets of one sign-in.
#[derive(Debug)]
pub struct Pkce {
    /// Kept here until the code is exchanged.
    pub verifier: Secret,
    /// Comes back with the code, so that no other page can bring one (RFC 6749, 10.12).
    pub state: String,
}

impl Pkce {
    /// Draws both.
    pub fn draw(deps: &SsoDeps) -> Result<Self, SsoError> {
        let draw = || {
            let bits = (deps.secret_bits)().ok_or(SsoError::NoRandomness)?;
            Ok(URL_SAFE_NO_PAD.encode(bits))
        };
        Ok(Self {
            verifier: Secret::new(draw()?),
            state: draw()?,
        })
    }

    /// RFC 7636, 4.2: `BASE64URL(SHA256(ASCII(code_verifier)))`.
    fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.expose_for_sending()))
    }

    /// The page for the browser. AWS calls the parameter `scopes`, where RFC 6749 has `scope`.
    pub fn authorize_url(
        &self,
        endpoint: &str,
        client_id: &str,
        redirect_uri: &str,
        scopes: &[String],
    ) -> String {
        let scopes = if scopes.is_empty() {
            USUAL_SCOPE.to_owned()
        } else {
            scopes.join(" ")
        };
        let query: Vec<String> = [
            ("response_type", "code"),
            ("client_id", client_id),
            ("redirect_uri", redirect_uri),
            ("state", &self.state),
            ("code_challenge_method", "S256"),
            ("scopes", &scopes),
            ("code_challenge", &self.challenge()),
        ]
        .into_iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
        format!("{endpoint}/authorize?{}", query.join("&"))
    }
}

/// RFC 3986, 2.1: all but unreserved characters, so that a blank is `%20` for every reader.
fn encoded(value: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    utf8_percent_encode(value, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The verifier and challenge of RFC 7636, appendix B.
    #[test]
    fn the_challenge_is_that_of_the_rfc() {
        let pkce = Pkce {
            verifier: Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            state: "a state".to_owned(),
        };
        assert_eq!(
            pkce.authorize_url(
                "https://oidc.us-east-1.amazonaws.com",
                "client",
                "http://127.0.0.1:4711/oauth/callback",
                &[]
            ),
            "https://oidc.us-east-1.amazonaws.com/authorize?response_type=code&client_id=client\
             &redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2Foauth%2Fcallback&state=a%20state\
             &code_challenge_method=S256&scopes=sso%3Aaccount%3Aaccess\
             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
        let two = ["a:b".to_owned(), "c".to_owned()];
        assert!(
            pkce.authorize_url("", "", "", &two)
                .contains("&scopes=a%3Ab%20c&")
        );
    }
}
