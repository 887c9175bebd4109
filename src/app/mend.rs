//! One click on a finding: the edit that mends its cause, or the field that asks for what is missing.

use eframe::egui::Context;

use super::App;
use crate::engine::CredentialTask;
use crate::model::{Answers, AuthKind, Field, Mend};
use crate::prepare::{Mended, kind_of, mend};
use crate::resolve::placeholders::target_of;
use crate::sigv4::pieces::Place;
use crate::ui::disclosure::Disclosure;
use crate::ui::editor::url_field::select_in_url;
use crate::ui::section::Section;
use crate::ui::shell::toasts::Kind;
use crate::ui::shown_signature::Side;

impl App {
    /// Mends a cause in the request in front. An edit is one step, which undo takes back; what an inheriting request
    /// takes from the shared authorization is edited there, in sight.
    pub(super) fn mend(&mut self, by: &Mend, ctx: &Context) {
        let Some(tab) = self.session.tabs.get_mut(self.session.active) else {
            return;
        };
        let inherits = tab.draft.request.http.auth.kind == AuthKind::Inherit;
        if *by == Mend::FetchCredentials {
            self.ask_credentials(CredentialTask::Fetch, Answers::default());
            return;
        }
        match kind_of(by) {
            Mended::Time => match by {
                Mend::UseServerTime { offset_seconds } => self.use_service_time(Some(*offset_seconds)),
                _ => self.unpin(),
            },
            Mended::Asks | Mended::Auth if inherits && *by != Mend::AddStage => {
                mend(&mut self.session.shared.form.draft.request, by);
                self.open_shared();
                let text = format!(
                    "{}: the shared authorization has it for all that inherit it",
                    by.label()
                );
                self.overlay.toasts.push(Kind::Done, text);
            }
            Mended::Asks => {
                if *by == Mend::AddStage {
                    let at = target_of(&tab.draft.request.http.url).start;
                    select_in_url(ctx, &tab.draft, at..at);
                } else {
                    tab.section = Section::Auth;
                    self.around.links.field_focus.want(place_of(by));
                }
                ctx.request_repaint();
            }
            Mended::Request | Mended::Auth => {
                mend(&mut tab.draft.request, by);
                tab.signature.side = Side::Live;
                if let Some(section) = section_of(by) {
                    tab.section = section;
                }
                if is_advanced(by) {
                    tab.auth.advanced = Disclosure::Open;
                }
                self.around.links.field_focus.want(place_of(by));
                let text = format!("Done: {}. Send again, or undo it", lower_first(&by.label()));
                self.overlay.toasts.push(Kind::Done, text);
                ctx.request_repaint();
            }
        }
    }
}

/// The field that a mend fills or asks for.
fn place_of(by: &Mend) -> Option<Place> {
    let field = match by {
        Mend::UseRegion(_) => Field::Region,
        Mend::UseService(_) => Field::Service,
        Mend::AskSecretKey => Field::SecretAccessKey,
        Mend::AskSessionToken | Mend::DropSessionToken => Field::SessionToken,
        Mend::AskCredentials => Field::AccessKeyId,
        Mend::UseSigningHost(_) => Field::SigningHost,
        _ => return None,
    };
    Some(Place::Text { field, span: 0..0 })
}

/// Where the edit is seen.
fn section_of(by: &Mend) -> Option<Section> {
    match by {
        Mend::TurnOnSigning => Some(Section::Auth),
        Mend::DropTypedAuthorization | Mend::SignHeaders(_) => Some(Section::Headers),
        other => (kind_of(other) == Mended::Auth).then_some(Section::Auth),
    }
}

/// Whether it is an option that stands under *Advanced*.
fn is_advanced(by: &Mend) -> bool {
    matches!(
        by,
        Mend::SendContentSha256Header
            | Mend::SignPayload
            | Mend::UnsignedPayload
            | Mend::UseSigningHost(_)
            | Mend::UsePathEncoding(_)
    )
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(letters).collect()
}
