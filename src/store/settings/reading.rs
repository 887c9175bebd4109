//! Reads the file: what is in it, and what of it does not count.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

use toml_edit::{Document, Item, TableLike, Value};

use super::entries::{
    APPEARANCE, CONTRASTS, CREDENTIALS, HISTORY, KEYS, NETWORK, PROXIES, ROWS, SECTIONS, SECURITY, THEMES,
    Words,
};
use crate::model::{
    Appearance, ClientCertificate, HistorySettings, LongLines, ProgramSettings, SecretScan,
    SettingsFileState, SettingsProblem,
};

/// Longest limit in milliseconds, as the fields of the window have it.
const MOST_MILLIS: u64 = 999_999_999;
/// A longer value is told by its beginning.
const MOST_TOLD: usize = 40;

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingsRead {
    /// The settings, with defaults where nothing or something wrong stands. Names and keys of commands are as they stand
    /// there: what they mean is not known here.
    pub settings: ProgramSettings,
    /// What does not count.
    pub problems: Vec<SettingsProblem>,
    /// Line of each command in the section of keys.
    pub key_lines: BTreeMap<String, usize>,
}

/// Where a text ends to be TOML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotToml {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What the reader of TOML says.
    pub reason: String,
}

impl NotToml {
    pub(super) fn of(text: &str, error: &toml_edit::TomlError) -> Self {
        let at = error.span().map_or(0, |span| span.start);
        let (line, column) = place(text, at);
        let reason = error.message().lines().next().unwrap_or_default().to_owned();
        Self { line, column, reason }
    }

    pub(super) fn state(self) -> SettingsFileState {
        SettingsFileState::NotToml {
            line: self.line,
            column: self.column,
            reason: self.reason,
        }
    }
}

impl fmt::Display for NotToml {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}, column {}", self.line, self.column)
    }
}

/// Line and column of a place, from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (line, column)
}

pub(super) fn text_of(bytes: &[u8]) -> Result<&str, NotToml> {
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let valid = std::str::from_utf8(valid).unwrap_or_default();
        let (line, column) = place(valid, valid.len());
        let reason = "not UTF-8".to_owned();
        NotToml { line, column, reason }
    })
}

