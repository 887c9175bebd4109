//! The icons of the window, as characters of `assets/fonts/lucide.ttf`.
//!
//! Written by `scripts/fonts.sh`, together with the font: add a name there rather than a line here.
//! Draw them in the font family that holds Lucide; no other font has these code points.

/// Lucide `arrow-left`.
pub const ARROW_LEFT: &str = "\u{e048}";

/// Lucide `arrow-right`.
pub const ARROW_RIGHT: &str = "\u{e049}";

/// Lucide `arrow-up-down`.
pub const ARROW_UP_DOWN: &str = "\u{e37d}";

/// Lucide `braces`.
pub const BRACES: &str = "\u{e36a}";

/// Lucide `check`.
pub const CHECK: &str = "\u{e06c}";

/// Lucide `chevron-down`.
pub const CHEVRON_DOWN: &str = "\u{e06d}";

/// Lucide `chevron-right`.
pub const CHEVRON_RIGHT: &str = "\u{e06f}";

/// Lucide `circle-alert`.
pub const CIRCLE_ALERT: &str = "\u{e077}";

/// Lucide `circle-check`.
pub const CIRCLE_CHECK: &str = "\u{e226}";

/// Lucide `circle-help`.
pub const CIRCLE_HELP: &str = "\u{e082}";

/// Lucide `circle-stop`.
pub const CIRCLE_STOP: &str = "\u{e083}";

/// Lucide `clock`.
pub const CLOCK: &str = "\u{e087}";

/// Lucide `columns-2`.
pub const COLUMNS_2: &str = "\u{e098}";

/// Lucide `command`.
pub const COMMAND: &str = "\u{e09a}";

/// Lucide `copy`.
pub const COPY: &str = "\u{e09e}";

/// Lucide `copy-plus`.
pub const COPY_PLUS: &str = "\u{e3fd}";

/// Lucide `download`.
pub const DOWNLOAD: &str = "\u{e0b2}";

/// Lucide `ellipsis`.
pub const ELLIPSIS: &str = "\u{e0b6}";

/// Lucide `equal`.
pub const EQUAL: &str = "\u{e1bd}";

/// Lucide `equal-not`.
pub const EQUAL_NOT: &str = "\u{e1be}";

/// Lucide `eye`.
pub const EYE: &str = "\u{e0ba}";

/// Lucide `eye-off`.
pub const EYE_OFF: &str = "\u{e0bb}";

/// Lucide `file-plus`.
pub const FILE_PLUS: &str = "\u{e0c9}";

/// Lucide `file-text`.
pub const FILE_TEXT: &str = "\u{e0cc}";

/// Lucide `folder`.
pub const FOLDER: &str = "\u{e0d7}";

/// Lucide `folder-open`.
pub const FOLDER_OPEN: &str = "\u{e247}";

/// Lucide `folder-plus`.
pub const FOLDER_PLUS: &str = "\u{e0d9}";

/// Lucide `funnel`.
pub const FUNNEL: &str = "\u{e0dc}";

/// Lucide `globe`.
pub const GLOBE: &str = "\u{e0e8}";

/// Lucide `hash`.
pub const HASH: &str = "\u{e0ef}";

/// Lucide `info`.
pub const INFO: &str = "\u{e0f9}";

/// Lucide `key-round`.
pub const KEY_ROUND: &str = "\u{e4a3}";

/// Lucide `keyboard`.
pub const KEYBOARD: &str = "\u{e284}";

/// Lucide `library`.
pub const LIBRARY: &str = "\u{e100}";

/// Lucide `list`.
pub const LIST: &str = "\u{e106}";

/// Lucide `lock`.
pub const LOCK: &str = "\u{e10b}";

/// Lucide `menu`.
pub const MENU: &str = "\u{e115}";

/// Lucide `monitor`.
pub const MONITOR: &str = "\u{e11d}";

/// Lucide `moon`.
pub const MOON: &str = "\u{e11e}";

/// Lucide `panel-left`.
pub const PANEL_LEFT: &str = "\u{e12a}";

