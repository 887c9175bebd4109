//! Faults of IAM Identity Center, on order.

/// One thing that a sign-in or the portal is told to do wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SsoFault {
    /// So many times the answer to a device code is "not yet", whatever the person did.
    Pending(usize),
    /// So many times, before all else, it is "ask less often".
    SlowDown(usize),
    /// The person who opens the page says no.
    Denied,
    /// The person comes too late.
    CodeExpired,
    /// The first client that registers is not known any more afterwards.
    RegistrationExpired,
    /// No refresh token is good.
    RefreshRefused,
    /// Lists come in pages of at most so many.
    PageOf(usize),
}

impl SsoFault {
    /// How often a fault of this kind was ordered.
    pub fn count(faults: &[Self], count: impl Fn(&Self) -> Option<usize>) -> usize {
        faults.iter().filter_map(count).sum()
    }
}
