//! The signing options: each with its automatic value and the reason for it, or what was chosen in its place.

use eframe::egui::{Align, Button, Color32, Id, Label, Layout, RichText, Stroke, Ui, vec2};

use crate::model::{
    ContentSha256Header, PathEncodingOption, PathNormalization, PayloadSigning, SigningAlgorithm,
    SigningOptions, SigningTime, TokenPlacement,
};
use crate::sigv4::{Automatic, automatic};
use crate::ui::context::PanelContext;
use crate::ui::disclosure::Disclosure;
use crate::ui::draft::Draft;
use crate::ui::editor::auth_source::Whose;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::links::{Field as Linked, Links};
use crate::ui::live::LiveClock;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::field::Field;
use crate::ui::widgets::form_row::{linked_row, row};
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::steady::steady;

/// From this width on the options stand in two columns.
const TWO_COLUMNS: f32 = 1_100.0;

/// Draws the line that opens the options.
pub fn advanced_ui(ui: &mut Ui, advanced: &mut Disclosure, draft: &Draft, whose: Whose) {
    let colors = tokens(ui.ctx());
    let changed = changed(&draft.request.http.auth.aws.options) + usize::from(draft.clock.pinned().is_some());
    let (icon, next) = match *advanced {
        Disclosure::Closed => (icons::CHEVRON_RIGHT, Disclosure::Open),
        Disclosure::Open => (icons::CHEVRON_DOWN, Disclosure::Closed),
    };
    row(ui, "Advanced", size::LABEL, |ui| {
        let text = match changed {
            0 if whose != Whose::Request => "payload, encoding, host".to_owned(),
            0 => "payload, encoding, hosts, time".to_owned(),
            1 => "1 option is not automatic".to_owned(),
            more => format!("{more} options are not automatic"),
        };
        let ink = if changed == 0 {
            colors.third
        } else {
            colors.warning
        };
        let button = Button::new((
            RichText::new(text).color(ink),
            RichText::new(icon).font(fonts::icons(size::CAPTION)).color(ink),
        ));
        let button = button.fill(Color32::TRANSPARENT).stroke(Stroke::NONE);
        if ui
            .add(button)
            .accessible_name("Advanced signing options")
            .clicked()
        {
            *advanced = next;
        }
    });
}

/// How many options are set by hand; where the signature stands, and single headers, are shown elsewhere.
fn changed(options: &SigningOptions) -> usize {
    let usual = SigningOptions::default();
    [
        options.payload != usual.payload,
        options.content_sha256_header != usual.content_sha256_header,
        options.path_encoding != usual.path_encoding,
        options.normalize_path != usual.normalize_path,
        options.session_token_placement != usual.session_token_placement,
        options.algorithm != usual.algorithm,
        options.signing_host.is_some(),
    ]
    .into_iter()
    .filter(|changed| *changed)
    .count()
}

/// Draws the options.
pub fn options_ui(ui: &mut Ui, draft: &mut Draft, whose: Whose, ctx: &PanelContext<'_>) {
    let hint = draft.live.hint.as_ref();
    let aws = &mut draft.request.http.auth.aws;
    let service = match aws.service.trim() {
        "" => hint.map(|hint| hint.service.clone()).unwrap_or_default(),
        typed => typed.to_owned(),
    };
    let target = draft
        .live
        .wire
        .as_ref()
        .map(|wire| wire.target.as_str().to_owned());
    let options = &mut aws.options;
    let auto = automatic(&service, target.as_deref().unwrap_or("/"), hint, options);
    let auto = match whose {
        Whose::Request => auto,
        _ if service.is_empty() => of_each_service(auto),
        Whose::Shared | Whose::Folder | Whose::Collection => auto,
    };
    let clock = match whose {
        Whose::Request => Some(&mut draft.clock),
        Whose::Shared | Whose::Folder | Whose::Collection => None,
    };
    // The cursor stays in a field that zooming puts into another column.
    let base = ui.scope_id();
    let (left, right) = (base.with("payload options"), base.with("key options"));
    let width = ui.available_width();
    if width < TWO_COLUMNS {
        steady(ui, left, |ui| payload_ui(ui, options, &auto));
        steady(ui, right, |ui| key_ui(ui, options, &auto, clock, ctx.links));
        return;
    }
    let column = vec2((width - 2.0 * size::PAD) / 2.0, 0.0);
    ui.horizontal_top(|ui| {
        ui.allocate_ui_with_layout(column, Layout::top_down(Align::Min), |ui| {
            ui.set_max_width(column.x);
            steady(ui, left, |ui| payload_ui(ui, options, &auto));
        });
        ui.add_space(size::PAD);
        ui.vertical(|ui| steady(ui, right, |ui| key_ui(ui, options, &auto, clock, ctx.links)));
    });
}

