//! The auth section: its kinds, and the form of AWS Signature with where each automatic value came from.

use eframe::egui::{
    Align, Button, Context, CornerRadius, Id, Label, Layout, Response, RichText, Stroke, StrokeKind, Ui,
    UiBuilder, vec2,
};

use crate::model::{AuthKind, AwsAuth, CredentialSource, SignatureLocation};
use crate::sigv4::{AuthField, AuthFix, FieldProblem};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::disclosure::Disclosure;
use crate::ui::draft::Draft;
use crate::ui::editor::auth_advanced::{advanced_ui, options_ui};
use crate::ui::editor::auth_inherit::auth_inherit_ui;
use crate::ui::editor::auth_kinds::auth_kind_ui;
use crate::ui::editor::auth_source::{Source, Whose};
use crate::ui::editor::credential_source::{source_fields_ui, source_row_ui};
use crate::ui::editor::not_understood::{GivenUp, not_understood_ui};
use crate::ui::editor::profile_picker::ProfilePicker;
use crate::ui::editor::remarks::{missing_field, remarks_ui};
use crate::ui::editor::role_rows::{OpenRole, role_rows_ui};
use crate::ui::editor::signing_identity::signing_identity_ui;
use crate::ui::links::Field as Linked;
use crate::ui::live::Problem;
use crate::ui::masking::Masking;
use crate::ui::sentence::sentence;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::field::Field;
use crate::ui::widgets::form_row::{linked_row, row};
use crate::ui::widgets::icon::icon_ui;
use crate::ui::widgets::number::{Empty, number_ui};
use crate::ui::widgets::pill::tag;
use crate::ui::widgets::secret_field::{secret_hint, secret_or_variable};
use crate::ui::widgets::segmented::segmented;
use crate::ui::{fonts, icons};

/// Below this width the two columns of the form stand under each other.
const TWO_COLUMNS: f32 = 700.0;
/// Room for a key ID or a session token's start.
const WIDEST_KEY_FIELD: f32 = 340.0;
const SCOPE_LABEL: f32 = 72.0;
const SCOPE_FIELD: f32 = 170.0;
/// The tag or button beside a field of the scope.
const SCOPE_TAG: f32 = 130.0;

/// What the section shows.
#[derive(Clone, Debug, Default)]
pub struct AuthView {
    /// Whether the advanced signing options are shown.
    pub advanced: Disclosure,
    /// Which role's options are shown.
    pub open_role: OpenRole,
    /// The list of profiles.
    pub profiles: ProfilePicker,
}

/// Draws the section.
pub fn auth_panel_ui(
    ui: &mut Ui,
    view: &mut AuthView,
    draft: &mut Draft,
    whose: Whose,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing = vec2(size::PAD, size::GAP);
    let auth = &mut draft.request.http.auth;
    let mut kind = auth.kind;
    kind_ui(ui, &mut kind, whose);
    if kind != auth.kind {
        auth.choose(kind);
    }
    if let Some(unknown) = auth.not_understood().cloned() {
        if not_understood_ui(ui, "auth", &unknown) == GivenUp::Yes {
            auth.choose(AuthKind::None);
        }
        return;
    }
    if draft.inherits() && whose == Whose::Request {
        auth_inherit_ui(ui, draft, ctx, out);
    } else if draft.request.http.auth.kind == AuthKind::AwsSignature {
        let before = view.advanced;
        aws_ui(ui, view, draft, whose, ctx, out);
        if view.advanced == Disclosure::Open {
            let options = ui.scope(|ui| options_ui(ui, draft, whose, ctx)).response;
            if before == Disclosure::Closed {
                // The section is low: without this an edge of them shows at most.
                options.scroll_to_me(Some(Align::Min));
            }
        }
    } else {
        auth_kind_ui(ui, draft, whose);
    }
}

