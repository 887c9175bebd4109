//! What the window has others do: the engine and the workers, and the mailbox that they answer into.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use tokio_util::sync::{CancellationToken, DropGuard};

use super::checks::{self, CheckWorker, CheckedWith};
use super::collection_files::FilesWorker;
use super::config::AppConfig;
use super::dialogs::{self, DialogWorker};
use super::history::HistoryWorker;
use super::live::{self, LiveWorker};
use super::message::{Mail, Message};
use super::opening::{self, OpenWorker};
use super::paste::{self, PasteWorker};
use super::pictures::{self, PictureWorker};
use super::profiles::{self, ProfilesWorker};
use super::reply_comparison::{self, ComparisonWorker};
use super::saving::{self, SaveWorker, Saving};
use super::verify::{self, VerifyWorker};
use crate::blob::{BodyLimits, SpillFile, SpillFolder};
use crate::diagnosis::Probe;
use crate::engine::{BodyWorkers, CookieJar, Deps, Engine, SendId, Wake};
use crate::model::DraftId;
use crate::store::history::HistoryPlace;

/// Engine, workers and mailbox.
pub(super) struct Jobs {
    pub(super) mailbox: Mail,
    pub(super) engine: Engine,
    /// Stops sends under way.
    pub(super) cancels: HashMap<SendId, CancellationToken>,
    /// Stops the sign-in under way, or the list of accounts or roles.
    pub(super) sso_cancel: Option<CancellationToken>,
    /// The order under way about the credentials of a tab, by its number, and what stops it.
    pub(super) credential_cancels: HashMap<DraftId, (u64, CancellationToken)>,
    /// Orders about credentials so far.
    pub(super) credential_orders: u64,
    /// Downloads so far.
    pub(super) downloads: u64,
    /// Ends the download under way when it is dropped.
    pub(super) download: Option<DropGuard>,
    /// Where the requests of sends under way stand.
    pub(super) sent_from: HashMap<SendId, HistoryPlace>,
    /// What they are checked with.
    pub(super) checked_with: HashMap<SendId, CheckedWith>,
    /// Of the next checks that are carried out.
    pub(super) next_check: u64,
    pub(super) next_send: u64,
    /// Sends of a protection test that are under way.
    pub(super) probes: Vec<(SendId, Probe)>,
    pub(super) live: LiveWorker,
    pub(super) bodies: BodyWorkers,
    pub(super) pastes: PasteWorker,
    pub(super) pictures: PictureWorker,
    pub(super) compares: ComparisonWorker,
    pub(super) checks: CheckWorker,
    pub(super) verifies: VerifyWorker,
    pub(super) profiles: ProfilesWorker,
    pub(super) files: FilesWorker,
    pub(super) history: HistoryWorker,
    pub(super) opens: OpenWorker,
    /// Copies that other programs read, the latest last; each is removed when it is dropped.
    pub(super) opened_copies: Vec<SpillFile>,
    pub(super) dialogs: DialogWorker,
    pub(super) dialog: Dialog,
    pub(super) saves: SaveWorker,
    pub(super) saving: Saving,
}

/// Whether a file dialog is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialog {
    /// None is.
    Closed,
    /// One is.
    Open,
}

impl Jobs {
    /// Starts the threads; they answer into `mailbox`.
    pub(super) fn start(
        config: &AppConfig,
        cookies: &CookieJar,
        mailbox: Mail,
        wake: Wake,
    ) -> io::Result<Self> {
        let spills = SpillFolder::new(config.places.bodies_folder());
        let deps = Deps {
            ambient: config.ambient.clone(),
            signer: config.signer,
            transport: Arc::clone(&config.transport),
            limits: BodyLimits::default(),
            spills: spills.clone(),
            cookies: cookies.clone(),
            credentials: config.ambient.credentials(),
        };
        let post = {
            let mailbox = Arc::clone(&mailbox);
            move |event| mailbox.put(Message::Engine(event))
        };
        let answer = {
            let mailbox = Arc::clone(&mailbox);
            move |viewer, answer| mailbox.put(Message::Body(viewer, answer))
        };
        let engine = Engine::start(deps, post, wake)?;
        engine.start_demo();
        let mail = || Arc::clone(&mailbox);
        Ok(Self {
            cancels: HashMap::new(),
            sso_cancel: None,
            credential_cancels: HashMap::new(),
            credential_orders: 0,
            downloads: 0,
            download: None,
            sent_from: HashMap::new(),
            checked_with: HashMap::new(),
            next_check: 0,
            next_send: 0,
            probes: Vec::new(),
            live: live::start_worker(config.signer, cookies.clone(), mail())?,
            bodies: BodyWorkers::start(answer)?,
            pastes: paste::start_worker(mail())?,
            pictures: pictures::start_worker(mail())?,
            compares: reply_comparison::start_worker(mail())?,
            checks: checks::start_worker(config.ambient.clone(), mail())?,
            verifies: verify::start_worker(config.ambient.clone(), mail())?,
            profiles: profiles::start_worker(engine.credentials().clone(), mail())?,
            files: FilesWorker::start(mail())?,
            history: HistoryWorker::start(config, &mailbox)?,
            opens: opening::start_worker(Arc::clone(&config.opener), spills, mail())?,
            opened_copies: Vec::new(),
            dialogs: dialogs::start_worker(Arc::clone(&config.dialogs), mail())?,
            dialog: Dialog::Closed,
            saves: saving::start_worker(mail())?,
            saving: Saving::Idle,
            engine,
            mailbox,
        })
    }
}
