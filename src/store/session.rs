//! What the journal holds, and its form on disk.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::{Auth, DraftId, Environment, HistorySettings, Network, Request, Variable};

/// The form of the file that this version writes. A reader of a lower number must not write over it.
const SCHEMA: u64 = 1;

/// Everything the window brings back after a restart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// The open tabs from left to right.
    pub drafts: Vec<DraftRecord>,
    /// Index of the tab in front; may lie outside when the file was edited by hand.
    pub active: usize,
    /// Choices of the window.
    pub preferences: Preferences,
    /// Network settings in journals from before there was a file of settings, without passwords: serde skips them.
    #[serde(skip_serializing_if = "is_default")]
    pub network: Network,
    /// The open collections, and what goes with them.
    #[serde(skip_serializing_if = "WorkspaceRecord::is_empty")]
    pub workspace: WorkspaceRecord,
    /// What is kept of sends, in such journals.
    #[serde(skip_serializing_if = "HistorySettings::is_usual")]
    pub history: HistorySettings,
    /// The shared authorization; `None` while nothing of it was typed, and in files of versions without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared: Option<SharedRecord>,
}

/// The auth of every request that inherits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SharedRecord {
    /// Names it in the key store, as a draft.
    pub id: DraftId,
    /// Without its secrets: serde skips them. `Inherit` while it is not set up.
    pub auth: Auth,
    /// Which secrets were typed.
    #[serde(default)]
    pub secrets: TypedSecrets,
}

/// The open collections, and what goes with them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkspaceRecord {
    /// In the order of the sidebar.
    pub collections: Vec<CollectionRecord>,
    /// Folders that were open before, the latest first.
    pub recents: Vec<PathBuf>,
    /// `shown`, `hidden`, or empty for shown as soon as a collection is open.
    pub sidebar: String,
    /// Width of the sidebar in points, 0 for the default.
    #[serde(deserialize_with = "number_or_zero")]
    pub sidebar_width: f32,
    /// Variables of all collections; a secret one has no value here.
    pub globals: Vec<Variable>,
    /// Variables that were typed on their page and not saved. A secret one has no value here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unsaved_variables: Vec<UnsavedVariablesRecord>,
    /// What requests inherit, typed on its page and not saved.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unsaved_defaults: Vec<UnsavedDefaultsRecord>,
}

/// What requests of a folder or collection inherit, typed and not saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnsavedDefaultsRecord {
    /// Folder of the collection.
    pub root: PathBuf,
    /// Which folder of it; empty for the collection itself.
    pub path: String,
    /// What it is called, as "the folder Pets".
    pub name: String,
    /// What was read, as a request that has it: auth, headers, settings and note count. Without secrets: serde skips them.
    pub known: Request,
    /// What is typed, in the same form.
    pub typed: Request,
}

/// Variables of one scope that were typed and not saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsavedVariablesRecord {
    /// Folder of the collection that was in front; `None` while none was.
    pub root: Option<PathBuf>,
    /// Whose they are.
    pub scope: ScopeRecord,
    /// As typed.
    pub environment: Environment,
}

/// Whose variables they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ScopeRecord {
    /// Of all requests of this person.
    Global,
    /// Of the collection.
    Collection,
    /// Of a folder of it.
    Folder {
        /// Where it stands.
        path: String,
        /// What it is called.
        name: String,
    },
    /// Of the environment of this name.
    Environment(String),
}

impl WorkspaceRecord {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// An open collection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CollectionRecord {
    /// Its folder.
    pub root: PathBuf,
    /// The environment in force; empty means none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub environment: String,
    /// Folders whose content is in sight, by their paths in the collection.
    pub unfolded: Vec<String>,
}

/// The file of an open tab.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileRecord {
    /// Folder of the collection.
    pub root: PathBuf,
    /// Where it stands in it.
    pub path: String,
    /// Which content of the file the tab had, as text; empty while it was not known.
    pub revision: String,
    /// Whether the tab had edits that the file did not have.
    pub unsaved: bool,
}

/// One open tab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftRecord {
    /// Names the draft in the key store.
    pub id: DraftId,
    /// Without its secrets: serde skips them. Shared with the window, which hands over all tabs at every edit.
    #[serde(serialize_with = "request_itself", deserialize_with = "shared_request")]
    pub request: Arc<Request>,
    /// Which secrets were typed, so that the field can say what is missing.
    #[serde(default)]
    pub secrets: TypedSecrets,
    /// The file that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileRecord>,
    /// The place in a collection that it inherits from without being its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stands_in: Option<FileRecord>,
    /// The section in front, by name; empty for the first one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub section: String,
    /// Whether it was edited since it was opened.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub edited: bool,
}

