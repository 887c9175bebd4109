//! A typed `Content-Type` that contradicts the kind of body chosen: named at its row and at the body, with one click to
//! mend it.

use eframe::egui::{Button, Label, RichText, Ui, vec2};

use crate::model::{BodyKind, HeaderRow, HttpRequest, RowId, RowState};
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::icon::icon_ui;
use crate::ui::{fonts, icons};

/// What contradicts, and what mends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The header row.
    pub row: RowId,
    /// What is wrong.
    pub sentence: String,
    mend: Mend,
}

/// The one click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mend {
    /// This value in the row.
    Set(&'static str),
    /// The row is switched off: the value that is added has a boundary that only the body knows.
    SwitchOff,
}

impl Mend {
    fn label(self) -> String {
        match self {
            Self::Set(value) => format!("Use {value}"),
            Self::SwitchOff => "Use the one with the boundary".to_owned(),
        }
    }
}

/// The first one, when there is any. A variable may be anything and contradicts nothing.
pub fn contradiction(http: &HttpRequest) -> Option<Contradiction> {
    let (what, mend) = expected(http.body.kind)?;
    let row = http.headers.iter().find(|row| is_content_type(row))?;
    let typed = row.value.trim();
    if typed.is_empty() || typed.contains("{{") || fits(http.body.kind, typed) {
        return None;
    }
    let short: String = typed.chars().take(60).collect();
    Some(Contradiction {
        row: row.row,
        sentence: format!("Content-Type says {short}, and the body is {what}"),
        mend,
    })
}

fn is_content_type(row: &HeaderRow) -> bool {
    row.is_sent() && row.name.trim().eq_ignore_ascii_case("content-type")
}

fn expected(kind: BodyKind) -> Option<(&'static str, Mend)> {
    match kind {
        BodyKind::Json => Some(("JSON", Mend::Set("application/json"))),
        BodyKind::GraphQl => Some(("GraphQL, which is sent as JSON", Mend::Set("application/json"))),
        BodyKind::Xml => Some(("XML", Mend::Set("application/xml"))),
        BodyKind::Form => Some(("a form", Mend::Set("application/x-www-form-urlencoded"))),
        BodyKind::Multipart => Some(("multipart", Mend::SwitchOff)),
        // Any type may be that of a text or of a file.
        BodyKind::None | BodyKind::Text | BodyKind::File | BodyKind::Raw => None,
    }
}

/// Whether a media type is one of that kind: RFC 6839 for `+json` and `+xml`; AWS's JSON protocols are
/// `application/x-amz-json-1.0` and `-1.1`.
fn fits(kind: BodyKind, typed: &str) -> bool {
    let essence = typed
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match kind {
        BodyKind::Json | BodyKind::GraphQl => {
            essence.ends_with("json")
                || essence.starts_with("application/x-amz-json-")
                || essence.ends_with("ndjson")
                || essence == "application/json-seq"
        }
        BodyKind::Xml => essence.ends_with("xml") || essence == "text/html",
        BodyKind::Form => essence == "application/x-www-form-urlencoded",
        BodyKind::Multipart => essence.starts_with("multipart/"),
        BodyKind::None | BodyKind::Text | BodyKind::File | BodyKind::Raw => true,
    }
}

/// Draws it from `left` on, and mends it when that is clicked.
pub fn contradiction_ui(ui: &mut Ui, left: f32, found: &Contradiction, headers: &mut [HeaderRow]) {
    let colors = tokens(ui.ctx());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 2.0);
        ui.spacing_mut().interact_size.y = 18.0;
        ui.add_space(left);
        icon_ui(ui, icons::TRIANGLE_ALERT, size::CAPTION + 1.0, colors.warning);
        let text = RichText::new(&found.sentence)
            .font(fonts::caption())
            .color(colors.second);
        ui.add(Label::new(text));
        let words = RichText::new(found.mend.label())
            .font(fonts::caption())
            .color(colors.text);
        if ui.add(Button::new(words).min_size(vec2(0.0, 20.0))).clicked()
            && let Some(row) = headers.iter_mut().find(|row| row.row == found.row)
        {
            match found.mend {
                Mend::Set(value) => value.clone_into(&mut row.value),
                Mend::SwitchOff => row.state = RowState::Disabled,
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(kind: BodyKind, content_type: &str) -> Option<String> {
        let mut http = HttpRequest::default();
        http.body.kind = kind;
        http.headers = vec![HeaderRow::new("CONTENT-type", content_type)];
        contradiction(&http).map(|found| found.mend.label())
    }

    #[test]
    fn a_type_of_another_kind_contradicts_and_one_of_the_family_does_not() {
        use BodyKind::{File, Form, GraphQl, Json, Multipart, Text, Xml};
        for (kind, fitting) in [
            (Json, "application/json; charset=utf-8"),
            (Json, "application/x-amz-json-1.1"),
            (Json, "application/vnd.api+json"),
            (Json, "{{type}}"),
            (GraphQl, "application/graphql+json"),
            (Xml, "text/xml"),
            (Xml, "application/soap+xml"),
            (Form, "Application/X-WWW-Form-URLencoded"),
            (Multipart, "multipart/related; boundary=x"),
            (Text, "application/json"),
            (File, "image/png"),
        ] {
            assert_eq!(found(kind, fitting), None, "{kind:?} {fitting}");
        }
        for (kind, typed, mend) in [
            (Json, "text/xml", "Use application/json"),
            (Form, "application/json", "Use application/x-www-form-urlencoded"),
            (Xml, "application/json", "Use application/xml"),
            (GraphQl, "text/plain", "Use application/json"),
            (Multipart, "application/json", "Use the one with the boundary"),
        ] {
            assert_eq!(found(kind, typed).as_deref(), Some(mend), "{kind:?} {typed}");
        }
    }
}
