//! Secrets by what they look like.

use std::ops::Range;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use regex::Regex;

use super::named::is_placeholder;
use crate::redact::key_ids_in;

/// What something that looks like a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecretShape {
    /// Forty letters beside an access key ID, or behind a name that says secret.
    AwsSecretAccessKey,
    /// The token of temporary credentials.
    AwsSessionToken,
    /// A private key in PEM.
    PrivateKey,
    /// A signed JSON Web Token.
    Jwt,
    /// Credentials in an Authorization header.
    Authorization,
    /// A cookie.
    Cookie,
    /// A password in a URL.
    UrlPassword,
    /// The signature of a presigned URL.
    Signature,
    /// Of GitHub.
    GitHubToken,
    /// Of GitLab.
    GitLabToken,
    /// Of Slack.
    SlackToken,
    /// Of Stripe.
    StripeKey,
    /// Of Google.
    GoogleKey,
    /// Of npm.
    NpmToken,
    /// Of Vault.
    VaultToken,
    /// Of a service whose keys begin with `sk-`.
    SkKey,
    /// A password of Basic auth.
    Password,
    /// A bearer token.
    BearerToken,
    /// An API key.
    ApiKey,
    /// What stands behind a name that says password, token, secret or key.
    Named,
}

impl SecretShape {
    /// What it is, in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::AwsSecretAccessKey => "an AWS secret access key",
            Self::AwsSessionToken => "an AWS session token",
            Self::PrivateKey => "a private key",
            Self::Jwt => "a JSON Web Token",
            Self::Authorization => "credentials of an Authorization header",
            Self::Cookie => "a cookie",
            Self::UrlPassword => "a password in a URL",
            Self::Signature => "the signature of a signed URL",
            Self::GitHubToken => "a GitHub token",
            Self::GitLabToken => "a GitLab token",
            Self::SlackToken => "a Slack token",
            Self::StripeKey => "a Stripe key",
            Self::GoogleKey => "a Google API key",
            Self::NpmToken => "an npm token",
            Self::VaultToken => "a Vault token",
            Self::SkKey => "a secret key that begins with sk-",
            Self::Password => "a password",
            Self::BearerToken => "a bearer token",
            Self::ApiKey => "an API key",
            Self::Named => "a value whose name says that it is secret",
        }
    }

    /// What a variable for it is called.
    pub fn variable_name(self) -> &'static str {
        match self {
            Self::AwsSecretAccessKey => "secretAccessKey",
            Self::AwsSessionToken => "sessionToken",
            Self::PrivateKey => "privateKey",
            Self::Jwt | Self::Authorization | Self::BearerToken => "token",
            Self::Cookie => "cookie",
            Self::UrlPassword | Self::Password => "password",
            Self::Signature => "signature",
            Self::GitHubToken => "githubToken",
            Self::GitLabToken => "gitlabToken",
            Self::SlackToken => "slackToken",
            Self::StripeKey => "stripeKey",
            Self::GoogleKey => "googleKey",
            Self::NpmToken => "npmToken",
            Self::VaultToken => "vaultToken",
            Self::SkKey | Self::ApiKey => "apiKey",
            Self::Named => "secret",
        }
    }
}

/// Tokens that say whose they are. The group is what is secret.
static MARKED: LazyLock<Vec<(SecretShape, Regex)>> = LazyLock::new(|| {
    let marked = [
        // <https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github>
        (
            SecretShape::GitHubToken,
            r"\b(gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{50,255})\b",
        ),
        // <https://docs.gitlab.com/security/tokens/#token-prefixes>
        (
            SecretShape::GitLabToken,
            r"\b(gl(?:pat|dt|rt|ptt|ft)-[A-Za-z0-9_.-]{20,})",
        ),
        // <https://docs.slack.dev/authentication/tokens/>
        (SecretShape::SlackToken, r"\b(xox[abeoprs]-[A-Za-z0-9-]{10,})"),
        // <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/>: who has the address can write.
        (
            SecretShape::SlackToken,
            r"\bhooks\.slack\.com/(?:services|workflows|triggers)/[A-Z0-9]+/[A-Za-z0-9]+/([A-Za-z0-9]{16,})",
        ),
        // <https://docs.stripe.com/keys>
        (
            SecretShape::StripeKey,
            r"\b((?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,})\b",
        ),
        (SecretShape::GoogleKey, r"\b(AIza[A-Za-z0-9_-]{35})"),
        (SecretShape::NpmToken, r"\b(npm_[A-Za-z0-9]{36})\b"),
        // <https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes>
        (SecretShape::VaultToken, r"\b(hv[sbr]\.[A-Za-z0-9_-]{24,})"),
        (SecretShape::SkKey, r"\b(sk-[A-Za-z0-9_-]{32,})"),
        // Tokens of STS begin so, whatever the session.
        (
            SecretShape::AwsSessionToken,
            r"\b((?:IQoJ|FwoG|FQoG)[A-Za-z0-9/+]{96,}={0,2})",
        ),
        (
            SecretShape::PrivateKey,
            r"(?s)(-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----.*?(?:-----END (?:[A-Z]+ )*PRIVATE KEY-----|\z))",
        ),
        // RFC 3986, 3.2.1.
        (
            SecretShape::UrlPassword,
            r"\b[A-Za-z][A-Za-z0-9+.-]*://[^\s/?#@:{}]*:([^\s/?#@{}]+)@",
        ),
        (SecretShape::Signature, r"(?i)\bx-amz-signature=([0-9a-f]{64})\b"),
        // Links that are signed otherwise, of which some never expire:
        // <https://learn.microsoft.com/rest/api/storageservices/create-service-sas>,
        // <https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html#RESTAuthenticationQueryStringAuth>.
        (
            SecretShape::Signature,
            r#"(?i)[?&](?:sig|signature)=([^&\s"'#<>{}]{16,})"#,
        ),
    ];
    let compiled = marked
        .into_iter()
        .filter_map(|(what, form)| Some((what, Regex::new(form).ok()?)));
    compiled.collect()
});

