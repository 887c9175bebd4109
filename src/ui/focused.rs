//! What has the keyboard focus, looked at and left alone.

use eframe::egui::{Context, Memory, Response, SurrenderFocusOn};

/// What has the focus, as it was drawn.
///
/// egui takes the focus from a widget whose response is read while a click lies elsewhere, and the list of completions below
/// a field is elsewhere: what is chosen there would be lost.
pub fn focused(ctx: &Context) -> Option<Response> {
    let id = ctx.memory(Memory::focused)?;
    let as_it_was = ctx.options_mut(|options| {
        let surrenders = &mut options.input_options.surrender_focus_on;
        std::mem::replace(surrenders, SurrenderFocusOn::Never)
    });
    let response = ctx.read_response(id);
    ctx.options_mut(|options| options.input_options.surrender_focus_on = as_it_was);
    response
}
