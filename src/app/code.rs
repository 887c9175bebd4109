//! The request in front as code that signs it afresh.

use super::App;
use super::overlay::Overlay;
use super::session::Unrecorded;
use crate::formats::code::{Code, Language, Source, code_for};
use crate::model::{Auth, AuthKind, Request};
use crate::prepare::outline;
use crate::ui::live::Freshness;
use crate::ui::shell::code_page::{CodePage, ShownCode};

impl App {
    /// Opens the page with the language that was in front last.
    pub(super) fn open_code_page(&mut self) {
        if self.tab().is_none() {
            return;
        }
        let language = Language::of_slug(&self.session.preferences.code_language).unwrap_or_default();
        self.show_page(Overlay::Code(CodePage::new(language, self.code_in(language))));
    }

    /// Shows another language, and remembers it.
    pub(super) fn write_code(&mut self, language: Language) {
        let shown = self.code_in(language);
        if let Overlay::Code(page) = &mut self.overlay.page {
            page.show(language, shown);
            language
                .slug()
                .clone_into(&mut self.session.preferences.code_language);
            self.session.unrecorded = Unrecorded::Something;
        }
    }

    /// What is typed now. Missing credentials are no obstacle: the code has its own.
    fn code_in(&self, language: Language) -> Result<ShownCode, String> {
        let tab = self.tab().ok_or("There is no request yet")?;
        let live = &tab.draft.live;
        let obstacle = || match &live.problem {
            Some(problem) => format!("{}. {}", problem.message, problem.hint),
            None => "There is no request yet".to_owned(),
        };
        if live.freshness == Freshness::Computing {
            return Err("The body is still being hashed: choose the language again in a moment".to_owned());
        }
        let wire = live.wire.as_deref().ok_or_else(obstacle)?;
        let mut request = Request::clone(tab.draft.applied());
        if let Some(auth) = &live.auth {
            request.http.auth = Auth::clone(auth);
        }
        if request.http.auth.kind == AuthKind::AwsSignature && live.report.is_none() && live.problem.is_some()
        {
            return Err(obstacle());
        }
        let inputs = self.inputs();
        let outlined = outline(&tab.draft.request, &inputs.scope, &inputs.ancestors, None);
        let known = outlined.map_err(|error| error.to_string())?.secrets().clone();
        let Code { text, warnings, .. } = code_for(
            language,
            &Source {
                wire,
                report: live.report.as_deref(),
                request: &request,
                secrets: &known.all(),
                variables: known.variables(),
            },
        )
        .map_err(|error| format!("{error}. {}", error.hint()))?;
        Ok(ShownCode {
            text,
            warnings: warnings.iter().map(ToString::to_string).collect(),
        })
    }
}
