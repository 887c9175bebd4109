//! Opens the window, and says in one sentence why it can not be opened.

use std::panic;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use eframe::egui;

use super::dialogs::SystemDialogs;
use super::opening::SystemOpener;
use super::{AfterFirstFrame, App, AppConfig};
use crate::engine::Ambient;
use crate::http::HyperTransport;
use crate::sigv4::Signer;
use crate::store::keys::OsKeyStore;
use crate::store::places::{Places, PlacesError};

/// What the command line says about the window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WindowOptions {
    /// Where journal and settings live; `None` for the system's place.
    pub data_dir: Option<PathBuf>,
    /// Folder of the collection to open.
    pub collection: Option<PathBuf>,
    /// What happens after the first frame.
    pub first_frame: AfterFirstFrame,
}

/// Why there is no window. Every text ends with the way that needs none.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No X11 or Wayland display answers.
    #[error(
        "no display to open a window on: set DISPLAY or WAYLAND_DISPLAY, or run `countersign demo`, which works in a \
         terminal"
    )]
    NoDisplay,
    /// A display is set and does not take the window.
    #[error(
        "the display does not answer ({what}): check DISPLAY, WAYLAND_DISPLAY and that the window system runs, or run \
         `countersign demo`, which works in a terminal"
    )]
    DisplayRefused {
        /// What the window system said.
        what: String,
    },
    /// A library that is loaded at run time is missing.
    #[error(
        "a library for windows is missing ({what}): install it (Debian and Ubuntu: `apt install libx11-xcb1 \
         libxkbcommon-x11-0 libxcursor1 libxi6`), or run `countersign demo`, which works in a terminal"
    )]
    MissingLibrary {
        /// What the window system said.
        what: String,
    },
    /// OpenGL can not be used.
    #[error(
        "OpenGL is missing ({what}): install it (Debian and Ubuntu: `apt install libgl1 libegl1 libgl1-mesa-dri`), or run \
         `countersign demo`, which works in a terminal"
    )]
    NoOpenGl {
        /// What the driver said.
        what: String,
    },
    /// There is no place for the user's files.
    #[error("{0}")]
    Places(#[from] PlacesError),
    /// Anything else.
    #[error("the window could not be opened ({what}); `countersign demo` works in a terminal")]
    Other {
        /// What was reported.
        what: String,
    },
}

/// Opens the window and returns when it was closed.
pub fn run(options: WindowOptions) -> Result<(), StartError> {
    let opened = Arc::new(AtomicBool::new(false));
    let ambient = Ambient::system();
    let config = AppConfig {
        places: Places::new(options.data_dir)?,
        collection: options.collection,
        key_store: Arc::new(OsKeyStore),
        ambient: ambient.clone(),
        signer: Signer::default(),
        transport: Arc::new(HyperTransport::default()),
        dialogs: Arc::new(SystemDialogs { ambient }),
        opener: Arc::new(SystemOpener),
        on_wake: Arc::new(|| {}),
        first_frame: options.first_frame,
        opened: Arc::clone(&opened),
    };
    let native = native_options();
    quietly(opened, move || {
        eframe::run_native(
            "Countersign",
            native,
            Box::new(move |cc| Ok(Box::new(App::new(&cc.egui_ctx, config)?))),
        )
    })
}

/// How the window is made. The empty window that the start is measured against takes the same.
pub fn native_options() -> eframe::NativeOptions {
    eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Countersign")
            .with_app_id("countersign")
            .with_inner_size([1280.0, 800.0])
            .with_min_inner_size([720.0, 480.0])
            .with_icon(icon()),
        persist_window: false,
        ..eframe::NativeOptions::default()
    }
}

/// The window's icon; without one when it can not be decoded.
fn icon() -> egui::IconData {
    eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon-256.png")).unwrap_or_default()
}

