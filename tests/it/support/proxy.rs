//! Proxies as scripts: each records what was asked of it and then joins both sides.

use std::io::{Read, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use super::server::PATIENCE;

/// A proxy whose name service knows one thing: everything is on loopback.
pub struct TestProxy {
    pub port: u16,
    asked: Receiver<String>,
}

impl TestProxy {
    /// For each connection `script` reads the request for a tunnel, reports it, answers, and says which port to
    /// join with; `None` closes.
    pub fn start(
        script: impl Fn(&mut TcpStream, &Sender<String>) -> Option<u16> + Send + Sync + 'static,
    ) -> Self {
        Self::over(script, |stream, port| {
            join(&stream, &TcpStream::connect(("127.0.0.1", port)).unwrap());
        })
    }

    fn over(
        script: impl Fn(&mut TcpStream, &Sender<String>) -> Option<u16> + Send + Sync + 'static,
        joined: impl Fn(TcpStream, u16) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, asked) = channel();
        let (script, joined) = (Arc::new(script), Arc::new(joined));
        named("test-proxy", move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                stream.set_read_timeout(Some(PATIENCE)).unwrap();
                let (script, joined, sender) = (Arc::clone(&script), Arc::clone(&joined), sender.clone());
                named("test-proxy-connection", move || {
                    if let Some(port) = script(&mut stream, &sender) {
                        joined(stream, port);
                    }
                });
            }
        });
        Self { port, asked }
    }

    pub fn next(&self) -> String {
        self.asked.recv_timeout(PATIENCE).expect("the proxy is asked")
    }
}

fn named(name: &str, work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .unwrap();
}

/// Copies both ways until one side ends.
fn join(one: &TcpStream, other: &TcpStream) {
    let copy = |from: &TcpStream, to: &TcpStream| {
        let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
        move || {
            // An end in the middle is what some tests are about.
            std::io::copy(&mut from, &mut to).ok();
            to.shutdown(Shutdown::Write).ok();
        }
    };
    named("test-proxy-up", copy(one, other));
    copy(other, one)();
}

/// The head of a CONNECT request.
pub fn head(stream: &mut impl Read) -> String {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).unwrap_or(0) == 0 {
            break;
        }
        bytes.push(byte[0]);
    }
    String::from_utf8(bytes).unwrap()
}

/// The port of `CONNECT host:port HTTP/1.1`.
pub fn port_of(head: &str) -> u16 {
    let authority = head.split(' ').nth(1).unwrap();
    authority.rsplit(':').next().unwrap().parse().unwrap()
}

/// Grants every CONNECT.
pub fn granting() -> TestProxy {
    TestProxy::start(|stream, asked| {
        let head = head(stream);
        let port = port_of(&head);
        asked.send(head).unwrap();
        stream
            .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
            .unwrap();
        Some(port)
    })
}

/// A SOCKS 5 proxy; with a user name it wants that and the password. Reports what it was asked to reach.
pub fn socks(user: &'static str, password: &'static str) -> TestProxy {
    TestProxy::start(move |stream, asked| {
        let mut byte = [0; 2];
        stream.read_exact(&mut byte).unwrap();
        let mut methods = vec![0; byte[1].into()];
        stream.read_exact(&mut methods).unwrap();
        let method = if user.is_empty() { 0 } else { 2 };
        if !methods.contains(&method) {
            stream.write_all(&[5, 0xff]).unwrap();
            return None;
        }
        stream.write_all(&[5, method]).unwrap();
        if method == 2 {
            stream.read_exact(&mut byte[..1]).unwrap();
            let given = (counted(stream), counted(stream));
            let right = given == (user.to_owned(), password.to_owned());
            stream.write_all(&[1, u8::from(!right)]).unwrap();
            if !right {
                return None;
            }
        }
        let mut start = [0; 4];
        stream.read_exact(&mut start).unwrap();
        let host = match start[3] {
            1 => {
                let mut ip = [0; 4];
                stream.read_exact(&mut ip).unwrap();
                format!("address {}", std::net::Ipv4Addr::from(ip))
            }
            3 => format!("name {}", counted(stream)),
            other => panic!("address type {other}"),
        };
        let mut port = [0; 2];
        stream.read_exact(&mut port).unwrap();
        let refused = host == "name refused.example";
        asked.send(host).unwrap();
        let reply = [5, if refused { 5 } else { 0 }, 0, 1, 0, 0, 0, 0, 0, 0];
        stream.write_all(&reply).unwrap();
        (!refused).then_some(u16::from_be_bytes(port))
    })
}

/// A text with its length in front.
fn counted(stream: &mut impl Read) -> String {
    let mut length = [0];
    stream.read_exact(&mut length).unwrap();
    let mut text = vec![0; length[0].into()];
    stream.read_exact(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}
