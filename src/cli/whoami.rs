//! `whoami`: whose the credentials are, as STS answers.

use serde_json::json;

use super::Exit;
use super::credential_problem::problem_of_check;
use super::exchanging::current_thread;
use super::fetching::fetch;
use super::input::Input;
use super::network;
use super::network_args::RouteArgs;
use super::print::Printer;
use super::problem::Problem;
use super::source_args::SourceArgs;
use crate::engine::Deps;
use crate::model::CallerIdentity;
use crate::text::visible_line;

/// What stands below the flags.
pub const WHOAMI_HELP: &str = "\
Asks STS by GetCallerIdentity, which needs no permission. Of a chain each identity has a line, the one that signs last: ARN, \
account, user ID. Which credentials were asked about stands on standard error. \
Exit codes: 0 STS answered, 1 STS refused or was not reached, 2 usage, 3 there are no credentials.";

/// Flags of `whoami`.
#[derive(Debug, clap::Args)]
pub struct WhoamiArgs {
    /// Whose.
    #[command(flatten)]
    pub source: SourceArgs,
    /// Print the identities as one JSON object
    #[arg(long)]
    pub json: bool,
    /// How STS is reached.
    #[command(flatten)]
    pub route: RouteArgs,
}

/// Runs the command.
pub fn run(
    args: &WhoamiArgs,
    deps: &Deps,
    input: &mut Input<'_>,
    printer: &mut Printer<'_>,
) -> Result<Exit, Problem> {
    let found = identities(args, deps, input, printer);
    match &found {
        Ok(identities) if args.json => {
            let identities: Vec<_> = identities.iter().map(in_json).collect();
            printer.json_document(&json!({ "identities": identities }));
        }
        Ok(identities) => {
            for who in identities {
                let line = format!("{}  {}  {}", who.arn, who.account, who.user_id);
                printer.line(&visible_line(&line));
            }
        }
        Err(problem) if args.json => printer.json_document(&problem.json()),
        Err(_) => {}
    }
    found.map(|_| Exit::Good)
}

fn identities(
    args: &WhoamiArgs,
    deps: &Deps,
    input: &mut Input<'_>,
    printer: &mut Printer<'_>,
) -> Result<Vec<CallerIdentity>, Problem> {
    let network = network::own_calls(&args.route, &deps.ambient, printer);
    let auth = args.source.form()?;
    let fetched = fetch(&auth, &args.source, network, deps, input, printer)?;
    printer.remark(&format!("countersign: {}", fetched.words(deps)));
    let asked = deps.credentials.who_am_i(&auth, &fetched.ask);
    current_thread()?
        .block_on(asked)
        .map_err(|error| problem_of_check(&error))
}

fn in_json(who: &CallerIdentity) -> serde_json::Value {
    json!({"arn": who.arn, "account": who.account, "user_id": who.user_id})
}
