//! The way from a piece of the signature to the field it came from: that field takes the cursor when it is drawn next.
//!
//! ```text
//! Enter on a piece ──▶ its section in front ──▶ panels draw: focusable(places) ──▶ the first field in there takes it
//! ```

use std::cell::RefCell;

use eframe::egui::{Context, Id, Response};

use crate::sigv4::pieces::Place;

/// A section that is drawn for the first time may take some frames until its field is there.
const MOST_FRAMES: u8 = 8;

/// The place that takes the cursor, and for how many frames it is waited for.
#[derive(Debug, Default)]
pub struct FieldFocus(RefCell<Option<(Place, u8)>>);

impl FieldFocus {
    /// Wants the cursor in the first field of a place, or nowhere.
    pub fn want(&self, place: Option<Place>) {
        self.0.replace(place.map(|place| (place, MOST_FRAMES)));
    }

    /// Ends a frame: a field that does not come is waited for no longer.
    pub fn settle(&self, ctx: &Context) {
        let wanted = self.0.take();
        let wanted = wanted.and_then(|(place, left)| Some((place, left.checked_sub(1)?)));
        if wanted.is_some() {
            ctx.request_repaint();
        }
        self.0.replace(wanted);
    }

    /// Draws what stands for these places; when one of them is wanted, its first field takes the cursor.
    pub fn focusable<R>(&self, ctx: &Context, places: &[Place], add: impl FnOnce() -> R) -> R {
        let touches = |(wanted, _): &(Place, u8)| places.iter().any(|place| place.touches(wanted));
        if !self.0.borrow().as_ref().is_some_and(touches) {
            return add();
        }
        ctx.data_mut(|data| data.insert_temp(next_field(), ()));
        let drawn = add();
        if ctx
            .data_mut(|data| data.remove_temp::<()>(next_field()))
            .is_none()
        {
            self.0.take();
        }
        drawn
    }
}

/// Set while the field that is drawn next takes the cursor.
fn next_field() -> Id {
    Id::unique("the next field takes the cursor")
}

/// Gives the cursor to a field that was just drawn, when it is the wanted one.
pub fn take(field: &Response) {
    let is_wanted = field.ctx.data_mut(|data| data.remove_temp::<()>(next_field()));
    if is_wanted.is_some() {
        field.request_focus();
        field.scroll_to_me(None);
    }
}
