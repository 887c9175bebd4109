//! A URL that is signed already: sent as it stands, unless the command asks for another signature.

use super::args::{AuthFlag, RequestArgs};
use super::draft::{Draft, RequestForm};
use crate::model::{AuthKind, SigningTime};
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
    draft.warnings.push(
        "the URL holds another signature, and AWS refuses two: the one in the URL is not sent".to_owned(),
    );
}
