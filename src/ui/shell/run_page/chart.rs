//! The times of a run as bars, one for each request, or the longest of several where they are too many.

use eframe::egui::{Rect, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::text::measure::human_duration;
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::run_results::{BarOutcome, RunResults};
use crate::ui::tokens::size;

/// Height of the bars, in points.
const HEIGHT: f32 = 54.0;
/// Below them: where a failure is marked, whatever its time.
const MARKS: f32 = 5.0;
/// Narrowest bar with its gap.
const NARROWEST: f32 = 3.0;
/// A bar is no wider than this, however few they are.
const WIDEST: f32 = 28.0;

/// Draws it. A click on a bar chooses its request.
pub(super) fn chart_ui(ui: &mut Ui, results: &mut RunResults, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    let times = results.times();
    let words = times.map_or("Times: nothing was sent yet".to_owned(), |times| {
        format!(
            "Times: median {}, 95 % within {}, longest {}",
            human_duration(times.median),
            human_duration(times.high),
            human_duration(times.longest)
        )
    });
    ui.label(RichText::new(&words).font(fonts::caption()).color(colors.third));
    let room = vec2(ui.available_width(), HEIGHT + MARKS);
    let (rect, response) = ui.allocate_exact_size(room, Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    ui.painter().rect_filled(rect, size::RADIUS, colors.field);
    let Some(times) = times else { return };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a width of some hundred points"
    )]
    let most = (rect.width() / NARROWEST).max(1.0) as usize;
    let bars = results.bars(most);
    #[expect(clippy::cast_precision_loss, reason = "some hundred bars")]
    let width = (rect.width() / bars.len() as f32).min(WIDEST);
    let longest = times.longest.as_secs_f32().max(f32::EPSILON);
    let floor = rect.top() + HEIGHT;
    let pointed = response.hover_pos().map(|place| place.x);
    let mut left = rect.left();
    let mut under = None;
    for bar in bars {
        let column = Rect::from_min_max(pos2(left, rect.top()), pos2(left + width, rect.bottom()));
        left += width;
        let Some(bar) = bar else { continue };
        let height = (bar.longest.as_secs_f32() / longest * HEIGHT).max(1.0);
        let has_failed = bar.outcome == BarOutcome::Failed;
        let ink = if has_failed { colors.bad } else { colors.good };
        let gap = (width * 0.2).min(2.0);
        let shape = Rect::from_min_max(
            pos2(column.left(), floor - height),
            pos2(column.right() - gap, floor),
        );
        ui.painter().rect_filled(shape, 0.0, ink);
        if has_failed {
            let mark = Rect::from_min_max(
                pos2(column.left(), floor + 1.0),
                pos2(column.right() - gap, rect.bottom()),
            );
            ui.painter().rect_filled(mark, 0.0, colors.bad);
        }
        if pointed.is_some_and(|x| (column.left()..column.right()).contains(&x)) {
            under = Some(bar);
        }
    }
    let Some(bar) = under else { return };
    if response.clicked() {
        let row = results.row_of(bar.number);
        if let Some(row) = row {
            results.choose_row(row);
        }
    }
    let record = results
        .records()
        .iter()
        .find(|record| record.number == bar.number);
    if let Some(record) = record {
        let text = format!(
            "{}  {}  {}",
            record.number,
            ctx.presentation.text(&record.name),
            human_duration(record.duration)
        );
        response.on_hover_text_at_pointer(text);
    }
}