pub(super) fn read_bytes(bytes: &[u8]) -> Result<SettingsRead, NotToml> {
    // Editors of Windows put a byte order mark in front.
    let text = text_of(bytes)?;
    read(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Reads the text of a file.
pub fn read(text: &str) -> Result<SettingsRead, NotToml> {
    let document = Document::parse(text).map_err(|error| NotToml::of(text, &error))?;
    let root = document.as_table();
    let mut reader = Reader {
        text,
        problems: Vec::new(),
    };
    for (name, item) in root {
        if !SECTIONS.contains(&name) {
            let line = reader.line_of(root, name, item);
            reader.note(
                line,
                format!("[{name}] is no section of the settings, so it does not count"),
            );
        }
    }
    let mut settings = ProgramSettings::default();
    appearance(&mut reader.section(root, APPEARANCE), &mut settings);
    network(&mut reader.section(root, NETWORK), &mut settings);
    history(&mut reader.section(root, HISTORY), &mut settings.history);
    let mut security = reader.section(root, SECURITY);
    if security.switch("find_secrets_on_save") == Some(false) {
        settings.security.secret_scan = SecretScan::Off;
    }
    drop(security);
    let mut credentials = reader.section(root, CREDENTIALS);
    settings.credentials.profile = credentials.text("profile").unwrap_or_default();
    settings.credentials.region = credentials.text("region").unwrap_or_default();
    drop(credentials);
    let key_lines = keys(&mut reader.section(root, KEYS), &mut settings.keys);
    let mut problems = reader.problems;
    problems.sort();
    Ok(SettingsRead {
        settings,
        problems,
        key_lines,
    })
}

fn appearance(section: &mut Section<'_, '_>, settings: &mut ProgramSettings) {
    let appearance = &mut settings.appearance;
    appearance.theme = section.word("theme", &THEMES).unwrap_or_default();
    appearance.contrast = section.word("contrast", &CONTRASTS).unwrap_or_default();
    appearance.rows = section.word("rows", &ROWS).unwrap_or_default();
    let (least, most) = (*Appearance::ZOOM_PERCENT.start(), *Appearance::ZOOM_PERCENT.end());
    let zoom = section.number("zoom_percent", u64::from(least)..=u64::from(most));
    if let Some(zoom) = zoom.and_then(|zoom| u16::try_from(zoom).ok()) {
        appearance.zoom_percent = zoom;
    }
    if section.switch("wrap_long_lines") == Some(false) {
        appearance.long_lines = LongLines::Unwrapped;
    }
}

fn network(section: &mut Section<'_, '_>, settings: &mut ProgramSettings) {
    let network = &mut settings.network;
    network.proxy.mode = section.word("proxy", &PROXIES).unwrap_or_default();
    network.proxy.url = section.text("proxy_url").unwrap_or_default();
    network.proxy.user = section.text("proxy_user").unwrap_or_default();
    network.proxy.bypass = section.text("reach_directly").unwrap_or_default();
    network.connect_timeout_ms = section.number("connect_timeout_ms", 0..=MOST_MILLIS);
    network.total_timeout_ms = section.number("total_timeout_ms", 0..=MOST_MILLIS);
    network.authorities = section.texts("authorities").unwrap_or_default();
    let want = "a list of tables with host, certificate and key";
    let certificates = section.value("client_certificates", want, certificates);
    network.client_certificates = certificates.unwrap_or_default();
}

fn history(section: &mut Section<'_, '_>, history: &mut HistorySettings) {
    history.off = section.switch("keep") == Some(false);
    let folders = section.texts("not_for").unwrap_or_default();
    history.off_for = folders.into_iter().map(Into::into).collect();
    history.days = section.number("days", 1..=HistorySettings::MOST_DAYS);
    history.megabytes = section.number("megabytes", 1..=HistorySettings::MOST_MEGABYTES);
    history.exchanges = section.number("exchanges", 1..=HistorySettings::MOST_EXCHANGES);
}

/// Every key is the name of a command here.
fn keys(section: &mut Section<'_, '_>, keys: &mut BTreeMap<String, Vec<String>>) -> BTreeMap<String, usize> {
    let names: Vec<String> = match section.table {
        Some(table) => table.iter().map(|(name, _)| name.to_owned()).collect(),
        None => Vec::new(),
    };
    let mut lines = BTreeMap::new();
    for name in names {
        let want = "keys as \"ctrl+shift+h\" or a list of them";
        if let Some(found) = section.value(&name, want, one_or_several) {
            lines.insert(name.clone(), section.line(&name));
            keys.insert(name, found);
        }
    }
    lines
}

/// Reads and takes note of what does not count.
struct Reader<'t> {
    text: &'t str,
    problems: Vec<SettingsProblem>,
}

impl<'t> Reader<'t> {
    fn note(&mut self, line: usize, text: String) {
        self.problems.push(SettingsProblem { line, text });
    }

    fn line_of(&self, table: &dyn TableLike, key: &str, item: &Item) -> usize {
        let span = table.get_key_value(key).and_then(|(key, _)| key.span());
        let at = span.or_else(|| item.span()).map_or(0, |span| span.start);
        place(self.text, at).0
    }

    fn section<'r>(&'r mut self, root: &'r toml_edit::Table, name: &'static str) -> Section<'r, 't> {
        let item = root.get(name);
        let table = item.and_then(Item::as_table_like);
        if let (Some(item), None) = (item, table) {
            let line = self.line_of(root, name, item);
            self.note(
                line,
                format!("[{name}] has to be a section with settings in it, so the defaults count"),
            );
        }
        Section {
            reader: self,
            name,
            table,
            known: Vec::new(),
        }
    }
}

/// A section that is read. What was not asked for when it ends is unknown.
struct Section<'r, 't> {
    reader: &'r mut Reader<'t>,
    name: &'static str,
    table: Option<&'r dyn TableLike>,
    known: Vec<String>,
}

