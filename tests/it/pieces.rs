//! Every kind of request in pieces: each byte of a canonical request names the place it was typed at, and each place
//! names the pieces it became. Long because live, presigned and received requests are held to the same rules.

use std::ops::Range;

use countersign::model::{
    BodyDigest, Field, Origin, ReceivedBody, ReceivedRequest, Segment, SigningReport, WireRequest,
};
use countersign::sigv4::pieces::{Piece, PieceId, PieceKind, PieceSection, Pieces, Place, SignedWhere};
use countersign::sigv4::verify::{Claim, SignedTexts};

use crate::support::kinds::{Kind, kinds};

fn pieces_of(kind: &Kind) -> (Pieces, SigningReport) {
    let (report, wire) = kind.sign();
    assert!(report.proof.holds(), "{}", kind.name);
    let pieces = Pieces::of(&report, &wire, &kind.request.http);
    (pieces, report)
}

/// What is meant, whatever the spelling: escapes undone, lower case, a plus as the space it is read as.
fn meaning(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..3 {
        let mut out = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let digits = bytes
                .get(at + 1..at + 3)
                .and_then(|digits| std::str::from_utf8(digits).ok());
            match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                Some(byte) if bytes[at] == b'%' => {
                    out.push(byte);
                    at += 3;
                }
                _ => {
                    out.push(if bytes[at] == b'+' { b' ' } else { bytes[at] });
                    at += 1;
                }
            }
        }
        bytes = out;
    }
    bytes.make_ascii_lowercase();
    bytes
}

#[test]
fn there_are_kinds_enough_and_each_has_its_name() {
    let names: std::collections::BTreeSet<_> = kinds().iter().map(|kind| kind.name).collect();
    assert_eq!(names.len(), kinds().len());
    assert!(names.len() >= 40, "{}", names.len());
}

#[test]
fn the_rows_of_the_canonical_request_are_the_canonical_request() {
    for kind in kinds() {
        let (pieces, report) = pieces_of(&kind);
        let text = |section| {
            let rows: Vec<String> = pieces
                .rows(section)
                .map(|(_, row)| row.text.as_str().trim_end_matches('\n').to_owned())
                .collect();
            rows.join("\n")
        };
        let name = kind.name;
        assert_eq!(
            text(PieceSection::CanonicalRequest),
            report.canonical_request.as_str(),
            "{name}"
        );
        assert_eq!(
            text(PieceSection::StringToSign),
            report.string_to_sign.as_str(),
            "{name}"
        );
        let decoded = [PieceKind::SignatureR, PieceKind::SignatureS];
        if let Some(url) = &report.presigned_url {
            let rows: Vec<&str> = pieces
                .rows(PieceSection::PresignedUrl)
                .filter(|(_, row)| !decoded.contains(&row.kind))
                .map(|(_, row)| row.text.as_str())
                .collect();
            let (head, rest) = rows.split_first().unwrap();
            let joint = if head.contains('?') { "&" } else { "?" };
            assert_eq!(format!("{head}{joint}{}", rest.join("&")), url.as_str(), "{name}");
            assert_eq!(pieces.rows(PieceSection::Authorization).count(), 0, "{name}");
        } else {
            let rows: Vec<&str> = pieces
                .rows(PieceSection::Authorization)
                .filter(|(_, row)| !decoded.contains(&row.kind))
                .map(|(_, row)| row.text.as_str())
                .collect();
            let [algorithm, credential, headers, signature] = rows[..] else {
                panic!("{name}: {rows:?}")
            };
            let value = format!(
                "{algorithm} Credential={credential}, SignedHeaders={headers}, Signature={signature}"
            );
            assert_eq!(value, report.authorization.as_str(), "{name}");
        }
    }
}

