//! Everything a user can do, as one table: menu, shortcut, palette, tooltip and help derive from it.

use eframe::egui::{Context, Key, KeyboardShortcut, Modifiers};

const NONE: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(SHIFT);
const ALT_SHIFT: Modifiers = Modifiers::ALT.plus(SHIFT);

/// A row of the table.
struct Row {
    group: Group,
    text: &'static str,
    tooltip: &'static str,
    words: &'static str,
    keys: &'static [(Modifiers, Key)],
}

/// Makes the commands of the table. A row is: name, group in the menu, text, tooltip; and where there are any, words of
/// other clients by which the palette finds it too, and keys, the one shown in menus first.
macro_rules! commands {
    ($($name:ident: $group:ident, $text:literal, $tooltip:literal
        $(, words: $words:literal)? $(, keys: [$(($modifiers:expr, $key:ident)),+])?;)+) => {
        /// A thing the user can do. Listed in the order of palette and menu.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Command {
            $(#[doc = $tooltip] $name,)+
        }

        impl Command {
            /// Every command, in order.
            pub const ALL: [Self; [$($text),+].len()] = [$(Self::$name),+];

            fn row(self) -> &'static Row {
                match self {
                    $(Self::$name => const {
                        &Row {
                            group: Group::$group,
                            text: $text,
                            tooltip: $tooltip,
                            words: concat!($($words)?),
                            keys: &[$($(($modifiers, Key::$key)),+)?],
                        }
                    },)+
                }
            }
        }
    };
}

