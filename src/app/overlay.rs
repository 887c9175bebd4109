//! What lies over the panels: pages, messages and popups, and what the keyboard is for meanwhile.

use super::presentation::Presenting;
use super::quitting::Quitting;
use super::running::Running;
use crate::formats::copy::CredentialForm;
use crate::model::Cause;
use crate::ui::comparison::service_comparison_page::ServiceComparisonPage;
use crate::ui::reply::save_page::SavePage;
use crate::ui::reply::support_page::SupportPage;
use crate::ui::shell::accounts_page::AccountsPage;
use crate::ui::shell::changes_page::ChangesPage;
use crate::ui::shell::chooser::Choice;
use crate::ui::shell::code_page::CodePage;
use crate::ui::shell::danger_page::DangerPage;
use crate::ui::shell::defaults_page::DefaultsPage;
use crate::ui::shell::exchanges_page::ExchangesPage;
use crate::ui::shell::export_page::ExportPage;
use crate::ui::shell::history_page::HistoryPage;
use crate::ui::shell::import_page::ImportPage;
use crate::ui::shell::missing_values_page::MissingValuesPage;
use crate::ui::shell::new_collection_page::NewCollectionPage;
use crate::ui::shell::open_collection_page::OpenCollectionPage;
use crate::ui::shell::palette::Palette;
use crate::ui::shell::plan_page::PlanPage;
use crate::ui::shell::protection_page::ProtectionPage;
use crate::ui::shell::question_page::QuestionPage;
use crate::ui::shell::save_request_page::SaveRequestPage;
use crate::ui::shell::settings_page::SettingsPage;
use crate::ui::shell::sign_in_page::SignInPage;
use crate::ui::shell::suspects_page::SuspectsPage;
use crate::ui::shell::tab_strip::TabStrip;
use crate::ui::shell::toasts::Toasts;
use crate::ui::shell::variables_page::VariablesPage;
use crate::ui::shell::verify_page::VerifyPage;
use crate::ui::signature::lesson_page::LessonPage;

/// What lies over the panels.
pub(super) struct OverlayState {
    pub(super) page: Overlay,
    pub(super) quitting: Quitting,
    /// The page of what is inherited while its files are written: it comes back when they can not be.
    pub(super) saving_defaults: Option<Box<DefaultsPage>>,
    /// The signature step by step, in the place of the panels and under what lies over the window.
    pub(super) lesson: Option<LessonPage>,
    /// The run, with its page.
    pub(super) running: Running,
    pub(super) cursor: Cursor,
    pub(super) popups: Popups,
    pub(super) toasts: Toasts,
    pub(super) presenting: Presenting,
    pub(super) tab_strip: TabStrip,
}

impl Default for OverlayState {
    fn default() -> Self {
        Self {
            page: Overlay::None,
            quitting: Quitting::default(),
            saving_defaults: None,
            lesson: None,
            running: Running::default(),
            cursor: Cursor::Free,
            popups: Popups::Closed,
            toasts: Toasts::default(),
            presenting: Presenting::Off,
            tab_strip: TabStrip::default(),
        }
    }
}

/// What lies over the window.
#[derive(Debug, Default)]
pub(super) enum Overlay {
    /// Nothing.
    #[default]
    None,
    /// The command palette.
    Palette(Palette),
    /// A question about what was pasted or read.
    Choice(Choice),
    /// A protection test.
    Protection(ProtectionPage),
    /// The help page.
    Shortcuts,
    /// A comparison with a pasted text.
    Compare(ServiceComparisonPage),
    /// Settings of the program.
    Settings(Box<SettingsPage>),
    /// The shared authorization.
    SharedAuth,
    /// A question about the credentials of a tab.
    Question(Box<QuestionPage>),
    /// A sign-in to IAM Identity Center.
    SignIn(Box<SignInPage>),
    /// Accounts and roles of IAM Identity Center.
    Accounts(Box<AccountsPage>),
    /// Where the credentials of a request come from.
    Plan(PlanPage),
    /// What the program itself asked of AWS.
    OwnCalls,
    /// The warning before credentials are copied.
    CopyCredentials(CredentialForm),
    /// The request as code.
    Code(CodePage),
    /// A collection is chosen to be opened.
    OpenCollection(OpenCollectionPage),
    /// A collection is made.
    NewCollection(NewCollectionPage),
    /// A request is put into a collection.
    SaveRequest(SaveRequestPage),
    /// What requests of a folder or collection inherit.
    Defaults(Box<DefaultsPage>),
    /// A save that has something like a secret in it.
    Suspects(SuspectsPage),
    /// What differs between a tab and its file.
    Changes(ChangesPage),
    /// Variables and environments.
    Variables(Box<VariablesPage>),
    /// The history.
    History(Box<HistoryPage>),
    /// A collection is exported.
    Export(Box<ExportPage>),
    /// Collections of other programs are imported.
    Import(Box<ImportPage>),
    /// A run of many requests, which goes on without its page.
    Run,
    /// Two exchanges of the history compared.
    Exchanges(Box<ExchangesPage>),
    /// Secrets that have no value on this computer.
    MissingValues(MissingValuesPage),
    /// The question before a request is sent in a dangerous environment.
    Danger(DangerPage),
    /// Cookies of this run.
    Cookies,
    /// Saving a reply body.
    Save(SavePage),
    /// A support bundle, read before it is saved.
    Support(SupportPage),
    /// Help about a cause.
    Cause(Cause),
    /// Faults to practise on.
    BreakIt,
    /// A request that was signed elsewhere.
    Verify(Box<VerifyPage>),
}

impl Overlay {
    /// Whether something is typed on the page that is not saved.
    pub(super) fn has_unsaved(&self) -> bool {
        match self {
            Self::Variables(page) => !page.unsaved().is_empty(),
            Self::Defaults(page) => page.is_unsaved(),
            _ => false,
        }
    }
}

/// Whether a command has put the cursor somewhere and it has not arrived yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cursor {
    /// It is where it is.
    Free,
    /// It was sent to the URL field.
    WantedInUrl,
}

/// Whether a menu, a popup or a list of completions was open when the last frame ended. Commands run before the panels
/// of their own frame are drawn, when egui knows of none yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Popups {
    /// None was.
    Closed,
    /// Keys and pastes are its own.
    Open,
}