#[test]
fn each_part_is_cut_from_its_row_and_parts_do_not_overlap() {
    for kind in kinds() {
        let (pieces, _) = pieces_of(&kind);
        for (id, row) in pieces.iter().filter(|(_, piece)| piece.part_of.is_none()) {
            let mut end = 0;
            for (part_id, part) in pieces.parts(id) {
                let place = part.part_of.as_ref().unwrap();
                assert!(
                    place.range.start >= end && place.row == id,
                    "{}: {part:?}",
                    kind.name
                );
                end = place.range.end;
                assert_eq!(
                    row.text.as_str().get(place.range.clone()).unwrap(),
                    part.text.as_str(),
                    "{}",
                    kind.name
                );
                if !place.range.is_empty() {
                    assert_eq!(pieces.at(id, place.range.start), part_id, "{}", kind.name);
                }
            }
        }
    }
}

#[test]
fn what_the_table_says_is_what_the_pieces_say() {
    for kind in kinds() {
        let (pieces, _) = pieces_of(&kind);
        for (canonical, typed, expected) in &kind.expected {
            let what = format!("{}: {canonical:?} from {typed:?} {expected:?}", kind.name);
            let field = kind.field(*typed);
            let id = canonical_piece(&pieces, canonical).unwrap_or_else(|| panic!("{what}: no such piece"));
            let text = kind.text_of(field).unwrap();
            let start = text.find(expected).unwrap();
            let place = Place::Text {
                field,
                span: start..start + expected.len(),
            };
            let places = pieces.places(id);
            let covered: usize = places
                .iter()
                .filter_map(|own| match own {
                    Place::Text { field: other, span } if *other == field => Some(
                        span.end
                            .min(start + expected.len())
                            .saturating_sub(span.start.max(start)),
                    ),
                    _ => None,
                })
                .sum();
            assert_eq!(covered, expected.len(), "{what}: {places:?}");
            let found = pieces.from(&place);
            assert!(found.contains(&id), "{what}: {found:?}");
        }
    }
}

/// The smallest piece of the canonical request with that text.
fn canonical_piece(pieces: &Pieces, text: &str) -> Option<PieceId> {
    let of = |piece: &Piece| piece.section == PieceSection::CanonicalRequest && piece.text.as_str() == text;
    let found: Vec<PieceId> = pieces
        .iter()
        .filter(|(_, piece)| of(piece))
        .map(|(id, _)| id)
        .collect();
    found.last().copied()
}

/// A part of the canonical request that was typed.
struct Part {
    range: Range<usize>,
    field: Field,
    span: Range<usize>,
}

fn typed(segment: &Segment) -> Option<Part> {
    match &segment.origin {
        Origin::Typed { field, span } => Some(Part {
            range: segment.range.clone(),
            field: *field,
            span: span.clone(),
        }),
        _ => None,
    }
}

fn follows(one: &Part, next: &Part) -> bool {
    one.range.end == next.range.start
        && one.field == next.field
        && (one.span.start..=one.span.end).contains(&next.span.start)
        && next.span.end >= one.span.end
}

#[test]
fn every_typed_byte_means_what_stands_in_the_canonical_request() {
    let mut checked = 0;
    for kind in kinds() {
        let (pieces, report) = pieces_of(&kind);
        let canonical = &report.canonical_request;
        // What was typed side by side is read together: an escape has a segment for each of its bytes.
        let segments: Vec<_> = canonical.segments().iter().filter_map(typed).collect();
        for run in segments.chunk_by(follows) {
            let (first, last) = (&run[0], &run[run.len() - 1]);
            let range = first.range.start..last.range.end;
            let (field, span) = (first.field, first.span.start..last.span.end);
            let (signed, typed) = (
                canonical.as_str().get(range).unwrap(),
                kind.text_of(field)
                    .and_then(|text| text.get(span.clone()))
                    .unwrap_or_else(|| panic!("{}: {field:?}", kind.name)),
            );
            assert_eq!(meaning(signed), meaning(typed), "{}: {signed} {typed}", kind.name);
            let found = pieces.from(&Place::Text { field, span });
            let covers = |id: &PieceId| {
                let piece = pieces.get(*id).unwrap();
                piece.section == PieceSection::CanonicalRequest && piece.text.as_str().contains(signed)
            };
            assert!(found.iter().any(covers), "{}: {signed}", kind.name);
            checked += 1;
        }
    }
    assert!(checked > 200, "{checked}");
}

