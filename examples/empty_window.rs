//! A window with nothing in it: what the start-up of Countersign is measured against (`benches/startup.sh`).
//!
//! Same crate features and window options as the real window, so that the difference is Countersign's own work.

use eframe::egui;

/// Closes the window once its first frame has been shown.
const EXIT_AFTER_FIRST_FRAME: &str = "--exit-after-first-frame";

/// An app that draws its background.
struct EmptyWindow {
    exit_after_first_frame: bool,
}

impl eframe::App for EmptyWindow {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        if self.exit_after_first_frame {
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }
}

fn main() -> eframe::Result {
    let exit_after_first_frame = std::env::args().any(|argument| argument == EXIT_AFTER_FIRST_FRAME);
    eframe::run_native(
        "Empty window",
        countersign::app::start::native_options(),
        Box::new(move |_| {
            Ok(Box::new(EmptyWindow {
                exit_after_first_frame,
            }))
        }),
    )
}
