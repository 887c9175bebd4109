//! A request that somebody else made: what is known of it after it was copied from another tool.

/// A request as it arrived somewhere, or as another tool shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedRequest {
    /// Method as written.
    pub method: String,
    /// Request target in origin form: path and query as sent.
    pub target: String,
    /// Header lines in order: lower-case name, value without the white space around it.
    pub headers: Vec<(String, String)>,
    /// What is known of the body.
    pub body: ReceivedBody,
}

/// What is known of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceivedBody {
    /// Every byte of it.
    Known(Vec<u8>),
    /// Its SHA-256 in lower-case hex.
    Hash(String),
    /// There was or may have been one, and it was not handed over.
    Unknown,
}

impl Default for ReceivedRequest {
    fn default() -> Self {
        Self {
            method: "GET".to_owned(),
            target: "/".to_owned(),
            headers: Vec::new(),
            body: ReceivedBody::Known(Vec::new()),
        }
    }
}

impl ReceivedRequest {
    /// Adds a header line in the form that [`Self::headers`] asks for.
    pub fn push_header(&mut self, name: &str, value: &str) {
        self.headers.push((
            name.trim().to_ascii_lowercase(),
            value.trim_matches([' ', '\t']).to_owned(),
        ));
    }

    /// The first header of that lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The values of all header lines of that lower-case name, in order.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The query without its `?`, when the target has one.
    pub fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_by_lower_case_name_and_kept_in_order() {
        let mut request = ReceivedRequest::default();
        request.push_header("X-Amz-Meta", "  a ");
        request.push_header("x-amz-meta", "b");
        assert_eq!(request.header("x-amz-meta"), Some("a"));
        assert_eq!(request.values("x-amz-meta").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(request.query(), None);
    }
}
