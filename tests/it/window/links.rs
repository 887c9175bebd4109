//! What is pointed at is lit where it came from and where it went: editor and pane, live and as sent.

use std::time::Duration;

use countersign::model::{Field, HeaderRow, Secret};
use countersign::sigv4::pieces::{PieceId, PieceKind, PieceSection, Pieces, Place};
use countersign::ui::command::Command;
use countersign::ui::links;
use countersign::ui::section::Section;
use countersign::ui::shown_signature::Side;
use eframe::egui::{Event, Key, Modifiers, Pos2, Vec2};
use egui_kittest::kittest::Queryable as _;

use super::test_window::{TestMachine, TestWindow};
use crate::support::kinds::{Kind, kinds};

/// A window in which nothing has to be scrolled.
pub(super) fn tall() -> TestWindow {
    let mut window = TestWindow::start(TestMachine::with_size(Vec2::new(1600.0, 2400.0)));
    window.make_editor_higher(700.0);
    window
}

/// The kinds whose variables the window knows.
pub(super) fn kinds_here() -> Vec<Kind> {
    let all: Vec<Kind> = kinds()
        .into_iter()
        .filter(|kind| !format!("{:?}", kind.request.http).contains("{{"))
        .collect();
    assert!(all.len() >= 40, "{}", all.len());
    all
}

impl TestWindow {
    pub(super) fn show(&mut self, kind: &Kind, section: Section) {
        let tab = self.tab_mut();
        tab.draft.request = kind.request.clone();
        tab.section = section;
        self.settle();
    }

    pub(super) fn hover(&mut self, pos: Pos2) {
        self.event(Event::PointerMoved(pos));
        (0..3).for_each(|_| self.frame());
    }

    pub(super) fn pieces(&mut self) -> std::sync::Arc<Pieces> {
        self.tab_mut().pieces().unwrap()
    }

    /// Pieces that are lit, as kinds and names.
    pub(super) fn lit(&mut self) -> Vec<(PieceSection, PieceKind, String)> {
        let pieces = self.pieces();
        let lit = self.app().links().lit();
        let named = |id: &PieceId| {
            let piece = pieces.get(*id).unwrap();
            (piece.section, piece.kind, piece.name.clone())
        };
        lit.pieces.iter().map(named).collect()
    }

    pub(super) fn shown(&self) -> Vec<Place> {
        self.app().links().shown()
    }

    /// Where the caption of a piece is.
    #[track_caller]
    pub(super) fn piece(&self, name: &str) -> Pos2 {
        self.button(name).rect().center()
    }
}

/// The name of a piece for a screen reader.
pub(super) fn name_of(piece: &countersign::sigv4::pieces::Piece) -> String {
    let text: String = piece.text.as_str().chars().take(120).collect();
    format!("{}: {text}", piece.kind.label())
}

#[test]
fn a_canonical_header_lights_its_row_in_forty_kinds_of_requests() {
    let mut window = tall();
    let mut lines = 0;
    for kind in kinds_here() {
        window.show(&kind, Section::Headers);
        let pieces = window.pieces();
        for (id, piece) in pieces.rows(PieceSection::CanonicalRequest) {
            if piece.kind != PieceKind::HeaderLine || piece.kind.holds_token(&piece.name) {
                continue;
            }
            let what = format!("{}: {}", kind.name, piece.name);
            let place = window.piece(&name_of(piece));
            window.hover(place);
            let row = kind
                .request
                .http
                .headers
                .iter()
                .find(|row| row.is_sent() && row.name.trim().eq_ignore_ascii_case(&piece.name));
            let is_typed = pieces.places(id).iter().any(|place| {
                matches!(
                    place,
                    Place::Text {
                        field: Field::HeaderName(_),
                        ..
                    }
                )
            });
            let expected = match row.filter(|_| is_typed) {
                Some(row) => Place::whole(Field::HeaderName(row.row)),
                None => Place::Added(piece.name.clone()),
            };
            assert!(window.shown().contains(&expected), "{what}: {:?}", window.shown());
            let lit = window.lit();
            let in_list = (
                PieceSection::CanonicalRequest,
                PieceKind::SignedHeader,
                piece.name.clone(),
            );
            assert!(lit.contains(&in_list), "{what}: {lit:?}");
            lines += 1;
        }
    }
    assert!(lines > 90, "{lines}");
}

