//! The auth of a request, folder or collection of Bruno.

use super::super::TransferOutcome;
use super::super::json::unknown_part;
use super::super::report::Report;
use super::blocks::Blocks;
use super::pairs::{pairs_of, value_of};
use crate::model::{ApiKeyPlacement, Auth, AuthKind, CredentialSource, Secret};

/// Reads the block of the mode that is chosen.
pub(super) fn read(mode: &str, blocks: &Blocks<'_>, place: &str, report: &mut Report) -> Auth {
    let pairs = blocks
        .named(&format!("auth:{mode}"))
        .map(|block| pairs_of(block.text))
        .unwrap_or_default();
    let field = |name: &str| value_of(&pairs, name);
    let mut auth = Auth::default();
    match mode {
        "" | "none" => {}
        "inherit" => auth.kind = AuthKind::Inherit,
        "awsv4" => {
            auth.kind = AuthKind::AwsSignature;
            auth.aws.region = field("region");
            auth.aws.service = field("service");
            auth.aws.profile = field("profileName");
            if auth.aws.profile.is_empty() {
                auth.aws.access_key_id = field("accessKeyId");
                auth.aws.secret_access_key = Secret::new(field("secretAccessKey"));
                auth.aws.session_token = Secret::new(field("sessionToken"));
            } else {
                auth.aws.source = CredentialSource::Profile;
                let keys = ["accessKeyId", "secretAccessKey", "sessionToken"];
                if keys.into_iter().any(|key| !field(key).is_empty()) {
                    let text = "The keys beside the profile, in whose place Bruno takes the profile";
                    report.add(place, TransferOutcome::Dropped, text);
                }
            }
        }
        "basic" => {
            auth.kind = AuthKind::Basic;
            auth.basic.username = field("username");
            auth.basic.password = Secret::new(field("password"));
        }
        "bearer" => {
            auth.kind = AuthKind::Bearer;
            auth.bearer.token = Secret::new(field("token"));
        }
        "apikey" => {
            auth.kind = AuthKind::ApiKey;
            auth.api_key.key = field("key");
            auth.api_key.value = Secret::new(field("value"));
            if field("placement") == "queryparams" {
                auth.api_key.placement = ApiKeyPlacement::Query;
            }
        }
        other => {
            let unknown = unknown_part(other);
            let text = format!(
                "Auth {} is not known here: nothing is sent until another kind is chosen",
                unknown.words()
            );
            auth.unknown = Some(unknown);
            report.add(place, TransferOutcome::Dropped, text);
        }
    }
    not_chosen(mode, blocks, place, report);
    auth
}

/// Bruno keeps what was typed for other kinds; a request has one here.
fn not_chosen(mode: &str, blocks: &Blocks<'_>, place: &str, report: &mut Report) {
    let kinds = blocks
        .all
        .iter()
        .filter_map(|block| block.name.strip_prefix("auth:"))
        .filter(|kind| !kind.contains(':') && *kind != mode);
    for kind in kinds {
        let text = format!("What was typed for auth {kind}, which is not chosen");
        report.add(place, TransferOutcome::Dropped, text);
    }
}
