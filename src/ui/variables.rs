//! The variables that the tab in front can name, as every field shows them: defined ones in the accent, others in red and
//! underlined; what each is under the pointer, and at the cursor; and what may be meant after `{{`.

use std::sync::Arc;

use eframe::egui::text::{CCursor, LayoutJob};
use eframe::egui::text_edit::{CompletionOutput, CompletionQuery, Suggestion, TextEditOutput};
use eframe::egui::{
    Area, Atom, AtomExt as _, Color32, Context, FontId, Frame, Galley, Id, Label, Order, Pos2, RichText,
    Stroke, Ui, pos2, vec2,
};

use crate::resolve::{Reference, Scope, Shown, completions, references};
use crate::ui::links::{restyle, under_pointer};
use crate::ui::presentation::Presentation;
use crate::ui::sentence::sentence;
use crate::ui::tokens::{Tokens, tokens};
use crate::ui::variable_scope::NamedVariable;
use crate::ui::{fonts, icons};

/// Width of what is told of a variable, in points.
const TIP: f32 = 380.0;
/// The text of a field ends so far above its lower edge, at most.
const FIELD_PADDING: f32 = 12.0;
/// So many characters of a value are told.
const MOST_TOLD: usize = 400;
/// So many of it stand in the list of what may be meant.
const MOST_LISTED: usize = 40;
/// So many variables are offered; more letters find the others.
const MOST_OFFERED: usize = 100;
/// Above this length a text is not looked through in every frame, in bytes.
const MOST_READ: usize = 64 * 1024;

/// What fields know of variables.
#[derive(Debug, Default)]
struct Known {
    scope: Scope,
    presentation: Presentation,
}

/// Tells the fields of this frame what can be named in them. Call it before they are drawn.
pub fn install(ctx: &Context, scope: Scope, presentation: Presentation) {
    let known = Arc::new(Known { scope, presentation });
    ctx.data_mut(|data| data.insert_temp(known_id(), known));
}

fn known(ctx: &Context) -> Option<Arc<Known>> {
    ctx.data(|data| data.get_temp(known_id()))
}

fn known_id() -> Id {
    Id::unique("variables of the tab in front")
}

/// The variable that the cursor was in when the last frame was drawn.
pub fn at_cursor(ctx: &Context) -> Option<NamedVariable> {
    ctx.data(|data| data.get_temp(at_cursor_id()))
}

/// Forgets it; for the beginning of the next frame, after its commands.
pub fn forget_cursor(ctx: &Context) {
    ctx.data_mut(|data| data.remove::<NamedVariable>(at_cursor_id()));
}

fn at_cursor_id() -> Id {
    Id::unique("variable at the cursor")
}

/// The variables that a text names, with what defines them now.
pub fn variables_in(ctx: &Context, text: &str) -> Vec<NamedVariable> {
    let Some(known) = known(ctx) else {
        return Vec::new();
    };
    named(&known, text).iter().map(named_variable).collect()
}

fn named_variable(reference: &Reference) -> NamedVariable {
    let defined = reference.found.as_ref().ok();
    NamedVariable {
        name: String::from(&*reference.name),
        defined: defined.map(|definition| (definition.layer, Arc::clone(&definition.place))),
    }
}

/// The variables that a text names, when it is short enough to look.
fn named(known: &Known, text: &str) -> Vec<Reference> {
    if text.len() > MOST_READ || !text.contains("{{") {
        return Vec::new();
    }
    references(text, &known.scope)
}

/// Colours the variables of a text that is laid out.
pub fn color(ctx: &Context, job: &mut LayoutJob, colors: &Tokens) {
    let Some(known) = known(ctx) else { return };
    for reference in named(&known, &job.text) {
        let is_defined = reference.found.is_ok();
        restyle(job, &reference.span, |format| {
            if is_defined {
                format.color = colors.accent;
            } else {
                format.color = colors.bad;
                format.background = Color32::TRANSPARENT;
                format.underline = Stroke::new(1.5, colors.bad);
            }
        });
    }
}

