//! The profiles of the AWS config files: read when somebody looks at them, and again when a file changed.

use std::io;
use std::sync::Arc;

use eframe::egui::Context;

use super::App;
use super::message::{Mail, Message};
use super::overlay::Overlay;
use crate::credentials::Provider;
use crate::engine::{LatestWorker, Queued};
use crate::model::{CredentialSource, FilesStamp, ProfileList};
use crate::ui::section::Section;

/// While profiles are looked at, the files are, too, but not more often than this, in seconds.
const LOOK_EVERY: f64 = 1.0;

/// What the window knows of the files.
#[derive(Debug, Default)]
pub(super) struct Profiles {
    pub(super) list: Option<Arc<ProfileList>>,
    /// When the worker was asked last, on egui's clock in seconds.
    asked: Option<f64>,
}

/// Reads the files unless they are as they were; `None` for files not read yet.
pub type ProfilesWorker = LatestWorker<Option<FilesStamp>>;

/// Starts the thread.
pub fn start_worker(provider: Provider, mailbox: Mail) -> io::Result<ProfilesWorker> {
    let work = move |known: Option<FilesStamp>| {
        if let Some(list) = provider.profiles_since(known.as_ref()) {
            mailbox.put(Message::Profiles(Box::new(list)));
        }
    };
    LatestWorker::start("profiles", work)
}

impl App {
    /// Has the files looked at while profiles are in front.
    pub(super) fn watch_profiles(&mut self, ctx: &Context) {
        if !self.shows_profiles() {
            return;
        }
        let now = ctx.input(|input| input.time);
        if self
            .around
            .profiles
            .asked
            .is_some_and(|asked| now - asked < LOOK_EVERY)
        {
            return;
        }
        let known = self.around.profiles.list.as_ref().map(|list| list.stamp.clone());
        if self.jobs.profiles.ask(known) == Queued::Yes {
            self.around.profiles.asked = Some(now);
        }
    }

    fn shows_profiles(&self) -> bool {
        let is_of_profile = |source: CredentialSource| {
            matches!(source, CredentialSource::Profile | CredentialSource::Automatic)
        };
        if matches!(self.overlay.page, Overlay::SharedAuth) {
            return is_of_profile(self.session.shared.form.draft.request.http.auth.aws.source);
        }
        if let Overlay::Settings(page) = &self.overlay.page {
            return page.shows_profiles();
        }
        self.tab().is_some_and(|tab| {
            tab.section == Section::Auth && tab.draft.signs() && is_of_profile(tab.draft.auth().aws.source)
        })
    }

    /// Takes the profiles as they stand in the files now.
    pub(super) fn profiles_read(&mut self, list: ProfileList) {
        self.around.profiles.list = Some(Arc::new(list));
    }
}