/// Runs the event loop. winit panics where a library is missing: that becomes a sentence like any other
/// error, and its panic text is not printed. Panics after the first frame are not of this kind: they keep
/// their text.
fn quietly(opened: Arc<AtomicBool>, open: impl FnOnce() -> eframe::Result) -> Result<(), StartError> {
    let text = Arc::new(Mutex::new(String::new()));
    let print = panic::take_hook();
    let kept = Arc::clone(&text);
    panic::set_hook(Box::new(move |info| {
        if opened.load(Ordering::Relaxed) {
            print(info);
            return;
        }
        let mut text = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if text.is_empty() {
            info.payload_as_str().unwrap_or("unknown").clone_into(&mut text);
        }
    }));
    let result = panic::catch_unwind(panic::AssertUnwindSafe(open));
    drop(panic::take_hook());
    match result {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(explain(&error)),
        Err(_) => {
            let what = text.lock().unwrap_or_else(PoisonError::into_inner).clone();
            Err(explain_panic(&what))
        }
    }
}

fn explain(error: &eframe::Error) -> StartError {
    match error {
        eframe::Error::WinitEventLoop(error) => explain_event_loop(&error.to_string(), &format!("{error:?}")),
        eframe::Error::NoGlutinConfigs(..) => StartError::NoOpenGl {
            what: "no usable configuration".to_owned(),
        },
        eframe::Error::Glutin(_) | eframe::Error::OpenGL(_) => StartError::NoOpenGl {
            what: one_line(&error.to_string()),
        },
        _ => StartError::Other {
            what: one_line(&error.to_string()),
        },
    }
}

/// winit's texts carry a path of the machine it was built on before the cause, so only the cause is kept.
fn explain_event_loop(text: &str, details: &str) -> StartError {
    let cause = one_line(text.rsplit(": ").next().unwrap_or(text));
    if let Some(library) = library_named_in(details) {
        StartError::MissingLibrary { what: library }
    } else if cause.contains("neither") {
        StartError::NoDisplay
    } else {
        StartError::DisplayRefused { what: cause }
    }
}

fn explain_panic(what: &str) -> StartError {
    match library_named_in(what) {
        Some(library) => StartError::MissingLibrary { what: library },
        None => StartError::Other { what: one_line(what) },
    }
}

/// The first shared library that a text names, as `libXi.so.6`.
fn library_named_in(text: &str) -> Option<String> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || "._-+".contains(c)))
        .map(|word| word.trim_end_matches('.'))
        .find(|word| word.starts_with("lib") && word.contains(".so"))
        .map(str::to_owned)
}

/// The first line, at most 160 characters of it.
fn one_line(text: &str) -> String {
    text.lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(160)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_library_is_told_from_a_missing_display() {
        let panic = explain_panic("Library libxkbcommon-x11.so could not be loaded.");
        assert!(matches!(panic, StartError::MissingLibrary { what } if what == "libxkbcommon-x11.so"));
        let details = "LibraryOpenError(OpenError { detail: \"opening library failed (/lib/libXi.so.6: file too short)\" })";
        let library = explain_event_loop("os error at /src/mod.rs:788: Failed to load", details);
        assert!(matches!(library, StartError::MissingLibrary { what } if what == "libXi.so.6"));
        let unset =
            "os error at /src/mod.rs:765: neither WAYLAND_DISPLAY nor WAYLAND_SOCKET nor DISPLAY is set.";
        assert!(matches!(explain_event_loop(unset, ""), StartError::NoDisplay));
        let refused = explain_event_loop(
            "os error at /src/mod.rs:788: Failed to open connection to X server",
            "",
        );
        assert!(
            matches!(refused, StartError::DisplayRefused { what } if what == "Failed to open connection to X server")
        );
    }

    #[test]
    fn every_text_names_the_way_that_needs_no_window() {
        let what = "x".to_owned();
        let errors = [
            StartError::NoDisplay,
            StartError::DisplayRefused { what: what.clone() },
            StartError::MissingLibrary { what: what.clone() },
            StartError::NoOpenGl { what: what.clone() },
            StartError::Other { what },
        ];
        for error in errors {
            assert!(error.to_string().contains("`countersign demo`"), "{error}");
        }
    }
}
