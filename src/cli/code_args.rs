//! Flags of `code`.
#![expect(
    clippy::doc_markdown,
    reason = "the comments are the help text, in which backticks would show"
)]

use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::args::RequestArgs;
use crate::formats::code::Language;

/// What stands behind the flags in the help.
pub const CODE_HELP: &str = "\
The code takes its credentials from the environment or the profile, as the request says, and other secrets from environment \
variables that it names. No secret is in it, and none is asked for. With --presign it makes the presigned URL and prints it. \
What a language can not say exactly is a warning on standard error. \
Exit codes: 0 printed, 2 usage, or the language can not say it, 3 region or service is missing.";

/// Which request, in which language.
#[derive(Debug, clap::Args)]
pub struct CodeArgs {
    /// The request.
    #[command(flatten)]
    pub request: RequestArgs,
    /// The language and what signs in it
    #[arg(long, value_enum, value_name = "LANGUAGE", required_unless_present = "list")]
    pub lang: Option<Language>,
    /// Print the languages, one a line, with what each needs
    #[arg(long, conflicts_with_all = ["lang", "method", "json_request", "curl"])]
    pub list: bool,
}

impl ValueEnum for Language {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.slug()).help(self.name()))
    }
}
