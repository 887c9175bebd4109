//! What the demo's OIDC service gave out. It is derived from the clock and a count, not drawn: it opens nothing.

use std::collections::VecDeque;

use base64::Engine as _;
use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime};

use super::error::SsoRefusal;

/// Kept of each kind; older ones are forgotten.
const MOST: usize = 200;
/// A client is good for so long, as AWS's.
const CLIENT_LIFE: Duration = Duration::days(90);
/// A code is good for so long.
const CODE_LIFE: Duration = Duration::minutes(10);
/// An access token is good for so long.
pub const TOKEN_LIFE: Duration = Duration::hours(1);

/// Registered clients, codes that wait to be exchanged, and tokens.
#[derive(Debug, Default)]
pub struct Grants {
    serial: u64,
    pub clients: VecDeque<Client>,
    pub codes: VecDeque<Code>,
    pub devices: VecDeque<Device>,
    pub tokens: VecDeque<Token>,
}

/// A program that registered.
#[derive(Clone, Debug)]
pub struct Client {
    pub id: String,
    pub secret: String,
    pub expires: OffsetDateTime,
    pub grant_types: Vec<String>,
    pub redirect_uris: Vec<String>,
    pub scopes: Vec<String>,
}

/// An authorization code on its way through the browser.
#[derive(Clone, Debug)]
pub struct Code {
    pub value: String,
    pub client_id: String,
    pub redirect_uri: String,
    pub challenge: String,
    pub expires: OffsetDateTime,
}

/// A device code with what the person did.
#[derive(Clone, Debug)]
pub struct Device {
    pub code: String,
    pub user_code: String,
    pub client_id: String,
    pub expires: OffsetDateTime,
    pub answer: Answer,
    /// Times that the client has asked.
    pub asked: usize,
}

/// What the person did with a device code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    None,
    /// Opened the page.
    Yes,
    /// Opened the page and said no.
    No,
}

/// An access token with its refresh token.
#[derive(Clone, Debug)]
pub struct Token {
    pub access: String,
    pub refresh: Option<String>,
    pub client_id: String,
    pub expires: OffsetDateTime,
}

impl Grants {
    /// Keeps a client and gives it its id and secret.
    pub fn register(&mut self, now: OffsetDateTime, client: Client) -> Client {
        let client = Client {
            id: self.derive("client id", now),
            secret: self.derive("client secret", now),
            expires: now + CLIENT_LIFE,
            ..client
        };
        keep(&mut self.clients, client.clone());
        client
    }

    /// The client of this id, whose secret is right or not asked for, while its time is not over.
    pub fn client(
        &self,
        id: Option<&str>,
        secret: Option<&str>,
        now: OffsetDateTime,
    ) -> Result<Client, SsoRefusal> {
        self.clients
            .iter()
            .find(|client| Some(client.id.as_str()) == id)
            .filter(|client| secret.is_none_or(|secret| client.secret == secret) && now < client.expires)
            .cloned()
            .ok_or(SsoRefusal::InvalidClient)
    }

    /// A code for the browser.
    pub fn code(
        &mut self,
        client: &Client,
        redirect_uri: &str,
        challenge: &str,
        now: OffsetDateTime,
    ) -> String {
        let code = self.derive("code", now);
        keep(
            &mut self.codes,
            Code {
                value: code.clone(),
                client_id: client.id.clone(),
                redirect_uri: redirect_uri.to_owned(),
                challenge: challenge.to_owned(),
                expires: now + CODE_LIFE,
            },
        );
        code
    }

    /// A device code, with the code that a person compares.
    pub fn device(&mut self, client: &Client, now: OffsetDateTime) -> Device {
        let letters: String = self
            .digest("user code", now)
            .iter()
            .take(8)
            .map(|byte| char::from(b'A' + byte % 26))
            .collect();
        let (first, last) = letters.split_at_checked(4).unwrap_or((&letters, ""));
        let device = Device {
            code: self.derive("device code", now),
            user_code: format!("{first}-{last}"),
            client_id: client.id.clone(),
            expires: now + CODE_LIFE,
            answer: Answer::None,
            asked: 0,
        };
        keep(&mut self.devices, device.clone());
        device
    }

    /// A token; one that can be refreshed when the client registered with scopes, as at AWS.
    pub fn token(&mut self, client: &Client, now: OffsetDateTime) -> Token {
        let token = Token {
            access: format!("aoaAAAAA{}", self.derive("access token", now)),
            refresh: (!client.scopes.is_empty())
                .then(|| format!("aorAAAAA{}", self.derive("refresh token", now))),
            client_id: client.id.clone(),
            expires: now + TOKEN_LIFE,
        };
        keep(&mut self.tokens, token.clone());
        token
    }

    fn derive(&mut self, purpose: &str, now: OffsetDateTime) -> String {
        self.serial += 1;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(self.digest(purpose, now))
    }

    fn digest(&self, purpose: &str, now: OffsetDateTime) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(purpose);
        hash.update(now.unix_timestamp_nanos().to_be_bytes());
        hash.update(self.serial.to_be_bytes());
        hash.finalize().into()
    }
}

fn keep<T>(list: &mut VecDeque<T>, item: T) {
    if list.len() == MOST {
        list.pop_front();
    }
    list.push_back(item);
}
