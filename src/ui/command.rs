//! Everything a user can do, as one flat enum: menu, shortcut, palette, tooltip and help derive from it.
//!
//! Long because it is a table: each command has its name, tip, keys and place here and nowhere else.

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
    /// Lists the open requests.
    ListTabs,
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
    /// Shows the note about the request.
    ShowDocs,
    /// Shows phases and connection of the last send.
    ShowTimeline,
    /// Puts response and signature side by side.
    PutPanesBeside,
    /// Puts the response above the signature.
    StackPanes,
    /// Changes between side by side and stacked.
    TurnPanes,
    /// Gives the whole place to the response.
    ShowResponseAlone,
    /// Gives the whole place to the signature.
    ShowSignatureAlone,
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
    /// Compares the signature shown with what the service says it expected.
    CompareWithService,
    /// Explains the signature shown one step at a time.
    ExplainSteps,
    /// Copies the signature report shown as Markdown.
    CopySignatureReport,
    /// Saves the signature report shown as Markdown.
    SaveSignatureReport,
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
    /// Opens the reply body with another program, after asking.
    OpenResponseBody,
    /// Searches the reply body.
    FindInBody,
    /// Goes to the next match in the reply body.
    FindNext,
    /// Goes to the match before in the reply body.
    FindPrevious,
    /// Shows the reply in front against the one before.
    CompareWithPrevious,
    /// Keeps the reply in front to compare others with it.
    PinResponse,
    /// Shows the reply in front against the pinned one.
    CompareWithPinned,
    /// Goes to the next difference of a comparison.
    NextDifference,
    /// Goes to the difference before.
    PreviousDifference,
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
    /// Turns high contrast on or off.
    ToggleHighContrast,
    /// Turns between comfortable and compact rows.
    ToggleDensity,
    /// Makes everything larger.
    ZoomIn,
    /// Makes everything smaller.
    ZoomOut,
    /// Makes everything as large as the system has it.
    ResetZoom,
    /// Larger, with access key IDs masked.
    Present,
    /// Opens the auth that requests inherit.
    EditSharedAuth,
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
    /// Sending, and requests to send.
    Request,
    /// Open requests.
    Tabs,
    /// What is typed.
    Edit,
    /// What is in front.
    View,
    /// The reply.
    Response,
    /// The signature.
    Signature,
    /// The request in the words of other programs.
    CopyAs,
    /// How the window looks.
    Appearance,
    /// The program.
    Program,
}

impl Group {
    /// All groups in menu order.
    pub const ALL: [Self; 9] = [
        Self::Request,
        Self::Tabs,
        Self::Edit,
        Self::View,
        Self::Response,
        Self::Signature,
        Self::CopyAs,
        Self::Appearance,
        Self::Program,
    ];

    /// Heading of the group.
    pub fn title(self) -> &'static str {
        match self {
            Self::Request => "Request",
            Self::Tabs => "Tabs",
            Self::Edit => "Edit",
            Self::View => "View",
            Self::Response => "Response",
            Self::Signature => "Signature",
            Self::CopyAs => "Copy as",
            Self::Appearance => "Appearance",
            Self::Program => "Countersign",
        }
    }
}

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const ALT_SHIFT: Modifiers = Modifiers::ALT.plus(Modifiers::SHIFT);