commands! {
    Send: Request, "Send", "Sign the request and send it",
        words: "run execute", keys: [(CTRL, Enter), (CTRL, R), (NONE, F5)];
    Cancel: Request, "Cancel", "Stop the request under way and close its connection", keys: [(NONE, Escape)];
    NewTab: Tabs, "New request", "Open an empty request in a new tab", keys: [(CTRL, T), (CTRL, N)];
    DuplicateTab: Tabs, "Duplicate request", "Open a copy of this request in a new tab", keys: [(CTRL, D)];
    CloseTab: Tabs, "Close tab", "Close this tab; it can be reopened", keys: [(CTRL, W)];
    CloseOtherTabs: Tabs, "Close other tabs", "Close every tab but this one; they can be reopened";
    ReopenTab: Tabs, "Reopen closed tab", "Open the tab that was closed last", keys: [(CTRL_SHIFT, T)];
    ListTabs: Tabs, "List open requests…", "Find one by its name or URL, go to it or close it",
        words: "tabs switch overview", keys: [(CTRL_SHIFT, A)];
    RenameTab: Tabs, "Rename request", "Type a name for this request in its tab", keys: [(NONE, F2)];
    NextTab: Tabs, "Next tab", "Go to the tab on the right", keys: [(Modifiers::CTRL, Tab), (CTRL, PageDown)];
    PreviousTab: Tabs, "Previous tab", "Go to the tab on the left",
        keys: [(Modifiers::CTRL.plus(SHIFT), Tab), (CTRL, PageUp)];
    SaveRequest: Collections, "Save", "Write this request to its file; a new one is put into a collection",
        words: "store keep write file", keys: [(CTRL, S)];
    SaveRequestAs: Collections, "Save as…", "Put this request into a folder of a collection under another name",
        words: "store keep write copy file", keys: [(CTRL_SHIFT, S)];
    SaveAll: Collections, "Save all", "Write every request that has unsaved changes to its file",
        words: "store keep write files";
    ShowUnsaved: Collections, "Show unsaved changes…", "What Save would change in the file of this request",
        words: "diff difference compare edits git";
    CopyRequestPath: Collections, "Copy the path of the request's file", "Copy where the file of this request stands",
        words: "reveal file folder location";
    EditInherited: Collections, "Edit what it inherits…",
        "Auth and headers of the folder or collection that this request stands in, or the shared authorization",
        words: "inherit folder collection defaults auth headers parent";
    OpenCollection: Collections, "Open collection…", "Open a folder with an opencollection.yml, as Bruno writes it",
        words: "bruno import folder workspace open", keys: [(CTRL, O)];
    NewCollection: Collections, "New collection…", "Make a folder for requests that are kept",
        words: "create workspace folder bruno";
    ImportCollection: Collections, "Import…",
        "Collections of other programs and API descriptions: shown before they are written",
        words: "postman openapi swagger insomnia open file convert migrate";
    ExportCollection: Collections, "Export…", "A collection for Postman and other programs, without secrets",
        words: "postman openapi swagger har save convert share";
    UndoImport: Collections, "Take back the last import", "Delete what was imported last",
        words: "undo revert remove";
    ShowSidebar: Collections, "Show or hide the sidebar", "Collections, folders and requests as a tree",
        words: "tree explorer panel toggle", keys: [(CTRL, Backslash)];
    FilterSidebar: Collections, "Filter the sidebar", "Find a request of the open collections by name, method or URL",
        words: "search tree find", keys: [(CTRL_SHIFT, F)];
    ShowHistory: Collections, "History…",
        "What was sent: search it, open it as it was, send it again, compare",
        words: "past sends log recent requests search clear", keys: [(CTRL_SHIFT, H)];
    RunRequests: Collections, "Run requests…",
        "Send the requests of a collection or folder one after the other, and check the replies",
        words: "runner collection folder test data csv iterations suite", keys: [(CTRL_SHIFT, R)];
    ShowRun: Collections, "Show the run", "What came of the run, or how far it is",
        words: "runner results report junit progress";
    Undo: Edit, "Undo", "Take the last edit of this request back", keys: [(CTRL, Z)];
    Redo: Edit, "Redo", "Make the edit again that was taken back", keys: [(CTRL_SHIFT, Z), (CTRL, Y)];
    FocusUrl: View, "Edit the URL", "Put the cursor into the URL bar", keys: [(CTRL, L)];
    ShowParams: View, "Show params", "Edit the query and path parameters",
        words: "query string path variables parameters";
    ShowAuth: View, "Show auth", "Edit the credentials, region and service",
        words: "AccessKey SecretKey AWS Region Service Name authorization credentials";
    ShowHeaders: View, "Show headers", "Edit the headers and see which are signed";
    ShowBody: View, "Show body", "Edit the body";
    ShowChecks: View, "Show checks", "Edit what the response is checked for and what is taken from it; to the first that fails",
        words: "tests assertions assert captures extract expect verify variables postman", keys: [(NONE, F6)];
    ShowSettings: View, "Show settings", "Edit how this request is sent",
        words: "timeout redirect protocol http2 sni resolve encoding";
    ShowDocs: View, "Show docs", "Read and write the note about this request",
        words: "markdown documentation description readme notes";
    ShowTimeline: View, "Show the timeline", "How long each phase took, addresses and certificates",
        words: "timing waterfall dns tls certificate redirects connection";
    PutPanesBeside: View, "Response and signature side by side",
        "The response on the left, the signature on the right",
        words: "layout view columns rows horizontal vertical split";
    StackPanes: View, "Response above the signature", "Both panes over the whole width, for long lines",
        words: "layout view columns rows horizontal vertical split";
    TurnPanes: View, "Switch between side by side and stacked", "Lay the two panes out the other way",
        words: "layout view columns rows horizontal vertical split", keys: [(CTRL, J)];
    ShowResponseAlone: View, "Response alone", "Give the whole place to the response; again for both panes",
        words: "layout maximize hide pane full zoom", keys: [(NONE, F8)];
    ShowSignatureAlone: View, "Signature alone",
        "Give the whole place to the signature; again for both panes",
        words: "layout maximize hide pane full zoom", keys: [(NONE, F9)];
    BeautifyBody: Edit, "Beautify the JSON body", "Indent the body by two spaces",
        words: "format prettify indent", keys: [(CTRL, B), (ALT_SHIFT, F)];
    MinifyBody: Edit, "Minify the JSON body", "Take the white space out of the body",
        words: "compress compact";
    ChooseBodyFile: Edit, "Choose a file as the body…", "Send the bytes of a file",
        words: "binary upload attach browse";
    ShowLiveSignature: Signature, "Show the live signature", "Show what would be signed now",
        keys: [(CTRL, I)];
    ShowSentSignature: Signature, "Show the signature as sent", "Show what was signed at the last send",
        keys: [(CTRL_SHIFT, I)];
    PinTime: Signature, "Pin the signing time", "Keep this signing time for every edit and send";
    UseTimeNow: Signature, "Sign with the time now", "Take the signing time from the clock again";
    UseServiceTime: Signature, "Sign with the service's time",
        "Sign for the time that the last reply told, until Countersign quits",
        words: "clock skew offset expired RequestTimeTooSkewed server";
    UseOwnTime: Signature, "Sign with this computer's time", "Take no offset to the service's clock any more",
        words: "clock skew offset local";
    CopyAuthorization: Signature, "Copy the Authorization header", "Copy the value of the header";
    CopyCanonicalRequest: Signature, "Copy the canonical request", "Copy it as shown, session token masked";
    CopyStringToSign: Signature, "Copy the string to sign", "Copy its four lines";
    CompareWithService: Signature, "Compare with the service's canonical request…",
        "Paste what the service expected and see which line differs",
        words: "diff paste 403 mismatch should have been expected";
    ExplainSteps: Signature, "Explain step by step",
        "Walk from the request to its signature, in type for a projector",
        words: "teach learn lesson derivation walk", keys: [(NONE, F4)];
    CopySignatureReport: Signature, "Copy signature report as Markdown",
        "Request, canonical request, string to sign, signature and reply, secrets replaced by marks",
        words: "export share md sheet";
    SaveSignatureReport: Signature, "Save signature report…",
        "Write it to a Markdown file, secrets replaced by marks", words: "export share md sheet";
    VerifySignedElsewhere: Signature, "Verify a request signed elsewhere…",
        "Check a curl command, an HTTP message, a HAR or a presigned URL as the service would; nothing is sent",
        words: "check debug foreign signature presigned har curl raw paste 403 SignatureDoesNotMatch";
    ReportForSupport: Signature, "Report for support…",
        "Request, signature, reply, findings and connection as Markdown, without secrets; shown before it is saved",
        words: "bundle export share markdown bug ticket case colleague";
    CopyAsCode: CopyAs, "Copy as code…",
        "The request in a language of your choice, with a signature that the code makes; no secret is in it",
        words: "export snippet generate python javascript node go java rust c# csharp powershell httpie botocore \
                presigned", keys: [(CTRL_SHIFT, K)];
    CopyAsCurlEnv: CopyAs, "Copy as curl with keys from the environment",
        "A curl command that signs by itself; no key is in it", words: "export code snippet command line";
    CopyAsCurlSigned: CopyAs, "Copy as curl, signed once",
        "A curl command with this signature, good for 15 minutes", words: "export code snippet command line";
    CopyAsAwscurl: CopyAs, "Copy as awscurl",
        "A command of awscurl, which signs with the environment's keys",
        words: "export code snippet command line";
    CopyAsRaw: CopyAs, "Copy as raw HTTP", "The HTTP/1.1 message as it is sent",
        words: "export code snippet command line";
    CopyAsPresignedUrl: CopyAs, "Copy the presigned URL",
        "The URL with its signature, when it is signed into the query", words: "share link query";
    CopyResponseBody: Response, "Copy the response body", "Copy the whole body as text", keys: [(CTRL, Period)];
    SaveResponseBody: Response, "Save the response body…", "Write it to a file, as shown or as received",
        words: "download export file", keys: [(CTRL_SHIFT, D)];
    OpenResponseBody: Response, "Open the response with another program…",
        "Give a copy to the program that the system has for it, after asking",
        words: "browser preview viewer external";
    FindInBody: Response, "Find in the response body", "Search for text or a pattern",
        words: "search filter regex", keys: [(CTRL, F)];
    FindNext: Response, "Find the next match", "Go to the next match in the body", keys: [(NONE, F3)];
    FindPrevious: Response, "Find the previous match", "Go to the match before in the body", keys: [(SHIFT, F3)];
    CompareWithPrevious: Response, "Compare with the previous response",
        "Show what differs from the response before this one", words: "diff changes history";
    PinResponse: Response, "Pin this response", "Keep it to compare other responses with it; again to let it go",
        words: "diff changes history";
    CompareWithPinned: Response, "Compare with the pinned response",
        "Show what differs from the response that is pinned", words: "diff changes history";
    NextDifference: Response, "Go to the next difference", "In the comparison of two responses",
        keys: [(NONE, F7)];
    PreviousDifference: Response, "Go to the previous difference", "In the comparison of two responses",
        keys: [(SHIFT, F7)];
    FilterBody: Response, "Filter the response body by a path", "Show what a JSONPath or an XPath picks",
        words: "query jsonpath xpath jq select pick", keys: [(CTRL_SHIFT, J)];
    GoToLine: Response, "Go to a line of the body", "Type the number of a line",
        words: "jump number offset byte", keys: [(CTRL, G)];
    ToggleLineWrap: Response, "Wrap long lines of the body",
        "Break lines at the edge of the pane, or scroll sideways", words: "soft word break",
        keys: [(CTRL_SHIFT, L)];
    ShowBodyTree: Response, "Show the body as a tree", "One row for each value, to fold and unfold",
        words: "fold collapse expand outline";
    CopyBodyValue: Response, "Copy the value in front", "Copy the value at the cursor in the response body";
    CopyBodyPath: Response, "Copy the path of the value in front",
        "Copy its JSONPath or XPath, as the filter takes it", words: "jsonpath xpath pointer";
    TestProtection: Signature, "Test protection…",
        "Send it unsigned, signed, and with a wrong secret, and compare the answers",
        words: "check security IAM auth 403 public";
    OpenSample: Request, "Open the signed sample", "A request against the embedded server, ready to send";
    OpenWrongSecretSample: Request, "Open the sample with a wrong secret",
        "See a 403 and what the server expected";
    BreakIt: Request, "Break it…", "Practise on a request that is refused: find the cause and mend it",
        words: "lesson learn teach exercise training fault 403";
    UseDarkTheme: Appearance, "Use the dark theme", "Dark colours", words: "appearance colors";
    UseLightTheme: Appearance, "Use the light theme", "Light colours", words: "appearance colors";
    UseSystemTheme: Appearance, "Use the system's theme", "Follow the system's choice of dark or light",
        words: "appearance colors";
    ToggleHighContrast: Appearance, "High contrast on or off",
        "Text at 7:1 and visible borders, in the dark and the light theme",
        words: "accessibility theme appearance colors";
    ToggleDensity: Appearance, "Compact rows on or off", "More rows in the same window",
        words: "density comfortable spacing size appearance";
    // A plus is unshifted on a German keyboard, and a shifted equals on an American one.
    ZoomIn: Appearance, "Zoom in", "Make everything larger, up to three times",
        words: "font size scale bigger smaller actual size",
        keys: [(CTRL, Plus), (CTRL, Equals), (CTRL_SHIFT, Plus), (CTRL_SHIFT, Equals)];
    ZoomOut: Appearance, "Zoom out", "Make everything smaller, down to a half",
        words: "font size scale bigger smaller actual size", keys: [(CTRL, Minus)];
    ResetZoom: Appearance, "Reset the zoom", "Make everything as large as it was at first",
        words: "font size scale bigger smaller actual size", keys: [(CTRL, Num0)];
    Present: Appearance, "Presentation mode", "Larger, with access key IDs masked; again to end it",
        words: "demo projector teach hide mask access key zoom screen share";
    FetchCredentials: Credentials, "Fetch the credentials",
        "Ask the source of this request's credentials for new ones; nothing is sent to the API",
        words: "refresh renew assume role profile sso session token";
    WhoAmI: Credentials, "Who am I?", "Ask STS whose credentials these are; one call, made by a click alone",
        words: "whoami identity account arn caller";
    SendAsCaller: Credentials, "Send as the caller of the role",
        "Sign without the last role, to see what the caller alone is answered",
        words: "assume role identity compare prove";
    ShowCredentialPlan: Credentials, "Where the credentials come from…",
        "Each value with its file and line, variable or field, and whom Send would ask; nobody is asked now",
        words: "explain source profile chain origin config debug";
    SignOut: Credentials, "Sign out of IAM Identity Center",
        "End the sign-in that this request's credentials come from, for the AWS CLI too",
        words: "sso logout log out";
    ShowOwnCalls: Credentials, "Calls of Countersign itself…",
        "What was asked of STS and IAM Identity Center for credentials in this run",
        words: "network log trace sts sso transparency";
    CopyCredentialsAsShell: Credentials, "Copy credentials as shell exports…",
        "The keys in clear text, after a warning", words: "export environment AWS_ACCESS_KEY_ID bash";
    CopyCredentialsAsProfile: Credentials, "Copy credentials as a profile…",
        "The keys in clear text, after a warning", words: "export ini credentials file";
    CopyCredentialsAsJson: Credentials, "Copy credentials as JSON…",
        "The keys in clear text, after a warning", words: "export credential_process";
    SwitchEnvironment: Environment, "Switch the environment", "Choose the environment of the collection in front",
        words: "variables dev test prod stage select", keys: [(CTRL, E)];
    EditEnvironments: Environment, "Edit environments…",
        "Variables and secrets of the collection in front and of its environments",
        words: "variables secrets manage dev test prod", keys: [(CTRL_SHIFT, E)];
    GoToVariable: Environment, "Go to the variable's definition",
        "Where the variable at the cursor is defined, to read and edit it",
        words: "variable definition jump source", keys: [(NONE, F12)];
    ForgetCaptured: Environment, "Forget captured values",
        "Values that captures took from responses are variables no more; those in environments stay",
        words: "runtime variables clear reset captures";
    EditGlobalVariables: Environment, "Global variables…", "Variables of every request of this person",
        words: "globals environment";
    FillMissingValues: Environment, "Missing secret values…",
        "Give the secrets of the environment that have no value on this computer",
        words: "variables clone colleague key store";
    EditSharedAuth: Program, "Edit the shared authorization…",
        "Auth of every request that inherits it: credentials typed once",
        words: "inherit global default environment credentials AccessKey SecretKey";
    OpenSettings: Program, "Settings…", "Appearance, network, keys, history and more, in one place with a search",
        words: "preferences options configure customize", keys: [(CTRL, Comma)];
    OpenNetwork: Program, "Network settings…", "Proxy, certificates and timeouts of all requests",
        words: "preferences tls ssl ca mtls client certificate proxy timeout";
    ChangeKeys: Program, "Change keys…", "Keys of commands: change, export, import",
        words: "keyboard shortcuts bindings hotkeys customize";
    OpenCookies: Program, "Cookies…", "See, change and delete the cookies of this run", words: "jar session";
    OpenPalette: Program, "Search or run a command", "Every command by name", keys: [(CTRL, K), (CTRL, P)];
    ShowShortcuts: Program, "Keyboard shortcuts", "All commands with their keys",
        words: "help keys", keys: [(NONE, F1), (CTRL, Slash)];
    Quit: Program, "Quit", "Close the window; open requests come back at the next start", keys: [(CTRL, Q)];
}

