//! The field for a profile: typed, or chosen from a list of those in the AWS config files, with what they say of it.

use eframe::egui::{
    Atom, Atoms, Button, Key, Label, Popup, PopupCloseBehavior, RectAlign, RichText, ScrollArea, Ui, vec2,
};

use crate::model::{ProfileKind, ProfileList, ProfileRemark, ProfileSummary};
use crate::ui::context::PanelContext;
use crate::ui::sentence::sentence;
use crate::ui::tokens::{heights, size};
use crate::ui::widgets::field::Field;
use crate::ui::widgets::first_focus::FirstFocus;
use crate::ui::widgets::form_row::row;
use crate::ui::widgets::icon::icon_ui;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::{fonts, icons};

/// The list over the window.
const LIST: [f32; 2] = [460.0, 320.0];
/// Room for the button beside the field.
const BUTTON: f32 = 40.0;

/// What the list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfilePicker {
    /// What is searched for in it.
    search: String,
    cursor: FirstFocus,
}

/// Draws the field, and what the files say of the profile in it.
pub fn profile_ui(
    ui: &mut Ui,
    picker: &mut ProfilePicker,
    profile: &mut String,
    width: f32,
    ctx: &PanelContext<'_>,
) {
    row(ui, "Profile", size::LABEL, |ui| {
        let hint = match ctx.profiles.and_then(|list| list.named.as_ref()) {
            Some(named) => format!("{}, from {}", named.value, named.from),
            None => "default".to_owned(),
        };
        let field = Field::mono(profile, "Profile")
            .hint(&hint)
            .width(width - BUTTON)
            .ui(ui);
        let button = icon_button(ui, icons::CHEVRON_DOWN, "Choose a profile");
        let popup = Popup::menu(&button)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .anchor(field.rect)
            .align(RectAlign::BOTTOM_START)
            .width(LIST[0]);
        let opened = button.clicked();
        popup.show(|ui| list_ui(ui, picker, profile, opened, ctx));
    });
    // Fields below stay the same ones when the list comes: who types in them goes on.
    match ctx.profiles.filter(|_| says(profile)) {
        Some(list) => said_ui(ui, list, profile, ctx),
        None => ui.skip_ahead_auto_ids(1),
    }
}

fn list_ui(
    ui: &mut Ui,
    picker: &mut ProfilePicker,
    profile: &mut String,
    opened: bool,
    ctx: &PanelContext<'_>,
) {
    ui.set_width(LIST[0]);
    let Some(list) = ctx.profiles else {
        ui.label(RichText::new("Reading the config files…").color(ctx.tokens.second));
        return;
    };
    if opened {
        picker.search.clear();
        picker.cursor = FirstFocus::Wanted;
    }
    let field = Field::mono(&mut picker.search, "Find a profile")
        .hint("name, account, role or region")
        .ui(ui);
    picker.cursor.give(&field);
    let mut found = list
        .profiles
        .iter()
        .filter(|one| is_found(one, &picker.search))
        .peekable();
    if found.peek().is_none() {
        let text = if list.profiles.is_empty() {
            "Neither config file has a profile"
        } else {
            "No profile has this in its name, account, role or region"
        };
        ui.label(RichText::new(text).color(ctx.tokens.second));
    }
    ScrollArea::vertical().max_height(LIST[1]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        // Enter takes the first that is found.
        let mut first = (!picker.search.is_empty()).then_some(());
        for one in found {
            let is_chosen = one.name == *profile;
            let mut atoms = Atoms::new(
                RichText::new(&one.name)
                    .font(fonts::mono())
                    .color(ctx.tokens.text),
            );
            if one.remarks.iter().any(is_refusal) {
                let icon = RichText::new(icons::TRIANGLE_ALERT).font(fonts::icons(size::CAPTION));
                atoms.push_right(icon.color(ctx.tokens.warning));
            }
            atoms.push_right(
                RichText::new(words(one))
                    .font(fonts::caption())
                    .color(ctx.tokens.third),
            );
            atoms.push_right(Atom::grow());
            let button = Button::selectable(is_chosen, atoms).truncate();
            let entry = ui.add_sized([ui.available_width(), heights(ui.ctx()).field], button);
            let remarks: Vec<String> = one.remarks.iter().map(ProfileRemark::text).collect();
            let entry = entry
                .accessible_name(format!("Choose profile {}", one.name))
                .on_hover_text(
                    format!("{}\n{}", one.place, remarks.join("\n"))
                        .trim_end()
                        .to_owned(),
                );
            let entered = first.take().is_some() && ui.input(|input| input.key_pressed(Key::Enter));
            if entry.clicked() || entered {
                profile.clone_from(&one.name);
                ui.close();
            }
        }
    });
}

