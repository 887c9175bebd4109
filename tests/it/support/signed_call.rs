//! A request signed by `aws-sigv4` alone, without our canonicaliser, and spoilt on order.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET};
use time::OffsetDateTime;
use time::macros::datetime;

/// The time of tests.
pub const NOW: OffsetDateTime = datetime!(2026-11-20 12:00 UTC);

const HOST: &str = "abcd123456.execute-api.us-east-1.amazonaws.com";

/// What is signed and how.
#[derive(Clone)]
pub struct Call {
    pub method: &'static str,
    pub target: &'static str,
    pub headers: Vec<(String, String)>,
    pub body: &'static str,
    pub key_id: &'static str,
    pub secret: &'static str,
    pub token: Option<&'static str>,
    pub region: &'static str,
    pub service: &'static str,
    pub time: OffsetDateTime,
    pub host: &'static str,
    pub style: Style,
}

/// In which of its forms a signature is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// The Authorization header.
    Header,
    /// The Authorization header, by the rules of S3.
    S3,
    /// A presigned URL, good for so many seconds.
    Presigned(u64),
    /// A presigned URL by the rules of S3.
    S3Presigned(u64),
}

impl Style {
    fn settings(self) -> SigningSettings {
        let mut settings = SigningSettings::default();
        if let Self::S3 | Self::S3Presigned(_) = self {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        if let Self::Presigned(secs) | Self::S3Presigned(secs) = self {
            settings.signature_location = SignatureLocation::QueryParams;
            settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
            settings.expires_in = Some(Duration::from_secs(secs));
        }
        settings
    }
}

impl Default for Call {
    fn default() -> Self {
        Self {
            method: "GET",
            target: "/dev/pets",
            headers: Vec::new(),
            body: "",
            key_id: DEMO_KEY_ID,
            secret: DEMO_SECRET,
            token: None,
            region: "us-east-1",
            service: "execute-api",
            time: NOW,
            host: HOST,
            style: Style::Header,
        }
    }
}

impl Call {
    /// Signs, and gives head and body apart.
    pub fn sign(&self) -> SignedCall {
        let identity = Credentials::new(
            self.key_id,
            self.secret,
            self.token.map(str::to_owned),
            None,
            "test",
        )
        .into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(self.service)
            .time(SystemTime::from(self.time))
            .settings(self.style.settings())
            .build()
            .unwrap()
            .into();
        let mut headers = vec![("host".to_owned(), self.host.to_owned())];
        headers.extend(self.headers.iter().cloned());
        let pairs = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let body = match self.style {
            Style::S3Presigned(_) => SignableBody::UnsignedPayload,
            _ => SignableBody::Bytes(self.body.as_bytes()),
        };
        let url = format!("http://{}{}", self.host, self.target);
        let request = SignableRequest::new(self.method, url, pairs, body).unwrap();
        let (instructions, _) = sign(request, &params).unwrap().into_parts();
        for (name, value) in instructions.headers() {
            headers.push((name.to_owned(), value.to_owned()));
        }
        let mut target = self.target.to_owned();
        for (name, value) in instructions.params() {
            let joint = if target.contains('?') { '&' } else { '?' };
            let value = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC);
            target = format!("{target}{joint}{name}={value}");
        }
        SignedCall {
            method: self.method.to_owned(),
            target,
            headers,
            body: self.body.to_owned(),
        }
    }
}

/// A signed request, open for spoiling.
#[derive(Clone)]
pub struct SignedCall {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl SignedCall {
    /// Replaces a piece of one header's value.
    pub fn replace(mut self, name: &str, from: &str, to: &str) -> Self {
        let (_, value) = self
            .headers
            .iter_mut()
            .find(|(key, _)| key == name)
            .expect("the header");
        assert!(value.contains(from), "{value} has no {from}");
        *value = value.replace(from, to);
        self
    }

    /// Takes a header away.
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(key, _)| key != name);
        self
    }

    /// Sets a header.
    pub fn with(self, name: &str, value: &str) -> Self {
        let mut changed = self.without(name);
        changed.headers.push((name.to_owned(), value.to_owned()));
        changed
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut lines = vec![format!("{} {} HTTP/1.1", self.method, self.target)];
        lines.extend(
            self.headers
                .iter()
                .map(|(name, value)| format!("{name}: {value}")),
        );
        if !self.body.is_empty() {
            lines.push(format!("content-length: {}", self.body.len()));
        }
        format!("{}\r\n\r\n{}", lines.join("\r\n"), self.body).into_bytes()
    }
}
