//! What an environment has besides variables: its colour, how careful to be in it, and the AWS identity that it names.

use eframe::egui::{Button, Color32, FontId, RichText, Role, Stroke, Ui, WidgetInfo, vec2};

use crate::model::{Caution, Environment};
use crate::ui::action::{Action, VariablesAction};
use crate::ui::environment_color::{Hue, environment_ink};
use crate::ui::fonts;
use crate::ui::tokens::{size, tokens};
use crate::ui::variable_scope::VariableScope;
use crate::ui::widgets::field::Field;

/// Names of the variables of the AWS group, with their labels and what they are like.
const AWS: [(&str, &str, &str); 3] = [
    ("aws_profile", "Profile", "as dev"),
    ("aws_region", "Region", "as eu-west-1"),
    ("aws_role_arn", "Role ARN", "arn:aws:iam::123456789012:role/Name"),
];
/// Widths of their fields; that of the role takes what is left.
const NARROW: f32 = 120.0;
/// Room for the button behind them in a wide page.
const BUTTON: f32 = 220.0;
/// Narrower than this the button has a line of its own.
const ONE_LINE: f32 = 760.0;

/// Colour and caution.
pub(super) fn look_ui(ui: &mut Ui, environment: &mut Environment) {
    let colors = tokens(ui.ctx());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.label(RichText::new("Colour").color(colors.second));
        ui.add_space(6.0);
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
        ui.add_space(size::PAD);
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
    let colors = tokens(ui.ctx());
    let width = ui.available_width();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(RichText::new("AWS").font(fonts::semibold(size::TEXT)).color(colors.second));
        for (name, label, hint) in AWS {
            ui.label(RichText::new(label).color(colors.second));
            let mut text = scope.text(name).to_owned();
            let widest = if name == "aws_role_arn" {
                let room = if width < ONE_LINE { 0.0 } else { BUTTON };
                (ui.available_width() - room).max(160.0)
            } else {
                NARROW
            };
            let field = Field::mono(&mut text, &format!("{label} of {environment}"))
                .hint(hint)
                .width(widest)
                .id(ui.make_persistent_id((name, "aws group")))
                .ui(ui);
            if field.changed() {
                scope.set_text(name, text);
            }
            field.on_hover_text(format!("The variable {{{{{name}}}}} of this environment"));
        }
        let names: Vec<&'static str> = AWS
            .into_iter()
            .map(|(name, _, _)| name)
            .filter(|name| !scope.text(name).is_empty())
            .collect();
        let button = ui.add_enabled_ui(!names.is_empty(), |ui| ui.button("Use them in the collection's auth"));
        let button = button
            .inner
            .on_hover_text("The auth of the collection then names these variables, so that switching the environment switches them")
            .on_disabled_hover_text("Type a profile, region or role first");
        if button.clicked() {
            out.push(Action::OfVariables(VariablesAction::UseInAuth {
                environment: environment.to_owned(),
                names,
            }));
        }
    });
}
