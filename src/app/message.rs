//! What threads have for the window: one kind of message for each of them, in one mailbox.

use std::path::PathBuf;
use std::sync::Arc;

use super::checks::CheckMessage;
use super::collection_files::FilesDone;
use super::dialogs::Answer;
use super::history::HistoryMessage;
use super::live::LiveMade;
use super::opening::Opened;
use super::paste::PasteResult;
use super::pictures::DecodedPicture;
use super::reply_comparison::ComparisonResult;
use super::running::RunMessage;
use super::saving::Saved;
use super::settings_file::SettingsMessage;
use super::verify::VerifyAnswer;
use crate::engine::{BodyAnswer, Mailbox, PostedEvent, ViewerId};
use crate::model::{DraftId, ProfileList};
use crate::store::keys::KeyEvent;

/// A message for the window.
pub enum Message {
    /// Of the engine: a send ended, or the embedded server.
    Engine(PostedEvent),
    /// Of the key store.
    Key(KeyEvent),
    /// A live report was made.
    Live(Box<LiveMade>),
    /// Work on a body or a large text was done, for this viewer.
    Body(ViewerId, BodyAnswer),
    /// A picture of this tab was decoded.
    Picture(DraftId, DecodedPicture),
    /// Two replies were compared.
    Compared(ComparisonResult),
    /// Checks of a reply were carried out.
    Checks(CheckMessage),
    /// A file dialog was answered.
    Dialog(Answer),
    /// A body was handed to another program, or not.
    Opened(Opened),
    /// A body was written to a file, or not.
    Saved(Saved),
    /// A paste or a dropped file was read.
    Paste(PasteResult),
    /// A request signed elsewhere was checked, or a file with one read.
    Verified(VerifyAnswer),
    /// The profiles of the AWS config files.
    Profiles(Box<ProfileList>),
    /// Work on the files of collections was done.
    Files(Box<FilesDone>),
    /// A run goes on or ended.
    Run(RunMessage),
    /// The history answered.
    History(HistoryMessage),
    /// Work on the file of settings was done.
    Settings(SettingsMessage),
    /// Something below the folder of a collection changed.
    FilesChanged(PathBuf),
    /// The journal could not be written; why and what to do.
    Problem(String),
}

/// Where threads put messages.
pub type Mail = Arc<Mailbox<Message>>;
