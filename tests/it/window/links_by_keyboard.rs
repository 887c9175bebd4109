//! What the keyboard is on is lit as what the pointer is on, both ways, and Enter goes from a piece to its field.

use countersign::model::{BodyKind, Field, HeaderRow, RowState};
use countersign::sigv4::pieces::{PieceKind, PieceSection, Place};
use countersign::ui::command::Command;
use countersign::ui::links;
use countersign::ui::section::Section;
use countersign::ui::shown_signature::Side;
use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use super::links::{in_url, kinds_here, name_of, tall};
use super::test_window::TestWindow;

type Lit = Vec<(PieceSection, PieceKind, String)>;

impl TestWindow {
    /// What is lit with the pointer on a field, and what with the cursor in it and the pointer away.
    fn by_both(&mut self, field: &str) -> [(Lit, Vec<Place>); 2] {
        let place = self.field(field).rect().center();
        self.hover(place);
        let by_pointer = (self.lit(), self.shown());
        self.event(Event::PointerGone);
        self.settle();
        assert_eq!(self.lit(), [], "{field}: the pointer is gone");
        self.field(field).focus();
        self.settle();
        let by_keyboard = (self.lit(), self.shown());
        self.harness.ctx.memory_mut(|memory| {
            if let Some(id) = memory.focused() {
                memory.surrender_focus(id);
            }
        });
        self.settle();
        assert_eq!(self.lit(), [], "{field}: the cursor is gone");
        [by_pointer, by_keyboard]
    }
}

#[test]
fn the_cursor_in_a_field_lights_what_the_pointer_on_it_lights() {
    let mut window = tall();
    let mut lit = 0;
    for (nth, kind) in kinds_here().into_iter().enumerate() {
        let http = &kind.request.http;
        let headers = (1..=http.headers.len()).map(|at| (Section::Headers, format!("Header {at} value")));
        let parameters = links::parameters(&http.url).enumerate();
        let parameters = parameters.map(|(at, _)| (Section::Params, format!("Parameter {} name", at + 1)));
        let path = http.path_values.iter();
        let path = path.map(|value| (Section::Params, format!("Path parameter {}", value.name)));
        let keys = [
            "Access key ID",
            "Secret access key",
            "Session token",
            "Region",
            "Service",
        ];
        // The form is the same for all kinds.
        let keys = keys.into_iter().filter(|_| nth % 8 == 0);
        let keys = keys.map(|name| (Section::Auth, name.to_owned()));
        let all: Vec<_> = headers.chain(parameters).chain(path).chain(keys).collect();
        let mut section = None;
        for (of, field) in all {
            if section != Some(of) {
                window.show(&kind, of);
                section = Some(of);
            }
            let [by_pointer, by_keyboard] = window.by_both(&field);
            assert_eq!(by_keyboard, by_pointer, "{}: {field}", kind.name);
            lit += usize::from(!by_keyboard.0.is_empty());
        }
    }
    assert!(lit > 60, "{lit}");
}

#[test]
fn the_cursor_in_the_url_lights_the_part_beside_it() {
    let mut window = tall();
    let mut seen = 0;
    for kind in kinds_here() {
        window.show(&kind, Section::Params);
        let url = kind.request.http.url.clone();
        let pieces = window.pieces();
        let marks: Vec<usize> = url.char_indices().map(|(at, _)| at).collect();
        for byte in marks.into_iter().step_by(9) {
            let pos = in_url(&window, byte);
            if pos.x > window.field("URL").rect().right() {
                continue;
            }
            window.click_at(pos);
            window.settle();
            let place = Place::Text {
                field: Field::Url,
                span: byte..byte,
            };
            let expected = pieces.from(&place);
            let lit = window.app().links().lit();
            assert_eq!(lit.pieces, expected, "{} at {byte} of {url}", kind.name);
            seen += usize::from(!expected.is_empty());
        }
    }
    assert!(seen > 150, "{seen}");
}

#[test]
fn everything_selected_in_the_url_lights_nothing_and_a_part_lights_what_is_in_it() {
    let mut window = tall();
    window.fill("URL", "{{demo}}/dev/pets?b=2&a=1");
    window.ctrl(Key::A);
    window.settle();
    assert_eq!(window.lit(), []);
    window.press(Modifiers::NONE, Key::End);
    for _ in 0..3 {
        window.press(Modifiers::SHIFT, Key::ArrowLeft);
    }
    window.settle();
    let parameters: Vec<String> = window.lit().into_iter().map(|(_, _, name)| name).collect();
    assert_eq!(parameters, ["a"]);
}

