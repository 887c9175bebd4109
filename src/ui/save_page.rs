//! The page that saves a reply body: where to, and in which form.

use eframe::egui::{Button, Frame, Id, Key, Label, Modal, RichText, Ui, vec2};

use super::action::Action;
use super::auth_panel::row;
use super::palette::Verdict;
use super::pick::PickTarget;
use super::tokens::{size, tokens};
use super::widgets::field::Field;
use super::widgets::segmented::segmented;
use super::{fonts, icons};
use crate::model::Decoding;

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

/// In which form a body is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveForm {
    /// As the pane shows it: decoded, and indented where it is shown so.
    AsShown,
    /// The bytes as they were received, in their content coding.
    AsReceived,
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
                let browse = ui.add_sized(vec2(BROWSE, size::FIELD), Button::new("Browse…"));
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
                    let icon = RichText::new(icons::TRIANGLE_ALERT).font(fonts::icons(size::ICON));
                    ui.label(icon.color(colors.warning));
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

/// A file name for the body of a reply: the last segment of the URL's path, with an extension that the
/// content type gives when it has none.
pub fn suggested_name(target: &str, content_type: Option<&str>) -> String {
    let path = target.split(['?', '#']).next().unwrap_or(target);
    let segment = path.rsplit('/').next().unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let name: String = segment.chars().filter(|c| is_plain(*c)).take(80).collect();
    let name = name.trim_matches('.');
    let name = if name.is_empty() { "response" } else { name };
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
        "application/pdf" => "pdf",
        media if media.starts_with("text/") => "txt",
        _ => "bin",
    };
    format!("{name}.{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(suggested_name(target, media), name, "{target}");
        }
    }
}
