//! The timeline page: how long each phase took, and the connection that carried the request.

use std::time::Duration;

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{
    Align, Color32, CornerRadius, Label, Layout, Rect, RichText, ScrollArea, Sense, Ui, pos2, vec2,
};

use crate::model::{
    CertificateFacts, ChainTrust, Connection, ConnectionOrigin, Exchange, Followed, Hop, Phases, TlsFacts,
};
use crate::text::measure::{human_bytes, human_duration};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::credential_words::date;
use crate::ui::fonts;
use crate::ui::mono_text::plain;
use crate::ui::tokens::{Tokens, size};
use crate::ui::widgets::piece::{heading_ui, piece_ui, remarked};

/// Room for `2 min 05 s` at the end of a bar.
const FIGURE: f32 = 76.0;
const BAR: f32 = 10.0;
/// Room that the scroll bar takes while the pointer is near.
const SCROLL_BAR: f32 = 12.0;

/// Draws the page.
pub fn timeline_ui(ui: &mut Ui, exchange: &Exchange, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let colors = ctx.tokens;
    ScrollArea::vertical()
        .id_salt("timeline")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.set_max_width(ui.available_width() - SCROLL_BAR);
            let total = human_duration(exchange.timings.total);
            heading_ui(ui, "Phases", &format!("{total} from start to end"), None, out);
            phases_ui(ui, &exchange.timings.phases, &exchange.connection, colors);
            connection_ui(ui, &exchange.connection, ctx, out);
            if let Some(tls) = &exchange.connection.tls {
                tls_ui(ui, tls, ctx, out);
            }
            hops_ui(ui, &exchange.hops, ctx, out);
        });
}

/// What is drawn of the phases, in the order in which they happen.
fn spans(phases: &Phases) -> Vec<(&'static str, Duration, &'static str)> {
    let all = [
        ("Hashing", phases.hashing, "First pass over the files of the body"),
        ("Resolving", phases.resolving, "Name resolution"),
        (
            "Connecting",
            phases.connecting,
            "TCP, with the proxy's tunnel when there is one",
        ),
        ("Securing", phases.securing, "TLS handshake"),
        (
            "Sending",
            phases.sending,
            "From the connection to the last byte of the request",
        ),
        (
            "Waiting",
            phases.waiting,
            "From the last byte of the request to the reply head",
        ),
        (
            "Downloading",
            phases.downloading,
            "From the reply head to the last byte of the body",
        ),
    ];
    all.into_iter()
        .filter_map(|(name, time, tip)| time.map(|time| (name, time, tip)))
        .collect()
}

fn phases_ui(ui: &mut Ui, phases: &Phases, connection: &Connection, colors: &Tokens) {
    let spans = spans(phases);
    if connection.origin == Some(ConnectionOrigin::Reused) {
        let text = "Reused connection: no name resolution, TCP or TLS handshake";
        caption_ui(ui, text, colors.third);
    }
    if spans.is_empty() {
        caption_ui(ui, "No phase was reached", colors.third);
        return;
    }
    let whole: Duration = spans.iter().map(|(_, time, _)| *time).sum();
    let mut before = Duration::ZERO;
    for (name, time, tip) in spans {
        let share = [share(before, whole), share(before + time, whole)];
        bar_ui(ui, name, time, share, tip, colors);
        before += time;
    }
}

fn caption_ui(ui: &mut Ui, text: &str, ink: Color32) {
    let text = RichText::new(text).font(fonts::caption()).color(ink);
    ui.add(Label::new(text).wrap());
}

fn share(part: Duration, whole: Duration) -> f32 {
    if whole.is_zero() {
        return 0.0;
    }
    part.div_duration_f32(whole)
}

/// One phase: its name, where it lies in the whole, and its time.
fn bar_ui(ui: &mut Ui, name: &str, time: Duration, [from, to]: [f32; 2], tip: &str, colors: &Tokens) {
    let row = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        ui.spacing_mut().interact_size.y = 22.0;
        let label = RichText::new(name).font(fonts::caption()).color(colors.second);
        ui.allocate_ui_with_layout(
            vec2(size::PIECE_LABEL, 22.0),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_min_width(size::PIECE_LABEL);
                ui.add(Label::new(label).selectable(false));
            },
        );
        let room = (ui.available_width() - FIGURE - size::GAP).max(24.0);
        let (place, _) = ui.allocate_exact_size(vec2(room, 22.0), Sense::hover());
        let track = Rect::from_center_size(place.center(), vec2(room, BAR));
        let round = CornerRadius::same(3);
        ui.painter().rect_filled(track, round, colors.field);
        let left = track.left() + room * from;
        let right = (track.left() + room * to).max(left + 2.0).min(track.right());
        let bar = Rect::from_min_max(
            pos2(left.min(right - 2.0), track.top()),
            pos2(right, track.bottom()),
        );
        ui.painter().rect_filled(bar, round, colors.accent);
        let figure = RichText::new(human_duration(time)).font(fonts::mono());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(figure.color(colors.text));
        });
    });
    row.response.on_hover_text(tip);
}