/// How many lines a field has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lines {
    /// One.
    One,
    /// Many, broken at this width in points.
    WrappedAt(f32),
}

/// Lays the text of a field out as egui does, with its variables coloured.
pub fn lay_out(ui: &Ui, text: &str, font: &FontId, lines: Lines) -> Arc<Galley> {
    let colors = tokens(ui.ctx());
    let ink = colors.text;
    let mut job = match lines {
        Lines::One => LayoutJob::simple_singleline(text.to_owned(), font.clone(), ink),
        Lines::WrappedAt(width) => LayoutJob::simple(text.to_owned(), font.clone(), ink, width),
    };
    color(ui.ctx(), &mut job, colors);
    job.keep_trailing_whitespace = true;
    let spacing = ui.spacing().extra_text_line_spacing;
    ui.fonts_mut(|fonts| {
        let height = fonts.row_height(font) + spacing;
        for section in &mut job.sections {
            section.format.line_height = Some(height);
        }
        fonts.layout_job(job)
    })
}

/// Whether the list of what may be meant is open below a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offering {
    /// It is.
    Open,
    /// It is not.
    Closed,
}

impl Offering {
    /// Of a field as it was drawn.
    pub fn of(output: &CompletionOutput) -> Self {
        if output.is_open { Self::Open } else { Self::Closed }
    }
}

/// Tells what the variable under the pointer is, and that at the cursor, of a field that was just drawn with this text.
pub fn tell(ui: &Ui, drawn: &TextEditOutput, text: &str, offering: Offering) {
    let Some(known) = known(ui.ctx()) else { return };
    let found = named(&known, text);
    if found.is_empty() {
        return;
    }
    let response = &drawn.response.response;
    let at_cursor = cursor_byte(drawn, text)
        .filter(|_| response.has_focus())
        .and_then(|at| found.iter().find(|one| one.span.start < at && at < one.span.end));
    describe(ui, response.id, at_cursor, &found, &known);
    if let Some(reference) = at_cursor {
        let at_cursor = named_variable(reference);
        ui.data_mut(|data| data.insert_temp(at_cursor_id(), at_cursor));
    }
    let pointed = under_pointer(ui, drawn, text).and_then(|at| {
        found
            .iter()
            .find(|one| one.span.start <= at.start && at.end <= one.span.end)
    });
    if let Some(reference) = pointed {
        response
            .clone()
            .on_hover_ui_at_pointer(|ui| tip_ui(ui, reference, &known));
    } else if let (Some(reference), Offering::Closed) = (at_cursor, offering) {
        let place = below(drawn, text, reference);
        below_ui(ui, response.id, place, |ui| tip_ui(ui, reference, &known));
    }
}

/// Where the cursor is while nothing is selected, in bytes.
fn cursor_byte(drawn: &TextEditOutput, text: &str) -> Option<usize> {
    let range = drawn.cursor_range?.as_sorted_char_range();
    if range.start != range.end {
        return None;
    }
    let at = usize::from(range.start);
    Some(text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte))
}

/// What a screen reader says of the field: the variable at the cursor, or else those that have no value.
fn describe(ui: &Ui, field: Id, at_cursor: Option<&Reference>, found: &[Reference], known: &Known) {
    let words: Vec<String> = if let Some(reference) = at_cursor {
        vec![told(reference, known).join(". ")]
    } else {
        let undefined = found.iter().filter_map(|one| one.found.as_ref().err());
        undefined.map(|why| sentence(&why.to_string())).collect()
    };
    if !words.is_empty() {
        let words = words.join(". ");
        ui.ctx()
            .accesskit_node_builder(field, |node| node.set_description(words));
    }
}

