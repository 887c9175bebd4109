//! A refusal with everything around it: who answered, to which request, and how far it can be believed.

use super::asked::{Asked, Carried};
use super::clock::{ClockOffset, clock_offset_at};
use super::reply::{Form, Reply};
use super::{Diagnosable, SignedText};

/// Reply headers that only AWS's front ends send.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html>,
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html>
const AWS_HEADERS: [&str; 8] = [
    "x-amzn-errortype",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-amz-id-2",
    "x-amz-apigw-id",
    "apigw-requestid",
    "x-aoss-response-hint",
    "x-amz-bucket-region",
];

/// All that an HTTP API says by itself.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html>
const HTTP_API_WORDS: [&str; 7] = [
    "Forbidden",
    "Unauthorized",
    "Not Found",
    "Request Entity Too Large",
    "Too Many Requests",
    "Internal Server Error",
    "Service Unavailable",
];

/// Who seems to have answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answerer {
    /// A front end of AWS: its headers or its host name say so.
    Aws,
    /// Nobody knows: the body came alone.
    Unknown,
    /// Something else, to a request that was signed for AWS: an emulator, another vendor, AWS behind a proxy.
    ToSigned,
    /// Something else, to a request that is not known.
    Foreign,
    /// Something else, to a request that was not signed for AWS.
    NotAws,
}

/// Which kind of API of API Gateway answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gateway {
    /// A REST API.
    Rest,
    /// An HTTP API.
    Http,
    /// One of the two, by the host.
    Some,
    /// None.
    No,
}

/// Everything that rules look at.
pub(super) struct Scene<'a> {
    pub reply: Reply<'a>,
    pub asked: Option<Asked>,
    pub signed: Option<SignedText<'a>>,
    pub body: &'a [u8],
    pub answerer: Answerer,
    pub gateway: Gateway,
    /// The service's clock against this computer's.
    pub offset: Option<ClockOffset>,
}

impl<'a> Scene<'a> {
    pub fn of(input: &Diagnosable<'a>) -> Self {
        let reply = Reply::read(input.head, input.body);
        let asked = input.request.map(Asked::of);
        let answerer = answerer(&reply, asked.as_ref());
        Self {
            gateway: gateway(&reply, asked.as_ref()),
            offset: input
                .head
                .zip(input.sent)
                .and_then(|(head, sent)| clock_offset_at(head, sent)),
            answerer,
            reply,
            asked,
            signed: input.signed,
            body: input.body,
        }
    }

    /// What the request carried, when it is known.
    pub fn carried(&self) -> Option<Carried> {
        self.asked.as_ref().map(Asked::carried)
    }

    pub fn is_signed(&self) -> bool {
        self.carried() == Some(Carried::Signature)
    }

    /// True when the request is known and carries no signature of AWS.
    pub fn is_unsigned(&self) -> bool {
        matches!(self.carried(), Some(Carried::Nothing | Carried::Other))
    }

    pub fn is_aws(&self) -> bool {
        self.answerer == Answerer::Aws
    }

    /// True for every status that a list names, and when there is none.
    pub fn has_status(&self, statuses: &[u16]) -> bool {
        self.reply
            .status()
            .is_none_or(|status| statuses.contains(&status))
    }

    pub fn is_host_of(&self, service: &str) -> bool {
        self.asked.as_ref().is_some_and(|asked| asked.is_host_of(service))
    }

    pub fn host_contains(&self, piece: &str) -> bool {
        self.asked
            .as_ref()
            .is_some_and(|asked| asked.host.contains(piece))
    }

    pub fn sent_header(&self, name: &str) -> Option<&str> {
        self.asked.as_ref()?.request.header(name)
    }

    /// The access key ID that the request or the reply names.
    pub fn access_key_id(&self) -> Option<&str> {
        let sent = self.asked.as_ref().and_then(|asked| asked.credential.as_ref());
        sent.map(|credential| credential.access_key_id.as_str())
            .or_else(|| Some(self.reply.element("awsaccesskeyid")?.value.as_str()))
    }

    /// True for replies of the authenticator that most services share: S3 and HTTP APIs have front ends of their own.
    pub fn uses_shared_authenticator(&self) -> bool {
        let service = self.asked.as_ref().and_then(|asked| asked.service());
        let is_s3 = service == Some("s3")
            || self.reply.has_field("hostid")
            || self.reply.header("x-amz-id-2").is_some();
        self.is_aws() && self.gateway != Gateway::Http && !is_s3
    }

