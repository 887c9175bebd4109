//! What of a request may not be printed, told to the printer before anything is.

use super::draft::Draft;
use super::print::Printer;
use super::problem::Problem;
use crate::model::Secret;
use crate::redact::SHORTEST_REDACTED_BYTES;

/// Tells the printer the secrets of a request, before anything of it is printed, and warns of those that are too short to be
/// searched for.
pub fn hide(draft: &mut Draft, printer: &mut Printer<'_>) -> Result<(), Problem> {
    let secrets = draft.outline()?.secrets().all();
    let stays = parts_of_authorization(draft);
    let mut short: Vec<&str> = Vec::new();
    for (label, secret) in &secrets {
        if secret.len() < SHORTEST_REDACTED_BYTES && !short.contains(label) {
            short.push(label);
        }
        match *label {
            "secret access key" => printer.hide_key(secret),
            "session token" => printer.hide_token(secret),
            label if stays.contains(secret) => printer.hide_from_people(label, secret),
            label => printer.hide_password(label, secret),
        }
    }
    draft.warnings.extend(short.into_iter().map(|label| {
        format!(
            "a {label} has fewer than {SHORTEST_REDACTED_BYTES} bytes: it is hidden where the request says that it stands, \
             and not looked for in replies"
        )
    }));
    Ok(())
}

/// Hides the values of secret variables that the request may name, though it need not be one that can be sent.
pub fn hide_variables(draft: &Draft, variables: &[Secret], printer: &mut Printer<'_>) {
    let stays = parts_of_authorization(draft);
    let tokens: Vec<Secret> = match draft.outline() {
        Ok(outline) => {
            let all = outline.secrets().all().into_iter();
            all.filter(|(label, _)| *label == "session token")
                .map(|(_, token)| token)
                .collect()
        }
        Err(_) => Vec::new(),
    };
    for secret in variables {
        if tokens.contains(secret) {
            printer.hide_token(secret);
        } else if stays.contains(secret) {
            printer.hide_from_people("secret variable", secret);
        } else {
            printer.hide_password("secret variable", secret);
        }
    }
}

/// What of the Authorization header of AWS is written in clear, which a variable may have given. The header that was signed
/// is reported whole.
fn parts_of_authorization(draft: &Draft) -> Vec<Secret> {
    let Ok(outline) = draft.outline() else {
        return Vec::new();
    };
    let aws = &outline.auth().aws;
    let parts = [&aws.access_key_id, &aws.region, &aws.service];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.map(|part| Secret::new(part.trim())).collect()
}
