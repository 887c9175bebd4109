//! How all requests reach the network: proxy, certificates and timeouts.

use eframe::egui::{Align, Button, Frame, Label, Layout, RichText, Ui, vec2};

use super::row::{Asked, Changed, heading_ui as section_heading_ui, hint_ui, reset_ui};
use super::state::{SettingsPage, SettingsSection};
use crate::model::{ClientCertificate, Network, ProxyMode, ProxySettings};
use crate::ui::action::Action;
use crate::ui::editor::settings_panel::{CONNECT_DEFAULT_MS, limit_text, setting_ui};
use crate::ui::editor::table::add_ui;
use crate::ui::pick::PickTarget;
use crate::ui::tokens::{heights, size, tokens};
use crate::ui::widgets::field::Field;
use crate::ui::widgets::form_row::row;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::number::millis_ui;
use crate::ui::widgets::secret_field::secret_field;
use crate::ui::widgets::segmented::segmented;
use crate::ui::{fonts, icons};

const LABEL: f32 = 116.0;
const BROWSE: f32 = 84.0;
const TRASH: f32 = 34.0;

/// Draws its groups, and says how many.
pub(super) fn network_ui(
    ui: &mut Ui,
    page: &SettingsPage,
    network: &mut Network,
    out: &mut Vec<Action>,
) -> usize {
    const SECTION: SettingsSection = SettingsSection::Network;
    let usual = Network::default();
    let mut shown = 0;
    let words = "Proxy URL user password reach directly bypass system none socks tunnel";
    if page.is_shown(SECTION, words) {
        section_heading_ui(ui, SECTION, &mut shown);
        let changed = Changed::of(&network.proxy, &usual.proxy);
        let about = ("Proxy", "loopback is always reached directly");
        if heading_ui(ui, about, changed) == Asked::Reset {
            network.proxy.clone_from(&usual.proxy);
        }
        proxy_ui(ui, &mut network.proxy);
    }
    if page.is_shown(
        SECTION,
        "Timeouts connect timeout total timeout milliseconds limit",
    ) {
        section_heading_ui(ui, SECTION, &mut shown);
        let limits = |network: &Network| (network.connect_timeout_ms, network.total_timeout_ms);
        let changed = Changed::of(&limits(network), &limits(&usual));
        if heading_ui(ui, ("Timeouts", "a request may have its own"), changed) == Asked::Reset {
            (network.connect_timeout_ms, network.total_timeout_ms) = limits(&usual);
        }
        timeouts_ui(ui, network);
    }
    if page.is_shown(SECTION, "Certificate authorities CA PEM TLS SSL trust") {
        section_heading_ui(ui, SECTION, &mut shown);
        let changed = Changed::of(&network.authorities, &usual.authorities);
        let about = (
            "Certificate authorities",
            "PEM files, believed besides those of this computer",
        );
        if heading_ui(ui, about, changed) == Asked::Reset {
            network.authorities.clear();
        }
        authorities_ui(ui, &mut network.authorities, out);
    }
    if page.is_shown(
        SECTION,
        "Client certificates mutual TLS mTLS key passphrase PKCS#12",
    ) {
        section_heading_ui(ui, SECTION, &mut shown);
        let changed = Changed::of(&network.client_certificates, &usual.client_certificates);
        let about = ("Client certificates", "for mutual TLS, by host");
        if heading_ui(ui, about, changed) == Asked::Reset {
            network.client_certificates.clear();
        }
        clients_ui(ui, &mut network.client_certificates, out);
    }
    if !network.accepted.is_empty() && page.is_shown(SECTION, "Accepted certificates believed") {
        section_heading_ui(ui, SECTION, &mut shown);
        accepted_ui(ui, network);
    }
    shown
}

fn caption_ui(ui: &mut Ui, text: &str) {
    let colors = tokens(ui.ctx());
    let text = RichText::new(text).font(fonts::caption()).color(colors.third);
    ui.add(Label::new(text).wrap());
}

fn heading_ui(ui: &mut Ui, (text, remark): (&str, &str), changed: Changed) -> Asked {
    let colors = tokens(ui.ctx());
    let mut asked = Asked::Nothing;
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        ui.label(
            RichText::new(text)
                .font(fonts::semibold(size::TEXT))
                .color(colors.text),
        );
        caption_ui(ui, remark);
        asked = reset_ui(ui, text, changed);
    });
    asked
}

fn proxy_ui(ui: &mut Ui, proxy: &mut ProxySettings) {
    let hint = match proxy.mode {
        ProxyMode::System => "HTTPS_PROXY, NO_PROXY and so on, else the system's",
        ProxyMode::Direct => "Every host is reached directly",
        ProxyMode::Explicit => "",
    };
    setting_ui(ui, "Proxy", hint, |ui| {
        let choices = [
            (ProxyMode::System, "System"),
            (ProxyMode::Direct, "None"),
            (ProxyMode::Explicit, "This one"),
        ];
        segmented(ui, "Proxy", &mut proxy.mode, &choices);
    });
    if proxy.mode == ProxyMode::Explicit {
        row(ui, "URL", size::LABEL, |ui| {
            Field::mono(&mut proxy.url, "Proxy URL")
                .hint("http://proxy:3128, https://, socks5:// or socks5h://")
                .ui(ui);
        });
        if proxy.url.contains('@') {
            hint_ui(
                ui,
                "A password in the URL is kept until Countersign quits, and not written to disk",
            );
        }
        row(ui, "User", size::LABEL, |ui| {
            Field::mono(&mut proxy.user, "Proxy user")
                .hint("none")
                .width(232.0)
                .ui(ui);
        });
        let hint = "Kept until Countersign quits, never written to disk";
        setting_ui(ui, "Password", hint, |ui| {
            secret_field(ui, &mut proxy.password, "Proxy password", "none", 232.0);
        });
    }
    if proxy.mode != ProxyMode::Direct {
        row(ui, "Reach directly", size::LABEL, |ui| {
            Field::mono(&mut proxy.bypass, "Reach directly")
                .hint("localhost, .example.com, 10.0.0.0/8")
                .ui(ui);
        });
    }
}

