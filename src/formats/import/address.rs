//! URLs without a scheme, and query parameters that stand beside a URL.

use std::fmt::Write as _;

use super::TransferOutcome;
use super::report::Report;
use crate::model::{DisabledParam, HttpRequest, RowState};
use crate::resolve::query_text::pairs;

/// The URL with the scheme that its program adds where there is none.
pub(super) fn with_scheme(
    url: &str,
    (scheme, program): (&str, &str),
    place: &str,
    report: &mut Report,
) -> String {
    let trimmed = url.trim();
    let has_one = trimmed.contains("://") || ["{{", "{%"].iter().any(|open| trimmed.starts_with(open));
    if trimmed.is_empty() || has_one {
        return trimmed.to_owned();
    }
    let text = format!("The URL has no scheme: it comes with {scheme}, as {program} sends it");
    report.add(place, TransferOutcome::Changed, text);
    format!("{scheme}{trimmed}")
}

/// A parameter as other programs keep it: not encoded.
#[derive(Debug)]
pub(super) struct Param {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) state: RowState,
}

/// Puts parameters behind those that the URL's text has. Those that are switched off stand beside it.
pub(super) fn add(http: &mut HttpRequest, params: Vec<Param>) {
    let mut before = pairs(&http.url).len();
    let mut added = Vec::new();
    for param in params {
        if param.name.is_empty() && param.value.is_empty() {
            continue;
        }
        match param.state {
            RowState::Enabled => {
                let name = escaped(&param.name).replace('=', "%3D");
                added.push(format!("{name}={}", escaped(&param.value)));
                before += 1;
            }
            RowState::Disabled => http.disabled_params.push(DisabledParam {
                name: param.name,
                value: Some(param.value),
                after: before,
                ..DisabledParam::default()
            }),
        }
    }
    if added.is_empty() {
        return;
    }
    let (address, fragment) = match http.url.split_once('#') {
        Some((address, fragment)) => (address, format!("#{fragment}")),
        None => (http.url.as_str(), String::new()),
    };
    let between = match address.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    http.url = format!("{address}{between}{}{fragment}", added.join("&"));
}

/// Escapes what ends a name or value in a query or means something else there, but for escapes that are there.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_braces = false;
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if rest.starts_with("{{") || rest.starts_with("{%") {
            in_braces = true;
        } else if rest.starts_with("}}") || rest.starts_with("%}") {
            in_braces = false;
        }
        let digits = rest.as_bytes().get(1..3).unwrap_or_default();
        let is_escape = letter == '%' && digits.len() == 2 && digits.iter().all(u8::is_ascii_hexdigit);
        match letter {
            '&' | '#' => {
                write!(out, "%{:02X}", u32::from(letter)).ok();
            }
            '%' | '+' | ' ' if !in_braces && !is_escape => {
                write!(out, "%{:02X}", u32::from(letter)).ok();
            }
            _ => out.push(letter),
        }
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_come_behind_the_others_and_mean_what_they_meant() {
        let mut http = HttpRequest {
            url: "https://x/a?b=1#f".to_owned(),
            ..HttpRequest::default()
        };
        let param = |name: &str, value: &str, state| Param {
            name: name.to_owned(),
            value: value.to_owned(),
            state,
        };
        add(
            &mut http,
            vec![
                param("c", "a&b=c +12 34%", RowState::Enabled),
                param("off", "2", RowState::Disabled),
                param("e", "%20{{ v }}#", RowState::Enabled),
                param("", "", RowState::Enabled),
            ],
        );
        assert_eq!(
            http.url,
            "https://x/a?b=1&c=a%26b=c%20%2B12%2034%25&e=%20{{ v }}%23#f"
        );
        assert_eq!(
            (http.disabled_params.len(), http.disabled_params[0].after),
            (1, 2)
        );
    }
}
