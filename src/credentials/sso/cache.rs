//! The AWS CLI's cache of sign-ins, in its own names and format, so that one sign-in serves both.
//!
//! A token lies under the SHA-1 of the session's name, or of the start URL of a profile that has none; the registration of
//! the program under the SHA-1 of what it was registered for.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html>

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use sha1::{Digest as _, Sha1};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use super::sessions::session_key;
use crate::credentials::token_file::{LARGEST_TOKEN_FILE, read_token_file};
use crate::model::{Secret, SignInMethod, SsoError, SsoSession};

/// How the AWS CLI writes a moment.
const MOMENT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

/// The folder `~/.aws/sso/cache`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenCache {
    folder: PathBuf,
}

/// A token with what refreshes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedToken {
    /// Start URL of the session.
    pub start_url: String,
    /// Region of the directory.
    pub region: String,
    /// What the portal asks for.
    pub access_token: Secret,
    /// When it ends.
    pub expires: OffsetDateTime,
    /// What gives a new one without a person.
    pub refresh: Option<RefreshGrant>,
}

/// A refresh token with the client that it was given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshGrant {
    /// The refresh token; good once. `None` for tokens that end for good.
    pub refresh_token: Option<Secret>,
    /// The client.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Secret,
    /// When the client's registration ends.
    pub registration_expires: OffsetDateTime,
}

/// The registration of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The client.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Secret,
    /// When it ends.
    pub expires: OffsetDateTime,
    /// What it may ask for; empty when nothing was said.
    pub scopes: Vec<String>,
    /// Grants it may use; empty for the device code, as the AWS CLI writes it.
    pub grant_types: Vec<String>,
}

impl TokenCache {
    /// The cache below a home folder.
    pub fn of_home(home: &Path) -> Self {
        Self::at(home.join(".aws").join("sso").join("cache"))
    }

    /// The cache in a folder, which need not exist.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The file of a session's token.
    pub fn token_file(&self, session: &SsoSession) -> PathBuf {
        self.file(session_key(session))
    }

    /// The file of a session's registration. That for the browser is not the AWS CLI's: versions before 2.22 would take it
    /// for one that may ask for a device code.
    pub fn registration_file(&self, session: &SsoSession, method: SignInMethod) -> PathBuf {
        let tool = match method {
            SignInMethod::Browser => "countersign",
            SignInMethod::DeviceCode => "botocore",
        };
        self.file(&registration_key(session, tool))
    }

    fn file(&self, key: &str) -> PathBuf {
        let mut name = String::new();
        for byte in Sha1::digest(key) {
            // Writing to a String can not fail.
            write!(name, "{byte:02x}").ok();
        }
        self.folder.join(format!("{name}.json"))
    }

    /// The token of a session; `None` when there is no file.
    pub fn read_token(&self, session: &SsoSession) -> Result<Option<CachedToken>, SsoError> {
        let file = self.token_file(session);
        read(&file)?
            .map(|fields| Fields { file: &file, fields }.token())
            .transpose()
    }

    /// Whether files can be made here, found out by making one.
    pub fn check_writable(&self) -> Result<(), SsoError> {
        let made = make_folder(&self.folder).and_then(|()| unfinished(&self.folder));
        match made {
            Ok(_removed_when_dropped) => Ok(()),
            Err(error) => Err(not_written(self.folder.clone(), &error)),
        }
    }

    /// Replaces the token of a session.
    pub fn write_token(&self, session: &SsoSession, token: &CachedToken) -> Result<PathBuf, SsoError> {
        let mut fields = json!({
            "startUrl": token.start_url,
            "region": token.region,
            "accessToken": token.access_token.expose_to_token_cache(),
            "expiresAt": moment(token.expires),
        });
        if let (Some(fields), Some(grant)) = (fields.as_object_mut(), &token.refresh) {
            let mut insert = |name: &str, value: &str| fields.insert(name.to_owned(), value.into());
            insert("clientId", &grant.client_id);
            insert("clientSecret", grant.client_secret.expose_to_token_cache());
            insert("registrationExpiresAt", &moment(grant.registration_expires));
            if let Some(refresh_token) = &grant.refresh_token {
                insert("refreshToken", refresh_token.expose_to_token_cache());
            }
        }
        self.write(self.token_file(session), &fields)
    }

