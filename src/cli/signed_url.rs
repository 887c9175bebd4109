//! A URL that is signed already: sent as it stands, unless the command asks for another signature.

use super::args::{AuthFlag, RequestArgs};
use super::draft::{Draft, RequestForm};
use crate::model::{AuthKind, Note, SignatureLocation, SigningTime};
use crate::sigv4::{SignedUrl, without_signature_of_any_version};

/// Takes the signature of the URL for the auth of the request, or takes it away.
pub fn take(draft: &mut Draft, args: &RequestArgs, now: SigningTime) {
    let http = &mut draft.request.http;
    if http.auth.kind != AuthKind::AwsSignature {
        return;
    }
    let Some(signed) = SignedUrl::of(&http.url) else {
        return;
    };
    let asks_for_another = draft.form == RequestForm::Json
        || args.auth == Some(AuthFlag::Aws)
        || args.presign.is_some()
        || args.access_key_id.is_some()
        || args.secret_from.is_some();
    if !asks_for_another {
        http.auth.kind = AuthKind::None;
        draft.warnings.push(format!(
            "{}; --auth aws signs it again",
            signed.sentence(draft.time.unwrap_or(now))
        ));
        return;
    }
    http.url = without_signature_of_any_version(&http.url);
    draft.notes.push(match http.auth.aws.options.location {
        SignatureLocation::Header => Note::new(
            "two-auth-methods",
            "The URL is presigned already, and AWS refuses a request that is signed in its query and in a header: the \
             signature in the query is not sent",
        ),
        SignatureLocation::Query { .. } => Note::new(
            "old-signature-removed",
            "The URL holds another signature, which is not sent",
        ),
    });
}
