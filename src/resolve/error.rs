//! Why a request could not be built.

use super::body::BodyError;
use super::unresolved::Unresolved;
use super::variables::Unusable;
use crate::model::UnknownPart;

/// Nothing was built, and nothing is sent. Each variant has a slug and a next step. No variant holds what
/// may be a secret: neither header values nor the user part of a URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    /// A `{{name}}` that nothing defines.
    #[error("{place} uses the variable {{{{{name}}}}}, which nothing defines")]
    UnknownVariable {
        /// Name without braces.
        name: String,
        /// Where it stands, as "the URL".
        place: String,
        /// The names that are defined.
        known: Vec<String>,
    },
    /// A `{{name}}` without a value that something does define: a secret that is not here, a circle.
    #[error("{place} {}: {why}", why.of_field())]
    VariableUnusable {
        /// What is amiss with it.
        why: Unusable,
        /// Where it stands, as "the URL".
        place: String,
    },
    /// Several of these at once.
    #[error("these variables have no value: {}", list_of(all))]
    VariablesUnusable {
        /// Each with the fields that name it.
        all: Vec<Unresolved>,
        /// The names that are defined.
        known: Vec<String>,
    },
    /// A kind of auth without its values.
    #[error("auth is {kind}, and the field for the {what} is empty")]
    AuthValueMissing {
        /// The kind, as "Basic".
        kind: &'static str,
        /// What is not there, as "token".
        what: &'static str,
    },
    /// Auth is Inherit, and nothing above the request says which.
    #[error("auth is Inherit, and the shared authorization is not set up")]
    NothingToInherit,
    /// The file has auth that is not understood here.
    #[error("the auth{} is {}, which is not known here", of(from.as_deref()), unknown.words())]
    AuthNotUnderstood {
        /// What stands there.
        unknown: UnknownPart,
        /// What it is inherited from, when it is.
        from: Option<String>,
    },
    /// A user name with a colon (RFC 7617, 2).
    #[error("the user name has a colon, which ends it in Basic auth")]
    UsernameHasColon,
    /// The method box is empty.
    #[error("the request has no method")]
    MethodMissing,
    /// The method is not a token (RFC 9110, 9.1).
    #[error("the method {method:?} is not a name that HTTP allows")]
    MethodInvalid {
        /// As typed.
        method: String,
    },
    /// CONNECT opens a tunnel; it has no path to sign and no reply to show.
    #[error("the method CONNECT asks a proxy for a tunnel and can not be sent as a request")]
    MethodConnect,
    /// The URL bar is empty.
    #[error("the request has no URL")]
    UrlMissing,
    /// A scheme other than http and https.
    #[error("the URL starts with {scheme}://, and only http and https can be sent")]
    SchemeUnsupported {
        /// As typed.
        scheme: String,
    },
    /// `https:example.com` or `://example.com`.
    #[error("the URL has a scheme without the two slashes after it, or slashes without a scheme")]
    SchemeIncomplete,
    /// `https://user:password@host`: HTTP clients do not send that part of a URL.
    #[error("the URL has a user name before the host, which HTTP does not send")]
    UserInfoInUrl,
    /// No host between the scheme and the path.
    #[error("the URL has no host")]
    HostMissing,
    /// The host has characters that no host has.
    #[error("the URL's host {host:?} is not a host name or an address")]
    HostInvalid {
        /// As typed, variables replaced.
        host: String,
    },
    /// The host has characters that web pages put in the place of others.
    #[error("the URL's host has {what}")]
    HostHasForeignCharacters {
        /// The kinds of characters found, as a list for people.
        what: String,
    },
    /// A place of the host that documentation leaves open.
    #[error("the URL's host has the placeholder {placeholder}")]
    HostHasPlaceholder {
        /// As typed, with its marks.
        placeholder: String,
    },
    /// Not a number between 1 and 65535.
    #[error("the URL's port {port:?} is not a number between 1 and 65535")]
    PortInvalid {
        /// As typed.
        port: String,
    },
    /// Longer than the HTTP library can read.
    #[error("the URL has {bytes} bytes when spelled for HTTP: {limit} is the most that can be sent")]
    UrlTooLong {
        /// Length that was met.
        bytes: usize,
        /// Longest that works.
        limit: usize,
    },
    /// A header name that is not a token (RFC 9110, 5.1).
    #[error("the header name {name:?} has {found}, which HTTP does not allow there")]
    HeaderNameInvalid {
        /// As typed.
        name: String,
        /// What was found, as "a colon".
        found: String,
    },
    /// A header value with a line break or another control character (RFC 9110, 5.5).
    #[error("the value of the header {name:?} has {found}, which HTTP does not allow there")]
    HeaderValueInvalid {
        /// The header's name.
        name: String,
        /// What was found, as "a line break".
        found: &'static str,
    },
    /// More header rows than the HTTP library can hold.
    #[error("the request has {count} header rows: {limit} is the most that can be sent")]
    TooManyHeaders {
        /// Rows to be sent.
        count: usize,
        /// Most that work.
        limit: usize,
    },
    /// The body can not be made.
    #[error(transparent)]
    Body(#[from] BodyError),
}

