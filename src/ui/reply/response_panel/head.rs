//! The head of the response pane: how it went on the left, the pages on the right. What does not fit gives way, one
//! thing after the other, so that nothing ever lies over anything else.

use eframe::egui::{Button, Color32, FontId, Label, Popup, RichText, Spinner, Ui};

use crate::engine::Progress;
use crate::model::{ChainTrust, Outcome, Response, ResponseHead, Stage};
use crate::text::measure::{human_bytes, human_duration};
use crate::ui::action::Action;
use crate::ui::last_exchange::{LastExchange, Sending, Sent};
use crate::ui::reply::response_view::ResponsePage;
use crate::ui::sentence::sentence;
use crate::ui::tokens::{Tokens, heights, size};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::pane_head::{HEAD_BUTTON, PaneHead, response_button_ui};
use crate::ui::widgets::pill::pill;
use crate::ui::widgets::section_tab::section_tab;
use crate::ui::{fonts, icons};

/// Between neighbours.
const GAP: f32 = 14.0;
/// What a pill is wider than its text, and a tab than its words.
const PILL_ROOM: f32 = 18.0;
const TAB_ROOM: f32 = 4.0;
const REMARK_GAP: f32 = 6.0;
/// What the button that holds the pages is wider than its text.
const MENU_ROOM: f32 = 40.0;

/// Below this width the head of another pane has room for the number of the status alone.
const OUTCOME_ROOM: f32 = 480.0;

/// The pages in the order of reading.
const PAGES: [(ResponsePage, &str); 4] = [
    (ResponsePage::Body, "Body"),
    (ResponsePage::Headers, "Headers"),
    (ResponsePage::Timeline, "Timeline"),
    (ResponsePage::Wire, "Wire"),
];

/// Draws the head.
pub fn head_ui(
    ui: &mut Ui,
    page: &mut ResponsePage,
    last: &LastExchange,
    pane: PaneHead,
    colors: &Tokens,
    out: &mut Vec<Action>,
) {
    let facts = Facts::of(last);
    let fit = facts.fit(ui);
    let mut both = (page, out);
    let right = |ui: &mut Ui, (page, out): &mut (&mut ResponsePage, &mut Vec<Action>)| {
        if facts.pages == Kept::Yes {
            match fit.pages {
                Pages::Tabs { count } => {
                    let count = if count == Kept::Yes {
                        facts.headers.as_str()
                    } else {
                        ""
                    };
                    pages_ui(ui, count, page);
                }
                Pages::Menu => page_menu_ui(ui, page),
            }
        }
        if fit.button == Kept::Yes {
            response_button_ui(ui, pane, out);
        }
        ui.add_space(size::PAD);
    };
    bar(ui, heights(ui.ctx()).pane_head, &mut both, right, |ui, _| {
        ui.add_space(size::PAD);
        ui.spacing_mut().item_spacing.x = GAP;
        facts.status_ui(ui, fit, colors);
        match (&last.sending, &last.sent) {
            (Some(sending), _) => sending_ui(ui, sending, colors),
            (None, Some(_)) => facts.figures_ui(ui, fit, colors),
            (None, None) => {
                ui.label(
                    RichText::new("Response")
                        .font(fonts::semibold(size::TEXT))
                        .color(colors.text),
                );
            }
        }
    });
}

/// Whether a thing finds room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    Yes,
    No,
}

/// How the pages are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pages {
    Tabs { count: Kept },
    Menu,
}

/// How a pill says what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Words {
    Long,
    Short,
}

/// What of the head is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fit {
    size: Kept,
    time: Kept,
    button: Kept,
    pages: Pages,
    pills: Words,
}

/// Everything, and then less and less: what is said elsewhere too goes first, the status last.
const FITS: [Fit; 8] = {
    let all = Fit {
        size: Kept::Yes,
        time: Kept::Yes,
        button: Kept::Yes,
        pages: Pages::Tabs { count: Kept::Yes },
        pills: Words::Long,
    };
    let no_size = Fit {
        size: Kept::No,
        ..all
    };
    let no_count = Fit {
        pages: Pages::Tabs { count: Kept::No },
        ..no_size
    };
    let no_time = Fit {
        time: Kept::No,
        ..no_count
    };
    let no_button = Fit {
        button: Kept::No,
        ..no_time
    };
    let short = Fit {
        pills: Words::Short,
        ..no_button
    };
    let menu = Fit {
        pages: Pages::Menu,
        pills: Words::Long,
        button: Kept::Yes,
        ..no_button
    };
    let least = Fit {
        pills: Words::Short,
        button: Kept::No,
        ..menu
    };
    [all, no_size, no_count, no_time, no_button, short, menu, least]
};

