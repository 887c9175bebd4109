//! Everything a user can do, as one flat enum: menu, shortcut, palette, tooltip and help derive from it.
//!
//! Long because every command has its arm in every one of these tables.

use eframe::egui::{Context, Event, ImeEvent, Key, KeyboardShortcut, Modifiers};

/// A thing the user can do. Listed in the order of palette and menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Command {
    /// Signs and sends the request in front.
    Send,
    /// Stops the send under way.
    Cancel,
    /// Opens an empty request.
    NewTab,
    /// Opens a copy of the request in front.
    DuplicateTab,
    /// Closes the tab in front; its draft can be reopened.
    CloseTab,
    /// Closes every tab but the one in front.
    CloseOtherTabs,
    /// Opens the tab closed last.
    ReopenTab,
    /// Gives the request in front a name.
    RenameTab,
    /// Goes one tab to the right.
    NextTab,
    /// Goes one tab to the left.
    PreviousTab,
    /// Takes the last edit of the request back.
    Undo,
    /// Makes the edit again that was taken back last.
    Redo,
    /// Puts the cursor into the URL bar.
    FocusUrl,
    /// Shows the query and path parameters.
    ShowParams,
    /// Shows the auth section of the editor.
    ShowAuth,
    /// Shows the header table.
    ShowHeaders,
    /// Shows the body editor.
    ShowBody,
    /// Shows the settings of the request.
    ShowSettings,
    /// Shows phases and connection of the last send.
    ShowTimeline,
    /// Indents a JSON body.
    BeautifyBody,
    /// Takes the white space out of a JSON body.
    MinifyBody,
    /// Asks for the file to send as the body.
    ChooseBodyFile,
    /// Shows the signature of what is typed now.
    ShowLiveSignature,
    /// Shows the signature of the last send.
    ShowSentSignature,
    /// Keeps the signing time where it is.
    PinTime,
    /// Takes the signing time from the clock again.
    UseTimeNow,
    /// Copies the Authorization header shown.
    CopyAuthorization,
    /// Copies the canonical request shown.
    CopyCanonicalRequest,
    /// Copies the string to sign shown.
    CopyStringToSign,
    /// Copies the request shown as curl that signs by itself.
    CopyAsCurlEnv,
    /// Copies the request shown as curl with this signature.
    CopyAsCurlSigned,
    /// Copies the request shown for awscurl.
    CopyAsAwscurl,
    /// Copies the request shown as an HTTP message.
    CopyAsRaw,
    /// Copies the presigned URL shown.
    CopyAsPresignedUrl,
    /// Copies the whole reply body.
    CopyResponseBody,
    /// Saves the whole reply body to a file.
    SaveResponseBody,
    /// Searches the reply body.
    FindInBody,
    /// Goes to the next match in the reply body.
    FindNext,
    /// Goes to the match before in the reply body.
    FindPrevious,
    /// Picks values out of the reply body by a path.
    FilterBody,
    /// Goes to a line of the reply body.
    GoToLine,
    /// Breaks long lines of the reply body at the edge of the pane, or not.
    ToggleLineWrap,
    /// Shows the reply body as a tree.
    ShowBodyTree,
    /// Copies the value in front in the reply body.
    CopyBodyValue,
    /// Copies the path of the value in front in the reply body.
    CopyBodyPath,
    /// Sends the request unsigned, signed, and with a wrong secret.
    TestProtection,
    /// Opens the signed sample.
    OpenSample,
    /// Opens the sample with a wrong secret.
    OpenWrongSecretSample,
    /// Dark colours.
    UseDarkTheme,
    /// Light colours.
    UseLightTheme,
    /// Colours of the system.
    UseSystemTheme,
    /// Opens the network settings of the program.
    OpenNetwork,
    /// Opens the list of cookies.
    OpenCookies,
    /// Opens the command palette.
    OpenPalette,
    /// Lists the shortcuts.
    ShowShortcuts,
    /// Ends the program; drafts are kept.
    Quit,
}

/// What there is to act on now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Available {
    /// An edit that can be taken back.
    pub undo: bool,
    /// An edit that was taken back.
    pub redo: bool,
    /// A tab that can be reopened.
    pub closed_tabs: bool,
}

/// Where a command stands in the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Sending and tabs.
    Request,
    /// What is in front.
    View,
    /// The signature.
    Signature,
    /// The program.
    Program,
}

impl Group {
    /// All groups in menu order.
    pub const ALL: [Self; 4] = [Self::Request, Self::View, Self::Signature, Self::Program];

