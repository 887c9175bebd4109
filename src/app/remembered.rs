//! What comes back after a restart or a kill beside the requests: the section in front of each tab, and the size of the
//! window. Looked at after each frame, whoever changed it.

use eframe::egui::{Context, Vec2, ViewportCommand, vec2};

use super::App;
use super::session::Unrecorded;
use crate::model::DraftId;
use crate::ui::section::Section;

/// Smaller and larger windows are slips of a file, in points.
const SIZES: [(f32, f32); 2] = [(720.0, 16_000.0), (480.0, 16_000.0)];
/// Sizes that differ by less are the same.
const SAME: f32 = 1.0;

/// What the journal was told last.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    front: Option<(DraftId, Section)>,
    /// Without zoom; `None` before the first frame.
    size: Option<Vec2>,
}

impl App {
    /// Gives the window the size of the journal in the first frame, and takes note of what changed since the last one.
    pub(super) fn remember(&mut self, ctx: &Context) {
        let front = self.tab().map(|tab| (tab.draft.id.clone(), tab.section));
        if self.session.remembered.front != front {
            self.session.remembered.front = front;
            self.session.unrecorded = Unrecorded::Something;
        }
        let (maximized, full) = ctx.input(|input| {
            let viewport = input.viewport();
            (viewport.maximized, viewport.fullscreen)
        });
        if maximized == Some(true) || full == Some(true) {
            return;
        }
        let now = ctx.content_rect().size() * ctx.zoom_factor();
        match self.session.remembered.size {
            None => {
                if let Some(kept) = kept_size(self.session.preferences.window_size)
                    && is_other(kept, now)
                {
                    ctx.send_viewport_cmd(ViewportCommand::InnerSize(kept / ctx.zoom_factor()));
                }
                self.session.remembered.size = Some(now);
            }
            Some(before) if is_other(before, now) => {
                self.session.remembered.size = Some(now);
                self.session.preferences.window_size = [now.x, now.y];
                self.session.unrecorded = Unrecorded::Something;
            }
            Some(_) => {}
        }
    }
}

fn is_other(one: Vec2, other: Vec2) -> bool {
    (one - other).abs().max_elem() > SAME
}

/// The size of the preferences; `None` for none and for what is no size of a window.
fn kept_size([width, height]: [f32; 2]) -> Option<Vec2> {
    let [(narrowest, widest), (lowest, highest)] = SIZES;
    let fits = (narrowest..=widest).contains(&width) && (lowest..=highest).contains(&height);
    fits.then(|| vec2(width, height))
}

/// The name of a section in the journal.
pub(super) fn section_name(section: Section) -> &'static str {
    match section {
        Section::Params => "params",
        Section::Auth => "",
        Section::Headers => "headers",
        Section::Body => "body",
        Section::Checks => "checks",
        Section::Settings => "settings",
        Section::Docs => "docs",
    }
}

/// The section of that name; Auth for an unknown one.
pub(super) fn section_named(name: &str) -> Section {
    [
        Section::Params,
        Section::Headers,
        Section::Body,
        Section::Checks,
        Section::Settings,
        Section::Docs,
    ]
    .into_iter()
    .find(|section| section_name(*section) == name)
    .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_that_is_none_is_not_taken() {
        assert_eq!(kept_size([900.0, 700.0]), Some(vec2(900.0, 700.0)));
        for slip in [
            [0.0, 0.0],
            [900.0, f32::NAN],
            [-900.0, 700.0],
            [f32::INFINITY, 700.0],
            [10.0, 700.0],
        ] {
            assert_eq!(kept_size(slip), None, "{slip:?}");
        }
    }

    #[test]
    fn every_section_has_a_name_of_its_own() {
        for section in [
            Section::Params,
            Section::Auth,
            Section::Headers,
            Section::Body,
            Section::Checks,
            Section::Settings,
            Section::Docs,
        ] {
            assert_eq!(section_named(section_name(section)), section);
        }
        assert_eq!(section_named("of a later version"), Section::Auth);
    }
}