#[test]
fn what_does_not_reach_the_signature_names_no_piece() {
    for kind in kinds() {
        let (pieces, report) = pieces_of(&kind);
        let texts = [Some(&report.canonical_request), report.presigned_url.as_ref()];
        let reached = |at: usize| {
            texts.iter().flatten().flat_map(|text| text.segments()).any(|segment| {
                matches!(&segment.origin,
                    Origin::Typed { field: Field::Url, span } | Origin::Variable { field: Field::Url, span, .. }
                    if span.contains(&at))
            })
        };
        for at in 0..kind.request.http.url.len() {
            let found = pieces.from(&Place::Text {
                field: Field::Url,
                span: at..at + 1,
            });
            assert_eq!(!found.is_empty(), reached(at), "{}: byte {at}", kind.name);
        }
        for row in kind.request.http.headers.iter().filter(|row| !row.is_sent()) {
            for field in [Field::HeaderName(row.row), Field::HeaderValue(row.row)] {
                assert!(pieces.from(&Place::whole(field)).is_empty(), "{}", kind.name);
            }
        }
    }
}

#[test]
fn a_line_and_its_name_in_the_lists_are_kin() {
    for kind in kinds() {
        let (pieces, report) = pieces_of(&kind);
        for name in &report.signed_headers {
            let find = |section, kind| pieces.find(section, kind, name);
            let line = find(PieceSection::CanonicalRequest, PieceKind::HeaderLine).unwrap();
            let in_list = find(PieceSection::CanonicalRequest, PieceKind::SignedHeader).unwrap();
            let outer = match report.presigned_url {
                Some(_) => PieceSection::PresignedUrl,
                None => PieceSection::Authorization,
            };
            let in_outer = find(outer, PieceKind::SignedHeader).unwrap();
            let kin = pieces.kin(line);
            assert!(
                kin.contains(&in_list) && kin.contains(&in_outer),
                "{}: {name}",
                kind.name
            );
            for other in kin {
                assert!(pieces.kin(other).contains(&line), "{}: {name}", kind.name);
            }
        }
    }
}

#[test]
fn every_sentence_is_one_and_names_nothing_that_is_not_so() {
    for kind in kinds() {
        let (pieces, report) = pieces_of(&kind);
        let (name, version_4a) = (
            kind.name,
            matches!(report.key, countersign::model::KeyShown::PublicKey { .. }),
        );
        for (_, piece) in pieces.iter() {
            assert!(
                !piece.what.is_empty() && !piece.what.ends_with('.'),
                "{name}: {piece:?}"
            );
            assert!(piece.kind.label().len() <= 16, "{name}: {piece:?}");
            assert!(
                piece.rule.url.starts_with("https://docs.aws.amazon.com/"),
                "{name}"
            );
            let all = format!("{} {}", piece.what, piece.done.join(" "));
            if version_4a {
                assert!(
                    !all.contains("HMAC with SHA-256") && !all.contains("kSigning"),
                    "{name}: {all}"
                );
            } else {
                assert!(!all.contains("4A") && !all.contains("ECDSA"), "{name}: {all}");
            }
            if report.presigned_url.is_none() {
                assert!(!all.contains("presigned"), "{name}: {all}");
            }
        }
        let row = |kind: PieceKind| {
            let found = pieces
                .iter()
                .find(|(_, piece)| piece.kind == kind && piece.part_of.is_none());
            found.map(|(_, piece)| piece.clone())
        };
        assert_eq!(row(PieceKind::ScopeRegion), None, "{name}: a part, and no row");
        assert_eq!(row(PieceKind::KeySigning).is_some(), !version_4a, "{name}");
        assert_eq!(row(PieceKind::PublicKeyX).is_some(), version_4a, "{name}");
        assert_eq!(row(PieceKind::SignatureS).is_some(), version_4a, "{name}");
        let secret = kind.request.http.auth.aws.secret_access_key.expose_for_signing();
        for (_, piece) in pieces.iter() {
            assert!(
                secret.is_empty() || !format!("{piece:?}").contains(secret),
                "{name}"
            );
        }
    }
}

