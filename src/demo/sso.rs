//! IAM Identity Center: its OIDC service, at which a person signs in, and its portal, which gives credentials.
//!
//! Paths, names and error codes are those of AWS's service models `sso-oidc` and `sso` (2019-06-10), and of the browser's
//! own page, which no model describes. Nobody is asked for a password: whoever opens the page of a sign-in has signed
//! in. <https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/Welcome.html>,
//! <https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/Welcome.html>

mod authorize;
mod device;
mod directory;
mod error;
mod fault;
mod grants;
mod portal;
mod register;
mod token;

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::keys::Keys;
use super::reader::ReceivedRequest;
use super::reply::{Reply, Sender, Stamp};
use error::SsoRefusal;
use grants::Grants;

pub use fault::SsoFault;

/// What one server knows of clients, sign-ins and tokens.
#[derive(Debug, Default)]
pub struct Sso {
    faults: Vec<SsoFault>,
    grants: Mutex<Grants>,
}

/// What every operation gets.
struct Asked<'a> {
    request: &'a ReceivedRequest,
    faults: &'a [SsoFault],
    keys: &'a Keys,
    stamp: Stamp,
}

impl Sso {
    /// With the faults that it is told to have.
    pub fn new(faults: Vec<SsoFault>) -> Self {
        Self {
            faults,
            grants: Mutex::default(),
        }
    }

    /// Whether a path belongs to it, where no host says so.
    pub fn has_path(target: &str) -> bool {
        operation(target.split('?').next().unwrap_or_default()).is_some()
    }

    /// Answers one request.
    pub fn answer(&self, request: &ReceivedRequest, keys: &Keys, stamp: Stamp) -> Reply {
        let path = request.target.split('?').next().unwrap_or_default();
        let asked = Asked {
            request,
            faults: &self.faults,
            keys,
            stamp,
        };
        let served = operation(path)
            .filter(|(method, _)| *method == request.method)
            .ok_or(SsoRefusal::UnknownOperation)
            .and_then(|(_, serve)| serve(&asked, &mut self.lock()));
        served.unwrap_or_else(SsoRefusal::reply)
    }

    fn lock(&self) -> MutexGuard<'_, Grants> {
        self.grants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Operation = fn(&Asked<'_>, &mut Grants) -> Result<Reply, SsoRefusal>;

/// Method and function of a path.
fn operation(path: &str) -> Option<(&'static str, Operation)> {
    let found: (&'static str, Operation) = match path {
        "/client/register" => ("POST", register::register),
        "/authorize" => ("GET", authorize::authorize),
        "/device_authorization" => ("POST", device::start),
        device::PAGE => ("GET", |asked, grants| Ok(device::approve(asked, grants))),
        "/token" => ("POST", token::token),
        "/assignment/accounts" => ("GET", portal::accounts),
        "/assignment/roles" => ("GET", portal::roles),
        "/federation/credentials" => ("GET", portal::credentials),
        "/logout" => ("POST", portal::logout),
        _ => return None,
    };
    Some(found)
}

impl Asked<'_> {
    /// A parameter of the URL that is there and not empty.
    fn parameter(&self, name: &str) -> Option<String> {
        let query = self.request.target.split_once('?')?.1;
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.into_owned())
    }

    /// The JSON object in the body.
    fn body(&self) -> Result<Value, SsoRefusal> {
        serde_json::from_slice(&self.request.body)
            .ok()
            .filter(Value::is_object)
            .ok_or(SsoRefusal::InvalidRequest("The body is not a JSON object"))
    }
}

/// A text of a JSON object that is there and not empty.
fn text<'a>(body: &'a Value, name: &str) -> Option<&'a str> {
    body.get(name)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
}

/// The texts of a list in a JSON object; none when it is not there.
fn texts(body: &Value, name: &str) -> Vec<String> {
    let list = body.get(name).and_then(Value::as_array);
    let items = list.into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn json(body: &Value) -> Reply {
    Reply::new(Sender::Sso, 200, body.to_string())
}

/// A page for a browser.
fn page(message: &str) -> Reply {
    let body =
        format!("<!doctype html><meta charset=\"utf-8\"><title>Demo sign-in</title><p>{message}</p>\n");
    Reply::new(Sender::Sso, 200, body).with("Content-Type", "text/html; charset=utf-8")
}