fn of(ancestor: Option<&str>) -> String {
    ancestor.map_or_else(String::new, |ancestor| format!(" of the {ancestor}"))
}

/// `{{a}} in the URL; {{b}} in the bearer token, a secret of environment dev`.
fn list_of(all: &[Unresolved]) -> String {
    let one = |one: &Unresolved| {
        let (name, places) = (one.name(), one.places.join(" and "));
        match &one.why {
            Unusable::Undefined { .. } => format!("{{{{{name}}}}} in {places}, which nothing defines"),
            Unusable::MissingSecret { place, .. } => {
                format!("{{{{{name}}}}} in {places}, a secret of {place} whose value is not on this computer")
            }
            Unusable::AwaitedSecret { place, .. } => {
                format!(
                    "{{{{{name}}}}} in {places}, a secret of {place} that the key store has not given yet"
                )
            }
            Unusable::NoName { text, .. } => format!("{{{{{text}}}}} in {places}, which is no name"),
            Unusable::DotEnvDamaged { .. } => {
                format!("{{{{{name}}}}} in {places}, as the .env of the collection can not be read")
            }
            why @ (Unusable::Circle { .. } | Unusable::TooDeep { .. } | Unusable::TooLarge { .. }) => {
                format!("one in {places}, as {why}")
            }
        }
    };
    let all: Vec<String> = all.iter().map(one).collect();
    all.join("; ")
}

impl ResolveError {
    /// The same for auth that is inherited from what has this name.
    #[must_use]
    pub fn inherited_from(self, ancestor: Option<&str>) -> Self {
        match self {
            Self::AuthNotUnderstood { unknown, from: None } => Self::AuthNotUnderstood {
                unknown,
                from: ancestor.map(str::to_owned),
            },
            other => other,
        }
    }

    /// Whether a variable without a value is the cause.
    pub fn is_of_variables(&self) -> bool {
        matches!(
            self,
            Self::UnknownVariable { .. } | Self::VariableUnusable { .. } | Self::VariablesUnusable { .. }
        )
    }

    /// The same, naming all variables without a value when there are several. `all` finds them, with the names that are
    /// defined.
    #[must_use]
    pub fn with_all(self, all: impl FnOnce() -> (Vec<Unresolved>, Vec<String>)) -> Self {
        if !self.is_of_variables() {
            return self;
        }
        match all() {
            (all, known) if all.len() > 1 => Self::VariablesUnusable { all, known },
            _ => self,
        }
    }

    /// The same with every text changed that came of the request after variables, where a secret may stand.
    #[must_use]
    pub fn with_texts(mut self, change: &dyn Fn(&str) -> String) -> Self {
        let text = match &mut self {
            Self::MethodInvalid { method } => method,
            Self::SchemeUnsupported { scheme } => scheme,
            Self::HostInvalid { host } => host,
            Self::HostHasPlaceholder { placeholder } => placeholder,
            Self::PortInvalid { port } => port,
            Self::HeaderNameInvalid { name, .. } | Self::HeaderValueInvalid { name, .. } => name,
            Self::Body(body) => {
                body.change_texts(change);
                return self;
            }
            Self::UnknownVariable { .. }
            | Self::VariableUnusable { .. }
            | Self::VariablesUnusable { .. }
            | Self::AuthValueMissing { .. }
            | Self::NothingToInherit
            | Self::AuthNotUnderstood { .. }
            | Self::UsernameHasColon
            | Self::MethodMissing
            | Self::MethodConnect
            | Self::UrlMissing
            | Self::SchemeIncomplete
            | Self::UserInfoInUrl
            | Self::HostMissing
            | Self::HostHasForeignCharacters { .. }
            | Self::UrlTooLong { .. }
            | Self::TooManyHeaders { .. } => return self,
        };
        *text = change(text);
        self
    }

