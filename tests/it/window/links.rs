//! What is pointed at is lit where it came from and where it went: editor and pane, live and as sent.

use std::time::Duration;

use countersign::model::{Field, HeaderRow, Secret};
use countersign::sigv4::pieces::{PieceId, PieceKind, PieceSection, Pieces, Place};
use countersign::ui::command::Command;
use countersign::ui::links;
use countersign::ui::tab::{Section, Side};
use eframe::egui::{Event, Key, Modifiers, Pos2, Vec2};
use egui_kittest::kittest::Queryable as _;

use super::desk::{Desk, Room};
use crate::support::kinds::{Kind, kinds};

/// A window in which nothing has to be scrolled.
pub(super) fn tall() -> Desk {
    let mut desk = Desk::start(Room::with_size(Vec2::new(1600.0, 2400.0)));
    desk.make_editor_higher(700.0);
    desk
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

impl Desk {
    pub(super) fn show(&mut self, kind: &Kind, section: Section) {
        let tab = self.tab_mut();
        tab.request = kind.request.clone();
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
        let lit = links::lit(&self.harness.ctx);
        let named = |id: &PieceId| {
            let piece = pieces.get(*id).unwrap();
            (piece.section, piece.kind, piece.name.clone())
        };
        lit.pieces.iter().map(named).collect()
    }

    pub(super) fn shown(&self) -> Vec<Place> {
        links::shown(&self.harness.ctx)
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
    let mut desk = tall();
    let mut lines = 0;
    for kind in kinds_here() {
        desk.show(&kind, Section::Headers);
        let pieces = desk.pieces();
        for (id, piece) in pieces.rows(PieceSection::CanonicalRequest) {
            if piece.kind != PieceKind::HeaderLine || piece.kind.holds_token(&piece.name) {
                continue;
            }
            let what = format!("{}: {}", kind.name, piece.name);
            let place = desk.piece(&name_of(piece));
            desk.hover(place);
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
            assert!(desk.shown().contains(&expected), "{what}: {:?}", desk.shown());
            let lit = desk.lit();
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
    let mut desk = tall();
    let mut rows = 0;
    for kind in kinds_here() {
        if kind.request.http.headers.is_empty() {
            continue;
        }
        desk.show(&kind, Section::Headers);
        let signed = desk.report_live().signed_headers.clone();
        for (at, row) in kind.request.http.headers.iter().enumerate() {
            let place = desk.field(&format!("Header {} value", at + 1)).rect().center();
            desk.hover(place);
            let name = row.name.to_ascii_lowercase();
            let lit = desk.lit();
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
    let mut desk = tall();
    let mut rows = 0;
    for kind in kinds_here() {
        desk.show(&kind, Section::Params);
        let places: Vec<Place> = links::parameters(&kind.request.http.url).collect();
        for (at, place) in places.iter().enumerate() {
            let row = desk.field(&format!("Parameter {} name", at + 1)).rect().center();
            desk.hover(row);
            let pieces = desk.pieces();
            let of_row = |id: &PieceId| pieces.places(*id).iter().any(|own| own.touches(place));
            let is_sent = pieces.iter().any(|(id, _)| of_row(&id));
            let lit = links::lit(&desk.harness.ctx);
            assert_eq!(lit.pieces.iter().any(of_row), is_sent, "{}: {place:?}", kind.name);
            let kinds: Vec<PieceKind> = desk.lit().into_iter().map(|(_, kind, _)| kind).collect();
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
pub(super) fn in_url(desk: &Desk, byte: usize) -> Pos2 {
    let url = &desk.tab().request.http.url;
    let drawn = desk.drawn().into_iter().find(|drawn| drawn.text == *url).unwrap();
    let index = url.get(..byte).unwrap().chars().count();
    let cursor = eframe::egui::text::CCursor::new(index);
    let left = desk.field("URL").rect().left() + 12.0;
    let at = drawn.galley.pos_from_cursor(cursor);
    Pos2::new(left + at.left() + 3.0, desk.field("URL").rect().center().y)
}

#[test]
fn each_part_of_the_url_lights_what_it_became() {
    let mut desk = tall();
    for kind in kinds_here() {
        desk.show(&kind, Section::Params);
        let url = kind.request.http.url.clone();
        let start = url.find("://").unwrap() + 3;
        let path = url.get(start..).unwrap().find('/').map(|at| start + at);
        let mut expected = vec![(start, PieceKind::HeaderLine)];
        expected.extend(path.map(|at| (at, PieceKind::Path)));
        for (byte, wanted) in expected {
            let pos = in_url(&desk, byte);
            desk.hover(pos);
            let pieces = desk.pieces();
            let span = byte..byte + 1;
            let place = Place::Text {
                field: Field::Url,
                span,
            };
            let comes = pieces
                .from(&place)
                .iter()
                .any(|id| pieces.get(*id).unwrap().kind == wanted);
            let is_lit = desk.lit().iter().any(|(_, kind, _)| *kind == wanted);
            assert_eq!(
                is_lit,
                comes,
                "{}: {wanted:?} at {byte}: {:?}",
                kind.name,
                desk.lit()
            );
        }
    }
}

#[test]
fn method_body_and_keys_light_their_pieces() {
    let mut desk = tall();
    let kind = kinds_here()
        .into_iter()
        .find(|kind| kind.name == "an upload")
        .unwrap();
    desk.show(&kind, Section::Body);
    let body = desk.field("Body").rect().center();
    desk.hover(body);
    let kinds = |desk: &mut Desk| -> Vec<PieceKind> { desk.lit().into_iter().map(|lit| lit.1).collect() };
    assert!(kinds(&mut desk).contains(&PieceKind::PayloadHash));
    assert!(desk.lit().iter().any(|lit| lit.2 == "x-amz-content-sha256"));
    let method = desk.button("Method PUT").rect().center();
    desk.hover(method);
    assert_eq!(kinds(&mut desk), [PieceKind::Method]);
    desk.tab_mut().section = Section::Auth;
    desk.settle();
    for (name, wanted) in [
        ("Access key ID", PieceKind::AccessKeyId),
        ("Secret access key", PieceKind::SecretKey),
        ("Region", PieceKind::ScopeRegion),
        ("Service", PieceKind::KeyService),
    ] {
        let field = desk.field(name).rect().center();
        desk.hover(field);
        assert!(kinds(&mut desk).contains(&wanted), "{name}: {:?}", desk.lit());
    }
    desk.event(Event::PointerGone);
    desk.settle();
    assert_eq!(desk.lit(), []);
}

#[test]
fn what_is_lit_live_is_lit_as_sent_and_a_row_that_is_gone_is_not() {
    let mut desk = tall();
    desk.run(Command::PinTime);
    let headers = &mut desk.tab_mut().request.http.headers;
    headers.push(HeaderRow::new("X-Team", "blue"));
    headers.push(HeaderRow::new("x-other", "1"));
    desk.tab_mut().section = Section::Headers;
    desk.settle();
    let look = |desk: &mut Desk| {
        let mut seen = Vec::new();
        for name in [
            "Header: x-team:blue",
            "Header: x-other:1",
            "Path: /dev/pets",
            "Method: GET",
        ] {
            let place = desk.piece(name);
            desk.hover(place);
            seen.push((desk.lit(), desk.shown()));
        }
        desk.event(Event::PointerGone);
        seen
    };
    let live = look(&mut desk);
    assert!(
        live.iter()
            .take(2)
            .all(|(lit, shown)| lit.len() == 3 && !shown.is_empty()),
        "{live:?}"
    );
    desk.send();
    assert_eq!(desk.tab().side, Side::AsSent);
    assert_eq!(look(&mut desk), live);
    desk.tab_mut().request.http.headers.remove(0);
    desk.settle();
    desk.tab_mut().side = Side::AsSent;
    desk.settle();
    let after = look(&mut desk);
    assert_eq!(after[0].0, live[0].0, "the pieces as sent stay");
    assert_eq!(after[0].1, [], "the row is gone");
    assert_eq!(after[1], live[1]);
}

#[test]
fn pointing_wakes_the_window_once_and_then_it_rests() {
    let mut desk = tall();
    let place = desk.piece("Path: /dev/pets");
    desk.event(Event::PointerMoved(place));
    for _ in 0..8 {
        desk.frame();
    }
    assert!(!desk.lit().is_empty());
    assert!(
        desk.repaint_delay() > Duration::from_mins(1),
        "{:?}",
        desk.repaint_delay()
    );
}

#[test]
fn the_keyboard_opens_a_piece_and_lights_it() {
    let mut desk = tall();
    let caption = desk.button("Path: /dev/pets");
    caption.focus();
    desk.settle();
    desk.assert_sees("without empty and dot segments");
    assert!(desk.lit().iter().any(|lit| lit.1 == PieceKind::Path));
    assert!(!links::lit(&desk.harness.ctx).places.is_empty());
    desk.press(Modifiers::NONE, Key::Escape);
    desk.settle();
    desk.assert_sees_not("without empty and dot segments");
    desk.click("Path: /dev/pets");
    desk.settle();
    desk.assert_sees("without empty and dot segments");
    desk.click("Copy path");
    assert_eq!(desk.copied.last().map(String::as_str), Some("/dev/pets"));
    desk.press(Modifiers::NONE, Key::Tab);
    desk.settle();
}

#[test]
fn hidden_characters_of_a_piece_are_seen() {
    let mut desk = tall();
    let headers = &mut desk.tab_mut().request.http.headers;
    headers.push(HeaderRow::new("x-a", "ad\u{202e}min\u{200b}"));
    desk.settle();
    desk.assert_sees("x-a:ad<U+202E>min<U+200B>");
}

#[test]
fn the_steps_of_the_key_are_hidden_until_asked_for_and_gone_with_the_request() {
    let mut desk = tall();
    let steps = |desk: &Desk| -> Vec<String> {
        let tab = desk.tab();
        let report = desk.report_live();
        let endpoint = &tab.live.wire.as_ref().unwrap().endpoint;
        let plan = countersign::sigv4::plan(&tab.request.http.auth.aws, endpoint, report.time).unwrap();
        let steps = countersign::sigv4::key_steps(&plan).unwrap();
        steps
            .steps
            .iter()
            .map(|step| step.expose_hex().to_owned())
            .collect()
    };
    let own = steps(&desk);
    let told = |desk: &Desk| {
        own.iter()
            .filter(|hex| desk.everything_told().contains(*hex))
            .count()
    };
    assert_eq!(told(&desk), 0);
    desk.click("Show key steps");
    desk.settle();
    assert_eq!(told(&desk), 4);
    desk.run(Command::NextTab);
    desk.settle();
    assert_eq!(told(&desk), 0);
    desk.run(Command::PreviousTab);
    desk.settle();
    assert_eq!(told(&desk), 0, "and it stays shut");
    desk.click("Show key steps");
    desk.settle();
    desk.send();
    assert_eq!(told(&desk), 0, "another request is shown");
    desk.tab_mut().side = Side::Live;
    desk.settle();
    assert_eq!(told(&desk), 0);
    desk.click("Show key steps");
    desk.settle();
    desk.click("Hide key steps");
    desk.settle();
    assert_eq!(told(&desk), 0);
}

#[test]
fn version_4a_shows_a_public_key_and_no_door() {
    let mut desk = tall();
    let kind = kinds_here()
        .into_iter()
        .find(|kind| kind.name == "a multi-region access point")
        .unwrap();
    desk.show(&kind, Section::Auth);
    desk.assert_sees("Public key x");
    desk.assert_sees("Derivation");
    desk.assert_sees_not("Show key steps");
    desk.assert_sees_not("kSigning");
}

#[test]
fn a_presigned_url_has_its_parameters_and_no_authorization_header() {
    let mut desk = tall();
    let kind = kinds_here()
        .into_iter()
        .find(|kind| kind.name == "a presigned object with a token")
        .unwrap();
    desk.show(&kind, Section::Auth);
    desk.assert_sees("Presigned URL");
    desk.assert_sees("X-Amz-Expires=900");
    desk.assert_sees("the body is not signed");
    desk.assert_sees_not("header added to the request");
    let token = kind
        .request
        .http
        .auth
        .aws
        .session_token
        .expose_for_signing()
        .to_owned();
    assert!(!desk.texts().iter().any(|text| text.contains(&token)));
    assert!(
        !desk
            .texts()
            .iter()
            .any(|text| text.contains(&token.replace('/', "%2F")))
    );
    assert_eq!(
        desk.harness.query_all_by_label("Show the session token").count(),
        0
    );
    let secret = Secret::clone(&kind.request.http.auth.aws.secret_access_key);
    assert!(!desk.everything_told().contains(secret.expose_for_signing()));
}
