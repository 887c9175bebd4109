//! A signature of three hundred headers: what is far out of sight is not drawn, and is reached, lit and copied all the
//! same.

use countersign::model::{Field, HeaderRow, RowId};
use countersign::sigv4::pieces::{Piece, PieceId, PieceKind, PieceSection, Place};
use countersign::ui::command::Command;
use countersign::ui::section::Section;
use eframe::egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, Pos2, TouchPhase, vec2};

use super::test_window::TestWindow;

const HEADERS: usize = 300;

/// A window with that many headers, each tenth of them too long for one line of the pane.
fn long() -> TestWindow {
    let mut window = TestWindow::first_start();
    let rows = (0..HEADERS).map(|number| {
        let value = if number % 10 == 7 {
            "long ".repeat(40)
        } else {
            "v".to_owned()
        };
        HeaderRow::new(format!("x-h-{number:03}"), value)
    });
    window.tab_mut().draft.request.http.headers = rows.collect();
    window.tab_mut().section = Section::Headers;
    window.settle();
    window.settle();
    window
}

fn row_of(window: &TestWindow, header: usize) -> RowId {
    window.tab().draft.request.http.headers[header].row
}

/// The name of a piece for a screen reader.
fn name_of(piece: &Piece) -> String {
    let text: String = piece.text.as_str().replace('\n', "⏎").chars().take(120).collect();
    format!("{}: {text}", piece.kind.label())
}

/// The rows of the canonical request.
fn canonical(window: &mut TestWindow) -> Vec<(PieceId, Piece)> {
    let pieces = window.tab_mut().pieces().unwrap();
    let rows = pieces.rows(PieceSection::CanonicalRequest);
    rows.map(|(id, piece)| (id, piece.clone())).collect()
}

/// Name and identity of the line of a header.
fn line_of(window: &mut TestWindow, header: usize) -> (String, PieceId) {
    let name = format!("x-h-{header:03}");
    let line = canonical(window)
        .into_iter()
        .find(|(_, piece)| piece.name == name);
    let (id, piece) = line.unwrap();
    (name_of(&piece), id)
}

/// A place in the middle of the signature pane, and one in the middle of the header table.
fn places(window: &TestWindow) -> [Pos2; 2] {
    let size = window.machine.size;
    [
        (0.75, 0.5 * (window.panes_at() + size.y)),
        (0.3, 0.75 * window.panes_at()),
    ]
    .map(|(x, y)| Pos2::new(x * size.x, y))
}

fn wheel(window: &mut TestWindow, at: Pos2, y: f32) {
    window.event(Event::PointerMoved(at));
    window.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, y),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    });
    (0..8).for_each(|_| window.frame());
}

/// Brings the line of a header into sight by the wheel.
fn wheel_to(window: &mut TestWindow, header: usize) -> String {
    let (name, _) = line_of(window, header);
    let [pane, _] = places(window);
    let is_in_sight = |window: &TestWindow| {
        let bottom = window.machine.size.y - 90.0;
        let range = window.panes_at() + 30.0..bottom;
        window.has_button(&name) && range.contains(&window.button(&name).rect().center().y)
    };
    for _ in 0..200 {
        if is_in_sight(window) {
            return name;
        }
        wheel(window, pane, -120.0);
    }
    panic!("never in sight: {name}");
}

/// From the first row of the canonical request to its last.
fn height_of_all(window: &mut TestWindow) -> f32 {
    let rows = canonical(window);
    let [first, last] = [rows.first(), rows.last()].map(|row| name_of(&row.unwrap().1));
    window.button(&last).rect().top() - window.button(&first).rect().top()
}

#[test]
fn lines_far_out_of_sight_are_not_drawn_and_the_wheel_brings_them() {
    let mut window = long();
    let drawn = |window: &mut TestWindow| {
        let rows = canonical(window);
        let names = rows.iter().map(|(_, piece)| name_of(piece));
        names.filter(|name| window.has_button(name)).count()
    };
    assert!(drawn(&mut window) < 20, "{}", drawn(&mut window));
    let before = height_of_all(&mut window);
    for header in [0, 150, 298, 299] {
        wheel_to(&mut window, header);
        window.assert_sees(&format!("x-h-{header:03}:v"));
        assert!(drawn(&mut window) < 60, "{}", drawn(&mut window));
    }
    let rest = height_of_all(&mut window) - before;
    assert!(rest.abs() < 0.5, "places hold while rows come and go: {rest}");
}

