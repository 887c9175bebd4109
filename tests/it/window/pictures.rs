//! Replies that are pictures, whole, huge, cut and damaged.

use std::io::Cursor;

use countersign::model::AuthKind;
use countersign::ui::command::Command;
use eframe::egui::epaint::{ClippedShape, Shape};
use eframe::egui::{Rect, TextureId};
use egui_kittest::kittest::Queryable as _;
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};

use super::desk::Desk;
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
fn received(content_type: &'static str, body: Vec<u8>) -> Desk {
    let server = serving(content_type, body);
    let mut desk = Desk::first_start();
    desk.tab_mut().request.http.auth.kind = AuthKind::None;
    desk.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
    desk.send();
    desk
}

/// Places of pictures on screen.
fn drawn_pictures(desk: &Desk) -> Vec<Rect> {
    let mut found = Vec::new();
    for ClippedShape { clip_rect, shape, .. } in &desk.harness.output().shapes {
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
    let mut desk = received("image/png", picture(120, 80, ImageFormat::Png));
    desk.until("it is decoded", |desk| desk.sees("PNG · 120 × 80"));
    let [place] = drawn_pictures(&desk)[..] else {
        panic!("{:?}", drawn_pictures(&desk))
    };
    assert_eq!(place.size(), eframe::egui::vec2(120.0, 80.0));
    assert!(desk.harness.query_by_label("PNG, 120 × 80 pixels").is_some());
    desk.click("Body: Hex");
    desk.settle();
    desk.assert_sees("89 50 4e 47");
    assert!(drawn_pictures(&desk).is_empty());
    desk.click("Body: Image");
    desk.settle();
    desk.assert_sees("PNG · 120 × 80");
    desk.run(Command::FindInBody);
    desk.settle();
    assert_eq!(desk.focused().as_deref(), Some("Find in the body"));
    desk.assert_sees("89 50 4e 47");
}

#[test]
fn a_large_picture_is_fitted_and_can_be_seen_pixel_by_pixel() {
    // The harness has textures of 2,048 pixels.
    let mut desk = received("application/octet-stream", picture(3000, 1000, ImageFormat::Jpeg));
    desk.until("it is decoded", |desk| desk.sees("JPEG · 3,000 × 1,000"));
    desk.assert_sees("drawn from a copy of 2,048 × 682");
    let fitted = drawn_pictures(&desk)[0];
    assert!(
        fitted.width() < 700.0 && (fitted.width() / fitted.height() - 3.0).abs() < 0.05,
        "{fitted:?}"
    );
    desk.click("Picture: 100 %");
    desk.settle();
    assert_eq!(
        drawn_pictures(&desk)[0].size(),
        eframe::egui::vec2(3000.0, 1000.0)
    );
    desk.assert_sees_not("at 2");
}

#[test]
fn another_tab_takes_the_picture_along_and_it_comes_back() {
    let mut desk = received("image/gif", picture(30, 20, ImageFormat::Gif));
    desk.until("it is decoded", |desk| desk.sees("GIF · 30 × 20"));
    desk.run(Command::NextTab);
    desk.settle();
    assert!(drawn_pictures(&desk).is_empty());
    desk.run(Command::PreviousTab);
    desk.until("it is decoded again", |desk| desk.sees("GIF · 30 × 20"));
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
        let mut desk = received("image/png", body);
        desk.until(words, |desk| desk.sees(words));
        desk.assert_sees("The picture can not be drawn");
        desk.settle();
        desk.click("Body: Hex");
        desk.settle();
        desk.assert_sees("00000000");
    }
}

#[test]
fn json_under_the_name_of_a_picture_is_shown_as_json_and_says_so() {
    let desk = received("image/png", b"{\"message\":\"No such pet\"}".to_vec());
    desk.assert_sees("\"No such pet\"");
    desk.assert_sees("The content type says image/png, and the bytes are no picture");
}

#[test]
fn a_picture_is_drawn_though_the_body_before_it_was_read_as_a_tree() {
    let mut desk = received("application/json", b"[1]".to_vec());
    desk.click("Body: Tree");
    desk.until("the tree", |desk| desk.sees("[ 1 item ]"));
    let server = serving("image/png", picture(120, 80, ImageFormat::Png));
    desk.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
    desk.send();
    desk.until("it is decoded", |desk| desk.sees("PNG · 120 × 80"));
    assert_eq!(drawn_pictures(&desk).len(), 1);
}