    /// The registration of a session; `None` when there is no file.
    pub fn read_registration(
        &self,
        session: &SsoSession,
        method: SignInMethod,
    ) -> Result<Option<Registration>, SsoError> {
        let file = self.registration_file(session, method);
        read(&file)?
            .map(|fields| Fields { file: &file, fields }.registration())
            .transpose()
    }

    /// Replaces the registration of a session.
    pub fn write_registration(
        &self,
        session: &SsoSession,
        method: SignInMethod,
        registration: &Registration,
    ) -> Result<PathBuf, SsoError> {
        let mut fields = json!({
            "clientId": registration.client_id,
            "clientSecret": registration.client_secret.expose_to_token_cache(),
            "expiresAt": moment(registration.expires),
        });
        if let Some(fields) = fields.as_object_mut() {
            for (name, list) in [
                ("scopes", &registration.scopes),
                ("grantTypes", &registration.grant_types),
            ] {
                if !list.is_empty() {
                    fields.insert(name.to_owned(), json!(list));
                }
            }
        }
        self.write(self.registration_file(session, method), &fields)
    }

    fn write(&self, file: PathBuf, fields: &Value) -> Result<PathBuf, SsoError> {
        match write_private(&self.folder, &file, fields.to_string().as_bytes()) {
            Ok(()) => Ok(file),
            Err(error) => Err(not_written(file, &error)),
        }
    }
}

/// Removes a file of the cache; true when there was one.
pub fn remove(file: &Path) -> Result<bool, SsoError> {
    match fs::remove_file(file) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(not_written(file.to_path_buf(), &error)),
    }
}

/// Gives a damaged file another name beside its own, so that nothing in it is lost. A taken name gets a number.
pub fn set_aside(file: &Path) -> Result<PathBuf, SsoError> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let numbered = |number: usize| match number {
        1 => file.with_file_name(format!("{name}.damaged")),
        _ => file.with_file_name(format!("{name}.damaged-{number}")),
    };
    let free = (1..=usize::MAX)
        .map(numbered)
        .find(|name| fs::symlink_metadata(name).is_err());
    let free = free.unwrap_or_else(|| numbered(1));
    match fs::rename(file, &free) {
        Ok(()) => Ok(free),
        Err(error) => Err(not_written(file.to_path_buf(), &error)),
    }
}

fn not_written(file: PathBuf, error: &io::Error) -> SsoError {
    SsoError::CacheNotWritten {
        file,
        reason: error.to_string(),
    }
}

/// The fields of a file; `None` when it is not there.
fn read(file: &Path) -> Result<Option<Map<String, Value>>, SsoError> {
    let bytes = match read_token_file(file, LARGEST_TOKEN_FILE) {
        Ok(bytes) => bytes,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => {
            return Err(SsoError::CacheUnreadable {
                file: file.to_path_buf(),
                reason: error.to_string(),
            });
        }
    };
    let damaged = |reason: &str| SsoError::CacheDamaged {
        file: file.to_path_buf(),
        reason: reason.to_owned(),
    };
    // What the reader of JSON says may quote the text, which is a secret.
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(fields)) => Ok(Some(fields)),
        Ok(_) => Err(damaged("it is not a JSON object")),
        Err(_) => Err(damaged("it is not JSON")),
    }
}

struct Fields<'a> {
    file: &'a Path,
    fields: Map<String, Value>,
}

