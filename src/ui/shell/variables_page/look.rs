//! What an environment has besides variables: its colour, how careful to be in it, and the AWS identity that it names.

use eframe::egui::{Button, Color32, FontId, RichText, Role, Stroke, TextWrapMode, Ui, WidgetInfo, vec2};

use crate::model::{Caution, Environment};
use crate::ui::action::{Action, VariablesAction};
use crate::ui::environment_color::{Hue, environment_ink};
use crate::ui::tokens::tokens;
use crate::ui::variable_scope::VariableScope;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::form_row::row;

/// The variables of the AWS group: name, label, what it is like.
const PROFILE: [&str; 3] = ["aws_profile", "AWS profile", "as dev"];
const REGION: [&str; 3] = ["aws_region", "Region", "as eu-west-1"];
const ROLE: [&str; 3] = ["aws_role_arn", "Role ARN", "arn:aws:iam::123456789012:role/Name"];
/// Column of the labels.
const LABEL: f32 = 84.0;
/// Width of a short field.
const SHORT: f32 = 150.0;
/// Room for the button behind the role.
const BUTTON: f32 = 240.0;

/// Colour and caution.
pub(super) fn look_ui(ui: &mut Ui, environment: &mut Environment) {
    let colors = tokens(ui.ctx());
    row(ui, "Colour", LABEL, |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let chosen = Hue::of(&environment.color);
        let is_none = environment_ink(&environment.color, colors).is_none();
        if swatch_ui(ui, "No colour", None, is_none) {
            environment.color.clear();
        }
        for hue in Hue::ALL {
            if swatch_ui(ui, hue.name(), Some(hue.ink(colors)), chosen == Some(hue)) {
                environment.color = hue.hex();
            }
        }
        if let (None, Some(ink)) = (chosen, environment_ink(&environment.color, colors)) {
            // Chosen in another program; it stays until another one is chosen.
            swatch_ui(ui, environment.color.as_str(), Some(ink), true);
        }
    });
    row(ui, "Caution", LABEL, |ui| {
        let mut dangerous = environment.caution == Caution::Dangerous;
        let text = RichText::new("Ask before anything but GET, HEAD and OPTIONS (dangerous)");
        if ui.checkbox(&mut dangerous, text.color(colors.text)).changed() {
            environment.caution = if dangerous {
                Caution::Dangerous
            } else {
                Caution::Normal
            };
        }
    });
}

/// A colour to choose; true when it was.
fn swatch_ui(ui: &mut Ui, name: &str, ink: Option<Color32>, is_chosen: bool) -> bool {
    let colors = tokens(ui.ctx());
    let sign = if ink.is_some() { "●" } else { "○" };
    let text = RichText::new(sign)
        .font(FontId::monospace(17.0))
        .color(ink.unwrap_or(colors.third));
    let (fill, edge) = if is_chosen {
        (colors.raised, Stroke::new(1.5, colors.text))
    } else {
        (Color32::TRANSPARENT, Stroke::NONE)
    };
    ui.spacing_mut().button_padding.x = 4.0;
    let response = ui.add(
        Button::new(text)
            .fill(fill)
            .stroke(edge)
            .min_size(vec2(26.0, 26.0)),
    );
    let told = format!("Colour: {name}");
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, &told));
    response.on_hover_text(name).clicked()
}

/// Profile, region and role: plain variables in a convenient place.
pub(super) fn aws_ui(ui: &mut Ui, scope: &mut VariableScope, environment: &str, out: &mut Vec<Action>) {
    row(ui, PROFILE[1], LABEL, |ui| {
        variable_ui(ui, scope, environment, PROFILE, SHORT);
        ui.label(RichText::new(REGION[1]).color(tokens(ui.ctx()).second));
        variable_ui(ui, scope, environment, REGION, SHORT);
    });
    row(ui, ROLE[1], LABEL, |ui| {
        let width = (ui.available_width() - BUTTON).max(120.0);
        variable_ui(ui, scope, environment, ROLE, width);
        use_ui(ui, scope, environment, out);
    });
}

fn variable_ui(
    ui: &mut Ui,
    scope: &mut VariableScope,
    environment: &str,
    [name, label, hint]: [&str; 3],
    width: f32,
) {
    let mut text = scope.text(name).to_owned();
    let field = Field::mono(&mut text, &format!("{label} of {environment}"))
        .hint(hint)
        .width(width)
        .ui(ui);
    if field.changed() {
        scope.set_text(name, text);
    }
    field.on_hover_text(format!("The variable {{{{{name}}}}} of this environment"));
}

/// The button that lets the collection's auth name those that have a value.
fn use_ui(ui: &mut Ui, scope: &VariableScope, environment: &str, out: &mut Vec<Action>) {
    let names: Vec<&'static str> = [PROFILE, REGION, ROLE]
        .into_iter()
        .map(|[name, ..]| name)
        .filter(|name| !scope.text(name).is_empty())
        .collect();
    let tip = "The auth of the collection then names these variables, so that switching the environment switches them";
    let button = Button::new("Use them in the collection's auth").wrap_mode(TextWrapMode::Extend);
    let button = ui.add_enabled(!names.is_empty(), button).on_hover_text(tip);
    if button
        .on_disabled_hover_text("Type a profile, region or role first")
        .clicked()
    {
        out.push(Action::OfVariables(VariablesAction::UseInAuth {
            environment: environment.to_owned(),
            names,
        }));
    }
}