    /// Stable slug for JSON, as `unknown-variable`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::UnknownVariable { .. } => "unknown-variable",
            Self::VariableUnusable { why, .. } => why.kind(),
            Self::VariablesUnusable { all, .. } => {
                all.first().map_or("unknown-variable", |one| one.why.kind())
            }
            Self::AuthValueMissing { .. } => "auth-value-missing",
            Self::NothingToInherit => "nothing-to-inherit",
            Self::AuthNotUnderstood { .. } => "auth-not-understood",
            Self::UsernameHasColon => "username-has-colon",
            Self::MethodMissing => "method-missing",
            Self::MethodInvalid { .. } => "method-invalid",
            Self::MethodConnect => "method-connect",
            Self::UrlMissing => "url-missing",
            Self::SchemeUnsupported { .. } => "scheme-unsupported",
            Self::SchemeIncomplete => "scheme-incomplete",
            Self::UserInfoInUrl => "user-in-url",
            Self::HostMissing => "host-missing",
            Self::HostInvalid { .. } => "host-invalid",
            Self::HostHasForeignCharacters { .. } => "host-has-foreign-characters",
            Self::HostHasPlaceholder { .. } => "host-has-placeholder",
            Self::PortInvalid { .. } => "port-invalid",
            Self::UrlTooLong { .. } => "url-too-long",
            Self::HeaderNameInvalid { .. } => "header-name-invalid",
            Self::HeaderValueInvalid { .. } => "header-value-invalid",
            Self::TooManyHeaders { .. } => "too-many-headers",
            Self::Body(body) => body.kind(),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::UnknownVariable { name, known, .. } => Unusable::Undefined {
                name: name.clone(),
                through: Vec::new(),
            }
            .hint(known),
            Self::VariableUnusable { why, .. } => why.hint(&[]),
            Self::VariablesUnusable { all, known } => {
                let mut hints: Vec<String> = Vec::new();
                for hint in all.iter().map(|one| one.why.hint(known)) {
                    if !hints.contains(&hint) {
                        hints.push(hint);
                    }
                }
                hints.join(". ")
            }
            Self::AuthValueMissing { what, .. } => {
                format!("Type the {what} on the Auth tab, or choose None to send without auth")
            }
            Self::NothingToInherit => {
                "Set the shared authorization up on the Auth tab, or choose another kind of auth there"
                    .to_owned()
            }
            Self::AuthNotUnderstood { from: None, .. } => {
                "Choose another auth on the Auth tab, or correct the file: the kinds are awsv4, basic, bearer, apikey and \
                 inherit"
                    .to_owned()
            }
            Self::AuthNotUnderstood { .. } => {
                "Choose another auth there or for the request, or correct the file: the kinds are awsv4, basic, bearer \
                 and apikey"
                    .to_owned()
            }
            Self::UsernameHasColon => {
                "Take the colon out: the service would read the rest as password".to_owned()
            }
            Self::MethodMissing => "Choose a method, as GET".to_owned(),
            Self::MethodInvalid { .. } => {
                "Write the method as one word of letters, without blanks, as GET".to_owned()
            }
            Self::MethodConnect => "Choose another method, as GET".to_owned(),
            Self::UrlMissing => "Write the address, as https://api.example.com/dev/pets".to_owned(),
            Self::SchemeUnsupported { scheme } if scheme.starts_with("ws") => {
                "Write https:// instead; WebSocket connections are not supported".to_owned()
            }
            Self::SchemeUnsupported { .. } => "Write https:// or http:// instead".to_owned(),
            Self::SchemeIncomplete => "Start the URL with https:// or http://".to_owned(),
            Self::UserInfoInUrl => {
                "Take the part up to @ out of the URL; for Basic auth add an Authorization header".to_owned()
            }
            Self::HostMissing => "Write the host after the scheme, as https://api.example.com/".to_owned(),
            Self::HostHasPlaceholder { placeholder } => {
                format!("Replace the placeholder {placeholder} by the value of your API")
            }
            Self::HostInvalid { host } if host.contains("{{") || host.contains("}}") => {
                "Close the braces of the variable: {{name}}".to_owned()
            }
            Self::HostInvalid { .. } => "Check the host for stray characters".to_owned(),
            Self::HostHasForeignCharacters { .. } => {
                "Type them again: they came with a copy of a web page or a text".to_owned()
            }
            Self::PortInvalid { port } if port.contains(':') => {
                "An IPv6 address stands in brackets: https://[::1]:8080/".to_owned()
            }
            Self::PortInvalid { .. } => {
                "Write a port number after the colon, or take the colon away".to_owned()
            }
            Self::UrlTooLong { .. } => "Shorten the URL; long parameters belong in the body".to_owned(),
            Self::HeaderNameInvalid { .. } => {
                "Use letters, digits and hyphens; the value goes into the other column".to_owned()
            }
            Self::HeaderValueInvalid { .. } => {
                "Write the value on one line without control characters".to_owned()
            }
            Self::TooManyHeaders { .. } => "Remove header rows".to_owned(),
            Self::Body(body) => body.hint().to_owned(),
        }
    }
}