    /// Heading of the group.
    pub fn title(self) -> &'static str {
        match self {
            Self::Request => "Request",
            Self::View => "View",
            Self::Signature => "Signature",
            Self::Program => "Countersign",
        }
    }
}

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const ALT_SHIFT: Modifiers = Modifiers::ALT.plus(Modifiers::SHIFT);

impl Command {
    /// Every command, in order.
    pub const ALL: [Self; 56] = [
        Self::Send,
        Self::Cancel,
        Self::NewTab,
        Self::DuplicateTab,
        Self::CloseTab,
        Self::CloseOtherTabs,
        Self::ReopenTab,
        Self::RenameTab,
        Self::NextTab,
        Self::PreviousTab,
        Self::Undo,
        Self::Redo,
        Self::FocusUrl,
        Self::ShowParams,
        Self::ShowAuth,
        Self::ShowHeaders,
        Self::ShowBody,
        Self::ShowSettings,
        Self::ShowTimeline,
        Self::BeautifyBody,
        Self::MinifyBody,
        Self::ChooseBodyFile,
        Self::ShowLiveSignature,
        Self::ShowSentSignature,
        Self::PinTime,
        Self::UseTimeNow,
        Self::CopyAuthorization,
        Self::CopyCanonicalRequest,
        Self::CopyStringToSign,
        Self::CopyAsCurlEnv,
        Self::CopyAsCurlSigned,
        Self::CopyAsAwscurl,
        Self::CopyAsRaw,
        Self::CopyAsPresignedUrl,
        Self::CopyResponseBody,
        Self::SaveResponseBody,
        Self::FindInBody,
        Self::FindNext,
        Self::FindPrevious,
        Self::FilterBody,
        Self::GoToLine,
        Self::ToggleLineWrap,
        Self::ShowBodyTree,
        Self::CopyBodyValue,
        Self::CopyBodyPath,
        Self::TestProtection,
        Self::OpenSample,
        Self::OpenWrongSecretSample,
        Self::UseDarkTheme,
        Self::UseLightTheme,
        Self::UseSystemTheme,
        Self::OpenNetwork,
        Self::OpenCookies,
        Self::OpenPalette,
        Self::ShowShortcuts,
        Self::Quit,
    ];