/// Below the beginning of a variable, as far as it is in sight.
fn below(drawn: &TextEditOutput, text: &str, reference: &Reference) -> Pos2 {
    let before = text.get(..reference.span.start).unwrap_or_default();
    let at = CCursor::new(before.chars().count());
    let beginning = drawn
        .galley
        .pos_from_cursor(at)
        .translate(drawn.galley_pos.to_vec2());
    let clip = drawn.text_clip_rect;
    let x = beginning.left().clamp(clip.left(), clip.right().max(clip.left()));
    let field = drawn.response.response.rect;
    // A field of many lines goes on below the variable.
    let y = beginning
        .bottom()
        .max(field.bottom().min(beginning.bottom() + FIELD_PADDING));
    pos2(x, y)
}

/// Shows something below a variable that takes neither pointer nor keys.
fn below_ui(ui: &Ui, field: Id, place: Pos2, add: impl FnOnce(&mut Ui)) {
    Area::new(field.with("variable at the cursor"))
        .order(Order::Tooltip)
        .fixed_pos(place + vec2(0.0, 4.0))
        .interactable(false)
        .show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).show(ui, add);
        });
}

/// What is told of a variable: what it is, and from where; or why it is nothing, and what to do.
fn told(reference: &Reference, known: &Known) -> Vec<String> {
    match &reference.found {
        Ok(definition) => {
            let value = match &definition.shown {
                Shown::Text(text) if text.is_empty() => "Empty".to_owned(),
                Shown::Text(text) => known.presentation.text(&cut(text, MOST_TOLD)),
                Shown::Secret => "A secret, which this computer has".to_owned(),
                Shown::Dynamic => "Made anew for every send".to_owned(),
            };
            let mut lines = vec![value, format!("From {}", definition.place)];
            if !definition.hides.is_empty() {
                let hidden: Vec<&str> = definition.hides.iter().map(|(_, place)| &**place).collect();
                lines.push(format!("Hides: {}", hidden.join(", ")));
            }
            lines
        }
        Err(why) => vec![
            sentence(&why.to_string()),
            sentence(&why.hint(&known.scope.names())),
        ],
    }
}

fn tip_ui(ui: &mut Ui, reference: &Reference, known: &Known) {
    let colors = tokens(ui.ctx());
    ui.set_max_width(TIP);
    ui.spacing_mut().item_spacing.y = 4.0;
    let is_defined = reference.found.is_ok();
    let ink = if is_defined { colors.accent } else { colors.bad };
    ui.horizontal(|ui| {
        if !is_defined {
            let icon = RichText::new(icons::TRIANGLE_ALERT).font(fonts::icons(12.0));
            ui.add(Label::new(icon.color(ink)));
        }
        let name = RichText::new(format!("{{{{{}}}}}", reference.name)).font(fonts::mono());
        ui.add(Label::new(name.color(ink)).truncate());
    });
    for (nth, line) in told(reference, known).into_iter().enumerate() {
        let text = RichText::new(line);
        let text = match (nth, is_defined) {
            (0, true) => text.font(fonts::mono()).color(colors.text),
            (0, false) => text.color(colors.text),
            _ => text.font(fonts::caption()).color(colors.second),
        };
        ui.add(Label::new(text).wrap());
    }
}

/// A text cut at a length in characters.
fn cut(text: &str, most: usize) -> String {
    let mut chars = text.chars();
    let mut start: String = chars.by_ref().take(most).collect();
    if chars.next().is_some() {
        start.push('…');
    }
    start
}

/// Whether a character ends the word that is completed: the brace before a name does.
pub fn is_word_boundary(ch: char) -> bool {
    ch == '{'
}

/// What may be meant where the cursor of a field is; `None` where no name is typed.
pub fn suggestions_in_field(ctx: &Context, query: &CompletionQuery<'_>) -> Option<Vec<Suggestion>> {
    let cursor = usize::from(query.word_range.end);
    let byte = query.text.char_indices().nth(cursor);
    let (before, behind) = query
        .text
        .split_at_checked(byte.map_or(query.text.len(), |(byte, _)| byte))?;
    suggestions(ctx, before, behind)
}

