//! The steps from a secret access key to the signing key, for a request as it is or was signed.

use crate::model::{AwsAuth, Endpoint, SigningTime};
use crate::sigv4::{self, KeySteps, plan, preview_plan};

/// The steps for a form after variables; of the documented example key where credentials are missing. `None` where the
/// algorithm has none, or the request can not be planned.
pub fn key_steps(aws: &AwsAuth, endpoint: &Endpoint, time: SigningTime) -> Option<KeySteps> {
    match plan(aws, endpoint, time) {
        Ok(plan) => sigv4::key_steps(&plan),
        Err(_) => sigv4::key_steps(&preview_plan(aws, endpoint, time).ok()?),
    }
}
