//! What one click does about a finding.

use serde::{Deserialize, Serialize};

use super::PathEncodingOption;

/// An edit of the request that mends a cause, or the field that asks for what is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "value")]
pub enum Mend {
    /// Sign for this region.
    UseRegion(String),
    /// Sign for this service.
    UseService(String),
    /// Sign with the service's time for the rest of this run.
    UseServerTime {
        /// The service's clock minus this computer's, in seconds; positive when this computer is behind.
        offset_seconds: i64,
    },
    /// Sign for the moment of sending in place of a pinned time.
    SignNow,
    /// Send the hash of the body in `x-amz-content-sha256`.
    SendContentSha256Header,
    /// Sign the hash of the body.
    SignPayload,
    /// Sign `UNSIGNED-PAYLOAD` in place of the hash of the body.
    UnsignedPayload,
    /// Send no session token.
    DropSessionToken,
    /// Ask for the session token.
    AskSessionToken,
    /// Ask for the secret access key.
    AskSecretKey,
    /// Ask for new temporary credentials.
    AskCredentials,
    /// Have the source of the credentials give new ones.
    FetchCredentials,
    /// Ask for the stage, in front of the path.
    AddStage,
    /// Take this first segment off the path.
    RemoveStage(String),
    /// Call this path.
    UsePath(String),
    /// Call with this method.
    UseMethod(String),
    /// Sign this host, which the other end sees in place of the one sent.
    UseSigningHost(String),
    /// Call this host in place of the one in the URL; path and query stay.
    UseHost(String),
    /// Spell the path in the canonical request in this way.
    UsePathEncoding(PathEncodingOption),
    /// Turn AWS Signature on.
    TurnOnSigning,
    /// Take the Authorization row out of the header table.
    DropTypedAuthorization,
    /// Take the signature out of the URL.
    DropUrlSignature,
    /// Sign these headers too.
    SignHeaders(Vec<String>),
    /// Let a presigned URL live for so many seconds.
    CapExpiry(u32),
    /// Make the presigned URL anew.
    PresignAgain,
}

impl Mend {
    /// On its button.
    pub fn label(&self) -> String {
        match self {
            Self::UseRegion(region) => format!("Use {region}"),
            Self::UseService(service) => format!("Sign for {service}"),
            Self::UseServerTime { .. } => "Sign with the service's time".to_owned(),
            Self::SignNow => "Sign for now".to_owned(),
            Self::SendContentSha256Header => "Send x-amz-content-sha256".to_owned(),
            Self::SignPayload => "Sign the payload".to_owned(),
            Self::UnsignedPayload => "Use an unsigned payload".to_owned(),
            Self::DropSessionToken => "Send no session token".to_owned(),
            Self::AskSessionToken => "Enter the session token".to_owned(),
            Self::AskSecretKey => "Enter the secret access key".to_owned(),
            Self::AskCredentials => "Enter new credentials".to_owned(),
            Self::FetchCredentials => "Fetch new credentials".to_owned(),
            Self::AddStage => "Add the stage to the path".to_owned(),
            Self::RemoveStage(stage) => format!("Remove /{stage} from the path"),
            Self::UsePath(path) => format!("Use the path {path}"),
            Self::UseMethod(method) => format!("Use {method}"),
            Self::UseSigningHost(host) => format!("Sign the host {host}"),
            Self::UseHost(host) => format!("Call {host}"),
            Self::UsePathEncoding(PathEncodingOption::Single) => "Encode the path once".to_owned(),
            Self::UsePathEncoding(PathEncodingOption::Double) => "Encode the path twice".to_owned(),
            Self::UsePathEncoding(PathEncodingOption::Auto) => {
                "Encode the path as the service does".to_owned()
            }
            Self::TurnOnSigning => "Turn on AWS Signature".to_owned(),
            Self::DropTypedAuthorization => "Remove the Authorization row".to_owned(),
            Self::DropUrlSignature => "Take the signature out of the URL".to_owned(),
            Self::SignHeaders(names) => format!("Sign {}", names.join(", ")),
            Self::CapExpiry(seconds) => format!("Expire after {seconds} seconds"),
            Self::PresignAgain => "Make a new presigned URL".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_says_what_it_does() {
        assert_eq!(Mend::UseRegion("us-west-2".to_owned()).label(), "Use us-west-2");
        assert_eq!(
            Mend::RemoveStage("dev".to_owned()).label(),
            "Remove /dev from the path"
        );
        let saved = serde_json::to_value(Mend::UseServerTime { offset_seconds: -7 }).unwrap();
        let form = serde_json::json!({"kind": "use-server-time", "value": {"offset_seconds": -7}});
        assert_eq!(saved, form);
        assert_eq!(
            serde_json::to_value(Mend::SignNow).unwrap(),
            serde_json::json!({"kind": "sign-now"})
        );
    }
}