fn request_itself<S: Serializer>(request: &Arc<Request>, serializer: S) -> Result<S::Ok, S::Error> {
    Request::serialize(request, serializer)
}

fn shared_request<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<Request>, D::Error> {
    Request::deserialize(deserializer).map(Arc::new)
}

/// Which secret fields had a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each secret field, as the file has them"
)]
pub struct TypedSecrets {
    /// The secret access key had one.
    pub secret_access_key: bool,
    /// The session token had one.
    pub session_token: bool,
    /// The password of Basic auth had one.
    pub password: bool,
    /// The token of Bearer auth had one.
    pub bearer_token: bool,
    /// The key of API key auth had one.
    pub api_key: bool,
    /// Name of the published example secret that stands in the field, when it is one: those are no secrets,
    /// so the samples work again after a restart without a key store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
}

/// State of the window that outlives it. Free-form values the window reads leniently. What a person chooses is in the
/// file of settings; journals from before it have that here too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// `dark`, `light` or empty for the system's.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub theme: String,
    /// How response and signature stand to each other: `stacked`, or empty for side by side.
    pub panes: String,
    /// The pane that is shown alone: `response`, `signature`, or empty for both.
    pub pane_alone: String,
    /// Share of the height for the response pane when they are stacked, 0 for the default.
    #[serde(deserialize_with = "number_or_zero")]
    pub response_share_stacked: f32,
    /// `high`, or empty for the normal contrast.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub contrast: String,
    /// `compact`, or empty for comfortable rows.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub density: String,
    /// Zoom of the window, 0 for the default.
    #[serde(deserialize_with = "number_or_zero", skip_serializing_if = "is_default")]
    pub zoom: f32,
    /// Share of the width for the response pane side by side, 0 for the default.
    #[serde(deserialize_with = "number_or_zero")]
    pub response_share: f32,
    /// Height of the request editor in points, 0 for the default.
    #[serde(deserialize_with = "number_or_zero")]
    pub editor_height: f32,
    /// Width and height of the window in points without zoom, 0 for the default.
    #[serde(deserialize_with = "size_or_zero")]
    pub window_size: [f32; 2],
    /// Whether long lines of a body go on beyond the edge of the pane.
    #[serde(skip_serializing_if = "is_default")]
    pub unwrapped: bool,
    /// The language in which requests are shown as code, or empty for the default.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code_language: String,
    /// SHA-256 in hex of each command of a credential process that may run.
    pub allowed_commands: Vec<String>,
}

