//! The metadata service of an instance (version 2 alone), and the credentials endpoint of a container.
//!
//! <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-v2-how-it-works.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html>

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::keys::{DEMO_ACCOUNT, Keys};
use super::reader::ReceivedRequest;
use super::reply::{Reply, Sender};

/// Path of the container's credentials.
pub const CONTAINER_PATH: &str = "/v2/credentials/5b3c7a1e-demo";
/// What a container shows in the Authorization header.
pub const CONTAINER_TOKEN: &str = "demo-container-token";
/// The role of the instance.
const INSTANCE_ROLE: &str = "demo-instance";
/// What the instance's service gives for the session.
const SESSION_TOKEN: &str = "demo-metadata-session";

const TOKEN_PATH: &str = "/latest/api/token";
const ROLE_PATH: &str = "/latest/meta-data/iam/security-credentials/";

/// Whether a path is one of theirs.
pub fn has_path(path: &str) -> bool {
    path == TOKEN_PATH || path.starts_with(ROLE_PATH) || path == CONTAINER_PATH
}

/// Answers one request as they would.
pub fn answer(request: &ReceivedRequest, keys: &Keys, now: OffsetDateTime) -> Reply {
    let path = request.target.split('?').next().unwrap_or_default();
    let plain = |status, text: &str| Reply::new(Sender::Metadata, status, text.to_owned());
    if path == CONTAINER_PATH {
        return if request.header("authorization") == Some(CONTAINER_TOKEN) {
            let role = format!("arn:aws:sts::{DEMO_ACCOUNT}:assumed-role/demo-task/task");
            plain(200, &credentials(&role, keys, now).to_string())
        } else {
            plain(
                401,
                r#"{"code":"AccessDeniedException","message":"Unable to get credentials: no such task"}"#,
            )
        };
    }
    if path == TOKEN_PATH {
        return match (
            request.method.as_str(),
            request.header("x-aws-ec2-metadata-token-ttl-seconds"),
        ) {
            ("PUT", Some(ttl)) => plain(200, SESSION_TOKEN).with("x-aws-ec2-metadata-token-ttl-seconds", ttl),
            ("PUT", None) => plain(400, ""),
            _ => plain(405, ""),
        };
    }
    if request.header("x-aws-ec2-metadata-token") != Some(SESSION_TOKEN) {
        return plain(401, "");
    }
    match path.strip_prefix(ROLE_PATH) {
        Some("") => plain(200, INSTANCE_ROLE),
        Some(INSTANCE_ROLE) => {
            let role =
                format!("arn:aws:sts::{DEMO_ACCOUNT}:assumed-role/{INSTANCE_ROLE}/i-0123456789abcdef0");
            let mut given = credentials(&role, keys, now);
            if let Some(fields) = given.as_object_mut() {
                fields.insert("Code".to_owned(), "Success".into());
                fields.insert("Type".to_owned(), "AWS-HMAC".into());
            }
            plain(200, &given.to_string())
        }
        _ => plain(404, ""),
    }
}

/// The members that both have.
fn credentials(principal: &str, keys: &Keys, now: OffsetDateTime) -> serde_json::Value {
    let session = keys.issue(principal, now, now.saturating_add(Duration::hours(6)));
    let time = |at: OffsetDateTime| {
        at.replace_nanosecond(0)
            .unwrap_or(at)
            .format(&Rfc3339)
            .unwrap_or_default()
    };
    serde_json::json!({
        "LastUpdated": time(now),
        "AccessKeyId": session.key_id,
        "SecretAccessKey": session.secret.expose_for_signing(),
        "Token": session.token.expose_for_signing(),
        "Expiration": time(session.expiration),
    })
}
