//! The command palette: every command by name, found by typing parts of it.

use eframe::egui::{
    Align2, Area, Atom, Atoms, Button, Frame, Id, Key, Modal, RichText, ScrollArea, TextEdit, Ui, vec2,
};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::action::Action;
use super::command::Command;
use super::context::PanelContext;
use super::fonts;
use super::tokens::{heights, size};

/// Width in points; less in a narrow window.
const WIDTH: f32 = 580.0;

/// The palette while it is open.
#[derive(Debug, Default)]
pub struct Palette {
    typed: String,
    selected: usize,
}

/// What became of the palette in this frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Still open.
    Open,
    /// To be closed.
    Close,
}

/// Draws the palette; a chosen command is pushed to `out`.
pub fn palette_ui(
    ui: &mut Ui,
    palette: &mut Palette,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    let area = Area::new(Id::unique("palette"))
        .anchor(Align2::CENTER_TOP, vec2(0.0, 72.0))
        .order(eframe::egui::Order::Foreground);
    let mut chosen = None;
    let response = Modal::new(Id::unique("palette modal"))
        .area(area)
        .frame(Frame::popup(ui.style()).inner_margin(10))
        .show(ui.ctx(), |ui| {
            let width = WIDTH.min(ui.ctx().content_rect().width() - 60.0);
            ui.set_width(width);
            let found = matches(&palette.typed);
            let moved = ui.input(|input| {
                let down = i64::from(input.key_pressed(Key::ArrowDown));
                let up = i64::from(input.key_pressed(Key::ArrowUp));
                down - up
            });
            let last = found.len().saturating_sub(1);
            let step = palette
                .selected
                .saturating_add_signed(isize::try_from(moved).unwrap_or_default());
            palette.selected = step.min(last);
            let edit = TextEdit::singleline(&mut palette.typed)
                .hint_text(RichText::new("Search or run a command").color(ctx.tokens.third))
                .min_size(vec2(width, heights(ui.ctx()).bar_field))
                .desired_width(width)
                .margin(eframe::egui::Margin::symmetric(12, 4))
                .align(Align2::LEFT_CENTER);
            let field = ui.add(edit).accessible_name("Search commands");
            if field.changed() {
                palette.selected = 0;
            }
            if !field.has_focus() && !ui.input(|input| input.key_pressed(Key::Enter)) {
                field.request_focus();
            }
            if ui.input(|input| input.key_pressed(Key::Enter)) {
                chosen = found.get(palette.selected).copied();
            }
            list_ui(ui, &found, palette.selected, moved != 0, &mut chosen, ctx);
        });
    if let Some(command) = chosen {
        out.push(Action::Run(command));
        return Verdict::Close;
    }
    if response.should_close() {
        Verdict::Close
    } else {
        Verdict::Open
    }
}

fn list_ui(
    ui: &mut Ui,
    found: &[Command],
    selected: usize,
    follow: bool,
    chosen: &mut Option<Command>,
    ctx: &PanelContext<'_>,
) {
    if found.is_empty() {
        ui.label(RichText::new("No command has these letters").color(ctx.tokens.third));
    }
    ScrollArea::vertical()
        .max_height(360.0)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for (index, command) in found.iter().enumerate() {
                let (text, tip) = command.text_and_tooltip();
                let why_not = command.unavailable(ctx.available);
                let ink = match why_not {
                    None => ctx.tokens.text,
                    Some(_) => ctx.tokens.third,
                };
                let name = RichText::new(text).font(fonts::semibold(size::TEXT));
                let mut atoms = Atoms::new(name.color(ink));
                let tip = why_not.unwrap_or(tip);
                atoms.push_right(RichText::new(tip).font(fonts::caption()).color(ctx.tokens.third));
                atoms.push_right(Atom::grow());
                if let Some(keys) = command.shortcut_text(ui.ctx()) {
                    atoms.push_right(
                        RichText::new(keys)
                            .font(fonts::caption())
                            .color(ctx.tokens.second),
                    );
                }
                let button = Button::selectable(index == selected, atoms).gap(10.0).truncate();
                let response = ui
                    .add_sized([ui.available_width(), 28.0], button)
                    .accessible_name(text);
                if index == selected && follow {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    *chosen = Some(*command);
                }
            }
        });
}

/// Commands that match what was typed, best first; all of them while nothing is typed. The palette does not
/// list itself.
pub fn matches(typed: &str) -> Vec<Command> {
    let commands = Command::ALL
        .into_iter()
        .filter(|command| *command != Command::OpenPalette);
    if typed.trim().is_empty() {
        return commands.collect();
    }
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut scored: Vec<(u32, Command)> = commands
        .filter_map(|command| {
            let (text, tip) = command.text_and_tooltip();
            let mut score = |words: &str| pattern.score(Utf32Str::new(words, &mut buffer), &mut matcher);
            let by_name = score(text).map(|score| score * 4);
            let best = by_name.max(score(tip)).max(score(command.other_words()));
            best.map(|score| (score, command))
        })
        .collect();
    scored.sort_by(|(one, first), (two, second)| two.cmp(one).then(first.cmp(second)));
    scored.into_iter().map(|(_, command)| command).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_the_words_of_other_clients_find_commands() {
        assert_eq!(matches("dark").first(), Some(&Command::UseDarkTheme));
        assert!(matches("AccessKey").contains(&Command::ShowAuth));
        assert_eq!(matches("canon").first(), Some(&Command::CopyCanonicalRequest));
        assert!(matches("qqqq").is_empty());
    }

    #[test]
    fn nothing_typed_lists_everything_but_the_palette() {
        assert_eq!(matches(" ").len(), Command::ALL.len() - 1);
    }
}
