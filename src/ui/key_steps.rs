//! The steps of the signing key: hidden until the user asks, and again when another request is shown.

use std::cell::RefCell;
use std::sync::Arc;

use crate::model::{DraftId, SigningReport};
use crate::prepare::key_steps;
use crate::sigv4::KeySteps;
use crate::ui::shown_signature::{ShownSignature, Side};

/// For which key the steps were asked for; one key at a time.
#[derive(Debug, Default)]
pub struct OpenKeySteps(RefCell<Option<KeyIdentity>>);

/// Which key it is. Holds nothing of the key.
#[derive(Clone, Debug, PartialEq, Eq)]
struct KeyIdentity {
    draft: DraftId,
    side: Side,
    /// The send shown, by its place in memory.
    sent: Option<usize>,
    access_key_id: String,
    scope: String,
}

impl KeyIdentity {
    fn of(shown: ShownSignature<'_>, report: &SigningReport) -> Self {
        Self {
            draft: shown.draft.id.clone(),
            side: shown.side,
            sent: shown.sent().map(|sent| Arc::as_ptr(&sent.exchange).addr()),
            access_key_id: report.access_key_id.clone(),
            scope: report.credential_scope.as_str().to_owned(),
        }
    }
}

impl OpenKeySteps {
    /// Shows the steps of this key.
    pub fn open(&self, shown: ShownSignature<'_>, report: &SigningReport) {
        self.0.replace(Some(KeyIdentity::of(shown, report)));
    }

    /// Forgets that the steps were asked for.
    pub fn shut(&self) {
        self.0.take();
    }

    /// The steps, when the user has asked for those of this very key. Computed anew in each frame and kept nowhere.
    pub fn opened(&self, shown: ShownSignature<'_>, report: &SigningReport) -> Option<KeySteps> {
        let asked = self.0.borrow().clone()?;
        if asked != KeyIdentity::of(shown, report) {
            self.shut();
            return None;
        }
        let (aws, endpoint) = (&shown.auth()?.aws, &shown.wire()?.endpoint);
        key_steps(aws, endpoint, report.time)
    }
}
