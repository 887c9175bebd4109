//! The flags of a request file: what it is read against.
#![expect(
    clippy::doc_markdown,
    reason = "the comments are the help text, in which backticks would show"
)]

/// Over these flags in the help.
const HEADING: &str = "Request file";

/// What a request file of a collection is read against.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct FileArgs {
    /// The environment of the collection to use
    #[arg(long, help_heading = HEADING, value_name = "NAME", conflicts_with_all = ["json_request", "curl"])]
    pub environment: Option<String>,
    /// A variable for this run, which hides all others of its name; may be given again
    #[arg(long = "var", help_heading = HEADING, value_name = "NAME=VALUE", conflicts_with_all = ["json_request", "curl"])]
    pub run_variables: Vec<String>,
    /// A secret variable for this run, from an environment variable; may be given again. Without it the value of a secret
    /// variable as petKey comes from COUNTERSIGN_SECRET_PET_KEY
    #[arg(long = "secret-var", help_heading = HEADING, value_name = "NAME=env:VARIABLE", conflicts_with_all = ["json_request", "curl"])]
    pub secret_variables: Vec<String>,
}

impl FileArgs {
    /// The first flag that was given.
    pub fn given(&self) -> Option<&'static str> {
        if self.environment.is_some() {
            Some("--environment")
        } else if !self.run_variables.is_empty() {
            Some("--var")
        } else if !self.secret_variables.is_empty() {
            Some("--secret-var")
        } else {
            None
        }
    }
}
