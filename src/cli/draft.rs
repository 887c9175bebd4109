//! What the flags or the JSON request mean: one request, ready to be resolved.

use std::convert::Infallible;
use std::io::{BufRead, Read as _};
use std::ops::ControlFlow;
use std::path::PathBuf;

use base64::Engine as _;

use super::args::{AuthFlag, RequestArgs};
use super::body_flags::{FlagBody, body_of, standard_input_uses};
use super::chosen_source::{ChosenSource, chosen};
use super::fetching::{code_without_device, fetch};
use super::input::Input;
use super::json_options::presigned;
use super::json_request::JsonRequest;
use super::network_args::RouteArgs;
use super::print::Printer;
use super::problem::Problem;
use super::secret_source::{self, TypedToken};
use super::source_args::SourceArgs;
use super::{curl_request, header_flag, hiding, network, request_file, signed_url};
use crate::blob::{FirstPassError, LookFor, first_pass};
use crate::engine::{Ambient, Deps};
use crate::formats::CommandCredentials;
use crate::model::{
    Answers, Auth, AuthKind, AwsAuth, BodyDigest, CredentialSource, HeaderRow, HttpRequest, Network, Request,
    Secret, SendAs, SignatureLocation, SigningOptions, SigningTime,
};
use crate::prepare::{Context, Outline, Prepared, RegionFallback, outline, prepare};
use crate::resolve::{Braces, Folders, Scope};
use crate::sigv4::{infer, signing_endpoint, types_session_token};

const TOKEN_HEADER: &str = "x-amz-security-token";

/// How a request was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RequestForm {
    /// `METHOD URL`.
    #[default]
    Flags,
    /// `--json-request` or a line of `--jsonl`.
    Json,
    /// `--curl`, with what the command says about credentials.
    Curl(CommandCredentials),
    /// A request file of a collection.
    File,
}

/// A request with what else was said about it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The request as the window would edit it.
    pub request: Request,
    /// What its texts are read against: braces in a body are text, and paths start from the current folder; for a
    /// request file they are variables, and paths start from the collection.
    pub scope: Scope,
    /// How it was given.
    pub form: RequestForm,
    /// The region of the environment, for a host that names none.
    pub region: Option<RegionFallback>,
    /// A pinned signing time; `None` takes the clock.
    pub time: Option<SigningTime>,
    /// What may not be as meant, for the report and for standard error.
    pub warnings: Vec<String>,
    /// Which credentials sign, when nobody typed them, for standard error.
    pub credentials: Option<String>,
    /// When its variables have values.
    pub values: ValuesCome,
}

/// When the variables of a request have values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ValuesCome {
    /// Before it is read: one without a value is an error.
    #[default]
    Before,
    /// From data and captures, while a run goes on.
    Later,
}

impl Draft {
    /// Reads flags, files and standard input, fills credentials and region in, and tells the printer what
    /// to hide.
    pub fn read(
        args: &RequestArgs,
        deps: &Deps,
        input: &mut dyn BufRead,
        printer: &mut Printer<'_>,
    ) -> Result<Self, Problem> {
        standard_input_once(args)?;
        let mut draft = match (&args.json_request, &args.curl, request_file::named_by(args)) {
            (Some(place), _, _) => JsonRequest::parse(&read_place(place, input)?)?.into_draft()?,
            (None, Some(command), _) => curl_request::draft(command, args, &deps.ambient, input)?,
            (None, None, Some(file)) => request_file::draft(&file, args, &deps.ambient, printer)?,
            (None, None, None) => Self::of_flags(args, input)?,
        };
        draft.complete(args, deps, input, printer)?;
        Ok(draft)
    }

    /// The same with the credentials that it needs, where only the program's own calls are made.
    pub fn read_to_sign(
        args: &RequestArgs,
        route: &RouteArgs,
        deps: &Deps,
        input: &mut Input<'_>,
        printer: &mut Printer<'_>,
    ) -> Result<Self, Problem> {
        let mut draft = Self::read(args, deps, &mut *input.reader, printer)?;
        let network = network::route(route, &deps.ambient, &mut draft.warnings, printer);
        draft.fetch(&args.source, network, deps, input, printer)?;
        Ok(draft)
    }

