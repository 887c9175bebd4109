//! The region for STS, and for a request whose host names none.

use super::scene::Scene;
use crate::credentials::profiles::Settings;
use crate::model::Sourced;

/// Who is asked first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Preferred {
    /// The profile, for it was chosen: its region goes with its credentials.
    Profile,
    /// The environment, as the AWS CLI does it without flags.
    Environment,
}

/// `AWS_REGION` stands over `AWS_DEFAULT_REGION`, which is older and the CLI's own.
/// <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html>
pub fn region(scene: &Scene<'_>, scoped: Option<&Settings>, preferred: Preferred) -> Option<Sourced<String>> {
    let of_environment = ["AWS_REGION", "AWS_DEFAULT_REGION"]
        .into_iter()
        .find_map(|name| scene.filled_variable(name));
    let of_profile = scoped.and_then(|settings| settings.shown("region"));
    match preferred {
        Preferred::Profile => of_profile.or(of_environment),
        Preferred::Environment => of_environment.or(of_profile),
    }
}