    /// Name in menu and palette, and what it does.
    #[expect(clippy::too_many_lines, reason = "one arm for each command")]
    pub fn text_and_tooltip(self) -> (&'static str, &'static str) {
        match self {
            Self::Send => ("Send", "Sign the request and send it"),
            Self::Cancel => ("Cancel", "Stop the request under way and close its connection"),
            Self::NewTab => ("New request", "Open an empty request in a new tab"),
            Self::DuplicateTab => ("Duplicate request", "Open a copy of this request in a new tab"),
            Self::CloseTab => ("Close tab", "Close this tab; it can be reopened"),
            Self::CloseOtherTabs => (
                "Close other tabs",
                "Close every tab but this one; they can be reopened",
            ),
            Self::RenameTab => ("Rename request", "Type a name for this request in its tab"),
            Self::ReopenTab => ("Reopen closed tab", "Open the tab that was closed last"),
            Self::NextTab => ("Next tab", "Go to the tab on the right"),
            Self::PreviousTab => ("Previous tab", "Go to the tab on the left"),
            Self::Undo => ("Undo", "Take the last edit of this request back"),
            Self::Redo => ("Redo", "Make the edit again that was taken back"),
            Self::ShowParams => ("Show params", "Edit the query and path parameters"),
            Self::FocusUrl => ("Edit the URL", "Put the cursor into the URL bar"),
            Self::ShowAuth => ("Show auth", "Edit the credentials, region and service"),
            Self::ShowHeaders => ("Show headers", "Edit the headers and see which are signed"),
            Self::ShowBody => ("Show body", "Edit the body"),
            Self::ShowSettings => ("Show settings", "Edit how this request is sent"),
            Self::ShowTimeline => (
                "Show the timeline",
                "How long each phase took, addresses and certificates",
            ),
            Self::BeautifyBody => ("Beautify the JSON body", "Indent the body by two spaces"),
            Self::MinifyBody => ("Minify the JSON body", "Take the white space out of the body"),
            Self::ChooseBodyFile => ("Choose a file as the body…", "Send the bytes of a file"),
            Self::ShowLiveSignature => ("Show the live signature", "Show what would be signed now"),
            Self::ShowSentSignature => (
                "Show the signature as sent",
                "Show what was signed at the last send",
            ),
            Self::PinTime => (
                "Pin the signing time",
                "Keep this signing time for every edit and send",
            ),
            Self::UseTimeNow => (
                "Sign with the time now",
                "Take the signing time from the clock again",
            ),
            Self::CopyAuthorization => ("Copy the Authorization header", "Copy the value of the header"),
            Self::CopyCanonicalRequest => (
                "Copy the canonical request",
                "Copy it as shown, session token masked",
            ),
            Self::CopyStringToSign => ("Copy the string to sign", "Copy its four lines"),
            Self::CopyAsCurlEnv => (
                "Copy as curl with keys from the environment",
                "A curl command that signs by itself; no key is in it",
            ),
            Self::CopyAsCurlSigned => (
                "Copy as curl, signed once",
                "A curl command with this signature, good for 15 minutes",
            ),
            Self::CopyAsAwscurl => (
                "Copy as awscurl",
                "A command of awscurl, which signs with the environment's keys",
            ),
            Self::CopyAsRaw => ("Copy as raw HTTP", "The HTTP/1.1 message as it is sent"),
            Self::CopyAsPresignedUrl => (
                "Copy the presigned URL",
                "The URL with its signature, when it is signed into the query",
            ),
            Self::TestProtection => (
                "Test protection…",
                "Send it unsigned, signed, and with a wrong secret, and compare the answers",
            ),
            Self::CopyResponseBody => ("Copy the response body", "Copy the whole body as text"),
            Self::SaveResponseBody => (
                "Save the response body…",
                "Write it to a file, as shown or as received",
            ),
            Self::FindInBody => ("Find in the response body", "Search for text or a pattern"),
            Self::FindNext => ("Find the next match", "Go to the next match in the body"),
            Self::FindPrevious => ("Find the previous match", "Go to the match before in the body"),
            Self::FilterBody => (
                "Filter the response body by a path",
                "Show what a JSONPath or an XPath picks",
            ),
            Self::GoToLine => ("Go to a line of the body", "Type the number of a line"),
            Self::ToggleLineWrap => (
                "Wrap long lines of the body",
                "Break lines at the edge of the pane, or scroll sideways",
            ),
            Self::ShowBodyTree => (
                "Show the body as a tree",
                "One row for each value, to fold and unfold",
            ),
            Self::CopyBodyValue => (
                "Copy the value in front",
                "Copy the value at the cursor in the response body",
            ),
            Self::CopyBodyPath => (
                "Copy the path of the value in front",
                "Copy its JSONPath or XPath, as the filter takes it",
            ),
            Self::OpenSample => (
                "Open the signed sample",
                "A request against the embedded server, ready to send",
            ),
            Self::OpenWrongSecretSample => (
                "Open the sample with a wrong secret",
                "See a 403 and what the server expected",
            ),
            Self::UseDarkTheme => ("Use the dark theme", "Dark colours"),
            Self::UseLightTheme => ("Use the light theme", "Light colours"),
            Self::UseSystemTheme => (
                "Use the system's theme",
                "Follow the system's choice of dark or light",
            ),
            Self::OpenNetwork => (
                "Network settings…",
                "Proxy, certificates and timeouts of all requests",
            ),
            Self::OpenCookies => ("Cookies…", "See, change and delete the cookies of this run"),
            Self::OpenPalette => ("Search or run a command", "Every command by name"),
            Self::ShowShortcuts => ("Keyboard shortcuts", "All commands with their keys"),
            Self::Quit => (
                "Quit",
                "Close the window; open requests come back at the next start",
            ),
        }
    }