/// A pill of the head.
struct Mark {
    long: String,
    short: String,
    /// More about it; empty for none.
    tip: String,
    tone: Tone,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tone {
    Good,
    Warning,
    Bad,
}

/// What there is to say.
struct Facts {
    marks: Vec<Mark>,
    time: String,
    size: String,
    exact_size: String,
    headers: String,
    pages: Kept,
    /// Room for what a send under way says, which is cut where it must be.
    least_left: f32,
}

impl Facts {
    fn of(last: &LastExchange) -> Self {
        let coming = last.sending.as_ref().and_then(|sending| sending.progress.head());
        let sent = last.sent.as_ref().filter(|_| last.sending.is_none());
        let head = coming
            .as_deref()
            .or_else(|| last.sent.as_ref().and_then(Sent::head));
        let response = sent.and_then(|sent| sent.exchange.outcome.response());
        let marks = match (&last.sending, sent) {
            (Some(_), _) => coming.as_deref().map(status_mark).into_iter().collect(),
            (None, Some(sent)) => marks_of(sent),
            (None, None) => Vec::new(),
        };
        let shown = response.zip(sent);
        Self {
            marks,
            time: shown.map_or_else(String::new, |(_, sent)| {
                human_duration(sent.exchange.timings.total)
            }),
            size: response.map_or_else(String::new, |response| human_bytes(response.body_bytes)),
            exact_size: response.map_or_else(String::new, |Response { body_bytes, .. }| {
                format!("{body_bytes} bytes of body")
            }),
            headers: head.map_or_else(String::new, |head| head.headers.len().to_string()),
            pages: if coming.is_some() || last.sent.is_some() {
                Kept::Yes
            } else {
                Kept::No
            },
            least_left: if last.sending.is_some() { 80.0 } else { 0.0 },
        }
    }

    /// The richest head that fits into the width of `ui`; the poorest when none does.
    fn fit(&self, ui: &Ui) -> Fit {
        let width = ui.available_width();
        let fits = |fit: &&Fit| self.width(ui, **fit) <= width;
        let least = FITS.last().copied().unwrap_or(FITS[0]);
        FITS.iter().find(fits).copied().unwrap_or(least)
    }

    fn width(&self, ui: &Ui, fit: Fit) -> f32 {
        let text = |text: &str, font: FontId| text_width(ui, text, font);
        let body = || FontId::proportional(size::TEXT);
        let marks = self.marks.iter().map(|mark| {
            let words = match fit.pills {
                Words::Long => &mark.long,
                Words::Short => &mark.short,
            };
            text(words, fonts::semibold(size::TEXT)) + PILL_ROOM + GAP
        });
        let figure = |kept, words: &str| match kept {
            Kept::Yes if !words.is_empty() => text(words, body()) + GAP,
            _ => 0.0,
        };
        let pages = match (self.pages, fit.pages) {
            (Kept::No, _) => 0.0,
            (Kept::Yes, Pages::Menu) => text("Timeline", body()) + MENU_ROOM + GAP,
            (Kept::Yes, Pages::Tabs { count }) => {
                let names = PAGES.iter().map(|(_, name)| text(name, body()) + TAB_ROOM + GAP);
                let count = match count {
                    Kept::Yes => text(&self.headers, fonts::caption()) + REMARK_GAP,
                    Kept::No => 0.0,
                };
                names.sum::<f32>() + count
            }
        };
        let button = if fit.button == Kept::Yes { HEAD_BUTTON } else { 0.0 };
        2.0 * size::PAD
            + marks.sum::<f32>()
            + figure(fit.time, &self.time)
            + figure(fit.size, &self.size)
            + pages
            + button
            + self.least_left
    }

    fn status_ui(&self, ui: &mut Ui, fit: Fit, colors: &Tokens) {
        for mark in &self.marks {
            let (ink, ground) = match mark.tone {
                Tone::Good => (colors.good, colors.good_ground),
                Tone::Warning => (colors.warning, colors.warning_ground),
                Tone::Bad => (colors.bad, colors.bad_ground),
            };
            let (words, tip) = match fit.pills {
                Words::Long => (&mark.long, mark.tip.clone()),
                Words::Short if mark.tip.is_empty() => (&mark.short, mark.long.clone()),
                Words::Short => (&mark.short, format!("{}: {}", sentence(&mark.long), mark.tip)),
            };
            let shown = pill(ui, words, ink, ground);
            if !tip.is_empty() && tip != *words {
                shown.on_hover_text(tip);
            }
        }
    }

