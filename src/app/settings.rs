//! The settings of the program: read at the start, changed by commands and their page, written to their file, and taken
//! from it when somebody else changes it.
//!
//! ```text
//! settings.toml ──load──▶ Settings { asked: what the file is to say, … } ──▶ look, network, history, keys
//! a change anywhere ──keep_settings: differs from what was asked for last?──▶ worker: edits the file in place
//! the file changed meanwhile ──▶ taken, unless something waits to be written
//! ```

use std::io;
use std::sync::Arc;

use eframe::egui::{Context, Event};

use super::config::AppConfig;
use super::history_actions::usual_limits;
use super::look;
use super::message::Mail;
use super::settings_file::{SettingsJob, SettingsMessage, SettingsWorker};
use super::{App, Overlay, Unrecorded, samples};
use crate::engine::Queued;
use crate::model::{
    Appearance, AuthKind, CredentialDefaults, CredentialSource, Network, ProgramSettings, Request,
    SecuritySettings, SettingsFileState,
};
use crate::store::journal::Session as SessionRecord;
use crate::store::settings::{
    Loaded, OldSettings, SaveError, SettingsFile, SettingsRead, settings_of_session, without_secrets,
};
use crate::ui::command::Command;
use crate::ui::key_bindings::{self, KeyBindings};
use crate::ui::sentence::sentence;
use crate::ui::settings_action::SettingsAction;
use crate::ui::shell::settings_page::{SettingsPage, SettingsSection};
use crate::ui::shell::toasts::Kind;

/// Name of a file of keys, to begin with.
pub(super) const KEYS_FILE: &str = "countersign-keys.toml";

/// The settings that have no other home in the window, and the file of all of them.
pub(super) struct Settings {
    pub(super) appearance: Appearance,
    pub(super) security: SecuritySettings,
    pub(super) credentials: CredentialDefaults,
    pub(super) bindings: KeyBindings,
    /// What is known of the file.
    pub(super) file: SettingsFileState,
    /// Where it is, for people.
    pub(super) path: String,
    /// What the file was asked to say last.
    asked: ProgramSettings,
    /// Saves so far.
    number: u64,
    saving: Saving,
    /// What an old journal has of settings, while they could not be written to their file.
    carried: Option<Box<OldSettings>>,
    worker: SettingsWorker,
}

impl Settings {
    /// Reads the file, or takes the settings of an old journal when there is none, and starts its thread. Gives what is
    /// in force, with a sentence when something is amiss.
    pub(super) fn open(
        config: &AppConfig,
        session: Option<&SessionRecord>,
        mailbox: &Mail,
    ) -> io::Result<(Self, ProgramSettings, Option<String>)> {
        let path = config.places.settings_file();
        let mut file = SettingsFile::new(&config.places);
        let default = ProgramSettings::default();
        let old = session.map(settings_of_session).unwrap_or_default();
        let loaded = file.load();
        let is_missing = matches!(loaded, Loaded::Missing);
        let mut taken = taken(loaded);
        let is_read = matches!(
            taken.state,
            SettingsFileState::Fine | SettingsFileState::WithProblems(_)
        );
        let mut carried = None;
        if in_file(&old) != default && (is_missing || !is_read) {
            if is_missing && let Err(error) = file.save(&default, &old) {
                taken.state = error.state();
            }
            if taken.state != SettingsFileState::Fine {
                carried = session.map(|session| Box::new(OldSettings::of(session)));
            }
            taken.settings = old;
        }
        let Taken {
            settings: in_force,
            bindings,
            state,
        } = taken;
        let problem = told(&state);
        let settings = Self {
            appearance: in_force.appearance,
            security: in_force.security,
            credentials: in_force.credentials.clone(),
            bindings,
            file: state,
            path: path.display().to_string(),
            // What is not in the file goes there as soon as it can.
            asked: if carried.is_some() {
                default
            } else {
                in_file(&in_force)
            },
            number: 0,
            saving: Saving::Nothing,
            carried,
            worker: SettingsWorker::start(file, config, mailbox)?,
        };
        Ok((settings, in_force, problem))
    }

    /// What the journal has to keep of settings: nothing, but for what could not be moved out of it.
    pub(super) fn carried(&self) -> Option<&OldSettings> {
        self.carried.as_deref()
    }
}

/// What is written to the file now. What changes meanwhile is written after it, at once: a letter typed is no job of its
/// own on a slow disk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Saving {
    Nothing,
    UnderWay,
}

