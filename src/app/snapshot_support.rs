//! What a window does for its pictures alone; see `tests/it/window/snapshots`.

use super::App;
use crate::ui::context::DemoStatus;

impl App {
    /// Says that the embedded server listens at this port, whichever it does: its port is another in every run,
    /// and the Host header, the signature and all that follows from it with it. Who calls this sees to it that
    /// the transport finds the server all the same.
    pub fn show_demo_port(&mut self, shown: u16) {
        if let DemoStatus::Ready { address, port } = &mut self.around.demo {
            if let Some(host) = address.strip_suffix(&format!(":{port}")) {
                *address = format!("{host}:{shown}");
            }
            *port = shown;
            self.session.scope_revision += 1;
        }
    }

    /// Says that the file of settings is here: each run has a folder of its own.
    pub fn show_settings_path(&mut self, shown: &str) {
        shown.clone_into(&mut self.session.settings.path);
    }
}