/// What of a text looks like a secret by itself.
pub(super) fn in_text(text: &str, beside_key_id: bool) -> Vec<(Range<usize>, SecretShape)> {
    let mut found = Vec::new();
    for (what, form) in MARKED.iter() {
        for captures in form.captures_iter(text) {
            if let Some(secret) = captures.get(1).filter(|secret| !is_placeholder(secret.as_str())) {
                found.push((secret.range(), *what));
            }
        }
    }
    found.extend(web_tokens(text).map(|span| (span, SecretShape::Jwt)));
    found.extend(secret_access_keys(text, beside_key_id).map(|span| (span, SecretShape::AwsSecretAccessKey)));
    found
}

/// Whether an access key ID stands in a text that is none of the documentation.
pub(super) fn has_key_id(text: &str) -> bool {
    key_ids_in(text).any(|id| !id.contains("EXAMPLE"))
}

/// Letters in a row, of a kind.
fn runs<'a>(
    text: &'a str,
    is_own: impl Fn(char) -> bool + Copy + 'a,
) -> impl Iterator<Item = Range<usize>> + 'a {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = text.get(from..)?;
        let start = from + rest.find(is_own)?;
        let tail = text.get(start..)?;
        let end = start + tail.find(|ch| !is_own(ch)).unwrap_or(tail.len());
        from = end;
        Some(start..end)
    })
}

/// Forty letters of base64 (<https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html>).
fn secret_access_keys(text: &str, beside_key_id: bool) -> impl Iterator<Item = Range<usize>> + '_ {
    let is_own = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '/' | '+');
    runs(text, is_own).filter(move |span| {
        let key = text.get(span.clone()).unwrap_or_default();
        key.len() == 40
            && key.contains(|ch: char| ch.is_ascii_uppercase())
            && key.contains(|ch: char| ch.is_ascii_lowercase())
            && key.contains(|ch: char| ch.is_ascii_digit())
            // A path has more of them.
            && key.matches('/').count() <= 4
            && !is_placeholder(key)
            && (beside_key_id || is_called_secret(text, span.start))
    })
}

/// Whether the word secret stands before a place, on its line.
fn is_called_secret(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let line = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    line.contains("secret")
}

/// `header.payload.signature`, the header being JSON that names an algorithm (RFC 7515, 3.1; RFC 7519, 3).
fn web_tokens(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let is_own = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '_' | '-' | '.');
    runs(text, is_own).filter(|span| {
        let word = text.get(span.clone()).unwrap_or_default();
        let parts: Vec<&str> = word.split('.').collect();
        let [header, payload, signature] = parts.as_slice() else {
            return false;
        };
        let is_documented = payload.starts_with(EXAMPLE_PAYLOAD);
        header.starts_with("eyJ")
            && payload.starts_with("eyJ")
            && !signature.is_empty()
            && !is_documented
            && {
                let header = URL_SAFE_NO_PAD.decode(header).unwrap_or_default();
                serde_json::from_slice::<serde_json::Value>(&header)
                    .is_ok_and(|header| header.get("alg").is_some())
            }
    })
}

