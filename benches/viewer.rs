//! CPU time of frames of the real body viewer on 100 MB, without a display.
//!
//! ```text
//! cargo bench --bench viewer
//! ```
//!
//! Prints for each thing a user does the middle, the 99th of a hundred and the worst frame: input, layout, drawing
//! and tessellation, on the window's thread. Work for other threads is done between frames and not counted, as in
//! the program. Beside it egui's own `TextEdit` on one megabyte of the same text, and what the viewer does on that
//! thread outside of frames. Fails when a limit is missed.
#![expect(clippy::print_stdout, reason = "a bench prints what it finds")]

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use countersign::blob::{BodyLimits, BodySource, BodyWriter, SharedBody, SpillFolder};
use countersign::engine::{Received, SendId};
use countersign::model::Network;
use countersign::text::{Document, View, never};
use countersign::ui::action::Action;
use countersign::ui::body_viewer::{
    BodyView, LineWrap, Step, body_viewer_ui, filter_ui, find_ui, go_to_line_ui, tree_ui,
};
use countersign::ui::command::Available;
use countersign::ui::context::{DemoStatus, PanelContext};
use countersign::ui::key_steps::OpenKeySteps;
use countersign::ui::links::Links;
use countersign::ui::presentation::Presentation;
use countersign::ui::{fonts, tokens};
use eframe::egui::{
    Context, Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, RawInput, Rect, TextEdit,
    TouchPhase, Ui, Vec2, pos2, vec2,
};

/// What lies around a panel.
#[derive(Default)]
struct Around {
    network: Network,
    links: Links,
    key_steps: OpenKeySteps,
    presentation: Presentation,
}

impl Around {
    fn context(&self, ui: &Ui) -> PanelContext<'_> {
        PanelContext {
            tokens: tokens::tokens(ui.ctx()),
            demo: &DemoStatus::Starting,
            available: Available {
                undo: false,
                redo: false,
                closed_tabs: false,
                collection: false,
            },
            profiles: None,
            now: time::OffsetDateTime::UNIX_EPOCH,
            network: &self.network,
            links: &self.links,
            key_steps: &self.key_steps,
            presentation: &self.presentation,
        }
    }
}

const MB: usize = 1_000_000;
const SIZE: Vec2 = vec2(640.0, 700.0);
const FRAMES: usize = 300;
/// The 99th of a hundred frames stays below this.
const LIMIT_MILLIS: f64 = 4.0;
/// Above the body itself.
const MEMORY_LIMIT: usize = 150 * MB;
/// For a body in a file.
const FILE_MEMORY_LIMIT: usize = 300 * MB;

/// What is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Text(View),
    Tree,
}

/// A viewer on a screen that is nowhere.
struct TestWindow {
    ctx: Context,
    view: BodyView,
    shown: Shown,
    time: f64,
    around: Around,
}

impl TestWindow {
    fn new(body: &Bytes, content_type: &str, shown: Shown, wrap: LineWrap) -> Self {
        let shared = SharedBody::default();
        shared.append(body);
        Self::of(&received_body(&shared, content_type), shown, wrap)
    }

    fn of(received: &Received, shown: Shown, wrap: LineWrap) -> Self {
        let ctx = Context::default();
        fonts::install(&ctx);
        tokens::install(&ctx, tokens::Look::default());
        let mut view = BodyView::default();
        view.set_line_wrap(wrap);
        view.show(SendId(1), received);
        let mut window = Self {
            ctx,
            view,
            shown,
            time: 0.0,
            around: Around::default(),
        };
        window.settle();
        window
    }

    /// One frame, and then the work for other threads, whose answers are taken as the program takes them: on this
    /// thread, before the next frame. Gives the milliseconds of this thread.
    fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(self.time),
            events,
            focused: true,
            ..RawInput::default()
        };
        let Self {
            ctx,
            view,
            shown,
            around,
            ..
        } = self;
        let before = cpu_millis();
        let mut out: Vec<Action> = Vec::new();
        let mut output = ctx.run_ui(input, |ui| {
            find_ui(ui, view);
            filter_ui(ui, view);
            go_to_line_ui(ui, view);
            let panel = around.context(ui);
            match shown {
                Shown::Text(text) => body_viewer_ui(ui, view, *text, &panel, &mut out),
                Shown::Tree => tree_ui(ui, view, &panel, &mut out),
            }
        });
        black_box(ctx.tessellate(output.shapes, output.pixels_per_point));
        // There is no screen to draw them on.
        output.textures_delta.clear();
        let mut millis = cpu_millis() - before;
        for job in self.view.take_jobs() {
            let answer = job.run();
            let before = cpu_millis();
            black_box(self.view.receive(answer));
            millis += cpu_millis() - before;
        }
        millis
    }

    fn settle(&mut self) {
        for _ in 0..20 {
            self.frame(Vec::new());
        }
    }

    fn focus(&mut self) {
        let at = pos2(200.0, 300.0);
        self.frame(vec![Event::PointerMoved(at), button(at, true)]);
        self.frame(vec![button(at, false)]);
        self.settle();
    }
}

