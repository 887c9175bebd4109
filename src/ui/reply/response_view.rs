//! What the response pane shows of a reply.

use crate::ui::disclosure::Disclosure;

/// Choices of the response pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ResponseView {
    /// What is in front.
    pub page: ResponsePage,
    /// How the body is laid out.
    pub layout: BodyLayout,
    /// Whether a long message of an error is shown whole.
    pub error: Disclosure,
    /// Whether the checks are listed.
    pub checks: Disclosure,
    /// Whether steps, policy and other causes are shown below a finding.
    pub finding: Disclosure,
}

/// Pages of the response pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponsePage {
    /// The body.
    #[default]
    Body,
    /// The reply's header lines.
    Headers,
    /// Phases and connection.
    Timeline,
    /// The request exactly as sent.
    Wire,
    /// This reply against another one.
    Compare,
}

/// How a body is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BodyLayout {
    /// Indented when it is JSON, XML or HTML.
    #[default]
    Pretty,
    /// One row for each value, folded.
    Tree,
    /// As received.
    Raw,
    /// The bytes in hex.
    Hex,
    /// Drawn as the picture it is.
    Image,
}