/// What may be meant where a name is typed after `{{`, between these two texts; `None` where none is.
pub fn suggestions(ctx: &Context, before: &str, behind: &str) -> Option<Vec<Suggestion>> {
    let typed = typed_name(before, behind)?;
    let known = known(ctx)?;
    let colors = tokens(ctx);
    let offer = completions(&known.scope, typed.word)
        .into_iter()
        .take(MOST_OFFERED)
        .map(|completion| {
            let (value, ink) = match &completion.found {
                Ok(definition) => {
                    let value = match &definition.shown {
                        Shown::Text(text) => known.presentation.text(&cut(text, MOST_LISTED)),
                        Shown::Secret => "secret".to_owned(),
                        Shown::Dynamic => "made anew".to_owned(),
                    };
                    (format!("{value}  {}", definition.place), colors.third)
                }
                Err(why) => (sentence(&why.to_string()), colors.warning),
            };
            let insert = match typed.closed {
                Closed::Yes => completion.name.clone(),
                Closed::No => format!("{}}}}}", completion.name),
            };
            let name = RichText::new(completion.name).font(fonts::mono());
            let gap = Atom::grow().atom_shrink(true);
            let value = RichText::new(value).font(fonts::caption()).color(ink);
            Suggestion::new(insert).content((name, gap, value))
        });
    Some(offer.collect())
}

/// Whether the braces behind the cursor stand there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closed {
    Yes,
    No,
}

/// A name that is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct TypedName<'a> {
    word: &'a str,
    closed: Closed,
}

/// The name that ends at the cursor, if one is typed there: behind two braces, and not within another name.
fn typed_name<'a>(before: &'a str, behind: &str) -> Option<TypedName<'a>> {
    let is_name = |ch: char| ch.is_alphanumeric() || matches!(ch, '_' | '-' | '.' | '$');
    let (text, word) = before.rsplit_once('{')?;
    let word = word.trim_start();
    if !text.ends_with('{') || !word.chars().all(is_name) {
        return None;
    }
    if behind.starts_with(is_name) {
        return None;
    }
    let closed = if behind.trim_start().starts_with("}}") {
        Closed::Yes
    } else {
        Closed::No
    };
    Some(TypedName { word, closed })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Variable, VariableLayer};

    fn typed(before: &str, behind: &str) -> Option<(String, Closed)> {
        typed_name(before, behind).map(|typed| (typed.word.to_owned(), typed.closed))
    }

    #[test]
    fn a_name_is_completed_behind_two_braces_and_nowhere_else() {
        let open = |word: &str| Some((word.to_owned(), Closed::No));
        assert_eq!(typed("https://{{", ""), open(""));
        assert_eq!(typed("é{{ ba", "/pets"), open("ba"));
        assert_eq!(typed("{{$u", ""), open("$u"));
        assert_eq!(typed("{{ba", "}}/x"), Some(("ba".to_owned(), Closed::Yes)));
        for (before, behind) in [
            ("{ba", ""),
            ("ba", ""),
            ("{{base}}/pe", ""),
            ("{{ba", "se}}"),
            ("{{\"a\": ", ""),
        ] {
            assert_eq!(typed(before, behind), None, "{before}|{behind}");
        }
    }

    #[test]
    fn what_is_told_says_value_place_and_what_it_hides() {
        let scope = Scope::default()
            .define(
                VariableLayer::Collection,
                "collection Shop",
                &Variable::new("base", "a"),
                None,
            )
            .define(
                VariableLayer::Environment,
                "environment dev",
                &Variable::new("base", "b"),
                None,
            )
            .define(
                VariableLayer::Environment,
                "environment dev",
                &Variable::secret("token"),
                None,
            );
        let known = Known {
            scope,
            presentation: Presentation::default(),
        };
        let found = named(&known, "{{base}}{{token}}{{nothing}}");
        let [base, token, nothing] = [0, 1, 2].map(|at: usize| told(&found[at], &known));
        assert_eq!(base, ["b", "From environment dev", "Hides: collection Shop"]);
        assert!(token[0].contains("is not on this computer"), "{token:?}");
        assert!(
            nothing[0].starts_with("Nothing defines the variable {{nothing}}"),
            "{nothing:?}"
        );
        assert!(!nothing[1].is_empty());
    }
}
