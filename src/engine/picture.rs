//! Decodes a picture within limits: what a stranger sends may be broken, or made to fill the memory.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::bmp::BmpDecoder;
use image::codecs::gif::GifDecoder;
use image::codecs::ico::IcoDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::error::LimitErrorKind;
use image::imageops::thumbnail;
use image::{AnimationDecoder as _, DynamicImage, ImageDecoder, ImageError, ImageResult, Limits, RgbaImage};
use thiserror::Error;

use crate::text::Source;
use crate::text::kind::{ImageKind, image_kind};
use crate::text::measure::grouped;

/// Longest file that is decoded.
pub const MOST_FILE_BYTES: usize = 64 << 20;
/// Most pixels of a picture that is decoded: more than any screen shows, and at most 320 MB while it is decoded.
pub const MOST_PIXELS: u64 = 40_000_000;
/// What a decoder may take at once; a picture of the most pixels with 16 bits for each of four channels fits.
const MOST_DECODER_BYTES: u64 = 352 << 20;
/// A picture with more pixels is shown from a smaller copy of at most this many: 64 MB on the graphics card.
const MOST_SHOWN_PIXELS: u64 = 16_000_000;

/// A decoded picture, upright, eight bits for red, green, blue and alpha of each pixel.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Format of the file.
    pub kind: ImageKind,
    /// Width and height of the picture.
    pub size: [u32; 2],
    /// Width and height of `rgba`: smaller than `size` when that is more than can be drawn.
    pub shown: [u32; 2],
    /// The pixels, row by row.
    pub rgba: Vec<u8>,
    /// Whether the ground is seen through it.
    pub cover: Cover,
    /// Whether it is all of the file.
    pub frames: Frames,
    /// Whether the file has all of it.
    pub end: PictureEnd,
}

/// Whether a picture is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureEnd {
    /// Every pixel was decoded.
    Whole,
    /// The file ends early and what it has is drawn, as the format allows.
    Cut,
}

/// Whether a picture covers its ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// Every pixel does.
    Opaque,
    /// Some do not.
    Transparent,
}

/// Whether a file holds one picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frames {
    /// The one.
    One,
    /// The first of an animation.
    FirstOfSeveral,
}

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PictureError {
    /// None of the formats that are drawn.
    #[error("This is no picture that can be drawn here: save it and open it in another program")]
    NotDrawn,
    /// Longer than [`MOST_FILE_BYTES`].
    #[error("A picture of more than 64 MB is not drawn: save it and open it in another program")]
    FileTooLarge,
    /// More than [`MOST_PIXELS`].
    #[error(
        "This {kind} says it has {} × {} pixels, more than the 40 million that are drawn: a small file that says so may \
         be meant to fill the memory",
        grouped(u64::from(*.width)),
        grouped(u64::from(*.height))
    )]
    TooManyPixels {
        /// Name of the format.
        kind: &'static str,
        /// As the file says.
        width: u32,
        /// As the file says.
        height: u32,
    },
    /// The decoder asked for more than it may have.
    #[error("This {0} takes more memory than a picture may have: save it and open it in another program")]
    TooMuchMemory(&'static str),
    /// The file ends before the picture does.
    #[error("This {0} ends before the picture is whole: it was cut off, by the service or on its way")]
    Truncated(&'static str),
    /// The file does not follow its format.
    #[error("This {kind} is damaged ({what}): Hex shows its bytes")]
    Damaged {
        /// Name of the format.
        kind: &'static str,
        /// What the decoder said.
        what: String,
    },
    /// The file could not be read from the disk.
    #[error("The body could not be read from its file: {0}")]
    Unread(String),
}

/// Decodes a body, for textures of at most `most_side` pixels on each side. Takes up to some seconds and
/// [`MOST_DECODER_BYTES`]: for a worker.
pub fn decode(body: &dyn Source, most_side: u32) -> Result<Picture, PictureError> {
    if body.len() > MOST_FILE_BYTES {
        return Err(PictureError::FileTooLarge);
    }
    let bytes = body.read(0..body.len());
    if bytes.len() < body.len() {
        return Err(PictureError::Unread("it is shorter than it was".to_owned()));
    }
    let kind = image_kind(&bytes).ok_or(PictureError::NotDrawn)?;
    // A decoder that gives up in an unexpected way is a damaged picture, not the end of the thread.
    let decoded = catch_unwind(AssertUnwindSafe(|| frame(kind, &bytes)));
    let (image, frames) = match decoded {
        Ok(Err(PictureError::Damaged { kind: name, .. })) if webp_is_cut(kind, &bytes) => {
            return Err(PictureError::Truncated(name));
        }
        Ok(result) => result?,
        Err(_panic) => {
            return Err(PictureError::Damaged {
                kind: kind.name(),
                what: "its decoder gave up".to_owned(),
            });
        }
    };
    let cover = if image.pixels().all(|pixel| pixel.0.last() == Some(&u8::MAX)) {
        Cover::Opaque
    } else {
        Cover::Transparent
    };
    let size = [image.width(), image.height()];
    let shown = fitting(size, most_side);
    let [width, height] = shown;
    let image = if shown == size {
        image
    } else {
        thumbnail(&image, width, height)
    };
    Ok(Picture {
        kind,
        size,
        shown,
        rgba: image.into_raw(),
        cover,
        frames,
        end: if kind == ImageKind::Jpeg && jpeg_is_cut(&bytes) {
            PictureEnd::Cut
        } else {
            PictureEnd::Whole
        },
    })
}

/// The picture or the first of several.
fn frame(kind: ImageKind, bytes: &[u8]) -> Result<(RgbaImage, Frames), PictureError> {
    let file = Cursor::new(bytes);
    let failed = |error| error_of(kind, &error);
    match kind {
        ImageKind::Png => still(kind, PngDecoder::with_limits(file, limits()).map_err(failed)?),
        ImageKind::Jpeg => still(kind, JpegDecoder::new(file).map_err(failed)?),
        ImageKind::Bmp => still(kind, BmpDecoder::new(file).map_err(failed)?),
        ImageKind::Ico => still(kind, IcoDecoder::new(file).map_err(failed)?),
        ImageKind::WebP => {
            let decoder = WebPDecoder::new(file).map_err(failed)?;
            let frames = if decoder.has_animation() {
                Frames::FirstOfSeveral
            } else {
                Frames::One
            };
            still(kind, decoder).map(|(image, _)| (image, frames))
        }
        ImageKind::Gif => {
            let mut decoder = GifDecoder::new(file).map_err(failed)?;
            check_pixels(kind, decoder.dimensions())?;
            decoder.set_limits(limits()).map_err(failed)?;
            let mut frames = decoder.into_frames();
            let first = frames.next().ok_or(PictureError::Truncated(kind.name()))?;
            let image = first.map_err(failed)?.into_buffer();
            let several = match frames.next() {
                Some(Ok(_)) => Frames::FirstOfSeveral,
                _ => Frames::One,
            };
            Ok((image, several))
        }
        ImageKind::Svg => Err(PictureError::NotDrawn),
    }
}

fn still(kind: ImageKind, mut decoder: impl ImageDecoder) -> Result<(RgbaImage, Frames), PictureError> {
    check_pixels(kind, decoder.dimensions())?;
    let decoded = (|| -> ImageResult<DynamicImage> {
        decoder.set_limits(limits())?;
        let orientation = decoder.orientation()?;
        let mut image = DynamicImage::from_decoder(decoder)?;
        image.apply_orientation(orientation);
        Ok(image)
    })();
    match decoded {
        Ok(image) => Ok((image.into_rgba8(), Frames::One)),
        Err(error) => Err(error_of(kind, &error)),
    }
}

/// Whether a WebP file is shorter than its head says: its decoder tells no end from a fault.
fn webp_is_cut(kind: ImageKind, bytes: &[u8]) -> bool {
    let said = bytes.get(4..8).and_then(|four| <[u8; 4]>::try_from(four).ok());
    kind == ImageKind::WebP && said.is_some_and(|said| u32::from_le_bytes(said) as usize + 8 > bytes.len())
}

/// Whether the end-of-image marker is missing behind the last scan: the decoder fills what is missing with grey.
fn jpeg_is_cut(bytes: &[u8]) -> bool {
    let last = |marker: u8| memchr::memmem::rfind(bytes, &[0xFF, marker]);
    last(0xD9) < last(0xDA)
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_DECODER_BYTES);
    limits
}

