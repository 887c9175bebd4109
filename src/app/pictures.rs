//! Pictures on their way to the screen: decoded on a thread of their own, one in memory at a time.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{ColorImage, Context};

use super::App;
use crate::engine::picture::{PictureError, decode};
use crate::engine::{LatestWorker, Queued};
use crate::model::DraftId;
use crate::ui::reply::picture_view::{PictureFacts, PictureJob};

/// A full queue is tried again after this.
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// A decoded picture, ready for the graphics card.
pub struct DecodedPicture {
    ticket: u64,
    result: Result<(PictureFacts, Arc<ColorImage>), PictureError>,
}

/// Decodes one picture after the other.
pub type PictureWorker = LatestWorker<(DraftId, PictureJob), (DraftId, DecodedPicture)>;

/// Starts the thread that decodes pictures.
pub fn start_worker(wake: Arc<dyn Fn() + Send + Sync>) -> io::Result<PictureWorker> {
    let work = |(draft, job): (DraftId, PictureJob)| {
        let result = decode(&*job.source, job.most_side).map(|picture| {
            let [width, height] = picture.shown.map(|side| side as usize);
            let pixels = ColorImage::from_rgba_unmultiplied([width, height], &picture.rgba);
            (PictureFacts::of(&picture), Arc::new(pixels))
        });
        let ticket = job.ticket;
        (draft, DecodedPicture { ticket, result })
    };
    LatestWorker::start("picture", work, wake)
}

impl App {
    /// Hands the picture in front to its thread; the tabs behind let go of theirs.
    pub(super) fn ask_pictures(&mut self, ctx: &Context) {
        for (index, tab) in self.tabs.iter_mut().enumerate() {
            if index != self.active {
                tab.reply.picture.forget();
                continue;
            }
            let Some(job) = tab.reply.picture.take_job() else {
                continue;
            };
            if self.pictures.ask((tab.draft.id.clone(), job.clone())) == Queued::No {
                tab.reply.picture.put_back(job);
                ctx.request_repaint_after(ASK_AGAIN);
            }
        }
        for tab in &mut self.closed {
            tab.reply.picture.forget();
        }
    }

    /// Takes a decoded picture.
    pub(super) fn picture_made(&mut self, draft: &DraftId, made: DecodedPicture, ctx: &Context) {
        for tab in self.tabs.iter_mut().filter(|tab| tab.draft.id != *draft) {
            tab.reply.picture.overtaken();
        }
        if let Some(tab) = self.tabs.iter_mut().find(|tab| tab.draft.id == *draft) {
            tab.reply.picture.receive(made.ticket, made.result, ctx);
        }
    }
}