impl Preferences {
    /// The state alone, without what a person chooses.
    #[must_use]
    pub fn without_settings(self) -> Self {
        Self {
            theme: String::new(),
            contrast: String::new(),
            density: String::new(),
            zoom: 0.0,
            unwrapped: false,
            ..self
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// JSON has no NaN and writes `null` for it: a slip of the layout must not make the drafts unreadable.
fn number_or_zero<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
    Option::<f32>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// The same for a width and a height.
fn size_or_zero<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[f32; 2], D::Error> {
    let size = Option::<[Option<f32>; 2]>::deserialize(deserializer)?;
    Ok(size.unwrap_or_default().map(Option::unwrap_or_default))
}

/// What a journal file turned out to be.
#[derive(Debug, PartialEq)]
pub(super) enum Content {
    /// Written by this version.
    Current(Session),
    /// Written by a later version; the session as far as this version understands it.
    Newer(Option<Session>),
    /// Not a journal; the place where reading it ended, and no word of its content.
    Damaged(String),
}

#[derive(Serialize)]
struct FileToWrite<'a> {
    schema: u64,
    session: &'a Session,
}

#[derive(Deserialize)]
struct FileRead {
    session: Session,
}

#[derive(Deserialize)]
struct Header {
    schema: u64,
}

/// The journal file as bytes.
pub(super) fn to_bytes(session: &Session) -> Result<Vec<u8>, serde_json::Error> {
    let file = FileToWrite {
        schema: SCHEMA,
        session,
    };
    serde_json::to_vec_pretty(&file)
}

/// Reads a journal file of any version. Never panics.
pub(super) fn from_bytes(bytes: &[u8]) -> Content {
    let session = serde_json::from_slice::<FileRead>(bytes).map(|file| file.session);
    match (serde_json::from_slice::<Header>(bytes), session) {
        (Ok(Header { schema }), session) if schema > SCHEMA => Content::Newer(session.ok()),
        (Ok(_), Ok(session)) => Content::Current(session),
        (Err(error), _) | (_, Err(error)) => {
            Content::Damaged(format!("line {}, column {}", error.line(), error.column()))
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{AuthKind, ClientCertificate, ProxyMode, ProxySettings, Secret};

    pub(in crate::store) fn sample() -> Session {
        let mut request = Request::default();
        request.http.url = "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets".to_owned();
        "{\"name\": \"é\"}".clone_into(&mut request.http.body.text);
        request.http.auth.aws.secret_access_key = Secret::new("canary-secret-access-key");
        request.http.auth.aws.session_token = Secret::new("canary-session-token");
        let mut inherited = Request::default();
        inherited.http.auth = shared_auth();
        Session {
            drafts: vec![DraftRecord {
                id: DraftId::from_random(7),
                request: Arc::new(request),
                secrets: TypedSecrets {
                    secret_access_key: true,
                    session_token: true,
                    published: None,
                    ..TypedSecrets::default()
                },
                file: Some(FileRecord {
                    root: PathBuf::from("/work/pets"),
                    path: "cats/list.yml".to_owned(),
                    revision: "00ff:".to_owned(),
                    unsaved: true,
                }),
                stands_in: None,
                section: "body".to_owned(),
                edited: false,
            }],
            workspace: WorkspaceRecord {
                collections: vec![CollectionRecord {
                    root: PathBuf::from("/work/pets"),
                    environment: "dev".to_owned(),
                    unfolded: vec![String::new(), "cats".to_owned()],
                }],
                recents: vec![PathBuf::from("/work/pets")],
                sidebar: "shown".to_owned(),
                sidebar_width: 300.0,
                globals: Vec::new(),
                unsaved_variables: vec![UnsavedVariablesRecord {
                    root: Some(PathBuf::from("/work/pets")),
                    scope: ScopeRecord::Folder {
                        path: "cats".to_owned(),
                        name: "Cats".to_owned(),
                    },
                    environment: Environment {
                        name: "cats".to_owned(),
                        ..Environment::default()
                    },
                }],
                unsaved_defaults: vec![UnsavedDefaultsRecord {
                    root: PathBuf::from("/work/pets"),
                    path: "cats".to_owned(),
                    name: "the folder Cats".to_owned(),
                    known: Request::default(),
                    typed: inherited,
                }],
            },
            history: HistorySettings {
                off: true,
                off_for: vec![PathBuf::from("/work/pets")],
                days: Some(30),
                megabytes: Some(100),
                exchanges: Some(5_000),
            },
            active: 0,
            preferences: Preferences {
                code_language: "go".to_owned(),
                theme: "dark".to_owned(),
                panes: "stacked".to_owned(),
                pane_alone: "response".to_owned(),
                contrast: "high".to_owned(),
                density: "compact".to_owned(),
                zoom: 1.5,
                response_share: 0.5,
                response_share_stacked: 0.25,
                editor_height: 240.0,
                window_size: [900.0, 700.0],
                unwrapped: true,
                allowed_commands: vec!["00ff".to_owned()],
            },
            network: Network {
                proxy: ProxySettings {
                    mode: ProxyMode::Explicit,
                    url: "http://proxy:3128".to_owned(),
                    password: Secret::new("canary-proxy-password"),
                    ..ProxySettings::default()
                },
                client_certificates: vec![ClientCertificate {
                    host: "*.example.com".to_owned(),
                    passphrase: Secret::new("canary-passphrase"),
                    ..ClientCertificate::default()
                }],
                total_timeout_ms: Some(30_000),
                ..Network::default()
            },
            shared: Some(SharedRecord {
                id: DraftId::from_random(8),
                auth: shared_auth(),
                secrets: TypedSecrets {
                    password: true,
                    ..TypedSecrets::default()
                },
            }),
        }
    }

    fn shared_auth() -> Auth {
        let mut auth = Auth {
            kind: AuthKind::AwsSignature,
            ..Auth::default()
        };
        "AKIDSHARED".clone_into(&mut auth.aws.access_key_id);
        for secret in [
            &mut auth.aws.secret_access_key,
            &mut auth.aws.session_token,
            &mut auth.basic.password,
            &mut auth.bearer.token,
            &mut auth.api_key.value,
        ] {
            *secret = Secret::new("canary-shared-secret");
        }
        auth
    }

    fn without_secrets(mut session: Session) -> Session {
        for draft in &mut session.drafts {
            let request = Arc::make_mut(&mut draft.request);
            request.http.auth.aws.secret_access_key = Secret::default();
            request.http.auth.aws.session_token = Secret::default();
        }
        let typed = session.workspace.unsaved_defaults.iter_mut();
        let typed = typed.map(|record| &mut record.typed.http.auth);
        for auth in typed.chain(session.shared.iter_mut().map(|shared| &mut shared.auth)) {
            auth.aws.secret_access_key = Secret::default();
            auth.aws.session_token = Secret::default();
            auth.basic.password = Secret::default();
            auth.bearer.token = Secret::default();
            auth.api_key.value = Secret::default();
        }
        session.network.proxy.password = Secret::default();
        for certificate in &mut session.network.client_certificates {
            certificate.passphrase = Secret::default();
        }
        session
    }

    #[test]
    fn all_but_the_secrets_comes_back() {
        let bytes = to_bytes(&sample()).unwrap();
        assert!(!String::from_utf8(bytes.clone()).unwrap().contains("canary"));
        assert_eq!(from_bytes(&bytes), Content::Current(without_secrets(sample())));
    }

    #[test]
    fn a_file_cut_anywhere_is_damaged_and_never_panics() {
        let bytes = to_bytes(&sample()).unwrap();
        for end in 0..bytes.len() {
            assert!(
                matches!(from_bytes(&bytes[..end]), Content::Damaged(_)),
                "cut at {end}"
            );
        }
    }

    #[test]
    fn a_changed_byte_never_panics() {
        let bytes = to_bytes(&sample()).unwrap();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut bytes = bytes.clone();
                bytes[at] ^= 1 << bit;
                from_bytes(&bytes);
            }
        }
    }

    #[test]
    fn a_newer_file_is_read_as_far_as_it_is_understood() {
        let newer = r#"{"schema": 2, "session": {"drafts": [], "active": 3, "later": true}}"#;
        let Content::Newer(Some(session)) = from_bytes(newer.as_bytes()) else {
            panic!("{:?}", from_bytes(newer.as_bytes()));
        };
        assert_eq!(session.active, 3);
        let foreign = r#"{"schema": 2, "tabs": {}}"#;
        assert_eq!(from_bytes(foreign.as_bytes()), Content::Newer(None));
    }

    #[test]
    fn a_file_from_before_the_panes_could_be_stacked_keeps_its_sizes() {
        let older = r#"{"schema": 1, "session": {"drafts": [], "active": 0,
            "preferences": {"theme": "dark", "response_share": 0.25, "editor_height": 240.0}}}"#;
        let Content::Current(session) = from_bytes(older.as_bytes()) else {
            panic!("{:?}", from_bytes(older.as_bytes()));
        };
        let expected = Preferences {
            theme: "dark".to_owned(),
            response_share: 0.25,
            editor_height: 240.0,
            ..Preferences::default()
        };
        assert_eq!(session.preferences, expected);
    }