/// What there is to act on now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each thing that may be there"
)]
pub struct Available {
    /// An edit that can be taken back.
    pub undo: bool,
    /// An edit that was taken back.
    pub redo: bool,
    /// A tab that can be reopened.
    pub closed_tabs: bool,
    /// A collection in front, which has environments.
    pub collection: bool,
}

/// Where a command stands in the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Sending, and requests to send.
    Request,
    /// Requests that are kept in files.
    Collections,
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
    /// Whose keys sign.
    Credentials,
    /// Variables and secrets.
    Environment,
    /// How the window looks.
    Appearance,
    /// The program.
    Program,
}

impl Group {
    /// All groups in menu order.
    pub const ALL: [Self; 12] = [
        Self::Request,
        Self::Tabs,
        Self::Collections,
        Self::Edit,
        Self::View,
        Self::Response,
        Self::Signature,
        Self::CopyAs,
        Self::Credentials,
        Self::Environment,
        Self::Appearance,
        Self::Program,
    ];

    /// Heading of the group.
    pub fn title(self) -> &'static str {
        match self {
            Self::Request => "Request",
            Self::Collections => "Collections",
            Self::Tabs => "Tabs",
            Self::Edit => "Edit",
            Self::View => "View",
            Self::Response => "Response",
            Self::Signature => "Signature",
            Self::CopyAs => "Copy as",
            Self::Credentials => "Credentials",
            Self::Environment => "Environment",
            Self::Appearance => "Appearance",
            Self::Program => "Countersign",
        }
    }
}

