//! The flags, as close to what is typed as possible. What they mean is decided elsewhere.
#![expect(
    clippy::doc_markdown,
    reason = "the comments are the help text, in which backticks would show"
)]

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::code_args::{CODE_HELP, CodeArgs};
use super::collection_args::CollectionArgs;
use super::credentials_args::CredentialsArgs;
use super::export_args::{EXPORT_HELP, ExportArgs};
use super::file_args::FileArgs;
use super::import_args::{IMPORT_HELP, ImportArgs};
use super::network_args::{NetworkArgs, RouteArgs};
use super::run_args::{RUN_HELP, RunArgs};
use super::shell_support::{CompletionsArgs, ManArgs};
use super::source_args::SourceArgs;
use super::whoami::{WHOAMI_HELP, WhoamiArgs};

/// Sign requests with AWS Signature Version 4, send them, and see what was signed.
///
/// Without a command the window opens.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Args {
    /// Keep drafts and settings in this folder
    #[arg(long, value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,
    /// Close the window after its first frame, for measuring the start
    #[arg(long, hide = true)]
    pub exit_after_first_frame: bool,
    /// Open the window with this collection, a folder with opencollection.yml
    #[arg(value_name = "FOLDER")]
    pub path: Option<PathBuf>,
    /// What to do instead of opening the window.
    #[command(subcommand)]
    pub command: Option<Command>,
}

const EXIT_CODES: &str = "Exit codes: 0 a reply came or the check passed, 1 no reply or the check failed (with --fail \
                          also a status of 400 or more), 2 usage, 3 credentials or signing";

const SECRETS: &str = "\
Credentials: those of --access-key-id, --secret-from or the request itself, else those that the flags for credentials name, \
else those that the AWS CLI would take: AWS_ACCESS_KEY_ID and its companions, the profile of AWS_PROFILE or default, a \
container. Which were taken stands on standard error. A secret is never an argument. Region and service come from the host; \
for a host that names none, the region comes from the profile, AWS_REGION or AWS_DEFAULT_REGION.";

const VERIFY_HELP: &str = "\
The secret access key comes from AWS_SECRET_ACCESS_KEY, or from where --secret-from says; without it \
everything but the signature itself is checked. When the signature differs, the usual mistakes of signers are tried, \
and the one that gives exactly this signature is named with its cure. A body in a file that a curl command names is not read. \
Other programs on this machine can see arguments: give requests with a session token, and presigned URLs that are \
still good, through standard input. \
Exit codes: 0 the check passed, 1 it failed, 2 usage.";

const EXPLAIN_HELP: &str = "\
Reads what curl -i prints, a body alone, a HAR, or what send --json printed; with the request, which a HAR and \
send --json hold, more can be told. Nothing is sent. \
Exit codes: 0 a cause is known or the reply is no refusal, 1 no cause is known, 2 usage.";

/// The commands that work.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Sign a request and print every step; sends nothing
    #[command(after_help = SECRETS)]
    Sign(Box<SignArgs>),
    /// Sign a request, send it, print the response
    #[command(after_help = SECRETS)]
    Send(Box<SendArgs>),
    /// Check a request that was signed elsewhere
    #[command(after_help = VERIFY_HELP)]
    Verify(VerifyArgs),
    /// Say why a request was refused, from a saved response
    #[command(after_help = EXPLAIN_HELP)]
    Explain(ExplainArgs),
    /// Ask STS whose the credentials are
    #[command(after_help = WHOAMI_HELP)]
    Whoami(Box<WhoamiArgs>),
    /// Send the requests of a collection, check their responses, write a report
    #[command(after_help = RUN_HELP)]
    Run(Box<RunArgs>),
    /// Import collections of other programs as OpenCollection
    #[command(after_help = IMPORT_HELP)]
    Import(ImportArgs),
    /// Print a request as code that signs it afresh; sends nothing
    #[command(after_help = CODE_HELP)]
    Code(Box<CodeArgs>),
    /// Export a collection for other programs
    #[command(after_help = EXPORT_HELP)]
    Export(ExportArgs),
    /// Look a collection through before it is committed
    Collection(CollectionArgs),
    /// See the AWS profiles of this machine and what would be used, export it, sign in and out
    Credentials(CredentialsArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
    /// Print the manual page, or write the pages of all commands
    Man(ManArgs),
    /// Take a guided run against a demo server on this machine
    Demo,
    /// Serve the demo API on this machine until Ctrl-C
    DemoServer(DemoServerArgs),
}