impl Fields<'_> {
    fn damaged(&self, reason: String) -> SsoError {
        SsoError::CacheDamaged {
            file: self.file.to_path_buf(),
            reason,
        }
    }

    fn text(&mut self, name: &str) -> Option<String> {
        match self.fields.remove(name) {
            Some(Value::String(text)) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    fn needed(&mut self, name: &str) -> Result<String, SsoError> {
        self.text(name)
            .ok_or_else(|| self.damaged(format!("{name} is missing")))
    }

    fn needed_moment(&mut self, name: &str) -> Result<OffsetDateTime, SsoError> {
        let text = self.needed(name)?;
        parse_moment(&text).ok_or_else(|| self.damaged(format!("{name} is not a time")))
    }

    fn texts(&mut self, name: &str) -> Vec<String> {
        let Some(Value::Array(items)) = self.fields.remove(name) else {
            return Vec::new();
        };
        let texts = items.into_iter().filter_map(|item| match item {
            Value::String(text) => Some(text),
            _ => None,
        });
        texts.collect()
    }

    fn token(mut self) -> Result<CachedToken, SsoError> {
        Ok(CachedToken {
            access_token: Secret::new(self.needed("accessToken")?),
            expires: self.needed_moment("expiresAt")?,
            start_url: self.text("startUrl").unwrap_or_default(),
            region: self.text("region").unwrap_or_default(),
            refresh: self.refresh(),
        })
    }

    /// Whole or not at all, as botocore takes it.
    fn refresh(&mut self) -> Option<RefreshGrant> {
        let registration_expires = self.text("registrationExpiresAt")?;
        Some(RefreshGrant {
            refresh_token: self.text("refreshToken").map(Secret::new),
            client_id: self.text("clientId")?,
            client_secret: Secret::new(self.text("clientSecret")?),
            registration_expires: parse_moment(&registration_expires)?,
        })
    }

    fn registration(mut self) -> Result<Registration, SsoError> {
        Ok(Registration {
            client_id: self.needed("clientId")?,
            client_secret: Secret::new(self.needed("clientSecret")?),
            expires: self.needed_moment("expiresAt")?,
            scopes: self.texts("scopes"),
            grant_types: self.texts("grantTypes"),
        })
    }
}

fn moment(time: OffsetDateTime) -> String {
    time.to_offset(time::UtcOffset::UTC)
        .format(MOMENT)
        .unwrap_or_default()
}

/// RFC 3339, and `UTC` at its end, as botocore wrote before 2020.
fn parse_moment(text: &str) -> Option<OffsetDateTime> {
    let text = text
        .strip_suffix("UTC")
        .map_or_else(|| text.to_owned(), |text| format!("{text}Z"));
    OffsetDateTime::parse(&text, &Rfc3339).ok()
}

/// What a registration is kept under: Python's `json.dumps(…, sort_keys=True)` of these five.
fn registration_key(session: &SsoSession, tool: &str) -> String {
    let text = |text: &str| python_string(text);
    let name = session
        .name
        .as_ref()
        .map_or_else(|| "null".to_owned(), |name| text(&name.value));
    let scopes: Vec<String> = session.scopes.iter().map(|scope| text(scope)).collect();
    let scopes = if scopes.is_empty() {
        "null".to_owned()
    } else {
        format!("[{}]", scopes.join(", "))
    };
    format!(
        "{{\"region\": {}, \"scopes\": {scopes}, \"session_name\": {name}, \"startUrl\": {}, \"tool\": {}}}",
        text(&session.region.value),
        text(&session.start_url.value),
        text(tool)
    )
}

/// A JSON string of ASCII alone, as Python writes it: everything else as UTF-16 units.
fn python_string(text: &str) -> String {
    let mut written = String::from("\"");
    for unit in text.encode_utf16() {
        match char::from_u32(u32::from(unit)) {
            Some('"') => written.push_str("\\\""),
            Some('\\') => written.push_str("\\\\"),
            Some('\n') => written.push_str("\\n"),
            Some('\r') => written.push_str("\\r"),
            Some('\t') => written.push_str("\\t"),
            Some('\u{8}') => written.push_str("\\b"),
            Some('\u{c}') => written.push_str("\\f"),
            Some(ch @ ' '..='~') => written.push(ch),
            _ => write!(written, "\\u{unit:04x}").unwrap_or_default(),
        }
    }
    written.push('"');
    written
}

/// Replaces a file at once: temporary file of mode 0600, fsync, rename. Folders are made with mode 0700.
fn write_private(folder: &Path, file: &Path, bytes: &[u8]) -> io::Result<()> {
    make_folder(folder)?;
    let mut unfinished = unfinished(folder)?;
    unfinished.write_all(bytes)?;
    unfinished.as_file().sync_all()?;
    // A link that the user made stays one.
    let target = fs::canonicalize(file).unwrap_or_else(|_error| file.to_path_buf());
    unfinished.persist(target).map_err(|error| error.error)?;
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// A file that is gone when it is dropped. Not `.json`: the AWS CLI reads all of those when it signs out.
fn unfinished(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().suffix(".tmp").tempfile_in(folder)
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::credentials::sso::sign_in::tests::session;
    use crate::model::{Sourced, ValueSource};

    fn form<T>(value: T) -> Sourced<T> {
        Sourced {
            value,
            from: ValueSource::Form,
        }
    }

    /// Names as Python's hashlib and json give them:
    /// `hashlib.sha1(json.dumps({...}, sort_keys=True).encode()).hexdigest()`.
    #[test]
    fn files_have_the_names_that_the_aws_cli_gives_them() {
        let cache = TokenCache::at(PathBuf::from("/c"));
        let named = |session: &SsoSession| {
            [
                cache.token_file(session),
                cache.registration_file(session, SignInMethod::DeviceCode),
            ]
            .map(|file| file.display().to_string())
        };
        let mut session = session();
        session.name = Some(form("admin".to_owned()));
        session.start_url = form("https://d-abc123.awsapps.com/start".to_owned());
        session.region = form("us-west-2".to_owned());
        session.scopes = Vec::new();
        assert_eq!(
            named(&session),
            [
                "/c/d033e22ae348aeb5660fc2140aec35850c4da997.json",
                "/c/6c3e9adb2ef585febfde34a5e6e90cf2774c6636.json"
            ]
        );
        session.name = None;
        session.scopes = vec![
            "sso:account:access".to_owned(),
            "codewhisperer:completions".to_owned(),
        ];
        assert_eq!(
            named(&session),
            [
                "/c/40a89917e3175433e361b710a9d43528d7f1890a.json",
                "/c/4cf9103af52bfb92b06236fdd728410dd4ec1938.json"
            ]
        );
        session.name = Some(form("größe \u{1f600}\u{7f}\"\\\t".to_owned()));
        assert_eq!(
            named(&session),
            [
                "/c/b4a5a8c115cf2e564e7ada0d4b7d3cbd6b8ce064.json",
                "/c/be0ed3cf41bf729ebd95f5ec400ca1dace1fdea9.json"
            ]
        );
    }

    #[test]
    fn moments_of_every_writer_are_read() {
        let moment = datetime!(2026-11-20 12:00 UTC);
        for text in [
            "2026-11-20T12:00:00Z",
            "2026-11-20T12:00:00UTC",
            "2026-11-20T12:00:00.000Z",
            "2026-11-20T13:00:00+01:00",
        ] {
            assert_eq!(parse_moment(text), Some(moment), "{text}");
        }
        assert_eq!(parse_moment("tomorrow"), None);
        assert_eq!(
            super::moment(datetime!(2026-11-20 13:00:00.9 +01:00)),
            "2026-11-20T12:00:00Z"
        );
    }

    #[test]
    fn a_damaged_file_is_told_without_its_content() {
        let folder = tempfile::tempdir().unwrap();
        let cache = TokenCache::at(folder.path().to_path_buf());
        let file = cache.token_file(&session());
        for (content, reason) in [
            ("aoaSECRET", "it is not JSON"),
            ("[]", "it is not a JSON object"),
            (
                r#"{"expiresAt":"2026-11-20T12:00:00Z"}"#,
                "accessToken is missing",
            ),
            (
                r#"{"accessToken":"aoaSECRET","expiresAt":"soon"}"#,
                "expiresAt is not a time",
            ),
            (
                r#"{"accessToken":1,"expiresAt":"2026-11-20T12:00:00Z"}"#,
                "accessToken is missing",
            ),
        ] {
            std::fs::File::create(&file)
                .unwrap()
                .write_all(content.as_bytes())
                .unwrap();
            let error = cache.read_token(&session()).unwrap_err();
            assert_eq!(error.kind(), "sso-cache-damaged");
            assert!(error.to_string().ends_with(reason), "{error}");
            assert!(!format!("{error:?}").contains("aoaSECRET"), "{error:?}");
        }
        let aside = [set_aside(&file).unwrap(), {
            std::fs::File::create(&file).unwrap();
            set_aside(&file).unwrap()
        }];
        assert!(aside[0].display().to_string().ends_with(".json.damaged"));
        assert!(aside[1].display().to_string().ends_with(".json.damaged-2"));
        assert_eq!(cache.read_token(&session()), Ok(None));
    }
}