impl Command {
    /// Every command, in order.
    pub const ALL: [Self; 80] = [
        Self::Send,
        Self::Cancel,
        Self::NewTab,
        Self::DuplicateTab,
        Self::CloseTab,
        Self::CloseOtherTabs,
        Self::ReopenTab,
        Self::ListTabs,
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
        Self::ShowDocs,
        Self::ShowTimeline,
        Self::PutPanesBeside,
        Self::StackPanes,
        Self::TurnPanes,
        Self::ShowResponseAlone,
        Self::ShowSignatureAlone,
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
        Self::CompareWithService,
        Self::ExplainSteps,
        Self::CopySignatureReport,
        Self::SaveSignatureReport,
        Self::CopyAsCurlEnv,
        Self::CopyAsCurlSigned,
        Self::CopyAsAwscurl,
        Self::CopyAsRaw,
        Self::CopyAsPresignedUrl,
        Self::CopyResponseBody,
        Self::SaveResponseBody,
        Self::OpenResponseBody,
        Self::FindInBody,
        Self::FindNext,
        Self::FindPrevious,
        Self::CompareWithPrevious,
        Self::PinResponse,
        Self::CompareWithPinned,
        Self::NextDifference,
        Self::PreviousDifference,
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
        Self::ToggleHighContrast,
        Self::ToggleDensity,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ResetZoom,
        Self::Present,
        Self::EditSharedAuth,
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
            Self::ListTabs => (
                "List open requests…",
                "Find one by its name or URL, go to it or close it",
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
            Self::ShowDocs => ("Show docs", "Read and write the note about this request"),
            Self::ShowTimeline => (
                "Show the timeline",
                "How long each phase took, addresses and certificates",
            ),
            Self::PutPanesBeside => (
                "Response and signature side by side",
                "The response on the left, the signature on the right",
            ),
            Self::StackPanes => (
                "Response above the signature",
                "Both panes over the whole width, for long lines",
            ),
            Self::TurnPanes => (
                "Switch between side by side and stacked",
                "Lay the two panes out the other way",
            ),
            Self::ShowResponseAlone => (
                "Response alone",
                "Give the whole place to the response; again for both panes",
            ),
            Self::ShowSignatureAlone => (
                "Signature alone",
                "Give the whole place to the signature; again for both panes",
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
            Self::CompareWithService => (
                "Compare with the service's canonical request…",
                "Paste what the service expected and see which line differs",
            ),
            Self::CopyAuthorization => ("Copy the Authorization header", "Copy the value of the header"),
            Self::CopyCanonicalRequest => (
                "Copy the canonical request",
                "Copy it as shown, session token masked",
            ),
            Self::CopyStringToSign => ("Copy the string to sign", "Copy its four lines"),
            Self::ExplainSteps => (
                "Explain step by step",
                "Walk from the request to its signature, in type for a projector",
            ),
            Self::CopySignatureReport => (
                "Copy signature report as Markdown",
                "Request, canonical request, string to sign, signature and reply, secrets replaced by marks",
            ),
            Self::SaveSignatureReport => (
                "Save signature report…",
                "Write it to a Markdown file, secrets replaced by marks",
            ),
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
            Self::OpenResponseBody => (
                "Open the response with another program…",
                "Give a copy to the program that the system has for it, after asking",
            ),
            Self::FindInBody => ("Find in the response body", "Search for text or a pattern"),
            Self::FindNext => ("Find the next match", "Go to the next match in the body"),
            Self::FindPrevious => ("Find the previous match", "Go to the match before in the body"),
            Self::CompareWithPrevious => (
                "Compare with the previous response",
                "Show what differs from the response before this one",
            ),
            Self::PinResponse => (
                "Pin this response",
                "Keep it to compare other responses with it; again to let it go",
            ),
            Self::CompareWithPinned => (
                "Compare with the pinned response",
                "Show what differs from the response that is pinned",
            ),
            Self::NextDifference => ("Go to the next difference", "In the comparison of two responses"),
            Self::PreviousDifference => (
                "Go to the previous difference",
                "In the comparison of two responses",
            ),
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
            Self::ToggleHighContrast => (
                "High contrast on or off",
                "Text at 7:1 and visible borders, in the dark and the light theme",
            ),
            Self::ToggleDensity => ("Compact rows on or off", "More rows in the same window"),
            Self::ZoomIn => ("Zoom in", "Make everything larger, up to three times"),
            Self::ZoomOut => ("Zoom out", "Make everything smaller, down to a half"),
            Self::ResetZoom => ("Reset the zoom", "Make everything as large as it was at first"),
            Self::Present => (
                "Presentation mode",
                "Larger, with access key IDs masked; again to end it",
            ),
            Self::EditSharedAuth => (
                "Edit the shared authorization…",
                "Auth of every request that inherits it: credentials typed once",
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
            Self::ListTabs => "tabs switch overview",
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
            Self::CompareWithPrevious | Self::CompareWithPinned | Self::PinResponse => "diff changes history",
            Self::CompareWithService => "diff paste 403 mismatch should have been expected",
            Self::CopySignatureReport | Self::SaveSignatureReport => "export share md sheet",
            Self::ExplainSteps => "teach learn lesson derivation walk",
            Self::Present => "demo projector teach hide mask access key zoom screen share",
            Self::TestProtection => "check security IAM auth 403 public",
            Self::PutPanesBeside | Self::StackPanes | Self::TurnPanes => {
                "layout view columns rows horizontal vertical split"
            }
            Self::ShowResponseAlone | Self::ShowSignatureAlone => "layout maximize hide pane full zoom",
            Self::BeautifyBody => "format prettify indent",
            Self::MinifyBody => "compress compact",
            Self::ChooseBodyFile => "binary upload attach browse",
            Self::UseDarkTheme | Self::UseLightTheme | Self::UseSystemTheme => "appearance colors",
            Self::ToggleHighContrast => "accessibility theme appearance colors",
            Self::ToggleDensity => "density comfortable spacing size appearance",
            Self::ZoomIn | Self::ZoomOut | Self::ResetZoom => "font size scale bigger smaller actual size",
            Self::ShowSettings => "timeout redirect protocol http2 sni resolve encoding",
            Self::ShowDocs => "markdown documentation description readme notes",
            Self::ShowTimeline => "timing waterfall dns tls certificate redirects connection",
            Self::SaveResponseBody => "download export file",
            Self::OpenResponseBody => "browser preview viewer external",
            Self::OpenCookies => "jar session",
            Self::EditSharedAuth => "inherit global default environment credentials AccessKey SecretKey",
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
            Self::ListTabs => &[(CTRL_SHIFT, Key::A)],
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
            Self::TurnPanes => &[(CTRL, Key::J)],
            Self::ShowResponseAlone => &[(Modifiers::NONE, Key::F8)],
            Self::ShowSignatureAlone => &[(Modifiers::NONE, Key::F9)],
            Self::BeautifyBody => &[(CTRL, Key::B), (ALT_SHIFT, Key::F)],
            Self::ShowLiveSignature => &[(CTRL, Key::I)],
            Self::ShowSentSignature => &[(CTRL_SHIFT, Key::I)],
            Self::CopyResponseBody => &[(CTRL, Key::Period)],
            Self::SaveResponseBody => &[(CTRL_SHIFT, Key::D)],
            Self::FindInBody => &[(CTRL, Key::F)],
            Self::FindNext => &[(Modifiers::NONE, Key::F3)],
            Self::FindPrevious => &[(Modifiers::SHIFT, Key::F3)],
            // A plus is unshifted on a German keyboard, and a shifted equals on an American one.
            Self::ZoomIn => &[
                (CTRL, Key::Plus),
                (CTRL, Key::Equals),
                (CTRL_SHIFT, Key::Plus),
                (CTRL_SHIFT, Key::Equals),
            ],
            Self::ZoomOut => &[(CTRL, Key::Minus)],
            Self::ResetZoom => &[(CTRL, Key::Num0)],
            Self::NextDifference => &[(Modifiers::NONE, Key::F7)],
            Self::PreviousDifference => &[(Modifiers::SHIFT, Key::F7)],
            Self::FilterBody => &[(CTRL_SHIFT, Key::J)],
            Self::GoToLine => &[(CTRL, Key::G)],
            Self::ToggleLineWrap => &[(CTRL_SHIFT, Key::L)],
            Self::OpenPalette => &[(CTRL, Key::K), (CTRL, Key::P)],
            Self::ExplainSteps => &[(Modifiers::NONE, Key::F4)],
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
            | Self::OpenSample
            | Self::OpenWrongSecretSample => Group::Request,
            Self::NewTab
            | Self::DuplicateTab
            | Self::CloseTab
            | Self::CloseOtherTabs
            | Self::ReopenTab
            | Self::ListTabs
            | Self::RenameTab
            | Self::NextTab
            | Self::PreviousTab => Group::Tabs,
            Self::Undo
            | Self::Redo
            | Self::BeautifyBody
            | Self::MinifyBody
            | Self::ChooseBodyFile => Group::Edit,
            Self::FocusUrl
            | Self::ShowParams
            | Self::ShowAuth
            | Self::ShowHeaders
            | Self::ShowBody
            | Self::ShowSettings
            | Self::ShowDocs
            | Self::ShowTimeline
            | Self::PutPanesBeside
            | Self::StackPanes
            | Self::TurnPanes
            | Self::ShowResponseAlone
            | Self::ShowSignatureAlone => Group::View,
            Self::CopyResponseBody
            | Self::SaveResponseBody
            | Self::OpenResponseBody
            | Self::FindInBody
            | Self::FindNext
            | Self::FindPrevious
            | Self::CompareWithPrevious
            | Self::PinResponse
            | Self::CompareWithPinned
            | Self::NextDifference
            | Self::PreviousDifference
            | Self::FilterBody
            | Self::GoToLine
            | Self::ToggleLineWrap
            | Self::ShowBodyTree
            | Self::CopyBodyValue
            | Self::CopyBodyPath => Group::Response,
            Self::ShowLiveSignature
            | Self::ShowSentSignature
            | Self::PinTime
            | Self::UseTimeNow
            | Self::CompareWithService
            | Self::CopyAuthorization
            | Self::CopyCanonicalRequest
            | Self::CopyStringToSign
            | Self::ExplainSteps
            | Self::CopySignatureReport
            | Self::SaveSignatureReport
            | Self::TestProtection => Group::Signature,
            Self::CopyAsCurlEnv
            | Self::CopyAsCurlSigned
            | Self::CopyAsAwscurl
            | Self::CopyAsRaw
            | Self::CopyAsPresignedUrl => Group::CopyAs,
            Self::UseDarkTheme
            | Self::UseLightTheme
            | Self::UseSystemTheme
            | Self::ToggleHighContrast
            | Self::ToggleDensity
            | Self::ZoomIn
            | Self::ZoomOut
            | Self::ResetZoom
            | Self::Present => Group::Appearance,
            Self::EditSharedAuth
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
        Key::Plus => "+",
        Key::Minus => "-",
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
        // A letter with Alt comes as a key and then as text.
        let mut with_alt: Option<Key> = None;
        input.events.retain(|event| {
            if let Event::Text(text) = event {
                return !with_alt
                    .take()
                    .is_some_and(|key| text.eq_ignore_ascii_case(key.name()));
            }
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
            with_alt = found.filter(|_| modifiers.alt).map(|_| *key);
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
    fn the_letter_of_a_shortcut_with_alt_is_not_typed_and_others_are() {
        let ctx = Context::default();
        let key = |key, modifiers| Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers,
        };
        let text = |text: &str| Event::Text(text.to_owned());
        ctx.input_mut(|input| {
            input.events = vec![
                key(Key::F, ALT_SHIFT),
                text("F"),
                text("f"),
                key(Key::G, ALT_SHIFT),
                text("G"),
            ];
        });
        assert_eq!(consume(&ctx, TakesEscape::No), [Command::BeautifyBody]);
        let left = ctx.input(|input| input.events.clone());
        assert_eq!(left, [text("f"), key(Key::G, ALT_SHIFT), text("G")]);
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
