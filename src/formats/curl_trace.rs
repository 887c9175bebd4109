//! What `curl -v` prints: request lines behind `>`, reply lines behind `<`, remarks behind `*`, and the body between them.
//!
//! <https://everything.curl.dev/cmdline/options/verbose.html>

/// The last request and the last reply of a trace, each as an HTTP message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CurlTrace {
    /// Head of the request; empty when there is none.
    pub request: String,
    /// Head and body of the reply.
    pub reply: String,
}

/// Takes a trace apart; `None` for a text that is none.
pub(super) fn curl_trace(text: &str) -> Option<CurlTrace> {
    let is_reply_start = |line: &str| line.starts_with("< HTTP/");
    if !text.lines().any(is_reply_start) {
        return None;
    }
    let mut trace = CurlTrace::default();
    let mut body = String::new();
    let mut place = Place::Before;
    for line in text.lines() {
        if is_reply_start(line) {
            trace.reply.clear();
            body.clear();
        }
        if let Some(sent) = marked(line, '>') {
            if place != Place::Request {
                trace.request.clear();
            }
            place = Place::Request;
            trace.request.push_str(sent);
            trace.request.push('\n');
        } else if let Some(received) = marked(line, '<') {
            place = Place::Reply;
            trace.reply.push_str(received);
            trace.reply.push('\n');
        } else if line.starts_with("* ") || is_data_mark(line) {
            // A remark says nothing of where the text goes on.
        } else if place == Place::Reply {
            body.push_str(line);
            body.push('\n');
        }
    }
    trace.reply = format!("{}\n\n{}", trace.reply.trim_end(), body.trim_end());
    Some(trace)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Request,
    Reply,
}

/// The text of a line behind its mark; an empty line has the mark alone.
fn marked(line: &str, mark: char) -> Option<&str> {
    let rest = line.strip_prefix(mark)?;
    if rest.trim().is_empty() {
        return Some("");
    }
    rest.strip_prefix(' ')
}

/// `{ [512 bytes data]` and `} [2 bytes data]`, which stand for bytes that went elsewhere.
fn is_data_mark(line: &str) -> bool {
    line.starts_with(['{', '}']) && line.trim_end().ends_with("bytes data]")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "*   Trying 192.0.2.1:443...\n* Connected to h.example (192.0.2.1) port 443\n> GET /dev/pets HTTP/1.1\n\
        > Host: h.example\n> X-Amz-Date: 20261120T120000Z\n> \n* Request completely sent off\n< HTTP/1.1 403 Forbidden\n\
        < content-type: application/json\n< \n{ [42 bytes data]\n* Connection #0 to host h.example left intact\n{\"message\":\"Forbidden\"}\n";

    #[test]
    fn request_and_reply_are_taken_out_of_the_remarks() {
        let trace = curl_trace(TRACE).unwrap();
        assert!(
            trace
                .request
                .starts_with("GET /dev/pets HTTP/1.1\nHost: h.example\n"),
            "{}",
            trace.request
        );
        assert_eq!(
            trace.reply,
            "HTTP/1.1 403 Forbidden\ncontent-type: application/json\n\n{\"message\":\"Forbidden\"}"
        );
    }

    #[test]
    fn of_several_the_last_counts_and_other_texts_are_none() {
        let twice = format!(
            "{}{TRACE}",
            TRACE
                .replace("403 Forbidden", "301 Moved")
                .replace("/dev/pets", "/old")
        );
        let trace = curl_trace(&twice).unwrap();
        assert!(
            trace.reply.starts_with("HTTP/1.1 403") && trace.request.starts_with("GET /dev/pets"),
            "{trace:?}"
        );
        assert_eq!(curl_trace("HTTP/1.1 403 Forbidden\n\n{}"), None);
        assert_eq!(curl_trace("a < HTTP/1.1"), None);
    }
}