    /// True when the reply came from what stands behind an API or a function URL. REST APIs and function URLs name the
    /// type of their own refusals in a header, and HTTP APIs have a few words for all of theirs.
    pub fn is_from_integration(&self) -> bool {
        let is_typed = self.reply.header("x-amzn-errortype").is_some();
        match self.gateway {
            Gateway::Http => !self.is_word_of_http_api(),
            Gateway::Rest => !is_typed,
            Gateway::Some | Gateway::No => self.host_contains(".lambda-url.") && !is_typed,
        }
    }

    fn is_word_of_http_api(&self) -> bool {
        let message = self.reply.message.as_ref();
        message.is_some_and(|message| {
            let said = message.value.trim();
            HTTP_API_WORDS.iter().any(|word| said.eq_ignore_ascii_case(word))
        })
    }

    /// True when an application of a customer may have written the body, though AWS's front end sent it on.
    pub fn may_be_an_application(&self) -> bool {
        self.gateway != Gateway::No || self.asked.as_ref().is_some_and(Asked::is_application_host)
    }

    /// True when a code counts without a known message: applications use the same words for codes, so it has to come in
    /// a form, from a front end or from a host that is AWS's alone.
    pub fn may_go_by_kind(&self) -> bool {
        let is_typed = self.reply.header("x-amzn-errortype").is_some();
        let is_form =
            self.reply.form == Form::Xml || self.reply.fields.iter().any(|field| field.path == "__type");
        match self.answerer {
            Answerer::Foreign | Answerer::NotAws => false,
            _ if self.may_be_an_application() => is_typed,
            Answerer::Aws => is_typed || is_form || self.asked.as_ref().is_some_and(Asked::is_aws_host),
            Answerer::ToSigned | Answerer::Unknown => is_form,
        }
    }

    /// True for a reply to HEAD, which has no body and so no reason
    /// (<https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2>).
    pub fn is_reply_to_head(&self) -> bool {
        let is_blank = |byte: &u8| byte.is_ascii_whitespace() || b"\xef\xbb\xbf".contains(byte);
        let asked = self.asked.as_ref();
        asked.is_some_and(|asked| asked.request.method == "HEAD") && self.body.iter().all(is_blank)
    }

    /// The region that S3 names in its reply to HEAD, when the request was signed for another one
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html>).
    pub fn region_by_head(&self) -> Option<&str> {
        let named = self.reply.header("x-amz-bucket-region")?.trim();
        let signed_for = self.asked.as_ref()?.region();
        (self.is_reply_to_head() && !named.is_empty() && signed_for != Some(named)).then_some(named)
    }

    /// True when the reply came through `CloudFront`, which edge-optimised APIs do too.
    pub fn came_through_cloudfront(&self) -> bool {
        let has = |name: &str, word: &str| {
            let value = self.reply.header(name);
            value.is_some_and(|value| value.to_ascii_lowercase().contains(word))
        };
        has("via", "cloudfront") || has("x-cache", "cloudfront") || has("server", "cloudfront")
    }
}

fn answerer(reply: &Reply<'_>, asked: Option<&Asked>) -> Answerer {
    if reply.is_sdk_text {
        return Answerer::Aws;
    }
    let has_header = AWS_HEADERS.iter().any(|name| reply.header(name).is_some());
    let is_s3 = reply
        .header("server")
        .is_some_and(|server| server.eq_ignore_ascii_case("AmazonS3"));
    let is_coral = reply
        .fields
        .iter()
        .any(|field| field.path.ends_with("__type") && field.value.starts_with("com.amazon"));
    let names_cloudfront = |name: &str| {
        let value = reply.header(name);
        value.is_some_and(|value| value.to_ascii_lowercase().contains("cloudfront"))
    };
    let is_distribution = ["server", "via", "x-cache"].into_iter().any(names_cloudfront);
    let is_own_page = reply.page.contains("generated by cloudfront");
    let is_xml =
        reply.form == Form::Xml && reply.kind.is_some() && (reply.has_field("requestid") || is_distribution);
    let is_services_host = asked.is_some_and(|asked| asked.is_aws_host() && !asked.is_application_host());
    if has_header || is_own_page || is_s3 || is_coral || is_xml || is_services_host {
        return Answerer::Aws;
    }
    match asked.map(Asked::carried) {
        Some(Carried::Signature) => Answerer::ToSigned,
        Some(Carried::Other | Carried::Nothing) => Answerer::NotAws,
        None if reply.head.is_none() => Answerer::Unknown,
        None => Answerer::Foreign,
    }
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html>
fn gateway(reply: &Reply<'_>, asked: Option<&Asked>) -> Gateway {
    if reply.header("apigw-requestid").is_some() {
        Gateway::Http
    } else if reply.header("x-amz-apigw-id").is_some() {
        Gateway::Rest
    } else if asked
        .is_some_and(|asked| asked.is_host_of("execute-api") || asked.service() == Some("execute-api"))
    {
        Gateway::Some
    } else {
        Gateway::No
    }
}