impl Command {
    /// Name in menu and palette, and what it does.
    pub fn text_and_tooltip(self) -> (&'static str, &'static str) {
        (self.row().text, self.row().tooltip)
    }

    /// Name in menu and palette.
    pub fn text(self) -> &'static str {
        self.row().text
    }

    /// Words of other clients by which the palette finds it too.
    pub fn other_words(self) -> &'static str {
        self.row().words
    }

    /// Where it stands in the menu.
    pub fn group(self) -> Group {
        self.row().group
    }

    /// Why the command does nothing now, in the words of the message; `None` when it can run.
    pub fn unavailable(self, now: Available) -> Option<&'static str> {
        match self {
            Self::Undo if !now.undo => Some("Nothing to undo"),
            Self::Redo if !now.redo => Some("Nothing to redo"),
            Self::ReopenTab if !now.closed_tabs => Some("No closed tab to reopen"),
            Self::SwitchEnvironment | Self::EditEnvironments | Self::FillMissingValues if !now.collection => {
                Some("Open a request of a collection first: environments belong to it")
            }
            _ => None,
        }
    }

    /// Its keys unless a person chose others, the one shown in menus first.
    pub fn shortcuts(self) -> Vec<KeyboardShortcut> {
        let keys = self.row().keys.iter();
        keys.map(|(modifiers, key)| KeyboardShortcut::new(*modifiers, *key))
            .collect()
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
        Key::Backslash => "\\",
        _ => return text,
    };
    text.replace(keys.logical_key.name(), sign)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn no_group_of_the_menu_is_empty() {
        for group in Group::ALL {
            assert!(
                Command::ALL.iter().any(|command| command.group() == group),
                "{group:?}"
            );
        }
    }

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