fn received_body(shared: &SharedBody, content_type: &str) -> Received {
    let source = Arc::new(BodySource::new(shared.clone()));
    let document = Document::open(Arc::clone(&source), Some(content_type), None, &never);
    Received {
        body: shared.clone(),
        source,
        content_type: Some(content_type.to_owned()),
        document: document.unwrap_or_default(),
        ..Received::default()
    }
}

fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    }
}

fn key(key: Key) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    }
}

fn wheel(points: f32) -> Vec<Event> {
    vec![
        Event::PointerMoved(pos2(200.0, 300.0)),
        Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, -points),
            phase: TouchPhase::Move,
            source: eframe::egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        },
    ]
}

/// Places on the scroll bar in no order.
fn place_on_bar(number: usize) -> Pos2 {
    let share = u16::try_from((number * 7919) % 997).unwrap_or_default();
    pos2(SIZE.x - 6.0, 20.0 + (SIZE.y - 40.0) * f32::from(share) / 997.0)
}

fn scroll(window: &mut TestWindow) -> Vec<f64> {
    (0..FRAMES).map(|_| window.frame(wheel(180.0))).collect()
}

fn jump(window: &mut TestWindow) -> Vec<f64> {
    let mut all = Vec::new();
    for number in 0..FRAMES / 2 {
        let at = place_on_bar(number);
        all.push(window.frame(vec![Event::PointerMoved(at), button(at, true)]));
        all.push(window.frame(vec![button(at, false)]));
    }
    window.focus();
    for number in 0..FRAMES / 4 {
        let far = if number % 2 == 0 { Key::End } else { Key::Home };
        all.push(window.frame(vec![key(far)]));
    }
    all
}

fn select(window: &mut TestWindow) -> Vec<f64> {
    let from = pos2(150.0, 200.0);
    let mut all = vec![window.frame(vec![Event::PointerMoved(from), button(from, true)])];
    for number in 0..FRAMES {
        let x = 100.0 + f32::from(u16::try_from(number % 400).unwrap_or_default());
        let y = if number < FRAMES / 2 { 250.0 } else { SIZE.y + 60.0 };
        all.push(window.frame(vec![Event::PointerMoved(pos2(x, y))]));
    }
    all.push(window.frame(vec![button(pos2(200.0, 300.0), false)]));
    all
}

fn search(window: &mut TestWindow) -> Vec<f64> {
    window.view.open_find();
    window.settle();
    let mut all: Vec<f64> = "item-"
        .chars()
        .map(|ch| window.frame(vec![Event::Text(ch.to_string())]))
        .collect();
    window.settle();
    for _ in 0..FRAMES {
        window.view.step_find(Step::Next);
        all.push(window.frame(Vec::new()));
    }
    all
}

fn fold(window: &mut TestWindow) -> Vec<f64> {
    window.focus();
    let mut all = Vec::new();
    for _ in 0..FRAMES / 3 {
        for way in [Key::ArrowDown, Key::ArrowRight, Key::ArrowLeft] {
            all.push(window.frame(vec![key(way)]));
        }
    }
    all
}

/// One line of the table.
struct Line {
    what: String,
    frames: Vec<f64>,
    limit: Option<f64>,
}

