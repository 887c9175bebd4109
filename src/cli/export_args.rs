//! The flags of `export`.

use std::path::PathBuf;

use crate::formats::export::ExportFormat;

/// What stands below the flags.
pub const EXPORT_HELP: &str = "\
Written are a Postman collection v2.1 with a file for each environment beside it, an OpenAPI 3.0 description in which what is \
signed has the scheme that API Gateway knows, and an HTTP Archive of the requests as they are before they are signed. Nothing is \
sent. No value of a secret is in any of it: secret variables come without their values, and what looks like a secret becomes such \
a variable. Without --output the collection is printed, and what does not come as it is, is said on standard error. A collection \
is exported as OpenCollection by copying its folder: it is in that format. \
Exit codes: 0 exported, 1 the file could not be written, 2 usage or an unreadable collection.";

/// Flags of `export`.
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// A collection, or a folder or request of one; the collection around this folder when it is left out
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
    /// The format
    #[arg(long = "as", value_enum, value_name = "FORMAT")]
    pub format: FormatFlag,
    /// The environment whose values stand for variables in descriptions and archives; the first one when it is left out
    #[arg(long, value_name = "NAME")]
    pub environment: Option<String>,
    /// Write into this file, and environments beside it
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace files that are there
    #[arg(long, requires = "output")]
    pub replace: bool,
    /// Print the report as one JSON object
    #[arg(long, requires = "output")]
    pub json: bool,
}

/// A format on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FormatFlag {
    /// As Postman reads it.
    #[value(help = "Postman collection v2.1")]
    Postman,
    /// As API Gateway reads it.
    #[value(help = "OpenAPI 3.0 as JSON")]
    Openapi,
    /// As browsers write it.
    #[value(help = "HTTP Archive 1.2")]
    Har,
}

impl From<FormatFlag> for ExportFormat {
    fn from(flag: FormatFlag) -> Self {
        match flag {
            FormatFlag::Postman => Self::Postman,
            FormatFlag::Openapi => Self::OpenApi,
            FormatFlag::Har => Self::Har,
        }
    }
}
