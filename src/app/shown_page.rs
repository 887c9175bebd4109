//! Which page lies over the window. What is typed on one and not saved is kept when it closes, and when another comes in
//! its place.

use super::{App, Overlay};

impl App {
    /// Lays a page over the window, in the place of the one that is there.
    pub(super) fn show_page(&mut self, page: Overlay) {
        self.close_page();
        self.overlay.page = page;
    }

    /// Closes the page that lies over the window.
    pub(super) fn close_page(&mut self) {
        // What is fetched for a page ends with it.
        self.jobs.download = None;
        match std::mem::take(&mut self.overlay.page) {
            Overlay::Variables(page) => self.keep_variables_page(page),
            Overlay::Defaults(page) => self.keep_defaults_page(page),
            _ => {}
        }
    }
}