fn connection_ui(ui: &mut Ui, connection: &Connection, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let colors = ctx.tokens;
    let origin = match connection.origin {
        Some(ConnectionOrigin::New) => "new",
        Some(ConnectionOrigin::Reused) => "reused",
        None => "none came about",
    };
    heading_ui(ui, "Connection", origin, None, out);
    if let Some(address) = &connection.address {
        let remark = if connection.proxy.is_some() {
            "of the proxy"
        } else {
            ""
        };
        let job = remarked(&address.to_string(), colors.text, remark, colors.third);
        piece_ui(ui, ctx.presentation, "Address", job, "");
    }
    if let Some(proxy) = &connection.proxy {
        piece_ui(ui, ctx.presentation, "Proxy", plain(proxy, colors.text), "");
    }
    if let Some(protocol) = connection.protocol {
        piece_ui(
            ui,
            ctx.presentation,
            "Protocol",
            plain(protocol.as_str(), colors.text),
            "",
        );
    }
    let tip = "Request line, header lines and body, without TLS and framing";
    for (name, bytes) in [("Sent", connection.bytes_up), ("Received", connection.bytes_down)] {
        piece_ui(
            ui,
            ctx.presentation,
            name,
            plain(&human_bytes(bytes), colors.text),
            tip,
        );
    }
}

fn tls_ui(ui: &mut Ui, tls: &TlsFacts, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let colors = ctx.tokens;
    let (trust, ink) = match &tls.trust {
        ChainTrust::Unknown => ("the certificate was not looked at", colors.third),
        ChainTrust::Verified => ("certificate verified", colors.good),
        ChainTrust::Accepted(_) => ("certificate accepted by you", colors.bad),
        ChainTrust::Refused(_) => ("certificate refused", colors.bad),
    };
    heading_ui(ui, "TLS", "", None, out);
    piece_ui(
        ui,
        ctx.presentation,
        "Server name",
        plain(&tls.server_name, colors.text),
        "",
    );
    piece_ui(ui, ctx.presentation, "Trust", words(trust, ink), "");
    if let ChainTrust::Accepted(why) | ChainTrust::Refused(why) = &tls.trust {
        piece_ui(ui, ctx.presentation, "Because", words(why, colors.second), "");
    }
    if let Some(version) = tls.version {
        piece_ui(
            ui,
            ctx.presentation,
            "Version",
            plain(version.as_str(), colors.text),
            "",
        );
    }
    if let Some(cipher) = &tls.cipher {
        piece_ui(
            ui,
            ctx.presentation,
            "Cipher suite",
            plain(cipher, colors.text),
            "",
        );
    }
    chain_ui(ui, &tls.chain, ctx, out);
}

/// Words in the sans, where others have text that was sent.
fn words(text: &str, ink: Color32) -> LayoutJob {
    LayoutJob::single_section(text.to_owned(), TextFormat::simple(fonts::caption(), ink))
}

/// The certificates as the server sent them.
pub fn chain_ui(ui: &mut Ui, chain: &[CertificateFacts], ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    for (index, certificate) in chain.iter().enumerate() {
        let title = if index == 0 {
            "Certificate".to_owned()
        } else {
            format!("Certificate {}", index + 1)
        };
        let remark = if index == 0 {
            "of the server"
        } else {
            "of its issuer"
        };
        heading_ui(ui, &title, remark, None, out);
        certificate_ui(ui, certificate, ctx);
    }
}

/// One certificate.
pub fn certificate_ui(ui: &mut Ui, certificate: &CertificateFacts, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    let names = certificate.names.join(", ");
    let valid = format!(
        "{} to {}",
        date(certificate.not_before),
        date(certificate.not_after)
    );
    for (label, text) in [
        ("Subject", certificate.subject.as_str()),
        ("Issuer", &certificate.issuer),
        ("Names", &names),
        ("Valid", &valid),
        ("SHA-256", &certificate.sha256),
    ] {
        if !text.is_empty() {
            piece_ui(ui, ctx.presentation, label, plain(text, colors.text), "");
        }
    }
}

fn hops_ui(ui: &mut Ui, hops: &[Hop], ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let colors = ctx.tokens;
    if hops.is_empty() {
        return;
    }
    let remark = match hops.len() {
        1 => "1 followed; the phases above are of the last request".to_owned(),
        count => format!("{count} followed; the phases above are of the last request"),
    };
    heading_ui(ui, "Redirects", &remark, None, out);
    for hop in hops {
        let endpoint = &hop.wire.endpoint;
        let from = format!(
            "{} {}://{}{}",
            hop.wire.method.as_str(),
            endpoint.scheme.as_str(),
            endpoint.authority(),
            crate::ui::masking::masked_query(hop.wire.target.as_str(), crate::ui::masking::Masking::Masked),
        );
        let status = hop.head.status.to_string();
        piece_ui(
            ui,
            ctx.presentation,
            &status,
            plain(&from, colors.path),
            &hop.head.reason,
        );
        let how = match (hop.followed, &hop.report) {
            (Followed::SameOrigin, Some(_)) => "followed within the origin; the next one was signed again",
            (Followed::SameOrigin, None) => "followed within the origin",
            (Followed::WithoutCredentials, _) => "followed to another origin without any credential",
        };
        let location = crate::ui::masking::masked_query(&hop.location, crate::ui::masking::Masking::Masked);
        piece_ui(
            ui,
            ctx.presentation,
            "Location",
            remarked(&location, colors.text, how, colors.third),
            "",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_phases_that_happened_are_drawn_in_their_order() {
        let phases = Phases {
            downloading: Some(Duration::from_millis(1)),
            resolving: Some(Duration::ZERO),
            ..Phases::default()
        };
        let names: Vec<&str> = spans(&phases).into_iter().map(|(name, ..)| name).collect();
        assert_eq!(names, ["Resolving", "Downloading"]);
    }

    #[test]
    fn shares_of_nothing_are_nothing() {
        assert!(share(Duration::ZERO, Duration::ZERO).abs() < f32::EPSILON);
        let half = share(Duration::from_secs(1), Duration::from_secs(2));
        assert!((half - 0.5).abs() < 1e-6);
    }
}