impl Section<'_, '_> {
    fn line(&self, key: &str) -> usize {
        let found = self.table.and_then(|table| Some((table, table.get(key)?)));
        found.map_or(1, |(table, item)| self.reader.line_of(table, key, item))
    }

    /// The value of a key; `want` says what it has to be.
    fn value<T>(&mut self, key: &str, want: &str, of: impl FnOnce(&Item) -> Option<T>) -> Option<T> {
        self.known.push(key.to_owned());
        let item = self.table?.get(key)?;
        let value = of(item);
        if value.is_none() {
            let (line, name) = (self.line(key), self.name);
            let told = self.told(item);
            let text = format!("{name}.{key} {told}has to be {want}; the default counts");
            self.reader.note(line, text);
        }
        value
    }

    /// What stands there, in a few characters. An address of the network may hold a password.
    fn told(&self, item: &Item) -> String {
        let text = item.as_value().map(Value::to_string).unwrap_or_default();
        let text = text.trim();
        if self.name == NETWORK || text.is_empty() || text.contains('\n') || text.chars().count() > MOST_TOLD
        {
            return String::new();
        }
        format!("is {text} and ")
    }

    fn word<T: Copy, const N: usize>(&mut self, key: &str, words: &Words<T, N>) -> Option<T> {
        let list: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
        let want = match list.as_slice() {
            [first @ .., last] => format!("{} or {last}", first.join(", ")),
            [] => String::new(),
        };
        self.value(key, &want, |item| {
            let text = item.as_str()?;
            words
                .iter()
                .find(|(word, _)| *word == text)
                .map(|(_, value)| *value)
        })
    }

    fn number(&mut self, key: &str, range: RangeInclusive<u64>) -> Option<u64> {
        let want = format!("a whole number from {} to {}", range.start(), range.end());
        self.value(key, &want, |item| {
            let number = u64::try_from(item.as_integer()?).ok()?;
            range.contains(&number).then_some(number)
        })
    }

    fn switch(&mut self, key: &str) -> Option<bool> {
        self.value(key, "true or false", Item::as_bool)
    }

    fn text(&mut self, key: &str) -> Option<String> {
        self.value(key, "a text in quotes", |item| item.as_str().map(str::to_owned))
    }

    fn texts(&mut self, key: &str) -> Option<Vec<String>> {
        self.value(key, "a list of texts in quotes", texts_of)
    }
}

impl Drop for Section<'_, '_> {
    fn drop(&mut self) {
        let Some(table) = self.table else { return };
        for (key, item) in table.iter() {
            if !self.known.iter().any(|known| known == key) {
                let line = self.reader.line_of(table, key, item);
                let text = format!("{}.{key} is no setting, so it does not count", self.name);
                self.reader.note(line, text);
            }
        }
    }
}

fn texts_of(item: &Item) -> Option<Vec<String>> {
    let texts = item.as_array()?.iter();
    texts.map(|value| value.as_str().map(str::to_owned)).collect()
}

fn one_or_several(item: &Item) -> Option<Vec<String>> {
    match item.as_str() {
        Some(one) => Some(vec![one.to_owned()]),
        None => texts_of(item),
    }
}

/// As a list of tables in braces, or as `[[network.client_certificates]]`.
fn certificates(item: &Item) -> Option<Vec<ClientCertificate>> {
    if let Some(tables) = item.as_array_of_tables() {
        return tables.iter().map(|table| certificate(table)).collect();
    }
    let tables = item.as_array()?.iter();
    tables
        .map(|value| certificate(value.as_inline_table()?))
        .collect()
}

fn certificate(table: &dyn TableLike) -> Option<ClientCertificate> {
    let mut certificate = ClientCertificate::default();
    for (key, item) in table.iter() {
        let text = item.as_str()?.to_owned();
        match key {
            "host" => certificate.host = text,
            "certificate" => certificate.certificate = text,
            "key" => certificate.key = text,
            _ => return None,
        }
    }
    Some(certificate)
}