/// A file, as far as it counts.
struct Taken {
    settings: ProgramSettings,
    bindings: KeyBindings,
    state: SettingsFileState,
}

impl Taken {
    fn read(read: SettingsRead) -> Self {
        let (bindings, of_keys) = KeyBindings::read(&read.settings.keys, &read.key_lines);
        let mut problems = read.problems;
        problems.extend(of_keys);
        problems.sort();
        let mut settings = read.settings;
        settings.keys = bindings.as_text();
        let state = if problems.is_empty() {
            SettingsFileState::Fine
        } else {
            SettingsFileState::WithProblems(problems)
        };
        Self {
            settings,
            bindings,
            state,
        }
    }

    fn nothing(state: SettingsFileState) -> Self {
        Self {
            settings: ProgramSettings::default(),
            bindings: KeyBindings::default(),
            state,
        }
    }
}

fn taken(loaded: Loaded) -> Taken {
    match loaded {
        Loaded::Missing => Taken::nothing(SettingsFileState::Fine),
        Loaded::Read(read) => Taken::read(*read),
        Loaded::NotToml(not) => Taken::nothing(SaveError::NotToml(not).state()),
        Loaded::Failed(error) => Taken::nothing(SaveError::Disk(error).state()),
    }
}

/// What is said of the file in a message; `None` while nothing is amiss.
fn told(state: &SettingsFileState) -> Option<String> {
    let why = match state {
        SettingsFileState::Fine => return None,
        SettingsFileState::WithProblems(problems) => match problems.as_slice() {
            [one] => format!("In settings.toml, line {}: {}", one.line, one.text),
            [first, rest @ ..] => format!(
                "In settings.toml, line {}: {}. And {} more: open the settings",
                first.line,
                first.text,
                rest.len()
            ),
            [] => return None,
        },
        SettingsFileState::NotToml { line, column, .. } => format!(
            "settings.toml is no TOML from line {line}, column {column} on, so the defaults count: mend it, or set it aside \
             in the settings"
        ),
        SettingsFileState::Failed(why) => format!("Settings are kept in memory alone: {why}"),
    };
    Some(why)
}

/// Settings as their file can have them.
fn in_file(settings: &ProgramSettings) -> ProgramSettings {
    ProgramSettings {
        network: without_secrets(&settings.network),
        ..settings.clone()
    }
}

/// Network settings of the file, with the secrets of this run where they still belong.
fn with_secrets(file: Network, run: &Network) -> Network {
    let bare = without_secrets(run);
    let mut network = file;
    if network.proxy == bare.proxy {
        network.proxy = run.proxy.clone();
    } else if network.proxy.user == bare.proxy.user {
        network.proxy.password = run.proxy.password.clone();
    }
    for certificate in &mut network.client_certificates {
        let pairs = bare.client_certificates.iter().zip(&run.client_certificates);
        if let Some((_, own)) = pairs.into_iter().find(|(bare, _)| *bare == certificate) {
            certificate.passphrase = own.passphrase.clone();
        }
    }
    network.accepted.clone_from(&run.accepted);
    network
}

impl App {
    /// Everything that the file holds, as it is in force, with the secrets of this run.
    pub(super) fn settings_in_force(&self) -> ProgramSettings {
        let settings = &self.session.settings;
        ProgramSettings {
            appearance: settings.appearance,
            network: Network::clone(&self.session.network),
            keys: settings.bindings.as_text(),
            history: self.session.history_record.clone(),
            security: settings.security,
            credentials: settings.credentials.clone(),
        }
    }

    /// Has the file written when settings changed, after the save that is under way.
    pub(super) fn keep_settings(&mut self) {
        if self.session.settings.saving == Saving::Nothing {
            self.ask_for_save();
        }
    }

    /// Has the file written, and waits until it says what is in force.
    pub(super) fn flush_settings(&mut self) {
        self.ask_for_save();
        self.session.settings.worker.flush();
    }

    fn ask_for_save(&mut self) {
        let now = in_file(&self.settings_in_force());
        let settings = &mut self.session.settings;
        if now == settings.asked {
            return;
        }
        let job = SettingsJob::Save {
            number: settings.number + 1,
            before: Box::new(settings.asked.clone()),
            after: Box::new(now.clone()),
        };
        if settings.worker.ask(job) == Queued::Yes {
            settings.number += 1;
            settings.asked = now;
            settings.saving = Saving::UnderWay;
        }
    }

