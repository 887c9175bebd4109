//! What panels ask the app to do.

use crate::formats::code::Language;
use crate::formats::copy::CredentialForm;
use crate::formats::credentials::CredentialSet;
use crate::formats::support_bundle::Included;
use crate::model::{
    AcceptedCertificate, Answers, Body, Cause, DraftId, Mend, PartKind, RowId, SendAs, SignInMethod,
    SsoAccount, SsoRole, SsoSession,
};

use crate::ui::collection_action::CollectionAction;
use crate::ui::command::Command;
use crate::ui::export_action::ExportAction;
use crate::ui::history_action::HistoryAction;
use crate::ui::import_action::ImportAction;
use crate::ui::pick::PickTarget;
use crate::ui::practised_fault::PractisedFault;
use crate::ui::run_action::RunAction;
use crate::ui::settings_action::SettingsAction;
use crate::ui::variable_scope::{NamedVariable, SavedVariables, ScopeId, TypedSecret};

/// A wish of a panel, with its data. The app carries it out after the frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Run a command on the tab in front.
    Run(Command),
    /// Something about collections.
    Collection(CollectionAction),
    /// Something about the history.
    History(HistoryAction),
    /// Something about the settings.
    OfSettings(SettingsAction),
    /// Something about an export.
    OfExport(ExportAction),
    /// Something about an import.
    OfImport(ImportAction),
    /// Something about a run of many requests.
    OfRun(RunAction),
    /// Bring a tab to the front.
    Select(DraftId),
    /// Open a closed tab again.
    Reopen(DraftId),
    /// Open a past send of this number in a new tab, as it was sent.
    OpenPast(u64),
    /// Close a tab.
    Close(DraftId),
    /// Append an empty field to the form.
    AddFormRow,
    /// Remove a field of the form.
    RemoveFormRow(RowId),
    /// Append an empty part to the multipart body.
    AddPart(PartKind),
    /// Remove a part.
    RemovePart(RowId),
    /// Ask for a file with the system's dialog.
    Browse(PickTarget),
    /// Write the reply body in front to a file.
    SaveBody {
        /// Where to, as typed.
        path: String,
        /// In which form.
        form: SaveForm,
    },
    /// Give a copy of a reply body to the program that the system has for it.
    OpenBody {
        /// The tab of the reply.
        draft: DraftId,
        /// Extension of the copy, from the list of those that are opened.
        extension: &'static str,
    },
    /// Mend a diagnosed cause.
    Mend(Mend),
    /// Open a request that is broken for practice.
    Practise(PractisedFault),
    /// Show the page of help about a cause.
    ExplainCause(Cause),
    /// Bring what the service expected into sight, under what was signed.
    ShowComparison,
    /// Sign the request in front with AWS Signature.
    SignWithAws,
    /// Write the signature report in front to a file.
    SaveReport {
        /// Where to, as typed.
        path: String,
    },
    /// Make the support bundle of the page anew, with other parts in it.
    MakeSupportBundle(Included),
    /// Write the support bundle of the page to a file.
    SaveSupportBundle {
        /// Where to, as typed.
        path: String,
    },
    /// Go on with what was said about the credentials of a tab.
    Answer {
        /// The tab.
        draft: DraftId,
        /// All that was said in this round.
        answers: Box<Answers>,
        /// What to do with it.
        then: AfterAnswer,
    },
    /// Sign in to IAM Identity Center, and then go on.
    SignIn {
        /// Where.
        session: Box<SsoSession>,
        /// By which grant.
        method: SignInMethod,
        /// What goes on when it is done.
        then: AfterSignIn,
    },
    /// Begin the sign-in under way again.
    SignInAgain(SignInMethod),
    /// Ask for the accounts of IAM Identity Center that the form in front names.
    ChooseAccount,
    /// Ask for the roles in an account.
    ListRoles(Box<SsoAccount>),
    /// Fill account and role into the form of a tab.
    UseRole {
        /// The tab.
        draft: DraftId,
        /// Account and permission set.
        role: Box<SsoRole>,
    },
    /// Ask again what the last send in front needs to be told.
    AskAgain,
    /// Ask again what the credentials in front wait for.
    AskOfCredentials,
    /// Send the request in front as another identity of its chain.
    SendAs(SendAs),
    /// Stop what is being done about the credentials in front.
    CancelCredentials,
    /// Write the request in this language, on the page of code.
    WriteCode(Language),
    /// Put the credentials in front on the clipboard, after a warning.
    CopyCredentials(CredentialForm),
    /// The same, the warning read.
    CopyCredentialsNow(CredentialForm),
    /// Believe a refused certificate until the program ends.
    Accept(AcceptedCertificate),
    /// Fill the key fields of a tab.
    UseCredentials {
        /// The tab; `None` for a new one.
        draft: Option<DraftId>,
        /// What to fill in.
        set: Box<CredentialSet>,
    },
    /// Use the credentials in the reply of the tab in front.
    UseReplyCredentials(ReplyCredentials),
    /// Go on with the protection test.
    SendThreeTimes,
    /// Send the files that a pasted command names.
    AllowFiles {
        /// The tab that pasted it.
        draft: DraftId,
        /// The body with them.
        body: Box<Body>,
    },
    /// Send what a redirect leads to, in a new tab.
    FollowRedirect(Follow),
    /// Close every tab but this one.
    CloseOthers(DraftId),
    /// Put a tab at this place, counted from the left without it.
    MoveTab(DraftId, usize),
    /// Give a request a name; empty means named by its path.
    Rename(DraftId, String),
    /// Bring the checks of the request in front, with the cursor in this row.
    ShowCheck(RowId),
    /// Put a text on the clipboard and say so; `what` is as in "Copied {what}".
    Copy {
        /// The text.
        text: String,
        /// What it is.
        what: &'static str,
    },
    /// Show the definition of a variable in its table.
    ShowVariable(NamedVariable),
    /// Choose the environment of the collection in front; `None` for no environment.
    ChooseEnvironment(Option<String>),
    /// Change variables and environments of the collection in front.
    OfVariables(VariablesAction),
    /// Send a request of this tab though its environment is dangerous: the person was asked.
    SendInDangerous(DraftId),
    /// End the program, whatever is lost by that.
    Quit,
}

