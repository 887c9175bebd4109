//! Replies that are pictures, whole, huge, cut and damaged.

use std::io::Cursor;

use countersign::model::AuthKind;
use countersign::ui::command::Command;
use eframe::egui::epaint::{ClippedShape, Shape};
use eframe::egui::{Rect, TextureId};
use egui_kittest::kittest::Queryable as _;
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};

use super::test_window::TestWindow;
use crate::support::server::Server;

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let image = RgbaImage::from_fn(width, height, |x, y| {
        let byte = |value: u32| u8::try_from(value % 256).unwrap();
        Rgba([byte(x), byte(y), 90, 255])
    });
    let mut bytes = Vec::new();
    let image = DynamicImage::from(image).into_rgb8();
    image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

/// A server that answers every request with this.
fn serving(content_type: &'static str, body: Vec<u8>) -> Server<()> {
    Server::start(move |mut connection, _| {
        while connection.request().is_some() {
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            connection.write(head.as_bytes());
            connection.write(&body);
        }
    })
}

/// A window that has received this.
fn received(content_type: &'static str, body: Vec<u8>) -> TestWindow {
    let server = serving(content_type, body);
    let mut window = TestWindow::first_start();
    window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
    window.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
    window.send();
    window
}

/// Places of pictures on screen.
fn drawn_pictures(window: &TestWindow) -> Vec<Rect> {
    let mut found = Vec::new();
    for ClippedShape { clip_rect, shape, .. } in &window.harness.output().shapes {
        let (texture, place) = match shape {
            Shape::Mesh(mesh) => (mesh.texture_id, mesh.calc_bounds()),
            Shape::Rect(rect) => (rect.fill_texture_id(), rect.rect),
            _ => continue,
        };
        if texture != TextureId::default() && clip_rect.intersects(place) {
            found.push(place);
        }
    }
    found
}

#[test]
fn a_picture_is_drawn_at_its_size_with_its_facts_and_its_bytes_a_click_away() {
    let mut window = received("image/png", picture(120, 80, ImageFormat::Png));
    window.until("it is decoded", |window| window.sees("PNG · 120 × 80"));
    let [place] = drawn_pictures(&window)[..] else {
        panic!("{:?}", drawn_pictures(&window))
    };
    assert_eq!(place.size(), eframe::egui::vec2(120.0, 80.0));
    assert!(window.harness.query_by_label("PNG, 120 × 80 pixels").is_some());
    window.click("Body: Hex");
    window.settle();
    window.assert_sees("89 50 4e 47");
    assert!(drawn_pictures(&window).is_empty());
    window.click("Body: Image");
    window.settle();
    window.assert_sees("PNG · 120 × 80");
    window.run(Command::FindInBody);
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("Find in the body"));
    window.assert_sees("89 50 4e 47");
}

#[test]
fn a_large_picture_is_fitted_and_can_be_seen_pixel_by_pixel() {
    // The harness has textures of 2,048 pixels.
    let mut window = received("application/octet-stream", picture(3000, 1000, ImageFormat::Jpeg));
    window.until("it is decoded", |window| window.sees("JPEG · 3,000 × 1,000"));
    window.assert_sees("drawn from a copy of 2,048 × 682");
    let fitted = drawn_pictures(&window)[0];
    assert!(
        fitted.width() < 700.0 && (fitted.width() / fitted.height() - 3.0).abs() < 0.05,
        "{fitted:?}"
    );
    window.click("Picture: 100 %");
    window.settle();
    assert_eq!(
        drawn_pictures(&window)[0].size(),
        eframe::egui::vec2(3000.0, 1000.0)
    );
    window.assert_sees_not("at 2");
}

#[test]
fn another_tab_takes_the_picture_along_and_it_comes_back() {
    let mut window = received("image/gif", picture(30, 20, ImageFormat::Gif));
    window.until("it is decoded", |window| window.sees("GIF · 30 × 20"));
    window.run(Command::NextTab);
    window.settle();
    assert!(drawn_pictures(&window).is_empty());
    window.run(Command::PreviousTab);
    window.until("it is decoded again", |window| window.sees("GIF · 30 × 20"));
}

#[test]
fn what_can_not_be_drawn_says_why_and_its_bytes_remain() {
    let whole = picture(60, 60, ImageFormat::Png);
    let cut = whole[..whole.len() / 2].to_vec();
    let mut bomb = picture(4, 4, ImageFormat::Bmp);
    for side in [18, 22] {
        bomb[side..side + 4].copy_from_slice(&60_000u32.to_le_bytes());
    }
    let mut damaged = whole.clone();
    damaged[40..60].fill(0xAA);
    for (body, words) in [
        (cut, "ends before the picture is whole"),
        (
            bomb,
            "60,000 × 60,000 pixels, more than the 40 million that are drawn",
        ),
        (damaged, "is damaged"),
    ] {
        let mut window = received("image/png", body);
        window.until(words, |window| window.sees(words));
        window.assert_sees("The picture can not be drawn");
        window.settle();
        window.click("Body: Hex");
        window.settle();
        window.assert_sees("00000000");
    }
}

#[test]
fn json_under_the_name_of_a_picture_is_shown_as_json_and_says_so() {
    let window = received("image/png", b"{\"message\":\"No such pet\"}".to_vec());
    window.assert_sees("\"No such pet\"");
    window.assert_sees("The content type says image/png, and the bytes are no picture");
}

#[test]
fn a_picture_is_drawn_though_the_body_before_it_was_read_as_a_tree() {
    let mut window = received("application/json", b"[1]".to_vec());
    window.click("Body: Tree");
    window.until("the tree", |window| window.sees("[ 1 item ]"));
    let server = serving("image/png", picture(120, 80, ImageFormat::Png));
    window.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
    window.send();
    window.until("it is decoded", |window| window.sees("PNG · 120 × 80"));
    assert_eq!(drawn_pictures(&window).len(), 1);
}
