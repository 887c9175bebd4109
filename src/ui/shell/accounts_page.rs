//! Accounts and roles of IAM Identity Center to choose from.

use eframe::egui::{Button, Label, RichText, ScrollArea, Ui};

use crate::model::{DraftId, SsoAccount, SsoRole, SsoSession};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::live::Problem;
use crate::ui::page::Verdict;
use crate::ui::sentence::sentence;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::first_focus::FirstFocus;
use crate::ui::widgets::modal_page::modal_page;

const WIDTH: f32 = 560.0;

/// A list that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listed<T> {
    /// Not here yet.
    Asked,
    /// All of it.
    All(Vec<T>),
    /// It did not come.
    Failed(Problem),
}

/// The choice of an account, and then of a role in it.
#[derive(Debug)]
pub struct AccountsPage {
    /// The tab whose form is filled.
    pub draft: DraftId,
    /// Whose accounts.
    pub session: SsoSession,
    /// The accounts.
    pub accounts: Listed<SsoAccount>,
    /// The chosen account with its roles.
    pub roles: Option<(SsoAccount, Listed<SsoRole>)>,
    search: String,
    cursor: FirstFocus,
}

impl AccountsPage {
    /// A page that waits for the accounts.
    pub fn new(draft: DraftId, session: SsoSession) -> Self {
        Self {
            draft,
            session,
            accounts: Listed::Asked,
            roles: None,
            search: String::new(),
            cursor: FirstFocus::Wanted,
        }
    }

    /// Goes on to the roles in an account, which are not here yet.
    pub fn show_roles_of(&mut self, account: SsoAccount) {
        self.roles = Some((account, Listed::Asked));
        self.search.clear();
    }
}

/// Draws the page.
pub fn accounts_page_ui(
    ui: &mut Ui,
    page: &mut AccountsPage,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    let title = match &page.roles {
        None => "Which account?".to_owned(),
        Some((account, _)) => format!("Which role in {}?", account_words(account)),
    };
    modal_page(ui, "accounts", WIDTH, &title, |ui| {
        let mut verdict = Verdict::Open;
        let field = Field::mono(&mut page.search, "Find an account or a role")
            .hint("name, number or address")
            .ui(ui);
        page.cursor.give(&field);
        let most = (ui.ctx().content_rect().height() - 260.0).clamp(120.0, 420.0);
        ScrollArea::vertical()
            .max_height(most)
            .min_scrolled_height(most)
            .auto_shrink([false, true])
            .show(ui, |ui| match &page.roles {
                None => accounts_ui(ui, page, ctx, out),
                Some((_, roles)) => verdict = roles_ui(ui, page, roles, ctx, out),
            });
        ui.horizontal(|ui| {
            if page.roles.is_some() && ui.button("Back to the accounts").clicked() {
                page.roles = None;
                page.search.clear();
            }
            if ui.button("Cancel").clicked() {
                verdict = Verdict::Close;
            }
        });
        verdict
    })
}

fn accounts_ui(ui: &mut Ui, page: &AccountsPage, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let found = |account: &&SsoAccount| {
        is_found(
            &format!("{} {} {}", account.name, account.account_id, account.email),
            &page.search,
        )
    };
    let Some(accounts) = all_ui(ui, &page.accounts, "accounts", ctx) else {
        return;
    };
    for account in accounts.iter().filter(found) {
        let text = account_words(account);
        let button = ui.add(Button::selectable(false, text.as_str()));
        if button.on_hover_text(&account.email).clicked() {
            out.push(Action::ListRoles(Box::new(account.clone())));
        }
    }
}

/// Closed by a role that is chosen.
fn roles_ui(
    ui: &mut Ui,
    page: &AccountsPage,
    roles: &Listed<SsoRole>,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    let mut verdict = Verdict::Open;
    let Some(roles) = all_ui(ui, roles, "roles", ctx) else {
        return verdict;
    };
    for role in roles.iter().filter(|role| is_found(&role.name, &page.search)) {
        if ui.add(Button::selectable(false, role.name.as_str())).clicked() {
            out.push(Action::UseRole {
                draft: page.draft.clone(),
                role: Box::new(role.clone()),
            });
            verdict = Verdict::Close;
        }
    }
    verdict
}

/// The list when it is here, or what stands in its place.
fn all_ui<'a, T>(ui: &mut Ui, listed: &'a Listed<T>, what: &str, ctx: &PanelContext<'_>) -> Option<&'a [T]> {
    let text = match listed {
        Listed::All(all) if !all.is_empty() => return Some(all),
        Listed::All(_) => format!("IAM Identity Center names no {what} for you"),
        Listed::Asked => format!("Asking for the {what}…"),
        Listed::Failed(problem) => format!("{}. {}", sentence(&problem.message), sentence(&problem.hint)),
    };
    ui.add(Label::new(RichText::new(text).color(ctx.tokens.second)).wrap());
    None
}

fn account_words(account: &SsoAccount) -> String {
    if account.name.is_empty() {
        account.account_id.clone()
    } else {
        format!("{} ({})", account.name, account.account_id)
    }
}

fn is_found(text: &str, search: &str) -> bool {
    let text = text.to_lowercase();
    search
        .to_lowercase()
        .split_whitespace()
        .all(|word| text.contains(word))
}
