//! Replies with the headers that API Gateway gives them.

use base64::Engine as _;
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::refusal::Refusal;

/// The preferred form of an HTTP date (RFC 9110, 5.6.7).
pub const HTTP_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// Status, own headers and body of a reply, before the connection puts it into bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Status code.
    pub status: u16,
    /// Headers of this reply alone.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
    /// Which product answers.
    pub product: Sender,
}

/// Who answers: each product marks its replies with headers of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// A REST API of API Gateway.
    RestApi,
    /// An HTTP API of API Gateway.
    HttpApi,
    /// S3.
    S3,
    /// STS.
    Sts,
    /// IAM Identity Center.
    Sso,
    /// The metadata of an instance, or a container's endpoint.
    Metadata,
}

impl Sender {
    fn content_type(self) -> &'static str {
        match self {
            Self::RestApi | Self::HttpApi | Self::Sso => "application/json",
            Self::S3 => "application/xml",
            Self::Sts => "text/xml",
            Self::Metadata => "text/plain",
        }
    }

    fn identifiers(self, stamp: Stamp) -> Vec<(&'static str, String)> {
        match self {
            Self::RestApi => vec![
                ("x-amzn-RequestId", stamp.request_id()),
                ("x-amz-apigw-id", stamp.gateway_id()),
            ],
            Self::HttpApi => vec![("Apigw-Requestid", stamp.gateway_id())],
            Self::S3 => vec![
                ("x-amz-request-id", stamp.s3_request_id()),
                ("x-amz-id-2", stamp.s3_host_id()),
                ("Server", "AmazonS3".to_owned()),
            ],
            Self::Sts | Self::Sso => vec![("x-amzn-RequestId", stamp.request_id())],
            Self::Metadata => Vec::new(),
        }
    }
}

impl Reply {
    /// A reply without headers of its own.
    pub fn new(product: Sender, status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            product,
        }
    }

    /// A JSON reply of the backend of the REST API.
    pub fn json(status: u16, body: String) -> Self {
        Self::new(Sender::RestApi, status, body)
    }

    /// The reply to a request that was refused.
    pub fn refused(refusal: &Refusal) -> Self {
        Self::json(
            403,
            serde_json::json!({ "message": refusal.to_string() }).to_string(),
        )
        .with("x-amzn-ErrorType", refusal.error_type())
    }

    /// The reply to bytes that are no HTTP request, or one over a limit.
    pub fn bad_request(status: u16) -> Self {
        Self::json(
            status,
            serde_json::json!({ "message": reason(status) }).to_string(),
        )
        .with("x-amzn-ErrorType", "BadRequestException")
    }

    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Status line and header block.
    pub fn head(&self, stamp: Stamp, ends: Connection) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        let mut line = |name: &str, value: &str| {
            head.push_str(name);
            head.push_str(": ");
            head.push_str(value);
            head.push_str("\r\n");
        };
        line("Date", &stamp.now.format(HTTP_DATE).unwrap_or_default());
        if !self
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        {
            line("Content-Type", self.product.content_type());
        }
        // RFC 9110, 8.6: a reply without content has no length.
        if self.status != 204 {
            line("Content-Length", &self.body.len().to_string());
        }
        line("Connection", ends.as_str());
        for (name, value) in self.product.identifiers(stamp) {
            line(name, &value);
        }
        for (name, value) in &self.headers {
            line(name, value);
        }
        head.push_str("\r\n");
        head.into_bytes()
    }
}

/// What becomes of the connection after a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// It serves the next request.
    KeepAlive,
    /// It ends.
    Close,
}

impl Connection {
    fn as_str(self) -> &'static str {
        match self {
            Self::KeepAlive => "keep-alive",
            Self::Close => "close",
        }
    }
}

/// When a reply was made and the how-manieth of this server it is: what its identifiers derive from.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    /// The server's clock.
    pub now: OffsetDateTime,
    /// Counts replies.
    pub serial: u64,
}

impl Stamp {
    /// The form of a version 4 UUID.
    pub fn request_id(self) -> String {
        let hex = format!("{:032x}", u128::from_be_bytes(self.digest("request")));
        let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
        format!(
            "{}-{}-4{}-8{}-{}",
            part(0, 8),
            part(8, 12),
            part(13, 16),
            part(17, 20),
            part(20, 32)
        )
    }

    /// Sixteen characters that end with an equal sign, as API Gateway's.
    fn gateway_id(self) -> String {
        let digest = self.digest("gateway");
        base64::engine::general_purpose::STANDARD.encode(digest.get(..11).unwrap_or_default())
    }

    /// Sixteen characters of letters and digits, as S3's.
    pub fn s3_request_id(self) -> String {
        let hex = format!("{:032X}", u128::from_be_bytes(self.digest("s3")));
        hex.get(..16).unwrap_or_default().to_owned()
    }

    /// The long identifier of S3.
    pub fn s3_host_id(self) -> String {
        let digest = [self.digest("host"), self.digest("id"), self.digest("2")].concat();
        base64::engine::general_purpose::STANDARD.encode(digest)
    }

    fn digest(self, purpose: &str) -> [u8; 16] {
        let mut hash = Sha256::new();
        hash.update(purpose);
        hash.update(self.now.unix_timestamp_nanos().to_be_bytes());
        hash.update(self.serial.to_be_bytes());
        hash.finalize().first_chunk().copied().unwrap_or_default()
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        302 => "Found",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Content Too Large",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_the_form_of_aws() {
        let stamp = Stamp {
            now: time::macros::datetime!(2026-11-20 12:00 UTC),
            serial: 1,
        };
        let id = stamp.request_id();
        assert_eq!(id.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert!(stamp.gateway_id().ends_with('='));
        assert_eq!(stamp.gateway_id().len(), 16);
    }

    #[test]
    fn the_date_is_the_clock_s() {
        let stamp = Stamp {
            now: time::macros::datetime!(2026-11-20 12:00 UTC),
            serial: 1,
        };
        let head = Reply::json(200, "{}".to_owned()).head(stamp, Connection::Close);
        let text = String::from_utf8(head).unwrap();
        assert!(text.contains("Date: Fri, 20 Nov 2026 12:00:00 GMT\r\n"), "{text}");
    }
}
