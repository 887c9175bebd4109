//! `credentials login` and `credentials logout`: IAM Identity Center on a terminal. Opening the browser is left to the
//! person, whose terminal may be on another machine.

use std::sync::Arc;

use time::OffsetDateTime;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::credential_problem::problem;
use super::credentials::of_profile;
use super::exchanging::current_thread;
use super::print::Printer;
use super::problem::Problem;
use super::sign_in_args::{LoginArgs, SignInArgs};
use super::{Exit, network};
use crate::engine::Deps;
use crate::model::{
    AwsAuth, CredentialSource, IdentityCenterForm, Network, SignInMethod, SignInState, SignedIn, SsoError,
    SsoSession,
};

/// States of one sign-in; there are never so many.
const STATES: usize = 16;

/// Signs in and waits for the person.
pub fn login(args: &LoginArgs, deps: &Deps, printer: &mut Printer<'_>) -> Result<Exit, Problem> {
    let session = session(&args.sign_in, deps)?;
    let method = if args.device_code {
        SignInMethod::DeviceCode
    } else {
        SignInMethod::usual(&session)
    };
    let network = Arc::new(network::own_calls(&args.sign_in.route, &deps.ambient, printer));
    let signed_in = current_thread()?.block_on(until_interrupted(&session, method, &network, deps, printer));
    let signed_in = signed_in.map_err(|error| not_signed_in(&error))?;
    for (label, secret) in &signed_in.further_secrets {
        printer.hide_password(label, secret);
    }
    for aside in &signed_in.set_aside {
        printer.remark(&format!(
            "countersign: a damaged file stood in the way and was kept as {}",
            aside.display()
        ));
    }
    printer.line(&format!(
        "Signed in at {} until {}",
        session.start_url.value,
        moment(signed_in.until)
    ));
    Ok(Exit::Good)
}

/// Tells the person what to do, and ends with Ctrl-C.
async fn until_interrupted(
    session: &SsoSession,
    method: SignInMethod,
    network: &Arc<Network>,
    deps: &Deps,
    printer: &mut Printer<'_>,
) -> Result<SignedIn, SsoError> {
    let (tell, mut told) = mpsc::channel(STATES);
    let on_state = move |state: SignInState| {
        // Its room is never used up.
        tell.try_send(state).ok();
    };
    let cancel = CancellationToken::new();
    let sign_in = deps
        .credentials
        .sign_in(session, method, network, &on_state, &cancel);
    let mut sign_in = std::pin::pin!(sign_in);
    let mut interrupted = std::pin::pin!(tokio::signal::ctrl_c());
    let mut may_be_interrupted = true;
    loop {
        tokio::select! {
            biased;
            Some(state) = told.recv() => show(&state, printer),
            ended = &mut sign_in => return ended,
            heard = &mut interrupted, if may_be_interrupted => {
                // Without a way to hear of it, Ctrl-C ends the program as it always does.
                may_be_interrupted = false;
                if heard.is_ok() {
                    cancel.cancel();
                }
            }
        }
    }
}

fn show(state: &SignInState, printer: &mut Printer<'_>) {
    match state {
        SignInState::WaitingForBrowser { url } => {
            printer.line("Open this address in a browser of this machine and sign in:");
            printer.line("");
            printer.line(&format!("  {url}"));
            printer.line("");
            printer.line("Waiting for ten minutes; Ctrl-C ends it. Without a browser here: --device-code");
        }
        SignInState::WaitingForCode {
            user_code,
            url,
            url_with_code,
            expires,
        } => {
            printer.line("Open this address in any browser, compare the code and sign in:");
            printer.line("");
            printer.line(&format!("  {url_with_code}"));
            printer.line(&format!("  code {user_code}, at {url}"));
            printer.line("");
            printer.line(&format!("Waiting until {}; Ctrl-C ends it", moment(*expires)));
        }
        // The end is told by who waited for it.
        SignInState::Registering
        | SignInState::Exchanging
        | SignInState::Done { .. }
        | SignInState::Failed(_) => {}
    }
}

/// Signs out.
pub fn logout(args: &SignInArgs, deps: &Deps, printer: &mut Printer<'_>) -> Result<Exit, Problem> {
    let session = session(args, deps)?;
    let network = Arc::new(network::own_calls(&args.route, &deps.ambient, printer));
    let ended = current_thread()?.block_on(deps.credentials.sign_out(&session, &network));
    let ended = ended.map_err(|error| not_signed_in(&error))?;
    let url = &session.start_url.value;
    if ended.removed.is_none() {
        printer.line(&format!("Nobody was signed in at {url}"));
        return Ok(Exit::Good);
    }
    printer.line(&format!("Signed out at {url}"));
    if let Some(error) = ended.not_told {
        printer.remark(&format!(
            "countersign: the token was removed here but works elsewhere until it ends, as the service was not told: {error}"
        ));
    }
    Ok(Exit::Good)
}

/// The sign-in that the flags name.
fn session(args: &SignInArgs, deps: &Deps) -> Result<SsoSession, Problem> {
    let auth = match (&args.sso_start_url, &args.sso_region) {
        (Some(start_url), Some(region)) => AwsAuth {
            source: CredentialSource::IdentityCenter,
            identity_center: IdentityCenterForm {
                start_url: start_url.clone(),
                region: region.clone(),
                // Only the sign-in matters here.
                account_id: "000000000000".to_owned(),
                role_name: "none".to_owned(),
            },
            ..AwsAuth::default()
        },
        // Without a name it is the profile of the environment.
        _ => match &args.profile {
            Some(name) => of_profile(name)?,
            None => AwsAuth {
                source: CredentialSource::Profile,
                ..AwsAuth::default()
            },
        },
    };
    let found = deps
        .credentials
        .sign_in_of(&auth)
        .map_err(|error| problem(&error))?;
    found.ok_or_else(|| {
        Problem::usage(
            "sso-not-used",
            "The profile does not use IAM Identity Center",
            "Name another one with --profile, or use --sso-start-url and --sso-region.",
        )
    })
}

fn not_signed_in(error: &SsoError) -> Problem {
    let hint = match error {
        SsoError::NoPort { .. } => "Use --device-code".to_owned(),
        SsoError::Cancelled => String::new(),
        _ => error.hint(),
    };
    Problem::signing(error.kind(), error.to_string(), hint)
}

/// `2026-11-20 12:00 UTC`.
fn moment(moment: OffsetDateTime) -> String {
    let moment = moment.to_offset(time::UtcOffset::UTC);
    format!(
        "{} {:02}:{:02} UTC",
        moment.date(),
        moment.hour(),
        moment.minute()
    )
}
