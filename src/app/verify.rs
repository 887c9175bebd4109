//! Checks requests that were signed elsewhere: read and verified by a worker, shown on the page over the window.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use eframe::egui::Context;

use super::App;
use super::message::{Mail, Message};
use super::overlay::Overlay;
use crate::blob::read_file;
use crate::engine::{Ambient, LatestWorker, Queued};
use crate::formats::signed_elsewhere::signed_elsewhere;
use crate::model::{ReceivedRequest, Secret, SigningTime};
use crate::sigv4::mistakes::MistakeSearch;
use crate::sigv4::pieces::Pieces;
use crate::sigv4::verify::{SignedTexts, Verdict, Verification, verify};
use crate::ui::shell::toasts::Kind;
use crate::ui::shell::verify_page::{Checked, Search, VerifyJob, VerifyPage};

/// A full queue is tried again after this.
const ASK_AGAIN: Duration = Duration::from_millis(50);
/// While a search is under way its progress is drawn this often.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);
/// A larger file is no archive of requests that anybody reads.
const LARGEST_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// What the worker is asked.
pub enum VerifyTask {
    /// To read a text and to check the request in it.
    Check(VerifyJob),
    /// To read a dropped file.
    File(String),
}

/// What came of it.
pub enum VerifyAnswer {
    /// Of the job with this ticket: the check, or why there is none.
    Checked(u64, Box<Result<Checked, String>>),
    /// The end of the search of the job with this ticket.
    Searched(u64, Search),
    /// The bytes of the file of this path, or why it was not read.
    File(String, io::Result<Vec<u8>>),
}

/// Reads and checks one text after the other.
pub type VerifyWorker = LatestWorker<VerifyTask>;

/// Starts the thread. Variables of a pasted command come from the environment, the moment from the clock.
pub fn start_worker(ambient: Ambient, mailbox: Mail) -> io::Result<VerifyWorker> {
    let work = move |task: VerifyTask| {
        let answer = match task {
            VerifyTask::Check(job) => {
                check(&job, &ambient, &mailbox);
                return;
            }
            VerifyTask::File(path) => {
                let read = read_file(Path::new(&path), LARGEST_FILE_BYTES);
                VerifyAnswer::File(path, read)
            }
        };
        mailbox.put(Message::Verified(answer));
    };
    LatestWorker::start("verify", work)
}

/// Hands over the check at once, and the mistake when the signature differs and the search for it has ended.
fn check(job: &VerifyJob, ambient: &Ambient, mailbox: &Mail) {
    let put = |answer| mailbox.put(Message::Verified(answer));
    let variables = |name: &str| (ambient.environment)(name);
    let read = match signed_elsewhere(&job.text, job.entry, &variables) {
        Ok(read) => read,
        Err(error) => {
            let why = format!("{error}. {}", error.hint());
            put(VerifyAnswer::Checked(job.ticket, Box::new(Err(why))));
            return;
        }
    };
    let now = SigningTime::new((ambient.now)());
    let secret = (!job.secret.is_empty()).then_some(&job.secret);
    let request = &read.imported.request;
    let verification = verify(request, now, secret);
    let mut search = searching(request, &verification, secret);
    let checked = Checked {
        form: read.form,
        warnings: read.imported.warnings.iter().map(ToString::to_string).collect(),
        now,
        pieces: pieces_of(request, &verification),
        verification: verification.clone(),
        search: match search {
            Some(_) => Search::Running,
            None => Search::None,
        },
    };
    put(VerifyAnswer::Checked(job.ticket, Box::new(Ok(checked))));
    if let Some(search) = &mut search {
        let stop = || job.stop.is_set();
        let end = search.run(&stop, &mut |progress| job.watch.note(progress));
        let tried = search.progress().tried;
        put(VerifyAnswer::Searched(job.ticket, Search::Ended { end, tried }));
    }
}

/// The signature in pieces, when enough of the request is there.
fn pieces_of(request: &ReceivedRequest, verification: &Verification) -> Option<Arc<Pieces>> {
    let texts = SignedTexts::of(request, verification.claim.as_ref()?).ok()?;
    Some(Arc::new(Pieces::of_received(&texts)))
}

/// The search for the mistake, when there is one to be found.
fn searching<'a>(
    request: &'a ReceivedRequest,
    verification: &Verification,
    secret: Option<&'a Secret>,
) -> Option<MistakeSearch<'a>> {
    let Verdict::SignatureDiffers { .. } = verification.verdict else {
        return None;
    };
    MistakeSearch::new(request, verification.claim.as_ref()?, secret?).ok()
}

impl App {
    /// Opens the page.
    pub(super) fn open_verify_page(&mut self) {
        self.show_page(Overlay::Verify(Box::default()));
    }

    /// The page, while it is open.
    pub fn verify_page(&self) -> Option<&VerifyPage> {
        match &self.overlay.page {
            Overlay::Verify(page) => Some(page),
            _ => None,
        }
    }

    /// Asks the worker about what the page holds now.
    pub(super) fn ask_verification(&mut self, ctx: &Context) {
        let Overlay::Verify(page) = &mut self.overlay.page else {
            return;
        };
        if page.is_searching() {
            ctx.request_repaint_after(PROGRESS_EVERY);
        }
        let Some(job) = page.take_job() else { return };
        if self.jobs.verifies.ask(VerifyTask::Check(job)) == Queued::No {
            page.put_back();
            ctx.request_repaint_after(ASK_AGAIN);
        }
    }

    /// Has a file read that was dropped on the page; `false` when the page is not open.
    pub(super) fn dropped_on_verify_page(&mut self, path: &str) -> bool {
        if !matches!(self.overlay.page, Overlay::Verify(_)) {
            return false;
        }
        if self.jobs.verifies.ask(VerifyTask::File(path.to_owned())) == Queued::No {
            let text = "Still reading another text: drop the file again in a moment";
            self.overlay.toasts.push(Kind::Problem, text);
        }
        true
    }

    /// Takes what the worker made.
    pub(super) fn verified(&mut self, answer: VerifyAnswer) {
        let Overlay::Verify(page) = &mut self.overlay.page else {
            return;
        };
        match answer {
            VerifyAnswer::Checked(ticket, checked) => page.receive(ticket, *checked),
            VerifyAnswer::Searched(ticket, search) => page.searched(ticket, search),
            VerifyAnswer::File(path, Ok(bytes)) => page.take_file(path, bytes),
            VerifyAnswer::File(path, Err(error)) => {
                let text = format!("{path} was not read ({error}): choose another file");
                self.overlay.toasts.push(Kind::Problem, text);
            }
        }
    }
}
