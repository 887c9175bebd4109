//! A signature of three hundred headers: what is far out of sight is not drawn, and is reached, lit and copied all the
//! same.

use countersign::model::{Field, HeaderRow, RowId};
use countersign::sigv4::pieces::{Piece, PieceId, PieceKind, PieceSection, Place};
use countersign::ui::command::Command;
use countersign::ui::links;
use countersign::ui::tab::Section;
use eframe::egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, Pos2, TouchPhase, vec2};

use super::desk::Desk;

const HEADERS: usize = 300;

/// A desk with that many headers, each tenth of them too long for one line of the pane.
fn long() -> Desk {
    let mut desk = Desk::first_start();
    let rows = (0..HEADERS).map(|number| {
        let value = if number % 10 == 7 {
            "long ".repeat(40)
        } else {
            "v".to_owned()
        };
        HeaderRow::new(format!("x-h-{number:03}"), value)
    });
    desk.tab_mut().request.http.headers = rows.collect();
    desk.tab_mut().section = Section::Headers;
    desk.settle();
    desk.settle();
    desk
}

fn row_of(desk: &Desk, header: usize) -> RowId {
    desk.tab().request.http.headers[header].row
}

/// The name of a piece for a screen reader.
fn name_of(piece: &Piece) -> String {
    let text: String = piece.text.as_str().replace('\n', "⏎").chars().take(120).collect();
    format!("{}: {text}", piece.kind.label())
}

/// The rows of the canonical request.
fn canonical(desk: &mut Desk) -> Vec<(PieceId, Piece)> {
    let pieces = desk.tab_mut().pieces().unwrap();
    let rows = pieces.rows(PieceSection::CanonicalRequest);
    rows.map(|(id, piece)| (id, piece.clone())).collect()
}

/// Name and identity of the line of a header.
fn line_of(desk: &mut Desk, header: usize) -> (String, PieceId) {
    let name = format!("x-h-{header:03}");
    let line = canonical(desk).into_iter().find(|(_, piece)| piece.name == name);
    let (id, piece) = line.unwrap();
    (name_of(&piece), id)
}

/// A place in the middle of the signature pane, and one in the middle of the header table.
fn places(desk: &Desk) -> [Pos2; 2] {
    let size = desk.room.size;
    [
        (0.75, 0.5 * (desk.panes_at() + size.y)),
        (0.3, 0.75 * desk.panes_at()),
    ]
    .map(|(x, y)| Pos2::new(x * size.x, y))
}

fn wheel(desk: &mut Desk, at: Pos2, y: f32) {
    desk.event(Event::PointerMoved(at));
    desk.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, y),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    });
    (0..8).for_each(|_| desk.frame());
}

/// Brings the line of a header into sight by the wheel.
fn wheel_to(desk: &mut Desk, header: usize) -> String {
    let (name, _) = line_of(desk, header);
    let [pane, _] = places(desk);
    let is_in_sight = |desk: &Desk| {
        let bottom = desk.room.size.y - 90.0;
        let range = desk.panes_at() + 30.0..bottom;
        desk.has_button(&name) && range.contains(&desk.button(&name).rect().center().y)
    };
    for _ in 0..200 {
        if is_in_sight(desk) {
            return name;
        }
        wheel(desk, pane, -120.0);
    }
    panic!("never in sight: {name}");
}

/// From the first row of the canonical request to its last.
fn height_of_all(desk: &mut Desk) -> f32 {
    let rows = canonical(desk);
    let [first, last] = [rows.first(), rows.last()].map(|row| name_of(&row.unwrap().1));
    desk.button(&last).rect().top() - desk.button(&first).rect().top()
}

#[test]
fn lines_far_out_of_sight_are_not_drawn_and_the_wheel_brings_them() {
    let mut desk = long();
    let drawn = |desk: &mut Desk| {
        let rows = canonical(desk);
        let names = rows.iter().map(|(_, piece)| name_of(piece));
        names.filter(|name| desk.has_button(name)).count()
    };
    assert!(drawn(&mut desk) < 20, "{}", drawn(&mut desk));
    let before = height_of_all(&mut desk);
    for header in [0, 150, 298, 299] {
        wheel_to(&mut desk, header);
        desk.assert_sees(&format!("x-h-{header:03}:v"));
        assert!(drawn(&mut desk) < 60, "{}", drawn(&mut desk));
    }
    let rest = height_of_all(&mut desk) - before;
    assert!(rest.abs() < 0.5, "places hold while rows come and go: {rest}");
}

