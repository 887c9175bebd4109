//! What the requests of a folder or collection inherit: auth, headers and settings, and a note about it.

use eframe::egui::{Label, RichText, ScrollArea, TextEdit, Ui};

use crate::model::{Defaults, DraftId, ItemRef, LongText, Request, SigningTime};
use crate::redact::Suspect;
use crate::resolve::{Ancestor, inherited_settings};
use crate::ui::action::Action;
use crate::ui::collection_action::{CollectionAction, WithSuspects};
use crate::ui::context::PanelContext;
use crate::ui::draft::Draft;
use crate::ui::editor::auth_panel::{AuthView, auth_panel_ui};
use crate::ui::editor::auth_source::Whose;
use crate::ui::editor::headers_panel::{HeadersView, SignedHeaders, headers_panel_ui};
use crate::ui::editor::settings_panel::settings_panel_ui;
use crate::ui::page::Verdict;
use crate::ui::tokens::size;
use crate::ui::undo::UndoHistory;
use crate::ui::widgets::modal_page::modal_page;
use crate::ui::widgets::segmented::segmented;

const WIDTH: f32 = 940.0;

/// Which part of the page is in front.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Auth,
    Headers,
    Settings,
    Note,
}

/// The page, and what is typed on it.
#[derive(Debug)]
pub struct DefaultsPage {
    /// The folder or collection.
    pub item: ItemRef,
    /// What it is called, as "the folder Pets".
    pub name: String,
    /// Of its request only auth, headers, settings and note count.
    pub draft: Draft,
    /// What was read.
    pub known: Defaults,
    /// The note that was read.
    pub known_docs: LongText,
    /// What looks like a secret in it and waits for an answer: it was to be saved so.
    pub suspects: Vec<Suspect>,
    /// What a person said is none.
    pub kept_suspects: Vec<Suspect>,
    /// What is above it, the nearest first.
    above: Vec<Ancestor>,
    auth: AuthView,
    headers: HeadersView,
    part: Part,
}

impl DefaultsPage {
    /// A page of what is inherited now, itself below what is `above`. `id` names nothing that is kept.
    pub fn new(
        (id, now): (DraftId, SigningTime),
        item: ItemRef,
        name: String,
        (known, docs): (Defaults, LongText),
        above: Vec<Ancestor>,
    ) -> Self {
        Self {
            item,
            name,
            draft: Draft::new(id, request_of(&known, &docs), now),
            known,
            known_docs: docs,
            suspects: Vec::new(),
            kept_suspects: Vec::new(),
            above,
            auth: AuthView::default(),
            headers: HeadersView::default(),
            part: Part::default(),
        }
    }

    /// What is inherited as typed.
    pub fn typed(&self) -> (Defaults, LongText) {
        let http = &self.draft.request.http;
        let typed = Defaults {
            headers: http.headers.clone(),
            auth: http.auth.clone(),
            settings: self.draft.request.settings.clone(),
            ..self.known.clone()
        };
        (typed, self.draft.request.docs.clone())
    }

    /// Whether something is typed that is not saved.
    pub fn is_unsaved(&self) -> bool {
        let (typed, docs) = self.typed();
        !typed.says_the_same_as(&self.known) || docs != self.known_docs
    }

    /// What was read, as a request that has it.
    pub fn known_request(&self) -> Request {
        request_of(&self.known, &self.known_docs)
    }

    /// Types what was typed before over what was read then.
    pub fn type_over(&mut self, (known, docs): (Defaults, LongText), typed: Request) {
        (self.known, self.known_docs) = (known, docs);
        self.draft.request = typed;
        self.draft.history = UndoHistory::new(&self.draft.request);
    }

    /// Goes by another name, and stands in other folders.
    pub fn follow(&mut self, name: String, above: Vec<Ancestor>) {
        (self.name, self.above) = (name, above);
    }

    /// Types what was read over what is typed.
    fn discard(&mut self) {
        self.draft.request = self.known_request();
    }
}

/// A request that has what is inherited.
fn request_of(known: &Defaults, docs: &LongText) -> Request {
    let mut request = Request {
        docs: docs.clone(),
        ..Request::default()
    };
    request.http.auth = known.auth.clone();
    request.http.headers.clone_from(&known.headers);
    request.settings.clone_from(&known.settings);
    request
}

