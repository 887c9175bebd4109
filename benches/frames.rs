//! CPU time of the window's thread for each frame, while somebody types.
//!
//! ```text
//! cargo bench --bench frames
//! ```
//!
//! The real app without a display: 30 tabs, a request with 300 headers and a JSON body of 250 kB; what is typed into is
//! a body as large as can be edited. A frame is everything
//! up to the triangles; the graphics card has no part in it. Prints the middle and the 99th of 100 of the frames, and
//! fails when one is above its limit.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints what it finds, and ends where it can not go on"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use countersign::app::dialogs::{Dialogs, Picked};
use countersign::app::live::{INLINE_BODY_BYTES, Inputs, digest_by, live, needs_worker};
use countersign::app::opening::SystemOpener;
use countersign::app::{AfterFirstFrame, App, AppConfig};
use countersign::blob::DigestMemo;
use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET};
use countersign::engine::{Ambient, CookieJar};
use countersign::http::HyperTransport;
use countersign::model::{
    AuthKind, BodyKind, Collection, CollectionAccess, Folder, HeaderRow, HttpRequest, Item, ItemPath,
    LongText, Network, Request, RequestItem, Secret, SigningTime,
};
use countersign::resolve::Scope;
use countersign::sigv4::Signer;
use countersign::store::keys::MemoryKeyStore;
use countersign::store::places::Places;
use countersign::ui::action::Action;
use countersign::ui::command::{Available, Command};
use countersign::ui::context::{DemoStatus, PanelContext};
use countersign::ui::key_steps::OpenKeySteps;
use countersign::ui::links::Links;
use countersign::ui::presentation::Presentation;
use countersign::ui::section::Section;
use countersign::ui::shell::finder::{Candidate, Heading};
use countersign::ui::shell::palette::{Palette, Subject, palette_ui};
use countersign::ui::sidebar::tree::{ShownCollection, ShownContent, visible_rows};
use countersign::ui::tokens;
use eframe::App as _;
use eframe::egui::{
    Context, Event, FullOutput, Key, Modifiers, PointerButton, Pos2, RawInput, Rect, Ui, pos2, vec2,
};

const TABS: usize = 30;
const HEADERS: usize = 300;
const BODY_BYTES: usize = 249_000;
/// A larger body is shown by the viewer and not by the editor.
const EDITED_BYTES: usize = 63_000;
const KEYSTROKES: usize = 200;
/// As many as the program remembers.
const PAST_SENDS: usize = 1_000;
/// Of 99 frames of 100.
const FRAME_LIMIT_MILLIS: f64 = 4.0;
const REPORT_LIMIT_MILLIS: f64 = 1.0;
const FILTER_LIMIT_MILLIS: f64 = 16.0;

/// No file is asked for.
struct NoDialogs;

impl Dialogs for NoDialogs {
    fn open(&self, _title: &str) -> Picked {
        Picked::NoDialog
    }

    fn save(&self, _title: &str, _file_name: &str) -> Picked {
        Picked::NoDialog
    }

    fn folder(&self, _title: &str) -> Picked {
        Picked::NoDialog
    }
}

/// CPU time of this thread so far.
#[cfg(target_os = "linux")]
fn cpu_millis() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    #[expect(clippy::cast_precision_loss, reason = "hours in nanoseconds fit")]
    let millis = time.tv_sec as f64 * 1_000.0 + time.tv_nsec as f64 / 1_000_000.0;
    millis
}

#[cfg(not(target_os = "linux"))]
fn cpu_millis() -> f64 {
    0.0
}

/// A window without a display.
struct TestWindow {
    ctx: Context,
    time: f64,
    /// Of each frame, in milliseconds.
    frames: Vec<f64>,
}

impl TestWindow {
    fn frame(&mut self, events: Vec<Event>, draw: impl FnMut(&mut Ui)) {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(1280.0, 800.0))),
            time: Some(self.time),
            focused: true,
            events,
            ..RawInput::default()
        };
        let before = cpu_millis();
        let FullOutput {
            shapes,
            pixels_per_point,
            mut textures_delta,
            ..
        } = self.ctx.run_ui(input, draw);
        let triangles = self.ctx.tessellate(shapes, pixels_per_point);
        self.frames.push(cpu_millis() - before);
        drop(triangles);
        textures_delta.clear();
    }
}