#[test]
fn a_header_row_lights_its_line_and_its_name_in_each_list() {
    let mut window = tall();
    let mut rows = 0;
    for kind in kinds_here() {
        if kind.request.http.headers.is_empty() {
            continue;
        }
        window.show(&kind, Section::Headers);
        let signed = window.report_live().signed_headers.clone();
        for (at, row) in kind.request.http.headers.iter().enumerate() {
            let place = window.field(&format!("Header {} value", at + 1)).rect().center();
            window.hover(place);
            let name = row.name.to_ascii_lowercase();
            let lit = window.lit();
            let line = (
                PieceSection::CanonicalRequest,
                PieceKind::HeaderLine,
                name.clone(),
            );
            let is_signed = signed.contains(&name) && row.is_sent() && name != "x-amz-date";
            assert_eq!(lit.contains(&line), is_signed, "{}: {name}: {lit:?}", kind.name);
            rows += 1;
        }
    }
    assert!(rows > 12, "{rows}");
}

#[test]
fn a_parameter_row_lights_its_piece_and_the_piece_its_row() {
    let mut window = tall();
    let mut rows = 0;
    for kind in kinds_here() {
        window.show(&kind, Section::Params);
        let places: Vec<Place> = links::parameters(&kind.request.http.url).collect();
        for (at, place) in places.iter().enumerate() {
            let row = window
                .field(&format!("Parameter {} name", at + 1))
                .rect()
                .center();
            window.hover(row);
            let pieces = window.pieces();
            let of_row = |id: &PieceId| pieces.places(*id).iter().any(|own| own.touches(place));
            let is_sent = pieces.iter().any(|(id, _)| of_row(&id));
            let lit = window.app().links().lit();
            assert_eq!(lit.pieces.iter().any(of_row), is_sent, "{}: {place:?}", kind.name);
            let kinds: Vec<PieceKind> = window.lit().into_iter().map(|(_, kind, _)| kind).collect();
            assert_eq!(
                kinds.contains(&PieceKind::QueryParameter),
                is_sent,
                "{}: {kinds:?}",
                kind.name
            );
            rows += 1;
        }
    }
    assert!(rows > 20, "{rows}");
}

/// The place of a byte of the URL on screen.
pub(super) fn in_url(window: &TestWindow, byte: usize) -> Pos2 {
    let url = &window.tab().draft.request.http.url;
    let drawn = window
        .drawn()
        .into_iter()
        .find(|drawn| drawn.text == *url)
        .unwrap();
    let index = url.get(..byte).unwrap().chars().count();
    let cursor = eframe::egui::text::CCursor::new(index);
    let left = window.field("URL").rect().left() + 12.0;
    let at = drawn.galley.pos_from_cursor(cursor);
    Pos2::new(left + at.left() + 3.0, window.field("URL").rect().center().y)
}

#[test]
fn each_part_of_the_url_lights_what_it_became() {
    let mut window = tall();
    for kind in kinds_here() {
        window.show(&kind, Section::Params);
        let url = kind.request.http.url.clone();
        let start = url.find("://").unwrap() + 3;
        let path = url.get(start..).unwrap().find('/').map(|at| start + at);
        let mut expected = vec![(start, PieceKind::HeaderLine)];
        expected.extend(path.map(|at| (at, PieceKind::Path)));
        for (byte, wanted) in expected {
            let pos = in_url(&window, byte);
            window.hover(pos);
            let pieces = window.pieces();
            let span = byte..byte + 1;
            let place = Place::Text {
                field: Field::Url,
                span,
            };
            let comes = pieces
                .from(&place)
                .iter()
                .any(|id| pieces.get(*id).unwrap().kind == wanted);
            let is_lit = window.lit().iter().any(|(_, kind, _)| *kind == wanted);
            assert_eq!(
                is_lit,
                comes,
                "{}: {wanted:?} at {byte}: {:?}",
                kind.name,
                window.lit()
            );
        }
    }
}