    /// Name in menu and palette.
    pub fn text(self) -> &'static str {
        self.text_and_tooltip().0
    }

    /// Words of other clients by which the palette finds it too.
    pub fn other_words(self) -> &'static str {
        match self {
            Self::ShowAuth => "AccessKey SecretKey AWS Region Service Name authorization credentials",
            Self::Send => "run execute",
            Self::ShowParams => "query string path variables parameters",
            Self::FindInBody => "search filter regex",
            Self::FilterBody => "query jsonpath xpath jq select pick",
            Self::GoToLine => "jump number offset byte",
            Self::ToggleLineWrap => "soft word break",
            Self::ShowBodyTree => "fold collapse expand outline",
            Self::CopyBodyPath => "jsonpath xpath pointer",
            Self::CopyAsCurlEnv | Self::CopyAsCurlSigned | Self::CopyAsAwscurl | Self::CopyAsRaw => {
                "export code snippet command line"
            }
            Self::CopyAsPresignedUrl => "share link query",
            Self::TestProtection => "check security IAM auth 403 public",
            Self::BeautifyBody => "format prettify indent",
            Self::MinifyBody => "compress compact",
            Self::ChooseBodyFile => "binary upload attach browse",
            Self::UseDarkTheme | Self::UseLightTheme | Self::UseSystemTheme => "appearance colors",
            Self::ShowSettings => "timeout redirect protocol http2 sni resolve encoding",
            Self::ShowTimeline => "timing waterfall dns tls certificate redirects connection",
            Self::SaveResponseBody => "download export file",
            Self::OpenCookies => "jar session",
            Self::OpenNetwork => "preferences tls ssl ca mtls client certificate proxy timeout",
            Self::ShowShortcuts => "help keys",
            _ => "",
        }
    }

    /// Why the command does nothing now, in the words of the message; `None` when it can run.
    pub fn unavailable(self, now: Available) -> Option<&'static str> {
        match self {
            Self::Undo if !now.undo => Some("Nothing to undo"),
            Self::Redo if !now.redo => Some("Nothing to redo"),
            Self::ReopenTab if !now.closed_tabs => Some("No closed tab to reopen"),
            _ => None,
        }
    }

    /// Keys, the one shown in menus first.
    pub fn shortcuts(self) -> Vec<KeyboardShortcut> {
        let keys: &[(Modifiers, Key)] = match self {
            Self::Send => &[(CTRL, Key::Enter), (CTRL, Key::R), (Modifiers::NONE, Key::F5)],
            Self::Cancel => &[(Modifiers::NONE, Key::Escape)],
            Self::NewTab => &[(CTRL, Key::T), (CTRL, Key::N)],
            Self::DuplicateTab => &[(CTRL, Key::D)],
            Self::CloseTab => &[(CTRL, Key::W)],
            Self::RenameTab => &[(Modifiers::NONE, Key::F2)],
            Self::ReopenTab => &[(CTRL_SHIFT, Key::T)],
            Self::NextTab => &[(Modifiers::CTRL, Key::Tab), (CTRL, Key::PageDown)],
            Self::PreviousTab => &[
                (Modifiers::CTRL.plus(Modifiers::SHIFT), Key::Tab),
                (CTRL, Key::PageUp),
            ],
            Self::Undo => &[(CTRL, Key::Z)],
            Self::Redo => &[(CTRL_SHIFT, Key::Z), (CTRL, Key::Y)],
            Self::FocusUrl => &[(CTRL, Key::L)],
            Self::BeautifyBody => &[(CTRL, Key::B), (ALT_SHIFT, Key::F)],
            Self::ShowLiveSignature => &[(CTRL, Key::I)],
            Self::ShowSentSignature => &[(CTRL_SHIFT, Key::I)],
            Self::CopyResponseBody => &[(CTRL, Key::Period)],
            Self::SaveResponseBody => &[(CTRL_SHIFT, Key::D)],
            Self::FindInBody => &[(CTRL, Key::F)],
            Self::FindNext => &[(Modifiers::NONE, Key::F3)],
            Self::FindPrevious => &[(Modifiers::SHIFT, Key::F3)],
            Self::FilterBody => &[(CTRL_SHIFT, Key::J)],
            Self::GoToLine => &[(CTRL, Key::G)],
            Self::ToggleLineWrap => &[(CTRL_SHIFT, Key::L)],
            Self::OpenPalette => &[(CTRL, Key::K), (CTRL, Key::P)],
            Self::OpenNetwork => &[(CTRL, Key::Comma)],
            Self::ShowShortcuts => &[(Modifiers::NONE, Key::F1), (CTRL, Key::Slash)],
            Self::Quit => &[(CTRL, Key::Q)],
            _ => &[],
        };
        keys.iter()
            .map(|(modifiers, key)| KeyboardShortcut::new(*modifiers, *key))
            .collect()
    }

    /// The first shortcut as text of this system, as `Ctrl+Enter`.
    pub fn shortcut_text(self, ctx: &Context) -> Option<String> {
        self.shortcuts().first().map(|keys| format(keys, ctx))
    }

    /// Where it stands in the menu.
    pub fn group(self) -> Group {
        match self {
            Self::Send
            | Self::Cancel
            | Self::NewTab
            | Self::DuplicateTab
            | Self::CloseTab
            | Self::CloseOtherTabs
            | Self::ReopenTab
            | Self::RenameTab
            | Self::OpenSample
            | Self::OpenWrongSecretSample => Group::Request,
            Self::Undo
            | Self::Redo
            | Self::NextTab
            | Self::PreviousTab
            | Self::FocusUrl
            | Self::ShowParams
            | Self::ShowAuth
            | Self::ShowHeaders
            | Self::ShowBody
            | Self::ShowSettings
            | Self::ShowTimeline
            | Self::BeautifyBody
            | Self::MinifyBody
            | Self::ChooseBodyFile
            | Self::CopyResponseBody
            | Self::SaveResponseBody
            | Self::FindInBody
            | Self::FindNext
            | Self::FindPrevious
            | Self::FilterBody
            | Self::GoToLine
            | Self::ToggleLineWrap
            | Self::ShowBodyTree
            | Self::CopyBodyValue
            | Self::CopyBodyPath => Group::View,
            Self::ShowLiveSignature
            | Self::ShowSentSignature
            | Self::PinTime
            | Self::UseTimeNow
            | Self::CopyAuthorization
            | Self::CopyCanonicalRequest
            | Self::CopyStringToSign
            | Self::CopyAsCurlEnv
            | Self::CopyAsCurlSigned
            | Self::CopyAsAwscurl
            | Self::CopyAsRaw
            | Self::CopyAsPresignedUrl
            | Self::TestProtection => Group::Signature,
            Self::UseDarkTheme
            | Self::UseLightTheme
            | Self::UseSystemTheme
            | Self::OpenNetwork
            | Self::OpenCookies
            | Self::OpenPalette
            | Self::ShowShortcuts
            | Self::Quit => Group::Program,
        }
    }
}