/// Beginning of the payload of <https://jwt.io>'s example: `{"sub":"1234567890",`.
const EXAMPLE_PAYLOAD: &str = "eyJzdWIiOiIxMjM0NTY3ODkwIi";

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, beside_key_id: bool) -> Vec<(&str, SecretShape)> {
        in_text(text, beside_key_id)
            .into_iter()
            .map(|(span, what)| (text.get(span).unwrap(), what))
            .collect()
    }

    #[test]
    fn all_forms_can_be_read() {
        assert_eq!(MARKED.len(), 14);
    }

    #[test]
    fn marked_tokens_are_found_with_nothing_around_them() {
        let letters = |count: usize| {
            "aB3dE5gH7jK9mN1pQ2sT4vW6xY8z"
                .chars()
                .cycle()
                .take(count)
                .collect::<String>()
        };
        for (token, what) in [
            (format!("ghp_{}", letters(36)), SecretShape::GitHubToken),
            (format!("github_pat_{}", letters(60)), SecretShape::GitHubToken),
            (format!("glpat-{}", letters(20)), SecretShape::GitLabToken),
            (format!("xoxb-{}", letters(24)), SecretShape::SlackToken),
            (format!("sk_live_{}", letters(24)), SecretShape::StripeKey),
            (format!("AIza{}", letters(35)), SecretShape::GoogleKey),
            (format!("npm_{}", letters(36)), SecretShape::NpmToken),
            (format!("hvs.{}", letters(90)), SecretShape::VaultToken),
            (format!("sk-{}", letters(40)), SecretShape::SkKey),
            (
                format!("IQoJb3JpZ2luX2Vj{}==", letters(200)),
                SecretShape::AwsSessionToken,
            ),
        ] {
            let text = format!("{{\"x\": \"{token}\"}}");
            assert_eq!(found(&text, false), [(token.as_str(), what)], "{text}");
        }
        let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----";
        assert_eq!(
            found(&format!("a {key} b"), false),
            [(key, SecretShape::PrivateKey)]
        );
        let cut = "-----BEGIN PRIVATE KEY-----\nMIIE";
        assert_eq!(found(cut, false), [(cut, SecretShape::PrivateKey)]);
        let link = "https://a.blob.core.windows.net/c/b?sv=2024-11-04&sig=aB3%2FdE5gH7jK9mN1pQ2s%3D&se=2030";
        assert_eq!(
            found(link, false),
            [("aB3%2FdE5gH7jK9mN1pQ2s%3D", SecretShape::Signature)]
        );
        for other in [
            "https://x/?sig=short",
            "https://x/?signature={{signature}}",
            "Signature=aB3dE5gH7jK9mN1pQ2s",
        ] {
            assert_eq!(found(other, false), [], "{other}");
        }
        assert_eq!(
            found(
                "https://hooks.slack.com/services/T0A/B0C/aB3dE5gH7jK9mN1pQ2sT4vW6",
                false
            ),
            [("aB3dE5gH7jK9mN1pQ2sT4vW6", SecretShape::SlackToken)]
        );
        assert_eq!(
            found("postgres://bob:s3cr3tp4ss@db/x", false),
            [("s3cr3tp4ss", SecretShape::UrlPassword)]
        );
    }

    #[test]
    fn a_secret_access_key_counts_beside_a_key_id_or_behind_the_word() {
        let key = "kX9mQ2vL7bT4wR8nY1cD5fG6hJ0pS3aZeUiOxKqW";
        let aws = SecretShape::AwsSecretAccessKey;
        assert_eq!(found(key, true), [(key, aws)]);
        assert_eq!(found(key, false), []);
        let line = format!("aws_secret_access_key = {key}\nregion = eu-west-1");
        assert_eq!(found(&line, false), [(key, aws)]);
        for other in [
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "kX9mQ2vL7bT4wR8nY1cD5fG6hJ0pS3aZeUiOxKqWx",
            "a/B/c/D/e/F/g/1/2/3/4/5/6/7/8/9/0/a/b/c/",
        ] {
            assert_eq!(found(other, true), [], "{other}");
        }
    }

    #[test]
    fn a_web_token_has_a_header_that_names_its_algorithm() {
        let part = |json: &str| URL_SAFE_NO_PAD.encode(json);
        let token = format!("{}.{}.c2ln", part("{\"alg\":\"RS256\"}"), part("{\"iss\":\"x\"}"));
        assert_eq!(
            found(&format!("Bearer {token}"), false),
            [(token.as_str(), SecretShape::Jwt)]
        );
        let unsigned = format!("{}.{}.", part("{\"alg\":\"none\"}"), part("{\"iss\":\"x\"}"));
        assert_eq!(found(&unsigned, false), []);
        let no_token = format!("{}.{}.c2ln", part("{\"typ\":\"x\"}"), part("{\"iss\":\"x\"}"));
        assert_eq!(found(&no_token, false), []);
        let example = format!(
            "{}.{}.c2ln",
            part("{\"alg\":\"HS256\"}"),
            part("{\"sub\":\"1234567890\",\"name\":\"J\"}")
        );
        assert_eq!(found(&example, false), []);
    }
}
