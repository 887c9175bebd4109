//! The flags of `import`.

use std::path::PathBuf;

use super::network_args::RouteArgs;

/// What stands below the flags.
pub const IMPORT_HELP: &str = "\
Read are Postman collections (v2.0 and v2.1), environments, global variables and data dumps, exports of Insomnia (4 and 5) and \
Hoppscotch, HTTP Archives (HAR), and descriptions in OpenAPI 3 and \
Swagger 2, as JSON or YAML, with what API Gateway exports; folders of Bruno with their .bru files; .http and .rest files of \
VS Code and JetBrains and Hurl files, one at a time or a folder of them with http-client.env.json and the environments of VS Code; and shell scripts with commands of curl and awscurl. A collection becomes a folder of \
OpenCollection YAML, which Bruno reads too; --into names where. In a folder that is no collection each one becomes a collection \
of its own; in a collection, or a folder of one, it becomes a folder, and its environments come beside those that are there. AWS \
Signature comes with its region and service. Nothing is sent, no script is run and no file is opened that the import names. The \
report says what is kept, changed and dropped, and why. Secrets never come into files: they become secret variables, and their \
values are given again, in the window or by COUNTERSIGN_SECRET_NAME. \
Exit codes: 0 imported, 1 nothing could be written, 2 usage or an unreadable file.";

/// Flags of `import`.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// Files to import, folders of Bruno or of request files, or addresses to fetch with one GET; - is standard input
    #[arg(required = true, value_name = "FILE|FOLDER|URL|-")]
    pub files: Vec<PathBuf>,
    /// The folder to put it into: any folder, a collection, or a folder in a collection
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    pub into: PathBuf,
    /// Say what would come, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print the report as one JSON object
    #[arg(long)]
    pub json: bool,
    /// How addresses are reached.
    #[command(flatten)]
    pub route: RouteArgs,
}