    #[test]
    fn a_file_from_before_the_shared_authorization_has_none() {
        let older = r#"{"schema": 1, "session": {"drafts": [], "active": 0}}"#;
        let Content::Current(session) = from_bytes(older.as_bytes()) else {
            panic!("{:?}", from_bytes(older.as_bytes()));
        };
        assert_eq!(session.shared, None);
        let newer = to_bytes(&session).unwrap();
        assert!(!String::from_utf8(newer).unwrap().contains("shared"));
    }

    #[test]
    fn a_request_that_inherits_says_so_in_the_words_of_opencollection() {
        let mut session = sample();
        Arc::make_mut(&mut session.drafts[0].request).http.auth.kind = AuthKind::Inherit;
        let file = String::from_utf8(to_bytes(&session).unwrap()).unwrap();
        assert!(file.contains("\"kind\": \"inherit\""), "{file}");
        assert_eq!(
            from_bytes(file.as_bytes()),
            Content::Current(without_secrets(session))
        );
    }

    #[test]
    fn a_layout_that_is_not_a_number_does_no_harm() {
        let mut session = Session::default();
        session.preferences.response_share = f32::NAN;
        let bytes = to_bytes(&session).unwrap();
        assert_eq!(from_bytes(&bytes), Content::Current(Session::default()));
    }

    #[test]
    fn damage_is_told_by_its_place_and_not_by_its_content() {
        let file = r#"{"schema": 1, "session": {"drafts": "text of the user"}}"#;
        assert_eq!(
            from_bytes(file.as_bytes()),
            Content::Damaged("line 1, column 54".to_owned())
        );
    }
}