/// Flags of `sign`.
#[derive(Debug, clap::Args)]
pub struct SignArgs {
    /// What to sign.
    #[command(flatten)]
    pub request: RequestArgs,
    /// Print the report as one JSON object
    #[arg(long)]
    pub json: bool,
    /// Print the signed request in another form instead of its steps: a command, a message or a URL
    #[arg(long = "as", value_enum, value_name = "FORM", conflicts_with_all = ["json", "key_steps"])]
    pub copy_as: Option<CopyFlag>,
    /// The shell that a command is quoted for
    #[arg(long, value_enum, default_value_t, requires = "copy_as")]
    pub shell: ShellFlag,
    /// Print the keys of the four derivation steps too; each is as secret as the secret access key
    #[arg(long)]
    pub key_steps: bool,
    /// Read one JSON request per line from standard input, print one report per line
    #[arg(long, conflicts_with_all = ["json", "copy_as", "curl", "method", "url", "headers", "request_body", "variables", "operation_name", "auth", "access_key_id", "region", "service", "time", "presign", "secret_from", "session_token_from", "json_request", "environment", "run_variables", "secret_variables"])]
    pub jsonl: bool,
    /// How credentials are fetched.
    #[command(flatten)]
    pub route: RouteArgs,
}

/// Flags of `send`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag on its own")]
pub struct SendArgs {
    /// What to send.
    #[command(flatten)]
    pub request: RequestArgs,
    /// Print status line and headers of the response in front of its body
    #[arg(short = 'i', long, conflicts_with = "json")]
    pub include: bool,
    /// Write the body of the response to this file, which is replaced when the response has ended; - is standard
    /// output
    #[arg(short = 'o', long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Leave the body as it was received, without undoing its content-encoding
    #[arg(long)]
    pub raw: bool,
    /// Print report and response as one JSON object; a body of more than 8 MiB is left out, or goes to --output
    #[arg(long)]
    pub json: bool,
    /// Exit with 1 when the status is 400 or more
    #[arg(long)]
    pub fail: bool,
    /// How it travels.
    #[command(flatten)]
    pub network: NetworkArgs,
}

/// Flags of `verify`.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("source").required(true))]
pub struct VerifyArgs {
    /// An entry of a HAR file, or - for standard input
    #[arg(long, value_name = "FILE|-", group = "source")]
    pub har: Option<String>,
    /// Which entry of the HAR, counted from 1
    #[arg(long, value_name = "N", default_value_t = 1, requires = "har")]
    pub entry: usize,
    /// A curl command in quotes, or - for standard input
    #[arg(long, value_name = "COMMAND|-", group = "source", allow_hyphen_values = true)]
    pub curl: Option<String>,
    /// The text of an HTTP/1.1 request in a file, or - for standard input
    #[arg(long, value_name = "FILE|-", group = "source")]
    pub raw: Option<String>,
    /// A presigned URL, or - for standard input
    #[arg(long, value_name = "URL|-", group = "source", allow_hyphen_values = true)]
    pub url: Option<String>,
    /// Method that the presigned URL is for
    #[arg(long, default_value = "GET", requires = "url")]
    pub method: String,
    /// Print the result as one JSON object
    #[arg(long)]
    pub json: bool,
    /// Check for this moment instead of now
    #[arg(long, value_name = "20261120T120000Z")]
    pub time: Option<String>,
    /// Where the secret access key comes from instead of AWS_SECRET_ACCESS_KEY
    #[arg(long, value_name = "env:NAME|stdin")]
    pub secret_from: Option<String>,
}

