//! The docs section: a note about the request in Markdown, written or read.

use eframe::egui::{Frame, Label, Margin, OpenUrl, RichText, ScrollArea, Ui, vec2};
use url::Url;

use crate::model::LongText;
use crate::text::measure::human_bytes;
use crate::ui::action::Action;
use crate::ui::body_viewer::BodyView;
use crate::ui::context::PanelContext;
use crate::ui::editor::body_panel::{LargeText, editor_ui};
use crate::ui::editor::markdown::{Block, DRAWN_BYTES, blocks};
use crate::ui::editor::markdown_view::markdown_ui;
use crate::ui::pick::TextPlace;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::segmented::segmented;

/// What the section holds between frames.
#[derive(Debug, Default)]
pub struct DocsView {
    /// Whether the note is written or read; until it is shown first, neither.
    mode: Option<DocsMode>,
    read: Option<(LongText, Vec<Block>)>,
    /// The address of a link that was clicked.
    asked: Option<String>,
    large: LargeText,
}

impl DocsView {
    /// The viewer of a note too large for the editor.
    pub fn viewer(&mut self) -> &mut BodyView {
        self.large.viewer()
    }
}

/// Ways to show a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DocsMode {
    Edit,
    Preview,
}

/// Draws the section.
pub fn docs_panel_ui(
    ui: &mut Ui,
    view: &mut DocsView,
    note: &mut LongText,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let colors = tokens(ui.ctx());
    let by_content = || {
        if note.trim().is_empty() {
            DocsMode::Edit
        } else {
            DocsMode::Preview
        }
    };
    let mut mode = view.mode.unwrap_or_else(by_content);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        let modes = [(DocsMode::Edit, "Edit"), (DocsMode::Preview, "Preview")];
        segmented(ui, "Docs", &mut mode, &modes);
        ui.add_space(size::GAP);
        let remark = match mode {
            DocsMode::Edit => "Markdown, kept with the request and never sent".to_owned(),
            DocsMode::Preview if note.len() > DRAWN_BYTES => {
                format!("The first {} of the note", human_bytes(DRAWN_BYTES as u64))
            }
            DocsMode::Preview => String::new(),
        };
        ui.add(Label::new(RichText::new(remark).color(colors.third)).truncate());
    });
    view.mode = Some(mode);
    match mode {
        DocsMode::Edit => {
            view.asked = None;
            let hint = "What this request is for, what it needs, what it answers";
            editor_ui(ui, note, (TextPlace::Docs, hint), &mut view.large, ctx, out);
        }
        DocsMode::Preview => preview_ui(ui, note, view, out),
    }
}

fn preview_ui(ui: &mut Ui, note: &LongText, view: &mut DocsView, out: &mut Vec<Action>) {
    let colors = tokens(ui.ctx());
    if note.trim().is_empty() {
        ui.label(RichText::new("No note yet").color(colors.third));
        return;
    }
    if let Some(address) = view.asked.take() {
        view.asked = asked_ui(ui, address, out);
    }
    let is_read = |(read, _): &(LongText, Vec<Block>)| read.is_shared_with(note);
    if !view.read.as_ref().is_some_and(is_read) {
        view.read = Some((note.clone(), blocks(note)));
    }
    let Some((_, blocks)) = &view.read else { return };
    let clicked = ScrollArea::vertical()
        .id_salt("note")
        .auto_shrink([false, false])
        .show(ui, |ui| markdown_ui(ui, blocks))
        .inner;
    if clicked.is_some() {
        view.asked = clicked;
        ui.ctx().request_repaint();
    }
}

/// What may be done with the address of a link.
#[derive(Debug, PartialEq, Eq)]
enum Address {
    /// The browser or the mail program opens it, spelled like this.
    Opens(String),
    /// No address that a browser or mail program is asked to open.
    Stays,
}

/// Only addresses of the web and of mail leave the program: others could start anything.
fn address(link: &str) -> Address {
    match Url::parse(link) {
        Ok(url) if ["http", "https", "mailto"].contains(&url.scheme()) => Address::Opens(url.into()),
        _ => Address::Stays,
    }
}

/// Asks before a link leaves the program; gives the address back while it is undecided.
fn asked_ui(ui: &mut Ui, link: String, out: &mut Vec<Action>) -> Option<String> {
    let colors = tokens(ui.ctx());
    let mut undecided = true;
    let address = address(&link);
    Frame::new()
        .fill(colors.raised)
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(size::GAP, 6.0);
            let (sentence, shown) = match &address {
                Address::Opens(url) => (format!("Open {url} in the browser?"), url.clone()),
                Address::Stays => {
                    let spelled: String = link.escape_debug().collect();
                    let why = "is not opened: only addresses of http, https and mailto are";
                    (format!("{spelled} {why}"), link.clone())
                }
            };
            ui.add(Label::new(RichText::new(sentence).color(colors.text)).wrap());
            ui.horizontal(|ui| {
                if let Address::Opens(url) = &address
                    && ui.button("Open").clicked()
                {
                    ui.ctx().open_url(OpenUrl::new_tab(url));
                    undecided = false;
                }
                if ui.button("Copy address").clicked() {
                    out.push(Action::Copy {
                        text: shown,
                        what: "the address",
                    });
                    undecided = false;
                }
                if ui.button("Don't open").clicked() {
                    undecided = false;
                }
            });
        });
    undecided.then_some(link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_and_of_mail_leave_the_program() {
        for stays in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "vscode://x",
            "/relative",
            "",
            "smb://h/s",
        ] {
            assert_eq!(address(stays), Address::Stays, "{stays}");
        }
        let opens = |url: &str| Address::Opens(url.to_owned());
        assert_eq!(
            address("https://example.com/a b"),
            opens("https://example.com/a%20b")
        );
        assert_eq!(
            address("https://аррӏе.com/"),
            opens("https://xn--80ak6aa92e.com/"),
            "an address that looks like another one shows that it is not"
        );
    }
}
