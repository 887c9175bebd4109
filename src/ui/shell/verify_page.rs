//! The page that checks a request which was signed elsewhere: what it says of its signature, what is wrong with it, and
//! with the secret whether the signature belongs to it.

mod mistakes;
mod result;
mod signed_pieces;
mod standing;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use eframe::egui::{Align, ComboBox, Event, Frame, Id, Key, Label, Layout, Modal, RichText, ScrollArea, Ui};

use crate::engine::StopFlag;
use crate::formats::signed_elsewhere::SignedForm;
use crate::model::{Secret, SigningTime};
use crate::sigv4::mistakes::{SearchEnd, SearchProgress};
use crate::sigv4::pieces::Pieces;
use crate::sigv4::verify::{Verification, valid_between};
use crate::text::measure::human_bytes;
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::links::Links;
use crate::ui::page::Verdict;
use crate::ui::widgets::bar::at_end;
use crate::ui::widgets::form_row::row;
use crate::ui::widgets::paste_field::{PasteField, paste_field};
use crate::ui::widgets::secret_field::secret_field;
use mistakes::Asked;
use signed_pieces::PiecesView;

const WIDTH: f32 = 980.0;
const LABEL: f32 = 130.0;
/// What is left of a signature's life is counted in seconds below this, else in minutes and more.
const COUNTED_IN_SECONDS: i64 = 120;
/// A longer paste is kept and not drawn: the field lays all of it out in every frame.
const LONGEST_DRAWN: usize = 16 * 1024;
/// A longer one is refused: it is no request.
const LONGEST_PASTE: usize = 64 * 1024 * 1024;

/// The page while it is open. The secret lives in it and is gone with it.
#[derive(Debug, Default)]
pub struct VerifyPage {
    /// In the field.
    pasted: String,
    /// A text too long for the field: its name for people, and its bytes.
    long: Option<(String, Arc<[u8]>)>,
    /// The entry of an archive that was chosen.
    entry: Option<usize>,
    secret: Secret,
    problem: Option<String>,
    /// What was asked for last.
    asked: Option<VerifyJob>,
    /// What came of it.
    checked: Option<Result<Checked, String>>,
    ticket: u64,
    view: PiecesView,
}

/// A text to be read and checked.
#[derive(Clone, Debug)]
pub struct VerifyJob {
    /// By which the answer is known.
    pub ticket: u64,
    /// The text as it was pasted.
    pub text: Arc<[u8]>,
    /// The entry of an archive, counted from 1; `None` for the first signed one.
    pub entry: Option<usize>,
    /// Empty without one.
    pub secret: Secret,
    /// Ends the search for the mistake.
    pub stop: StopFlag,
    /// How far that search is.
    pub watch: Arc<SearchWatch>,
}

/// How far a search is; the worker writes it, the page reads it.
#[derive(Debug, Default)]
pub struct SearchWatch {
    done: AtomicUsize,
    total: AtomicUsize,
}

impl SearchWatch {
    /// Takes note of where the search stands.
    pub fn note(&self, progress: SearchProgress) {
        self.total.store(progress.total, Ordering::Relaxed);
        self.done.store(progress.done, Ordering::Relaxed);
    }

    /// From 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "a bar has some hundred points")]
    fn fraction(&self) -> f32 {
        let total = self.total.load(Ordering::Relaxed).max(1);
        self.done.load(Ordering::Relaxed) as f32 / total as f32
    }
}

/// Where the search for the mistake stands.
#[derive(Clone, Debug, Default)]
pub enum Search {
    /// There is nothing to search for: no secret, or the signature belongs to the request.
    #[default]
    None,
    /// It is under way.
    Running,
    /// It ended, after so many signatures.
    Ended {
        /// What came of it.
        end: SearchEnd,
        /// Signatures that were computed.
        tried: usize,
    },
}

/// A request that was read and checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What the text was taken for.
    pub form: SignedForm,
    /// What may not be as meant.
    pub warnings: Vec<String>,
    /// The moment it was checked for.
    pub now: SigningTime,
    /// What the check found.
    pub verification: Verification,
    /// Its signature in pieces, when enough of it is there to rebuild what was signed.
    pub pieces: Option<Arc<Pieces>>,
    /// Which mistake gives this signature.
    pub search: Search,
}

impl VerifyPage {
    /// Takes a file's bytes in the place of the text.
    pub fn take_file(&mut self, name: String, bytes: Vec<u8>) {
        self.long = Some((name, bytes.into()));
        self.entry = None;
        self.problem = None;
    }

