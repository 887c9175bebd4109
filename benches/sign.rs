//! Signs one request many times, with the full report or with `aws-sigv4` alone, for `benches/sign.sh` to count the
//! instructions.
//!
//! ```text
//! sign get|put ours|crate TIMES
//! ```
//!
//! `get` is a small GET of an API, `put` an object of 1 MiB for S3. Both sides hash the body once for each signature
//! and get credentials, rules and header lines ready-made. Prints the last signature, which must be the same.
#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a bench prints what it finds"
)]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::SystemTime;

use aws_credential_types::Credentials as CrateCredentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningParams, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use bytes::Bytes;
use countersign::model::{
    Auth, AuthKind, AwsAuth, BodyDigest, HttpRequest, Live, Request, Secret, SigningPlan, SigningTime,
    WireRequest,
};
use countersign::resolve::{Scope, assemble, resolve};
use countersign::sigv4::{Signer, choose_spelling, plan};

const KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const TIME: &str = "20261120T120000Z";
const MIB: usize = 1024 * 1024;

/// Why the bench can not run.
type Failure = Box<dyn std::error::Error>;

/// One request, ready for both sides.
struct Job {
    wire: WireRequest,
    body: Bytes,
    plan: SigningPlan<Live>,
    identity: Identity,
    is_s3: bool,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let [what @ ("get" | "put"), who @ ("ours" | "crate"), times] = words.as_slice() else {
        // `cargo bench` and `cargo test --benches` run every bench without words.
        println!("nothing counted: run benches/sign.sh");
        return ExitCode::SUCCESS;
    };
    let run = || -> Result<String, Failure> {
        let job = Job::new(*what == "put")?;
        let mut signature = String::new();
        for _ in 0..times.parse()? {
            signature = match *who {
                "ours" => black_box(&job).signed_by_us()?,
                _ => black_box(&job).signed_by_crate()?,
            };
        }
        Ok(signature)
    };
    match run() {
        Ok(signature) => {
            println!("{signature}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

impl Job {
    fn new(is_s3: bool) -> Result<Self, Failure> {
        let (method, url, body) = if is_s3 {
            let url = "https://bucket.s3.us-east-1.amazonaws.com/folder/object.bin";
            ("PUT", url, Bytes::from(vec![b'x'; MIB]))
        } else {
            let url = "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets?limit=10&type=dog";
            ("GET", url, Bytes::new())
        };
        let aws = AwsAuth {
            access_key_id: KEY_ID.to_owned(),
            secret_access_key: Secret::new(SECRET),
            ..AwsAuth::default()
        };
        let request = Request {
            http: HttpRequest {
                method: method.to_owned(),
                url: url.to_owned(),
                auth: Auth {
                    kind: AuthKind::AwsSignature,
                    aws: aws.clone(),
                    ..Auth::default()
                },
                ..HttpRequest::default()
            },
            ..Request::default()
        };
        let mut resolved = choose_spelling(resolve(&request, &Scope::default())?, &request.http.auth);
        resolved.body = is_s3.then(|| body.clone().into());
        let wire = assemble(&resolved, &BodyDigest::of(&body))?.wire;
        let time = SigningTime::parse_amz_date(TIME).ok_or("the time is not in the form of X-Amz-Date")?;
        Ok(Self {
            plan: plan(&aws, &wire.endpoint, time)?,
            wire,
            body,
            identity: CrateCredentials::new(KEY_ID, SECRET, None, None, "bench").into(),
            is_s3,
        })
    }

    /// Digest, signature, report, proof, and the request with what signing adds.
    fn signed_by_us(&self) -> Result<String, Failure> {
        let wire = WireRequest {
            digest: BodyDigest::of(&self.body),
            ..self.wire.clone()
        };
        let (sealed, report) = Signer::default().seal(wire, &self.plan)?;
        black_box(sealed);
        Ok(report.signature)
    }

    /// Digest and signature.
    fn signed_by_crate(&self) -> Result<String, Failure> {
        let mut settings = SigningSettings::default();
        if self.is_s3 {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        let params: SigningParams<'_> = v4::SigningParams::builder()
            .identity(&self.identity)
            .region(&self.plan.region.value)
            .name(&self.plan.service.value)
            .time(SystemTime::from(self.plan.time.moment()))
            .settings(settings)
            .build()?
            .into();
        let host = self.wire.endpoint.host.as_str();
        let request = SignableRequest::new(
            self.wire.method.as_str(),
            format!("https://{host}{}", self.wire.target.as_str()),
            [("host", host)].into_iter(),
            SignableBody::Bytes(&self.body),
        )?;
        let (instructions, signature) = sign(request, &params)?.into_parts();
        black_box(instructions);
        Ok(signature)
    }
}
