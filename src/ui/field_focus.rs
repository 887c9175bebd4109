//! The way from a piece of the signature to the field it came from: that field takes the cursor when it is drawn next.
//!
//! ```text
//! Enter on a piece ──go──▶ settle: section in front ──▶ panels draw: focusable(places) ──▶ the first field in there takes it
//! ```

use eframe::egui::{Context, Id, Response};

use crate::model::Field;
use crate::sigv4::pieces::Place;
use crate::ui::editor::request_bar;
use crate::ui::signature::unchanged::host_span;
use crate::ui::tab::{Disclosure, Section, Tab};

/// A section that is drawn for the first time may take some frames until its field is there.
const MOST_FRAMES: u8 = 8;

/// What takes the cursor.
#[derive(Clone, Default)]
struct FocusRequest {
    /// The place, and for how many frames it is waited for.
    wanted: Option<(Place, u8)>,
    /// Set while the widgets of that place are drawn.
    is_near: bool,
}

fn request() -> Id {
    Id::unique("request")
}

fn with<R>(ctx: &Context, change: impl FnOnce(&mut FocusRequest) -> R) -> R {
    ctx.data_mut(|data| change(data.get_temp_mut_or_default::<FocusRequest>(request())))
}

/// Brings a place to the front; its field takes the cursor, the URL bar with that part of it selected.
pub fn go(ctx: &Context, tab: &mut Tab, place: &Place) {
    let section = match place {
        Place::Added(_) => Some(Section::Headers),
        Place::Host => {
            request_bar::select_in_url(ctx, tab, host_span(&tab.request.http.url));
            None
        }
        Place::Text { field, span } => match field {
            Field::Url => {
                request_bar::select_in_url(ctx, tab, span.clone());
                None
            }
            Field::Method => None,
            Field::PathValue(_) => Some(Section::Params),
            Field::HeaderName(row) | Field::HeaderValue(row) => {
                tab.focus_row = Some(*row);
                Some(Section::Headers)
            }
            Field::Body => Some(Section::Body),
            Field::Docs => Some(Section::Docs),
            Field::RegionSet | Field::SigningHost => {
                tab.advanced = Disclosure::Open;
                Some(Section::Auth)
            }
            Field::AccessKeyId
            | Field::SecretAccessKey
            | Field::SessionToken
            | Field::Region
            | Field::Service
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
    let wanted = (!has_own_way).then(|| (place.clone(), MOST_FRAMES));
    with(ctx, |request| request.wanted = wanted);
    ctx.request_repaint();
}

/// Ends a frame: a field that does not come is waited for no longer.
pub fn settle(ctx: &Context) {
    let waits = with(ctx, |request| {
        request.wanted = request
            .wanted
            .take()
            .and_then(|(place, left)| Some((place, left.checked_sub(1)?)));
        request.wanted.is_some()
    });
    if waits {
        ctx.request_repaint();
    }
}

/// Draws what stands for these places; when one of them is wanted, its first field takes the cursor.
pub fn focusable<R>(ctx: &Context, places: &[Place], add: impl FnOnce() -> R) -> R {
    let is_wanted = |request: &mut FocusRequest| {
        let touches = |(wanted, _): &(Place, u8)| places.iter().any(|place| place.touches(wanted));
        request.is_near = request.wanted.as_ref().is_some_and(touches);
        request.is_near
    };
    if !with(ctx, is_wanted) {
        return add();
    }
    let drawn = add();
    with(ctx, |request| request.is_near = false);
    drawn
}

/// Gives the cursor to a field that was just drawn, when it is the wanted one.
pub fn take(field: &Response) {
    let is_wanted = with(&field.ctx, |request| {
        let is_near = std::mem::take(&mut request.is_near);
        if is_near {
            request.wanted = None;
        }
        is_near
    });
    if is_wanted {
        field.request_focus();
        field.scroll_to_me(None);
    }
}
