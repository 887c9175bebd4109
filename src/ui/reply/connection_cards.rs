//! Cards about the way to the other end: a certificate that was refused, and a redirect that was not followed.

use eframe::egui::{CornerRadius, Frame, Margin, RichText, Ui};

use crate::model::{AcceptedCertificate, AuthKind, ChainTrust, Exchange, Failure, RedirectStop, StopReason};
use crate::ui::action::{Action, Follow};
use crate::ui::context::PanelContext;
use crate::ui::disclosure::Disclosure;
use crate::ui::last_exchange::Sent;
use crate::ui::masking::Masking;
use crate::ui::masking::masked_query;
use crate::ui::reply::finding_card::more_ui;
use crate::ui::reply::timeline::certificate_ui;
use crate::ui::sentence::sentence;
use crate::ui::tokens::tokens;
use crate::ui::widgets::card::{Tone, card};
use crate::ui::widgets::edit_shared::{edit_shared_ui, fill_missing_ui, is_mended_there};
use crate::ui::{fonts, icons};

/// The card of a send that gave no reply.
pub fn failure_ui(
    ui: &mut Ui,
    sent: &Sent,
    failure: &Failure,
    shown: &mut Disclosure,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let exchange = &sent.exchange;
    let (message, hint) = (sentence(&failure.message), sentence(&failure.hint));
    let sentences = [hint.as_str()];
    card(ui, Tone::Bad, icons::CIRCLE_ALERT, &message, &sentences, |ui| {
        let colors = tokens(ui.ctx());
        let doing = format!("Failed while {}", failure.stage.doing());
        ui.label(RichText::new(doing).font(fonts::caption()).color(colors.second));
        fill_missing_ui(ui, failure.kind, ctx.available, out);
        if is_mended_there(failure.kind) && sent.typed.http.auth.kind == AuthKind::Inherit {
            edit_shared_ui(ui, out);
        }
        if exchange.question.is_some() && ui.button("Answer…").clicked() {
            out.push(Action::AskAgain);
        }
        refused_ui(ui, exchange, &failure.message, ctx, out);
        more_ui(ui, sent, shown, ctx, out);
    });
}

/// What is wrong with a refused certificate unless it was said, the certificate, and the way past it.
fn refused_ui(ui: &mut Ui, exchange: &Exchange, said: &str, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let Some(tls) = &exchange.connection.tls else {
        return;
    };
    let ChainTrust::Refused(why) = &tls.trust else {
        return;
    };
    let colors = ctx.tokens;
    if !said.contains(why.as_str()) {
        ui.label(RichText::new(sentence(why)).color(colors.text));
    }
    let Some(certificate) = tls.chain.first() else {
        return;
    };
    Frame::new()
        .fill(colors.field)
        .corner_radius(CornerRadius::same(6))
        .inner_margin(Margin::symmetric(10, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 0.0;
            certificate_ui(ui, certificate, ctx);
        });
    let text = format!(
        "Accept this certificate for {} until Countersign quits",
        tls.server_name
    );
    let tip = "Only this certificate and this name; nothing is written to disk. Then send again";
    if ui.button(text).on_hover_text(tip).clicked() {
        out.push(Action::Accept(AcceptedCertificate {
            server_name: tls.server_name.clone(),
            sha256: certificate.sha256.clone(),
        }));
    }
}

/// The card of a redirect that was not followed.
pub fn redirect_ui(ui: &mut Ui, stop: &RedirectStop, signed: Signed, out: &mut Vec<Action>) {
    let (title, why) = texts(stop.why);
    card(ui, Tone::Warning, icons::ARROW_RIGHT, title, &[why], |ui| {
        let colors = tokens(ui.ctx());
        let location = masked_query(&stop.location, Masking::Masked);
        let location = RichText::new(location).font(fonts::mono()).color(colors.text);
        ui.add(eframe::egui::Label::new(location).wrap().selectable(true));
        let Some(host) = host_of(&stop.location).filter(|_| stop.why != StopReason::NotHttp) else {
            return;
        };
        ui.horizontal_wrapped(|ui| {
            if signed == Signed::Yes {
                let tip = "Send it in a new tab, signed with the same credentials for that host";
                let button = ui.button(format!("Sign again for {host}"));
                if button.on_hover_text(tip).clicked() {
                    out.push(Action::FollowRedirect(Follow::SignedAgain));
                }
            }
            let tip = "Send it in a new tab without Authorization, cookies, X-Amz headers and other secrets";
            if ui
                .button("Follow without credentials")
                .on_hover_text(tip)
                .clicked()
            {
                out.push(Action::FollowRedirect(Follow::WithoutCredentials));
            }
        });
    });
}

/// Whether the redirected request was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// With AWS Signature.
    Yes,
    /// With no signature.
    No,
}

/// What happened, and why it was not followed.
fn texts(why: StopReason) -> (&'static str, &'static str) {
    match why {
        StopReason::Settings => ("This is a redirect", "The request's settings say to stop here"),
        StopReason::OtherOrigin => (
            "This redirect leads to another origin",
            "Credentials go nowhere else without being asked",
        ),
        StopReason::Downgrade => (
            "This redirect leads from https to http",
            "What is sent there can be read and changed on the way",
        ),
        StopReason::TooMany => (
            "Ten redirects were followed, and this is one more",
            "The service may be redirecting in a circle",
        ),
        StopReason::Loop => (
            "This redirect leads to where it came from",
            "It would go on for ever",
        ),
        StopReason::NotHttp => (
            "This redirect leads to no http or https URL",
            "There is nothing that can be sent there",
        ),
    }
}

/// Host and port of an absolute URL.
fn host_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_a_location_is_without_user_and_path() {
        assert_eq!(
            host_of("https://u:p@b.example:8443/x?y#z"),
            Some("b.example:8443")
        );
        assert_eq!(host_of("http://[::1]:80"), Some("[::1]:80"));
        for nowhere in ["/relative", "mailto:a@b", "https:///x", ""] {
            assert_eq!(host_of(nowhere), None, "{nowhere}");
        }
    }
}
