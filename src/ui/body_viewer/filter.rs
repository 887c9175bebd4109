//! Picking values out of the body by a path: the row with the field, and what stands in the place of the body then.

use eframe::egui::{Id, Key, Label, Modifiers, RichText, Ui};

use super::path_filter::Count;
use super::view::BodyView;
use crate::engine::BodyWork;
use crate::text::filter::Filtered;
use crate::text::{Document, Selection, Syntax};
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::{fonts, icons};

/// Name of the field.
const FIELD: &str = "Filter the body by a path";

impl BodyView {
    /// Opens the row and puts the cursor into its field.
    pub fn open_filter(&mut self) {
        self.filter.is_open = true;
        self.filter.takes_focus = true;
    }

    /// Whether results of a filter stand in the place of the body.
    pub fn is_filtered(&self) -> bool {
        self.filter.base.is_some()
    }

    /// The body as a whole, also while results stand in its place.
    fn base(&self) -> &Document {
        self.filter.base.as_ref().unwrap_or_else(|| self.document())
    }

    /// Shows what a path picked.
    pub(super) fn filtered(&mut self, filtered: Filtered) {
        if !self.filter.is_open || self.filter.text.trim().is_empty() {
            return;
        }
        let Filtered {
            document,
            shown,
            total,
        } = filtered;
        self.filter.outcome = Some(Ok(Count { shown, total }));
        let before = self.document().clone();
        self.filter.base.get_or_insert(before);
        self.show_other(document);
    }

    /// Shows the body again.
    fn unfilter(&mut self) {
        self.filter.outcome = None;
        self.filter.asked = None;
        if let Some(base) = self.filter.base.take() {
            self.show_other(base);
        }
    }

    fn show_other(&mut self, document: Document) {
        self.set_document(document);
        self.place = super::scroll::ScrollPosition::default();
        self.selection = None::<Selection>;
    }
}

/// Draws the row when it is open, and asks for a filter when its text changed.
pub fn filter_ui(ui: &mut Ui, view: &mut BodyView) {
    if !view.filter.is_open {
        return;
    }
    let (name, hint) = match view.base().syntax() {
        Syntax::Json => ("JSONPath", "$.items[*].id"),
        Syntax::Xml | Syntax::Html => ("XPath", "//Contents/Key"),
        Syntax::Plain => ("Path", "of JSON and XML only"),
    };
    let mut closes = false;
    bar(
        ui,
        36.0,
        &mut (&mut *view, &mut closes),
        |ui, (_, closes)| {
            **closes |= icon_button(ui, icons::X, "Close the filter").clicked();
            ui.add_space(size::PAD);
        },
        |ui, (view, closes)| {
            ui.add_space(size::PAD);
            let colors = tokens(ui.ctx());
            let filter = &mut view.filter;
            ui.label(RichText::new(name).font(fonts::caption()).color(colors.second));
            let is_wrong = matches!(filter.outcome, Some(Err(_)));
            let width = (ui.available_width() * 0.45).clamp(110.0, 360.0);
            let mut field = Field::mono(&mut filter.text, FIELD)
                .hint(hint)
                .width(width)
                .id(Id::unique(FIELD));
            if is_wrong {
                field = field.outline(colors.bad);
            }
            let field = field.ui(ui);
            if std::mem::take(&mut filter.takes_focus) {
                field.request_focus();
            }
            if (field.has_focus() || field.lost_focus())
                && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
            {
                **closes = true;
            }
            if !is_wrong {
                let text = RichText::new(filter.says()).font(fonts::caption());
                ui.add(Label::new(text.color(colors.second)).truncate());
            }
        },
    );
    if let Some(Err(error)) = &view.filter.outcome {
        error_ui(ui, error);
    }
    if closes {
        view.filter.is_open = false;
        view.unfilter();
    } else {
        ask_when_changed(view);
    }
}

/// What is wrong, below the field: beside it there is little room.
fn error_ui(ui: &mut Ui, error: &str) {
    let ink = tokens(ui.ctx()).bad;
    bar(
        ui,
        22.0,
        &mut (),
        |_, ()| {},
        |ui, ()| {
            ui.add_space(size::PAD);
            let text = RichText::new(error).font(fonts::caption()).color(ink);
            ui.add(Label::new(text).truncate()).on_hover_text(error);
        },
    );
}

fn ask_when_changed(view: &mut BodyView) {
    let path = view.filter.text.trim().to_owned();
    if path.is_empty() {
        view.unfilter();
        return;
    }
    let base = view.base();
    if view.filter.asked.as_ref() == Some(&path) || !base.is_whole() {
        return;
    }
    let base = base.clone();
    view.ask(base, BodyWork::Filter(path.clone()), 0..0);
    view.filter.asked = Some(path);
    // What was found before stays in sight until the answer comes.
    if !matches!(view.filter.outcome, Some(Ok(_))) {
        view.filter.outcome = None;
    }
}