    /// What is lit among the pieces, and which of them is open.
    pub fn links(&self) -> &Links {
        &self.view.links
    }

    /// The pieces of the request, once it was checked.
    pub fn pieces(&self) -> Option<&Arc<Pieces>> {
        self.checked.as_ref()?.as_ref().ok()?.pieces.as_ref()
    }

    /// A job for the worker, when the page holds another text or secret than the one it asked about.
    pub fn take_job(&mut self) -> Option<VerifyJob> {
        let text: Arc<[u8]> = match &self.long {
            Some((_, bytes)) => Arc::clone(bytes),
            None if self.pasted.trim().is_empty() => {
                self.stop();
                self.asked = None;
                self.checked = None;
                return None;
            }
            None => self.pasted.as_bytes().into(),
        };
        let is_same = self.asked.as_ref().is_some_and(|asked| {
            (Arc::ptr_eq(&asked.text, &text) || asked.text == text)
                && asked.entry == self.entry
                && asked.secret == self.secret
        });
        if is_same {
            return None;
        }
        self.stop();
        self.ticket += 1;
        let job = VerifyJob {
            ticket: self.ticket,
            text,
            entry: self.entry,
            secret: self.secret.clone(),
            stop: StopFlag::default(),
            watch: Arc::default(),
        };
        self.asked = Some(job.clone());
        Some(job)
    }

    /// Whether a search is under way.
    pub fn is_searching(&self) -> bool {
        matches!(&self.checked, Some(Ok(checked)) if matches!(checked.search, Search::Running))
    }

    /// Ends the search under way.
    fn stop(&self) {
        if let Some(asked) = &self.asked {
            asked.stop.stop();
        }
    }

    /// The queue of the worker had no room: it is asked again.
    pub fn put_back(&mut self) {
        self.asked = None;
    }

    /// Takes the answer to a job, unless another one was asked since.
    pub fn receive(&mut self, ticket: u64, checked: Result<Checked, String>) {
        if ticket == self.ticket && self.asked.is_some() {
            self.checked = Some(checked);
        }
    }

    /// Takes the end of the search of a job.
    pub fn searched(&mut self, ticket: u64, search: Search) {
        if let (true, Some(Ok(checked))) = (ticket == self.ticket, &mut self.checked) {
            checked.search = search;
        }
    }
}

impl Drop for VerifyPage {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Draws the page over the window.
pub fn verify_page_ui(
    ui: &mut Ui,
    page: &mut VerifyPage,
    now: SigningTime,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    take_long_pastes(ui, page);
    if let Some(Ok(checked)) = &mut page.checked {
        count_down(ui, checked, now);
    }
    let mut verdict = Verdict::Open;
    let had_open = page.view.links.open.is_any();
    let window = ui.ctx().content_rect().size();
    let response = Modal::new(Id::unique("verify"))
        .frame(Frame::popup(ui.style()).inner_margin(16))
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH.min(window.x - 64.0));
            ui.spacing_mut().item_spacing.y = 8.0;
            ui.horizontal(|ui| {
                let title = RichText::new("Verify a request signed elsewhere").font(fonts::semibold(16.0));
                ui.label(title.color(ctx.tokens.text));
                at_end(ui, |ui| {
                    if ui.button("Close").clicked() {
                        verdict = Verdict::Close;
                    }
                });
            });
            text_ui(ui, page, ctx);
            entry_ui(ui, page);
            row(ui, "Secret access key", LABEL, |ui| {
                let width = ui.available_width();
                let hint = "for the verdict; kept nowhere, gone with this page";
                secret_field(ui, &mut page.secret, "Secret to verify with", hint, width);
            });
            let most = (window.y - 380.0).max(140.0);
            ScrollArea::vertical()
                .id_salt("verified")
                .max_height(most)
                .min_scrolled_height(most)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    ui.set_max_width(ui.available_width() - 12.0);
                    let fraction = page.asked.as_ref().map_or(0.0, |asked| asked.watch.fraction());
                    if result::result_ui(
                        ui,
                        (page.problem.as_deref(), page.checked.as_ref()),
                        &mut page.view,
                        fraction,
                        ctx,
                        out,
                    ) == Asked::Stop
                    {
                        page.stop();
                    }
                });
        });
    page.view.settle(ui.ctx(), page.pieces().cloned().as_ref());
    // Escape closes the row that is open before the page.
    let closes_a_row = had_open && ui.input(|input| input.key_pressed(Key::Escape));
    if closes_a_row {
        page.view.links.open.close();
        ui.request_repaint();
    }
    if response.should_close() && !closes_a_row {
        Verdict::Close
    } else {
        verdict
    }
}

