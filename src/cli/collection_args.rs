//! The flags of `collection`.

use std::path::PathBuf;

use clap::Subcommand;

const CHECK_HELP: &str = "\
Reads every file of the collection and sends nothing. Found are: files that can not be read, variables that nothing defines, \
secrets that were typed in files, requests that Bruno would send unsigned, and names that clash on other systems. Without \
--environment each environment is looked at. Noted, and no fault of the collection, are secrets whose values are not on this \
machine. No value is printed. \
Exit codes: 0 nothing was found, 1 something was, 2 usage.";

/// Flags of `collection`.
#[derive(Debug, clap::Args)]
pub struct CollectionArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: CollectionCommand,
}

/// The commands below `collection` that work.
#[derive(Debug, Subcommand)]
pub enum CollectionCommand {
    /// Say what is damaged, unresolved or unsafe to commit
    #[command(after_help = CHECK_HELP)]
    Check(CheckArgs),
}

/// Flags of `collection check`.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// The collection, or a folder in it
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub folder: PathBuf,
    /// This environment alone
    #[arg(long, value_name = "NAME")]
    pub environment: Option<String>,
    /// Print the result as one JSON object
    #[arg(long)]
    pub json: bool,
}
