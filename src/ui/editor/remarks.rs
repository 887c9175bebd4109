//! What there is to say about the values of the auth form: problems first, then where secrets are kept, then
//! the notes of building and planning.

use eframe::egui::{Color32, Label, RichText, Ui, vec2};

use crate::model::AuthKind;
use crate::sigv4::{AuthField, is_about_url};
use crate::ui::draft::Draft;
use crate::ui::editor::url_line;
use crate::ui::live::Live;
use crate::ui::secret_notes::SecretNote;
use crate::ui::sentence::sentence;
use crate::ui::tokens::{Tokens, size, tokens};
use crate::ui::widgets::icon::icon_ui;
use crate::ui::{fonts, icons};

/// Rules whose result is seen elsewhere: a tag beside the field, or the card of the preview.
const SHOWN_ELSEWHERE: [&str; 4] = [
    "region-from-host",
    "service-from-host",
    "example-access-key-id",
    "example-secret-access-key",
];

/// Slug of a problem that stands at its field, with the step that mends it.
const AT_ITS_FIELD: &str = "expires-out-of-range";

/// One remark: a short sentence, and what the pointer is told on top of it.
struct Remark {
    icon: &'static str,
    ink: Color32,
    text: String,
    more: String,
}

/// Draws the remarks under each other.
pub fn remarks_ui(ui: &mut Ui, draft: &Draft) {
    let colors = tokens(ui.ctx());
    ui.spacing_mut().item_spacing = vec2(6.0, 3.0);
    ui.spacing_mut().interact_size.y = 16.0;
    let fields = if draft.inherits() {
        Fields::Elsewhere
    } else {
        Fields::Here
    };
    for remark in remarks(&draft.live, fields, &secret_notes(draft), colors) {
        let line = ui.horizontal_top(|ui| {
            icon_ui(ui, remark.icon, size::CAPTION + 1.0, remark.ink);
            let text = RichText::new(&remark.text)
                .font(fonts::caption())
                .color(colors.second);
            ui.add(Label::new(text).wrap());
        });
        if !remark.more.is_empty() {
            line.response.on_hover_text(remark.more);
        }
    }
}

/// Whether the fields of AWS Signature are in sight, where an empty one says itself that it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fields {
    Here,
    Elsewhere,
}

/// The field that a problem is about, when it is about an empty one.
pub fn missing_field(kind: &str) -> Option<AuthField> {
    match kind {
        "access-key-id-missing" => Some(AuthField::AccessKeyId),
        "secret-missing" => Some(AuthField::SecretAccessKey),
        "region-missing" => Some(AuthField::Region),
        "service-missing" => Some(AuthField::Service),
        _ => None,
    }
}

fn remarks(live: &Live, fields: Fields, secrets: &[(&str, &SecretNote)], colors: &Tokens) -> Vec<Remark> {
    let problem = live
        .problem
        .iter()
        .filter(|problem| !url_line::tells(problem.kind) && problem.kind != AT_ITS_FIELD)
        // An empty request is no mistake, and who signs is told in a row of its own.
        .filter(|problem| !matches!(problem.kind, "url-missing" | "credentials-not-fetched"))
        .filter(|problem| fields == Fields::Elsewhere || missing_field(problem.kind).is_none());
    let problem = problem.map(|problem| Remark {
        icon: icons::TRIANGLE_ALERT,
        ink: colors.warning,
        text: format!("{}. {}", sentence(&problem.message), sentence(&problem.hint)),
        more: String::new(),
    });
    let kept = secrets
        .iter()
        .filter_map(|(name, note)| secret_remark(name, note, colors));
    let notes = live
        .notes
        .iter()
        .filter(|note| !SHOWN_ELSEWHERE.contains(&note.rule) && !is_about_url(note.rule))
        .filter(|note| {
            // Said at the field, where the step that mends it stands too.
            let mut fields = live.fields.iter();
            !fields.any(|problem| problem.rule == note.rule && problem.sentence == note.reason)
        });
    let notes = notes.map(|note| Remark {
        icon: icons::INFO,
        ink: colors.third,
        text: note.reason.clone(),
        more: String::new(),
    });
    problem.chain(kept).chain(notes).collect()
}

/// The secrets of the form in front.
fn secret_notes(draft: &Draft) -> Vec<(&'static str, &SecretNote)> {
    let secrets = draft
        .inherited()
        .map_or(&draft.secrets, |inherited| &inherited.secrets);
    match draft.auth().kind {
        AuthKind::None | AuthKind::Inherit => Vec::new(),
        AuthKind::Basic => vec![("Password", &secrets.password)],
        AuthKind::Bearer => vec![("Token", &secrets.bearer_token)],
        AuthKind::ApiKey => vec![("API key", &secrets.api_key)],
        AuthKind::AwsSignature => vec![
            ("Secret access key", &secrets.secret_access_key),
            ("Session token", &secrets.session_token),
        ],
    }
}

fn secret_remark(name: &str, note: &SecretNote, colors: &Tokens) -> Option<Remark> {
    let (icon, ink, text, more) = match note {
        SecretNote::Quiet => return None,
        SecretNote::Loading => (icons::KEY_ROUND, colors.third, "asking the key store", ""),
        SecretNote::Kept => (icons::LOCK, colors.third, "kept by this computer's key store", ""),
        SecretNote::MemoryOnly(why) => (
            icons::INFO,
            colors.third,
            "kept in memory until the window closes, as no key store took it",
            why.as_str(),
        ),
        SecretNote::Missing(why) => (
            icons::TRIANGLE_ALERT,
            colors.warning,
            "typed before and not here now, as no key store gave it back. Type it again",
            why.as_str(),
        ),
    };
    Some(Remark {
        icon,
        ink,
        text: format!("{name}: {text}"),
        more: more.to_owned(),
    })
}