/// Keys as text of this system, signs as signs: `Ctrl+.`.
pub fn format(keys: &KeyboardShortcut, ctx: &Context) -> String {
    let text = ctx.format_shortcut(keys);
    let sign = match keys.logical_key {
        Key::Period => ".",
        Key::Slash => "/",
        Key::Comma => ",",
        Key::Escape => "Esc",
        _ => return text,
    };
    text.replace(keys.logical_key.name(), sign)
}

/// Takes the commands typed since the last frame out of the input, before any widget sees them: egui's text
/// fields would take some of the keys for deletions.
///
/// Modifiers must match exactly, so that AltGr (which arrives as Ctrl+Alt on Windows) types its character.
/// Nothing is taken while an input method composes. `takes_escape` says whether Escape means Cancel now.
pub fn consume(ctx: &Context, takes_escape: TakesEscape) -> Vec<Command> {
    ctx.input_mut(|input| {
        let composing = input
            .events
            .iter()
            .any(|event| matches!(event, Event::Ime(ImeEvent::Preedit { .. })));
        if composing {
            return Vec::new();
        }
        let mut typed = Vec::new();
        input.events.retain(|event| {
            let Event::Key {
                key,
                modifiers,
                pressed: true,
                ..
            } = event
            else {
                return true;
            };
            let found = Command::ALL.into_iter().find(|command| {
                (*command != Command::Cancel || takes_escape == TakesEscape::Yes)
                    && command
                        .shortcuts()
                        .iter()
                        .any(|keys| keys.logical_key == *key && modifiers.matches_exact(keys.modifiers))
            });
            typed.extend(found);
            found.is_none()
        });
        typed
    })
}

/// Whether Escape cancels a send, or is left to popups and fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakesEscape {
    /// A send is under way and no popup is open.
    Yes,
    /// Escape closes what is open.
    No,
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn the_table_lists_every_command_once() {
        let mut seen = Command::ALL.to_vec();
        seen.dedup();
        assert_eq!(seen.len(), Command::ALL.len());
        assert_eq!(*Command::ALL.last().unwrap() as usize + 1, Command::ALL.len());
    }

    #[test]
    fn no_two_commands_share_a_shortcut_on_any_system() {
        for is_mac in [false, true] {
            let mut owner: HashMap<(bool, bool, bool, bool, Key), Command> = HashMap::new();
            for command in Command::ALL {
                for keys in command.shortcuts() {
                    let m = keys.modifiers;
                    let ctrl = m.ctrl || (m.command && !is_mac);
                    let cmd = m.mac_cmd || (m.command && is_mac);
                    let before = owner.insert((ctrl, cmd, m.shift, m.alt, keys.logical_key), command);
                    assert_eq!(before, None, "{command:?} takes the keys of {before:?}");
                }
            }
        }
    }

    #[test]
    fn texts_are_short_sentences_without_a_full_stop() {
        for command in Command::ALL {
            let (text, tip) = command.text_and_tooltip();
            for sentence in [text, tip] {
                assert!(
                    !sentence.is_empty() && !sentence.ends_with('.'),
                    "{command:?}: {sentence}"
                );
            }
        }
    }
}
