//! The sections of the editor, each with another page of the reply.

use std::io::Cursor;

use countersign::model::{AuthKind, BodyKind, HeaderRow, RowState};
use countersign::ui::command::Command;
use countersign::ui::reply::response_view::{BodyLayout, ResponsePage};
use countersign::ui::section::Section;
use eframe::egui::Theme;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::fixed_transport::Prepared;
use super::gallery::{BOTH, Gallery};

const API: &str = "abcd123456.execute-api.eu-west-1.amazonaws.com";

const ORDER: &str = r#"{"orderId":"A-1007","placed":"2026-11-20T11:58:40Z","customer":{"name":"Zoë Brandt",
"tier":null,"newsletter":false},"items":[{"sku":"SHOE-41-RED","count":1,"price":89.9},{"sku":"LACE-120","count":2,
"price":4.5},{"sku":"CARE-KIT","count":1,"price":12}],"total":110.9}"#;

#[test]
fn params_and_a_filtered_tree() {
    let mut gallery = Gallery::open();
    gallery.prepare(API, vec![Prepared::ok("application/json", ORDER)]);
    let window = &mut gallery.window;
    window.run(Command::ShowParams);
    window.fill(
        "URL",
        &format!("https://{API}/prod/orders/{{orderId}}/items?status=open&q=red+shoes&flag"),
    );
    window.fill("Path parameter orderId", "A/1007");
    window.make_editor_higher(60.0);
    window.send();
    window.tab_mut().reply.response.layout = BodyLayout::Tree;
    window.run(Command::FilterBody);
    window.settle();
    window.type_text("$.items[?(@.price > 5)]");
    window.until("it is filtered", |window| window.sees("2 results"));
    window.until("the tree is read", |window| !window.sees("Reading the tree"));
    window.settle();
    gallery.picture("params-tree", BOTH);
}

#[test]
fn headers_with_completions_and_an_empty_reply() {
    let mut gallery = Gallery::open();
    let empty = Prepared {
        status: 204,
        reason: "No Content",
        headers: vec![(
            "x-amzn-requestid",
            "c6af9ac6-7b61-11e6-9a41-93e8deadbeef".to_owned(),
        )],
        body: Vec::new(),
    };
    gallery.prepare(API, vec![empty]);
    let window = &mut gallery.window;
    window.tab_mut().draft.request.http.method = "DELETE".to_owned();
    window.tab_mut().draft.request.http.headers = vec![
        HeaderRow::new("X-Api-Key", "a1B2c3D4e5F6g7H8i9J0"),
        HeaderRow {
            state: RowState::Disabled,
            ..HeaderRow::new("X-Amz-Invocation-Type", "Event")
        },
    ];
    window.run(Command::ShowHeaders);
    window.fill("URL", &format!("https://{API}/prod/orders/A-1007"));
    window.make_editor_higher(60.0);
    window.send();
    window.click("Add header");
    window.settle();
    window.type_text("con");
    (0..4).for_each(|_| window.frame());
    gallery.picture("headers-empty", BOTH);
}

#[test]
fn json_with_an_error_and_bytes() {
    let mut gallery = Gallery::open();
    let bytes: Vec<u8> = (0..=127).chain(*b"\x89PNG and some plain words\r\n").collect();
    gallery.prepare(API, vec![Prepared::ok("application/octet-stream", bytes)]);
    let window = &mut gallery.window;
    window.tab_mut().draft.request.http.method = "POST".to_owned();
    window.tab_mut().draft.request.http.body.kind = BodyKind::Json;
    window.run(Command::ShowBody);
    window.fill("URL", &format!("https://{API}/prod/orders"));
    window.fill_by_paste(
        "Body",
        "{\n  \"sku\": \"SHOE-41-RED\",\n  \"count\": 2,\n  \"gift\": tru\n}",
    );
    window.send();
    window.tab_mut().reply.response.layout = BodyLayout::Hex;
    window.settle();
    gallery.picture("json-hex", BOTH);
}

/// A drawing with an edge, so that a shift by one pixel shows.
fn drawing() -> Vec<u8> {
    let image = RgbImage::from_fn(360, 200, |x, y| {
        let byte = |value: u32| u8::try_from(value.min(255)).unwrap();
        if (x / 20 + y / 20) % 2 == 0 {
            Rgb([byte(x * 2 / 3), 120, byte(y)])
        } else {
            Rgb([240, byte(255 - y), 200])
        }
    });
    let mut bytes = Vec::new();
    let image = DynamicImage::from(image);
    image
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
        .unwrap();
    bytes
}

