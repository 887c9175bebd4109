//! What a request with auth Inherit takes from where, to be read here and edited there.

use eframe::egui::{Align, Label, Layout, RichText, Ui, vec2};

use crate::model::{ApiKeyPlacement, Auth, AuthKind, CredentialSource, Secret, SignatureLocation};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::draft::Draft;
use crate::ui::editor::auth_source::Source;
use crate::ui::editor::credential_source::source_words;
use crate::ui::editor::remarks::remarks_ui;
use crate::ui::editor::signing_identity::signing_identity_ui;
use crate::ui::links::Field as Linked;
use crate::ui::secret_notes::SecretNote;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::edit_shared::edit_shared_ui;
use crate::ui::widgets::form_row::{linked_row, row};
use crate::ui::widgets::icon::icon_ui;
use crate::ui::widgets::pill::tag;
use crate::ui::{fonts, icons};

/// Below this width the two columns stand under each other.
const TWO_COLUMNS: f32 = 700.0;
/// Room for a key ID.
const LEFT: f32 = 400.0;
const SCOPE_LABEL: f32 = 72.0;

/// Draws what is inherited; nothing in it is edited here.
pub fn auth_inherit_ui(ui: &mut Ui, draft: &Draft, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let Some(inherited) = draft.inherited() else {
        row(ui, "Inherits", size::LABEL, |ui| {
            missing_ui(ui, "Nothing: the shared authorization is not set up");
            edit_shared_ui(ui, out);
        });
        let text = "Until it is, this request is not sent: nothing goes out unsigned by accident. Credentials that are \
                    pasted here go there";
        ui.add(Label::new(RichText::new(text).color(tokens(ui.ctx()).third)).wrap());
        return;
    };
    row(ui, "Inherits", size::LABEL, |ui| {
        let text = format!(
            "{} from {}",
            kind_name(inherited.request.http.auth.kind),
            inherited.from
        );
        ui.label(RichText::new(text).color(tokens(ui.ctx()).text));
        edit_shared_ui(ui, out);
    });
    let auth = &inherited.request.http.auth;
    match auth.kind {
        AuthKind::AwsSignature => {
            aws_ui(ui, draft, auth, &inherited.secrets.secret_access_key, ctx);
            signing_identity_ui(ui, draft, ctx, out);
        }
        _ => other_ui(ui, draft, auth),
    }
}

fn kind_name(kind: AuthKind) -> &'static str {
    match kind {
        AuthKind::None => "None",
        AuthKind::Basic => "Basic",
        AuthKind::Bearer => "Bearer token",
        AuthKind::ApiKey => "API key",
        AuthKind::AwsSignature => "AWS Signature",
        AuthKind::Inherit => "nothing",
    }
}

/// Credentials on the left, scope and remarks on the right where there is room.
fn aws_ui(ui: &mut Ui, draft: &Draft, auth: &Auth, note: &SecretNote, ctx: &PanelContext<'_>) {
    if ui.available_width() < TWO_COLUMNS {
        keys_ui(ui, auth, note, ctx);
        scope_ui(ui, draft, auth, size::LABEL, ctx);
        problems_ui(ui, draft);
        remarks_ui(ui, draft);
        return;
    }
    ui.horizontal_top(|ui| {
        ui.allocate_ui_with_layout(vec2(LEFT, 0.0), Layout::top_down(Align::Min), |ui| {
            ui.set_min_width(LEFT);
            keys_ui(ui, auth, note, ctx);
        });
        ui.add_space(size::GAP);
        ui.vertical(|ui| {
            scope_ui(ui, draft, auth, SCOPE_LABEL, ctx);
            ui.add_space(4.0);
            problems_ui(ui, draft);
            remarks_ui(ui, draft);
        });
    });
}

fn keys_ui(ui: &mut Ui, auth: &Auth, note: &SecretNote, ctx: &PanelContext<'_>) {
    let aws = &auth.aws;
    if aws.source != CredentialSource::Typed {
        row(ui, "Credentials", size::LABEL, |ui| {
            value_ui(ui, &source_words(aws));
        });
        return;
    }
    linked_row(
        ui,
        ctx.links,
        Linked::AccessKeyId,
        "Access key ID",
        size::LABEL,
        |ui| {
            if aws.access_key_id.trim().is_empty() {
                missing_ui(ui, "Not typed there yet");
            } else {
                value_ui(ui, &ctx.presentation.text(&aws.access_key_id));
            }
        },
    );
    linked_row(
        ui,
        ctx.links,
        Linked::SecretAccessKey,
        "Secret access key",
        size::LABEL,
        |ui| match (aws.secret_access_key.is_empty(), note) {
            (true, SecretNote::Loading) => quiet_ui(ui, "asking the key store…"),
            (true, _) => missing_ui(ui, "Not typed there yet"),
            (false, _) => secret_ui(ui, &aws.secret_access_key),
        },
    );
    linked_row(
        ui,
        ctx.links,
        Linked::SessionToken,
        "Session token",
        size::LABEL,
        |ui| {
            if aws.session_token.is_empty() {
                quiet_ui(ui, "none");
            } else {
                secret_ui(ui, &aws.session_token);
            }
        },
    );
}

