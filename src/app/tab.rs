//! One open request with everything the window shows of it.

use std::sync::Arc;

use super::checks::CheckState;
use super::freshness::LiveState;
pub use super::tab_file::TabFile;
use crate::engine::ViewerPlace;
use crate::model::{DraftId, ItemRef, Request, SigningTime};
use crate::redact::Suspect;
use crate::sigv4::pieces::Pieces;
use crate::ui::body_viewer::BodyView;
use crate::ui::draft::Draft;
use crate::ui::editor::auth_panel::AuthView;
use crate::ui::editor::body_panel::BodyEditorView;
use crate::ui::editor::checks_panel::ChecksView;
use crate::ui::editor::docs_panel::DocsView;
use crate::ui::editor::headers_panel::HeadersView;
use crate::ui::editor::params_panel::ParamsView;
use crate::ui::last_exchange::LastExchange;
use crate::ui::practised_fault::PractisedFault;
use crate::ui::reply::response_panel::ReplyView;
use crate::ui::section::Section;
use crate::ui::shown_signature::ShownSignature;
use crate::ui::signature::signature_panel::SignatureView;

/// A tab: a draft, its last exchange, and what each panel shows of them.
#[derive(Debug)]
pub struct Tab {
    /// What is edited.
    pub draft: Draft,
    /// What it last did on the network.
    pub last: LastExchange,
    /// Which part of the editor is in front.
    pub section: Section,
    /// Of the params section.
    pub params: ParamsView,
    /// Of the auth section.
    pub auth: AuthView,
    /// Of the headers section.
    pub headers: HeadersView,
    /// Of the body section.
    pub body: BodyEditorView,
    /// Of the checks section.
    pub checks: ChecksView,
    /// Of the docs section.
    pub docs: DocsView,
    /// Of the signature pane.
    pub signature: SignatureView,
    /// Of the response pane.
    pub reply: ReplyView,
    /// The fault that it was opened with for practice, until it is mended.
    pub practised: Option<PractisedFault>,
    /// The file that it belongs to; `None` for a draft that is in no collection.
    pub file: Option<TabFile>,
    /// Where it stands without a file of its own: what it inherits and which variables it names are those of that place.
    pub stands_in: Option<ItemRef>,
    /// What looks like secrets and is none, as a person said.
    pub kept_suspects: Vec<Suspect>,
    pub(super) live_state: LiveState,
    pub(super) check_state: CheckState,
}

impl Tab {
    /// A tab that has sent nothing.
    pub fn new(id: DraftId, request: Request, edited: SigningTime) -> Self {
        Self {
            draft: Draft::new(id, request, edited),
            last: LastExchange::default(),
            section: Section::default(),
            params: ParamsView::default(),
            auth: AuthView::default(),
            headers: HeadersView::default(),
            body: BodyEditorView::default(),
            checks: ChecksView::default(),
            docs: DocsView::default(),
            signature: SignatureView::default(),
            reply: ReplyView::default(),
            practised: None,
            file: None,
            stands_in: None,
            kept_suspects: Vec::new(),
            live_state: LiveState::default(),
            check_state: CheckState::default(),
        }
    }

    /// The place in a collection that it inherits from: that of its file, or the one it came from.
    pub fn item(&self) -> Option<&ItemRef> {
        let file = self.file.as_ref().map(|file| &file.item);
        file.or(self.stands_in.as_ref())
    }

    /// The signature in front.
    pub fn shown(&self) -> ShownSignature<'_> {
        self.signature.shown(&self.draft, &self.last)
    }

    /// The pieces of the signature in front.
    pub fn pieces(&mut self) -> Option<Arc<Pieces>> {
        self.signature.pieces(&self.draft, &self.last)
    }

    /// Everything that shows a body or a large text.
    pub fn viewers(&mut self) -> [(ViewerPlace, &mut BodyView); 4] {
        let [text, variables] = &mut self.body.large_texts;
        [
            (ViewerPlace::Reply, &mut self.reply.viewer),
            (ViewerPlace::Text, text.viewer()),
            (ViewerPlace::Variables, variables.viewer()),
            (ViewerPlace::Note, self.docs.viewer()),
        ]
    }

    /// Stops the work of all viewers: the tab is closed. They ask for it again when it is shown again.
    pub fn stop_viewers(&mut self) {
        for (_, viewer) in self.viewers() {
            viewer.stop_work();
        }
    }
}