    /// Has credentials fetched that are neither typed nor in the environment. Typed ones pay nothing for it.
    pub fn fetch(
        &mut self,
        args: &SourceArgs,
        network: Network,
        deps: &Deps,
        input: &mut Input<'_>,
        printer: &mut Printer<'_>,
    ) -> Result<(), Problem> {
        self.fetch_asking(args, network, deps, input, printer)
            .map(|_answers| ())
    }

    /// The same with what a person said on the way.
    pub fn fetch_asking(
        &mut self,
        args: &SourceArgs,
        network: Network,
        deps: &Deps,
        input: &mut Input<'_>,
        printer: &mut Printer<'_>,
    ) -> Result<Answers, Problem> {
        let auth = &self.request.http.auth;
        if auth.kind != AuthKind::AwsSignature {
            return Ok(Answers::default());
        }
        if auth.aws.source == CredentialSource::Typed && auth.aws.roles.is_empty() {
            return match &args.mfa_code {
                Some(_) => Err(code_without_device()),
                None => Ok(Answers::default()),
            };
        }
        let aws = self.outline()?.auth().aws.clone();
        let fetched = fetch(&aws, args, network, deps, input, printer)?;
        self.credentials = Some(fetched.words(deps));
        Ok(fetched.ask.answers)
    }

    /// Says which credentials signed, when nobody typed them: beside what came of it, so that an error stays one line.
    pub fn say_credentials(&self, printer: &mut Printer<'_>) {
        if let Some(words) = &self.credentials {
            printer.remark(&format!("countersign: {words}"));
        }
    }

    /// Reads one line of `--jsonl`.
    pub fn of_line(
        line: &[u8],
        args: &RequestArgs,
        deps: &Deps,
        printer: &mut Printer<'_>,
    ) -> Result<Self, Problem> {
        let mut draft = JsonRequest::parse(line)?.into_draft()?;
        draft.complete(args, deps, &mut std::io::empty(), printer)?;
        Ok(draft)
    }

