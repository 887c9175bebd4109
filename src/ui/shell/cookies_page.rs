//! The page of cookies: what the jar holds, by domain.

use eframe::egui::{Frame, Id, Label, Modal, RichText, ScrollArea, Ui};
use time::OffsetDateTime;

use crate::engine::CookieJar;
use crate::model::{Cookie, CookieScope};
use crate::ui::credential_words::date;
use crate::ui::editor::table::{TRASH, cell_ui};
use crate::ui::page::Verdict;
use crate::ui::tokens::{Tokens, size, tokens};
use crate::ui::widgets::bar::at_end;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::secret_field::secret_field;
use crate::ui::{fonts, icons};

const WIDTH: f32 = 700.0;
const NAME: f32 = 150.0;
const VALUE: f32 = 250.0;

/// Draws the page over the window.
pub fn cookies_page_ui(ui: &mut Ui, jar: &CookieJar, now: OffsetDateTime) -> Verdict {
    let mut verdict = Verdict::Open;
    let window = ui.ctx().content_rect().size();
    let cookies = jar.all(now);
    let response = Modal::new(Id::unique("cookies"))
        .frame(Frame::popup(ui.style()).inner_margin(16))
        .show(ui.ctx(), |ui| {
            let colors = tokens(ui.ctx());
            ui.set_width(WIDTH.min(window.x - 80.0));
            ui.horizontal(|ui| {
                let title = RichText::new("Cookies").font(fonts::semibold(16.0));
                ui.label(title.color(colors.text));
                ui.label(caption("in memory, until Countersign quits", colors));
                at_end(ui, |ui| {
                    if !cookies.is_empty() && ui.button("Delete all cookies").clicked() {
                        jar.clear();
                    }
                    if ui.button("Close").clicked() {
                        verdict = Verdict::Close;
                    }
                });
            });
            if cookies.is_empty() {
                let text = "No cookie yet. Unsigned requests keep and send them; Settings of a request says otherwise";
                ui.add(Label::new(RichText::new(text).color(colors.third)).wrap());
                return;
            }
            let most = (window.y - 160.0).clamp(160.0, 560.0);
            ScrollArea::vertical()
                .max_height(most)
                .min_scrolled_height(most)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 4.0;
                    ui.set_max_width(ui.available_width() - 14.0);
                    list_ui(ui, cookies, jar, colors);
                });
        });
    if response.should_close() {
        Verdict::Close
    } else {
        verdict
    }
}

fn caption(text: &str, colors: &Tokens) -> RichText {
    RichText::new(text).font(fonts::caption()).color(colors.third)
}

fn list_ui(ui: &mut Ui, cookies: Vec<Cookie>, jar: &CookieJar, colors: &Tokens) {
    let mut domain = String::new();
    for cookie in cookies {
        if cookie.domain != domain {
            domain.clone_from(&cookie.domain);
            ui.add_space(8.0);
            let heading = RichText::new(&domain).font(fonts::semibold(size::TEXT));
            ui.label(heading.color(colors.text));
        }
        let salt = (cookie.domain.clone(), cookie.path.clone(), cookie.name.clone());
        ui.push_id(salt, |ui| cookie_ui(ui, cookie, jar, colors));
    }
}

/// One cookie: name, masked value, who gets it, and its end.
fn cookie_ui(ui: &mut Ui, mut cookie: Cookie, jar: &CookieJar, colors: &Tokens) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        let name = RichText::new(&cookie.name).font(fonts::mono()).color(colors.text);
        cell_ui(ui, NAME, |ui| ui.add(Label::new(name).truncate()));
        let before = cookie.value.clone();
        let field = format!("Value of cookie {} of {}", cookie.name, cookie.domain);
        secret_field(ui, &mut cookie.value, &field, "empty", VALUE);
        let width = (ui.available_width() - TRASH - size::GAP).max(40.0);
        let remark = Label::new(caption(&remark(&cookie), colors)).truncate();
        cell_ui(ui, width, |ui| ui.add(remark));
        let delete = format!("Delete cookie {} of {}", cookie.name, cookie.domain);
        if icon_button(ui, icons::TRASH_2, &delete).clicked() {
            jar.delete(&cookie.domain, &cookie.path, &cookie.name);
        } else if cookie.value != before {
            jar.put(cookie);
        }
    });
}

/// Path, scope, marks and end in a few words.
fn remark(cookie: &Cookie) -> String {
    let mut parts = vec![cookie.path.clone()];
    if cookie.scope == CookieScope::Domain {
        parts.push("hosts below too".to_owned());
    }
    if cookie.secure {
        parts.push("TLS only".to_owned());
    }
    if cookie.http_only {
        parts.push("HttpOnly".to_owned());
    }
    parts.push(match cookie.expires {
        Some(end) => format!("until {}", date(end)),
        None => "until quit".to_owned(),
    });
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::model::Secret;

    #[test]
    fn a_remark_says_who_gets_the_cookie_and_until_when() {
        let mut cookie = Cookie {
            name: "session".to_owned(),
            value: Secret::new("canary"),
            domain: "example.com".to_owned(),
            scope: CookieScope::HostOnly,
            path: "/dev".to_owned(),
            expires: None,
            secure: false,
            http_only: false,
        };
        assert_eq!(remark(&cookie), "/dev · until quit");
        cookie.scope = CookieScope::Domain;
        cookie.secure = true;
        cookie.http_only = true;
        cookie.expires = Some(datetime!(2026-11-21 00:00 UTC));
        assert_eq!(
            remark(&cookie),
            "/dev · hosts below too · TLS only · HttpOnly · until 2026-11-21 00:00 UTC"
        );
    }
}
