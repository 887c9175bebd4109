//! The STS product: the caller's identity, and roles to assume.
//!
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>. The credentials it gives out work
//! on all products of the server until they expire by its clock.

mod assume_role;
mod error;
mod web_identity;

use time::OffsetDateTime;

use super::authenticator::{Authenticator, PresignedLife};
use super::keys::{AccessKey, DEMO_ACCOUNT, Keys};
use super::reader::ReceivedRequest;
use super::reply::{Reply, Sender, Stamp};
use super::scope::Expected;
use super::xml::{element, parent};
use error::StsError;

pub use assume_role::{DEMO_MFA_CODE, DEMO_MFA_ROLE, DEMO_MFA_SERIAL, DEMO_ROLE};
pub use web_identity::{DEMO_IDENTITY_TOKEN, ENDED_IDENTITY_TOKEN};

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

const AUTHENTICATOR: Authenticator = Authenticator {
    expected: Expected {
        region: "us-east-1",
        service: "sts",
    },
    window_minutes: 15,
    presigned_life: PresignedLife::Window,
};

/// Answers one request as STS would.
pub fn answer(request: &ReceivedRequest, keys: &Keys, stamp: Stamp) -> Reply {
    match serve(request, keys, stamp.now) {
        Ok((action, result)) => {
            let metadata = parent("ResponseMetadata", &element("RequestId", &stamp.request_id()));
            let result = parent(&format!("{action}Result"), &result);
            let body =
                format!("<{action}Response xmlns=\"{NAMESPACE}\">{result}{metadata}</{action}Response>\n");
            Reply::new(Sender::Sts, 200, body)
        }
        Err(error) => Reply::new(
            Sender::Sts,
            error.status(),
            error.document(NAMESPACE, &stamp.request_id()),
        ),
    }
}

/// Name of the action and what stands in its result.
fn serve(
    request: &ReceivedRequest,
    keys: &Keys,
    now: OffsetDateTime,
) -> Result<(&'static str, String), StsError> {
    let parameters = Parameters::of(request);
    // The one action that nobody signs.
    if parameters.get("Action").as_deref() == Some("AssumeRoleWithWebIdentity") {
        let result = web_identity::assume_role(&parameters, keys, now)?;
        return Ok(("AssumeRoleWithWebIdentity", result));
    }
    let claim = Authenticator::claim(request)?;
    let caller = AUTHENTICATOR.authenticate(request, &claim, keys, now)?;
    match parameters.get("Action").as_deref() {
        Some("GetCallerIdentity") => Ok(("GetCallerIdentity", caller_identity(&caller))),
        Some("AssumeRole") => Ok((
            "AssumeRole",
            assume_role::assume_role(&parameters, &caller, keys, now)?,
        )),
        Some(action) => Err(StsError::InvalidAction {
            action: action.to_owned(),
            version: parameters.get("Version").unwrap_or_default(),
        }),
        None => Err(StsError::MissingAction),
    }
}

fn caller_identity(caller: &AccessKey) -> String {
    let user_id = match caller.principal.rsplit_once("assumed-role/") {
        Some((_, role)) => format!(
            "{}:{}",
            assume_role::ROLE_ID,
            role.split('/').next_back().unwrap_or_default()
        ),
        // The user ID of AWS's own example.
        None => "AIDACKCEVSQ6C2EXAMPLE".to_owned(),
    };
    [
        element("Arn", &caller.principal),
        element("UserId", &user_id),
        element("Account", DEMO_ACCOUNT),
    ]
    .concat()
}

/// The parameters of the query protocol: of the URL and of a form in the body.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn of(request: &ReceivedRequest) -> Self {
        let query = request.target.split_once('?').map_or("", |(_, query)| query);
        Self(
            url::form_urlencoded::parse(query.as_bytes())
                .chain(url::form_urlencoded::parse(&request.body))
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// `None` when it is missing or empty.
    fn get(&self, name: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.clone())
    }
}
