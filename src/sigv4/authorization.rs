//! The value of the Authorization header, each piece with its origin.

use super::plan::EXAMPLE_ACCESS_KEY_ID;
use super::string_to_sign::ALGORITHM;
use crate::model::{Field, Origin, SigningPlan, Traced};

/// The value of the Authorization header
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#add-signature-to-request>).
pub(super) fn authorization<Kind>(
    plan: &SigningPlan<Kind>,
    scope: &Traced,
    signed_headers: &Traced,
    signature: &str,
) -> Traced {
    const FORM: Origin = Origin::Rule("form of the Authorization header");
    let mut value = Traced::rule(ALGORITHM, "name of the algorithm");
    value.push(" Credential=", FORM);
    let key_id = &plan.credentials.access_key_id;
    if plan.notes.iter().any(|note| note.rule == EXAMPLE_ACCESS_KEY_ID) {
        value.push(
            key_id,
            Origin::Rule("example access key ID of AWS's documentation"),
        );
    } else {
        value.append(&Traced::typed(key_id, Field::AccessKeyId));
    }
    value.push("/", FORM);
    value.append(scope);
    value.push(", SignedHeaders=", FORM);
    value.append(signed_headers);
    value.push(", Signature=", FORM);
    value.push(signature, Origin::Signature);
    value
}
