//! A window that looks the same in every run, and its pictures.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use countersign::ui::context::DemoStatus;
use countersign::ui::live::Freshness;
use eframe::egui::{Theme, Vec2};
use eframe::egui_wgpu::{WgpuSetup, wgpu::Backends};
use egui_kittest::LazyRenderer;
use egui_kittest::wgpu::{WgpuTestRenderer, default_wgpu_setup};

use super::fixed_transport::{FixedTransport, PORT, Posing, Prepared};
use crate::window::test_window::{TestMachine, TestWindow};

pub const BOTH: &[Theme] = &[Theme::Dark, Theme::Light];

/// Draws by Vulkan, and starts its driver for the first picture: OpenGL would draw others.
pub fn renderer() -> LazyRenderer {
    LazyRenderer::new(|| {
        let mut setup = default_wgpu_setup();
        if let WgpuSetup::CreateNew(new) = &mut setup {
            new.instance_descriptor.backends = Backends::VULKAN;
        }
        WgpuTestRenderer::from_setup(setup)
    })
}

/// A window whose clocks, port and network are fixed.
pub struct Gallery {
    pub window: TestWindow,
    fixed_transport: Arc<FixedTransport>,
}

impl Gallery {
    /// A first start at the size that the window opens with.
    pub fn open() -> Self {
        Self::with_size(Vec2::new(1280.0, 800.0))
    }

    pub fn with_size(size: Vec2) -> Self {
        let fixed_transport = Arc::<FixedTransport>::default();
        let transport = Arc::clone(&fixed_transport);
        let mut machine = TestMachine::with_size(size);
        machine.monotonic = fixed_transport.clock();
        machine.transport = Arc::new(move || Arc::new(Posing(Arc::clone(&transport))));
        let mut window = TestWindow::start(machine);
        let DemoStatus::Ready { port, .. } = window.app().demo() else {
            panic!("{:?}", window.app().demo())
        };
        fixed_transport.demo_port.store(*port, SeqCst);
        window.harness.state_mut().show_demo_port(PORT);
        let settings = "/home/ann/.config/countersign/settings.toml";
        window.harness.state_mut().show_settings_path(settings);
        // How many frames a thread takes must not show: egui's clock stands still.
        window.harness.input_mut().time = Some(100.0);
        window.settle();
        Self {
            window,
            fixed_transport,
        }
    }

    /// What this host answers from now on.
    pub fn prepare(&self, host: &'static str, replies: Vec<Prepared>) {
        self.fixed_transport
            .replies
            .lock()
            .unwrap()
            .insert(host, VecDeque::from(replies));
    }

    /// Compares the window with `tests/snapshots/NAME-THEME.png`, for each theme.
    #[track_caller]
    pub fn picture(&mut self, name: &str, themes: &[Theme]) {
        let mut different = Vec::new();
        self.window.until("the live report is made", |window| {
            let tab = window.app().tab();
            tab.is_none_or(|tab| tab.draft.live.freshness == Freshness::Current)
        });
        for theme in themes {
            // Not by its command, which would close what is open.
            self.window.harness.ctx.set_theme(*theme);
            (0..3).for_each(|_| self.window.frame());
            let theme = format!("{theme:?}").to_lowercase();
            if let Err(error) = self.window.harness.try_snapshot(format!("{name}-{theme}")) {
                different.push(error.to_string());
            }
        }
        assert!(different.is_empty(), "{}", different.join("\n"));
    }
}
