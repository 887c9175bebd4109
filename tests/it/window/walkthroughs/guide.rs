//! A reader who follows a document step by step at the window.
//!
//! In the documents a control of the window is **bold**, what is typed or read is `code`, and a picture shows the step in
//! front of it. Each step of a test names the words that the document has for it and goes on from there, so that document
//! and test have the same steps in the same order. Bold words that no step uses have to be on screen where they stand, or
//! be a command.

use std::path::{Path, PathBuf};

use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers};

use super::super::test_window::TestWindow;

/// Where the documents say the demo server listens.
pub const PORT_SAID: &str = "8710";
/// The folder that pictures are written to, when it is set.
const PICTURES: &str = "WALKTHROUGH_PICTURES";

/// A document being followed.
pub struct Guide {
    pub window: TestWindow,
    name: &'static str,
    /// The text with every white space made one blank, as lines are broken anywhere.
    text: String,
    /// Bytes of it that were read.
    read: usize,
    /// What the server's port is in truth.
    port: String,
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

/// A document, white space as it is.
pub fn text_of(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap()
}

/// Where pictures are to be written now.
#[expect(
    clippy::disallowed_methods,
    reason = "a test is told by its script, not by a user"
)]
pub fn pictures_wanted() -> Option<PathBuf> {
    std::env::var_os(PICTURES).map(PathBuf::from)
}

/// Names in bold.
fn bold(text: &str) -> Vec<&str> {
    text.split("**").skip(1).step_by(2).collect()
}

impl Guide {
    /// At the beginning of a document, with a server at this port.
    pub fn open(name: &'static str, window: TestWindow, port: u16) -> Self {
        let text = text_of(name).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(text.matches("**").count() % 2, 0, "{name}: bold words end");
        let port = port.to_string();
        Self {
            window,
            name,
            text,
            read: 0,
            port,
        }
    }

    /// Reads on to these words.
    #[track_caller]
    fn read_to(&mut self, words: &str) {
        let (before, rest) = self.text.split_at(self.read);
        let Some(at) = rest.find(words) else {
            let end: String = before.chars().rev().take(80).collect();
            let end: String = end.chars().rev().collect();
            panic!("{}: {words:?} does not stand behind {end:?}", self.name)
        };
        self.on_screen(&rest[..at]);
        self.read += at + words.len();
    }

    /// Names in bold stand on screen, or are commands.
    #[track_caller]
    fn on_screen(&self, text: &str) {
        let controls = self.window.controls();
        for name in bold(text) {
            let is_command = Command::ALL.iter().any(|command| command.text() == name);
            let is_there =
                is_command || controls.iter().any(|control| control == name) || self.window.sees(name);
            assert!(is_there, "{}: {name:?} is not among {controls:#?}", self.name);
        }
    }

    /// The text in code marks that comes next, with the port that is in truth.
    #[track_caller]
    fn next_code(&mut self) -> String {
        self.read_to("`");
        let rest = &self.text[self.read..];
        let end = rest.find('`').unwrap();
        let code = rest[..end].to_owned();
        self.read += end + 1;
        self.in_truth(&code)
    }

    fn in_truth(&self, text: &str) -> String {
        text.replace(PORT_SAID, &self.port)
    }

    /// Clicks a control by the words that the document and the screen have for it.
    #[track_caller]
    pub fn click(&mut self, words: &str) {
        self.click_named(words, words);
    }

    /// Clicks a control whose accessible name says more than the words on it.
    #[track_caller]
    pub fn click_named(&mut self, words: &str, name: &str) {
        self.read_to(&format!("**{words}**"));
        let is_named = name.to_lowercase().contains(&words.to_lowercase());
        assert!(is_named, "{name:?} is another control than {words:?}");
        self.window.click(name);
        self.window.settle();
    }

    /// Chooses a command in the menu.
    #[track_caller]
    pub fn choose(&mut self, command: Command) {
        self.read_to(&format!("**{}**", command.text()));
        self.window.click_in_menu(command.text());
        self.window.settle();
    }

    /// Types what the document says next into a field. `words` stand in front of the field, `name` is told.
    #[track_caller]
    pub fn fill(&mut self, words: &str, name: &str) {
        self.read_to(&format!("**{words}**"));
        self.window.assert_sees(words);
        let text = self.next_code();
        self.window.fill(name, &text);
    }

    /// The same where the words in front of the field are its name.
    #[track_caller]
    pub fn type_into(&mut self, name: &str) {
        self.fill(name, name);
    }

    /// Types the URL that the document says next.
    #[track_caller]
    pub fn url(&mut self) {
        self.read_to("URL");
        let text = self.next_code();
        self.window.fill("URL", &text);
    }

    /// Pastes the block of JSON that comes next into a field.
    #[track_caller]
    pub fn paste_into(&mut self, words: &str) {
        self.read_to("```json ");
        let rest = &self.text[self.read..];
        let end = rest.find(" ```").unwrap();
        let block = rest[..end].to_owned();
        self.read += end + 4;
        self.read_to(&format!("**{words}**"));
        self.window.fill_by_paste(words, &block);
    }

    /// Sends as the document says, and gets the status that it says.
    #[track_caller]
    pub fn send(&mut self, status: u16) {
        self.read_to("**Send**");
        self.window.send();
        self.replied(status);
    }

    /// The same by a command in the menu.
    #[track_caller]
    pub fn send_by(&mut self, command: Command, status: u16) {
        self.read_to(&format!("**{}**", command.text()));
        self.window.send_by(|window| window.click_in_menu(command.text()));
        self.replied(status);
    }

    #[track_caller]
    fn replied(&mut self, status: u16) {
        let said = self.next_code();
        assert_eq!(
            said.split(' ').next(),
            Some(status.to_string().as_str()),
            "{}",
            self.name
        );
        assert_eq!(self.window.status(), status);
        self.window.assert_sees(&said);
    }

    /// The document says that Escape ends what is in front.
    #[track_caller]
    pub fn ends_by_escape(&mut self) {
        let before = self.window.controls();
        self.read_to("Esc");
        self.window.press(Modifiers::NONE, Key::Escape);
        self.window.settle();
        assert_ne!(self.window.controls(), before, "something was in front");
        assert!(self.window.has_button("Send"), "and the request is again");
    }

    /// The document names a control that is on screen, and does not use it.
    #[track_caller]
    pub fn names(&mut self, words: &str) {
        let words = format!("**{words}**");
        self.read_to(&words);
        self.on_screen(&words);
    }

    /// These words stand in the document in code marks, and on screen.
    #[track_caller]
    pub fn sees(&mut self, words: &str) {
        self.read_to(&format!("`{words}`"));
        let words = self.in_truth(words);
        self.window.assert_sees(&words);
    }

    /// The document shows the window as it is now.
    #[track_caller]
    pub fn picture(&mut self, name: &str) {
        self.read_to(&format!("(pictures/{name}.png)"));
        let Some(folder) = pictures_wanted() else { return };
        self.draw(&folder.join(format!("{name}.png")));
    }

    #[cfg(feature = "snapshots")]
    fn draw(&mut self, file: &Path) {
        self.window.harness.ctx.set_theme(eframe::egui::Theme::Dark);
        (0..3).for_each(|_| self.window.frame());
        self.window.harness.render().unwrap().save(file).unwrap();
    }

    #[cfg(not(feature = "snapshots"))]
    fn draw(&mut self, _file: &Path) {
        panic!("pictures are drawn with the feature snapshots");
    }

    /// Reads to the end.
    #[track_caller]
    pub fn end(&mut self) {
        self.on_screen(&self.text[self.read..]);
    }
}