#[test]
fn method_body_and_keys_light_their_pieces() {
    let mut window = tall();
    let kind = kinds_here()
        .into_iter()
        .find(|kind| kind.name == "an upload")
        .unwrap();
    window.show(&kind, Section::Body);
    let body = window.field("Body").rect().center();
    window.hover(body);
    let kinds =
        |window: &mut TestWindow| -> Vec<PieceKind> { window.lit().into_iter().map(|lit| lit.1).collect() };
    assert!(kinds(&mut window).contains(&PieceKind::PayloadHash));
    assert!(window.lit().iter().any(|lit| lit.2 == "x-amz-content-sha256"));
    let method = window.button("Method PUT").rect().center();
    window.hover(method);
    assert_eq!(kinds(&mut window), [PieceKind::Method]);
    window.tab_mut().section = Section::Auth;
    window.settle();
    for (name, wanted) in [
        ("Access key ID", PieceKind::AccessKeyId),
        ("Secret access key", PieceKind::SecretKey),
        ("Region", PieceKind::ScopeRegion),
        ("Service", PieceKind::KeyService),
    ] {
        let field = window.field(name).rect().center();
        window.hover(field);
        assert!(kinds(&mut window).contains(&wanted), "{name}: {:?}", window.lit());
    }
    window.event(Event::PointerGone);
    window.settle();
    assert_eq!(window.lit(), []);
}

#[test]
fn what_is_lit_live_is_lit_as_sent_and_a_row_that_is_gone_is_not() {
    let mut window = tall();
    window.run(Command::PinTime);
    let headers = &mut window.tab_mut().draft.request.http.headers;
    headers.push(HeaderRow::new("X-Team", "blue"));
    headers.push(HeaderRow::new("x-other", "1"));
    window.tab_mut().section = Section::Headers;
    window.settle();
    let look = |window: &mut TestWindow| {
        let mut seen = Vec::new();
        for name in [
            "Header: x-team:blue",
            "Header: x-other:1",
            "Path: /dev/pets",
            "Method: GET",
        ] {
            let place = window.piece(name);
            window.hover(place);
            seen.push((window.lit(), window.shown()));
        }
        window.event(Event::PointerGone);
        seen
    };
    let live = look(&mut window);
    assert!(
        live.iter()
            .take(2)
            .all(|(lit, shown)| lit.len() == 3 && !shown.is_empty()),
        "{live:?}"
    );
    window.send();
    assert_eq!(window.tab().signature.side, Side::AsSent);
    assert_eq!(look(&mut window), live);
    window.tab_mut().draft.request.http.headers.remove(0);
    window.settle();
    window.tab_mut().signature.side = Side::AsSent;
    window.settle();
    let after = look(&mut window);
    assert_eq!(after[0].0, live[0].0, "the pieces as sent stay");
    assert_eq!(after[0].1, [], "the row is gone");
    assert_eq!(after[1], live[1]);
}

#[test]
fn pointing_wakes_the_window_once_and_then_it_rests() {
    let mut window = tall();
    let place = window.piece("Path: /dev/pets");
    window.event(Event::PointerMoved(place));
    for _ in 0..8 {
        window.frame();
    }
    window.settle();
    assert!(!window.lit().is_empty());
    assert!(
        window.repaint_delay() > Duration::from_mins(1),
        "{:?}",
        window.repaint_delay()
    );
}

