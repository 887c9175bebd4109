//! A reply body that is a picture: fitted into the pane, or pixel by pixel.

use std::sync::Arc;

use eframe::egui::{
    Color32, ColorImage, Context, CornerRadius, Label, Rect, RichText, Role, ScrollArea, Sense,
    TextureHandle, TextureOptions, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use crate::blob::BodySource;
use crate::engine::picture::{Cover, Frames, Picture, PictureEnd, PictureError};
use crate::text::kind::ImageKind;
use crate::text::measure::{grouped, human_bytes};
use crate::ui::tokens::{Tokens, size, tokens};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::card::{Tone, card};
use crate::ui::widgets::pane_head::padded;
use crate::ui::widgets::segmented::segmented;
use crate::ui::{fonts, icons};

/// Side of a square of the ground behind a picture that does not cover it.
const SQUARE: f32 = 12.0;
/// Around the picture.
const EDGE: f32 = 12.0;
/// Height of the row above it.
const FACTS: f32 = 34.0;

/// A picture to be decoded.
#[derive(Clone, Debug)]
pub struct PictureJob {
    /// To know the answer by.
    pub ticket: u64,
    /// The body.
    pub source: Arc<BodySource>,
    /// Longest side of a texture.
    pub most_side: u32,
}

/// A decoded picture without its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureFacts {
    kind: ImageKind,
    size: [u32; 2],
    shown: [u32; 2],
    cover: Cover,
    frames: Frames,
    end: PictureEnd,
}

impl PictureFacts {
    /// What is known of a picture.
    pub fn of(picture: &Picture) -> Self {
        Self {
            kind: picture.kind,
            size: picture.size,
            shown: picture.shown,
            cover: picture.cover,
            frames: picture.frames,
            end: picture.end,
        }
    }

    /// `PNG, 640 × 480 pixels`.
    fn name(&self) -> String {
        format!("{}, {} pixels", self.kind.name(), dimensions(self.size))
    }

    /// What is not as one would expect.
    fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.frames == Frames::FirstOfSeveral {
            remarks.push("the first frame of an animation".to_owned());
        }
        if self.shown != self.size {
            remarks.push(format!("drawn from a copy of {}", dimensions(self.shown)));
        }
        if self.end == PictureEnd::Cut {
            remarks.push("cut off: the file ends early".to_owned());
        }
        remarks
    }
}

/// The picture of one tab.
#[derive(Debug, Default)]
pub struct PictureView {
    ticket: u64,
    state: State,
    zoom: Zoom,
}

#[derive(Default)]
enum State {
    /// Not looked at since it came.
    #[default]
    Unseen,
    /// A worker is to decode it.
    Wanted(PictureJob),
    /// A worker does.
    Decoding,
    /// It can be drawn.
    Drawn(PictureFacts, TextureHandle),
    /// It can not.
    Failed(PictureError),
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unseen => write!(f, "Unseen"),
            Self::Wanted(_) => write!(f, "Wanted"),
            Self::Decoding => write!(f, "Decoding"),
            Self::Drawn(facts, _) => write!(f, "Drawn({facts:?})"),
            Self::Failed(error) => write!(f, "Failed({error:?})"),
        }
    }
}

/// How large a picture is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Zoom {
    /// As much as the pane has room for, and never larger than it is.
    #[default]
    Fit,
    /// A pixel of it on a pixel of the screen.
    Pixels,
}

impl PictureView {
    /// Lets go of the picture: the body is another one, or nobody looks.
    pub fn forget(&mut self) {
        if !matches!(self.state, State::Unseen) {
            self.ticket += 1;
            self.state = State::Unseen;
        }
    }

    /// A picture for the worker.
    pub fn take_job(&mut self) -> Option<PictureJob> {
        match std::mem::replace(&mut self.state, State::Decoding) {
            State::Wanted(job) => Some(job),
            before => {
                self.state = before;
                None
            }
        }
    }

    /// The queue of the worker had no room.
    pub fn put_back(&mut self, job: PictureJob) {
        self.state = State::Wanted(job);
    }

    /// The worker went on to a picture of another tab.
    pub fn overtaken(&mut self) {
        if matches!(self.state, State::Decoding) {
            self.forget();
        }
    }

    /// Takes the answer to a job.
    pub fn receive(
        &mut self,
        ticket: u64,
        made: Result<(PictureFacts, Arc<ColorImage>), PictureError>,
        ctx: &Context,
    ) {
        if ticket != self.ticket || !matches!(self.state, State::Decoding) {
            return;
        }
        self.state = match made {
            Ok((facts, pixels)) => {
                let options = TextureOptions {
                    magnification: eframe::egui::TextureFilter::Nearest,
                    ..TextureOptions::LINEAR
                };
                State::Drawn(facts, ctx.load_texture("reply picture", pixels, options))
            }
            Err(error) => State::Failed(error),
        };
    }
}