#[test]
fn an_edit_far_out_of_sight_moves_what_is_below_it() {
    let mut desk = long();
    let before = height_of_all(&mut desk);
    for (value, more) in [("long ".repeat(40), true), ("v".to_owned(), false)] {
        desk.tab_mut().request.http.headers[200].value = value;
        desk.settle();
        desk.settle();
        assert_eq!(height_of_all(&mut desk) > before + 10.0, more);
    }
    assert!((height_of_all(&mut desk) - before).abs() < 0.5);
    desk.harness.set_size(vec2(1_000.0, 800.0));
    desk.settle();
    desk.settle();
    let narrow = height_of_all(&mut desk);
    assert!(
        narrow > before + 100.0,
        "long lines wrap earlier: {narrow} {before}"
    );
}

#[test]
fn tab_walks_through_every_line_in_order() {
    let mut desk = long();
    let rows = canonical(&mut desk);
    let names: Vec<String> = rows.iter().map(|(_, piece)| name_of(piece)).collect();
    desk.button(&names[0]).focus();
    (0..3).for_each(|_| desk.frame());
    let mut found = vec![desk.focused().unwrap()];
    let mut lights = 0;
    for (id, piece) in &rows[1..] {
        desk.press(Modifiers::NONE, Key::Tab);
        (0..3).for_each(|_| desk.frame());
        let (name, place) = desk.focus().unwrap();
        assert!(place.top() >= 0.0 && place.bottom() <= 800.0, "{name}: {place}");
        found.push(name);
        lights += usize::from(links::lit(&desk.harness.ctx).has_piece(*id) && !piece.name.is_empty());
    }
    assert_eq!(found, names);
    assert!(lights >= HEADERS, "each is lit while it has the focus: {lights}");
    for name in names.iter().rev().skip(1).take(5) {
        desk.press(Modifiers::SHIFT, Key::Tab);
        (0..3).for_each(|_| desk.frame());
        assert_eq!(desk.focused().as_ref(), Some(name), "and back");
    }
}

#[test]
fn the_last_header_row_lights_its_line_and_the_line_its_row_out_of_sight_or_not() {
    let mut desk = long();
    let (name, line) = line_of(&mut desk, 299);
    let [_, table] = places(&desk);
    let sight = desk.panes_at() - 90.0;
    let row = |desk: &Desk| desk.field("Header 300 value").rect().center();
    for _ in 0..20 {
        let off = sight - row(&desk).y;
        if off.abs() < 20.0 {
            break;
        }
        wheel(&mut desk, table, off);
    }
    let row = row(&desk);
    desk.event(Event::PointerMoved(row));
    (0..3).for_each(|_| desk.frame());
    assert!(!desk.has_button(&name), "far out of sight");
    assert!(links::lit(&desk.harness.ctx).has_piece(line));
    // The other way round, with the table at its start and its last row far away.
    while desk.field("Header 1 value").rect().top() < 0.0 {
        wheel(&mut desk, table, 2_000.0);
    }
    wheel_to(&mut desk, 299);
    let pos = desk.button(&name).rect().center();
    desk.event(Event::PointerMoved(pos));
    (0..3).for_each(|_| desk.frame());
    let place = Place::whole(Field::HeaderName(row_of(&desk, 299)));
    assert!(links::shown(&desk.harness.ctx).contains(&place));
    assert!(links::lit(&desk.harness.ctx).has_piece(line));
}

#[test]
fn a_far_line_is_opened_and_copied_and_stays_open_out_of_sight() {
    let mut desk = long();
    let name = wheel_to(&mut desk, 250);
    let closed = height_of_all(&mut desk);
    desk.click(&name);
    desk.settle();
    let open = height_of_all(&mut desk);
    assert!(open > closed + 20.0);
    let [pane, _] = places(&desk);
    wheel(&mut desk, pane, 3_000.0);
    desk.event(Event::PointerGone);
    desk.run(Command::FocusUrl);
    desk.settle();
    wheel(&mut desk, pane, 20_000.0);
    assert!(!desk.has_button(&name), "far out of sight");
    let away = height_of_all(&mut desk);
    assert!((away - open).abs() < 0.5, "it keeps its place: {away} {open}");
    wheel_to(&mut desk, 250);
    let link = format!("Copy {}", PieceKind::HeaderLine.label().to_lowercase());
    desk.scroll_to(&link);
    desk.click(&link);
    desk.frame();
    assert_eq!(desk.copied.last().map(String::as_str), Some("x-h-250:v"));
    desk.run(Command::CopyCanonicalRequest);
    desk.frame();
    let all = desk.copied.last().unwrap();
    assert_eq!(*all, desk.report_live().canonical_request.as_str());
    assert_eq!(
        all.lines().filter(|line| line.starts_with("x-h-")).count(),
        HEADERS
    );
}
