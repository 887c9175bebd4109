//! The derivation of the signature shown, one step on a page, large enough for a projector.

use eframe::egui::text::TextWrapping;
use eframe::egui::{
    Align, CentralPanel, Color32, FontId, Frame, Key, Label, Layout, Margin, RichText, ScrollArea, Ui,
};

use super::masking::{masked_line, masked_query};
use super::palette::Verdict;
use super::pieces::plain;
use super::tab::{Masking, Tab};
use super::tokens::{Tokens, projector, size, tokens};
use super::{fonts, presentation};
use crate::model::SigningReport;
use crate::sigv4::LessonStep;
use crate::sigv4::pieces::{Piece, PieceKind, Pieces};

/// The page while it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LessonPage {
    /// The step in front.
    pub step: LessonStep,
}

impl Default for LessonPage {
    fn default() -> Self {
        Self {
            step: LessonStep::Request,
        }
    }
}

/// Draws the page in the place of the window. Arrow keys, Page keys, Home and End turn it, Escape leaves.
pub fn lesson_page_ui(ui: &mut Ui, page: &mut LessonPage, tab: &Tab) -> Verdict {
    let colors = tokens(ui.ctx());
    let mut verdict = turn(ui, page);
    CentralPanel::no_frame()
        .frame(
            Frame::new()
                .fill(colors.panel)
                .inner_margin(Margin::symmetric(40, 24)),
        )
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 14.0;
            head_ui(ui, page, colors, &mut verdict);
            let (report, wire, http) = match (tab.side, &tab.sent) {
                (super::tab::Side::AsSent, Some(sent)) => {
                    (tab.shown_signed(), sent.exchange.wire.clone(), &sent.request.http)
                }
                _ => (tab.live.report.clone(), tab.live.wire.clone(), &tab.request.http),
            };
            let (Some(report), Some(wire)) = (report, wire) else {
                let text = "There is no signature to explain: choose AWS Signature and fill in the URL";
                ui.label(RichText::new(text).font(FontId::proportional(projector::TEXT)));
                return;
            };
            let pieces = Pieces::of(&report, &wire, http);
            ScrollArea::vertical()
                .id_salt(("lesson", page.step.number()))
                .auto_shrink([false, false])
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 14.0;
                    if page.step == LessonStep::Request {
                        let typed = format!("{} {}", http.method, http.url);
                        text_ui(ui, &masked_query(&typed, Masking::Masked), colors.path);
                        for row in http.headers.iter().filter(|row| !row.name.is_empty()) {
                            text_ui(
                                ui,
                                &masked_line(&format!("{}:{}", row.name, row.value)),
                                colors.header,
                            );
                        }
                        sentence_ui(
                            ui,
                            "This is what was typed; each step makes a part of the signature of it",
                            colors,
                        );
                    }
                    for id in page.step.rows(&pieces) {
                        if let Some(piece) = pieces.get(id) {
                            piece_ui(ui, page.step, piece, colors);
                        }
                    }
                    after_ui(ui, page.step, &report, colors);
                });
        });
    verdict
}

/// Takes the keys before a scroll area does.
fn turn(ui: &Ui, page: &mut LessonPage) -> Verdict {
    let pressed = |keys: &[Key]| {
        ui.input_mut(|input| {
            let none = eframe::egui::Modifiers::NONE;
            keys.iter().any(|key| input.consume_key(none, *key))
        })
    };
    if pressed(&[Key::ArrowRight, Key::PageDown]) {
        page.step = page.step.forward();
    }
    if pressed(&[Key::ArrowLeft, Key::PageUp]) {
        page.step = page.step.back();
    }
    if pressed(&[Key::Home]) {
        page.step = LessonStep::Request;
    }
    if pressed(&[Key::End]) {
        page.step = LessonStep::Sent;
    }
    if pressed(&[Key::Escape]) {
        return Verdict::Close;
    }
    Verdict::Open
}

fn head_ui(ui: &mut Ui, page: &mut LessonPage, colors: &Tokens, verdict: &mut Verdict) {
    ui.horizontal(|ui| {
        let title = RichText::new(page.step.title()).font(fonts::semibold(projector::TITLE));
        ui.label(title.color(colors.text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button("Close").clicked() {
                *verdict = Verdict::Close;
            }
            if ui
                .add_enabled(
                    page.step != LessonStep::Sent,
                    eframe::egui::Button::new("Next step"),
                )
                .clicked()
            {
                page.step = page.step.forward();
            }
            let is_first = page.step == LessonStep::Request;
            if ui
                .add_enabled(!is_first, eframe::egui::Button::new("Step before"))
                .clicked()
            {
                page.step = page.step.back();
            }
            let at = format!("Step {} of {}", page.step.number(), LessonStep::ALL.len());
            ui.label(
                RichText::new(at)
                    .font(FontId::proportional(projector::TEXT))
                    .color(colors.third),
            );
        });
    });
}

/// A piece with what it is and what was done to make it.
fn piece_ui(ui: &mut Ui, step: LessonStep, piece: &Piece, colors: &Tokens) {
    let ink = ink(piece.kind, colors);
    let text = piece.text.as_str().trim_end_matches('\n');
    let text = if piece.kind.holds_token(&piece.name) || piece.kind == PieceKind::Query {
        masked_line(text)
    } else {
        text.to_owned()
    };
    text_ui(ui, if text.is_empty() { "(empty line)" } else { &text }, ink);
    if step != LessonStep::CanonicalRequest {
        sentence_ui(ui, &piece.what, colors);
        for done in &piece.done {
            sentence_ui(ui, done, colors);
        }
    }
}

fn ink(kind: PieceKind, colors: &Tokens) -> Color32 {
    match kind {
        PieceKind::Method | PieceKind::Path | PieceKind::Url => colors.path,
        PieceKind::Query | PieceKind::QueryParameter => colors.query,
        PieceKind::HeaderLine | PieceKind::SignedHeaders | PieceKind::EndOfHeaders => colors.header,
        PieceKind::PayloadHash => colors.payload,
        PieceKind::Scope | PieceKind::Credential => colors.scope,
        PieceKind::Signature => colors.signature,
        _ => colors.text,
    }
}

fn after_ui(ui: &mut Ui, step: LessonStep, report: &SigningReport, colors: &Tokens) {
    if step == LessonStep::CanonicalRequest {
        sentence_ui(ui, "Its SHA-256 goes into the string to sign", colors);
        text_ui(ui, &report.canonical_request_hash, colors.text);
    }
}

fn text_ui(ui: &mut Ui, text: &str, ink: Color32) {
    let mut job = presentation::job(ui.ctx(), plain(text, ink));
    for section in &mut job.sections {
        section.format.font_id = FontId::monospace(projector::MONO);
    }
    job.wrap = TextWrapping {
        max_width: ui.available_width() - size::PAD,
        break_anywhere: true,
        ..TextWrapping::default()
    };
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    ui.add(Label::new(galley).selectable(true));
}

fn sentence_ui(ui: &mut Ui, text: &str, colors: &Tokens) {
    let text = RichText::new(text).font(FontId::proportional(projector::TEXT));
    ui.add(Label::new(text.color(colors.second)).wrap());
}
