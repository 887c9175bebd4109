//! The value of the Authorization header, each piece with its origin.

use super::applied::Version;
use super::plan::EXAMPLE_ACCESS_KEY_ID;
use super::string_to_sign::algorithm;
use crate::model::{Field, Origin, SigningPlan, Traced};

/// The value of the Authorization header
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#add-signature-to-request>).
pub(super) fn authorization<Kind>(
    plan: &SigningPlan<Kind>,
    version: Version,
    scope: &Traced,
    signed_headers: &Traced,
    signature: &str,
) -> Traced {
    const FORM: Origin = Origin::Rule("form of the Authorization header");
    let mut value = algorithm(version);
    value.push(" Credential=", FORM);
    value.append(&credential(plan, scope));
    value.push(", SignedHeaders=", FORM);
    value.append(signed_headers);
    value.push(", Signature=", FORM);
    value.push(signature, Origin::Signature);
    value
}

/// Access key ID and credential scope.
pub(super) fn credential<Kind>(plan: &SigningPlan<Kind>, scope: &Traced) -> Traced {
    let key_id = &plan.credentials.access_key_id;
    let mut value = if plan.notes.iter().any(|note| note.rule == EXAMPLE_ACCESS_KEY_ID) {
        Traced::rule(key_id, "example access key ID of AWS's documentation")
    } else {
        Traced::typed(key_id, Field::AccessKeyId)
    };
    value.push("/", Origin::Rule("a slash parts key ID and credential scope"));
    value.append(scope);
    value
}