/// What automatic means where each request names its own service.
fn of_each_service(auto: Automatic) -> Automatic {
    let each = "as the service of each request";
    Automatic {
        payload: each,
        content_sha256: each,
        path_encoding: each,
        normalize_path: each,
        session_token: each,
        reason: "each request that inherits names its service by its host",
        ..auto
    }
}

/// What is hashed, and how the path is spelled.
fn payload_ui(ui: &mut Ui, options: &mut SigningOptions, auto: &Automatic) {
    let reason = auto.reason;
    choice_ui(
        ui,
        "Payload",
        &mut options.payload,
        &[
            (PayloadSigning::Auto, "Automatic"),
            (PayloadSigning::Signed, "Signed"),
            (PayloadSigning::Unsigned, "Unsigned"),
        ],
        (auto.payload, reason),
    );
    choice_ui(
        ui,
        "Content hash header",
        &mut options.content_sha256_header,
        &[
            (ContentSha256Header::Auto, "Automatic"),
            (ContentSha256Header::Always, "Always"),
            (ContentSha256Header::Never, "Never"),
        ],
        (auto.content_sha256, reason),
    );
    choice_ui(
        ui,
        "Path encoding",
        &mut options.path_encoding,
        &[
            (PathEncodingOption::Auto, "Automatic"),
            (PathEncodingOption::Single, "Once"),
            (PathEncodingOption::Double, "Twice"),
        ],
        (auto.path_encoding, reason),
    );
    choice_ui(
        ui,
        "Dot segments",
        &mut options.normalize_path,
        &[
            (PathNormalization::Auto, "Automatic"),
            (PathNormalization::On, "Removed"),
            (PathNormalization::Off, "Kept"),
        ],
        (auto.normalize_path, reason),
    );
}

/// Token, algorithm, host and time.
fn key_ui(
    ui: &mut Ui,
    options: &mut SigningOptions,
    auto: &Automatic,
    clock: Option<&mut LiveClock>,
    links: &Links,
) {
    choice_ui(
        ui,
        "Token placement",
        &mut options.session_token_placement,
        &[
            (TokenPlacement::Auto, "Automatic"),
            (TokenPlacement::Signed, "Signed"),
            (TokenPlacement::AfterSigning, "After signing"),
        ],
        (auto.session_token, auto.reason),
    );
    algorithm_ui(ui, &mut options.algorithm, auto, links);
    host_ui(ui, &mut options.signing_host, links);
    if let Some(clock) = clock {
        time_ui(ui, clock);
    }
}

/// A choice whose default is automatic. `auto` is what that means now, and why.
fn choice_ui<T: PartialEq + Copy + Default>(
    ui: &mut Ui,
    label: &str,
    value: &mut T,
    choices: &[(T, &str)],
    auto: (&str, &str),
) {
    row(ui, label, size::LABEL, |ui| {
        segmented(ui, label, value, choices);
        let (usual, reason) = auto;
        if *value == T::default() {
            said(ui, &format!("Automatic: {usual}"), tokens(ui.ctx()).third)
                .on_hover_text(sentence_of(reason));
        } else {
            back_ui(ui, label, value);
            said(
                ui,
                &format!("The service expects: {usual}"),
                tokens(ui.ctx()).warning,
            )
            .on_hover_text(sentence_of(reason));
        }
    });
}

fn sentence_of(reason: &str) -> String {
    crate::ui::sentence::sentence(reason)
}

fn said(ui: &mut Ui, text: &str, ink: Color32) -> eframe::egui::Response {
    ui.add(Label::new(RichText::new(text).font(fonts::caption()).color(ink)).truncate())
}

fn back_ui<T: Default>(ui: &mut Ui, label: &str, value: &mut T) {
    if icon_button(ui, icons::ROTATE_CCW, &format!("{label}: back to automatic")).clicked() {
        *value = T::default();
    }
}

/// Kinds of the algorithm without their values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    Auto,
    V4,
    V4a,
}