/// Flags of `explain`.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// The response in a file, or - for standard input
    #[arg(long, value_name = "FILE|-", default_value = "-")]
    pub response: String,
    /// Which entry of a HAR, counted from 1, instead of the first that failed
    #[arg(long, value_name = "N")]
    pub entry: Option<usize>,
    /// The request that it answers, as it was sent: a curl command in quotes, or - for standard input
    #[arg(
        long,
        value_name = "COMMAND|-",
        group = "answered",
        allow_hyphen_values = true
    )]
    pub curl: Option<String>,
    /// The same as the text of an HTTP/1.1 request in a file, or - for standard input
    #[arg(long, value_name = "FILE|-", group = "answered")]
    pub raw: Option<String>,
    /// The same as a presigned URL
    #[arg(long, value_name = "URL", group = "answered", allow_hyphen_values = true)]
    pub url: Option<String>,
    /// Method that the presigned URL is for
    #[arg(long, default_value = "GET", requires = "url")]
    pub method: String,
    /// Print the findings as one JSON object
    #[arg(long)]
    pub json: bool,
}

/// Flags of `demo-server`.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct DemoServerArgs {
    /// Port on loopback; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    pub port: u16,
}

/// A request, in either of its two forms.
#[derive(Debug, Default, clap::Args)]
#[command(group = clap::ArgGroup::new("request_body"))]
pub struct RequestArgs {
    /// Method, sent as it stands; or instead of method and URL a request file of a collection: FILE.yml
    #[arg(conflicts_with_all = ["json_request", "curl"], value_name = "METHOD|FILE.yml")]
    pub method: Option<String>,
    /// URL, sent as it stands but for bytes that HTTP forbids
    #[arg(conflicts_with_all = ["json_request", "curl"])]
    pub url: Option<String>,
    /// A header line; may be given again
    #[arg(
        short = 'H',
        long = "header",
        value_name = "NAME: VALUE",
        conflicts_with_all = ["json_request", "curl"]
    )]
    pub headers: Vec<String>,
    /// The body, or @FILE to read it from a file, or @- from standard input; without a content-type header
    /// it is sent as application/json when it is JSON, else as text/plain
    #[arg(
        short = 'd',
        long,
        value_name = "BODY|@FILE",
        conflicts_with_all = ["json_request", "curl"],
        group = "request_body",
        allow_hyphen_values = true
    )]
    pub data: Option<String>,
    /// As -d, but a file need not be text: it is sent byte for byte, of any size
    #[arg(
        long,
        value_name = "BODY|@FILE",
        conflicts_with_all = ["json_request", "curl"],
        group = "request_body",
        allow_hyphen_values = true
    )]
    pub data_binary: Option<String>,
    /// A piece of a form to be encoded, as curl reads it: content, name=content, @FILE or name@FILE; may be
    /// given again
    #[arg(
        long,
        value_name = "DATA",
        conflicts_with_all = ["json_request", "curl"],
        group = "request_body",
        allow_hyphen_values = true
    )]
    pub data_urlencode: Vec<String>,
    /// A part of a multipart/form-data body, as curl reads it: name=text, name=@FILE to send a file, name=<FILE for
    /// a text in a file; behind it ;type=TYPE and ;filename=NAME; may be given again
    #[arg(
        short = 'F',
        long,
        value_name = "NAME=VALUE",
        conflicts_with_all = ["json_request", "curl"],
        group = "request_body"
    )]
    pub form: Vec<String>,
    /// A file as the body, or - for standard input; without a content-type header its extension decides
    #[arg(
        short = 'T',
        long,
        value_name = "FILE|-",
        conflicts_with_all = ["json_request", "curl"],
        group = "request_body"
    )]
    pub upload_file: Option<String>,
    /// A GraphQL query as the body, or @FILE to read it from a file
    #[arg(
        long,
        value_name = "QUERY|@FILE",
        conflicts_with_all = ["json_request", "curl"],
        group = "request_body"
    )]
    pub graphql: Option<String>,
    /// Variables of the GraphQL query: a JSON object
    #[arg(long, value_name = "JSON|@FILE", requires = "graphql")]
    pub variables: Option<String>,
    /// Which operation of the GraphQL query
    #[arg(long, value_name = "NAME", requires = "graphql")]
    pub operation_name: Option<String>,
    /// Which auth to apply: aws, unless the URL is signed already or the curl command has an Authorization header
    #[arg(long, value_enum, conflicts_with = "json_request")]
    pub auth: Option<AuthFlag>,
    /// Access key ID instead of AWS_ACCESS_KEY_ID
    #[arg(long, value_name = "ID", conflicts_with_all = ["json_request", "profile", "sso_start_url", "credential_source"])]
    pub access_key_id: Option<String>,
    /// Region instead of the host's
    #[arg(long, conflicts_with = "json_request")]
    pub region: Option<String>,
    /// Service (signing name) instead of the host's
    #[arg(long, conflicts_with = "json_request")]
    pub service: Option<String>,
    /// Sign for this moment instead of now
    #[arg(long, value_name = "20261120T120000Z", conflicts_with = "json_request")]
    pub time: Option<String>,
    /// Make a presigned URL that works for so many seconds: the signature goes into the query
    #[arg(long, value_name = "SECONDS", conflicts_with = "json_request")]
    pub presign: Option<u64>,
    /// Where the secret access key comes from instead of AWS_SECRET_ACCESS_KEY; may be whole credentials as JSON, export
    /// lines or a profile
    #[arg(long, value_name = "env:NAME|stdin", conflicts_with_all = ["profile", "sso_start_url", "credential_source"])]
    pub secret_from: Option<String>,
    /// Where the session token comes from instead of AWS_SESSION_TOKEN
    #[arg(long, value_name = "env:NAME|stdin", conflicts_with_all = ["profile", "sso_start_url", "credential_source"])]
    pub session_token_from: Option<String>,
    /// Read the request as JSON from a file, or - for standard input
    #[arg(long, value_name = "FILE|-")]
    pub json_request: Option<String>,
    /// A curl or awscurl command in quotes, or - for standard input; variables come from the environment, files are
    /// read with --allow-files, and a command with an Authorization header of its own is not signed again
    #[arg(
        long,
        value_name = "COMMAND|-",
        conflicts_with = "json_request",
        allow_hyphen_values = true
    )]
    pub curl: Option<String>,
    /// Read the files that the body of the curl command is made of
    #[arg(long, requires = "curl")]
    pub allow_files: bool,
    /// What a request file is read against.
    #[command(flatten)]
    pub file: FileArgs,
    /// Where credentials come from that nobody typed.
    #[command(flatten)]
    pub source: SourceArgs,
}

/// Forms of `--as`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CopyFlag {
    /// curl with this signature, good for 15 minutes
    Curl,
    /// curl that signs by itself, with credentials from the environment
    CurlEnv,
    /// awscurl, with credentials from the environment
    Awscurl,
    /// The HTTP/1.1 message
    Raw,
    /// A presigned URL, for 15 minutes unless --presign says otherwise
    Url,
}

/// Shells of `--shell`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ShellFlag {
    /// bash and zsh
    #[default]
    Bash,
    /// PowerShell 7.3 or newer
    Powershell,
}

/// Auth by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum AuthFlag {
    /// AWS Signature Version 4
    #[default]
    Aws,
    /// No auth
    None,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_flags_agree_with_each_other() {
        Args::command().debug_assert();
    }
}