fn kind_ui(ui: &mut Ui, kind: &mut AuthKind, whose: Whose) {
    const OWN: [(AuthKind, &str); 5] = [
        (AuthKind::None, "None"),
        (AuthKind::Basic, "Basic"),
        (AuthKind::Bearer, "Bearer token"),
        (AuthKind::ApiKey, "API key"),
        (AuthKind::AwsSignature, "AWS Signature"),
    ];
    let [none, basic, bearer, key, aws] = OWN;
    row(ui, "Auth", size::LABEL, |ui| {
        // Where nothing stands above, to inherit is to have nothing set up.
        let (name, choices) = match whose {
            Whose::Request => (
                "Auth",
                [none, basic, bearer, key, aws, (AuthKind::Inherit, "Inherit")],
            ),
            Whose::Shared => {
                let not_set_up = (AuthKind::Inherit, "Not set up");
                ("Shared auth", [not_set_up, none, basic, bearer, key, aws])
            }
            // A folder can not switch auth off: Bruno asks the next one above for None too.
            Whose::Folder => {
                let inherit = (AuthKind::Inherit, "Inherit");
                segmented(ui, "Auth", kind, &[inherit, basic, bearer, key, aws]);
                return;
            }
            Whose::Collection => {
                segmented(ui, "Auth", kind, &OWN);
                return;
            }
        };
        segmented(ui, name, kind, &choices);
    });
}

/// The AWS Signature form: credentials on the left, scope and remarks on the right where there is room.
fn aws_ui(
    ui: &mut Ui,
    view: &mut AuthView,
    draft: &mut Draft,
    whose: Whose,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let width = ui.available_width();
    if width < TWO_COLUMNS {
        own(ui, "credentials", |ui| {
            credentials_ui(ui, view, draft, WIDEST_KEY_FIELD, ctx, out);
        });
        roles_ui(ui, view, draft);
        identity_ui(ui, draft, whose, ctx, out);
        own(ui, "scope", |ui| scope_ui(ui, draft, size::LABEL, whose, ctx));
        advanced_ui(ui, &mut view.advanced, draft, whose);
        remarks_ui(ui, draft);
        return;
    }
    let scope = SCOPE_LABEL + SCOPE_FIELD + SCOPE_TAG + 4.0 * size::PAD;
    let key_field = (width - size::LABEL - size::PAD - scope).min(WIDEST_KEY_FIELD);
    ui.horizontal_top(|ui| {
        let left = size::LABEL + size::PAD + key_field;
        ui.allocate_ui_with_layout(vec2(left, 0.0), Layout::top_down(Align::Min), |ui| {
            ui.set_min_width(left);
            own(ui, "credentials", |ui| {
                credentials_ui(ui, view, draft, key_field, ctx, out);
            });
        });
        ui.add_space(size::GAP);
        ui.vertical(|ui| {
            own(ui, "scope", |ui| scope_ui(ui, draft, SCOPE_LABEL, whose, ctx));
            ui.add_space(4.0);
            remarks_ui(ui, draft);
        });
    });
    roles_ui(ui, view, draft);
    identity_ui(ui, draft, whose, ctx, out);
    advanced_ui(ui, &mut view.advanced, draft, whose);
}

/// A part of the form whose fields keep their identities, and with them the cursor, when it goes into another column: the
/// window, the zoom or the sidebar made room or took it. A page over the window may have the same form.
fn own(ui: &mut Ui, part: &str, add: impl FnOnce(&mut Ui)) {
    let id = Id::unique("auth").with((part, ui.layer_id()));
    ui.scope_builder(UiBuilder::new().scope_id(id), add);
}

fn roles_ui(ui: &mut Ui, view: &mut AuthView, draft: &mut Draft) {
    role_rows_ui(ui, &mut draft.request.http.auth.aws.roles, &mut view.open_role);
}

/// Who signs; the shared authorization signs nothing by itself.
fn identity_ui(ui: &mut Ui, draft: &Draft, whose: Whose, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    match whose {
        Whose::Request => signing_identity_ui(ui, draft, ctx, out),
        Whose::Shared | Whose::Folder | Whose::Collection => {}
    }
}

/// Header or presigned URL.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LocationChoice {
    Header,
    Query,
}

/// How long a presigned URL works unless the user says otherwise: 15 minutes, as the SDKs of AWS have it.
const USUAL_SECONDS: u32 = 900;