/// The app on such a window.
struct Window {
    surface: TestWindow,
    app: App,
    frame: eframe::Frame,
}

impl Window {
    fn open(folder: &std::path::Path) -> Self {
        let ctx = Context::default();
        let config = AppConfig {
            places: Places::new(Some(folder.to_owned())).unwrap(),
            collection: None,
            key_store: Arc::new(MemoryKeyStore::default()),
            ambient: Ambient::system(),
            signer: Signer::default(),
            transport: Arc::new(HyperTransport::default()),
            dialogs: Arc::new(NoDialogs),
            opener: Arc::new(SystemOpener),
            on_wake: Arc::new(|| {}),
            first_frame: AfterFirstFrame::Stay,
            opened: Arc::default(),
        };
        let app = App::new(&ctx, config).unwrap();
        let window = TestWindow {
            ctx,
            time: 0.0,
            frames: Vec::new(),
        };
        Self {
            surface: window,
            app,
            frame: eframe::Frame::_new_kittest(),
        }
    }

    fn frame(&mut self, events: Vec<Event>) {
        let (app, frame) = (&mut self.app, &mut self.frame);
        self.surface.frame(events, |ui| {
            app.logic(ui.ctx(), frame);
            app.ui(ui, frame);
        });
    }

    fn click(&mut self, pos: Pos2) {
        self.frame(vec![Event::PointerMoved(pos)]);
        for pressed in [true, false] {
            self.frame(vec![Event::PointerButton {
                pos,
                button: PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            }]);
        }
        self.frame(vec![Event::PointerGone]);
    }

    /// Types at the end of the line that has the focus: the frames in which a letter came. `length` is that of the text
    /// that is typed into.
    fn type_letters(&mut self, length: fn(&HttpRequest) -> usize) -> Vec<f64> {
        (0..20).for_each(|_| self.frame(Vec::new()));
        self.frame(vec![Event::Key {
            key: Key::End,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        }]);
        let before = self.length(length);
        let mut frames = Vec::new();
        for number in 0..KEYSTROKES {
            let letter = char::from(b'a' + u8::try_from(number % 26).unwrap());
            self.frame(vec![Event::Text(letter.to_string())]);
            frames.extend(self.surface.frames.last());
            self.frame(Vec::new());
        }
        assert_eq!(self.length(length), before + KEYSTROKES, "the letters arrived");
        frames
    }

    fn length(&mut self, length: fn(&HttpRequest) -> usize) -> usize {
        length(&self.app.tab_mut().unwrap().draft.request.http)
    }
}

/// JSON of about so many bytes in lines of its own.
fn json(bytes: usize) -> String {
    let mut text = String::from("[\n");
    let mut number = 0;
    while text.len() + 80 < bytes {
        writeln!(
            text,
            "  {{\"id\": {number}, \"name\": \"item {number}\", \"price\": 249.99}},"
        )
        .unwrap();
        number += 1;
    }
    text.push_str("  {}\n]");
    text
}

fn request(headers: usize, body: usize) -> Request {
    let mut request = Request::default();
    let http = &mut request.http;
    "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets".clone_into(&mut http.url);
    "POST".clone_into(&mut http.method);
    http.auth.kind = AuthKind::AwsSignature;
    DEMO_KEY_ID.clone_into(&mut http.auth.aws.access_key_id);
    http.auth.aws.secret_access_key = Secret::new(DEMO_SECRET);
    http.headers = (0..headers)
        .map(|number| HeaderRow::new(format!("x-header-{number}"), format!("value {number}")))
        .collect();
    http.body.kind = BodyKind::Json;
    http.body.text = json(body).into();
    request
}

/// The middle and the 99th of 100.
fn percentiles(mut millis: Vec<f64>) -> [f64; 2] {
    millis.sort_by(f64::total_cmp);
    let at = |share: usize| {
        millis
            .get((millis.len() - 1) * share / 100)
            .copied()
            .unwrap_or_default()
    };
    [at(50), at(99)]
}

