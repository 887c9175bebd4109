//! How a request is sent, as far as the format says it; the rest stands in the file beside.

use super::YamlProblem;
use super::side::{Side, difference, overlaid};
use super::yaml::Map;
use crate::model::{Redirects, RequestSettings};

const ORDER: [&str; 5] = [
    "encodeUrl",
    "timeout",
    "followRedirects",
    "maxRedirects",
    "forwardAuthorizationHeader",
];

/// The settings of a request; of a collection or folder, which the format gives none, with no section.
pub(super) fn read_settings(section: Option<&Map>, side: &Side) -> Result<RequestSettings, YamlProblem> {
    let mut settings = match side.table("settings") {
        Some(table) => overlaid(&RequestSettings::default(), table)?,
        None => RequestSettings::default(),
    };
    let Some(section) = section else {
        return Ok(settings);
    };
    if let Some(timeout) = timeout(section) {
        settings.total_timeout_ms = Some(timeout);
    }
    settings.redirects = match (section.is_true("followRedirects"), settings.redirects) {
        (false, _) => Redirects::Stop,
        // Every file that Bruno saved says that redirects are followed, whether or not a person chose it: within one
        // origin they are. What leads elsewhere is asked about.
        (true, Redirects::Stop | Redirects::SameOrigin) => Redirects::SameOrigin,
        (true, Redirects::Everywhere) => Redirects::Everywhere,
    };
    Ok(settings)
}

/// Milliseconds, where the file names a limit: 0 is Bruno's word for none of its own.
fn timeout(section: &Map) -> Option<u64> {
    section.number("timeout").filter(|timeout| *timeout > 0)
}

/// Writes what the format has, and the rest beside.
pub(super) fn put_settings(
    map: &mut Map,
    side: &mut Side,
    settings: &RequestSettings,
    is_new: bool,
    order: &[&str],
) -> Result<(), String> {
    let mut section = map.map("settings").cloned().unwrap_or_default();
    if is_new {
        // Bruno would otherwise escape what is to be sent as it stands, as soon as it saves the file.
        section.put_plain("encodeUrl", "false", &ORDER);
    }
    let carried = settings.total_timeout_ms.filter(|timeout| *timeout > 0);
    if timeout(&section) != carried {
        section.put_plain("timeout", &carried.unwrap_or(0).to_string(), &ORDER);
    }
    let follows = settings.redirects != Redirects::Stop;
    if is_new || section.is_true("followRedirects") != follows {
        section.put_plain("followRedirects", if follows { "true" } else { "false" }, &ORDER);
    }
    map.put_map("settings", section, order);
    let mut rest = settings.clone();
    if carried.is_some() {
        rest.total_timeout_ms = None;
    }
    if rest.redirects == Redirects::SameOrigin {
        rest.redirects = Redirects::Stop;
    }
    put_beside(side, &rest)
}

/// Writes settings that the format has no place for.
pub(super) fn put_beside(side: &mut Side, settings: &RequestSettings) -> Result<(), String> {
    side.put("settings", difference(settings, &RequestSettings::default())?);
    Ok(())
}
