//! The lines under the URL bar: what is wrong with the URL, the target that is sent where it is not the one typed, and
//! one click for what can be put right.

use eframe::egui::{Align, Button, Color32, FontId, Label, Layout, RichText, Sense, Ui, vec2};

use crate::model::AuthKind;
use crate::sigv4::{SIGNED_ALREADY, SentTarget, UrlFix};
use crate::ui::draft::Draft;
use crate::ui::editor::url_field::{FIELD_INSET, select_first_placeholder};
use crate::ui::live::Live;
use crate::ui::sentence::sentence;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::icon::icon_ui;
use crate::ui::{fonts, glyphs, icons};

/// Space between the URL and what is said of it.
const ABOVE: f32 = 3.0;
/// More characters without a glyph are not named.
const MOST_NAMED: usize = 4;
/// Height of a line.
const LINE: f32 = 18.0;

/// So much of a sentence is shown however many buttons stand behind it, in points.
const LEAST_SENTENCE: f32 = 80.0;

/// Slugs of problems that are the URL's.
const PROBLEMS: [&str; 9] = [
    "host-has-foreign-characters",
    "scheme-unsupported",
    "scheme-incomplete",
    "user-in-url",
    "host-missing",
    "host-invalid",
    "host-has-placeholder",
    "port-invalid",
    "url-too-long",
];

/// Whether a problem is told here and needs no telling beside the form.
pub fn tells(kind: &str) -> bool {
    PROBLEMS.contains(&kind)
}

/// One line.
struct Line<'a> {
    kind: Kind,
    text: String,
    more: &'a str,
    fixes: Vec<LineFix<'a>>,
}

enum Kind {
    Problem,
    Note,
    Target,
}

enum LineFix<'a> {
    Url(&'a UrlFix),
    /// Takes the old signature away and signs.
    SignAgain(&'a UrlFix),
    SelectPlaceholder,
}

impl LineFix<'_> {
    /// What its button says.
    fn words(&self) -> &str {
        match self {
            Self::Url(fix) | Self::SignAgain(fix) => fix.label,
            Self::SelectPlaceholder => "Select it",
        }
    }
}

/// Room for a button with these words, and for the gap before it.
fn button_width(ui: &Ui, words: &str) -> f32 {
    let text = ui
        .painter()
        .layout_no_wrap(words.to_owned(), fonts::caption(), Color32::PLACEHOLDER);
    let spacing = ui.spacing();
    (text.size().x + 2.0 * spacing.button_padding.x + spacing.item_spacing.x).ceil()
}

/// Draws the lines. The place of the first row is kept while there is nothing to say: what is said late must not push
/// the page from under the pointer.
pub fn url_line_ui(ui: &mut Ui, draft: &mut Draft) {
    ui.add_space(ABOVE);
    ui.spacing_mut().item_spacing = vec2(6.0, 2.0);
    ui.spacing_mut().interact_size.y = LINE;
    let all = ui.make_persistent_id("every line on the URL");
    let unfolded = ui.data(|data| data.get_temp::<bool>(all)).unwrap_or_default();
    let boxes = boxes(ui, &draft.request.http.url);
    let lines: Vec<Line<'_>> = boxes.into_iter().chain(lines(&draft.live)).collect();
    // The target is always shown where it is not the one typed.
    let (said, target) = match lines.split_last() {
        Some((target, said)) if matches!(target.kind, Kind::Target) => (said, Some(target)),
        _ => (lines.as_slice(), None),
    };
    let fold = match said.len() {
        0 | 1 => None,
        _ if unfolded => Some("Less".to_owned()),
        number => Some(format!("{} more", number - 1)),
    };
    let (mut chosen, mut folds) = (None, false);
    let row = vec2(ui.available_width(), LINE);
    ui.allocate_ui_with_layout(row, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(row);
        ui.add_space(FIELD_INSET);
        if let Some(first) = said.first() {
            let beside = target.map_or(0.0, |target| beside_width(ui, target));
            let room = ui.available_width() - beside;
            line_ui(ui, first, room, fold.as_deref(), &mut chosen, &mut folds);
        }
        if let Some(target) = target {
            let room = ui.available_width();
            line_ui(ui, target, room, None, &mut chosen, &mut folds);
        }
    });
    for line in said.iter().skip(1).filter(|_| unfolded) {
        ui.horizontal(|ui| {
            ui.add_space(FIELD_INSET);
            let room = ui.available_width();
            line_ui(ui, line, room, None, &mut chosen, &mut folds);
        });
    }
    if folds {
        ui.data_mut(|data| data.insert_temp(all, !unfolded));
    }
    match chosen {
        Some(Choice::Url(url)) => draft.request.http.url = url,
        Some(Choice::SignAgain(url)) => sign_again(draft, url),
        Some(Choice::SelectPlaceholder) => select_first_placeholder(ui.ctx(), &draft.id),
        None => {}
    }
}

/// What was clicked.
enum Choice {
    Url(String),
    SignAgain(String),
    SelectPlaceholder,
}

