//! The lines under the URL bar: what is wrong with the URL, the target that is sent where it is not the one typed, and
//! one click for what can be put right.

use eframe::egui::{Button, Color32, FontId, Label, RichText, Sense, Ui, vec2};

use crate::sigv4::{SentTarget, UrlFix};
use crate::ui::draft::Draft;
use crate::ui::editor::url_field::{FIELD_INSET, select_first_placeholder};
use crate::ui::live::Live;
use crate::ui::sentence::sentence;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::icon::icon_ui;
use crate::ui::{fonts, icons};

/// More lines would take the place of what is edited below.
const MOST_LINES: usize = 2;

/// So much of a sentence is shown however many buttons stand behind it, in points.
const LEAST_SENTENCE: f32 = 80.0;

/// Slugs of problems that are the URL's.
const PROBLEMS: [&str; 8] = [
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
    SelectPlaceholder,
}

impl LineFix<'_> {
    /// What its button says.
    fn words(&self) -> &str {
        match self {
            Self::Url(fix) => fix.label,
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

/// Draws the lines; nothing when there is nothing to say.
pub fn url_line_ui(ui: &mut Ui, draft: &mut Draft) {
    let lines = lines(&draft.live);
    if lines.is_empty() {
        return;
    }
    let colors = tokens(ui.ctx());
    let mut chosen = None;
    ui.add_space(4.0);
    ui.spacing_mut().item_spacing = vec2(6.0, 2.0);
    ui.spacing_mut().interact_size.y = 18.0;
    let all = ui.make_persistent_id("every line on the URL");
    let unfolded = ui.data(|data| data.get_temp::<bool>(all)).unwrap_or_default();
    // The target is always shown where it is not the one typed.
    let has_target = lines.last().is_some_and(|line| matches!(line.kind, Kind::Target));
    let most = MOST_LINES - usize::from(has_target);
    let said = lines.len() - usize::from(has_target);
    let hidden = if unfolded { 0 } else { said.saturating_sub(most) };
    for (at, line) in lines.iter().enumerate() {
        if at < said && at + hidden >= said {
            continue;
        }
        let (icon, ink) = match line.kind {
            Kind::Problem => (icons::TRIANGLE_ALERT, colors.warning),
            Kind::Note => (icons::INFO, colors.third),
            Kind::Target => (icons::ARROW_RIGHT, colors.third),
        };
        ui.horizontal(|ui| {
            ui.add_space(FIELD_INSET);
            icon_ui(ui, icon, size::CAPTION + 1.0, ink);
            let font = match line.kind {
                Kind::Target => FontId::monospace(size::CAPTION),
                Kind::Problem | Kind::Note => fonts::caption(),
            };
            let is_folded = at == 0 && said > most;
            let fold = match (is_folded, unfolded) {
                (false, _) => None,
                (true, true) => Some("Less".to_owned()),
                (true, false) => Some(format!("{hidden} more")),
            };
            let words = line.fixes.iter().map(LineFix::words).chain(fold.as_deref());
            let buttons: f32 = words.map(|words| button_width(ui, words)).sum();
            ui.scope(|ui| {
                ui.set_max_width((ui.available_width() - buttons).max(LEAST_SENTENCE));
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
                let button = Button::new(text).small().min_size(vec2(0.0, 18.0));
                if ui.add(button).clicked() {
                    chosen = Some(match fix {
                        LineFix::Url(fix) => Some(fix.url.clone()),
                        LineFix::SelectPlaceholder => None,
                    });
                }
            }
            if let Some(words) = &fold {
                let text = RichText::new(words).font(fonts::caption()).color(colors.third);
                let button = Button::new(text).small().frame(false).min_size(vec2(0.0, 18.0));
                if ui.add(button).clicked() {
                    ui.data_mut(|data| data.insert_temp(all, !unfolded));
                }
            }
        });
    }
    match chosen {
        Some(Some(url)) => draft.request.http.url = url,
        Some(None) => select_first_placeholder(ui.ctx(), &draft.id),
        None => {}
    }
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
            remark.fixes.iter().map(LineFix::Url).collect()
        },
    });
    let target = live.url.target.iter().map(|SentTarget { target, why }| Line {
        kind: Kind::Target,
        text: format!("Sent as {}", shortened(target)),
        more: why,
        fixes: Vec::new(),
    });
    problem.chain(remarks).chain(target).collect()
}

/// A target of any length for one line; the wire view has it whole.
fn shortened(text: &str) -> String {
    const MOST_SHOWN: usize = 300;
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
