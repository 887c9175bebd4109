//! The page that saves a reply body: where to, and in which form.

use eframe::egui::{Button, Frame, Id, Key, Label, Modal, RichText, Ui, vec2};

use crate::model::{Decoding, ResponseHead};
use crate::ui::action::{Action, SaveForm};
use crate::ui::page::Verdict;
use crate::ui::pick::PickTarget;
use crate::ui::tokens::{heights, size, tokens};
use crate::ui::widgets::field::Field;
use crate::ui::widgets::form_row::row;
use crate::ui::widgets::icon::icon_ui;
use crate::ui::widgets::segmented::segmented;
use crate::ui::{fonts, icons};

const WIDTH: f32 = 620.0;
const LABEL: f32 = 64.0;
const BROWSE: f32 = 84.0;

/// The page while it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavePage {
    /// Where to, as typed or picked.
    pub path: String,
    /// Of what.
    pub subject: SaveSubject,
    /// What is written of a body.
    pub form: SaveForm,
    /// What was wrong with the last try.
    pub problem: Option<String>,
}

/// What is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveSubject {
    /// The reply body in front.
    ResponseBody,
    /// The signature report in front, as Markdown.
    SignatureReport,
}

/// Draws the page over the window.
pub fn save_page_ui(ui: &mut Ui, page: &mut SavePage, decoding: &Decoding, out: &mut Vec<Action>) -> Verdict {
    let mut verdict = Verdict::Open;
    let window = ui.ctx().content_rect().size();
    let response = Modal::new(Id::unique("save body"))
        .frame(Frame::popup(ui.style()).inner_margin(16))
        .show(ui.ctx(), |ui| {
            let colors = tokens(ui.ctx());
            ui.set_width(WIDTH.min(window.x - 80.0));
            let title = match page.subject {
                SaveSubject::ResponseBody => "Save the response body",
                SaveSubject::SignatureReport => "Save the signature report",
            };
            let title = RichText::new(title).font(fonts::semibold(16.0));
            ui.label(title.color(colors.text));
            let mut entered = false;
            row(ui, "File", LABEL, |ui| {
                let width = ui.available_width() - BROWSE - size::GAP;
                let field = Field::mono(&mut page.path, "Path to save to")
                    .hint("Path of the file")
                    .width(width)
                    .ui(ui);
                entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
                let browse = ui.add_sized(vec2(BROWSE, heights(ui.ctx()).field), Button::new("Browse…"));
                if browse.accessible_name("Browse for the file to save to").clicked() {
                    out.push(Action::Browse(PickTarget::SaveBody));
                }
            });
            row(ui, "Form", LABEL, |ui| {
                if page.subject == SaveSubject::SignatureReport {
                    let text = RichText::new("Markdown; marks stand for secrets").font(fonts::caption());
                    ui.add(Label::new(text.color(colors.third)).truncate());
                    return;
                }
                let choices = [
                    (SaveForm::AsShown, "As shown"),
                    (SaveForm::AsReceived, "As received"),
                ];
                segmented(ui, "Save", &mut page.form, &choices);
                let hint = RichText::new(hint(page.form, decoding)).font(fonts::caption());
                ui.add(Label::new(hint.color(colors.third)).truncate());
            });
            if let Some(problem) = &page.problem {
                ui.horizontal(|ui| {
                    icon_ui(ui, icons::TRIANGLE_ALERT, size::ICON, colors.warning);
                    ui.add(Label::new(RichText::new(problem).color(colors.second)).wrap());
                });
            }
            ui.horizontal(|ui| {
                let ready = !page.path.trim().is_empty();
                let save = ui.add_enabled(ready, Button::new("Save"));
                if save.clicked() || (entered && ready) {
                    let path = page.path.trim().to_owned();
                    out.push(match page.subject {
                        SaveSubject::ResponseBody => Action::SaveBody {
                            path,
                            form: page.form,
                        },
                        SaveSubject::SignatureReport => Action::SaveReport { path },
                    });
                }
                if ui.button("Close").clicked() {
                    verdict = Verdict::Close;
                }
                let note = RichText::new("A file of that name is replaced").font(fonts::caption());
                ui.label(note.color(colors.third));
            });
        });
    if response.should_close() {
        Verdict::Close
    } else {
        verdict
    }
}

fn hint(form: SaveForm, decoding: &Decoding) -> String {
    let codings = match decoding {
        Decoding::Decoded { codings }
        | Decoding::Capped { codings, .. }
        | Decoding::Broken { codings, .. } => codings.join(", "),
        Decoding::None | Decoding::Unknown { .. } => String::new(),
    };
    match (form, codings.is_empty()) {
        (SaveForm::AsShown, true) => "Indented where it is shown so".to_owned(),
        (SaveForm::AsShown, false) => format!("Without its coding {codings}, indented where shown so"),
        (SaveForm::AsReceived, true) => "Byte for byte".to_owned(),
        (SaveForm::AsReceived, false) => format!("Byte for byte, in its coding {codings}"),
    }
}