#[test]
fn parts_and_a_picture() {
    let mut gallery = Gallery::open();
    gallery.prepare(API, vec![Prepared::ok("image/png", drawing())]);
    let window = &mut gallery.window;
    window.tab_mut().draft.request.http.method = "POST".to_owned();
    window.run(Command::ShowBody);
    window.fill("URL", &format!("https://{API}/prod/labels"));
    window.click("Body: Multipart");
    window.settle();
    window.make_editor_higher(60.0);
    window.fill("Boundary", "the-boundary");
    for (number, name, value) in [(1, "caption", "Rex, 4 years"), (2, "tags", "dog, brown")] {
        window.click("Add text");
        window.settle();
        window.fill(&format!("Part {number} name"), name);
        window.fill(&format!("Part {number} value"), value);
    }
    window.send();
    window.until("it is decoded", |window| window.sees("PNG · 360 × 200"));
    window.click("Add file");
    window.settle();
    window.fill("Part 3 name", "photo");
    window.fill("Part 3 file name", "rex.jpg");
    window.until("the missing file is told", |window| {
        window.sees("The part \"photo\" is a file")
    });
    window.settle();
    gallery.picture("multipart-picture", BOTH);
}

#[test]
fn settings_and_the_timeline() {
    let mut gallery = Gallery::open();
    gallery.prepare(API, vec![Prepared::ok("application/json", ORDER)]);
    let window = &mut gallery.window;
    window.fill("URL", &format!("https://{API}/prod/orders/A-1007"));
    window.send();
    window.tab_mut().section = Section::Settings;
    window.tab_mut().reply.response.page = ResponsePage::Timeline;
    window.settle();
    gallery.picture("settings-timeline", BOTH);
}

const NOTE: &str = "# List pets\n\nLists **pets** for sale, see [the guide](https://example.com/a).\n\n\
                    - `type`: dog, cat or fish\n- `limit`: at most 100\n\n\
                    | type | price |\n|---|---:|\n| dog | 249.99 |\n| fish | 0.99 |\n";

#[test]
fn a_note_and_the_request_as_sent() {
    let mut gallery = Gallery::open();
    let window = &mut gallery.window;
    window.send();
    window.run(Command::ShowDocs);
    window.settle();
    window.fill_by_paste("Note", NOTE);
    window.make_editor_higher(90.0);
    window.click("Docs: Preview");
    window.tab_mut().reply.response.page = ResponsePage::Wire;
    window.settle();
    gallery.picture("docs-wire", BOTH);
}

#[test]
fn an_error_of_s3_in_high_contrast() {
    let mut gallery = Gallery::open();
    let body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code><Message>User: \
                arn:aws:iam::123456789012:user/zoe is not authorized to perform: s3:GetObject on resource: \
                \"arn:aws:s3:::photos/2026/rex.jpg\" because no identity-based policy allows the s3:GetObject \
                action</Message><RequestId>4442587FB7D0A2F9</RequestId><HostId>Gjjt1mNJE2</HostId></Error>";
    let refused = Prepared {
        status: 403,
        reason: "Forbidden",
        headers: vec![
            ("content-type", "application/xml".to_owned()),
            ("x-amz-request-id", "4442587FB7D0A2F9".to_owned()),
            ("x-amz-id-2", "Gjjt1mNJE2".to_owned()),
            ("date", "Fri, 20 Nov 2026 12:00:00 GMT".to_owned()),
        ],
        body: body.into(),
    };
    gallery.prepare("photos.s3.eu-central-1.amazonaws.com", vec![refused]);
    let window = &mut gallery.window;
    window.run(Command::ToggleHighContrast);
    window.fill("URL", "https://photos.s3.eu-central-1.amazonaws.com/2026/rex.jpg");
    window.send();
    gallery.picture("s3-high-contrast", BOTH);
}

#[test]
fn auth_none_in_compact_rows_reply_headers_and_a_message() {
    let mut gallery = Gallery::open();
    let window = &mut gallery.window;
    window.run(Command::ToggleDensity);
    window.send();
    window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
    window.tab_mut().reply.response.page = ResponsePage::Headers;
    window.settle();
    window.run(Command::CopyAsRaw);
    window.settle();
    gallery.picture("unsigned-compact", BOTH);
}

#[test]
fn a_request_as_code() {
    let mut gallery = Gallery::open();
    let window = &mut gallery.window;
    window.run(Command::CopyAsCode);
    window.settle();
    gallery.picture("code", &[Theme::Dark]);
}