/// Draws the page.
pub fn defaults_page_ui(
    ui: &mut Ui,
    page: &mut DefaultsPage,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    let title = format!("What requests of {} inherit", page.name);
    modal_page(ui, "defaults", WIDTH, &title, |ui| {
        let mut verdict = Verdict::Open;
        let parts = [
            (Part::Auth, "Auth"),
            (Part::Headers, "Headers"),
            (Part::Settings, "Settings"),
            (Part::Note, "Note"),
        ];
        segmented(ui, "Part of what is inherited", &mut page.part, &parts);
        let most = (ui.ctx().content_rect().height() - 240.0).clamp(160.0, 520.0);
        ScrollArea::vertical()
            .id_salt(match page.part {
                Part::Auth => "auth",
                Part::Headers => "headers",
                Part::Settings => "settings",
                Part::Note => "note",
            })
            .max_height(most)
            .min_scrolled_height(most)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.set_max_width(ui.available_width() - 14.0);
                match page.part {
                    Part::Auth => {
                        let whose = if page.item.path.is_root() {
                            Whose::Collection
                        } else {
                            Whose::Folder
                        };
                        auth_panel_ui(ui, &mut page.auth, &mut page.draft, whose, ctx, out);
                    }
                    Part::Headers => {
                        let signed = SignedHeaders::default();
                        headers_panel_ui(ui, &mut page.headers, &mut page.draft, &signed, ctx);
                    }
                    Part::Settings => {
                        let settings = &mut page.draft.request.settings;
                        let inherited = inherited_settings(settings, &page.above).1;
                        settings_panel_ui(ui, settings, &inherited, ctx.network);
                    }
                    Part::Note => {
                        let mut text = page.draft.request.docs.to_string();
                        let field = TextEdit::multiline(&mut text)
                            .desired_width(f32::INFINITY)
                            .desired_rows(12)
                            .hint_text("Markdown");
                        if ui.add(field).accessible_name("Note").changed() {
                            page.draft.request.docs = LongText::from(text);
                        }
                    }
                }
            });
        // These are the fields of no request.
        ctx.links.forget_pointed();
        ui.add_space(size::GAP);
        if !page.suspects.is_empty() {
            suspects_ui(ui, page, ctx, out);
        }
        ui.horizontal(|ui| {
            let button = eframe::egui::Button::new("Save");
            if ui.add_enabled(page.is_unsaved(), button).clicked() {
                out.push(Action::Collection(CollectionAction::SaveDefaults));
            }
            if page.is_unsaved() {
                if ui.button("Discard changes").clicked() {
                    page.discard();
                    verdict = Verdict::Close;
                }
            } else if ui.button("Close").clicked() {
                verdict = Verdict::Close;
            }
            if page.part == Part::Auth {
                let text = "A secret that is typed becomes a variable of the environment; no file has it";
                ui.label(RichText::new(text).color(ctx.tokens.third));
            }
        });
        verdict
    })
}

/// What looks like a secret, in the place of what is saved: values are not shown, the fields have them.
fn suspects_ui(ui: &mut Ui, page: &DefaultsPage, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let list: Vec<String> = page
        .suspects
        .iter()
        .map(|suspect| format!("{} ({})", suspect.words, suspect.what.words()))
        .collect();
    let text = format!(
        "Not saved: this looks like secrets: {}. In a file they would be shared with everybody who has the collection",
        list.join(", ")
    );
    ui.add(Label::new(RichText::new(text).color(ctx.tokens.warning)).wrap());
    let choose = |choice, out: &mut Vec<Action>| {
        out.push(Action::Collection(CollectionAction::SaveDefaultsWithSuspects(
            choice,
        )));
    };
    ui.horizontal(|ui| {
        if ui.button("Make them variables").clicked() {
            choose(WithSuspects::MakeVariables, out);
        }
        let tip = "They are no secrets: the file has them as they stand";
        if ui.button("Save as it is").on_hover_text(tip).clicked() {
            choose(WithSuspects::Keep, out);
        }
    });
}
