//! What a curl command says about credentials: the auth tab, or the Authorization header of what that does not have.

use base64::Engine as _;

use super::super::flags::Meaning;
use super::super::given::{Given, Program};
use super::Draft;
use crate::formats::shell::Word;
use crate::formats::{LeftOutReason, Warning};
use crate::model::{Auth, AuthKind, AwsAuth, Secret};
use crate::sigv4::infer;

/// Whether a command names the credentials to send it with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CommandCredentials {
    /// It does not.
    #[default]
    Unnamed,
    /// It does, so that no others may take their place.
    Named,
    /// It asks for a kind of auth that this client does not speak, or for credentials of a file that is not read.
    Unspoken {
        /// By this flag.
        flag: String,
    },
}

/// What the flags said about auth.
#[derive(Default)]
pub(super) struct AuthFlags {
    program: Option<Program>,
    user: Option<Word>,
    bearer: Option<Word>,
    sigv4: Option<Word>,
    /// The flag that asks for what is not spoken here, and why not.
    unspoken: Option<(Meaning, String)>,
    region: Option<Word>,
    service: Option<Word>,
    access_key: Option<Word>,
    secret_key: Option<Word>,
    session_token: Option<Word>,
}

impl AuthFlags {
    pub(super) fn take(&mut self, given: &Given) {
        let place = match given.meaning {
            Meaning::Awscurl => {
                self.program = Some(Program::Awscurl);
                return;
            }
            Meaning::OtherAuth | Meaning::ReadsSecrets | Meaning::Profile => {
                self.unspoken = Some((given.meaning, given.flag.clone()));
                return;
            }
            Meaning::User => &mut self.user,
            Meaning::Bearer => &mut self.bearer,
            Meaning::AwsSigv4 => &mut self.sigv4,
            Meaning::Region => &mut self.region,
            Meaning::Service => &mut self.service,
            Meaning::AccessKey => &mut self.access_key,
            Meaning::SecretKey => &mut self.secret_key,
            Meaning::SessionToken => &mut self.session_token,
            _ => return,
        };
        *place = Some(given.value.clone());
    }

    pub(super) fn program(&self) -> Program {
        self.program.unwrap_or(Program::Curl)
    }

    /// awscurl sends GET with data too, and signs every request.
    pub(super) fn is_awscurl(&self) -> bool {
        self.program() == Program::Awscurl
    }
}

/// What became of it.
pub(super) struct ImportedAuth {
    pub auth: Auth,
    /// Value of the header.
    pub authorization: Option<String>,
    pub credentials: CommandCredentials,
}

impl ImportedAuth {
    fn none(credentials: CommandCredentials) -> Self {
        Self {
            auth: Auth::default(),
            authorization: None,
            credentials,
        }
    }
}

/// What a request is signed with, as written.
#[derive(Default)]
struct AwsWords {
    key: Word,
    secret: Word,
    token: Word,
    region: Word,
    service: Word,
}

impl Draft {
    pub(super) fn take_auth(&mut self, user_of_url: Option<String>, host: &str) -> ImportedAuth {
        if self.auth.is_awscurl() {
            return self.awscurl(host);
        }
        let user = self
            .auth
            .user
            .take()
            .or(user_of_url.map(|user| Word::from(user.as_bytes())));
        let unspoken = |flag: &(Meaning, String)| CommandCredentials::Unspoken { flag: flag.1.clone() };
        if let Some(provider) = self.auth.sigv4.take() {
            let credentials = match &self.auth.unspoken {
                _ if user.is_some() => CommandCredentials::Named,
                Some(flag) if flag.0 == Meaning::ReadsSecrets => unspoken(flag),
                _ => CommandCredentials::Unnamed,
            };
            return ImportedAuth {
                auth: self.sigv4(&provider, user),
                authorization: None,
                credentials,
            };
        }
        if let Some(bearer) = self.auth.bearer.take() {
            return ImportedAuth {
                authorization: Some(format!("Bearer {}", bearer.text())),
                ..ImportedAuth::none(CommandCredentials::Named)
            };
        }
        let is_basic = !matches!(&self.auth.unspoken, Some((Meaning::OtherAuth, _)));
        let Some(user) = user.filter(|_| is_basic) else {
            if self.named("authorization").any(|line| {
                let value = line.value.as_deref().unwrap_or_default();
                value.starts_with("AWS4-HMAC-SHA256") || value.starts_with("AWS4-ECDSA-P256-SHA256")
            }) {
                self.warnings.push(Warning::SignedAlready);
            }
            return ImportedAuth::none(self.auth.unspoken.as_ref().map(unspoken).unwrap_or_default());
        };
        let mut pair = user.bytes().to_vec();
        if !pair.contains(&b':') {
            self.left_out("-u", LeftOutReason::NoPassword);
            pair.push(b':');
        }
        let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
        ImportedAuth {
            authorization: Some(format!("Basic {encoded}")),
            ..ImportedAuth::none(CommandCredentials::Named)
        }
    }

