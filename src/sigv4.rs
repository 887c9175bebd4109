//! Signature Version 4: hosts, plan, canonical request, string to sign, sign, compare. Pure; time is an argument.
//!
//! ```text
//! AwsAuth + Endpoint + time ──plan──▶ SigningPlan ─┐
//!                        unsigned WireRequest ─────┴─Signer::seal──▶ Sealed<WireRequest> + SigningReport
//! ```
//!
//! `aws-sigv4` computes every signature. It does not show what it signed, so this layer writes the canonical
//! request and the string to sign itself, with the origin of each piece, and signs them a second time as a
//! proof. Knows nothing of where credentials come from and of how a request is sent.

mod applied;
mod authorization;
mod automatic;
mod canonical;
mod canonical_path;
mod canonical_query;
mod compare;
mod credential_shapes;
mod error;
mod field_problems;
mod headers;
mod hosts;
mod key_steps;
mod lesson;
mod lines;
pub mod mistakes;
mod notes;
mod own_signature;
pub mod pieces;
mod plan;
mod presign;
mod proof;
mod rules;
mod sdk_signature;
mod seal;
mod sign;
mod signed_url;
mod signing_endpoint;
mod spelling;
mod string_to_sign;
mod typed_token;
mod url_advice;
pub mod verify;
mod version;

pub use automatic::{Automatic, automatic};
pub use canonical::canonicalise;
pub use compare::{ComparedLine, Comparison, compare};
pub use error::SignError;
pub use field_problems::{AuthField, AuthFix, FieldProblem, field_problems};
pub use headers::{SignedChoice, is_set_by_signing, signed_choice, signed_choice_with};
pub use hosts::{Certainty, HostAlgorithm, HostHint, infer};
pub use key_steps::{KeyStep, KeySteps, key_steps};
pub use lesson::{LessonForm, LessonStep, LineState, typed_before};
pub use plan::{example_credentials, plan, plan_with, preview_plan, typed_credentials};
pub use presign::unsigned_target;
pub use rules::{
    ContentSha256, Normalisation, PathEncoding, PresignedPayload, ServiceRules, TokenRule, UsualSpelling,
};
pub use seal::{Sealed, seal_unsigned};
pub use sign::{Canonicalise, Signed, Signer};
pub use signed_url::{SIGNED_ALREADY, SignedUrl, Validity, without_signature_of_any_version};
pub use signing_endpoint::{signing_endpoint, signing_endpoint_of};
pub use spelling::choose_spelling;
pub use string_to_sign::{ALGORITHM, ALGORITHM_V4A, TERMINATOR, string_to_sign_of};
pub use typed_token::{SESSION_TOKEN_TYPED, types_session_token};
pub use url_advice::{SentTarget, UrlAdvice, UrlFix, UrlRemark, is_about_url, signed_already, url_advice};
pub use verify::{canonical_request_by, canonical_request_of, signature_of};
