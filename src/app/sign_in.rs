//! IAM Identity Center in the window: signing in and out, and the choice of account and role.

use eframe::egui::Context;

use super::{App, Overlay};
use crate::engine::{SsoEvent, SsoOrder};
use crate::model::{
    CredentialsError, DraftId, Question, SignInMethod, SignInState, SignedOut, Sourced, SsoAccount, SsoRole,
    SsoSession, ValueSource,
};
use crate::prepare::credentials_form;
use crate::ui::action::AfterSignIn;
use crate::ui::credential_words::date;
use crate::ui::live::Problem;
use crate::ui::sentence::sentence;
use crate::ui::shell::accounts_page::{AccountsPage, Listed};
use crate::ui::shell::sign_in_page::SignInPage;
use crate::ui::shell::toasts::Kind;

impl App {
    /// Begins a sign-in, with its page over the window.
    pub(super) fn sign_in(&mut self, session: SsoSession, method: SignInMethod, then: AfterSignIn) {
        let page = SignInPage::new(session.clone(), method, then);
        self.show_page(Overlay::SignIn(Box::new(page)));
        self.begin_sign_in(session, method);
    }

    /// Begins it again, by another grant or the same.
    pub(super) fn sign_in_again(&mut self, method: SignInMethod) {
        let Overlay::SignIn(page) = &mut self.overlay.page else {
            return;
        };
        page.again(method);
        let session = page.session.clone();
        self.begin_sign_in(session, method);
    }

    fn begin_sign_in(&mut self, session: SsoSession, method: SignInMethod) {
        self.ask_sso(SsoOrder::SignIn {
            session: Box::new(session),
            method,
        });
    }

    /// One order at a time: a new one ends the one before.
    fn ask_sso(&mut self, order: SsoOrder) {
        self.end_sign_in();
        let network = std::sync::Arc::clone(&self.session.network);
        match self.jobs.engine.ask_sso(order, network) {
            Ok(cancel) => self.jobs.sso_cancel = Some(cancel),
            Err(full) => {
                let text = format!("Not asked: {full}. Wait for another one");
                self.overlay.toasts.push(Kind::Problem, text);
            }
        }
    }

    /// Ends what is under way.
    pub(super) fn end_sign_in(&mut self) {
        if let Some(cancel) = self.jobs.sso_cancel.take() {
            cancel.cancel();
        }
    }

    /// Takes what came from IAM Identity Center.
    pub(super) fn sso_event(&mut self, event: SsoEvent, ctx: &Context) {
        match event {
            SsoEvent::State(state) => self.sign_in_at(state, ctx),
            SsoEvent::Accounts(accounts) => self.accounts_listed(accounts),
            SsoEvent::Roles { account_id, roles } => self.roles_listed(&account_id, roles),
            SsoEvent::SignedOut(result) => self.signed_out(result),
        }
    }

    fn sign_in_at(&mut self, state: SignInState, ctx: &Context) {
        let Overlay::SignIn(page) = &mut self.overlay.page else {
            return;
        };
        let done = match &state {
            SignInState::Done { until } => Some(*until),
            _ => None,
        };
        page.state = state;
        let Some(until) = done else { return };
        let (then, session) = (page.then.clone(), page.session.clone());
        self.overlay.page = Overlay::None;
        self.jobs.sso_cancel = None;
        let text = format!("Signed in to IAM Identity Center until {}", date(until));
        self.overlay.toasts.push(Kind::Done, text);
        match then {
            AfterSignIn::Go { draft, answers, then } => self.answered_by_person(&draft, *answers, then, ctx),
            AfterSignIn::ListAccounts(draft) => self.list_accounts(draft, session),
        }
    }

    /// Lists the accounts of the sign-in that the form in front names; without one that comes first.
    pub(super) fn choose_account(&mut self) {
        let (Some((draft, typed)), scope) = (self.form_in_front(), self.scope_of_request()) else {
            return;
        };
        let resolved = match credentials_form(&typed, &scope) {
            Ok(resolved) => resolved,
            Err(error) => {
                let text = format!("{}. {}", sentence(&error.to_string()), sentence(&error.hint()));
                self.overlay.toasts.push(Kind::Refused, text);
                return;
            }
        };
        let form = resolved.identity_center;
        if form.start_url.trim().is_empty() || form.region.trim().is_empty() {
            let text = "Type the start URL and the region of IAM Identity Center first";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        }
        let typed = |value: &str| Sourced {
            value: value.trim().to_owned(),
            from: ValueSource::Form,
        };
        let session = SsoSession {
            name: None,
            start_url: typed(&form.start_url),
            region: typed(&form.region),
            scopes: Vec::new(),
            profile: None,
        };
        self.list_accounts(draft, session);
    }

