//! Where the secrets of a request are kept, for the remarks beside their fields.

/// What to say beside the secret fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecretNotes {
    /// Beside the secret access key.
    pub secret_access_key: SecretNote,
    /// Beside the session token.
    pub session_token: SecretNote,
    /// Beside the password of Basic auth.
    pub password: SecretNote,
    /// Beside the token of Bearer auth.
    pub bearer_token: SecretNote,
    /// Beside the key of API key auth.
    pub api_key: SecretNote,
}

/// Where one secret field stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SecretNote {
    /// Nothing to say.
    #[default]
    Quiet,
    /// The key store is being asked.
    Loading,
    /// The value is kept by the key store.
    Kept,
    /// The value lives in memory only, and why.
    MemoryOnly(String),
    /// A value was typed before and is not here now, and why.
    Missing(String),
}