/// A file name for the body of a reply: the one it suggests itself, or else the last segment of the URL's path, with
/// an extension that the content type gives when it has none. Never a path, and never a name that a system reserves.
pub fn suggested_name(target: &str, head: &ResponseHead) -> String {
    let content_type = head.header("content-type");
    let own = head.header("content-disposition").and_then(disposition_name);
    let path = target.split(['?', '#']).next().unwrap_or(target);
    let segment = path.rsplit('/').next().unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let of_target: String = segment.chars().filter(|c| is_plain(*c)).take(80).collect();
    let name = own.unwrap_or(of_target);
    let name = name.trim_matches(['.', ' ']);
    let name = if name.is_empty() || is_reserved(name) {
        "response"
    } else {
        name
    };
    if name.contains('.') {
        return name.to_owned();
    }
    let media = content_type.unwrap_or_default().to_ascii_lowercase();
    let extension = match media.split(';').next().unwrap_or_default().trim() {
        media if media.ends_with("json") => "json",
        media if media.ends_with("xml") => "xml",
        "text/html" => "html",
        "text/csv" => "csv",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "application/pdf" => "pdf",
        "application/zip" => "zip",
        "application/gzip" => "gz",
        media if media.starts_with("text/") => "txt",
        _ => "bin",
    };
    format!("{name}.{extension}")
}

/// The name in a Content-Disposition, `filename*` before `filename`, without folders and signs that a file name should
/// not have: control characters, those that turn the order of letters, and all that shells read.
/// <https://www.rfc-editor.org/rfc/rfc6266#section-4.3>
fn disposition_name(value: &str) -> Option<String> {
    let parameters: Vec<(String, String)> = parameters(value);
    let of = |wanted: &str| {
        let found = parameters.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.clone())
    };
    // <https://www.rfc-editor.org/rfc/rfc8187#section-3.2>: charset, language and bytes with quotes between them.
    let extended = of("filename*").and_then(|value| {
        let (charset, rest) = value.split_once('\'')?;
        let (_language, bytes) = rest.split_once('\'')?;
        let is_utf8 = charset.eq_ignore_ascii_case("utf-8");
        is_utf8.then(|| {
            percent_encoding::percent_decode_str(bytes)
                .decode_utf8_lossy()
                .into_owned()
        })
    });
    let name = extended.or_else(|| of("filename"))?;
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_plain = |c: &char| c.is_alphanumeric() || "-_. ()+,@=".contains(*c);
    let name: String = last.chars().filter(is_plain).take(80).collect();
    let name = name.trim_matches(['.', ' ', '-']).to_owned();
    (!name.is_empty()).then_some(name)
}

/// The parameters of a header value, names in small letters, quotes and back-slashes taken away.
fn parameters(value: &str) -> Vec<(String, String)> {
    let mut parts = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for ch in value.chars() {
        match ch {
            '\\' if quoted && !escaped => escaped = true,
            '"' if !escaped => quoted = !quoted,
            ';' if !quoted => parts.push(String::new()),
            ch => {
                escaped = false;
                if let Some(part) = parts.last_mut() {
                    part.push(ch);
                }
            }
        }
    }
    let named = parts.iter().filter_map(|part| part.split_once('='));
    named
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect()
}

/// Names that are devices on Windows, with any extension.
/// <https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file>
fn is_reserved(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or(name)
        .trim_end()
        .to_ascii_lowercase();
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || numbered.is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(headers: &[(&str, &str)]) -> ResponseHead {
        ResponseHead {
            status: 200,
            reason: "OK".to_owned(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        }
    }

    #[test]
    fn the_name_that_a_reply_suggests_never_leads_elsewhere() {
        let cases = [
            ("attachment; filename=\"report 2026.csv\"", "report 2026.csv"),
            ("attachment; filename=plain.txt", "plain.txt"),
            (
                "attachment; filename=\"x.txt\"; filename*=UTF-8''na%C3%AFve%20caf%C3%A9.txt",
                "naïve café.txt",
            ),
            (
                "attachment; filename=\"../../.ssh/authorized_keys\"",
                "authorized_keys.json",
            ),
            ("attachment; filename=\"..\\\\..\\\\evil.bat\"", "evil.bat"),
            (
                "attachment; filename*=UTF-8''%2e%2e%2f%2e%2e%2fetc%2fpasswd",
                "passwd.json",
            ),
            ("attachment; filename=\"/etc/passwd\"", "passwd.json"),
            ("attachment; filename=\"a\u{202E}gpj.exe\"", "agpj.exe"),
            ("attachment; filename=\"a;b$(rm -rf)`.txt\"", "ab(rm -rf).txt"),
            ("attachment; filename=\"CON.txt\"", "response.json"),
            ("attachment; filename=\"..\"", "pets.json"),
            ("attachment; filename=\"\"", "pets.json"),
            ("inline", "pets.json"),
            ("attachment; filename=\"un\\\"quoted\\\".txt", "unquoted.txt"),
        ];
        for (value, name) in cases {
            let head = head(&[
                ("Content-Type", "application/json"),
                ("Content-Disposition", value),
            ]);
            assert_eq!(suggested_name("/dev/pets", &head), name, "{value}");
        }
    }

    #[test]
    fn a_name_is_made_of_target_and_content_type() {
        let cases = [
            (
                "/dev/pets?type=dog",
                Some("application/json; charset=utf-8"),
                "pets.json",
            ),
            ("/", Some("application/problem+json"), "response.json"),
            ("/a/photo.JPG", Some("image/jpeg"), "photo.JPG"),
            ("/..", None, "response.bin"),
            ("/a%2Fb/x%00y", Some("text/plain"), "x00y.txt"),
        ];
        for (target, media, name) in cases {
            let head = head(
                &media
                    .map(|media| ("content-type", media))
                    .into_iter()
                    .collect::<Vec<_>>(),
            );
            assert_eq!(suggested_name(target, &head), name, "{target}");
        }
    }
}