fn scope_ui(ui: &mut Ui, draft: &Draft, auth: &Auth, label: f32, ctx: &PanelContext<'_>) {
    let hint = draft.live.hint.as_ref();
    let region = hint.and_then(|hint| hint.region.as_deref());
    let service = hint.map(|hint| hint.service.as_str());
    let from_host = hint.map(Source::of);
    linked_row(ui, ctx.links, Linked::Region, "Region", label, |ui| {
        chosen_ui(ui, "Region", &auth.aws.region, region, from_host);
    });
    linked_row(ui, ctx.links, Linked::Service, "Service", label, |ui| {
        chosen_ui(ui, "Service", &auth.aws.service, service, from_host);
    });
    if let SignatureLocation::Query { expires_in } = auth.aws.options.location {
        row(ui, "Add to", label, |ui| {
            quiet_ui(ui, &format!("Presigned URL that works for {expires_in} s"));
        });
    }
}

/// A value of the scope and who says it: the shared authorization before the host of this request.
fn chosen_ui(ui: &mut Ui, name: &str, shared: &str, host: Option<&str>, from_host: Option<Source>) {
    match (shared.trim(), host, from_host) {
        ("", Some(host), Some(source)) => {
            value_ui(ui, host);
            tag(ui, source.tag, &format!("{name} {host}: {}", source.rule));
        }
        ("", ..) => missing_ui(ui, "Neither typed there nor named by the host"),
        (shared, ..) => {
            value_ui(ui, shared);
            tag(ui, "inherited", "Typed there: it counts whatever the host says");
        }
    }
}

/// What is wrong with the inherited values for this request.
fn problems_ui(ui: &mut Ui, draft: &Draft) {
    let colors = tokens(ui.ctx());
    for problem in &draft.live.fields {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 2.0);
            ui.spacing_mut().interact_size.y = 16.0;
            icon_ui(ui, icons::TRIANGLE_ALERT, size::CAPTION + 1.0, colors.warning);
            let text = RichText::new(&problem.sentence).font(fonts::caption());
            ui.add(Label::new(text.color(colors.second)).wrap());
        });
    }
}

fn other_ui(ui: &mut Ui, draft: &Draft, auth: &Auth) {
    match auth.kind {
        AuthKind::Basic => {
            row(ui, "User name", size::LABEL, |ui| {
                value_ui(ui, &auth.basic.username);
            });
            row(ui, "Password", size::LABEL, |ui| {
                given_ui(ui, &auth.basic.password);
            });
        }
        AuthKind::Bearer => row(ui, "Token", size::LABEL, |ui| given_ui(ui, &auth.bearer.token)),
        AuthKind::ApiKey => {
            row(ui, "Name", size::LABEL, |ui| {
                value_ui(ui, &auth.api_key.key);
                let place = match auth.api_key.placement {
                    ApiKeyPlacement::Header => "in a header",
                    ApiKeyPlacement::Query => "in the query",
                };
                quiet_ui(ui, place);
            });
            row(ui, "Key", size::LABEL, |ui| given_ui(ui, &auth.api_key.value));
        }
        AuthKind::None | AuthKind::AwsSignature | AuthKind::Inherit => {
            quiet_ui(ui, "So this request is sent unsigned, as it stands");
        }
    }
    ui.add_space(4.0);
    remarks_ui(ui, draft);
}

fn given_ui(ui: &mut Ui, secret: &Secret) {
    if secret.is_empty() {
        missing_ui(ui, "Not typed there yet");
    } else {
        secret_ui(ui, secret);
    }
}

fn value_ui(ui: &mut Ui, text: &str) {
    let ink = tokens(ui.ctx()).text;
    ui.add(Label::new(RichText::new(text).font(fonts::mono()).color(ink)).truncate());
}

fn quiet_ui(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).color(tokens(ui.ctx()).second));
}

fn missing_ui(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).color(tokens(ui.ctx()).warning));
}

/// That a secret is there, and how long it is; or the variable that has it.
fn secret_ui(ui: &mut Ui, secret: &Secret) {
    if let Some(name) = secret.reference() {
        value_ui(ui, &format!("{{{{{name}}}}}"));
        return;
    }
    let ink = tokens(ui.ctx()).text;
    ui.label(RichText::new("••••••••••••").font(fonts::mono()).color(ink));
    quiet_ui(ui, &format!("{} characters", secret.len()));
}