/// What the pages of variables ask for. Names are those of environments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariablesAction {
    /// Write a scope to its file, and its secrets to the key store.
    Save(Box<SavedVariables>),
    /// Create an environment, empty or as a copy.
    Create {
        /// Its name.
        name: String,
        /// The one that is copied, without values of secrets.
        copy_of: Option<String>,
    },
    /// Give an environment another name.
    Rename {
        /// As it is called.
        from: String,
        /// As it is to be called.
        to: String,
    },
    /// Delete an environment.
    Delete(String),
    /// Let the collection's auth name the variables of this environment that its AWS group has.
    UseInAuth {
        /// The environment.
        environment: String,
        /// Names of the variables that have a value.
        names: Vec<&'static str>,
    },
    /// Keep values of secrets that this computer did not have.
    KeepSecrets(Vec<(ScopeId, TypedSecret)>),
}

/// What is done with an answer about credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterAnswer {
    /// The request is sent, as this identity.
    Send(SendAs),
    /// The credentials are fetched.
    Fetch,
    /// STS is asked whose they are.
    WhoAmI,
}

/// What goes on when a sign-in is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AfterSignIn {
    /// What the sign-in was needed for.
    Go {
        /// The tab.
        draft: DraftId,
        /// What was said before.
        answers: Box<Answers>,
        /// What to do.
        then: AfterAnswer,
    },
    /// The accounts are listed for this tab.
    ListAccounts(DraftId),
}

/// Where the credentials of a reply are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyCredentials {
    /// In the tab of the reply.
    InThisTab,
    /// In another one, which the user chooses.
    InAnotherTab,
}

/// How the user wants a redirect followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// Signed for the new place with the same credentials.
    SignedAgain,
    /// Without any credential.
    WithoutCredentials,
}

/// In which form a body is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveForm {
    /// As the pane shows it: decoded, and indented where it is shown so.
    AsShown,
    /// The bytes as they were received, in their content coding.
    AsReceived,
}