fn main() -> ExitCode {
    let json = Bytes::from(self::json(100 * MB));
    // Larger bodies are in a file and have no tree.
    let largest_tree = Bytes::from(self::json(64 << 20));
    let lines = Bytes::from(lines_of_text(100 * MB));
    let before = anonymous_bytes();
    let mut table = Vec::new();
    let mut held = 0;
    let mut add = |what: &str, window: &mut TestWindow, act: fn(&mut TestWindow) -> Vec<f64>| {
        table.push(Line {
            what: what.to_owned(),
            frames: act(window),
            limit: Some(LIMIT_MILLIS),
        });
    };
    for (name, shown, wrap) in [
        ("pretty", Shown::Text(View::Pretty), LineWrap::Pane),
        (
            "raw, one line, not wrapped",
            Shown::Text(View::Raw),
            LineWrap::Off,
        ),
        ("tree of 67 MB", Shown::Tree, LineWrap::Pane),
    ] {
        let body = if shown == Shown::Tree {
            &largest_tree
        } else {
            &json
        };
        let mut window = TestWindow::new(body, "application/json", shown, wrap);
        // The copy of the body that the viewer reads is the body.
        held = held.max(anonymous_bytes().saturating_sub(before + body.len()));
        add(&format!("{name}: scroll"), &mut window, scroll);
        add(&format!("{name}: jump"), &mut window, jump);
        if shown == Shown::Tree {
            add("tree of 67 MB: fold and unfold", &mut window, fold);
        } else {
            add(&format!("{name}: select"), &mut window, select);
        }
        add(&format!("{name}: search"), &mut window, search);
        held = held.max(anonymous_bytes().saturating_sub(before + body.len()));
    }
    let mut window = TestWindow::new(&lines, "text/plain", Shown::Text(View::Hex), LineWrap::Pane);
    add("hex: scroll", &mut window, scroll);
    add("hex: jump", &mut window, jump);
    drop(window);
    drop(lines);
    let in_file = gigabyte_in_a_file(&mut table);
    table.extend(outside(&json));
    table.push(text_edit(&json));
    report(&table, held, in_file)
}

/// Scrolls and jumps in a gigabyte of lines that is in a file; gives the most memory that it took.
fn gigabyte_in_a_file(table: &mut Vec<Line>) -> usize {
    let before = anonymous_bytes();
    let folder = tempfile::tempdir().ok();
    let path = folder
        .as_ref()
        .map(|folder| folder.path().to_owned())
        .unwrap_or_default();
    let body = SharedBody::default();
    let mut writer = BodyWriter::new(body.clone(), BodyLimits::default(), SpillFolder::new(path));
    let mut number = 0_u64;
    while body.len() < 1000 * MB as u64 {
        let mut piece = String::new();
        for _ in 0..4000 {
            number += 1;
            writeln!(piece, "line {number:>14}").unwrap_or_default();
        }
        if writer.append(piece.as_bytes()).is_err() {
            break;
        }
    }
    let mut held = 0;
    for (name, view) in [("raw", View::Raw), ("hex", View::Hex)] {
        let mut window = TestWindow::of(
            &received_body(&body, "text/plain"),
            Shown::Text(view),
            LineWrap::Pane,
        );
        let mut add = |what: &str, frames: Vec<f64>| {
            table.push(Line {
                what: format!("1 GB in a file, {name}: {what}"),
                frames,
                limit: Some(LIMIT_MILLIS),
            });
        };
        add("scroll", scroll(&mut window));
        add("jump", jump(&mut window));
        held = held.max(anonymous_bytes().saturating_sub(before));
    }
    held
}

/// What the viewer does on the window's thread when a body comes, is resized or clicked.
fn outside(json: &Bytes) -> Vec<Line> {
    let many = |what: &str, work: &dyn Fn()| Line {
        what: what.to_owned(),
        frames: (0..50)
            .map(|_| {
                let before = cpu_millis();
                work();
                cpu_millis() - before
            })
            .collect(),
        limit: Some(LIMIT_MILLIS),
    };
    let small = json.slice(..256 * 1024);
    let first = || Document::first_look(json.clone(), Some("application/json"));
    let opened = Document::open(small, Some("application/json"), None, &never)
        .and_then(|document| document.with_pretty(&never))
        .unwrap_or_default();
    let large = Document::open(json.clone(), Some("application/json"), None, &never)
        .and_then(|document| document.with_pretty(&never))
        .unwrap_or_default();
    let rows = large.view(View::Pretty).rows();
    vec![
        many("first look of 100 MB, indented", &|| {
            black_box(first().with_pretty(&never).ok());
        }),
        many("256 kB wrapped to another width", &|| {
            black_box(opened.clone().wrapped_at(60, &never).ok());
        }),
        many("256 kB: fold", &|| {
            black_box(opened.view(View::Pretty).fold(1));
        }),
        many("100 MB: row of a byte", &|| {
            black_box(large.view(View::Pretty).selection_of(77 * MB..77 * MB + 9));
        }),
        many("100 MB: row of a line", &|| {
            black_box(large.view(View::Pretty).row_of_line(rows / 2));
        }),
    ]
}

