//! The page from which a broken request is opened for practice: eight faults that a signed request can have.

use eframe::egui::{Frame, Id, Label, Modal, RichText, ScrollArea, Ui};

use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::page::Verdict;

const WIDTH: f32 = 560.0;

/// What is wrong with a request made for practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PractisedFault {
    /// The secret access key is another one.
    WrongSecret,
    /// It is signed for a time that is over.
    OldClock,
    /// It is signed for another region.
    WrongRegion,
    /// It is signed for another service.
    WrongService,
    /// A proxy changes a signed header.
    HeaderChanged,
    /// A proxy writes the body anew.
    BodyChanged,
    /// Temporary keys go without their session token.
    MissingToken,
    /// The stage does not exist.
    WrongStage,
}

impl PractisedFault {
    /// All, the daily ones first.
    pub const ALL: [Self; 8] = [
        Self::WrongSecret,
        Self::OldClock,
        Self::WrongRegion,
        Self::WrongService,
        Self::MissingToken,
        Self::WrongStage,
        Self::HeaderChanged,
        Self::BodyChanged,
    ];

    /// On its button and on the tab.
    pub fn name(self) -> &'static str {
        match self {
            Self::WrongSecret => "Wrong secret",
            Self::OldClock => "Old clock",
            Self::WrongRegion => "Wrong region",
            Self::WrongService => "Wrong service",
            Self::HeaderChanged => "Header changed on the way",
            Self::BodyChanged => "Body changed on the way",
            Self::MissingToken => "Missing session token",
            Self::WrongStage => "Wrong stage",
        }
    }

    /// What was done to the request.
    pub fn what(self) -> &'static str {
        match self {
            Self::WrongSecret => "the secret access key has one character that is not its own",
            Self::OldClock => "it is signed for a time 20 minutes ago",
            Self::WrongRegion => "it is signed for eu-west-1, and the API is in us-east-1",
            Self::WrongService => "it is signed for s3, and the host is API Gateway's",
            Self::HeaderChanged => "it goes through a proxy that changes a signed header",
            Self::BodyChanged => "it goes through a proxy that writes the JSON anew",
            Self::MissingToken => "the keys are temporary, and their session token is not there",
            Self::WrongStage => "the path begins with a stage that was never deployed",
        }
    }

    /// Said when the request is answered as it should be.
    pub fn mended(self) -> String {
        format!("Mended. What was wrong: {}", self.what())
    }
}

/// Draws the page.
pub fn break_page_ui(ui: &mut Ui, ctx: &PanelContext<'_>, out: &mut Vec<Action>) -> Verdict {
    let mut verdict = Verdict::Open;
    let window = ui.ctx().content_rect().size();
    let response = Modal::new(Id::unique("break it"))
        .frame(Frame::popup(ui.style()).inner_margin(16))
        .show(ui.ctx(), |ui| {
            let colors = ctx.tokens;
            ui.set_width(WIDTH.min(window.x - 60.0));
            let title = RichText::new("Break it").font(fonts::semibold(16.0));
            ui.label(title.color(colors.text));
            let text = "Each opens a request against the embedded server with one fault. Send it, find the cause, and \
                        mend it until it is answered with 200";
            ui.add(Label::new(RichText::new(text).color(colors.second)).wrap());
            let most = (window.y - 260.0).max(120.0);
            ScrollArea::vertical().max_height(most).show(ui, |ui| {
                for fault in PractisedFault::ALL {
                    ui.horizontal(|ui| {
                        if ui.button(fault.name()).clicked() {
                            out.push(Action::Practise(fault));
                            verdict = Verdict::Close;
                        }
                        let what = RichText::new(fault.what()).font(fonts::caption());
                        ui.add(Label::new(what.color(colors.third)).truncate());
                    });
                }
            });
            if ui.button("Close").clicked() {
                verdict = Verdict::Close;
            }
        });
    if response.should_close() {
        Verdict::Close
    } else {
        verdict
    }
}
