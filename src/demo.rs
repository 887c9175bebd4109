//! The embedded demo server: five products of AWS in miniature, on loopback.
//!
//! It answers as AWS does, with its status codes, headers and message texts, so that signing can be tried,
//! taught and tested without an account. It knows nothing of the window, the command line or the HTTP client.
//!
//! ```text
//! socket ──reader──▶ ReceivedRequest ──misbehaviour──▶ Products ──▶ Reply ──gates──▶ socket
//!                                                       │ REST API   authenticator, policy, pets
//!                                                       │ HTTP API   the same, with nothing said
//!                                                       │ S3         checks of its own, objects
//!                                                       │ STS        authenticator, roles, keys
//!                                                       └ Identity Center: sign-in, accounts, keys
//! ```
//!
//! `products.rs` says which host and path leads to which of them.

mod authenticator;
mod builder;
mod capture;
mod connection;
mod framing;
mod gates;
mod http_api;
mod keys;
mod metadata;
mod misbehaviour;
mod pets;
mod products;
mod reader;
mod refusal;
mod reply;
mod rest_api;
mod s3;
mod scope;
mod server;
mod session;
mod signature;
mod sso;
mod sts;
mod xml;

pub use builder::{Clock, DemoServerBuilder};
pub use gates::Phase;
pub use keys::{
    AccessKey, DEMO_KEY_ID, DEMO_SECRET, EXPIRED_KEY_ID, EXPIRED_SECRET, EXPIRED_TOKEN, TEMPORARY_KEY_ID,
    TEMPORARY_SECRET, TEMPORARY_TOKEN,
};
pub use metadata::{CONTAINER_PATH, CONTAINER_TOKEN};
pub use misbehaviour::Misbehaviour;
pub use reader::ReceivedRequest;
pub use refusal::Refusal;
pub use s3::DEMO_BUCKET;
pub use server::DemoServer;
pub use sso::SsoFault;
pub use sts::{
    DEMO_IDENTITY_TOKEN, DEMO_MFA_CODE, DEMO_MFA_ROLE, DEMO_MFA_SERIAL, DEMO_ROLE, ENDED_IDENTITY_TOKEN,
};