fn timeouts_ui(ui: &mut Ui, network: &mut Network) {
    let default = limit_text(CONNECT_DEFAULT_MS);
    let hint = "Name resolution, TCP and TLS together; 0 for no limit";
    setting_ui(ui, "Connect timeout", hint, |ui| {
        millis_ui(
            ui,
            "Connect timeout",
            &mut network.connect_timeout_ms,
            &default,
            160.0,
        );
    });
    let default = limit_text(0);
    setting_ui(ui, "Total timeout", "From the start to the last byte", |ui| {
        millis_ui(
            ui,
            "Total timeout",
            &mut network.total_timeout_ms,
            &default,
            160.0,
        );
    });
}

fn authorities_ui(ui: &mut Ui, authorities: &mut Vec<String>, out: &mut Vec<Action>) {
    let mut removed = None;
    for (index, path) in authorities.iter_mut().enumerate() {
        let number = index + 1;
        ui.push_id(("authority", index), |ui| {
            ui.horizontal(|ui| {
                let width = ui.available_width() - TRASH;
                Field::mono(path, &format!("Authority {number} path"))
                    .hint("Path of a PEM file")
                    .width(width)
                    .ui(ui);
                if icon_button(ui, icons::TRASH_2, &format!("Remove authority {number}")).clicked() {
                    removed = Some(index);
                }
            });
        });
    }
    if let Some(index) = removed {
        authorities.remove(index);
    }
    ui.horizontal(|ui| {
        if add_ui(ui, "Add authority").clicked() {
            authorities.push(String::new());
        }
        let browse = ui.button("Browse…").accessible_name("Browse for an authority");
        if browse.clicked() {
            out.push(Action::Browse(PickTarget::Authority));
        }
    });
}

fn clients_ui(ui: &mut Ui, clients: &mut Vec<ClientCertificate>, out: &mut Vec<Action>) {
    let mut removed = None;
    for (index, client) in clients.iter_mut().enumerate() {
        ui.push_id(("client", index), |ui| {
            let line = tokens(ui.ctx()).line;
            Frame::new()
                .stroke(eframe::egui::Stroke::new(1.0, line))
                .corner_radius(eframe::egui::CornerRadius::same(size::RADIUS))
                .inner_margin(10)
                .show(ui, |ui| {
                    if client_ui(ui, index, client, out) == Entry::Removed {
                        removed = Some(index);
                    }
                });
        });
    }
    if let Some(index) = removed {
        clients.remove(index);
    }
    if add_ui(ui, "Add client certificate").clicked() {
        clients.push(ClientCertificate::default());
    }
}

/// What became of an entry of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    Kept,
    Removed,
}

fn client_ui(ui: &mut Ui, index: usize, client: &mut ClientCertificate, out: &mut Vec<Action>) -> Entry {
    let number = index + 1;
    let mut entry = Entry::Kept;
    row(ui, "Host", LABEL, |ui| {
        let width = ui.available_width() - TRASH;
        Field::mono(&mut client.host, &format!("Client certificate {number} host"))
            .hint("api.example.com or *.example.com")
            .width(width)
            .ui(ui);
        if icon_button(ui, icons::TRASH_2, &format!("Remove client certificate {number}")).clicked() {
            entry = Entry::Removed;
        }
    });
    let paths = [
        (
            "Certificate",
            &mut client.certificate,
            "PEM chain, or PKCS#12 with both",
            PickTarget::ClientCertificate(index),
        ),
        (
            "Key",
            &mut client.key,
            "in the certificate's file",
            PickTarget::ClientKey(index),
        ),
    ];
    for (label, path, hint, target) in paths {
        row(ui, label, LABEL, |ui| {
            let width = ui.available_width() - BROWSE - size::PAD;
            let name = format!("Client certificate {number} {}", label.to_lowercase());
            Field::mono(path, &name).hint(hint).width(width).ui(ui);
            let browse = ui.add_sized(vec2(BROWSE, heights(ui.ctx()).field), Button::new("Browse…"));
            if browse.accessible_name(format!("Browse: {name}")).clicked() {
                out.push(Action::Browse(target));
            }
        });
    }
    row(ui, "Passphrase", LABEL, |ui| {
        let name = format!("Client certificate {number} passphrase");
        secret_field(ui, &mut client.passphrase, &name, "none", 232.0);
        caption_ui(ui, "Kept until Countersign quits");
    });
    entry
}

fn accepted_ui(ui: &mut Ui, network: &mut Network) {
    let about = ("Accepted certificates", "believed by you until Countersign quits");
    heading_ui(ui, about, Changed::No);
    let mut removed = None;
    for (index, accepted) in network.accepted.iter().enumerate() {
        ui.horizontal(|ui| {
            let colors = tokens(ui.ctx());
            ui.label(
                RichText::new(&accepted.server_name)
                    .font(fonts::mono())
                    .color(colors.text),
            );
            let start = accepted.sha256.get(..16).unwrap_or(&accepted.sha256);
            caption_ui(ui, &format!("sha256 {start}…"));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let name = format!("Remove the accepted certificate for {}", accepted.server_name);
                if ui.button("Remove").accessible_name(name).clicked() {
                    removed = Some(index);
                }
            });
        });
    }
    if let Some(index) = removed {
        network.accepted.remove(index);
    }
}