#[test]
fn the_cursor_in_the_body_and_on_the_method_lights_their_pieces() {
    let mut window = tall();
    let kind = kinds_here()
        .into_iter()
        .find(|kind| kind.name == "an upload")
        .unwrap();
    window.show(&kind, Section::Body);
    let [by_pointer, by_keyboard] = window.by_both("Body");
    assert_eq!(by_keyboard, by_pointer);
    assert!(by_keyboard.0.iter().any(|lit| lit.1 == PieceKind::PayloadHash));
    window.button("Method PUT").focus();
    window.settle();
    let kinds: Vec<PieceKind> = window.lit().into_iter().map(|lit| lit.1).collect();
    assert_eq!(kinds, [PieceKind::Method]);
}

#[test]
fn a_piece_under_the_keyboard_lights_what_the_pointer_on_it_lights() {
    let mut window = tall();
    let mut rows = 0;
    for kind in kinds_here() {
        window.show(&kind, Section::Headers);
        let pieces = window.pieces();
        for (_, piece) in pieces.rows(PieceSection::CanonicalRequest) {
            if piece.kind.holds_token(&piece.name) {
                continue;
            }
            let name = name_of(piece);
            if window.harness.query_all_by_label(&name).count() != 1 {
                continue;
            }
            let place = window.piece(&name);
            window.hover(place);
            let by_pointer = (window.lit(), window.shown());
            window.event(Event::PointerGone);
            window.button(&name).focus();
            window.settle();
            assert_eq!(
                (window.lit(), window.shown()),
                by_pointer,
                "{}: {name}",
                kind.name
            );
            rows += 1;
        }
    }
    assert!(rows > 250, "{rows}");
}

#[test]
fn enter_on_a_piece_goes_to_its_field() {
    let mut window = tall();
    let kind = kinds_here()
        .into_iter()
        .find(|kind| !kind.request.http.path_values.is_empty())
        .unwrap();
    let mut kind = kind;
    let http = &mut kind.request.http;
    http.headers.push(HeaderRow::new("X-Team", "blue"));
    http.url.push_str("?type=dog");
    http.body.kind = BodyKind::Json;
    let go = |window: &mut TestWindow, piece: &str| {
        window.show(&kind, Section::Docs);
        let names: Vec<String> = window.pieces().iter().map(|(_, piece)| name_of(piece)).collect();
        let name = names.iter().find(|name| name.starts_with(piece)).unwrap().clone();
        window.button(&name).focus();
        window.settle();
        window.press(Modifiers::NONE, Key::Enter);
        window.settle();
        (window.focused().unwrap_or_default(), window.tab().section)
    };
    for (piece, field, section) in [
        ("Header: x-team", "Header 1 name", Section::Headers),
        ("Method: ", "Method GET", Section::Docs),
        ("Path: ", "URL", Section::Docs),
        ("Query: ", "URL", Section::Docs),
        ("Header: host", "URL", Section::Docs),
        ("Payload hash: ", "Body", Section::Body),
        ("Credential: ", "Access key ID", Section::Auth),
        ("Secret: ", "Secret access key", Section::Auth),
        ("kRegion: ", "URL", Section::Docs),
    ] {
        assert_eq!(go(&mut window, piece), (field.to_owned(), section), "{piece}");
    }
    go(&mut window, "Query: ");
    window.type_text("z");
    window.settle();
    let url = window.tab().draft.request.http.url.clone();
    assert!(url.ends_with("?z"), "the query was selected: {url}");
}

#[test]
fn enter_on_a_piece_that_was_not_typed_says_what_it_is_and_space_does_so_for_each() {
    let mut window = tall();
    for (piece, words, key) in [
        ("Header: x-amz-date", "which the service compares", Key::Enter),
        ("Path: /dev/pets", "Copy path", Key::Space),
    ] {
        let names: Vec<String> = window.pieces().iter().map(|(_, piece)| name_of(piece)).collect();
        let name = names.into_iter().find(|name| name.starts_with(piece)).unwrap();
        window.button(&name).focus();
        window.settle();
        assert!(!window.has_button("Create a canonical request"), "none is open");
        window.press(Modifiers::NONE, key);
        window.settle();
        window.assert_sees(words);
        assert!(window.has_button("Create a canonical request"), "{piece} is open");
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
    }
}