    fn figures_ui(&self, ui: &mut Ui, fit: Fit, colors: &Tokens) {
        if fit.time == Kept::Yes && !self.time.is_empty() {
            ui.label(RichText::new(&self.time).color(colors.second))
                .on_hover_text("From building the request to the last byte");
        }
        if fit.size == Kept::Yes && !self.size.is_empty() {
            ui.label(RichText::new(&self.size).color(colors.second))
                .on_hover_text(&self.exact_size);
        }
    }
}

/// How the last send went, in a few words, where the response is hidden.
pub fn outcome_ui(ui: &mut Ui, last: &LastExchange, colors: &Tokens) {
    let mut facts = Facts::of(last);
    facts.marks.truncate(1);
    let fit = if ui.available_width() > OUTCOME_ROOM {
        FITS[0]
    } else {
        Fit {
            pills: Words::Short,
            ..FITS[0]
        }
    };
    facts.status_ui(ui, fit, colors);
}

fn text_width(ui: &Ui, text: &str, font: FontId) -> f32 {
    let galley = ui
        .painter()
        .layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER);
    galley.size().x.ceil()
}

fn pages_ui(ui: &mut Ui, headers: &str, front: &mut ResponsePage) {
    ui.spacing_mut().item_spacing.x = GAP;
    for (page, text) in PAGES {
        let remark = if page == ResponsePage::Headers {
            headers
        } else {
            ""
        };
        let response = section_tab(ui, text, remark, *front == page, heights(ui.ctx()).pane_head);
        if response.accessible_name(page_name(text)).clicked() {
            *front = page;
        }
    }
}

fn page_name(text: &str) -> String {
    format!("Response {}", text.to_lowercase())
}

/// The pages behind one button, where four do not fit.
fn page_menu_ui(ui: &mut Ui, front: &mut ResponsePage) {
    let name = PAGES.iter().find(|(page, _)| page == front);
    let name = name.map_or("Body", |(_, name)| name);
    let button = ui
        .add(Button::new((
            name,
            RichText::new(icons::CHEVRON_DOWN).font(fonts::icons(size::CAPTION)),
        )))
        .accessible_name(format!("Response page: {name}"));
    Popup::menu(&button).show(|ui| {
        for (page, text) in PAGES {
            let entry = ui.add(Button::selectable(*front == page, text));
            if entry.accessible_name(page_name(text)).clicked() {
                *front = page;
                ui.close();
            }
        }
    });
}

/// A send under way: how far it is.
fn sending_ui(ui: &mut Ui, sending: &Sending, colors: &Tokens) {
    if sending.progress.head().is_none() {
        ui.add(Spinner::new().size(14.0).color(colors.accent));
    }
    let text = RichText::new(progress_text(&sending.progress)).color(colors.second);
    ui.add(Label::new(text).truncate());
}

/// What is going on, with bytes where they count.
fn progress_text(progress: &Progress) -> String {
    let stage = progress.stage();
    let (doing, total) = (sentence(stage.doing()), progress.body_total());
    match stage {
        Stage::Hashing if total > 0 => part_text("Hashing", progress.hashed(), total),
        Stage::Waiting if progress.sent() > 0 && progress.sent() < total => {
            part_text("Sending", progress.sent(), total)
        }
        Stage::Receiving if progress.body_bytes() > 0 => {
            format!("{doing}, {}", human_bytes(progress.body_bytes()))
        }
        _ => doing,
    }
}

fn part_text(doing: &str, part: u64, total: u64) -> String {
    format!("{doing} {} of {}", human_bytes(part), human_bytes(total))
}

/// How a send ended, and what must not be overlooked beside it.
fn marks_of(sent: &Sent) -> Vec<Mark> {
    let exchange = &sent.exchange;
    let same = |text: &str, tone| Mark {
        long: text.to_owned(),
        short: text.to_owned(),
        tip: String::new(),
        tone,
    };
    let mut marks = Vec::new();
    match (&exchange.outcome, exchange.outcome.response()) {
        (Outcome::Failed(_), _) => marks.push(same("No reply", Tone::Bad)),
        (Outcome::Cancelled { .. }, None) => marks.push(same("Cancelled", Tone::Warning)),
        (Outcome::Cancelled { .. }, Some(response)) => {
            marks.push(status_mark(&response.head));
            marks.push(same("Cancelled", Tone::Warning));
        }
        (Outcome::Replied(response), _) => marks.push(status_mark(&response.head)),
    }
    let tls = exchange.connection.tls.as_ref();
    if let (Some(ChainTrust::Accepted(why)), Some(_)) =
        (tls.map(|tls| &tls.trust), exchange.outcome.response())
    {
        marks.push(Mark {
            long: "certificate accepted by you".to_owned(),
            short: icons::SHIELD_ALERT.to_owned(),
            tip: sentence(why),
            tone: Tone::Bad,
        });
    }
    marks
}

fn status_mark(head: &ResponseHead) -> Mark {
    Mark {
        long: format!("{} {}", head.status, head.reason).trim().to_owned(),
        short: head.status.to_string(),
        tip: String::new(),
        tone: match head.status {
            200..=299 => Tone::Good,
            400.. => Tone::Bad,
            _ => Tone::Warning,
        },
    }
}