/// Whether something can be said of a profile: what a variable stands for is seen when it is sent.
fn says(profile: &str) -> bool {
    !profile.contains("{{")
}

/// Below the field: what the files say of the profile, and what is amiss with it.
fn said_ui(ui: &mut Ui, list: &ProfileList, profile: &str, ctx: &PanelContext<'_>) {
    let typed = profile.trim();
    let name = match typed {
        "" => list
            .named
            .as_ref()
            .map_or("default", |named| named.value.as_str()),
        typed => typed,
    };
    let one = list.profiles.iter().find(|one| one.name == name);
    let remarks = one.map(|one| one.remarks.as_slice()).unwrap_or_default();
    let lines = list.remarks.iter().chain(remarks).map(|remark| {
        let text = sentence(&remark.text());
        match remark.hint() {
            Some(hint) => format!("{text}. {hint}"),
            None => text,
        }
    });
    let missing = one
        .is_none()
        .then(|| format!("No config file has the profile {name}"));
    row(ui, "", size::LABEL, |ui| {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 2.0);
            ui.spacing_mut().interact_size.y = 16.0;
            if let Some(one) = one {
                let text = RichText::new(format!("{}, {}", words(one), one.place));
                let text = text.font(fonts::caption()).color(ctx.tokens.second);
                ui.add(Label::new(text).wrap());
            }
            for line in lines.chain(missing) {
                ui.horizontal_top(|ui| {
                    icon_ui(ui, icons::TRIANGLE_ALERT, size::CAPTION + 1.0, ctx.tokens.warning);
                    let text = RichText::new(line)
                        .font(fonts::caption())
                        .color(ctx.tokens.second);
                    ui.add(Label::new(text).wrap());
                });
            }
        });
    });
}

fn is_refusal(remark: &ProfileRemark) -> bool {
    matches!(remark, ProfileRemark::Refused(_))
}

/// `Role Invoke, 222222222222, eu-west-1`.
fn words(one: &ProfileSummary) -> String {
    let value =
        |value: &Option<crate::model::Sourced<String>>| value.as_ref().map(|value| value.value.clone());
    let role = value(&one.role).map(|role| match role.rsplit_once("role/") {
        Some((_, name)) => name.to_owned(),
        None => role,
    });
    let kind = match (one.kind, role) {
        (ProfileKind::Role | ProfileKind::WebIdentity, Some(role)) => format!("{} {role}", one.kind.label()),
        (kind, Some(role)) => format!("{}, {role}", kind.label()),
        (kind, None) => kind.label().to_owned(),
    };
    [Some(kind), value(&one.account_id), value(&one.region)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// Whether each word of a search stands in name, account, role or region.
fn is_found(one: &ProfileSummary, search: &str) -> bool {
    let text = format!("{} {}", one.name, words(one)).to_lowercase();
    search
        .to_lowercase()
        .split_whitespace()
        .all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::model::{Place, Sourced, ValueSource};

    fn profile() -> ProfileSummary {
        let sourced = |value: &str| {
            Some(Sourced {
                value: value.to_owned(),
                from: ValueSource::Form,
            })
        };
        ProfileSummary {
            name: "prod".to_owned(),
            place: Place {
                file: PathBuf::from("/c"),
                line: 1,
            },
            kind: ProfileKind::Role,
            account_id: sourced("222222222222"),
            role: sourced("arn:aws:iam::222222222222:role/team/Invoke"),
            region: sourced("eu-west-1"),
            remarks: Vec::new(),
        }
    }

    #[test]
    fn a_profile_is_told_with_role_account_and_region() {
        assert_eq!(words(&profile()), "Role team/Invoke, 222222222222, eu-west-1");
    }

    #[test]
    fn a_profile_is_found_by_any_of_its_words() {
        for (search, found) in [
            ("", true),
            ("PRO", true),
            ("invoke 2222", true),
            ("eu-west prod", true),
            ("staging", false),
            ("prod us-east-1", false),
        ] {
            assert_eq!(is_found(&profile(), search), found, "{search}");
        }
    }
}
