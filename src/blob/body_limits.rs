//! How much of a reply body is kept, and where.

/// Limits of a body, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyLimits {
    /// Kept in memory of one body; what is larger moves to a file. A body that was decoded is two: as received and
    /// as shown.
    pub memory: u64,
    /// Read from the connection; reading stops there.
    pub body: u64,
    /// Made of the body by undoing its content codings; the rest of it is kept as received only. 0 leaves the
    /// codings as they are.
    pub decoded: u64,
}

impl Default for BodyLimits {
    /// 64 MiB in memory, 10 GB read, 512 MiB decoded.
    fn default() -> Self {
        Self {
            memory: 64 << 20,
            body: 10_000_000_000,
            decoded: 512 << 20,
        }
    }
}