fn line(what: &str, millis: Vec<f64>, limit: Option<f64>) -> bool {
    let [middle, late] = percentiles(millis);
    let holds = limit.is_none_or(|limit| late < limit);
    let limit = limit.map_or_else(|| "-".to_owned(), |limit| format!("{limit:.1}"));
    let verdict = if holds { "" } else { "  TOO SLOW" };
    println!("{what:<64} {middle:>8.2} {late:>8.2} {limit:>8}{verdict}");
    holds
}

fn windows(folder: &std::path::Path) -> bool {
    let mut window = Window::open(folder);
    let ctx = window.surface.ctx.clone();
    for _ in 3..TABS {
        window.app.open(request(HEADERS, 1_000), &ctx);
    }
    window.app.open(request(HEADERS, BODY_BYTES), &ctx);
    (0..30).for_each(|_| window.frame(Vec::new()));
    let mut holds = true;
    for (section, what) in [
        (Section::Auth, "auth in front"),
        (Section::Headers, "headers in front"),
        (Section::Body, "body in front"),
    ] {
        window.app.tab_mut().unwrap().section = section;
        window.app.run(Command::FocusUrl, &ctx);
        let frames = window.type_letters(|http| http.url.len());
        let what = format!("letter in the URL, {what}");
        holds &= line(&what, frames, Some(FRAME_LIMIT_MILLIS));
    }
    window.app.tab_mut().unwrap().section = Section::Headers;
    (0..5).for_each(|_| window.frame(Vec::new()));
    window.click(pos2(600.0, 210.0));
    let in_headers = |http: &HttpRequest| http.headers.iter().map(|row| row.value.len()).sum();
    let frames = window.type_letters(in_headers);
    holds &= line("letter in a header", frames, Some(FRAME_LIMIT_MILLIS));
    window.app.open(request(HEADERS, EDITED_BYTES), &ctx);
    window.app.tab_mut().unwrap().section = Section::Body;
    (0..5).for_each(|_| window.frame(Vec::new()));
    window.click(pos2(600.0, 240.0));
    let frames = window.type_letters(|http| http.body.text.len());
    holds &= line("letter in a body of 63 kB", frames, Some(FRAME_LIMIT_MILLIS));
    holds
}

fn palettes(past_sends: usize, limit: Option<f64>) -> bool {
    let commands = Command::ALL.into_iter().map(Candidate::command);
    let sent = (0..past_sends).map(|number| {
        let url = format!("GET https://example.com/orders/{number}/lines?filter=open");
        Candidate::new(Heading::Sent, &url, "", "200 OK", Action::OpenPast(0))
    });
    let mut palette = Palette::new(Subject::Everything, commands.chain(sent).collect());
    let ctx = Context::default();
    countersign::ui::fonts::install(&ctx);
    tokens::install(&ctx, tokens::Look::default());
    let mut window = TestWindow {
        ctx,
        time: 0.0,
        frames: Vec::new(),
    };
    let network = Network::default();
    let (links, key_steps, presentation) =
        (Links::default(), OpenKeySteps::default(), Presentation::default());
    let mut draw = |ui: &mut Ui| {
        let inputs = PanelContext {
            tokens: tokens::tokens(ui.ctx()),
            demo: &DemoStatus::Starting,
            available: Available {
                undo: true,
                redo: true,
                closed_tabs: true,
                collection: true,
            },
            profiles: None,
            now: time::OffsetDateTime::UNIX_EPOCH,
            network: &network,
            links: &links,
            key_steps: &key_steps,
            presentation: &presentation,
        };
        palette_ui(ui, &mut palette, &inputs, &mut Vec::new());
    };
    (0..10).for_each(|_| window.frame(Vec::new(), &mut draw));
    window.frames.clear();
    for _ in 0..20 {
        for letter in ["o", "r", "d", "e", "r"] {
            window.frame(vec![Event::Text(letter.to_owned())], &mut draw);
        }
        for _ in 0..5 {
            let key = Event::Key {
                key: Key::Backspace,
                physical_key: None,
                pressed: true,
                repeat: false,
                modifiers: Modifiers::NONE,
            };
            window.frame(vec![key], &mut draw);
        }
    }
    line(
        &format!("letter in the palette, {past_sends} past sends"),
        window.frames,
        limit,
    )
}

