//! What a policy would have to allow: a hint, not a grant.

use serde::{Deserialize, Serialize};

/// What was called and what the smallest policies for it look like.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyHint {
    /// The action, as `execute-api:Invoke`.
    pub action: String,
    /// The ARN that was called; an account that is not known is `*`.
    pub resource: String,
    /// Who called, when the service names it: an ARN.
    pub principal: Option<String>,
    /// The kind of policy that denied, in the service's words, as "service control policy".
    pub layer: Option<String>,
    /// Policies to attach, each for a place of its own, the first one first.
    pub documents: Vec<PolicyDocument>,
    /// What else has to be so, in sentences.
    pub remarks: Vec<String>,
}

/// One policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyDocument {
    /// Where it goes, as "Policy of the caller".
    pub title: String,
    /// The document: JSON, indented.
    pub json: String,
}
