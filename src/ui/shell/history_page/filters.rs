//! The filters of the history: some to choose from, and those that were taken from a row.

use eframe::egui::{RichText, Ui};

use crate::model::{PinFilter, StatusClass};
use crate::ui::history_list::HistoryList;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::choice::choice;

/// Width of a list to choose from, in points.
const CHOICE: f32 = 132.0;
/// So many characters of a filter's value are shown.
const MOST_SHOWN: usize = 36;

/// Methods that a list offers; others are taken from a row.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// Draws them.
pub(super) fn filters_ui(ui: &mut Ui, list: &mut HistoryList) {
    let filter = &mut list.query.filter;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        let statuses = [
            (None, "Any reply"),
            (Some(StatusClass::Successful), "2xx"),
            (Some(StatusClass::Redirection), "3xx"),
            (Some(StatusClass::ClientError), "4xx"),
            (Some(StatusClass::ServerError), "5xx"),
            (Some(StatusClass::NoReply), "No reply"),
        ];
        choice(ui, "Reply", &mut filter.status, &statuses, CHOICE);
        let mut method = METHODS
            .iter()
            .position(|method| filter.method.as_deref() == Some(*method));
        let before = method;
        let mut methods = vec![(None, "Any method")];
        methods.extend(METHODS.iter().enumerate().map(|(at, method)| (Some(at), *method)));
        choice(ui, "Method", &mut method, &methods, CHOICE);
        if method != before {
            filter.method = method
                .and_then(|at| METHODS.get(at))
                .map(|name| (*name).to_owned());
        }
        let pins = [(PinFilter::All, "Pinned or not"), (PinFilter::Pinned, "Pinned")];
        choice(ui, "Pin", &mut filter.pins, &pins, CHOICE);
        let cause = filter.cause.clone();
        let cause = cause.map(|slug| slug.replace('-', " "));
        for (name, value, slot) in [
            ("host", filter.host.clone(), &mut filter.host),
            ("environment", filter.environment.clone(), &mut filter.environment),
            ("request", filter.request.clone(), &mut filter.request),
            ("cause", cause, &mut filter.cause),
        ] {
            if let Some(value) = value
                && taken_ui(ui, name, &value)
            {
                *slot = None;
                if name == "request" {
                    filter.collection = None;
                }
            }
        }
    });
}

/// A filter that was taken from a row; true when it is taken away.
fn taken_ui(ui: &mut Ui, name: &str, value: &str) -> bool {
    let mut shown: String = value.chars().take(MOST_SHOWN).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    let text = RichText::new(format!("{name}: {shown}  ×")).color(tokens(ui.ctx()).accent);
    let button = ui.button(text).on_hover_text("Take this filter away");
    button
        .accessible_name(format!("Take the filter away: {name} {value}"))
        .clicked()
}
