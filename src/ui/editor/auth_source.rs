//! Whose auth a form is for, and where its automatic values come from.

use crate::sigv4::{Certainty, HostHint};

/// Whose auth a form is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// That of one request.
    Request,
    /// That of all requests that inherit: no host names region and service.
    Shared,
    /// The same for the requests of a folder, which may leave it to what stands above.
    Folder,
    /// The same for the requests of a collection: nothing stands above.
    Collection,
}

/// Where a value from the host comes from.
#[derive(Clone, Copy)]
pub struct Source {
    /// Text of the tag beside the field.
    pub tag: &'static str,
    /// Name of the rule.
    pub rule: &'static str,
}

impl Source {
    /// Nowhere.
    pub const NONE: Self = Self { tag: "", rule: "" };
    /// Of each request that inherits.
    pub const EACH_HOST: Self = Self {
        tag: "from each host",
        rule: "Typed: it counts for every request that inherits, whatever its host says",
    };

    /// What a host says.
    pub fn of(hint: &HostHint) -> Self {
        let tag = match hint.certainty {
            Certainty::Exact => "from host",
            Certainty::Guessed => "guessed",
        };
        Self { tag, rule: hint.rule }
    }
}