    /// The request as far as it can be had without reading a file, credentials and time.
    pub fn outline(&self) -> Result<Outline<'_>, Problem> {
        Ok(outline(&self.request, &self.scope, &[], None)?)
    }

    /// The request, complete but for its signature. The files of its body are read once.
    pub fn prepare(&self, deps: &Deps) -> Result<Prepared, Problem> {
        let now = || SigningTime::new((deps.ambient.now)());
        let context = Context {
            scope: &self.scope,
            ancestors: &[],
            credentials: &|aws| deps.credentials.at_hand(aws, SendAs::LastRole),
            cookies: &|endpoint, target, now| deps.cookies.for_request(endpoint, target, now),
            region: self.region.as_ref(),
            time: self.time.unwrap_or_else(now),
            detour: None,
        };
        prepare(&self.request, &context, digest)
    }

    fn of_flags(args: &RequestArgs, input: &mut dyn BufRead) -> Result<Self, Problem> {
        let (Some(method), Some(url)) = (&args.method, &args.url) else {
            return Err(Problem::usage(
                "request-missing",
                "There is no request: it needs a method and a URL",
                "Write METHOD URL, a request file FILE.yml, or --json-request FILE; see countersign help.",
            ));
        };
        if let Some(flag) = args.file.given() {
            return Err(Problem::usage(
                "request-file-missing",
                format!("{flag} is for a request file of a collection, and the request is METHOD URL"),
                "Name the request file, or leave the flag out.",
            ));
        }
        let FlagBody { body, content_type } = body_of(args, input)?;
        let mut headers: Vec<HeaderRow> = args
            .headers
            .iter()
            .map(|text| header_flag::parse(text))
            .collect::<Result<_, _>>()?;
        if let Some(content_type) = content_type
            && !headers
                .iter()
                .any(|row| row.name.eq_ignore_ascii_case("content-type"))
        {
            headers.push(HeaderRow::new("content-type", content_type));
        }
        let auth = Auth {
            kind: match args.auth.unwrap_or_default() {
                AuthFlag::Aws => AuthKind::AwsSignature,
                AuthFlag::None => AuthKind::None,
            },
            aws: AwsAuth {
                access_key_id: args.access_key_id.clone().unwrap_or_default(),
                region: args.region.clone().unwrap_or_default(),
                service: args.service.clone().unwrap_or_default(),
                options: SigningOptions {
                    location: args.presign.map_or(SignatureLocation::Header, presigned),
                    ..SigningOptions::default()
                },
                ..AwsAuth::default()
            },
            ..Auth::default()
        };
        Ok(Self::new(
            HttpRequest {
                method: method.clone(),
                url: url.clone(),
                headers,
                body,
                auth,
                ..HttpRequest::default()
            },
            args.time.as_deref().map(parse_time).transpose()?,
        ))
    }

    /// A draft without remarks.
    pub fn new(http: HttpRequest, time: Option<SigningTime>) -> Self {
        Self {
            request: Request {
                http,
                ..Request::default()
            },
            scope: Scope::new(Braces::Literal, Folders::default()),
            form: RequestForm::default(),
            region: None,
            time,
            warnings: Vec::new(),
            credentials: None,
            values: ValuesCome::default(),
        }
    }

    /// Where credentials come from, and those of the environment, where nothing nearer gives them.
    pub fn complete(
        &mut self,
        args: &RequestArgs,
        deps: &Deps,
        input: &mut dyn BufRead,
        printer: &mut Printer<'_>,
    ) -> Result<(), Problem> {
        let ambient = &deps.ambient;
        self.scope.folders.home = (ambient.environment)("HOME").map(PathBuf::from);
        let scope = std::mem::take(&mut self.scope);
        self.scope = scope.with_dynamic((ambient.random)(), (ambient.now)());
        signed_url::take(self, args, SigningTime::new((ambient.now)()));
        let kind = self.request.http.auth.kind;
        let has_password = matches!(kind, AuthKind::Basic | AuthKind::Bearer | AuthKind::ApiKey);
        if self.form == RequestForm::File || has_password {
            let hidden = hiding::hide(self, printer);
            // Of a request of a run what is missing is found when it is sent.
            if self.values == ValuesCome::Before {
                hidden?;
            }
        }
        if self.request.http.auth.kind != AuthKind::AwsSignature {
            return Ok(());
        }
        let rows = &self.request.http.headers;
        for row in rows
            .iter()
            .filter(|row| row.name.trim().eq_ignore_ascii_case(TOKEN_HEADER))
        {
            printer.hide_token(&Secret::new(row.value.trim()));
        }
        let token = if types_session_token(rows.iter().map(|row| (row.name.as_str(), row.value.as_str()))) {
            TypedToken::Yes
        } else {
            TypedToken::No
        };
        self.region = region_of_environment(ambient);
        if self.form == RequestForm::File
            && request_file::names_credentials(&self.request.http.auth.aws, args)
        {
            self.complete_file(args, ambient);
            return Ok(());
        }
        let mut chosen = chosen(&self.request.http.auth.aws, args, &self.form, ambient)?;
        if chosen == ChosenSource::Environment && token == TypedToken::No && self.needs_region() {
            // A file of AWS may name the region, which comes with the credentials then.
            chosen = ChosenSource::Asked(Box::new(args.source.form()?));
        }
        let aws = &mut self.request.http.auth.aws;
        if let ChosenSource::Asked(form) = &chosen {
            aws.source = form.source;
            aws.profile.clone_from(&form.profile);
            aws.identity_center = form.identity_center.clone();
            aws.roles.clone_from(&form.roles);
            return Ok(());
        }
        aws.roles.clone_from(&args.source.roles.roles);
        let completed = secret_source::complete(aws, args, (&self.form, token), ambient, input);
        printer.hide_key(&aws.secret_access_key);
        printer.hide_token(&aws.session_token);
        self.warnings.extend(completed?);
        if chosen == ChosenSource::Environment {
            self.credentials = Some(format!("environment, {}", aws.access_key_id.trim()));
        }
        Ok(())
    }

    /// A request file that says whose credentials sign: the flags may add roles.
    fn complete_file(&mut self, args: &RequestArgs, ambient: &Ambient) {
        let aws = &mut self.request.http.auth.aws;
        if !args.source.roles.roles.is_empty() {
            aws.roles.clone_from(&args.source.roles.roles);
        }
        if aws.source == CredentialSource::Environment && aws.roles.is_empty() {
            let id = (ambient.environment)("AWS_ACCESS_KEY_ID").unwrap_or_default();
            self.credentials = (!id.is_empty()).then(|| format!("environment, {}", id.trim()));
        }
    }

    /// True when neither form nor environment nor host names a region.
    fn needs_region(&self) -> bool {
        if self.region.is_some() || !self.request.http.auth.aws.region.trim().is_empty() {
            return false;
        }
        let wire = self.outline().and_then(|outline| Ok(outline.without_body()?));
        wire.is_ok_and(|wire| infer(&signing_endpoint(&wire).host).is_none())
    }
}

