//! The sections of the editor, each with another page of the reply.

use std::io::Cursor;

use countersign::model::{AuthKind, BodyKind, HeaderRow, RowState};
use countersign::ui::command::Command;
use countersign::ui::tab::{BodyLayout, ResponsePage, Section};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::poser::Prepared;
use super::studio::{BOTH, Studio};

const API: &str = "abcd123456.execute-api.eu-west-1.amazonaws.com";

const ORDER: &str = r#"{"orderId":"A-1007","placed":"2026-11-20T11:58:40Z","customer":{"name":"Zoë Brandt",
"tier":null,"newsletter":false},"items":[{"sku":"SHOE-41-RED","count":1,"price":89.9},{"sku":"LACE-120","count":2,
"price":4.5},{"sku":"CARE-KIT","count":1,"price":12}],"total":110.9}"#;

#[test]
fn params_and_a_filtered_tree() {
    let mut studio = Studio::open();
    studio.prepare(API, vec![Prepared::ok("application/json", ORDER)]);
    let desk = &mut studio.desk;
    desk.run(Command::ShowParams);
    desk.fill(
        "URL",
        &format!("https://{API}/prod/orders/{{orderId}}/items?status=open&q=red+shoes&flag"),
    );
    desk.fill("Path parameter orderId", "A/1007");
    desk.make_editor_higher(60.0);
    desk.send();
    desk.tab_mut().response.layout = BodyLayout::Tree;
    desk.run(Command::FilterBody);
    desk.settle();
    desk.type_text("$.items[?(@.price > 5)]");
    desk.until("it is filtered", |desk| desk.sees("2 results"));
    desk.settle();
    studio.picture("params-tree", BOTH);
}

#[test]
fn headers_with_completions_and_an_empty_reply() {
    let mut studio = Studio::open();
    let empty = Prepared {
        status: 204,
        reason: "No Content",
        headers: vec![(
            "x-amzn-requestid",
            "c6af9ac6-7b61-11e6-9a41-93e8deadbeef".to_owned(),
        )],
        body: Vec::new(),
    };
    studio.prepare(API, vec![empty]);
    let desk = &mut studio.desk;
    desk.tab_mut().request.http.method = "DELETE".to_owned();
    desk.tab_mut().request.http.headers = vec![
        HeaderRow::new("X-Api-Key", "a1B2c3D4e5F6g7H8i9J0"),
        HeaderRow {
            state: RowState::Disabled,
            ..HeaderRow::new("X-Amz-Invocation-Type", "Event")
        },
    ];
    desk.run(Command::ShowHeaders);
    desk.fill("URL", &format!("https://{API}/prod/orders/A-1007"));
    desk.make_editor_higher(60.0);
    desk.send();
    desk.click("Add header");
    desk.settle();
    desk.type_text("con");
    (0..4).for_each(|_| desk.frame());
    studio.picture("headers-empty", BOTH);
}

#[test]
fn json_with_an_error_and_bytes() {
    let mut studio = Studio::open();
    let bytes: Vec<u8> = (0..=127).chain(*b"\x89PNG and some plain words\r\n").collect();
    studio.prepare(API, vec![Prepared::ok("application/octet-stream", bytes)]);
    let desk = &mut studio.desk;
    desk.tab_mut().request.http.method = "POST".to_owned();
    desk.tab_mut().request.http.body.kind = BodyKind::Json;
    desk.run(Command::ShowBody);
    desk.fill("URL", &format!("https://{API}/prod/orders"));
    desk.fill_by_paste(
        "Body",
        "{\n  \"sku\": \"SHOE-41-RED\",\n  \"count\": 2,\n  \"gift\": tru\n}",
    );
    desk.send();
    desk.tab_mut().response.layout = BodyLayout::Hex;
    desk.settle();
    studio.picture("json-hex", BOTH);
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
    let mut studio = Studio::open();
    studio.prepare(API, vec![Prepared::ok("image/png", drawing())]);
    let desk = &mut studio.desk;
    desk.tab_mut().request.http.method = "POST".to_owned();
    desk.run(Command::ShowBody);
    desk.fill("URL", &format!("https://{API}/prod/labels"));
    desk.click("Body: Multipart");
    desk.settle();
    desk.make_editor_higher(60.0);
    desk.fill("Boundary", "the-boundary");
    for (number, name, value) in [(1, "caption", "Rex, 4 years"), (2, "tags", "dog, brown")] {
        desk.click("Add text");
        desk.settle();
        desk.fill(&format!("Part {number} name"), name);
        desk.fill(&format!("Part {number} value"), value);
    }
    desk.send();
    desk.until("it is decoded", |desk| desk.sees("PNG · 360 × 200"));
    desk.click("Add file");
    desk.settle();
    desk.fill("Part 3 name", "photo");
    desk.fill("Part 3 file name", "rex.jpg");
    desk.settle();
    studio.picture("multipart-picture", BOTH);
}

#[test]
fn settings_and_the_timeline() {
    let mut studio = Studio::open();
    studio.prepare(API, vec![Prepared::ok("application/json", ORDER)]);
    let desk = &mut studio.desk;
    desk.fill("URL", &format!("https://{API}/prod/orders/A-1007"));
    desk.send();
    desk.tab_mut().section = Section::Settings;
    desk.tab_mut().response.page = ResponsePage::Timeline;
    desk.settle();
    studio.picture("settings-timeline", BOTH);
}

const NOTE: &str = "# List pets\n\nLists **pets** for sale, see [the guide](https://example.com/a).\n\n\
                    - `type`: dog, cat or fish\n- `limit`: at most 100\n\n\
                    | type | price |\n|---|---:|\n| dog | 249.99 |\n| fish | 0.99 |\n";

#[test]
fn a_note_and_the_request_as_sent() {
    let mut studio = Studio::open();
    let desk = &mut studio.desk;
    desk.send();
    desk.run(Command::ShowDocs);
    desk.settle();
    desk.fill_by_paste("Note", NOTE);
    desk.make_editor_higher(90.0);
    desk.click("Docs: Preview");
    desk.tab_mut().response.page = ResponsePage::Wire;
    desk.settle();
    studio.picture("docs-wire", BOTH);
}

#[test]
fn an_error_of_s3_in_high_contrast() {
    let mut studio = Studio::open();
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
    studio.prepare("photos.s3.eu-central-1.amazonaws.com", vec![refused]);
    let desk = &mut studio.desk;
    desk.run(Command::ToggleHighContrast);
    desk.fill("URL", "https://photos.s3.eu-central-1.amazonaws.com/2026/rex.jpg");
    desk.send();
    studio.picture("s3-high-contrast", BOTH);
}

#[test]
fn auth_none_in_compact_rows_reply_headers_and_a_message() {
    let mut studio = Studio::open();
    let desk = &mut studio.desk;
    desk.run(Command::ToggleDensity);
    desk.send();
    desk.tab_mut().request.http.auth.kind = AuthKind::None;
    desk.tab_mut().response.page = ResponsePage::Headers;
    desk.run(Command::CopyAsRaw);
    desk.settle();
    studio.picture("unsigned-compact", BOTH);
}