#[test]
fn the_keyboard_opens_a_piece_and_lights_it() {
    let mut window = tall();
    let caption = window.button("Path: /dev/pets");
    caption.focus();
    window.settle();
    window.assert_sees("without empty and dot segments");
    assert!(window.lit().iter().any(|lit| lit.1 == PieceKind::Path));
    assert!(!window.app().links().lit().places.is_empty());
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    window.assert_sees_not("without empty and dot segments");
    window.click("Path: /dev/pets");
    window.settle();
    window.assert_sees("without empty and dot segments");
    window.click("Copy path");
    assert_eq!(window.copied.last().map(String::as_str), Some("/dev/pets"));
    window.press(Modifiers::NONE, Key::Tab);
    window.settle();
}

#[test]
fn hidden_characters_of_a_piece_are_seen() {
    let mut window = tall();
    let headers = &mut window.tab_mut().draft.request.http.headers;
    headers.push(HeaderRow::new("x-a", "ad\u{202e}min\u{200b}"));
    window.settle();
    window.assert_sees("x-a:ad<U+202E>min<U+200B>");
}

#[test]
fn the_steps_of_the_key_are_hidden_until_asked_for_and_gone_with_the_request() {
    let mut window = tall();
    let steps = |window: &TestWindow| -> Vec<String> {
        let tab = window.tab();
        let report = window.report_live();
        let endpoint = &tab.draft.live.wire.as_ref().unwrap().endpoint;
        let plan = countersign::sigv4::plan(&tab.draft.request.http.auth.aws, endpoint, report.time).unwrap();
        let steps = countersign::sigv4::key_steps(&plan).unwrap();
        steps
            .steps
            .iter()
            .map(|step| step.expose_hex().to_owned())
            .collect()
    };
    let own = steps(&window);
    let told = |window: &TestWindow| {
        own.iter()
            .filter(|hex| window.everything_told().contains(*hex))
            .count()
    };
    assert_eq!(told(&window), 0);
    window.click("Show key steps");
    window.settle();
    assert_eq!(told(&window), 4);
    window.run(Command::NextTab);
    window.settle();
    assert_eq!(told(&window), 0);
    window.run(Command::PreviousTab);
    window.settle();
    assert_eq!(told(&window), 0, "and it stays shut");
    window.click("Show key steps");
    window.settle();
    window.send();
    assert_eq!(told(&window), 0, "another request is shown");
    window.tab_mut().signature.side = Side::Live;
    window.settle();
    assert_eq!(told(&window), 0);
    window.click("Show key steps");
    window.settle();
    window.click("Hide key steps");
    window.settle();
    assert_eq!(told(&window), 0);
}

#[test]
fn version_4a_shows_a_public_key_and_no_door() {
    let mut window = tall();
    let kind = kinds_here()
        .into_iter()
        .find(|kind| kind.name == "a multi-region access point")
        .unwrap();
    window.show(&kind, Section::Auth);
    window.assert_sees("Public key x");
    window.assert_sees("Derivation");
    window.assert_sees_not("Show key steps");
    window.assert_sees_not("kSigning");
}

#[test]
fn a_presigned_url_has_its_parameters_and_no_authorization_header() {
    let mut window = tall();
    let kind = kinds_here()
        .into_iter()
        .find(|kind| kind.name == "a presigned object with a token")
        .unwrap();
    window.show(&kind, Section::Auth);
    window.assert_sees("Presigned URL");
    window.assert_sees("X-Amz-Expires=900");
    window.assert_sees("the body is not signed");
    window.assert_sees_not("header added to the request");
    let token = kind
        .request
        .http
        .auth
        .aws
        .session_token
        .expose_for_signing()
        .to_owned();
    assert!(!window.texts().iter().any(|text| text.contains(&token)));
    assert!(
        !window
            .texts()
            .iter()
            .any(|text| text.contains(&token.replace('/', "%2F")))
    );
    assert_eq!(
        window
            .harness
            .query_all_by_label("Show the session token")
            .count(),
        0
    );
    let secret = Secret::clone(&kind.request.http.auth.aws.secret_access_key);
    assert!(!window.everything_told().contains(secret.expose_for_signing()));
}
