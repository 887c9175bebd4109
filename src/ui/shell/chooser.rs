//! A small choice over the window: which credentials, into which tab, and whether files may be read.

use eframe::egui::{Frame, Id, Label, Modal, RichText, ScrollArea, Ui};
use time::OffsetDateTime;

use crate::formats::credentials::CredentialSet;
use crate::model::{Body, DraftId};
use crate::text::measure::human_bytes;
use crate::ui::action::Action;
use crate::ui::credential_words::summary;
use crate::ui::fonts;
use crate::ui::page::Verdict;
use crate::ui::reply::opened_as::OpenedAs;
use crate::ui::sentence::sentence;
use crate::ui::tokens::tokens;

const WIDTH: f32 = 560.0;

/// A question with a few answers.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Several sets of credentials were read.
    Profile {
        /// The tab they are for.
        draft: DraftId,
        /// The sets, the likeliest first.
        sets: Vec<CredentialSet>,
    },
    /// One set, and the open tabs.
    Tab {
        /// What is to be used.
        set: Box<CredentialSet>,
        /// Identity and title of each tab.
        tabs: Vec<(DraftId, String)>,
        /// Identity of the shared authorization.
        shared: DraftId,
    },
    /// A pasted command names files.
    Files {
        /// The tab of its request.
        draft: DraftId,
        /// The names as written.
        paths: Vec<String>,
        /// The body with these files.
        body: Box<Body>,
    },
    /// A reply body is to be opened with another program.
    Open(OpenQuestion),
}

/// What is asked before a reply body goes to another program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenQuestion {
    /// The tab of the reply.
    pub draft: DraftId,
    /// Which program the system takes follows from it.
    pub opened_as: OpenedAs,
    /// Length of the body.
    pub bytes: u64,
}

/// Draws the question; an answer is pushed to `out`.
pub fn chooser_ui(ui: &mut Ui, choice: &Choice, now: OffsetDateTime, out: &mut Vec<Action>) -> Verdict {
    let before = out.len();
    let mut cancelled = false;
    let response = Modal::new(Id::unique("chooser"))
        .frame(Frame::popup(ui.style()).inner_margin(16))
        .show(ui.ctx(), |ui| {
            let window = ui.ctx().content_rect().size();
            ui.set_width(WIDTH.min(window.x - 80.0));
            ui.spacing_mut().item_spacing.y = 6.0;
            ScrollArea::vertical()
                .max_height((window.y - 200.0).clamp(120.0, 420.0))
                .auto_shrink([false, true])
                .show(ui, |ui| answers_ui(ui, choice, now, out));
            ui.add_space(6.0);
            cancelled = ui.button("Cancel").clicked();
        });
    if cancelled || out.len() > before || response.should_close() {
        Verdict::Close
    } else {
        Verdict::Open
    }
}

fn answers_ui(ui: &mut Ui, choice: &Choice, now: OffsetDateTime, out: &mut Vec<Action>) {
    match choice {
        Choice::Open(question) => open_ui(ui, question, out),
        Choice::Profile { draft, sets } => {
            title_ui(ui, "Which credentials?");
            for set in sets {
                let name = set.profile.as_deref().unwrap_or("no name");
                if ui.button(format!("{name}: {}", summary(set, now))).clicked() {
                    out.push(Action::UseCredentials {
                        draft: Some(draft.clone()),
                        set: Box::new(set.clone()),
                    });
                }
            }
        }
        Choice::Tab { set, tabs, shared } => {
            title_ui(ui, "In which tab?");
            quiet_ui(ui, &sentence(&summary(set, now)));
            for (index, (draft, title)) in tabs.iter().enumerate() {
                if ui.button(format!("{}: {title}", index + 1)).clicked() {
                    out.push(Action::UseCredentials {
                        draft: Some(draft.clone()),
                        set: set.clone(),
                    });
                }
            }
            if ui.button("A new tab").clicked() {
                out.push(Action::UseCredentials {
                    draft: None,
                    set: set.clone(),
                });
            }
            let tip = "For every request whose auth is Inherit";
            if ui.button("The shared authorization").on_hover_text(tip).clicked() {
                out.push(Action::UseCredentials {
                    draft: Some(shared.clone()),
                    set: set.clone(),
                });
            }
        }
        Choice::Files { draft, paths, body } => {
            title_ui(ui, "The command sends files");
            quiet_ui(ui, "None of them was read. They are read when you allow it");
            for path in paths {
                let name = RichText::new(path).font(fonts::mono());
                ui.add(Label::new(name.color(tokens(ui.ctx()).text)).wrap());
            }
            if ui.button("Use these files").clicked() {
                out.push(Action::AllowFiles {
                    draft: draft.clone(),
                    body: body.clone(),
                });
            }
        }
    }
}

fn open_ui(ui: &mut Ui, question: &OpenQuestion, out: &mut Vec<Action>) {
    title_ui(ui, "Open the response with another program?");
    let OpenedAs { extension, warning } = question.opened_as;
    let size = human_bytes(question.bytes);
    let text = format!(
        "A copy of {size} is written as a private .{extension} file, and the program that your system has for such files \
         reads it. The copy is removed when Countersign quits, so save it there under another name to keep it"
    );
    quiet_ui(ui, &text);
    quiet_ui(
        ui,
        "What the server sent may be made to harm the program that reads it",
    );
    if let Some(warning) = warning {
        let ink = tokens(ui.ctx()).warning;
        ui.add(Label::new(RichText::new(warning).color(ink)).wrap());
    }
    if ui.button(format!("Open as .{extension}")).clicked() {
        out.push(Action::OpenBody {
            draft: question.draft.clone(),
            extension,
        });
    }
}

fn title_ui(ui: &mut Ui, title: &str) {
    let ink = tokens(ui.ctx()).text;
    ui.label(RichText::new(title).font(fonts::semibold(16.0)).color(ink));
}

fn quiet_ui(ui: &mut Ui, text: &str) {
    let ink = tokens(ui.ctx()).second;
    ui.add(Label::new(RichText::new(text).color(ink)).wrap());
}