/// Takes the moment for what is left of a signature's life. While that is short it is counted in seconds; a signature
/// that is over, or good for long, wakes nobody.
fn count_down(ui: &Ui, checked: &mut Checked, now: SigningTime) {
    checked.now = now;
    let claim = checked.verification.claim.as_ref();
    let Some((_, until)) = claim.and_then(valid_between) else {
        return;
    };
    let left = (until.moment() - now.moment()).whole_seconds();
    let every = match left {
        ..0 => return,
        0..COUNTED_IN_SECONDS => Duration::from_secs(1),
        _ => Duration::from_mins(1),
    };
    ui.ctx().request_repaint_after(every);
}

/// Keeps long pastes out of the field.
fn take_long_pastes(ui: &Ui, page: &mut VerifyPage) {
    let in_field = page.pasted.len();
    ui.input_mut(|input| {
        input.events.retain(|event| {
            let Event::Paste(text) = event else { return true };
            if in_field + text.len() <= LONGEST_DRAWN {
                return true;
            }
            if text.len() > LONGEST_PASTE {
                let size = human_bytes(text.len() as u64);
                page.problem = Some(format!(
                    "{size} are too much for a request: paste one request, or a HAR file"
                ));
                return false;
            }
            let name = format!("{} pasted", human_bytes(text.len() as u64));
            page.long = Some((name, text.as_bytes().into()));
            page.problem = None;
            false
        });
    });
}

/// The field, or the name of what is too long for it.
fn text_ui(ui: &mut Ui, page: &mut VerifyPage, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    if let Some((name, _)) = &page.long {
        let name = name.clone();
        ui.horizontal(|ui| {
            ui.label(RichText::new(name).color(colors.second));
            if ui.button("Paste another text").clicked() {
                page.long = None;
                page.entry = None;
                page.pasted.clear();
            }
        });
        return;
    }
    let field = PasteField {
        id: "text to verify",
        name: "Signed request",
        hint: "Paste a curl command, an HTTP message, a HAR, a presigned URL, or method and URL with the Authorization \
               header. Or drop a file",
        height: 124.0,
    };
    let lit = page
        .pieces()
        .map(|pieces| standing::lit_in(&page.pasted, pieces, &page.view.links.lit()));
    if paste_field(ui, field, &mut page.pasted, &lit.unwrap_or_default(), ctx).changed() {
        page.entry = None;
        page.problem = None;
    }
}

/// Which request of an archive.
fn entry_ui(ui: &mut Ui, page: &mut VerifyPage) {
    let Some(Ok(Checked {
        form: SignedForm::Har { entry, entries },
        ..
    })) = &page.checked
    else {
        return;
    };
    let mut chosen = *entry;
    let title = |number: usize| entries.get(number.wrapping_sub(1)).map_or("", String::as_str);
    row(ui, "Entry", LABEL, |ui| {
        let width = ui.available_width();
        ComboBox::from_id_salt("entry of the archive")
            .width(width)
            .truncate()
            .selected_text(format!("{chosen}. {}", title(chosen)))
            .show_ui(ui, |ui| {
                for number in 1..=entries.len() {
                    ui.selectable_value(&mut chosen, number, format!("{number}. {}", title(number)));
                }
            })
            .response
            .accessible_name("Entry of the archive");
    });
    if chosen != *entry {
        page.entry = Some(chosen);
    }
}

/// A row of a name and a value that is read, not edited.
pub(super) fn fact_ui(ui: &mut Ui, name: &str, value: &str, ctx: &PanelContext<'_>) {
    ui.horizontal_top(|ui| {
        let name = RichText::new(name).color(ctx.tokens.third);
        ui.allocate_ui_with_layout([LABEL, 18.0].into(), Layout::left_to_right(Align::Min), |ui| {
            ui.set_width(LABEL);
            ui.add(Label::new(name).wrap());
        });
        let value = RichText::new(ctx.presentation.text(value)).font(fonts::mono());
        ui.add(Label::new(value.color(ctx.tokens.text)).wrap().selectable(true));
    });
}
