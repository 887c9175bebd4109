//! What curl makes of its flags: target, method, headers and body of the request that it sends.

use super::pieces::without_dots;
use super::{Asked, BodyKind, Command, lossy};
use crate::formats::url_parts::UrlParts;
use crate::formats::{FormatError, Imported, Warning};
use crate::model::{ReceivedBody, ReceivedRequest};

impl Command {
    /// What curl would send.
    pub(super) fn into_request(mut self) -> Result<Imported, FormatError> {
        let url = self.url()?;
        let parts = UrlParts::parse(&url, &mut self.warnings)?;
        let mut target = self.target(parts.target);
        let in_query = self.get == Asked::Yes;
        if in_query && let Some(data) = self.data.take() {
            let joint = if target.contains('?') { '&' } else { '?' };
            target = format!("{target}{joint}{}", lossy(&data));
        }
        let mut request = ReceivedRequest {
            method: self.method(),
            target,
            body: self.known_body(),
            ..ReceivedRequest::default()
        };
        self.write_headers(&mut request, &parts.host);
        Ok(Imported {
            request,
            warnings: self.warnings,
        })
    }

    fn url(&mut self) -> Result<String, FormatError> {
        // A value of a flag that is not known may stand among the URLs.
        let url = self
            .urls
            .iter()
            .find(|url| url.contains("://"))
            .or(self.urls.first())
            .cloned()
            .ok_or(FormatError::NoUrl)?;
        if self.urls.len() > 1 {
            self.warnings.push(Warning::MoreUrls { kept: url.clone() });
        }
        if self.glob_off == Asked::No && url.contains(['[', ']', '{', '}']) && !url.contains("://[") {
            self.warnings.push(Warning::Globbing);
        }
        Ok(url)
    }

    fn target(&mut self, typed: String) -> String {
        if self.path_as_is == Asked::Yes {
            return typed;
        }
        let (path, query) = typed
            .split_once('?')
            .map_or((typed.as_str(), None), |(path, query)| (path, Some(query)));
        let cleaned = without_dots(path);
        if cleaned == path {
            return typed;
        }
        self.warnings.push(Warning::DotsRemoved {
            typed: path.to_owned(),
            sent: cleaned.clone(),
        });
        query.map_or(cleaned.clone(), |query| format!("{cleaned}?{query}"))
    }

    fn method(&self) -> String {
        if let Some(method) = &self.method {
            return method.clone();
        }
        let by_flags = match self.body {
            _ if self.head == Asked::Yes => "HEAD",
            BodyKind::Upload => "PUT",
            BodyKind::Multipart => "POST",
            _ if self.data.is_some() => "POST",
            _ => "GET",
        };
        by_flags.to_owned()
    }

    fn known_body(&self) -> ReceivedBody {
        match self.body {
            BodyKind::Data | BodyKind::Json => ReceivedBody::Known(self.data.clone().unwrap_or_default()),
            BodyKind::UnknownData if self.get == Asked::Yes => ReceivedBody::Known(Vec::new()),
            BodyKind::UnknownData | BodyKind::Multipart | BodyKind::Upload => ReceivedBody::Unknown,
        }
    }

    /// curl's own headers stand in front, unless `-H` names them.
    fn write_headers(&self, request: &mut ReceivedRequest, host: &str) {
        let mut own: Vec<(&str, String)> = vec![("host", host.to_owned()), ("accept", "*/*".to_owned())];
        if self.body == BodyKind::Json {
            own = vec![
                ("host", host.to_owned()),
                ("content-type", "application/json".to_owned()),
                ("accept", "application/json".to_owned()),
            ];
        } else if self.data.is_some() {
            own.push(("content-type", "application/x-www-form-urlencoded".to_owned()));
        }
        if let (Some(data), BodyKind::Data | BodyKind::Json) = (&self.data, self.body) {
            own.push(("content-length", data.len().to_string()));
        }
        for (name, value) in own {
            if !self.headers.iter().any(|line| line.name == name) {
                request.push_header(name, &value);
            }
        }
        for line in &self.headers {
            if let Some(value) = &line.value {
                request.push_header(&line.name, value);
            }
        }
    }
}