    /// `--aws-sigv4 provider1:provider2:region:service`; what is not said comes from the host.
    fn sigv4(&mut self, provider: &Word, user: Option<Word>) -> Auth {
        let mut rest = Some(provider.clone());
        let mut part = || {
            let word = rest.take()?;
            match word.split_once(b':') {
                Some((before, after)) => {
                    rest = Some(after);
                    Some(before)
                }
                None => Some(word),
            }
        };
        let (first, _, region, service) = (part(), part(), part(), part());
        if !first.is_some_and(|first| first.text().eq_ignore_ascii_case("aws")) {
            self.left_out("--aws-sigv4", LeftOutReason::OtherProvider);
        }
        let (key, secret) = user
            .and_then(|user| user.split_once(b':').or(Some((user, Word::default()))))
            .unwrap_or_default();
        self.aws(AwsWords {
            key,
            secret,
            token: Word::default(),
            region: region.unwrap_or_default(),
            service: service.unwrap_or_default(),
        })
    }

    /// Region and service as awscurl takes them where nobody names them: those of a gateway, unless the host says
    /// otherwise.
    fn awscurl(&mut self, host: &str) -> ImportedAuth {
        let usual = |word: Option<Word>, usual: &str| match (word, infer(host)) {
            (Some(word), _) => word,
            (None, Some(_)) => Word::default(),
            (None, None) => Word::from(usual.as_bytes()),
        };
        let flags = std::mem::take(&mut self.auth);
        let credentials = match (&flags.access_key, &flags.unspoken) {
            (Some(_), _) => CommandCredentials::Named,
            (None, Some((_, flag))) => CommandCredentials::Unspoken { flag: flag.clone() },
            (None, None) => CommandCredentials::Unnamed,
        };
        let auth = self.aws(AwsWords {
            key: flags.access_key.unwrap_or_default(),
            secret: flags.secret_key.unwrap_or_default(),
            token: flags.session_token.unwrap_or_default(),
            region: usual(flags.region, "us-east-1"),
            service: usual(flags.service, "execute-api"),
        });
        ImportedAuth {
            auth,
            authorization: None,
            credentials,
        }
    }

    /// The auth tab. A header with the session token is the token.
    fn aws(&mut self, words: AwsWords) -> Auth {
        let at = self
            .headers
            .iter()
            .position(|(line, _)| line.name.eq_ignore_ascii_case("x-amz-security-token"));
        let token = at.map_or(words.token, |at| self.headers.remove(at).1);
        Auth {
            kind: AuthKind::AwsSignature,
            aws: AwsAuth {
                access_key_id: self.field(&words.key, "access key ID"),
                secret_access_key: Secret::new(self.field(&words.secret, "secret access key")),
                session_token: Secret::new(self.field(&token, "session token")),
                region: self.field(&words.region, "region"),
                service: self.field(&words.service, "service"),
                ..AwsAuth::default()
            },
            ..Auth::default()
        }
    }

    /// The text of a field; a variable of the shell leaves it empty.
    fn field(&mut self, word: &Word, field: &'static str) -> String {
        if !word.has_expansion() {
            return word.text();
        }
        self.warnings.push(Warning::EmptyField {
            variable: word.text(),
            field,
        });
        String::new()
    }
}