fn algorithm_ui(ui: &mut Ui, algorithm: &mut SigningAlgorithm, auto: &Automatic, links: &Links) {
    let before = match algorithm {
        SigningAlgorithm::Auto => Version::Auto,
        SigningAlgorithm::SigV4 => Version::V4,
        SigningAlgorithm::SigV4a { .. } => Version::V4a,
    };
    let mut version = before;
    row(ui, "Algorithm", size::LABEL, |ui| {
        let choices = [
            (Version::Auto, "Automatic"),
            (Version::V4, "SigV4"),
            (Version::V4a, "SigV4a"),
        ];
        segmented(ui, "Algorithm", &mut version, &choices);
        let colors = tokens(ui.ctx());
        if version == Version::Auto {
            said(ui, &format!("Automatic: {}", auto.algorithm), colors.third);
        } else {
            if icon_button(ui, icons::ROTATE_CCW, "Algorithm: back to automatic").clicked() {
                version = Version::Auto;
            }
            said(
                ui,
                &format!("Automatic would be {}", auto.algorithm),
                colors.warning,
            );
        }
    });
    if version != before {
        *algorithm = match version {
            Version::Auto => SigningAlgorithm::Auto,
            Version::V4 => SigningAlgorithm::SigV4,
            Version::V4a => SigningAlgorithm::SigV4a {
                region_set: Vec::new(),
            },
        };
    }
    if let SigningAlgorithm::SigV4a { region_set } = algorithm {
        linked_row(ui, links, Linked::RegionSet, "Region set", size::LABEL, |ui| {
            let mut text = region_set.join(",");
            let field = Field::mono(&mut text, "Region set")
                .hint("us-east-1,eu-* or *")
                .width(260.0);
            if field.ui(ui).changed() {
                *region_set = match text.as_str() {
                    "" => Vec::new(),
                    text => text.split(',').map(str::to_owned).collect(),
                };
            }
            if region_set.is_empty() {
                said(
                    ui,
                    "Automatic: from the host, else the region, else *",
                    tokens(ui.ctx()).third,
                );
            }
        });
    }
}

fn host_ui(ui: &mut Ui, host: &mut Option<String>, links: &Links) {
    let colors = tokens(ui.ctx());
    linked_row(
        ui,
        links,
        Linked::SigningHost,
        "Signing host",
        size::LABEL,
        |ui| {
            let mut text = host.clone().unwrap_or_default();
            let field = Field::mono(&mut text, "Signing host")
                .hint("the host sent")
                .width(260.0);
            let field = if text_is_set(host.as_deref()) {
                field.outline(colors.bad)
            } else {
                field
            };
            if field.ui(ui).changed() {
                *host = (!text.is_empty()).then_some(text);
            }
            if text_is_set(host.as_deref()) {
                if icon_button(ui, icons::ROTATE_CCW, "Signing host: back to automatic").clicked() {
                    *host = None;
                }
                let text = "signed in place of the host sent: refused unless a proxy rewrites Host";
                said(ui, text, colors.bad);
            } else {
                said(ui, "Automatic: the host sent", colors.third);
            }
        },
    );
}

fn text_is_set(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.is_empty())
}

/// The clock or a time that stays.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clock {
    Now,
    Fixed,
}

fn time_ui(ui: &mut Ui, clock: &mut LiveClock) {
    let colors = tokens(ui.ctx());
    let before = match clock {
        LiveClock::LastEdit(_) => Clock::Now,
        LiveClock::Pinned(_) => Clock::Fixed,
    };
    let mut kind = before;
    row(ui, "Signing time", size::LABEL, |ui| {
        let choices = [(Clock::Now, "Automatic"), (Clock::Fixed, "Fixed")];
        segmented(ui, "Signing time", &mut kind, &choices);
        let draft = ui.make_persistent_id("fixed time");
        if kind == Clock::Now {
            said(ui, "Automatic: the clock when Send is pressed", colors.third);
            return;
        }
        let stands = clock.time().amz_date();
        let mut text = draft_of(ui, draft).unwrap_or_else(|| stands.clone());
        let read = SigningTime::parse_amz_date(text.trim());
        let field = Field::mono(&mut text, "Fixed time")
            .id(draft.with("field"))
            .width(170.0);
        let field = if read.is_none() {
            field.outline(colors.warning)
        } else {
            field
        };
        let response = field.ui(ui);
        if response.changed() {
            if let Some(time) = SigningTime::parse_amz_date(text.trim()) {
                *clock = LiveClock::Pinned(time);
            }
            ui.data_mut(|data| data.insert_temp(draft, text.clone()));
        }
        if response.lost_focus() {
            ui.data_mut(|data| data.remove::<String>(draft));
        }
        if icon_button(ui, icons::ROTATE_CCW, "Signing time: back to automatic").clicked() {
            kind = Clock::Now;
        }
        match SigningTime::parse_amz_date(text.trim()) {
            Some(_) => said(
                ui,
                "every edit and every Send is signed with this time",
                colors.warning,
            ),
            None => said(
                ui,
                "not a time such as 20261120T120000Z, so the one before stays",
                colors.warning,
            ),
        };
    });
    if kind != before {
        *clock = match kind {
            Clock::Now => LiveClock::LastEdit(clock.time()),
            Clock::Fixed => LiveClock::Pinned(clock.time()),
        };
    }
}

fn draft_of(ui: &Ui, id: Id) -> Option<String> {
    ui.data(|data| data.get_temp::<String>(id))
}
