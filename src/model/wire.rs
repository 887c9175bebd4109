//! The exact request that leaves the machine.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;

use super::Traced;

/// Plain or TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `http`, default port 80.
    Http,
    /// `https`, default port 443.
    Https,
}

impl Scheme {
    /// `http` or `https`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    /// The port that a URL of this scheme leaves out.
    pub fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

/// Where the connection goes: scheme, lower-case host without brackets or port, and the port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// Plain or TLS.
    pub scheme: Scheme,
    /// Lower-case host name or IP address literal; an IPv6 literal keeps its brackets.
    pub host: String,
    /// Port, the scheme's default when the URL has none.
    pub port: u16,
}

impl Endpoint {
    /// The value of the Host header: the port only when it is not the scheme's own (RFC 9110, 7.2).
    pub fn authority(&self) -> String {
        if self.port == self.scheme.default_port() {
            self.host.clone()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

/// Who put a header line there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderSource {
    /// A row of the header table.
    Typed,
    /// Added by the client because HTTP or good manners ask for it; the text says why.
    Client(&'static str),
    /// Added by signing.
    Signer,
}

/// One header line, in the order and spelling in which it is sent. Names are lower-case (hyper sends them so
/// on HTTP/1.1); lines of one name stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireHeader {
    /// Lower-case name.
    pub name: Traced,
    /// Value exactly as sent.
    pub value: Traced,
    /// Who added it.
    pub source: HeaderSource,
}

/// SHA-256 and length of a body, made once per change of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyDigest {
    /// Lower-case hex, 64 digits.
    pub sha256: String,
    /// Length in bytes.
    pub length: u64,
}

/// The bytes of a body, in memory and in files. Files are hashed in a first pass and streamed in a second.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WireBody {
    pieces: Vec<BodyPiece>,
}

/// A piece of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyPiece {
    /// In memory.
    Bytes(Bytes),
    /// The whole of a file.
    File(Arc<PathBuf>),
}

impl WireBody {
    /// Pieces in order; empty ones in memory are left out.
    pub fn new(pieces: impl IntoIterator<Item = BodyPiece>) -> Self {
        let pieces = pieces
            .into_iter()
            .filter(|piece| !matches!(piece, BodyPiece::Bytes(bytes) if bytes.is_empty()))
            .collect();
        Self { pieces }
    }

    /// The pieces in order.
    pub fn pieces(&self) -> &[BodyPiece] {
        &self.pieces
    }

    /// True when there is no piece. A file may be empty all the same.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// All of it, when no piece is a file. Copies only when there is more than one piece.
    pub fn in_memory(&self) -> Option<Bytes> {
        match self.pieces.as_slice() {
            [] => Some(Bytes::new()),
            [BodyPiece::Bytes(bytes)] => Some(bytes.clone()),
            pieces => {
                let mut all = Vec::new();
                for piece in pieces {
                    match piece {
                        BodyPiece::Bytes(bytes) => all.extend_from_slice(bytes),
                        BodyPiece::File(_) => return None,
                    }
                }
                Some(Bytes::from(all))
            }
        }
    }

    /// The files, in order.
    pub fn files(&self) -> impl Iterator<Item = &Arc<PathBuf>> {
        self.pieces.iter().filter_map(|piece| match piece {
            BodyPiece::File(path) => Some(path),
            BodyPiece::Bytes(_) => None,
        })
    }
}

impl<T: Into<Bytes>> From<T> for WireBody {
    fn from(bytes: T) -> Self {
        Self::new([BodyPiece::Bytes(bytes.into())])
    }
}

/// Method, target, header lines and body: what is put on the connection, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireRequest {
    /// Where it goes.
    pub endpoint: Endpoint,
    /// The method.
    pub method: Traced,
    /// The request target in origin form: `/path` or `/path?query` (RFC 9112, 3.2.1).
    pub target: Traced,
    /// The header lines in order.
    pub headers: Vec<WireHeader>,
    /// The body.
    pub body: WireBody,
    /// SHA-256 and length of exactly the bytes that go out as the body.
    pub digest: BodyDigest,
}

impl WireRequest {
    /// The path of the target, up to the first `?`.
    pub fn path(&self) -> Traced {
        self.target
            .split_once('?')
            .map_or_else(|| self.target.clone(), |(path, _)| path)
    }

    /// The query of the target, after the first `?`.
    pub fn query(&self) -> Option<Traced> {
        self.target.split_once('?').map(|(_, query)| query)
    }

    /// The first header of that lower-case name.
    pub fn header(&self, name: &str) -> Option<&WireHeader> {
        self.headers.iter().find(|header| header.name.as_str() == name)
    }

    /// The bytes of request line and header block as HTTP/1.1 puts them on the connection, with the empty
    /// line that ends them. The wire view shows this text; a raw socket in the tests compares against it.
    pub fn head_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend_from_slice(self.method.as_str().as_bytes());
        bytes.push(b' ');
        bytes.extend_from_slice(self.target.as_str().as_bytes());
        bytes.extend_from_slice(b" HTTP/1.1\r\n");
        for header in &self.headers {
            bytes.extend_from_slice(header.name.as_str().as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(header.value.as_str().as_bytes());
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"\r\n");
        bytes
    }
}

impl BodyDigest {
    /// Hashes the bytes. Call it off the UI thread for anything above 64 kB.
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::{Digest as _, Sha256};
        use std::fmt::Write as _;
        let sha256 = Sha256::digest(bytes)
            .iter()
            .fold(String::with_capacity(64), |mut hex, byte| {
                write!(hex, "{byte:02x}").ok();
                hex
            });
        Self {
            sha256,
            length: bytes.len() as u64,
        }
    }
}
