//! The way from a piece of the signature to the field it came from, or to itself.

use eframe::egui::Context;

use super::App;
use super::tab::Tab;
use crate::model::Field;
use crate::sigv4::pieces::Place;
use crate::ui::disclosure::Disclosure;
use crate::ui::editor::url_field::select_in_url;
use crate::ui::links::{Goal, Links};
use crate::ui::section::Section;
use crate::ui::unchanged::host_span;

impl App {
    /// Ends a frame of the panels: what was pointed at is lit in the next one, and a piece that was gone to leads there.
    pub(super) fn settle_links(&mut self, ctx: &Context) {
        let Some(tab) = self.session.tabs.get_mut(self.session.active) else {
            return;
        };
        let pieces = tab.pieces();
        let unchanged = || tab.signature.unchanged(&tab.draft, &tab.last);
        let goal = self.around.links.settle(ctx, pieces.as_ref(), unchanged);
        match goal {
            Some(Goal::Field(place)) => go(ctx, &self.around.links, tab, place),
            Some(Goal::Piece(id)) => {
                if let Some(piece) = pieces.as_ref().and_then(|pieces| pieces.get(id)) {
                    self.around.links.open.turn(ctx, piece);
                }
            }
            None => {}
        }
    }
}

/// Brings a place to the front; its field takes the cursor, the URL bar with that part of it selected.
fn go(ctx: &Context, links: &Links, tab: &mut Tab, place: Place) {
    let section = match &place {
        Place::Added(_) => Some(Section::Headers),
        Place::Host => {
            select_in_url(ctx, &tab.draft, host_span(&tab.draft.request.http.url));
            None
        }
        Place::Text { field, span } => match field {
            Field::Url => {
                select_in_url(ctx, &tab.draft, span.clone());
                None
            }
            Field::Method => None,
            Field::PathValue(_) => Some(Section::Params),
            Field::HeaderName(row) | Field::HeaderValue(row) => {
                tab.headers.focus_row = Some(*row);
                Some(Section::Headers)
            }
            Field::Body => Some(Section::Body),
            Field::Docs => Some(Section::Docs),
            Field::AssertionExpression(row)
            | Field::AssertionValue(row)
            | Field::CaptureExpression(row)
            | Field::CaptureVariable(row) => {
                tab.checks.focus_row = Some(*row);
                Some(Section::Checks)
            }
            Field::RegionSet | Field::SigningHost => {
                tab.auth.advanced = Disclosure::Open;
                Some(Section::Auth)
            }
            Field::AccessKeyId
            | Field::SecretAccessKey
            | Field::SessionToken
            | Field::Region
            | Field::Service
            | Field::CredentialSource
            | Field::Username
            | Field::Password
            | Field::BearerToken
            | Field::ApiKeyName
            | Field::ApiKeyValue => Some(Section::Auth),
        },
    };
    if let Some(section) = section {
        tab.section = section;
    }
    let has_own_way = matches!(
        place,
        Place::Added(_)
            | Place::Host
            | Place::Text {
                field: Field::Url | Field::HeaderName(_) | Field::HeaderValue(_),
                ..
            }
    );
    links.field_focus.want((!has_own_way).then_some(place));
    ctx.request_repaint();
}
