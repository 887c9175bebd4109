//! What the page of settings shows: its sections, what is looked for, and what is typed in it.

use super::keys_view::KeysView;
use crate::model::SettingsFileState;
use crate::ui::editor::profile_picker::ProfilePicker;
use crate::ui::history_action::HistoryKeeping;
use crate::ui::widgets::first_focus::FirstFocus;

/// A section of the page and of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SettingsSection {
    /// How the window looks.
    #[default]
    Appearance,
    /// How all requests reach the network.
    Network,
    /// Keys of commands.
    Keys,
    /// What is kept of sends.
    History,
    /// What the program looks out for.
    Security,
    /// What new requests begin with.
    Credentials,
}

impl SettingsSection {
    pub(super) const ALL: [Self; 6] = [
        Self::Appearance,
        Self::Network,
        Self::Keys,
        Self::History,
        Self::Security,
        Self::Credentials,
    ];

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Appearance => "Appearance",
            Self::Network => "Network",
            Self::Keys => "Keys",
            Self::History => "History",
            Self::Security => "Security",
            Self::Credentials => "Credentials",
        }
    }

    pub(super) fn remark(self) -> &'static str {
        match self {
            Self::Appearance => "counts at once",
            Self::Network => "for all requests, from the next send on",
            Self::Keys => "of commands; what is changed shows in menus and tooltips",
            Self::History => "what is kept of sends",
            Self::Security => "what Countersign looks out for",
            Self::Credentials => "what new requests begin with",
        }
    }
}

/// The page.
#[derive(Debug)]
pub struct SettingsPage {
    pub(super) section: SettingsSection,
    pub(super) search: String,
    pub(super) keys: KeysView,
    pub(super) picker: ProfilePicker,
    pub(super) focus: FirstFocus,
    /// Where the file is.
    pub path: String,
    /// What is amiss with it.
    pub file: SettingsFileState,
    /// What is kept of sends, as it is typed.
    pub keeping: HistoryKeeping,
    /// The same as it is in force.
    pub in_force: HistoryKeeping,
    /// Days, megabytes and exchanges unless a person says otherwise.
    pub usual_limits: (Option<u64>, u64, u64),
    /// How many commands of profiles may run without a question.
    pub allowed_commands: usize,
}

impl SettingsPage {
    /// A page with this section in front.
    pub fn new(section: SettingsSection, path: String, keeping: HistoryKeeping, keys_path: String) -> Self {
        Self {
            section,
            search: String::new(),
            keys: KeysView::new(keys_path),
            picker: ProfilePicker::default(),
            focus: FirstFocus::Wanted,
            path,
            file: SettingsFileState::default(),
            in_force: keeping.clone(),
            keeping,
            usual_limits: (None, 0, 0),
            allowed_commands: 0,
        }
    }

    /// Takes the path of a file of keys that was picked.
    pub fn picked_keys_file(&mut self, path: String) {
        self.keys.picked(path);
    }

    /// Whether what is shown names profiles of the AWS config files.
    pub fn shows_profiles(&self) -> bool {
        self.section == SettingsSection::Credentials || !self.search.is_empty()
    }

    pub(super) fn is_shown(&self, section: SettingsSection, text: &str) -> bool {
        if self.search.trim().is_empty() {
            return section == self.section;
        }
        holds(&format!("{} {text}", section.title()), &self.search)
    }
}

/// Whether a text has every word that is looked for.
fn holds(text: &str, search: &str) -> bool {
    let text = text.to_lowercase();
    search
        .to_lowercase()
        .split_whitespace()
        .all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_to_be_there_in_any_order() {
        for (search, is_found) in [
            ("proxy", true),
            ("PROX network", true),
            ("network proxy", true),
            ("proxy theme", false),
            ("  ", true),
        ] {
            assert_eq!(holds("Network Proxy tunnel", search), is_found, "{search}");
        }
    }
}
