//! The secrets of an exchange that nobody handed in: those of its header lines, of its bodies, and those typed in places
//! where none belongs.

use super::entry::Sent;
use super::kept_body::SEARCHED_BEYOND_BYTES;
use crate::model::{Request, Secret};
use crate::prepare::insert_exchange_secrets;
use crate::redact::{KnownSecrets, header_secrets, make_variable, secrets_by_name, secrets_typed};

/// Longer bodies are searched for the names of secrets in so much of their beginning: replies that give out
/// credentials have some kilobytes, and values are searched for everywhere.
const NAMES_SEARCHED_BYTES: usize = 1 << 20;

/// All of a send: those that are known, and those found in it.
pub(super) fn all(sent: &Sent<'_>, known: &KnownSecrets) -> KnownSecrets {
    let mut known = known.clone();
    known.insert_all(&sent.exchange.secrets);
    insert_exchange_secrets(sent.exchange, &mut known);
    insert_typed(sent.request, &mut known);
    // A header-form signature stays, also where the reply repeats it: it is good for minutes, for this request alone.
    let exchange = sent.exchange;
    let reports = exchange.hops.iter().filter_map(|hop| hop.report.as_ref());
    let own: Vec<&str> = reports
        .chain(&exchange.report)
        .filter(|report| report.presigned_url.is_none())
        .map(|report| report.signature.as_str())
        .collect();
    for body in [&sent.sent_body, &sent.reply_body] {
        let beginning = body.beginning(NAMES_SEARCHED_BYTES + SEARCHED_BEYOND_BYTES);
        // What is no text ends the search, and not the rest of a cut character.
        let text = match std::str::from_utf8(&beginning) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(beginning.get(..error.valid_up_to()).unwrap_or_default())
                .unwrap_or_default(),
        };
        for (label, secret) in secrets_by_name(text) {
            if !own.iter().any(|own| own.as_bytes() == secret.expose_for_search()) {
                known.insert(label, &secret);
            }
        }
    }
    known
}

/// Also of rows that are switched off: they are kept with the request.
fn insert_typed(request: &Request, known: &mut KnownSecrets) {
    let auth = KnownAuth::of(request);
    for (label, secret) in auth.0 {
        known.insert(label, &secret);
    }
    for row in &request.http.headers {
        for (label, secret) in header_secrets(&row.name, &row.value) {
            if !is_only_variable(&secret) {
                known.insert(label, &secret);
            }
        }
    }
    let mut rest = request.clone();
    for suspect in secrets_typed(request).iter().rev() {
        if let Some(secret) = make_variable(&mut rest, suspect, "x")
            && !is_only_variable(&secret)
        {
            known.insert("typed secret", &secret);
        }
    }
}

fn is_only_variable(secret: &Secret) -> bool {
    secret.reference().is_some()
}

struct KnownAuth(Vec<(&'static str, Secret)>);

impl KnownAuth {
    fn of(request: &Request) -> Self {
        let auth = &request.http.auth;
        let fields = [
            ("secret access key", &auth.aws.secret_access_key),
            ("session token", &auth.aws.session_token),
            ("password", &auth.basic.password),
            ("bearer token", &auth.bearer.token),
            ("API key", &auth.api_key.value),
        ];
        let values = fields.into_iter().filter(|(_, secret)| !is_only_variable(secret));
        Self(values.map(|(label, secret)| (label, secret.clone())).collect())
    }
}