/// Lucide `pen-line`.
pub const PEN_LINE: &str = "\u{e130}";

/// Lucide `pin`.
pub const PIN: &str = "\u{e259}";

/// Lucide `pin-off`.
pub const PIN_OFF: &str = "\u{e2b6}";

/// Lucide `play`.
pub const PLAY: &str = "\u{e13c}";

/// Lucide `plug-zap`.
pub const PLUG_ZAP: &str = "\u{e45c}";

/// Lucide `plus`.
pub const PLUS: &str = "\u{e13d}";

/// Lucide `redo-2`.
pub const REDO_2: &str = "\u{e2a0}";

/// Lucide `refresh-cw`.
pub const REFRESH_CW: &str = "\u{e145}";

/// Lucide `rotate-ccw`.
pub const ROTATE_CCW: &str = "\u{e148}";

/// Lucide `rows-2`.
pub const ROWS_2: &str = "\u{e439}";

/// Lucide `save`.
pub const SAVE: &str = "\u{e14d}";

/// Lucide `search`.
pub const SEARCH: &str = "\u{e151}";

/// Lucide `send`.
pub const SEND: &str = "\u{e152}";

/// Lucide `server`.
pub const SERVER: &str = "\u{e153}";

/// Lucide `settings`.
pub const SETTINGS: &str = "\u{e154}";

/// Lucide `shield-alert`.
pub const SHIELD_ALERT: &str = "\u{e1fe}";

/// Lucide `shield-check`.
pub const SHIELD_CHECK: &str = "\u{e1ff}";

/// Lucide `square`.
pub const SQUARE: &str = "\u{e167}";

/// Lucide `sun`.
pub const SUN: &str = "\u{e178}";

/// Lucide `terminal`.
pub const TERMINAL: &str = "\u{e181}";

/// Lucide `text-wrap`.
pub const TEXT_WRAP: &str = "\u{e248}";

/// Lucide `trash-2`.
pub const TRASH_2: &str = "\u{e18e}";

/// Lucide `triangle-alert`.
pub const TRIANGLE_ALERT: &str = "\u{e193}";

/// Lucide `undo-2`.
pub const UNDO_2: &str = "\u{e2a1}";

/// Lucide `upload`.
pub const UPLOAD: &str = "\u{e19e}";

/// Lucide `x`.
pub const X: &str = "\u{e1b2}";

/// Every icon above, for the test that the font draws each.
pub const ALL: &[&str] = &[
    ARROW_LEFT,
    ARROW_RIGHT,
    ARROW_UP_DOWN,
    BRACES,
    CHECK,
    CHEVRON_DOWN,
    CHEVRON_RIGHT,
    CIRCLE_ALERT,
    CIRCLE_CHECK,
    CIRCLE_HELP,
    CIRCLE_STOP,
    CLOCK,
    COLUMNS_2,
    COMMAND,
    COPY,
    COPY_PLUS,
    DOWNLOAD,
    ELLIPSIS,
    EQUAL,
    EQUAL_NOT,
    EYE,
    EYE_OFF,
    FILE_PLUS,
    FILE_TEXT,
    FOLDER,
    FOLDER_OPEN,
    FOLDER_PLUS,
    FUNNEL,
    GLOBE,
    HASH,
    INFO,
    KEY_ROUND,
    KEYBOARD,
    LIBRARY,
    LIST,
    LOCK,
    MENU,
    MONITOR,
    MOON,
    PANEL_LEFT,
    PEN_LINE,
    PIN,
    PIN_OFF,
    PLAY,
    PLUG_ZAP,
    PLUS,
    REDO_2,
    REFRESH_CW,
    ROTATE_CCW,
    ROWS_2,
    SAVE,
    SEARCH,
    SEND,
    SERVER,
    SETTINGS,
    SHIELD_ALERT,
    SHIELD_CHECK,
    SQUARE,
    SUN,
    TERMINAL,
    TEXT_WRAP,
    TRASH_2,
    TRIANGLE_ALERT,
    UNDO_2,
    UPLOAD,
    X,
];