/// The region that the SDKs of AWS would take, with its variable.
fn region_of_environment(ambient: &Ambient) -> Option<RegionFallback> {
    ["AWS_REGION", "AWS_DEFAULT_REGION"].into_iter().find_map(|from| {
        let region = (ambient.environment)(from).filter(|value| !value.trim().is_empty())?;
        Some(RegionFallback { region, from })
    })
}

/// The digest of the body, for which its files are read.
fn digest(outline: &Outline<'_>) -> Result<BodyDigest, Problem> {
    let (None, Some(body)) = (outline.body_in_memory(), outline.body()) else {
        return Ok(BodyDigest::of(&outline.body_in_memory().unwrap_or_default()));
    };
    outline.without_body()?;
    let look_for = LookFor {
        secret: b"",
        boundary: outline.boundary(),
    };
    match first_pass::<Infallible>(body, look_for, &mut |_| ControlFlow::Continue(())) {
        Ok(found) => Ok(found.digest),
        Err(FirstPassError::File(error)) => Err(error.into()),
        Err(FirstPassError::Stopped(never)) => match never {},
    }
}

/// Reads `20261120T120000Z`.
pub fn parse_time(text: &str) -> Result<SigningTime, Problem> {
    SigningTime::parse_amz_date(text).ok_or_else(|| {
        Problem::usage(
            "malformed-time",
            format!("The time '{text}' is not in the form of X-Amz-Date"),
            "Write it as 20261120T120000Z, in UTC.",
        )
    })
}

/// Header rows from pairs.
pub fn rows(pairs: impl IntoIterator<Item = (String, String)>) -> Vec<HeaderRow> {
    pairs
        .into_iter()
        .map(|(name, value)| HeaderRow::new(name, value))
        .collect()
}

/// Decodes `body_base64`.
pub fn decode(text: &str) -> Result<Vec<u8>, Problem> {
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .map_err(|error| {
            Problem::usage(
                "malformed-body",
                format!("body_base64 is not base64: {error}"),
                "Use the standard alphabet with padding.",
            )
        })
}

/// A file, or standard input for `-`.
pub fn read_place(place: &str, input: &mut dyn BufRead) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let read = if place == "-" {
        input.read_to_end(&mut bytes).map(|_| ())
    } else {
        std::fs::File::open(place)
            .and_then(|mut file| file.read_to_end(&mut bytes))
            .map(|_| ())
    };
    read.map(|()| bytes).map_err(|error| {
        let name = if place == "-" { "standard input" } else { place };
        Problem::usage(
            "unreadable-file",
            format!("{name} could not be read: {error}"),
            "Check the path and its permissions.",
        )
    })
}

/// Request, body and secrets can not all come from one stream.
fn standard_input_once(args: &RequestArgs) -> Result<(), Problem> {
    let secrets = [&args.secret_from, &args.session_token_from, &args.source.mfa_code]
        .into_iter()
        .any(|from| from.as_deref() == Some("stdin"));
    let others = [
        args.json_request.as_deref() == Some("-"),
        args.curl.as_deref() == Some("-"),
        secrets,
    ];
    let uses = others.into_iter().filter(|used| *used).count() + standard_input_uses(args);
    if uses > 1 {
        return Err(Problem::usage(
            "standard-input-twice",
            "Standard input is asked for two different things",
            "Read one of them from a file or from an environment variable.",
        ));
    }
    Ok(())
}