/// Refuses what a decoder would need too much memory for, before it begins.
fn check_pixels(kind: ImageKind, (width, height): (u32, u32)) -> Result<(), PictureError> {
    if u64::from(width) * u64::from(height) <= MOST_PIXELS {
        return Ok(());
    }
    Err(PictureError::TooManyPixels {
        kind: kind.name(),
        width,
        height,
    })
}

fn error_of(kind: ImageKind, error: &ImageError) -> PictureError {
    let kind = kind.name();
    match error {
        ImageError::Limits(limit) if matches!(limit.kind(), LimitErrorKind::InsufficientMemory) => {
            PictureError::TooMuchMemory(kind)
        }
        error if is_end(error) => PictureError::Truncated(kind),
        error => PictureError::Damaged {
            kind,
            what: reason(&innermost(error)),
        },
    }
}

/// Whether the cause of an error is the end of the file. Decoders wrap it, and some only name it.
fn is_end(error: &ImageError) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        let io = error.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| io.kind() == std::io::ErrorKind::UnexpectedEof) {
            return true;
        }
        cause = error.source();
    }
    let words = innermost(error).to_ascii_lowercase();
    [
        "unexpected end",
        "unexpected eof",
        "no more bytes",
        "exhausted data",
        "failed to fill whole buffer",
    ]
    .iter()
    .any(|end| words.contains(end))
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}

/// The first words of a decoder's error, on one line.
fn reason(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_end_matches('.');
    match line.char_indices().nth(160) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line.to_owned(),
    }
}

/// The size in which a picture is drawn: its own, or smaller in the same proportions.
fn fitting([width, height]: [u32; 2], most_side: u32) -> [u32; 2] {
    let most_side = f64::from(most_side.max(1));
    let (wide, high) = (f64::from(width.max(1)), f64::from(height.max(1)));
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let by_pixels = (MOST_SHOWN_PIXELS as f64 / (wide * high)).sqrt();
    let scale = (most_side / wide).min(most_side / high).min(by_pixels).min(1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and the side it came from"
    )]
    let scaled = |side: f64| (side * scale).floor().max(1.0) as u32;
    if scale < 1.0 {
        [scaled(wide), scaled(high)]
    } else {
        [width, height]
    }
}

#[cfg(test)]
mod tests;