/// What the sentences say of certain kinds: request | piece | its name | words that are said | words that are not.
const SAID: &str = "
REST API | Path |  | without empty and dot segments; twice | removed
no path | Path |  | sent as a slash | removed
REST API | Query |  | no query | Sorted
REST API | PayloadHash |  | empty body | not signed
dots in the path | Path |  | dot segments were removed | key of an object
double slashes | Path |  | dot segments were removed |
a space in the path | Path |  | once more | removed
a path parameter | Path |  | path parameters | removed
dots in a key | Path |  | kept; key of an object; once | removed; twice
a path encoded once | Path |  | once; options | twice; key of an object
parameters out of order | Query |  | sorted by name; Sorted: in the URL |
two parameters | Query |  | sorted by name | Sorted: in the URL
a name without = | QueryParameter | verbose | empty value | read as a space
a plus in the query | QueryParameter | q | read as a space | were percent-encoded
an escaped plus | QueryParameter | q |  | read as a space; were percent-encoded
unicode in the query | QueryParameter | q | were percent-encoded | read as a space
an upper-case name | HeaderLine | x-team | lower case | trimmed; joined
blanks in a header | HeaderLine | x-note | trimmed; one was kept | lower case
two rows of a name | HeaderLine | x-a | 2 rows; commas | trimmed
a signing host | HeaderLine | host | signing host; a proxy has to rewrite |
a host of its own | HeaderLine | host | requires it | proxy
a custom domain | HeaderLine | host | lower case |
HTTP API with JSON | PayloadHash |  | the body, 7 bytes | empty
a presigned object with a token | PayloadHash |  | not signed; presigned S3 | SHA-256
a presigned API | PayloadHash |  | empty body | not signed
an unsigned body | PayloadHash |  | not signed; options | SHA-256
VPC Lattice | PayloadHash |  | not signed; VPC Lattice | SHA-256
a streamed body | PayloadHash |  | As typed; streamed | SHA-256 of
an object | HeaderLine | x-amz-content-sha256 | s3 requires | options
a hash of the body in a header | HeaderLine | x-amz-content-sha256 | options | requires
a multi-region access point | HeaderLine | x-amz-region-set | 4A; not in the scope |
IoT over WebSocket | Credential | X-Amz-Credential | credential scope |
temporary credentials | HeaderLine | x-amz-security-token | session token |
a directory bucket | HeaderLine | x-amz-s3session-token | directory bucket |
";

#[test]
fn the_sentences_of_these_kinds_are_the_right_ones() {
    let lines: Vec<&str> = SAID.lines().filter(|line| !line.is_empty()).collect();
    assert!(lines.len() > 30);
    for line in lines {
        let [request, wanted, piece_name, has, has_not] =
            line.split('|').map(str::trim).collect::<Vec<_>>()[..]
        else {
            panic!("{line}")
        };
        let kind = kinds().into_iter().find(|kind| kind.name == request);
        let (pieces, _) = pieces_of(&kind.unwrap_or_else(|| panic!("{line}")));
        let is_wanted = |piece: &Piece| {
            piece.section == PieceSection::CanonicalRequest
                && format!("{:?}", piece.kind) == wanted
                && piece.name == piece_name
        };
        let found = pieces.iter().find(|(_, piece)| is_wanted(piece));
        let (_, piece) = found.unwrap_or_else(|| panic!("{line}"));
        let said = format!("{} {}", piece.what, piece.done.join(" "));
        let words = |list: &'static str| list.split("; ").filter(|words| !words.is_empty());
        for words in words(has) {
            assert!(said.contains(words), "{request}: {words:?} is not in {said:?}");
        }
        for words in words(has_not) {
            assert!(!said.contains(words), "{request}: {words:?} is in {said:?}");
        }
    }
}

