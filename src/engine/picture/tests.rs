//! Pictures made by the encoders of the same crate, then cut, altered, and made by hand to hurt.

use image::codecs::gif::GifEncoder;
use image::{Frame, ImageFormat, Rgba};
use proptest::prelude::*;

use super::*;

/// Red on the left, half-transparent blue on the right.
fn two_colors(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, _| {
        if x < width / 2 {
            Rgba([255, 0, 0, 255])
        } else {
            Rgba([0, 0, 255, 128])
        }
    })
}

fn file(image: &RgbaImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    let image = DynamicImage::from(image.clone());
    let image = match format {
        ImageFormat::Jpeg | ImageFormat::Bmp => DynamicImage::from(image.into_rgb8()),
        _ => image,
    };
    image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

fn pixel(picture: &Picture, x: u32, y: u32) -> [u8; 4] {
    let at = ((y * picture.shown[0] + x) * 4) as usize;
    picture.rgba[at..at + 4].try_into().unwrap()
}

#[test]
fn every_format_is_decoded() {
    let image = two_colors(40, 20);
    for (format, kind) in [
        (ImageFormat::Png, ImageKind::Png),
        (ImageFormat::Jpeg, ImageKind::Jpeg),
        (ImageFormat::Gif, ImageKind::Gif),
        (ImageFormat::WebP, ImageKind::WebP),
        (ImageFormat::Bmp, ImageKind::Bmp),
        (ImageFormat::Ico, ImageKind::Ico),
    ] {
        let picture = decode(&file(&image, format), 2048).unwrap();
        assert_eq!(
            (picture.kind, picture.size, picture.shown),
            (kind, [40, 20], [40, 20])
        );
        let [red, green, blue, alpha] = pixel(&picture, 5, 10);
        assert!(red > 240 && green < 16 && blue < 16 && alpha == 255, "{kind:?}");
        assert_eq!(picture.frames, Frames::One);
    }
    let picture = decode(&file(&image, ImageFormat::Png), 2048).unwrap();
    assert_eq!(
        (pixel(&picture, 30, 3), picture.cover),
        ([0, 0, 255, 128], Cover::Transparent)
    );
    let picture = decode(&file(&image, ImageFormat::Jpeg), 2048).unwrap();
    assert_eq!(picture.cover, Cover::Opaque);
}

#[test]
fn of_an_animation_the_first_frame_is_shown() {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    for color in [[0, 200, 0, 255], [200, 0, 0, 255]] {
        let frame = Frame::new(RgbaImage::from_pixel(8, 8, Rgba(color)));
        encoder.encode_frame(frame).unwrap();
    }
    drop(encoder);
    let picture = decode(&bytes, 2048).unwrap();
    assert_eq!(
        (pixel(&picture, 1, 1), picture.frames),
        ([0, 200, 0, 255], Frames::FirstOfSeveral)
    );
}

#[test]
fn a_picture_beyond_a_texture_is_shown_from_a_smaller_copy_in_its_proportions() {
    let picture = decode(&file(&two_colors(3000, 30), ImageFormat::Png), 2048).unwrap();
    assert_eq!((picture.size, picture.shown), ([3000, 30], [2048, 20]));
    assert_eq!(picture.rgba.len(), 2048 * 20 * 4);
    assert_eq!(fitting([100_000, 1], 2048), [2048, 1]);
    assert_eq!(fitting([8000, 4000], 16_384), [5656, 2828]);
}

/// The head of a PNG of that size; no pixel follows.
fn png_head(width: u32, height: u32) -> Vec<u8> {
    let mut head = b"IHDR".to_vec();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([8, 6, 0, 0, 0]);
    let crc = flate2::Crc::new();
    let crc = {
        let mut crc = crc;
        crc.update(&head);
        crc.sum()
    };
    let mut bytes = b"\x89PNG\r\n\x1A\n\0\0\0\x0D".to_vec();
    bytes.extend(head);
    bytes.extend(crc.to_be_bytes());
    // A chunk of data follows, so that the decoder reads the head to its end.
    bytes.extend(b"\0\0\0\x08IDAT");
    bytes
}

#[test]
fn a_small_file_that_says_it_is_huge_is_refused_before_it_is_decoded() {
    let mut gif = file(&two_colors(4, 4), ImageFormat::Gif);
    gif[6..10].copy_from_slice(&[0xFF; 4]);
    let mut bmp = file(&two_colors(4, 4), ImageFormat::Bmp);
    bmp[18..22].copy_from_slice(&60_000u32.to_le_bytes());
    bmp[22..26].copy_from_slice(&60_000u32.to_le_bytes());
    for (bytes, width) in [(png_head(50_000, 50_000), 50_000), (gif, 65_535), (bmp, 60_000)] {
        match decode(&bytes, 2048) {
            Err(PictureError::TooManyPixels { width: said, .. }) => assert_eq!(said, width),
            other => panic!("{:?}", other.map(|picture| picture.size)),
        }
    }
    let words = decode(&png_head(50_000, 50_000), 2048)
        .map(|_| ())
        .unwrap_err()
        .to_string();
    assert!(words.contains("50,000 × 50,000 pixels"), "{words}");
}

#[test]
fn a_file_that_was_cut_off_says_so() {
    let image = RgbaImage::from_fn(64, 64, |x, y| {
        let byte = |value: u32| u8::try_from(value % 256).unwrap();
        Rgba([byte(x * 7), byte(y * 5), byte(x ^ y), 255])
    });
    for format in [
        ImageFormat::Png,
        ImageFormat::Gif,
        ImageFormat::WebP,
        ImageFormat::Bmp,
    ] {
        let bytes = file(&image, format);
        let cut = decode(&bytes[..bytes.len() / 2].to_vec(), 2048).map(|_| ());
        assert!(
            matches!(cut, Err(PictureError::Truncated(_))),
            "{format:?}: {cut:?}"
        );
    }
    let bytes = file(&image, ImageFormat::Jpeg);
    assert_eq!(decode(&bytes, 2048).unwrap().end, PictureEnd::Whole);
    assert_eq!(
        decode(&bytes[..bytes.len() / 2].to_vec(), 2048).unwrap().end,
        PictureEnd::Cut
    );
    assert_eq!(
        decode(&png_head(10, 10), 2048).map(|_| ()),
        Err(PictureError::Truncated("PNG"))
    );
}

#[test]
fn what_is_no_picture_or_too_long_is_refused() {
    assert_eq!(decode(b"hello", 2048).map(|_| ()), Err(PictureError::NotDrawn));
    assert_eq!(
        decode(b"<svg xmlns='x'/>", 2048).map(|_| ()),
        Err(PictureError::NotDrawn)
    );
    let long = vec![0; MOST_FILE_BYTES + 1];
    assert_eq!(decode(&long, 2048).map(|_| ()), Err(PictureError::FileTooLarge));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn altered_files_are_decoded_or_refused(
        format in prop::sample::select(vec![
            ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Bmp, ImageFormat::Ico,
        ]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        kept in 20usize..100,
    ) {
        let mut bytes = file(&two_colors(24, 16), format);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(bytes.len() * kept / 100);
        if let Ok(picture) = decode(&bytes, 256) {
            let [width, height] = picture.shown;
            prop_assert_eq!(picture.rgba.len(), width as usize * height as usize * 4);
            prop_assert!(width <= 256 && height <= 256);
        }
    }
}
