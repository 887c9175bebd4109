//! A request that is complete but for its signature.

use super::Secrets;
use crate::model::{Auth, Live, Note, Preview, Protocol, SigningPlan, SigningReport, WireRequest};
use crate::sigv4::{Sealed, SignError, Signed, Signer, seal_unsigned};

/// What the pipeline makes: sign it for the pane, or seal it for the connection.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Complete but for what signing adds.
    pub wire: WireRequest,
    /// How it is signed.
    pub signing: Signing,
    /// What was assumed, rewritten or left out so far; [`Self::report`] and [`Self::seal`] add those of signing.
    pub notes: Vec<Note>,
    /// Every secret of this send.
    pub secrets: Secrets,
    /// The version of HTTP that it can be sent with.
    pub protocol: Protocol,
    /// What it is sent with, inherited or its own, the form of AWS Signature after variables.
    pub auth: Auth,
    /// Name of what the auth is inherited from.
    pub inherited_from: Option<String>,
}

/// How a request is signed.
#[derive(Clone, Debug)]
pub enum Signing {
    /// Not: its auth is another one, or none.
    Unsigned,
    /// With the credentials of its source.
    Ready(Box<SigningPlan<Live>>),
    /// Only shown, with AWS's documented example key, for want of credentials. It can not be sealed.
    Preview(Box<SigningPlan<Preview>>, SignError),
    /// It can not be.
    Refused(SignError),
}

/// What the signature pane shows.
#[derive(Clone, Debug)]
pub struct Reported {
    /// Report and what signing adds; `None` for an unsigned request, and where signing fails.
    pub signed: Option<Signed>,
    /// All notes, each once.
    pub notes: Vec<Note>,
    /// Why it can not be sent as it stands.
    pub problem: Option<SignError>,
}

/// Ready for the connection.
#[derive(Debug)]
pub struct SealedRequest {
    /// The exact request.
    pub wire: Sealed<WireRequest>,
    /// What was signed.
    pub report: Option<SigningReport>,
    /// All notes, each once.
    pub notes: Vec<Note>,
}

impl Prepared {
    /// Signs for the pane; also with the example key, which seals nothing.
    pub fn report(&self, signer: Signer) -> Reported {
        let (result, plan_notes, problem) = match &self.signing {
            Signing::Unsigned => return self.unsigned(None),
            Signing::Refused(error) => return self.unsigned(Some(error.clone())),
            Signing::Ready(plan) => (signer.sign(&self.wire, plan), &plan.notes, None),
            Signing::Preview(plan, missing) => {
                (signer.sign(&self.wire, plan), &plan.notes, Some(missing.clone()))
            }
        };
        match result {
            Ok(signed) => Reported {
                notes: joined(&self.notes, &signed.report.notes),
                signed: Some(signed),
                problem,
            },
            Err(error) => Reported {
                notes: joined(&self.notes, plan_notes),
                ..self.unsigned(Some(error))
            },
        }
    }

    fn unsigned(&self, problem: Option<SignError>) -> Reported {
        Reported {
            signed: None,
            notes: joined(&self.notes, &[]),
            problem,
        }
    }

    /// Signs when auth asks for it, and seals. Without the credentials for that there is no seal.
    pub fn seal(self, signer: Signer) -> Result<SealedRequest, SignError> {
        match self.signing {
            Signing::Unsigned => Ok(SealedRequest {
                wire: seal_unsigned(self.wire),
                report: None,
                notes: joined(&self.notes, &[]),
            }),
            Signing::Ready(plan) => {
                let (wire, report) = signer.seal(self.wire, &plan)?;
                Ok(SealedRequest {
                    wire,
                    notes: joined(&self.notes, &report.notes),
                    report: Some(report),
                })
            }
            Signing::Preview(_, error) | Signing::Refused(error) => Err(error),
        }
    }
}

/// Both lists, each note once.
fn joined(first: &[Note], second: &[Note]) -> Vec<Note> {
    let mut all: Vec<Note> = Vec::with_capacity(first.len() + second.len());
    for note in first.iter().chain(second) {
        if !all.contains(note) {
            all.push(note.clone());
        }
    }
    all
}