fn location_ui(ui: &mut Ui, location: &mut SignatureLocation, label: f32) {
    let before = match location {
        SignatureLocation::Header => LocationChoice::Header,
        SignatureLocation::Query { .. } => LocationChoice::Query,
    };
    let mut place = before;
    let (mut fault, mut stands) = (None, String::new());
    row(ui, "Add to", label, |ui| {
        let choices = [
            (LocationChoice::Header, "Header"),
            (LocationChoice::Query, "Presigned URL"),
        ];
        segmented(ui, "Add signature to", &mut place, &choices);
        if let SignatureLocation::Query { expires_in } = location {
            let mut seconds = Some(u64::from(*expires_in));
            let kinds = (u64::from(u32::MAX), Empty::Before);
            let (field, typed) = number_ui(ui, "Expires in seconds", &mut seconds, kinds, "", SECONDS);
            fault = typed.fault("seconds");
            if let Some(Ok(seconds)) = seconds.map(u32::try_from) {
                *expires_in = seconds;
            }
            field.on_hover_text(format!("The URL works for {}", duration(*expires_in)));
            ui.label("s");
            stands = duration(*expires_in);
        }
    });
    if let Some(fault) = fault {
        let problem = FieldProblem {
            field: AuthField::Expiry,
            rule: "expiry-no-number",
            sentence: format!("{fault}, so {stands} stays"),
            fix: None,
        };
        let width = ui.available_width() - label - size::PAD;
        problem_ui(ui, &[problem], AuthField::Expiry, label, width);
    }
    if place != before {
        *location = match place {
            LocationChoice::Header => SignatureLocation::Header,
            LocationChoice::Query => SignatureLocation::Query {
                expires_in: USUAL_SECONDS,
            },
        };
    }
}

/// Width of the field for it: ten digits.
const SECONDS: f32 = 104.0;