#[test]
fn a_token_behind_the_signature_is_said_to_be_unsigned() {
    let kind = kinds()
        .into_iter()
        .find(|kind| kind.name == "IoT over WebSocket")
        .unwrap();
    let (pieces, _) = pieces_of(&kind);
    let token = pieces
        .find(
            PieceSection::PresignedUrl,
            PieceKind::SecurityToken,
            "X-Amz-Security-Token",
        )
        .unwrap();
    assert!(pieces.get(token).unwrap().what.contains("not signed"));
    assert_eq!(
        pieces.find(
            PieceSection::CanonicalRequest,
            PieceKind::SecurityToken,
            "X-Amz-Security-Token"
        ),
        None
    );
}

/// The request as it arrives: what was sent, and nothing of who typed it.
fn as_received(report: &SigningReport, wire: &WireRequest) -> ReceivedRequest {
    let target = report.presigned_url.as_ref().map(|url| {
        let url = url.as_str();
        let host = url.find("://").map_or(0, |at| at + 3);
        let rest = url.get(host..).unwrap();
        let path = rest.find(['/', '?']).unwrap();
        rest.get(path..).unwrap().to_owned()
    });
    let mut request = ReceivedRequest {
        method: wire.method.as_str().to_owned(),
        target: target.unwrap_or_else(|| wire.target.as_str().to_owned()),
        body: ReceivedBody::Known(wire.body.in_memory().unwrap().to_vec()),
        ..ReceivedRequest::default()
    };
    for header in &wire.headers {
        request.push_header(header.name.as_str(), header.value.as_str());
    }
    // Signing sets these, whatever was typed.
    let is_set = |name: &str| countersign::sigv4::is_set_by_signing(name);
    request.headers.retain(|(name, _)| !is_set(name));
    // What signing adds stands in the canonical request alone.
    let lines = report.sections.headers.iter();
    for line in lines.map(|range| report.canonical_request.as_str().get(range.clone()).unwrap()) {
        let (name, value) = line.split_once(':').unwrap();
        if request.header(name).is_none() {
            request.push_header(name, value);
        }
    }
    if report.presigned_url.is_none() {
        request.push_header("authorization", report.authorization.as_str());
    }
    request
}

#[test]
fn a_request_that_arrives_has_the_pieces_that_it_had_where_it_was_signed() {
    let mut compared = 0;
    for kind in kinds() {
        let (report, wire) = kind.sign();
        let own = Pieces::of(&report, &wire, &kind.request.http);
        let request = as_received(&report, &wire);
        let texts = SignedTexts::of(&request, &Claim::of(&request).unwrap()).unwrap();
        let received = Pieces::of_received(&texts);
        assert_eq!(received.signed_where(), SignedWhere::Elsewhere);
        assert_eq!(received.rows(PieceSection::SigningKey).count(), 0);
        let rows = |pieces: &Pieces, section| -> Vec<(PieceKind, String, String, usize)> {
            let row = |(id, row): (PieceId, &Piece)| {
                let parts = pieces.parts(id).count();
                (row.kind, row.name.clone(), row.text.as_str().to_owned(), parts)
            };
            pieces.rows(section).map(row).collect()
        };
        let canonical = rows(&own, PieceSection::CanonicalRequest);
        if rows(&received, PieceSection::CanonicalRequest) != canonical {
            // What the signing options turned around is not in the request that arrives.
            let options = &kind.request.http.auth.aws.options;
            assert_ne!(
                *options,
                countersign::model::SigningOptions::default(),
                "{}",
                kind.name
            );
            continue;
        }
        for section in [PieceSection::Authorization, PieceSection::StringToSign] {
            assert_eq!(rows(&received, section), rows(&own, section), "{}", kind.name);
        }
        let behind_the_url = |pieces: &Pieces| rows(pieces, PieceSection::PresignedUrl).split_off(1);
        if report.presigned_url.is_some() {
            assert_eq!(behind_the_url(&received), behind_the_url(&own), "{}", kind.name);
        }
        compared += 1;
    }
    assert!(compared >= 40, "{compared}");
}

