//! URLs of STS, the portal and OIDC, where they are not AWS's own.
//!
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>

use super::scene::Scene;
use crate::credentials::client::has_user_info;
use crate::credentials::profiles::Settings;
use crate::model::{ConfigError, OwnEndpoints, Sourced};

/// For each service: its variable, the one for all, its block of the `services` section, `endpoint_url` of the profile.
pub fn own_endpoints(scene: &Scene<'_>, scoped: Option<&Settings>) -> Result<OwnEndpoints, ConfigError> {
    if are_ignored(scene, scoped) {
        return Ok(OwnEndpoints::default());
    }
    let of = |service| endpoint(scene, scoped, service).and_then(without_password);
    Ok(OwnEndpoints {
        sts: of("sts")?,
        sso: of("sso")?,
        sso_oidc: of("sso_oidc")?,
    })
}

/// None of these services takes a password, and a plan is shown.
fn without_password(found: Option<Sourced<String>>) -> Result<Option<Sourced<String>>, ConfigError> {
    match found {
        Some(found) if has_user_info(&found.value) => {
            Err(ConfigError::EndpointWithPassword { from: found.from })
        }
        found => Ok(found),
    }
}

fn are_ignored(scene: &Scene<'_>, scoped: Option<&Settings>) -> bool {
    let said = scene
        .variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
        .or_else(|| scoped?.shown("ignore_configured_endpoint_urls"));
    said.is_some_and(|said| said.value.to_lowercase() == "true")
}

fn endpoint(
    scene: &Scene<'_>,
    scoped: Option<&Settings>,
    service: &str,
) -> Result<Option<Sourced<String>>, ConfigError> {
    let own = format!("AWS_ENDPOINT_URL_{}", service.to_uppercase());
    let of_environment = [own.as_str(), "AWS_ENDPOINT_URL"]
        .into_iter()
        .find_map(|name| scene.filled_variable(name));
    if of_environment.is_some() {
        return Ok(of_environment);
    }
    let Some(settings) = scoped else {
        return Ok(None);
    };
    if let Some(found) = of_services(scene, settings, service)? {
        return Ok(Some(found));
    }
    Ok(settings.text("endpoint_url")?.filter(|url| !url.value.is_empty()))
}

fn of_services(
    scene: &Scene<'_>,
    settings: &Settings,
    service: &str,
) -> Result<Option<Sourced<String>>, ConfigError> {
    let Some(named) = settings.text("services")? else {
        return Ok(None);
    };
    let found = scene.profiles.services(&named.value);
    let Some(section) = found.filter(|section| !section.is_empty()) else {
        return Err(ConfigError::ServicesMissing {
            services: named.value,
            place: settings.place_of("services"),
        });
    };
    if section.has(service) && section.text(service).is_ok() {
        return Err(ConfigError::BlockMissing {
            key: service.to_owned(),
            place: section.place_of(service),
        });
    }
    let found = section.in_block(service, "endpoint_url");
    Ok(found.filter(|url| !url.value.is_empty()))
}
