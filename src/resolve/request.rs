//! A request after variables.

use std::borrow::Cow;

use bytes::Bytes;

use super::auth::{Addition, AuthHeader, addition, with_parameter};
use super::body::{ResolvedBody, resolve_body};
use super::error::ResolveError;
use super::path_params;
use super::url::{LONGEST_TEXT, LONGEST_URL};
use super::variables::{Scope, Spot, replace};
use crate::model::{
    Auth, Field, HeaderRow, Note, Origin, Request, RowId, Secrecy, TargetSpelling, Traced, WireBody,
};

/// A request after variables. The AWS Signature form has its own: [`aws_fields`](super::aws_fields()).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedRequest {
    /// The method as typed.
    pub method: Traced,
    /// The text of the URL bar.
    pub url: Traced,
    /// Enabled rows with a name, in order.
    pub headers: Vec<ResolvedHeader>,
    /// The line that Basic, Bearer or API key auth adds.
    pub auth: Option<AuthHeader>,
    /// `None` for no body; one without content is no body, but for an empty file.
    pub body: Option<WireBody>,
    /// The boundary of a multipart body, which must not occur in its files.
    pub boundary: Option<String>,
    /// Content type that the body kind brings unless a row has one.
    pub default_content_type: Option<Cow<'static, str>>,
    /// How the target is spelled. `Auto` is as typed: who knows the service says canonical before
    /// [`assemble`](super::assemble()).
    pub spelling: TargetSpelling,
    /// Remarks on the body.
    pub notes: Vec<Note>,
}

impl ResolvedRequest {
    /// The body, when it can be had without reading a file; no body is no bytes.
    pub fn body_in_memory(&self) -> Option<Bytes> {
        self.body
            .as_ref()
            .map_or_else(|| Some(Bytes::new()), WireBody::in_memory)
    }
}

/// A header row after variables, spelled as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedHeader {
    /// The row it came from.
    pub row: RowId,
    /// Name in the case typed.
    pub name: Traced,
    /// Value after variables, with the origin of each part.
    pub value: Traced,
}

impl ResolvedHeader {
    /// Whether a secret variable stands in it, be its value ever so short.
    pub fn names_secret(&self) -> bool {
        let is_secret = |origin: &Origin| {
            matches!(
                origin,
                Origin::Variable {
                    secrecy: Secrecy::Secret,
                    ..
                }
            )
        };
        let mut segments = self.name.segments().iter().chain(self.value.segments());
        segments.any(|segment| is_secret(&segment.origin))
    }
}

/// Replaces variables in method, URL, header rows and body of a request that inherits nothing.
pub fn resolve(request: &Request, scope: &Scope) -> Result<ResolvedRequest, ResolveError> {
    resolve_with(request, &request.http.auth, scope)
}

/// Replaces variables in method, URL, header rows and body; `auth` is what the request is sent with, its own or inherited.
pub fn resolve_with(request: &Request, auth: &Auth, scope: &Scope) -> Result<ResolvedRequest, ResolveError> {
    let http = &request.http;
    if http.url.len() > LONGEST_TEXT {
        return Err(ResolveError::UrlTooLong {
            bytes: http.url.len(),
            limit: LONGEST_URL,
        });
    }
    let headers: Vec<ResolvedHeader> = http
        .headers
        .iter()
        .enumerate()
        .filter(|(_, row)| row.is_sent())
        .map(|(at, row)| resolve_row(row, at, scope))
        .collect::<Result<_, _>>()?;
    let url = replace(&http.url, Field::Url, &|| "the URL".to_owned(), scope)?;
    let mut url = path_params::fill(&url, &http.path_values, scope)?;
    let auth = match addition(auth, scope)? {
        Addition::Nothing => None,
        Addition::Header(header) => Some(header),
        Addition::Parameter { name, value } => {
            url = with_parameter(&url, &name, &value);
            None
        }
    };
    let ResolvedBody {
        wire: body,
        content_type: default_content_type,
        boundary,
        notes,
    } = resolve_body(&http.body, &headers, scope)?;
    Ok(ResolvedRequest {
        method: replace(&http.method, Field::Method, &|| "the method".to_owned(), scope)?,
        url,
        headers,
        auth,
        body,
        boundary,
        default_content_type,
        spelling: request.settings.spelling,
        notes,
    })
}

fn resolve_row(row: &HeaderRow, at: usize, scope: &Scope) -> Result<ResolvedHeader, ResolveError> {
    let spot = |field| Spot::of_row(field, at);
    let name_place = || format!("the name of the header row {:?}", row.name);
    let value_place = || format!("the value of the header row {:?}", row.name);
    Ok(ResolvedHeader {
        row: row.row,
        name: replace(&row.name, spot(Field::HeaderName(row.row)), &name_place, scope)?,
        value: replace(&row.value, spot(Field::HeaderValue(row.row)), &value_place, scope)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Body, BodyKind, HttpRequest, RowState};

    fn request(http: HttpRequest) -> Request {
        Request {
            http,
            ..Request::default()
        }
    }

    #[test]
    fn disabled_and_nameless_rows_take_no_part() {
        let disabled = HeaderRow {
            state: RowState::Disabled,
            ..HeaderRow::new("a", "{{unknown}}")
        };
        let http = HttpRequest {
            headers: vec![disabled, HeaderRow::new("", "x"), HeaderRow::new("b", "1")],
            ..HttpRequest::default()
        };
        let resolved = resolve(&request(http), &Scope::default()).unwrap();
        assert_eq!(resolved.headers.len(), 1);
        assert_eq!(resolved.headers[0].name.as_str(), "b");
    }

    #[test]
    fn a_raw_body_has_no_variables_and_no_content_type() {
        let body = Body {
            kind: BodyKind::Raw,
            text: "{{unknown}}".into(),
            ..Body::default()
        };
        let http = HttpRequest {
            body,
            ..HttpRequest::default()
        };
        let resolved = resolve(&request(http), &Scope::default()).unwrap();
        assert_eq!(resolved.body_in_memory().unwrap(), "{{unknown}}");
        assert_eq!(resolved.default_content_type, None);
    }

    #[test]
    fn the_text_of_an_unselected_body_is_not_read() {
        let body = Body {
            kind: BodyKind::None,
            text: "{{unknown}}".into(),
            ..Body::default()
        };
        let http = HttpRequest {
            body,
            ..HttpRequest::default()
        };
        assert_eq!(resolve(&request(http), &Scope::default()).unwrap().body, None);
    }

    #[test]
    fn an_unknown_variable_in_a_row_names_the_row() {
        let http = HttpRequest {
            headers: vec![HeaderRow::new("x-team", "{{team}}")],
            ..HttpRequest::default()
        };
        let error = resolve(&request(http), &Scope::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the value of the header row \"x-team\" uses the variable {{team}}, which nothing defines"
        );
    }
}