/// Whether the piece of that name, as sent, lights its place in the editor, and what stands there.
fn stands(window: &mut TestWindow, piece: &str) -> Option<Vec<String>> {
    window.tab_mut().signature.side = Side::AsSent;
    window.settle();
    let place = window.piece(piece);
    window.hover(place);
    let lit = window.app().links().lit();
    let url = window.tab().draft.request.http.url.clone();
    let texts = lit.places.iter().map(|place| match place {
        Place::Text {
            field: Field::Url,
            span,
        } => url.get(span.clone()).unwrap().to_owned(),
        other => format!("{other:?}"),
    });
    let texts: Vec<String> = texts.filter(|text| !text.starts_with("Added")).collect();
    window.event(Event::PointerGone);
    (!texts.is_empty()).then_some(texts)
}

#[test]
fn as_sent_what_is_unchanged_in_an_edited_url_is_still_linked_and_what_was_edited_is_not() {
    let mut window = tall();
    window.run(Command::PinTime);
    window.fill("URL", "{{demo}}/dev/pets?type=dog&limit=10");
    window.send();
    let (path, query) = ("Path: /dev/pets", "Query: limit=10&type=dog");
    for (url, of_path, of_query) in [
        (
            "{{demo}}/dev/pets?type=dog&limit=10",
            Some("/dev/pets"),
            vec!["limit=10", "type=dog"],
        ),
        (
            "{{demo}}/dev/pets?limit=10&x=1&type=dog",
            Some("/dev/pets"),
            vec!["limit=10", "type=dog"],
        ),
        (
            "{{demo}}/dev/pets?limit=11&type=dog",
            Some("/dev/pets"),
            vec!["type=dog"],
        ),
        ("{{demo}}/dev/cats?limit=11&type=cat", None, vec![]),
    ] {
        url.clone_into(&mut window.tab_mut().draft.request.http.url);
        window.tab_mut().section = Section::Params;
        window.settle();
        let found = stands(&mut window, path);
        assert_eq!(found, of_path.map(|path| vec![path.to_owned()]), "{url}");
        let mut found = stands(&mut window, query).unwrap_or_default();
        found.sort();
        assert_eq!(found, of_query, "{url}");
        // The other way: each row of the table lights its piece as sent, or none.
        let rows: Vec<String> = links::parameters(url)
            .map(|place| match place {
                Place::Text { span, .. } => url.get(span).unwrap().to_owned(),
                other => format!("{other:?}"),
            })
            .collect();
        for (at, row) in rows.into_iter().enumerate() {
            let name = format!("Parameter {} name", at + 1);
            let place = window.field(&name).rect().center();
            window.hover(place);
            let is_lit = window.lit().iter().any(|lit| lit.1 == PieceKind::QueryParameter);
            assert_eq!(is_lit, of_query.contains(&row.as_str()), "{url}: {row}");
            window.event(Event::PointerGone);
        }
    }
}

#[test]
fn as_sent_a_header_row_that_was_edited_since_is_not_lit() {
    let mut window = tall();
    window.run(Command::PinTime);
    window
        .tab_mut()
        .draft
        .request
        .http
        .headers
        .push(HeaderRow::new("x-team", "blue"));
    window.tab_mut().section = Section::Headers;
    window.settle();
    window.send();
    let row = window.tab().draft.request.http.headers[0].row;
    let piece = "Header: x-team:blue";
    let place = Place::whole(Field::HeaderValue(row));
    let is_shown = |window: &mut TestWindow| {
        window.tab_mut().signature.side = Side::AsSent;
        window.settle();
        let pos = window.piece(piece);
        window.hover(pos);
        let shown = window.shown().contains(&place);
        window.event(Event::PointerGone);
        shown
    };
    assert!(is_shown(&mut window));
    window.tab_mut().draft.request.http.headers[0].value = "red".to_owned();
    window.settle();
    assert!(!is_shown(&mut window));
    window.tab_mut().draft.request.http.headers[0].value = "blue".to_owned();
    window.tab_mut().draft.request.http.headers[0].state = RowState::Disabled;
    window.settle();
    assert!(!is_shown(&mut window));
    window.tab_mut().draft.request.http.headers[0].state = RowState::Enabled;
    window.settle();
    assert!(is_shown(&mut window));
}