    /// A save has ended: what changed since is written next.
    fn save_ended(&mut self, number: u64) {
        if number != self.session.settings.number {
            return;
        }
        self.session.settings.saving = Saving::Nothing;
        if in_file(&self.settings_in_force()) != self.session.settings.asked {
            self.session.unrecorded = Unrecorded::Something;
        }
    }

    /// Has the file looked at when the window comes to the front again.
    pub(super) fn watch_settings(&mut self, ctx: &Context) {
        let came = |event: &Event| matches!(event, Event::WindowFocused(true));
        if ctx.input(|input| input.events.iter().any(came)) {
            self.look_at_settings();
        }
    }

    fn look_at_settings(&self) {
        // A full queue has work that looks at the file anyway.
        let _full_or_not: Queued = self.session.settings.worker.ask(SettingsJob::Look);
    }

    /// Takes what came of work on the file.
    pub(super) fn settings_answered(&mut self, message: SettingsMessage, ctx: &Context) {
        match message {
            SettingsMessage::Saved(number, Ok(read)) => {
                self.session.settings.carried = None;
                self.save_ended(number);
                let taken = Taken::read(*read);
                if number == self.session.settings.number {
                    self.take_settings(taken, ctx);
                }
            }
            SettingsMessage::Saved(number, Err(error)) => {
                self.save_ended(number);
                self.settings_failed(error.state());
            }
            SettingsMessage::SetAside(Err(error)) => self.settings_failed(error.state()),
            SettingsMessage::BrokeOff => {
                self.save_ended(self.session.settings.number);
                let text = "Work on the settings broke off. Please report this";
                self.overlay.toasts.push(Kind::Problem, text);
            }
            SettingsMessage::Changed(loaded) => {
                if matches!(loaded, Loaded::Read(_)) {
                    self.session.settings.carried = None;
                }
                let taken = taken(loaded);
                let problem = told(&taken.state);
                self.take_settings(taken, ctx);
                if let Some(problem) = problem {
                    self.overlay.toasts.push(Kind::Problem, problem);
                }
            }
            SettingsMessage::SetAside(Ok((aside, read))) => {
                let text = format!(
                    "A new settings.toml is written; the old one is {}",
                    aside.display()
                );
                self.overlay.toasts.push(Kind::Done, text);
                self.take_settings(Taken::read(*read), ctx);
            }
            SettingsMessage::Exported(path, Ok(())) => {
                let text = format!("The keys are written to {}", path.display());
                self.overlay.toasts.push(Kind::Done, text);
            }
            SettingsMessage::Imported(path, Ok(read)) => {
                self.take_keys_of_file(&path.display().to_string(), &read, ctx);
            }
            SettingsMessage::Exported(_, Err(why)) => {
                let text = sentence(&format!("the keys are not written: {why}"));
                self.overlay.toasts.push(Kind::Problem, text);
            }
            SettingsMessage::Imported(_, Err(why)) => {
                let text = sentence(&format!("no keys are read: {why}"));
                self.overlay.toasts.push(Kind::Problem, text);
            }
        }
    }

    fn settings_failed(&mut self, state: SettingsFileState) {
        if state != self.session.settings.file
            && let Some(problem) = told(&state)
        {
            self.overlay.toasts.push(Kind::Problem, problem);
        }
        self.tell_file_state(state);
    }

    fn tell_file_state(&mut self, state: SettingsFileState) {
        if let Overlay::Settings(page) = &mut self.overlay.page {
            page.file.clone_from(&state);
        }
        self.session.settings.file = state;
    }

    /// Takes what the file says, unless something that was changed here waits to be written to it.
    fn take_settings(&mut self, taken: Taken, ctx: &Context) {
        self.tell_file_state(taken.state);
        if in_file(&self.settings_in_force()) != self.session.settings.asked {
            self.session.unrecorded = Unrecorded::Something;
            return;
        }
        let mut settings = taken.settings;
        self.session.settings.asked = settings.clone();
        settings.network = with_secrets(settings.network, &self.session.network);
        self.use_settings(settings, taken.bindings, ctx);
    }