/// egui's own editor on a hundredth of the body.
fn text_edit(json: &Bytes) -> Line {
    let text = String::from_utf8_lossy(json.get(..MB).unwrap_or_default()).into_owned();
    let ctx = Context::default();
    fonts::install(&ctx);
    tokens::install(&ctx, tokens::Look::default());
    let frames = (0..20).map(|number| {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(f64::from(number)),
            ..RawInput::default()
        };
        let before = cpu_millis();
        let mut output = ctx.run_ui(input, |ui| {
            eframe::egui::ScrollArea::vertical().show(ui, |ui| {
                ui.add(TextEdit::multiline(&mut text.as_str()).font(fonts::mono()));
            });
        });
        black_box(ctx.tessellate(output.shapes, output.pixels_per_point));
        // There is no screen to draw them on.
        output.textures_delta.clear();
        cpu_millis() - before
    });
    Line {
        what: "TextEdit, 1 MB".to_owned(),
        frames: frames.collect(),
        limit: None,
    }
}

fn report(table: &[Line], held: usize, in_file: usize) -> ExitCode {
    println!(
        "{:<44} {:>8} {:>8} {:>8} {:>8}",
        "CPU ms of a frame", "p50", "p99", "worst", "limit"
    );
    let mut is_missed = held > MEMORY_LIMIT || in_file > FILE_MEMORY_LIMIT;
    for line in table {
        let mut sorted = line.frames.clone();
        sorted.sort_by(f64::total_cmp);
        let at = |percent: usize| {
            let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
            sorted.get(place).copied().unwrap_or_default()
        };
        let missed = line.limit.is_some_and(|limit| at(99) > limit);
        is_missed |= missed;
        let limit = line.limit.map(|limit| format!("{limit:.0}")).unwrap_or_default();
        println!(
            "{:<44} {:>8.2} {:>8.2} {:>8.2} {limit:>8}{}",
            line.what,
            at(50),
            at(99),
            at(100),
            if missed { "  MISSED" } else { "" }
        );
    }
    println!(
        "memory beside the body: {} MB of at most {} MB",
        held / MB,
        MEMORY_LIMIT / MB
    );
    println!(
        "memory of 1 GB in a file, raw and hex: {} MB of at most {} MB",
        in_file / MB,
        FILE_MEMORY_LIMIT / MB
    );
    if is_missed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// CPU time of this thread, from the scheduler's own count in nanoseconds, which a yield brings up to date; 0 where
/// there is none.
fn cpu_millis() -> f64 {
    std::thread::yield_now();
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text.split(' ').next().and_then(|word| word.parse::<u64>().ok());
    Duration::from_nanos(nanos.unwrap_or_default()).as_secs_f64() * 1e3
}

/// Anonymous memory of this process; 0 where the system does not say.
fn anonymous_bytes() -> usize {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    text.lines()
        .find_map(|line| line.strip_prefix("RssAnon:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<usize>().ok())
        .unwrap_or_default()
        * 1024
}

/// Lines of 20 bytes.
fn lines_of_text(bytes: usize) -> Vec<u8> {
    let mut out = String::with_capacity(bytes + 32);
    let mut number = 0_u64;
    while out.len() < bytes {
        number += 1;
        writeln!(out, "line {number:>14}").unwrap_or_default();
    }
    out.truncate(bytes);
    out.into_bytes()
}

/// Minified JSON such as a service lists, in one line.
fn json(bytes: usize) -> Vec<u8> {
    let mut out = String::with_capacity(bytes + 512);
    out.push_str("{\"Items\":[");
    let mut number = 0_u64;
    while out.len() + 400 < bytes {
        number += 1;
        let (id, size) = (number * 7919, number * 104_729 % 100_000);
        write!(
            out,
            r#"{{"id":{id},"name":"item-{id:x}","arn":"arn:aws:s3:::bucket/{size}/\u00e9\n","size":{size}.25,"tags":["a","b-{size}",null,true],"owner":{{"name":"Zoë \"{size}\"","active":false}}}},"#
        )
        .unwrap_or_default();
    }
    out.push_str("0]}");
    out.into_bytes()
}