/// Signs a URL that was signed already: `url` is it without the old signature.
fn sign_again(draft: &mut Draft, url: String) {
    draft.request.http.url = url;
    if draft.request.http.auth.kind == AuthKind::None {
        draft.request.http.auth.kind = AuthKind::AwsSignature;
    }
}

/// Room for the target behind a remark: what it needs, and half of the row at most.
fn beside_width(ui: &Ui, target: &Line<'_>) -> f32 {
    let font = FontId::monospace(size::CAPTION);
    let text = ui
        .painter()
        .layout_no_wrap(target.text.clone(), font, Color32::PLACEHOLDER);
    (text.size().x + size::CAPTION + 24.0).min(ui.available_width() / 2.0)
}

/// Draws a line in so much room, with the button that unfolds or folds the others.
fn line_ui(
    ui: &mut Ui,
    line: &Line<'_>,
    room: f32,
    fold: Option<&str>,
    chosen: &mut Option<Choice>,
    folds: &mut bool,
) {
    let colors = tokens(ui.ctx());
    let (icon, ink) = match line.kind {
        Kind::Problem => (icons::TRIANGLE_ALERT, colors.warning),
        Kind::Note => (icons::INFO, colors.third),
        Kind::Target => (icons::ARROW_RIGHT, colors.third),
    };
    icon_ui(ui, icon, size::CAPTION + 1.0, ink);
    let font = match line.kind {
        Kind::Target => FontId::monospace(size::CAPTION),
        Kind::Problem | Kind::Note => fonts::caption(),
    };
    let words = line.fixes.iter().map(LineFix::words).chain(fold);
    let buttons: f32 = words.map(|words| button_width(ui, words)).sum();
    let room = room - buttons - size::CAPTION - 8.0;
    ui.scope(|ui| {
        ui.set_max_width(room.max(LEAST_SENTENCE));
        let label = Label::new(RichText::new(&line.text).font(font).color(colors.second))
            .truncate()
            .sense(Sense::hover());
        let label = ui.add(label);
        if !line.more.is_empty() {
            label.on_hover_text(line.more);
        }
    });
    for fix in &line.fixes {
        let text = RichText::new(fix.words())
            .font(fonts::caption())
            .color(colors.text);
        let button = Button::new(text).small().min_size(vec2(0.0, LINE));
        if ui.add(button).clicked() {
            *chosen = Some(match fix {
                LineFix::Url(fix) => Choice::Url(fix.url.clone()),
                LineFix::SignAgain(fix) => Choice::SignAgain(fix.url.clone()),
                LineFix::SelectPlaceholder => Choice::SelectPlaceholder,
            });
        }
    }
    if let Some(words) = fold {
        let text = RichText::new(words).font(fonts::caption()).color(colors.third);
        let button = Button::new(text).small().frame(false).min_size(vec2(0.0, LINE));
        *folds |= ui.add(button).clicked();
    }
}

/// Names the characters that stand as boxes in the URL.
fn boxes(ui: &Ui, url: &str) -> Option<Line<'static>> {
    let missing = glyphs::missing(ui.ctx(), &fonts::mono(), url);
    let names: Vec<String> = missing.into_iter().take(MOST_NAMED).map(glyphs::named).collect();
    (!names.is_empty()).then(|| Line {
        kind: Kind::Note,
        text: format!(
            "{}: no font here draws it, and it is sent as typed",
            names.join(", ")
        ),
        more: "",
        fixes: Vec::new(),
    })
}

fn lines(live: &Live) -> Vec<Line<'_>> {
    let problem = live.problem.iter().filter(|problem| tells(problem.kind));
    let problem = problem.map(|problem| Line {
        kind: Kind::Problem,
        text: match problem.kind {
            // The hint names it as well.
            "host-has-placeholder" => problem.hint.clone(),
            _ => format!("{}. {}", sentence(&problem.message), sentence(&problem.hint)),
        },
        more: "",
        fixes: if problem.kind == "host-has-placeholder" {
            vec![LineFix::SelectPlaceholder]
        } else {
            Vec::new()
        },
    });
    let remarks = live.url.remarks.iter().map(|remark| Line {
        kind: if remark.rule == "placeholder" {
            Kind::Problem
        } else {
            Kind::Note
        },
        text: remark.sentence.clone(),
        more: "",
        fixes: if remark.rule == "placeholder" {
            vec![LineFix::SelectPlaceholder]
        } else {
            let is_signed = remark.rule == SIGNED_ALREADY;
            let fix = if is_signed {
                LineFix::SignAgain
            } else {
                LineFix::Url
            };
            remark.fixes.iter().map(fix).collect()
        },
    });
    let target = live.url.target.iter().map(|SentTarget { target, why }| Line {
        kind: Kind::Target,
        text: format!("Sent as {}", shortened(target)),
        more: why,
        fixes: Vec::new(),
    });
    let mut said: Vec<Line<'_>> = problem.chain(remarks).collect();
    // One row is in sight: what a click puts right stands there.
    said.sort_by_key(|line| line.fixes.is_empty());
    said.extend(target);
    said
}

/// A target of any length for one line; the wire view has it whole.
fn shortened(text: &str) -> String {
    const MOST_SHOWN: usize = 300;
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