    /// Puts settings into force.
    pub(super) fn use_settings(&mut self, settings: ProgramSettings, bindings: KeyBindings, ctx: &Context) {
        let own = &mut self.session.settings;
        if settings.appearance != own.appearance {
            let zoom_changed = settings.appearance.zoom_percent != own.appearance.zoom_percent;
            own.appearance = settings.appearance;
            look::put_on(ctx, own.appearance);
            if zoom_changed || !self.overlay.presenting.is_on() {
                look::put_zoom_on(ctx, own.appearance);
            }
        }
        if bindings != own.bindings {
            key_bindings::install(ctx, bindings.clone());
            own.bindings = bindings;
        }
        own.security = settings.security;
        own.credentials = settings.credentials;
        if settings.network != *self.session.network {
            self.session.network = Arc::new(settings.network);
        }
        if settings.history != self.session.history_record {
            self.session.history_record = settings.history;
            self.apply_history_limits();
            self.history_changed();
            let keeping = self.history_keeping();
            if let Overlay::Settings(page) = &mut self.overlay.page {
                page.keeping = keeping.clone();
                page.in_force = keeping;
            }
        }
        self.session.unrecorded = Unrecorded::Something;
    }

    fn take_keys_of_file(&mut self, path: &str, read: &SettingsRead, ctx: &Context) {
        let (bindings, problems) = KeyBindings::read(&read.settings.keys, &read.key_lines);
        let settings = self.settings_in_force();
        self.use_settings(settings, bindings, ctx);
        let text = match problems.as_slice() {
            [] => format!("The keys of {path} are in force"),
            [first, rest @ ..] => {
                let more = match rest.len() {
                    0 => String::new(),
                    more => format!(". And {more} more"),
                };
                format!(
                    "The keys of {path} are in force, but for line {}: {}{more}",
                    first.line, first.text
                )
            }
        };
        let kind = if problems.is_empty() {
            Kind::Done
        } else {
            Kind::Problem
        };
        self.overlay.toasts.push(kind, text);
    }

    /// Opens the page with the section of a command in front.
    pub(super) fn run_settings(&mut self, command: Command) {
        self.open_settings(match command {
            Command::OpenNetwork => SettingsSection::Network,
            Command::ChangeKeys => SettingsSection::Keys,
            _ => SettingsSection::default(),
        });
    }

    fn open_settings(&mut self, section: SettingsSection) {
        self.look_at_settings();
        let keys_path = self.scope().folders.base.join(KEYS_FILE);
        let mut page = SettingsPage::new(
            section,
            self.session.settings.path.clone(),
            self.history_keeping(),
            keys_path.to_string_lossy().into_owned(),
        );
        page.file.clone_from(&self.session.settings.file);
        page.usual_limits = usual_limits();
        page.allowed_commands = self.session.preferences.allowed_commands.len();
        self.show_page(Overlay::Settings(Box::new(page)));
    }

    /// Carries out an action of the page.
    pub(super) fn apply_to_settings(&mut self, action: SettingsAction) {
        let job = match action {
            SettingsAction::SetAside => SettingsJob::SetAside(Box::new(in_file(&self.settings_in_force()))),
            SettingsAction::ExportKeys { path } | SettingsAction::ImportKeys { path }
                if path.trim().is_empty() =>
            {
                let text = "Type the path of a file, or browse for one";
                self.overlay.toasts.push(Kind::Refused, text);
                return;
            }
            SettingsAction::ExportKeys { path } => match self.scope().folders.place(&path) {
                Ok(path) => SettingsJob::ExportKeys(path, self.session.settings.bindings.as_text()),
                Err(error) => return self.refuse_path(&error.to_string()),
            },
            SettingsAction::ImportKeys { path } => match self.scope().folders.place(&path) {
                Ok(path) => SettingsJob::ImportKeys(path),
                Err(error) => return self.refuse_path(&error.to_string()),
            },
            SettingsAction::ForgetCommands => {
                self.session.preferences.allowed_commands.clear();
                self.session.unrecorded = Unrecorded::Something;
                return;
            }
        };
        if self.session.settings.worker.ask(job) == Queued::No {
            let text = "The settings are busy: try again in a moment";
            self.overlay.toasts.push(Kind::Refused, text);
        }
    }

    fn refuse_path(&mut self, why: &str) {
        self.overlay.toasts.push(Kind::Problem, sentence(why));
    }

    /// An empty request: one that inherits when there is something to inherit, else one that is signed, with what the
    /// settings say of its credentials.
    pub(super) fn fresh(&self) -> Request {
        let mut request = samples::empty();
        if self.session.shared.is_set_up() {
            request.http.auth.kind = AuthKind::Inherit;
            return request;
        }
        let defaults = &self.session.settings.credentials;
        let aws = &mut request.http.auth.aws;
        if !defaults.profile.is_empty() {
            aws.source = CredentialSource::Profile;
            aws.profile.clone_from(&defaults.profile);
        }
        aws.region.clone_from(&defaults.region);
        request
    }
}
