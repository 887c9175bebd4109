use super::super::never;
use super::super::source::tests::Spilled;
use super::*;

fn texts(rows: Rows<'_>) -> Vec<String> {
    let mut found = Vec::new();
    rows.visit(0..rows.rows(), &mut RowText::default(), |number, row| {
        assert_eq!(number, found.len());
        found.push(row.text.clone());
    });
    found
}

#[test]
fn one_body_in_three_views() {
    let body = Bytes::from_static(b"{\"a\":[1]}");
    let document = Document::open(body, Some("application/json"), None, &never)
        .and_then(|document| document.with_pretty(&never))
        .and_then(|document| document.with_tape(&never))
        .unwrap();
    assert_eq!(texts(document.view(View::Raw)), ["{\"a\":[1]}"]);
    assert_eq!(
        texts(document.view(View::Pretty)),
        ["{", "  \"a\": [", "    1", "  ]", "}"]
    );
    assert!(texts(document.view(View::Hex))[0].starts_with("00000000  7b 22 61"));
    assert_eq!(document.tape().map(|tape| tape.len()), Some(3));
    assert_eq!(document.view(View::Pretty).row_at(6), 2);
    assert_eq!(document.view(View::Pretty).fold(0), Some(1..4));
    assert_eq!(document.view(View::Raw).fold(0), None);
    let narrow = document.wrapped_at(4, &never).unwrap();
    assert_eq!(texts(narrow.view(View::Raw)), ["{\"a\"", ":[1]", "}"]);
    assert!(narrow.has_pretty());
}

#[test]
fn a_body_in_another_charset_is_decoded_and_its_bytes_stay() {
    let wide: Vec<u8> = "\u{FEFF}<é>1</é>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let document = Document::open(Bytes::from(wide), None, None, &never)
        .and_then(|document| document.with_pretty(&never))
        .unwrap();
    assert_eq!(document.charset().charset.name(), "UTF-16LE");
    assert_eq!(texts(document.view(View::Pretty)), ["<é>1</é>"]);
    assert!(texts(document.view(View::Hex))[0].starts_with("00000000  ff fe 3c 00"));
    assert_eq!(document.kind(), Kind::Xml);
}

#[test]
fn a_first_look_shows_the_start_at_once() {
    let body = Bytes::from("0123456789\n".repeat(10_000));
    let document = Document::first_look(body.clone(), None);
    assert!(!document.is_whole());
    assert_eq!(document.body().len(), body.len());
    assert_eq!(document.text().len(), FIRST_LOOK_BYTES);
    assert!(Document::first_look(Bytes::from_static(b"x"), None).is_whole());
    assert_eq!(Document::first_look(Bytes::new(), None).kind(), Kind::Empty);
}

#[test]
fn a_source_that_is_not_in_memory_shows_the_same() {
    let bytes = "{\"key\":[\"välue\",2,{\"n\":null}]}\n".repeat(3000).into_bytes();
    let of = |document: Document| document.with_pretty(&never).unwrap();
    let held = of(Document::open(Bytes::from(bytes.clone()), None, None, &never).unwrap());
    let spilled = of(Document::open(Spilled { bytes }, None, None, &never).unwrap());
    for view in [View::Raw, View::Pretty, View::Hex] {
        assert_eq!(texts(held.view(view)), texts(spilled.view(view)));
    }
}

#[test]
fn a_stop_ends_the_work_and_what_has_no_pretty_form_shows_as_it_came() {
    assert!(Document::open(Bytes::from_static(b"x"), None, None, &|| true).is_err());
    let document = Document::open(Bytes::from_static(b"a\nb"), None, None, &never)
        .and_then(|document| document.with_pretty(&never))
        .unwrap();
    assert!(!document.has_pretty());
    assert_eq!(texts(document.view(View::Pretty)), ["a", "b"]);
}

/// Each numbered row of each view is the one that its number leads to, also behind the fault of broken JSON.
#[test]
fn a_line_number_leads_to_its_row() {
    let word = "abcdefghij ".repeat(20);
    for (content_type, text) in [
        (
            "application/json",
            format!("[{}1]", format!("{{\"a\":\"{word}\"}},").repeat(200)),
        ),
        (
            "application/json",
            format!(
                "[{}\n nonsense\n{word}\n{word}",
                format!("\"{word}\",").repeat(100)
            ),
        ),
        (
            "text/xml",
            format!("<a>{}</a>", format!("<b>{word}</b>").repeat(200)),
        ),
        ("text/plain", format!("{word}\nx\n").repeat(200)),
    ] {
        let document = Document::open(Bytes::from(text), Some(content_type), None, &never)
            .and_then(|document| document.wrapped_at(50, &never))
            .and_then(|document| document.with_pretty(&never))
            .unwrap();
        for view in [View::Raw, View::Pretty] {
            let rows = document.view(view);
            let mut lines = 0;
            rows.visit(0..rows.rows(), &mut RowText::default(), |number, row| {
                if let Some(line) = row.line_number {
                    lines += 1;
                    assert_eq!(line, lines);
                    assert_eq!(rows.row_of_line(line as usize), number, "{content_type} {view:?}");
                }
            });
            assert_eq!(rows.lines(), lines as usize);
            assert_eq!(rows.row_of_line(1_000_000), rows.rows() - 1);
        }
    }
}

#[test]
fn the_beginning_stands_in_until_all_of_it_is_indented() {
    let text = format!("[{}0]", "{\"a\":1},".repeat(20_000));
    let open = |text: &str| {
        Document::open(
            Bytes::from(text.to_owned()),
            Some("application/json"),
            None,
            &never,
        )
        .unwrap()
    };
    let first = Document::first_look(Bytes::from(text.clone()).slice(..FIRST_LOOK_BYTES), None);
    let first = first.with_pretty(&never).unwrap();
    let part = open(&text).with_beginning(&first);
    assert!(part.is_indented_in_part() && !part.has_pretty() && part.fault().is_none());
    assert_eq!(part.view(View::Pretty).row(2).text, "    \"a\": 1");
    assert!(part.view(View::Pretty).rows() > 20_000);
    let whole = part.clone().with_pretty(&never).unwrap();
    assert!(whole.has_pretty() && !whole.is_indented_in_part());
    assert_eq!(whole.view(View::Pretty).rows(), 60_003);
    assert!(part.wrapped_at(80, &never).unwrap().has_pretty());
    // What has its own form keeps it, and another charset is another text.
    assert!(whole.clone().with_beginning(&first).has_pretty());
    let latin = Charset::by_name("windows-1252");
    let other = Document::open(Bytes::from(text), Some("application/json"), latin, &never).unwrap();
    assert!(!other.with_beginning(&first).is_indented_in_part());
}