/// Draws the picture in what is left of `ui`, and asks for it when it was not decoded yet.
pub fn picture_ui(ui: &mut Ui, view: &mut PictureView, source: &Arc<BodySource>, bytes: u64) {
    let colors = tokens(ui.ctx());
    match &view.state {
        State::Unseen => {
            let most_side = ui.input(|input| input.max_texture_side);
            view.state = State::Wanted(PictureJob {
                ticket: view.ticket,
                source: Arc::clone(source),
                most_side: u32::try_from(most_side).unwrap_or(u32::MAX),
            });
            ui.ctx().request_repaint();
        }
        State::Wanted(_) | State::Decoding => waiting_ui(ui, colors),
        State::Failed(error) => {
            let sentence = error.to_string();
            padded(ui, |ui| {
                let title = "The picture can not be drawn";
                card(
                    ui,
                    Tone::Warning,
                    icons::TRIANGLE_ALERT,
                    title,
                    &[&sentence],
                    |_| {},
                );
            });
        }
        State::Drawn(facts, texture) => {
            let (facts, texture) = (*facts, texture.clone());
            drawn_ui(ui, &mut view.zoom, facts, &texture, bytes, colors);
        }
    }
}

fn waiting_ui(ui: &mut Ui, colors: &Tokens) {
    padded(ui, |ui| {
        ui.label(RichText::new("Decoding the picture").color(colors.third));
    });
}

fn drawn_ui(
    ui: &mut Ui,
    zoom: &mut Zoom,
    facts: PictureFacts,
    texture: &TextureHandle,
    bytes: u64,
    colors: &Tokens,
) {
    let full = points(facts.size) / ui.pixels_per_point();
    let room = ui.available_size() - vec2(2.0 * EDGE, FACTS + 2.0 * EDGE);
    let fit = (room.x / full.x).min(room.y / full.y).clamp(0.0, 1.0);
    let scale = match zoom {
        Zoom::Fit => fit,
        Zoom::Pixels => 1.0,
    };
    let right = |ui: &mut Ui, zoom: &mut Zoom| {
        segmented(
            ui,
            "Picture",
            zoom,
            &[(Zoom::Fit, "Fit"), (Zoom::Pixels, "100 %")],
        );
        ui.add_space(size::PAD);
    };
    bar(ui, FACTS, zoom, right, |ui, _| {
        ui.add_space(size::PAD);
        let at = if scale < 1.0 {
            format!(" · at {:.0} %", scale * 100.0)
        } else {
            String::new()
        };
        let (kind, sides) = (facts.kind.name(), dimensions(facts.size));
        let text = format!("{kind} · {sides} · {}{at}", human_bytes(bytes));
        let text = RichText::new(text).font(fonts::caption()).color(colors.second);
        ui.label(text);
        for remark in facts.remarks() {
            let ink = if facts.end == PictureEnd::Cut {
                colors.warning
            } else {
                colors.third
            };
            let remark = RichText::new(remark).font(fonts::caption()).color(ink);
            ui.add(Label::new(remark).truncate());
        }
    });
    ScrollArea::both()
        .id_salt("picture")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            let drawn = full * scale;
            let around = drawn + Vec2::splat(2.0 * EDGE);
            let (area, response) = ui.allocate_exact_size(around.max(ui.available_size()), Sense::HOVER);
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, facts.name()));
            let place = Rect::from_center_size(area.center(), drawn);
            // On whole pixels, so that one of the picture is one of the screen.
            let pixel = ui.pixels_per_point();
            let corner = pos2(
                (place.left() * pixel).round() / pixel,
                (place.top() * pixel).round() / pixel,
            );
            let place = Rect::from_min_size(corner, drawn);
            if facts.cover == Cover::Transparent {
                squares_ui(ui, place, colors);
            }
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            ui.painter().image(texture.id(), place, whole, Color32::WHITE);
        });
}

/// The ground of a picture that does not cover it.
fn squares_ui(ui: &Ui, place: Rect, colors: &Tokens) {
    let seen = place.intersect(ui.clip_rect());
    if !seen.is_positive() {
        return;
    }
    let painter = ui.painter().with_clip_rect(seen);
    painter.rect_filled(seen, CornerRadius::ZERO, colors.field);
    let first = ((seen.min - place.min) / SQUARE).floor();
    let last = ((seen.max - place.min) / SQUARE).ceil();
    let mut row = first.y;
    while row < last.y {
        let mut column = first.x;
        while column < last.x {
            if (row + column) % 2.0 == 0.0 {
                let corner = place.min + vec2(column, row) * SQUARE;
                let square = Rect::from_min_size(corner, Vec2::splat(SQUARE));
                painter.rect_filled(square, CornerRadius::ZERO, colors.raised);
            }
            column += 1.0;
        }
        row += 1.0;
    }
}

/// `640 × 480`.
fn dimensions([width, height]: [u32; 2]) -> String {
    format!("{} × {}", grouped(u64::from(width)), grouped(u64::from(height)))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sides of pictures are below 2^24 or not drawn"
)]
fn points([width, height]: [u32; 2]) -> Vec2 {
    vec2(width.max(1) as f32, height.max(1) as f32)
}
