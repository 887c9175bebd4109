//! The other side: checks a request that arrived, or that another tool signed.
//!
//! ```text
//! ReceivedRequest ──claim──▶ what it says of its signature ──checks──▶ faults
//!                                      └──rebuild──▶ canonical request, string to sign ──secret──▶ verdict
//! ```
//!
//! Every function is total: whatever was pasted, the answer is a list of faults and never a panic. The demo
//! server and the command line use the same pieces.

mod authorization;
mod checks;
mod claim;
mod credential;
mod fault;
mod header_checks;
mod presigned;
mod rebuild;
mod scope_of_host;
mod signed_texts;
mod verdict;

pub use authorization::{Authorization, AuthorizationError, AuthorizationPart};
pub use checks::{faults, valid_between};
pub use claim::{Claim, NoClaim, SignaturePlace, parse_date};
pub use credential::Credential;
pub use fault::Fault;
pub use presigned::{Presigned, target_without};
pub use rebuild::{canonical_request_by, canonical_request_of, signature_of};
pub use signed_texts::SignedTexts;
pub use verdict::{Rebuilt, Verdict, WhyUnknown, rebuild, rebuild_with_body_hash, verdict};
pub(super) use verdict::{payload_hash, signed_target};

use crate::model::{ReceivedRequest, Secret, SigningTime};

/// Everything there is to say about a signed request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// What it says of its signature, when it says something.
    pub claim: Option<Claim>,
    /// What is wrong with it, whatever the secret.
    pub faults: Vec<Fault>,
    /// What a verifier signs again, when enough of it is there.
    pub rebuilt: Option<Rebuilt>,
    /// Whether the signature belongs to it.
    pub verdict: Verdict,
}

impl Verification {
    /// True when nothing speaks against the request.
    pub fn passed(&self) -> bool {
        self.faults.is_empty() && !matches!(self.verdict, Verdict::SignatureDiffers { .. })
    }
}

/// Checks a request at the moment `now`, the signature itself only with a secret.
pub fn verify(request: &ReceivedRequest, now: SigningTime, secret: Option<&Secret>) -> Verification {
    let faults = faults(request, now);
    let claim = Claim::of(request).ok();
    let rebuilt = claim
        .as_ref()
        .ok_or(WhyUnknown::Incomplete)
        .and_then(|claim| rebuild(request, claim));
    let found = match (&claim, &rebuilt, secret) {
        (_, Err(why), _) => Verdict::Unknown(*why),
        (Some(claim), Ok(rebuilt), Some(secret)) => verdict(claim, rebuilt, secret),
        _ => Verdict::Unknown(WhyUnknown::NoSecret),
    };
    Verification {
        claim,
        faults,
        rebuilt: rebuilt.ok(),
        verdict: found,
    }
}
