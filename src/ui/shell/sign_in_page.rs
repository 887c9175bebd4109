//! Signing in to IAM Identity Center: what the browser shows is said here, and where the sign-in stands.

use eframe::egui::{FontFamily, FontId, Label, OpenUrl, RichText, Ui};

use crate::model::identity_words::life;
use crate::model::{SignInMethod, SignInState, SsoSession};
use crate::ui::action::{Action, AfterSignIn};
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::page::Verdict;
use crate::ui::sentence::sentence;
use crate::ui::widgets::modal_page::modal_page;

const WIDTH: f32 = 540.0;
/// Size of a code that is compared with another screen.
const CODE: f32 = 22.0;

/// A sign-in under way.
#[derive(Debug)]
pub struct SignInPage {
    /// Where.
    pub session: SsoSession,
    /// By which grant.
    pub method: SignInMethod,
    /// Where it stands.
    pub state: SignInState,
    /// What goes on when it is done.
    pub then: AfterSignIn,
    /// Whether the browser has been opened by this page.
    browser: Browser,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Browser {
    NotOpened,
    Opened,
}

impl SignInPage {
    /// A sign-in that begins.
    pub fn new(session: SsoSession, method: SignInMethod, then: AfterSignIn) -> Self {
        Self {
            session,
            method,
            state: SignInState::Registering,
            then,
            browser: Browser::NotOpened,
        }
    }

    /// The sign-in begins again, by another grant or the same.
    pub fn again(&mut self, method: SignInMethod) {
        self.method = method;
        self.state = SignInState::Registering;
        self.browser = Browser::NotOpened;
    }
}

/// Draws the page; closing it ends the sign-in.
pub fn sign_in_page_ui(
    ui: &mut Ui,
    page: &mut SignInPage,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    modal_page(ui, "sign in", WIDTH, "Sign in with IAM Identity Center", |ui| {
        let mut verdict = Verdict::Open;
        let address = RichText::new(&page.session.start_url.value).font(fonts::mono());
        ui.add(Label::new(address.color(ctx.tokens.second)).wrap());
        state_ui(ui, page, ctx, out);
        ui.horizontal_wrapped(|ui| {
            buttons_ui(ui, page, out);
            if ui.button("Cancel").clicked() {
                verdict = Verdict::Close;
            }
        });
        verdict
    })
}

fn state_ui(ui: &mut Ui, page: &mut SignInPage, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    match &page.state {
        SignInState::Registering => text_ui(ui, "Asking IAM Identity Center…", ctx),
        SignInState::WaitingForBrowser { url } => {
            text_ui(
                ui,
                "Sign in there in the browser, and allow Countersign. The browser comes back to this computer by itself",
                ctx,
            );
            if page.browser == Browser::NotOpened {
                page.browser = Browser::Opened;
                open(ui, url);
            }
        }
        SignInState::WaitingForCode {
            user_code,
            url,
            expires,
            ..
        } => {
            text_ui(
                ui,
                &format!("Open {url} in any browser, and compare this code"),
                ctx,
            );
            ui.horizontal(|ui| {
                let code = RichText::new(user_code).font(FontId::new(CODE, FontFamily::Monospace));
                ui.label(code.color(ctx.tokens.text));
                if ui.button("Copy the code").clicked() {
                    out.push(Action::Copy {
                        text: user_code.clone(),
                        what: "the code",
                    });
                }
            });
            let (_, words) = life(*expires, ctx.now);
            text_ui(ui, &format!("The code {words}"), ctx);
        }
        SignInState::Exchanging => text_ui(ui, "Fetching the token…", ctx),
        SignInState::Done { until } => {
            let until = crate::ui::credential_words::date(*until);
            text_ui(ui, &format!("Signed in until {until}"), ctx);
        }
        SignInState::Failed(error) => {
            let text = format!("{}. {}", sentence(&error.to_string()), sentence(&error.hint()));
            let text = RichText::new(text).color(ctx.tokens.warning);
            ui.add(Label::new(text).wrap());
        }
    }
}

fn buttons_ui(ui: &mut Ui, page: &mut SignInPage, out: &mut Vec<Action>) {
    match &page.state {
        SignInState::WaitingForBrowser { url } => {
            address_ui(ui, url, "Open the browser again", out);
            if ui.button("Use a code instead").clicked() {
                out.push(Action::SignInAgain(SignInMethod::DeviceCode));
            }
        }
        SignInState::WaitingForCode { url_with_code, .. } => {
            address_ui(ui, url_with_code, "Open the browser", out);
        }
        SignInState::Failed(_) => {
            if ui.button("Try again").clicked() {
                out.push(Action::SignInAgain(page.method));
            }
            if page.method == SignInMethod::Browser && ui.button("Use a code instead").clicked() {
                out.push(Action::SignInAgain(SignInMethod::DeviceCode));
            }
        }
        SignInState::Registering | SignInState::Exchanging | SignInState::Done { .. } => {}
    }
}

fn address_ui(ui: &mut Ui, url: &str, text: &str, out: &mut Vec<Action>) {
    if ui.button(text).clicked() {
        open(ui, url);
    }
    if ui.button("Copy the address").clicked() {
        out.push(Action::Copy {
            text: url.to_owned(),
            what: "the address",
        });
    }
}

/// Only pages of the web are handed to the browser.
fn open(ui: &Ui, url: &str) {
    if url.starts_with("https://") || url.starts_with("http://") {
        ui.ctx().open_url(OpenUrl::new_tab(url));
    }
}

fn text_ui(ui: &mut Ui, text: &str, ctx: &PanelContext<'_>) {
    ui.add(Label::new(RichText::new(text).color(ctx.tokens.second)).wrap());
}
