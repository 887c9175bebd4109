//! Credentials of a request besides its typed keys: those that were fetched, and what is being done about them.

use time::OffsetDateTime;

use crate::model::{Answers, ChainLink, CredentialSource, Question};
use crate::ui::action::AfterAnswer;
use crate::ui::live::Problem;

/// The credentials that would sign now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialsAtHand {
    /// Which source gave them.
    pub source: CredentialSource,
    /// The key that signs.
    pub access_key_id: String,
    /// The identities on the way, the first one first; empty for typed keys alone.
    pub chain: Vec<ChainLink>,
    /// When they end.
    pub expires: Option<OffsetDateTime>,
}

/// What is being done about the credentials of a request besides sending it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CredentialJob {
    /// Nothing.
    #[default]
    Idle,
    /// They are being fetched.
    Fetching,
    /// STS is asked whose they are.
    AskingWho,
    /// The last time came to nothing.
    Failed(Problem),
    /// A person has to say something first.
    Asks(Box<PendingQuestion>),
}

/// A question that waits for its answer, also when no page could be laid over the window for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingQuestion {
    /// The question.
    pub question: Question,
    /// What goes on with the answer.
    pub then: AfterAnswer,
    /// What was said before.
    pub so_far: Answers,
}

impl CredentialJob {
    /// Whether something is under way.
    pub fn is_running(&self) -> bool {
        matches!(self, Self::Fetching | Self::AskingWho)
    }
}