    /// The form that is edited: that of the shared authorization while its page is open.
    fn form_in_front(&self) -> Option<(DraftId, crate::model::AwsAuth)> {
        let draft = if matches!(self.overlay.page, Overlay::SharedAuth) {
            &self.session.shared.form.draft
        } else {
            &self.tab()?.draft
        };
        Some((draft.id.clone(), draft.request.http.auth.aws.clone()))
    }

    fn list_accounts(&mut self, draft: DraftId, session: SsoSession) {
        let page = AccountsPage::new(draft, session.clone());
        self.show_page(Overlay::Accounts(Box::new(page)));
        self.ask_sso(SsoOrder::Accounts(Box::new(session)));
    }

    fn accounts_listed(&mut self, accounts: Result<Vec<SsoAccount>, CredentialsError>) {
        let Overlay::Accounts(page) = &mut self.overlay.page else {
            return;
        };
        match accounts {
            Ok(accounts) => page.accounts = Listed::All(accounts),
            Err(CredentialsError::Question(Question::SignIn(session))) => {
                let then = AfterSignIn::ListAccounts(page.draft.clone());
                self.sign_in(*session, SignInMethod::Browser, then);
            }
            Err(error) => page.accounts = Listed::Failed(problem_of(&error)),
        }
    }

    /// Asks for the roles in an account.
    pub(super) fn list_roles(&mut self, account: SsoAccount) {
        let Overlay::Accounts(page) = &mut self.overlay.page else {
            return;
        };
        let order = SsoOrder::Roles {
            session: Box::new(page.session.clone()),
            account_id: account.account_id.clone(),
        };
        page.show_roles_of(account);
        self.ask_sso(order);
    }

    fn roles_listed(&mut self, account_id: &str, roles: Result<Vec<SsoRole>, CredentialsError>) {
        let Overlay::Accounts(page) = &mut self.overlay.page else {
            return;
        };
        if let Some((account, listed)) = &mut page.roles
            && account.account_id == account_id
        {
            *listed = match roles {
                Ok(roles) => Listed::All(roles),
                Err(error) => Listed::Failed(problem_of(&error)),
            };
        }
    }

    /// Fills account and role into a form.
    pub(super) fn use_role(&mut self, draft: &DraftId, role: SsoRole) {
        let Some(holder) = self.holder_of(draft) else {
            return;
        };
        let form = &mut holder.request.http.auth.aws.identity_center;
        form.account_id = role.account_id;
        form.role_name = role.name;
        if *draft == self.session.shared.form.draft.id {
            self.open_shared();
        }
        self.touch(draft.clone());
    }

    /// Ends the sign-in that the credentials in front come from.
    pub(super) fn sign_out(&mut self) {
        let Some(tab) = self.tab().filter(|tab| tab.draft.signs()) else {
            return;
        };
        match credentials_form(&tab.draft.auth().aws, &self.scope_of_request()) {
            Ok(auth) => self.ask_sso(SsoOrder::SignOut(Box::new(auth))),
            Err(error) => self.overlay.toasts.push(Kind::Refused, error.to_string()),
        }
    }

    fn signed_out(&mut self, result: Result<SignedOut, CredentialsError>) {
        let (kind, text) = match result {
            Ok(SignedOut { removed: None, .. }) => (Kind::Refused, "Nobody was signed in".to_owned()),
            Ok(SignedOut { not_told: None, .. }) => {
                (Kind::Done, "Signed out of IAM Identity Center".to_owned())
            }
            Ok(SignedOut {
                not_told: Some(why), ..
            }) => {
                let text = format!("Signed out on this computer. IAM Identity Center was not told: {why}");
                (Kind::Problem, text)
            }
            Err(error) => {
                let text = format!("Not signed out: {error}. {}", sentence(&error.hint()));
                (Kind::Problem, text)
            }
        };
        self.overlay.toasts.push(kind, text);
    }
}

fn problem_of(error: &CredentialsError) -> Problem {
    Problem {
        kind: error.kind(),
        message: error.to_string(),
        hint: error.hint(),
    }
}
