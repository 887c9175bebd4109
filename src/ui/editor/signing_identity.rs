//! Who signs: the chain of identities, how long its credentials live, and what can be done about them.

use eframe::egui::{Label, Popup, RichText, Ui, vec2};

use crate::formats::copy::CredentialForm;
use crate::model::identity_words::{Life, identity, life, origin};
use crate::model::{AwsAuth, ChainLink, CredentialSource, SendAs};
use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::context::PanelContext;
use crate::ui::credential_status::{CredentialJob, CredentialsAtHand};
use crate::ui::draft::Draft;
use crate::ui::sentence::sentence;
use crate::ui::tokens::size;
use crate::ui::widgets::form_row::row;
use crate::ui::widgets::icon::icon_ui;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::{fonts, icons};

/// Draws the row; nothing for typed keys that never end and assume no role, until STS was asked whose they are.
pub fn signing_identity_ui(ui: &mut Ui, draft: &Draft, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let aws = &draft.auth().aws;
    let at_hand = draft.live.at_hand.as_ref();
    let is_plain = aws.source == CredentialSource::Typed && aws.roles.is_empty();
    if is_plain && at_hand.is_none_or(|at_hand| at_hand.expires.is_none() && at_hand.chain.is_empty()) {
        return;
    }
    row(ui, "Signs as", size::LABEL, |ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 2.0);
        match at_hand {
            Some(at_hand) => chain_ui(ui, at_hand, ctx),
            None => state_ui(ui, &draft.credential_job, ctx),
        }
        buttons_ui(ui, (aws, at_hand), &draft.credential_job, out);
    });
    match &draft.credential_job {
        CredentialJob::Failed(problem) => row(ui, "", size::LABEL, |ui| {
            warning_ui(ui, (&problem.message, &problem.hint), ctx);
        }),
        CredentialJob::Asks(pending) => row(ui, "", size::LABEL, |ui| {
            if ui.button("Answer…").clicked() {
                out.push(Action::AskOfCredentials);
            }
            let question = &pending.question;
            warning_ui(ui, (&question.to_string(), &question.hint()), ctx);
        }),
        CredentialJob::Idle | CredentialJob::Fetching | CredentialJob::AskingWho => {}
    }
}

fn warning_ui(ui: &mut Ui, (message, hint): (&str, &str), ctx: &PanelContext<'_>) {
    let text = format!("{}. {}", sentence(message), sentence(hint));
    icon_ui(ui, icons::TRIANGLE_ALERT, size::CAPTION + 1.0, ctx.tokens.warning);
    let text = RichText::new(text)
        .font(fonts::caption())
        .color(ctx.tokens.second);
    ui.add(Label::new(text).wrap());
}

/// `user/bob (111…) → role/Invoke (222…), ends in 42 min`.
fn chain_ui(ui: &mut Ui, at_hand: &CredentialsAtHand, ctx: &PanelContext<'_>) {
    let last = at_hand.chain.len().saturating_sub(1);
    if at_hand.chain.is_empty() {
        link_ui(
            ui,
            &ctx.presentation.text(&at_hand.access_key_id),
            "typed keys",
            ctx,
        );
    }
    for (at, link) in at_hand.chain.iter().enumerate() {
        if at > 0 {
            icon_ui(ui, icons::ARROW_RIGHT, size::CAPTION, ctx.tokens.third);
        }
        let name = ctx.presentation.text(&identity(link));
        link_ui(ui, &name, &tip(link, at == last), ctx);
    }
    if let Some(ends) = at_hand.expires {
        let (life, words) = life(ends, ctx.now);
        let ink = match life {
            Life::Long => ctx.tokens.third,
            Life::Short => ctx.tokens.warning,
            Life::Over => ctx.tokens.bad,
        };
        let at = crate::ui::credential_words::date(ends);
        ui.label(RichText::new(words).font(fonts::caption()).color(ink))
            .on_hover_text(format!("At {at}"));
    }
}

fn tip(link: &ChainLink, is_last: bool) -> String {
    let signs = if is_last {
        "It signs"
    } else {
        "It assumes the next role"
    };
    match &link.arn {
        Some(arn) => format!("{signs}. {arn}, from {}", origin(link)),
        None => format!("{signs}. From {}", origin(link)),
    }
}

fn link_ui(ui: &mut Ui, name: &str, tip: &str, ctx: &PanelContext<'_>) {
    let text = RichText::new(name).font(fonts::mono()).color(ctx.tokens.text);
    ui.add(Label::new(text).truncate()).on_hover_text(tip);
}

fn state_ui(ui: &mut Ui, job: &CredentialJob, ctx: &PanelContext<'_>) {
    let text = match job {
        CredentialJob::Fetching | CredentialJob::AskingWho => "Fetching…",
        CredentialJob::Idle | CredentialJob::Failed(_) | CredentialJob::Asks(_) => "Fetched by Send",
    };
    ui.label(RichText::new(text).color(ctx.tokens.third));
}

fn buttons_ui(
    ui: &mut Ui,
    (aws, at_hand): (&AwsAuth, Option<&CredentialsAtHand>),
    job: &CredentialJob,
    out: &mut Vec<Action>,
) {
    if job.is_running() {
        if ui.button("Cancel").clicked() {
            out.push(Action::CancelCredentials);
        }
        return;
    }
    if aws.source != CredentialSource::Typed || !aws.roles.is_empty() {
        let command = if at_hand.is_some() { "Refresh" } else { "Fetch now" };
        let (_, tip) = Command::FetchCredentials.text_and_tooltip();
        if ui.button(command).on_hover_text(tip).clicked() {
            out.push(Action::Run(Command::FetchCredentials));
        }
    }
    let (text, tip) = Command::WhoAmI.text_and_tooltip();
    if ui.button(text).on_hover_text(tip).clicked() {
        out.push(Action::Run(Command::WhoAmI));
    }
    let more = icon_button(ui, icons::ELLIPSIS, "More about these credentials");
    Popup::menu(&more).show(|ui| {
        for (at, send_as) in callers(at_hand).into_iter().rev() {
            if ui.button(format!("Send as {at}")).clicked() {
                out.push(Action::SendAs(send_as));
                ui.close();
            }
        }
        let (text, tip) = Command::ShowCredentialPlan.text_and_tooltip();
        if ui.button(text).on_hover_text(tip).clicked() {
            out.push(Action::Run(Command::ShowCredentialPlan));
            ui.close();
        }
        for form in CredentialForm::ALL {
            if ui
                .button(format!("Copy credentials as {}…", form.name()))
                .clicked()
            {
                out.push(Action::CopyCredentials(form));
                ui.close();
            }
        }
    });
}

/// The identities before the last one, each with how to send as it.
fn callers(at_hand: Option<&CredentialsAtHand>) -> Vec<(String, SendAs)> {
    let chain = at_hand
        .map(|at_hand| at_hand.chain.as_slice())
        .unwrap_or_default();
    let last = chain.len().saturating_sub(1);
    chain
        .iter()
        .take(last)
        .enumerate()
        .map(|(at, link)| (identity(link), SendAs::Before(last - at)))
        .collect()
}
