//! Where the browser comes back to: a listener on 127.0.0.1 alone, which takes one answer and gives all else a 404.
//!
//! RFC 8252, 7.3 and 8.3. Whoever else can reach the port, as every page in a browser can, knows neither state nor
//! verifier: what does not carry the state is not for us, and a code alone is worth nothing.

use std::net::Ipv4Addr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::credentials::told::Confided;
use crate::model::{Secret, SsoError};

/// What is registered. The port is any (RFC 8252, 7.3).
pub const REDIRECT_URI: &str = "http://127.0.0.1/oauth/callback";
const PATH: &str = "/oauth/callback";

/// Longest request that is read; codes have some hundred bytes.
const LONGEST_HEAD: usize = 16 * 1024;
/// A connection that says nothing ends after this time.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections that are read at once; browsers open some in advance.
const MOST_CONNECTIONS: usize = 32;

/// A bound port.
#[derive(Debug)]
pub struct Callback {
    listener: TcpListener,
    port: u16,
}

/// How the browser came back.
#[derive(Clone, Debug, PartialEq, Eq)]
enum CameBack {
    /// With a code.
    Code(Secret),
    /// With an error of OAuth, and its description.
    Error(String, String),
}

impl Callback {
    /// Takes a free port.
    pub async fn bind() -> Result<Self, SsoError> {
        let no_port = |error: std::io::Error| SsoError::NoPort {
            reason: error.to_string(),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(no_port)?;
        let port = listener.local_addr().map_err(no_port)?.port();
        Ok(Self { listener, port })
    }

    /// Where the browser is sent.
    pub fn redirect_uri(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.port)
    }

    /// Waits for the code that comes with this state. Dropping the future closes the port.
    pub async fn code(self, state: &str) -> Result<Secret, SsoError> {
        let (sender, mut came_back) = mpsc::channel(1);
        let mut conversations = JoinSet::new();
        let authority = format!("127.0.0.1:{}", self.port);
        loop {
            tokio::select! {
                biased;
                Some(came_back) = came_back.recv() => return answer(came_back),
                Some(_ended) = conversations.join_next() => {}
                connection = self.listener.accept(), if conversations.len() < MOST_CONNECTIONS => {
                    let Ok((stream, _peer)) = connection else { continue };
                    let (sender, authority, state) = (sender.clone(), authority.clone(), state.to_owned());
                    conversations.spawn(timeout(PATIENCE, async move {
                        if let Some(came_back) = converse(stream, &authority, &state).await {
                            sender.send(came_back).await.ok();
                        }
                    }));
                }
            }
        }
    }
}

fn answer(came_back: CameBack) -> Result<Secret, SsoError> {
    match came_back {
        CameBack::Code(code) => Ok(code),
        CameBack::Error(code, _) if code == "access_denied" => Err(SsoError::Denied),
        CameBack::Error(code, message) => Err(SsoError::CameBackWithError {
            code: Confided::default().told_code(&code),
            message: Confided::default().told(&message),
        }),
    }
}

/// Reads one request and answers it.
async fn converse(mut stream: TcpStream, authority: &str, state: &str) -> Option<CameBack> {
    let head = read_head(&mut stream).await?;
    let came_back = came_back(&head, authority, state);
    let reply = match &came_back {
        Some(CameBack::Code(_)) => reply(
            "200 OK",
            "Signed in",
            "You can close this page and go back to Countersign.",
        ),
        Some(CameBack::Error(..)) => reply(
            "200 OK",
            "Not signed in",
            "The sign-in was not completed. Countersign says why; you can close this page.",
        ),
        None => reply("404 Not Found", "Not found", "There is nothing at this address."),
    };
    stream.write_all(reply.as_bytes()).await.ok()?;
    stream.shutdown().await.ok()?;
    came_back
}

async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut part = [0; 2048];
    while memchr::memmem::find(&head, b"\r\n\r\n").is_none() {
        let count = stream.read(&mut part).await.ok().filter(|count| *count > 0)?;
        head.extend_from_slice(part.get(..count)?);
        if head.len() > LONGEST_HEAD {
            return None;
        }
    }
    String::from_utf8(head).ok()
}

/// The answer in a request, when it is the one that is waited for: this path, this host, this state. An error without any
/// state is taken too: services leave it out, and all that it can do is end the sign-in.
fn came_back(head: &str, authority: &str, state: &str) -> Option<CameBack> {
    let mut lines = head.split("\r\n");
    let target = lines.next()?.strip_prefix("GET ")?.strip_suffix(" HTTP/1.1")?;
    let is_for_us = lines
        .filter_map(|line| line.split_once(':'))
        .any(|(name, value)| name.eq_ignore_ascii_case("host") && value.trim() == authority);
    let query = target.strip_prefix(PATH)?.strip_prefix('?')?;
    let parameter = |name: &str| {
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let given_state = parameter("state");
    let is_state = given_state.as_deref() == Some(state);
    if !is_for_us {
        return None;
    }
    if let Some(code) = parameter("error").filter(|_| is_state || given_state.is_none()) {
        return Some(CameBack::Error(
            code,
            parameter("error_description").unwrap_or_else(|| "no reason was given".to_owned()),
        ));
    }
    let code = parameter("code").filter(|code| is_state && !code.is_empty())?;
    Some(CameBack::Code(Secret::new(code)))
}

/// A page that loads nothing, is not kept, and tells no other page the address it stands at.
fn reply(status: &str, title: &str, message: &str) -> String {
    let body = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title} · Countersign</title>\
         <body style=\"font-family: sans-serif; margin: 4em\"><h1>{title}</h1><p>{message}</p></body></html>\n"
    );
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n\r\n{body}",
        body.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(request_line: &str, host: &str) -> Option<CameBack> {
        let head = format!("{request_line}\r\nAccept: */*\r\nHost: {host}\r\n\r\n");
        came_back(&head, "127.0.0.1:4711", "right")
    }

    #[test]
    fn only_the_answer_that_is_waited_for_is_taken() {
        let host = "127.0.0.1:4711";
        assert_eq!(
            of("GET /oauth/callback?code=a%2Bb&state=right HTTP/1.1", host),
            Some(CameBack::Code(Secret::new("a+b")))
        );
        assert_eq!(
            of(
                "GET /oauth/callback?error=server_error&error_description=Not+now&state=right HTTP/1.1",
                host
            ),
            Some(CameBack::Error("server_error".to_owned(), "Not now".to_owned()))
        );
        assert!(of("GET /oauth/callback?error=invalid_scope HTTP/1.1", host).is_some());
        for (line, host) in [
            ("GET /oauth/callback?code=a&state=wrong HTTP/1.1", host),
            ("GET /oauth/callback?code=a HTTP/1.1", host),
            ("GET /oauth/callback?code=&state=right HTTP/1.1", host),
            (
                "GET /oauth/callback?error=access_denied&state=wrong HTTP/1.1",
                host,
            ),
            ("GET /oauth/callback HTTP/1.1", host),
            ("GET /favicon.ico HTTP/1.1", host),
            ("GET /oauth/callback/?code=a&state=right HTTP/1.1", host),
            ("POST /oauth/callback?code=a&state=right HTTP/1.1", host),
            (
                "GET /oauth/callback?code=a&state=right HTTP/1.1",
                "evil.example:4711",
            ),
            ("GET /oauth/callback?code=a&state=right HTTP/1.1", "127.0.0.1"),
        ] {
            assert_eq!(of(line, host), None, "{line} {host}");
        }
    }
}