/// Seconds in the largest unit that is whole.
fn duration(seconds: u32) -> String {
    let (number, unit) = match seconds {
        s if s % 86_400 == 0 => (s / 86_400, "day"),
        s if s % 3_600 == 0 => (s / 3_600, "hour"),
        s if s % 60 == 0 => (s / 60, "minute"),
        s => (s, "second"),
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

fn credentials_ui(
    ui: &mut Ui,
    view: &mut AuthView,
    draft: &mut Draft,
    width: f32,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    source_row_ui(ui, &mut draft.request.http.auth.aws);
    if draft.request.http.auth.aws.source == CredentialSource::Typed {
        keys_ui(ui, draft, width, ctx);
    } else {
        source_fields_ui(
            ui,
            &mut view.profiles,
            &mut draft.request.http.auth.aws,
            width,
            ctx,
            out,
        );
    }
}

fn keys_ui(ui: &mut Ui, draft: &mut Draft, width: f32, ctx: &PanelContext<'_>) {
    let aws = &mut draft.request.http.auth.aws;
    let mut problems = std::mem::take(&mut draft.live.fields);
    let of_fields = problems.len();
    problems.extend(draft.live.problem.iter().filter_map(missing_value));
    let mut fix = None;
    let mut ids = Vec::new();
    linked_row(
        ui,
        ctx.links,
        Linked::AccessKeyId,
        "Access key ID",
        size::LABEL,
        |ui| {
            let field = Field::mono(&mut aws.access_key_id, "Access key ID")
                .hint("AKIA… or ASIA…")
                .masking(if ctx.presentation.is_on() {
                    Masking::Masked
                } else {
                    Masking::Clear
                })
                .width(width)
                .ui(ui);
            mark_ui(ui, &field, &problems, AuthField::AccessKeyId);
            ids.push(field.id);
        },
    );
    fix = problem_ui(ui, &problems, AuthField::AccessKeyId, size::LABEL, width).or(fix);
    linked_row(
        ui,
        ctx.links,
        Linked::SecretAccessKey,
        "Secret access key",
        size::LABEL,
        |ui| {
            let hint = secret_hint(&draft.secrets.secret_access_key, "");
            let field = secret_or_variable(ui, &mut aws.secret_access_key, "Secret access key", hint, width);
            mark_ui(ui, &field, &problems, AuthField::SecretAccessKey);
            ids.push(field.id);
        },
    );
    fix = problem_ui(ui, &problems, AuthField::SecretAccessKey, size::LABEL, width).or(fix);
    linked_row(
        ui,
        ctx.links,
        Linked::SessionToken,
        "Session token",
        size::LABEL,
        |ui| {
            let hint = secret_hint(&draft.secrets.session_token, "none, needed for ASIA keys");
            let field = secret_or_variable(ui, &mut aws.session_token, "Session token", hint, width);
            mark_ui(ui, &field, &problems, AuthField::SessionToken);
            ids.push(field.id);
        },
    );
    fix = problem_ui(ui, &problems, AuthField::SessionToken, size::LABEL, width).or(fix);
    carry_out(aws, fix);
    problems.truncate(of_fields);
    draft.live.fields = problems;
    ui.data_mut(|data| data.insert_temp(key_fields(), ids));
}

/// Where the identities of the key fields are kept, as they were drawn last.
fn key_fields() -> Id {
    Id::unique("key fields")
}

/// Whether this is the field of a key ID, a secret or a session token: pasted credentials fill them all.
pub fn is_key_field(ctx: &Context, id: Id) -> bool {
    let fields: Option<Vec<Id>> = ctx.data(|data| data.get_temp(key_fields()));
    fields.is_some_and(|fields| fields.contains(&id))
}

fn scope_ui(ui: &mut Ui, draft: &mut Draft, label: f32, whose: Whose, ctx: &PanelContext<'_>) {
    let aws = &mut draft.request.http.auth.aws;
    let live = &draft.live;
    let region = live.hint.as_ref().and_then(|hint| hint.region.clone());
    let service = live.hint.as_ref().map(|hint| hint.service.clone());
    let source = match whose {
        Whose::Request => live.hint.as_ref().map_or(Source::NONE, Source::of),
        Whose::Shared | Whose::Folder | Whose::Collection => Source::EACH_HOST,
    };
    let mut problems = std::mem::take(&mut draft.live.fields);
    let of_fields = problems.len();
    problems.extend(draft.live.problem.iter().filter_map(missing_value));
    let wide = ui.available_width() - label - size::PAD;
    let mut fix = None;
    linked_row(ui, ctx.links, Linked::Region, "Region", label, |ui| {
        let field = inferred_ui(ui, &mut aws.region, "Region", region.as_deref(), source);
        mark_ui(ui, &field, &problems, AuthField::Region);
        fix = problem_of(&problems, AuthField::Region)
            .and_then(|problem| fix_ui(ui, problem))
            .or(fix.take());
    });
    problem_ui(ui, &problems, AuthField::Region, label, wide);
    linked_row(ui, ctx.links, Linked::Service, "Service", label, |ui| {
        let field = inferred_ui(ui, &mut aws.service, "Service", service.as_deref(), source);
        mark_ui(ui, &field, &problems, AuthField::Service);
        fix = problem_of(&problems, AuthField::Service)
            .and_then(|problem| fix_ui(ui, problem))
            .or(fix.take());
    });
    problem_ui(ui, &problems, AuthField::Service, label, wide);
    location_ui(ui, &mut aws.options.location, label);
    fix = problem_ui(ui, &problems, AuthField::Expiry, label, wide).or(fix);
    carry_out(aws, fix);
    problems.truncate(of_fields);
    draft.live.fields = problems;
}

/// A problem that is an empty field, to be told there.
fn missing_value(problem: &Problem) -> Option<FieldProblem> {
    Some(FieldProblem {
        field: missing_field(problem.kind)?,
        rule: problem.kind,
        sentence: format!("{}. {}", sentence(&problem.message), sentence(&problem.hint)),
        fix: None,
    })
}

/// A step that was clicked.
type Chosen = Option<(AuthField, AuthFix)>;

fn carry_out(aws: &mut AwsAuth, fix: Chosen) {
    if let Some((field, fix)) = fix {
        fix.apply(field, aws);
    }
}

/// What is said at a field: of several problems the first that a click mends.
fn problem_of(problems: &[FieldProblem], field: AuthField) -> Option<&FieldProblem> {
    let of_field = || problems.iter().filter(move |problem| problem.field == field);
    of_field()
        .find(|problem| problem.fix.is_some())
        .or_else(|| of_field().next())
}

/// Frames a field with a problem.
fn mark_ui(ui: &Ui, field: &Response, problems: &[FieldProblem], of: AuthField) {
    if problem_of(problems, of).is_some() {
        let stroke = Stroke::new(1.0, tokens(ui.ctx()).warning);
        let round = CornerRadius::same(size::RADIUS);
        ui.painter()
            .rect_stroke(field.rect, round, stroke, StrokeKind::Inside);
    }
}

/// The step that mends a problem, as a button.
fn fix_ui(ui: &mut Ui, problem: &FieldProblem) -> Chosen {
    let fix = problem.fix.as_ref()?;
    let text = RichText::new(fix.label()).font(fonts::caption());
    let button = Button::new(text.color(tokens(ui.ctx()).text)).min_size(vec2(0.0, 20.0));
    let button = ui.add(button).on_hover_text(&problem.sentence);
    button.clicked().then(|| (problem.field, fix.clone()))
}

/// Below a field: what is wrong with it, and the step that mends it.
fn problem_ui(ui: &mut Ui, problems: &[FieldProblem], of: AuthField, label: f32, width: f32) -> Chosen {
    let problem = problem_of(problems, of)?;
    let colors = tokens(ui.ctx());
    let mut chosen = None;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 2.0);
        ui.spacing_mut().interact_size.y = 18.0;
        ui.add_space(label + size::PAD);
        icon_ui(ui, icons::TRIANGLE_ALERT, size::CAPTION + 1.0, colors.warning);
        ui.vertical(|ui| {
            ui.set_max_width((width - size::CAPTION - 12.0).min(ui.available_width()));
            ui.horizontal_wrapped(|ui| {
                let text = RichText::new(&problem.sentence).font(fonts::caption());
                ui.add(Label::new(text.color(colors.second)).wrap());
                // The scope has it beside the field.
                if !matches!(of, AuthField::Region | AuthField::Service) {
                    chosen = fix_ui(ui, problem);
                }
            });
        });
    });
    chosen
}