#[test]
fn sentences_about_a_request_that_arrives_speak_of_no_field_and_no_option() {
    for kind in kinds() {
        let (report, wire) = kind.sign();
        let request = as_received(&report, &wire);
        let texts = SignedTexts::of(&request, &Claim::of(&request).unwrap()).unwrap();
        let pieces = Pieces::of_received(&texts);
        for (id, piece) in pieces.iter() {
            assert!(!piece.what.is_empty() && !piece.what.ends_with('.'), "{piece:?}");
            let said = [vec![piece.what.clone()], piece.done.clone()].concat().join(" ");
            for word in [
                "typed",
                "option",
                "rows",
                "this row",
                "example",
                "Countersign",
                "signing adds",
            ] {
                assert!(!said.contains(word), "{}: {said}", kind.name);
            }
            let in_editor = |place: &Place| !matches!(place, Place::Added(_)) && *place != body();
            assert!(
                !pieces.places(id).iter().any(in_editor),
                "{}: {piece:?}",
                kind.name
            );
        }
    }
}

fn body() -> Place {
    Place::Text {
        field: Field::Body,
        span: 0..0,
    }
}

/// The PUT example of <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>, written without
/// spaces, and what is in it told apart.
#[test]
fn what_others_wrote_is_explained_as_they_wrote_it() {
    let mut request = ReceivedRequest {
        method: "PUT".to_owned(),
        target: "/test$file.text?b=2&a=1".to_owned(),
        body: ReceivedBody::Known(b"Welcome to Amazon S3.".to_vec()),
        ..ReceivedRequest::default()
    };
    for (name, value) in [
        ("Host", "examplebucket.s3.amazonaws.com"),
        (
            "Authorization",
            "AWS4-HMAC-SHA256 SignedHeaders=Host;x-amz-date;x-amz-meta-a;x-missing,\
             Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,Signature=98ad72",
        ),
        ("x-amz-date", "20130524T000000Z"),
        ("x-amz-meta-a", "one  two"),
        ("x-amz-meta-a", "three"),
    ] {
        request.push_header(name, value);
    }
    let texts = SignedTexts::of(&request, &Claim::of(&request).unwrap()).unwrap();
    let pieces = Pieces::of_received(&texts);
    let find = |section, kind, name: &str| pieces.get(pieces.find(section, kind, name).unwrap()).unwrap();
    let row = |kind, name: &str| find(PieceSection::CanonicalRequest, kind, name);
    let kinds: Vec<PieceKind> = pieces
        .rows(PieceSection::Authorization)
        .map(|(_, row)| row.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            PieceKind::Algorithm,
            PieceKind::SignedHeaders,
            PieceKind::Credential,
            PieceKind::Signature
        ]
    );
    let region = find(PieceSection::Authorization, PieceKind::ScopeRegion, "");
    assert_eq!(region.text.as_str(), "us-east-1");
    assert_eq!(
        row(PieceKind::HeaderLine, "x-missing").what,
        "The list of signed headers names x-missing, and the request has no such header"
    );
    assert_eq!(
        row(PieceKind::HeaderLine, "x-amz-meta-a").done,
        [
            "Of several spaces in a row one was kept",
            "The values of 2 lines of this name are joined with commas"
        ]
    );
    assert_eq!(
        row(PieceKind::Query, "").done,
        ["Sorted: in the request the parameters stand in another order"]
    );
    let hash = row(PieceKind::PayloadHash, "");
    assert_eq!(
        hash.text.as_str(),
        BodyDigest::of(b"Welcome to Amazon S3.").sha256
    );
    assert!(
        hash.what.starts_with("SHA-256 of the body, 21 bytes"),
        "{}",
        hash.what
    );
    let line = pieces
        .find(PieceSection::CanonicalRequest, PieceKind::HeaderLine, "host")
        .unwrap();
    let kin: Vec<&str> = pieces
        .kin(line)
        .into_iter()
        .map(|id| pieces.get(id).unwrap().text.as_str())
        .collect();
    assert_eq!(
        kin,
        ["Host", "host"],
        "its name in the header, and in the canonical request"
    );
}
