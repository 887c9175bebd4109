//! What the user edits: a request, shaped on OpenCollection's types.
//!
//! Source of the shape: <https://www.npmjs.com/package/@opencollection/types>. Two things differ on purpose.
//! Auth and body keep the values of the kinds that are not selected, so that switching back loses nothing;
//! and secrets are of type [`Secret`], which no serialiser accepts.

use serde::{Deserialize, Serialize};

use super::{
    ApiKeyAuth, Assertion, AssumeRoleForm, BasicAuth, BearerAuth, Body, Capture, CredentialSource,
    DisabledParam, IdentityCenterForm, LongText, PathValue, RequestSettings, RowId, Secret, SigningOptions,
    UnknownPart, Variable,
};

/// One request as the user edits it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Request {
    /// Name and other things about the request itself.
    pub info: Info,
    /// The HTTP request.
    pub http: HttpRequest,
    /// How it is sent.
    pub settings: RequestSettings,
    /// Variables of its own, which hide all others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variables: Vec<Variable>,
    /// What its reply is checked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assertions: Vec<Assertion>,
    /// What is taken from its reply.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub captures: Vec<Capture>,
    /// A note about the request in Markdown, `docs` in OpenCollection; never sent.
    #[serde(skip_serializing_if = "is_empty")]
    pub docs: LongText,
}

impl Request {
    /// The identities of all rows, in one order for all requests with as many rows in each table.
    pub fn rows_mut(&mut self) -> Vec<&mut RowId> {
        let http = &mut self.http;
        let headers = http.headers.iter_mut().map(|header| &mut header.row);
        let fields = http.body.form.iter_mut().map(|field| &mut field.row);
        let parts = http.body.parts.iter_mut().map(|part| &mut part.row);
        let values = http.path_values.iter_mut().map(|value| &mut value.row);
        let params = http.disabled_params.iter_mut().map(|param| &mut param.row);
        let variables = self.variables.iter_mut().map(|variable| &mut variable.row);
        let assertions = self.assertions.iter_mut().map(|assertion| &mut assertion.row);
        let captures = self.captures.iter_mut().map(|capture| &mut capture.row);
        headers
            .chain(fields)
            .chain(parts)
            .chain(values)
            .chain(params)
            .chain(variables)
            .chain(assertions)
            .chain(captures)
            .collect()
    }
}

fn is_empty(text: &LongText) -> bool {
    text.is_empty()
}

/// What a request is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Info {
    /// Name shown on the tab. Empty: the tab shows the path instead.
    pub name: String,
}

/// Method, URL, headers, body and auth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HttpRequest {
    /// The method as typed. HTTP methods are case-sensitive (RFC 9110, 9.1), so it is sent as it stands.
    pub method: String,
    /// The text of the URL bar, the truth about path and query, with `{{variables}}`.
    pub url: String,
    /// Query parameters that are switched off.
    pub disabled_params: Vec<DisabledParam>,
    /// Values of the path parameters.
    pub path_values: Vec<PathValue>,
    /// Header rows in the order of the table.
    pub headers: Vec<HeaderRow>,
    /// The body with its kind.
    pub body: Body,
    /// The auth tab.
    pub auth: Auth,
}

impl Default for HttpRequest {
    fn default() -> Self {
        Self {
            method: "GET".to_owned(),
            url: String::new(),
            disabled_params: Vec::new(),
            path_values: Vec::new(),
            headers: Vec::new(),
            body: Body::default(),
            auth: Auth::default(),
        }
    }
}

/// A row of the header table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HeaderRow {
    /// Identity for this run; not saved.
    #[serde(skip)]
    pub row: RowId,
    /// Name as typed.
    pub name: String,
    /// Value as typed.
    pub value: String,
    /// Whether the row takes part.
    pub state: RowState,
}

impl HeaderRow {
    /// An enabled row.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            ..Self::default()
        }
    }

    /// True when the row is sent: enabled and with a name.
    pub fn is_sent(&self) -> bool {
        self.state == RowState::Enabled && !self.name.is_empty()
    }
}

/// Whether a row of a table takes part in the request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RowState {
    /// Part of the request.
    #[default]
    Enabled,
    /// Kept in the table, not sent.
    Disabled,
}

/// The auth tab: the selected kind, and the values of every kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Auth {
    /// What is applied.
    pub kind: AuthKind,
    /// Values of the AWS Signature form, kept while another kind is selected.
    pub aws: AwsAuth,
    /// Values of Basic auth, kept likewise.
    pub basic: BasicAuth,
    /// Values of Bearer token auth, kept likewise.
    pub bearer: BearerAuth,
    /// Values of API key auth, kept likewise.
    pub api_key: ApiKeyAuth,
    /// What the file has in the place of auth, when nobody here understands it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<UnknownPart>,
}

impl Auth {
    /// What keeps it from being applied: what the file has is not understood, and nothing was chosen in its place.
    pub fn not_understood(&self) -> Option<&UnknownPart> {
        let is_chosen = !matches!(self.kind, AuthKind::None | AuthKind::Inherit);
        self.unknown.as_ref().filter(|_| !is_chosen)
    }

    /// Chooses a kind: what the file has in its place counts no longer.
    pub fn choose(&mut self, kind: AuthKind) {
        self.kind = kind;
        self.unknown = None;
    }
}

/// Which auth a request uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AuthKind {
    /// Sent without auth.
    #[default]
    None,
    /// User name and password in the Authorization header, `basic` in OpenCollection.
    Basic,
    /// A token in the Authorization header, `bearer` in OpenCollection.
    Bearer,
    /// A key in a header or parameter, `apikey` in OpenCollection.
    #[serde(rename = "apikey")]
    ApiKey,
    /// AWS Signature Version 4, `awsv4` in OpenCollection.
    #[serde(rename = "awsv4")]
    AwsSignature,
    /// The auth of what the request stands in, `inherit` in OpenCollection. Where there is nothing to inherit,
    /// nothing is sent.
    Inherit,
}

/// The AWS Signature form. Empty region or service means "from the host".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct AwsAuth {
    /// Where the credentials come from.
    #[serde(skip_serializing_if = "CredentialSource::is_default")]
    pub source: CredentialSource,
    /// Name of the profile for the source of that name. Empty: that of `AWS_PROFILE`, or `default`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub profile: String,
    /// Account and role for the source of that name.
    #[serde(skip_serializing_if = "IdentityCenterForm::is_empty")]
    pub identity_center: IdentityCenterForm,
    /// Roles to assume on top of the source, in this order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<AssumeRoleForm>,
    /// Access key ID. Not a secret.
    pub access_key_id: String,
    /// Secret access key. Serde writes the variable that it names, and no value.
    #[serde(
        with = "super::secret::reference",
        skip_serializing_if = "Secret::is_no_reference"
    )]
    pub secret_access_key: Secret,
    /// Session token of temporary credentials, written likewise. Empty means none.
    #[serde(
        with = "super::secret::reference",
        skip_serializing_if = "Secret::is_no_reference"
    )]
    pub session_token: Secret,
    /// Region as typed, or empty.
    pub region: String,
    /// Service (signing name) as typed, or empty.
    pub service: String,
    /// When temporary keys end, where that was told with them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry: Option<KeyExpiry>,
    /// How to sign, where it is not as the service asks.
    pub options: SigningOptions,
}

/// The end of temporary keys. It counts for the key that it was told with, and is forgotten with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyExpiry {
    /// Whose end it is.
    pub access_key_id: String,
    /// Seconds since 1970-01-01T00:00Z.
    pub unix_seconds: i64,
}