/// A field that takes its value from the host while it is empty.
fn inferred_ui(
    ui: &mut Ui,
    value: &mut String,
    name: &str,
    from_host: Option<&str>,
    source: Source,
) -> Response {
    let Source { tag: source, rule } = source;
    let example = if name == "Region" {
        "us-east-1"
    } else {
        "execute-api"
    };
    let typed = !value.trim().is_empty();
    let id = ui.make_persistent_id((name, "field"));
    let emptied = emptied(ui, id);
    match (typed, from_host) {
        (false, Some(host_value)) if !emptied => {
            // The value from the host stands in the field as if typed; an edit makes it a typed one.
            let mut shown = host_value.to_owned();
            let field = Field::mono(&mut shown, name).id(id).width(SCOPE_FIELD).ui(ui);
            if shown != host_value {
                set_emptied(ui, id, shown.is_empty());
                *value = shown;
            }
            tag(ui, source, &format!("{name} {host_value}: {rule}"));
            field
        }
        _ => {
            let hint = if source == Source::EACH_HOST.tag {
                source.to_owned()
            } else {
                format!("as {example}")
            };
            let field = Field::mono(value, name)
                .id(id)
                .hint(from_host.unwrap_or(hint.as_str()))
                .width(SCOPE_FIELD)
                .ui(ui);
            set_emptied(ui, id, value.is_empty());
            match from_host {
                // The line below says so, and what the host says.
                Some(host_value) if typed && value.trim() != host_value => {}
                Some(host_value) if !typed => {
                    tag(ui, source, &format!("{name} {host_value}: {rule}"));
                }
                Some(_) => {
                    tag(ui, "typed", "Typed; the host says the same");
                }
                None if typed && source == Source::EACH_HOST.tag => {
                    tag(ui, "for all", rule);
                }
                None if typed => {
                    tag(ui, "typed", "The host does not name it");
                }
                None => {}
            }
            field
        }
    }
}

/// Whether the user took the host's value out of the field and is still in it: it must not come back under
/// the cursor.
fn emptied(ui: &Ui, id: Id) -> bool {
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    if !has_focus {
        set_emptied(ui, id, false);
    }
    has_focus && ui.data(|data| data.get_temp(id)).unwrap_or_default()
}

fn set_emptied(ui: &Ui, id: Id, emptied: bool) {
    ui.data_mut(|data| data.insert_temp(id, emptied));
}
