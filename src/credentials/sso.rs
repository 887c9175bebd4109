//! IAM Identity Center: sign-in, the token that it leaves, and what the token gives.
//!
//! ```text
//! sign_in ──▶ cache (shared with the AWS CLI) ──▶ session_token, refreshed ──▶ accounts, roles, credentials
//! sign_out ─▶ portal told, file removed
//! ```
//!
//! A sign-in waits for a person and is therefore a job of its own, with states and a way to cancel it. All else never
//! waits for one: it ends with [`Question::SignIn`](crate::model::Question::SignIn). What is asked is unsigned and goes by
//! the SDK's own clients; only the page that a browser opens is in no service model.

mod browser;
mod cache;
mod call;
mod callback;
mod deps;
mod device;
mod endpoint;
mod oidc;
mod pkce;
mod portal;
mod registration;
mod session_token;
mod sessions;
mod sign_in;
mod sign_out;

pub use cache::TokenCache;
pub use deps::SsoDeps;
pub(super) use portal::role_credentials;
pub use portal::{accounts, credentials, roles};
pub use session_token::token_state;
pub use sessions::{Sessions, session_key};
pub use sign_in::{OnState, sign_in};
pub use sign_out::sign_out;
