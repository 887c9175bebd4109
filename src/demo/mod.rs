//! The embedded demo server: an API Gateway REST API with IAM auth, on loopback.
//!
//! It answers as AWS does, with its status codes, headers and message texts, so that signing can be tried,
//! taught and tested without an account. It knows nothing of the window, the command line or the HTTP client.
//!
//! ```text
//! socket ──reader──▶ ReceivedRequest ──misbehaviour──▶ RestApi ──▶ Reply ──gates──▶ socket
//!                                                       │ Authenticator (keys, clock)
//!                                                       │ policy
//!                                                       └ PetStore
//! ```

mod authenticator;
mod authorization;
mod builder;
mod capture;
mod connection;
mod framing;
mod gates;
mod keys;
mod misbehaviour;
mod pets;
mod reader;
mod refusal;
mod reply;
mod rest_api;
mod scope;
mod server;

pub use builder::{Clock, DemoServerBuilder};
pub use gates::Phase;
pub use keys::{
    AccessKey, DEMO_KEY_ID, DEMO_SECRET, EXPIRED_KEY_ID, EXPIRED_SECRET, EXPIRED_TOKEN, TEMPORARY_KEY_ID,
    TEMPORARY_SECRET, TEMPORARY_TOKEN,
};
pub use misbehaviour::Misbehaviour;
pub use reader::ReceivedRequest;
pub use refusal::Refusal;
pub use server::DemoServer;
