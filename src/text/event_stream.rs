//! Server-sent events, as they come.
//!
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>

use memchr::memchr2;

/// Longest line and longest data of one event; what is more is left out, and the event says so.
pub const MOST_EVENT_BYTES: usize = 1_000_000;

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerEvent {
    /// The last id the stream gave, which stays for the events after it.
    pub id: String,
    /// `event`; empty means `message`.
    pub kind: String,
    /// Its data lines, joined by line ends.
    pub data: String,
    /// `retry` in milliseconds, when it stands in the event.
    pub retry_millis: Option<u64>,
    /// True when it was longer than [`MOST_EVENT_BYTES`].
    pub is_cut: bool,
}

/// Reads a stream in pieces of any size; holds one event at most.
#[derive(Clone, Debug, Default)]
pub struct EventStream {
    line: Vec<u8>,
    last_id: String,
    kind: String,
    data: Option<String>,
    retry_millis: Option<u64>,
    is_cut: bool,
    /// The last byte was a `\r`, whose `\n` may come.
    after_return: bool,
    past_first_line: bool,
}

impl EventStream {
    /// The next bytes: gives the events they end.
    pub fn push(&mut self, bytes: &[u8], mut each: impl FnMut(ServerEvent)) {
        let mut rest = bytes;
        if let Some((first, after)) = rest.split_first()
            && std::mem::take(&mut self.after_return)
            && *first == b'\n'
        {
            rest = after;
        }
        while let Some(at) = memchr2(b'\n', b'\r', rest) {
            let (line, after) = rest.split_at(at);
            self.hold(line);
            let line = std::mem::take(&mut self.line);
            self.take_line(&line, &mut each);
            rest = match after {
                [b'\r', b'\n', rest @ ..] => rest,
                [b'\r'] => {
                    self.after_return = true;
                    &[]
                }
                _ => after.get(1..).unwrap_or_default(),
            };
        }
        self.hold(rest);
    }

    /// The data of an event that has not ended yet, as it stands: a stream that is cut leaves it there.
    pub fn unfinished(&self) -> Option<&str> {
        self.data.as_deref()
    }

    fn hold(&mut self, bytes: &[u8]) {
        let room = MOST_EVENT_BYTES.saturating_sub(self.line.len());
        self.is_cut |= bytes.len() > room;
        self.line.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    fn take_line(&mut self, line: &[u8], each: &mut impl FnMut(ServerEvent)) {
        let text = String::from_utf8_lossy(line);
        let is_first = !std::mem::replace(&mut self.past_first_line, true);
        let text = text
            .strip_prefix('\u{FEFF}')
            .filter(|_| is_first)
            .unwrap_or(&text);
        if text.is_empty() {
            return self.dispatch(each);
        }
        let (name, value) = text.split_once(':').unwrap_or((text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut self.kind),
            "data" => self.add_data(value),
            "id" if !value.contains('\0') => value.clone_into(&mut self.last_id),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry_millis = value.parse().ok();
            }
            // A line that begins with a colon is a comment; other names are ignored.
            _ => {}
        }
    }

    fn add_data(&mut self, value: &str) {
        let data = match &mut self.data {
            Some(data) => {
                data.push('\n');
                data
            }
            None => self.data.insert(String::new()),
        };
        let room = MOST_EVENT_BYTES.saturating_sub(data.len());
        let fits = value.floor_char_boundary(room);
        self.is_cut |= fits < value.len();
        data.push_str(value.get(..fits).unwrap_or_default());
    }

    fn dispatch(&mut self, each: &mut impl FnMut(ServerEvent)) {
        let kind = std::mem::take(&mut self.kind);
        let retry_millis = self.retry_millis.take();
        let is_cut = std::mem::take(&mut self.is_cut);
        let Some(data) = self.data.take() else {
            return;
        };
        each(ServerEvent {
            id: self.last_id.clone(),
            kind,
            data,
            retry_millis,
            is_cut,
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn events(bytes: &[u8]) -> Vec<ServerEvent> {
        let mut found = Vec::new();
        EventStream::default().push(bytes, |event| found.push(event));
        found
    }

    fn datas(text: &str) -> Vec<String> {
        events(text.as_bytes())
            .into_iter()
            .map(|event| event.data)
            .collect()
    }

    #[test]
    fn the_examples_of_the_standard() {
        assert_eq!(datas("data: YHOO\ndata: +2\ndata: 10\n\n"), ["YHOO\n+2\n10"]);
        let found = events(
            b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
        );
        let shown: Vec<_> = found
            .iter()
            .map(|event| (event.data.as_str(), event.id.as_str()))
            .collect();
        assert_eq!(
            shown,
            [("first event", "1"), ("second event", ""), (" third event", "")]
        );
        assert_eq!(datas("data\n\ndata\ndata\n\ndata:"), ["", "\n"]);
        assert_eq!(datas("data:test\n\ndata: test\n\n"), ["test", "test"]);
    }

    #[test]
    fn fields_and_line_ends() {
        let found = events("\u{FEFF}event: add\rid: 7\r\nretry: 250\ndata: x\r\n\r\nretry: 2s\ndata: y\n\nid: a\0b\ndata\n\n".as_bytes());
        assert_eq!(
            found[0],
            ServerEvent {
                id: "7".into(),
                kind: "add".into(),
                data: "x".into(),
                retry_millis: Some(250),
                is_cut: false,
            }
        );
        assert_eq!((found[1].kind.as_str(), found[1].retry_millis), ("", None));
        assert_eq!(found[2].id, "7");
        assert_eq!(datas("event: lost\n\ndata: z"), Vec::<String>::new());
    }

    #[test]
    fn what_is_too_long_is_cut_and_said() {
        let long = format!("data: {}\n\n", "é".repeat(MOST_EVENT_BYTES));
        let found = events(long.as_bytes());
        assert!(found[0].is_cut && found[0].data.len() <= MOST_EVENT_BYTES);
        let many = format!("{}\n", format!("data: {}\n", "x".repeat(9_999)).repeat(200));
        let found = events(many.as_bytes());
        assert!(found[0].is_cut && found[0].data.len() <= MOST_EVENT_BYTES + 200);
    }

    proptest! {
        #[test]
        fn pieces_give_the_events_of_the_whole(
            text in "((data|id|event|retry|x)?(: ?)?[a-z0-9é]{0,3}(\n|\r|\r\n)){0,20}",
            cuts in proptest::collection::vec(1usize..5, 0..60),
        ) {
            let mut found = Vec::new();
            let mut stream = EventStream::default();
            let mut rest = text.as_bytes();
            for cut in cuts {
                let (piece, after) = rest.split_at(cut.min(rest.len()));
                stream.push(piece, |event| found.push(event));
                rest = after;
            }
            stream.push(rest, |event| found.push(event));
            prop_assert_eq!(found, events(text.as_bytes()));
        }
    }
}