/// The live report of requests, also with a body as large as is reported on at once.
fn reports() -> bool {
    let mut holds = true;
    for (headers, body, what) in [
        (3, 300, "live report, 3 headers, body of 300 bytes"),
        (3, INLINE_BODY_BYTES, "live report, 3 headers, body of 64 kB"),
        (HEADERS, 300, "live report, 300 headers, body of 300 bytes"),
        (
            HEADERS,
            INLINE_BODY_BYTES,
            "live report, 300 headers, body of 64 kB",
        ),
    ] {
        let millis = report_millis(&request(headers, body));
        holds &= line(what, millis, Some(REPORT_LIMIT_MILLIS));
    }
    holds
}

fn report_millis(request: &Request) -> Vec<f64> {
    assert!(!needs_worker(&request.http.body), "it is made in the frame");
    let jar = CookieJar::default();
    let inputs = Inputs {
        scope: Scope::default(),
        ancestors: std::sync::Arc::default(),
        credentials: Ambient::system().credentials(),
    };
    let time = SigningTime::new((Ambient::system().now)());
    let millis = (0..KEYSTROKES).map(|_| {
        let before = cpu_millis();
        let made = live(request, &inputs, time, Signer::default(), &jar, |outline| {
            digest_by(&mut DigestMemo::default(), outline)
        });
        assert!(made.report.is_some(), "{:?}", made.problem);
        cpu_millis() - before
    });
    millis.collect()
}

/// What a keystroke in the filter of the sidebar costs besides its frame: 5,000 requests in 100 folders are looked through.
fn sidebar() -> bool {
    let path = |text: String| ItemPath::new(&text).unwrap();
    let request = |folder: usize, number: usize| {
        Item::Request(RequestItem {
            path: path(format!("folder {folder}/request {number}.yml")),
            name: format!("List the pets of kind {number}"),
            method: "GET".to_owned(),
            url: format!("{{{{base}}}}/stores/{folder}/pets?kind={number}&limit={{{{limit}}}}"),
            seq: None,
        })
    };
    let folder = |folder: usize| {
        Item::Folder(Folder {
            path: path(format!("folder {folder}")),
            name: format!("Folder {folder}"),
            seq: None,
            defaults: Arc::default(),
            docs: LongText::default(),
            items: (0..50).map(|number| request(folder, number)).collect(),
        })
    };
    let collection = Collection {
        root: "/pets".into(),
        name: "Pets".to_owned(),
        defaults: Arc::default(),
        docs: LongText::default(),
        items: (0..100).map(folder).collect(),
        environments: Vec::new(),
        dot_env: Vec::new(),
        damaged: Vec::new(),
        access: CollectionAccess::ReadWrite,
    };
    let shown = [ShownCollection {
        root: "/pets".into(),
        content: ShownContent::Open(Arc::new(collection)),
    }];
    let mut spent = Vec::new();
    for _ in 0..20 {
        for typed in ["p", "pe", "pets", "pets kind=4", "no such request"] {
            let start = cpu_millis();
            visible_rows(&shown, &BTreeSet::new(), typed);
            spent.push(cpu_millis() - start);
        }
    }
    line(
        "the sidebar of 5,000 requests filtered, a letter",
        spent,
        Some(FILTER_LIMIT_MILLIS),
    )
}

fn main() -> ExitCode {
    if cfg!(not(target_os = "linux")) {
        println!("frames: the CPU time of a thread is read on Linux only");
        return ExitCode::SUCCESS;
    }
    println!(
        "{:<64} {:>8} {:>8} {:>8}",
        "CPU milliseconds", "p50", "p99", "limit"
    );
    let folder = tempfile::tempdir().unwrap();
    let holds = [
        reports(),
        windows(folder.path()),
        palettes(PAST_SENDS, Some(FRAME_LIMIT_MILLIS)),
        palettes(10 * PAST_SENDS, None),
        sidebar(),
    ];
    if holds.contains(&false) {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