#[test]
fn an_edit_far_out_of_sight_moves_what_is_below_it() {
    let mut window = long();
    let before = height_of_all(&mut window);
    for (value, more) in [("long ".repeat(40), true), ("v".to_owned(), false)] {
        window.tab_mut().draft.request.http.headers[200].value = value;
        window.settle();
        window.settle();
        assert_eq!(height_of_all(&mut window) > before + 10.0, more);
    }
    assert!((height_of_all(&mut window) - before).abs() < 0.5);
    window.harness.set_size(vec2(1_000.0, 800.0));
    window.settle();
    window.settle();
    let narrow = height_of_all(&mut window);
    assert!(
        narrow > before + 100.0,
        "long lines wrap earlier: {narrow} {before}"
    );
}

#[test]
fn tab_walks_through_every_line_in_order() {
    let mut window = long();
    let rows = canonical(&mut window);
    let names: Vec<String> = rows.iter().map(|(_, piece)| name_of(piece)).collect();
    window.button(&names[0]).focus();
    (0..3).for_each(|_| window.frame());
    let mut found = vec![window.focused().unwrap()];
    let mut lights = 0;
    for (id, piece) in &rows[1..] {
        window.press(Modifiers::NONE, Key::Tab);
        (0..3).for_each(|_| window.frame());
        let (name, place) = window.focus().unwrap();
        assert!(place.top() >= 0.0 && place.bottom() <= 800.0, "{name}: {place}");
        found.push(name);
        lights += usize::from(window.app().links().lit().has_piece(*id) && !piece.name.is_empty());
    }
    assert_eq!(found, names);
    assert!(lights >= HEADERS, "each is lit while it has the focus: {lights}");
    for name in names.iter().rev().skip(1).take(5) {
        window.press(Modifiers::SHIFT, Key::Tab);
        (0..3).for_each(|_| window.frame());
        assert_eq!(window.focused().as_ref(), Some(name), "and back");
    }
}

#[test]
fn the_last_header_row_lights_its_line_and_the_line_its_row_out_of_sight_or_not() {
    let mut window = long();
    let (name, line) = line_of(&mut window, 299);
    let [_, table] = places(&window);
    let sight = window.panes_at() - 90.0;
    let row = |window: &TestWindow| window.field("Header 300 value").rect().center();
    for _ in 0..20 {
        let off = sight - row(&window).y;
        if off.abs() < 20.0 {
            break;
        }
        wheel(&mut window, table, off);
    }
    let row = row(&window);
    window.event(Event::PointerMoved(row));
    (0..3).for_each(|_| window.frame());
    assert!(!window.has_button(&name), "far out of sight");
    assert!(window.app().links().lit().has_piece(line));
    // The other way round, with the table at its start and its last row far away.
    while window.field("Header 1 value").rect().top() < 0.0 {
        wheel(&mut window, table, 2_000.0);
    }
    wheel_to(&mut window, 299);
    let pos = window.button(&name).rect().center();
    window.event(Event::PointerMoved(pos));
    (0..3).for_each(|_| window.frame());
    let place = Place::whole(Field::HeaderName(row_of(&window, 299)));
    assert!(window.app().links().shown().contains(&place));
    assert!(window.app().links().lit().has_piece(line));
}

#[test]
fn a_far_line_is_opened_and_copied_and_stays_open_out_of_sight() {
    let mut window = long();
    let name = wheel_to(&mut window, 250);
    let closed = height_of_all(&mut window);
    window.click(&name);
    window.settle();
    let open = height_of_all(&mut window);
    assert!(open > closed + 20.0);
    let [pane, _] = places(&window);
    wheel(&mut window, pane, 3_000.0);
    window.event(Event::PointerGone);
    window.run(Command::FocusUrl);
    window.settle();
    wheel(&mut window, pane, 20_000.0);
    assert!(!window.has_button(&name), "far out of sight");
    let away = height_of_all(&mut window);
    assert!((away - open).abs() < 0.5, "it keeps its place: {away} {open}");
    wheel_to(&mut window, 250);
    let link = format!("Copy {}", PieceKind::HeaderLine.label().to_lowercase());
    window.scroll_to(&link);
    window.click(&link);
    window.frame();
    assert_eq!(window.copied.last().map(String::as_str), Some("x-h-250:v"));
    window.run(Command::CopyCanonicalRequest);
    window.frame();
    let all = window.copied.last().unwrap();
    assert_eq!(*all, window.report_live().canonical_request.as_str());
    assert_eq!(
        all.lines().filter(|line| line.starts_with("x-h-")).count(),
        HEADERS
    );
}
