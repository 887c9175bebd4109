//! What there is to say about a URL, each with the texts that would put it right.
//!
//! The notes of building the request come first, then what a host of AWS would refuse or read otherwise.

use super::hosts::HostHint;
use super::signed_url::{SIGNED_ALREADY, SignedUrl, without_signature_of_any_version};
use crate::model::{Note, SigningTime, WireRequest};
use crate::resolve::foreign_characters::{kinds_in, listed, mended_url};
use crate::resolve::placeholders::target_of;

/// Rules of notes that are about the URL, most pressing first.
const RULES: [&str; 7] = [
    "placeholder",
    "query-escape-not-utf8",
    "raw-plus-in-query",
    "url-trimmed",
    "fragment-not-sent",
    "scheme-assumed",
    "host-rewritten",
];

/// Rules that [`UrlAdvice::target`] shows the outcome of.
const RESPELLED: &str = "target-respelled";

/// One thing to know about a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlRemark {
    /// Stable slug.
    pub rule: &'static str,
    /// One sentence.
    pub sentence: String,
    /// Ways to put it right.
    pub fixes: Vec<UrlFix>,
}

/// A way to put a URL right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlFix {
    /// What it does, as a button says it.
    pub label: &'static str,
    /// The URL after it.
    pub url: String,
}

/// All that is to be said about a URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UrlAdvice {
    /// Most pressing first.
    pub remarks: Vec<UrlRemark>,
    /// The request target where it is not what is typed.
    pub target: Option<SentTarget>,
}

/// A request target that differs from what is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentTarget {
    /// As it goes out.
    pub target: String,
    /// Why it differs.
    pub why: String,
}

/// Whether a note is shown with the URL.
pub fn is_about_url(rule: &str) -> bool {
    rule == RESPELLED || RULES.contains(&rule)
}

/// What there is to say about `url` as typed, with the notes on it, what would be sent, and what its host says.
pub fn url_advice(
    url: &str,
    notes: &[Note],
    wire: Option<&WireRequest>,
    hint: Option<&HostHint>,
) -> UrlAdvice {
    let mut remarks = Vec::new();
    for rule in RULES {
        let of_rule = notes.iter().filter(|note| note.rule == rule);
        remarks.extend(of_rule.map(|note| UrlRemark {
            rule,
            sentence: note.reason.clone(),
            fixes: fixes(rule, url),
        }));
    }
    remarks.extend(foreign(url));
    remarks.extend(plain_http(url, hint));
    remarks.extend(empty_segment(url, hint));
    remarks.extend(stage_missing(wire, hint));
    let target = wire.and_then(|wire| sent_target(url, notes, wire));
    UrlAdvice { remarks, target }
}

/// Says that the URL as typed is signed already, and offers to sign it again.
pub fn signed_already(url: &str, now: SigningTime) -> Option<UrlRemark> {
    let signed = SignedUrl::of(url)?;
    Some(UrlRemark {
        rule: SIGNED_ALREADY,
        sentence: signed.sentence(now),
        fixes: vec![UrlFix {
            label: "Sign again",
            url: without_signature_of_any_version(url),
        }],
    })
}

fn fixes(rule: &str, url: &str) -> Vec<UrlFix> {
    let one = |label, url: String| vec![UrlFix { label, url }];
    match rule {
        "url-trimmed" => one("Remove the blanks", url.trim().to_owned()),
        "scheme-assumed" => {
            let rest = url.trim().trim_start_matches('/');
            one("Write https://", format!("https://{rest}"))
        }
        "fragment-not-sent" => {
            let end = url.find('#').unwrap_or(url.len());
            one("Remove it", url.get(..end).unwrap_or_default().to_owned())
        }
        "raw-plus-in-query" => [("Write %2B, a plus", "%2B"), ("Write %20, a space", "%20")]
            .into_iter()
            .filter_map(|(label, text)| {
                let url = with_plus_as(url, text)?;
                Some(UrlFix { label, url })
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Every `+` of the query written as `text`; `None` when the query as typed has none.
fn with_plus_as(url: &str, text: &str) -> Option<String> {
    let end = url.find('#').unwrap_or(url.len());
    let (sent, fragment) = url.split_at_checked(end)?;
    let (path, query) = sent.split_once('?')?;
    query
        .contains('+')
        .then(|| format!("{path}?{}{fragment}", query.replace('+', text)))
}

/// What came with a copy of a web page.
fn foreign(url: &str) -> Option<UrlRemark> {
    let kinds = kinds_in(url);
    (!kinds.is_empty()).then(|| UrlRemark {
        rule: "foreign-characters",
        sentence: format!("The URL has {}, as web pages write them", listed(&kinds)),
        fixes: vec![UrlFix {
            label: "Mend them",
            url: mended_url(url),
        }],
    })
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/security-data-encryption-transit.html>
fn plain_http(url: &str, hint: Option<&HostHint>) -> Option<UrlRemark> {
    let hint = hint?;
    let typed = url.trim_start();
    let scheme = typed
        .get(..7)
        .filter(|start| start.eq_ignore_ascii_case("http://"))?;
    let rest = typed.get(scheme.len()..)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    if name.ends_with("localhost") {
        return None;
    }
    let sentence = match hint.service.as_str() {
        "execute-api" => "API Gateway answers https only, and the URL says http",
        "lambda" => "Lambda answers https only, and the URL says http",
        _ => "The URL says http: what is sent can be read on the way",
    };
    Some(UrlRemark {
        rule: "plain-http",
        sentence: sentence.to_owned(),
        fixes: vec![UrlFix {
            label: "Use https",
            url: format!("https://{rest}"),
        }],
    })
}

/// `/dev//pets`: keys of S3 may have such names, routes of an API do not.
fn empty_segment(url: &str, hint: Option<&HostHint>) -> Option<UrlRemark> {
    if hint.is_some_and(|hint| hint.service.starts_with("s3")) {
        return None;
    }
    let target = target_of(url);
    let path_end = url
        .get(target.clone())?
        .find(['?', '#'])
        .map_or(target.end, |at| target.start + at);
    let path = url.get(target.start..path_end)?;
    let single = with_single_slashes(path);
    (single.len() < path.len()).then(|| UrlRemark {
        rule: "empty-segment",
        sentence: "The path has an empty segment: // is sent as typed, and most services know no such path"
            .to_owned(),
        fixes: vec![UrlFix {
            label: "Use one slash",
            url: format!(
                "{}{single}{}",
                url.get(..target.start).unwrap_or_default(),
                url.get(path_end..).unwrap_or_default()
            ),
        }],
    })
}

/// The path without empty segments, but for a URL in it.
fn with_single_slashes(path: &str) -> String {
    let mut single = String::with_capacity(path.len());
    for ch in path.chars() {
        let is_second = ch == '/' && single.ends_with('/') && !single.ends_with(":/");
        if !is_second {
            single.push(ch);
        }
    }
    single
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html>
fn stage_missing(wire: Option<&WireRequest>, hint: Option<&HostHint>) -> Option<UrlRemark> {
    let (wire, hint) = (wire?, hint?);
    let is_api = hint.service == "execute-api" && wire.endpoint.host.contains(".execute-api");
    (is_api && wire.path().as_str() == "/").then(|| UrlRemark {
        rule: "stage-missing",
        sentence: "The path names no stage, as /dev: only an HTTP API with the stage $default answers there"
            .to_owned(),
        fixes: Vec::new(),
    })
}

fn sent_target(url: &str, notes: &[Note], wire: &WireRequest) -> Option<SentTarget> {
    let typed = url.get(target_of(url))?.trim_end();
    let typed = typed.split('#').next().unwrap_or_default();
    let sent = wire.target.as_str();
    let differs = sent != typed && sent.strip_prefix('/') != Some(typed);
    differs.then(|| SentTarget {
        target: sent.to_owned(),
        why: notes.iter().find(|note| note.rule == RESPELLED).map_or_else(
            || "Variables, path parameters and what signing takes out are in place".to_owned(),
            |note| note.reason.clone(),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::super::hosts::infer;
    use super::*;

    fn rules_and_fixes(url: &str, host: &str, notes: &[Note]) -> Vec<(&'static str, Vec<String>)> {
        let hint = infer(host);
        let advice = url_advice(url, notes, None, hint.as_ref());
        let fixes = |remark: &UrlRemark| remark.fixes.iter().map(|fix| fix.url.clone()).collect();
        advice
            .remarks
            .iter()
            .map(|remark| (remark.rule, fixes(remark)))
            .collect()
    }

    const GATEWAY: &str = "abcd123456.execute-api.us-east-1.amazonaws.com";

    #[test]
    fn every_fix_is_the_url_put_right() {
        for (rule, url, fixed) in [
            ("url-trimmed", " https://h/a b ", &["https://h/a b"][..]),
            ("scheme-assumed", "h.example/x", &["https://h.example/x"]),
            ("scheme-assumed", "//h.example/x", &["https://h.example/x"]),
            ("fragment-not-sent", "https://h/?a=1#top", &["https://h/?a=1"]),
            (
                "raw-plus-in-query",
                "https://h/a+b?c=1+2&d=+#e+f",
                &[
                    "https://h/a+b?c=1%2B2&d=%2B#e+f",
                    "https://h/a+b?c=1%202&d=%20#e+f",
                ],
            ),
            ("raw-plus-in-query", "{{demo}}/x", &[]),
            ("placeholder", "https://h/<stage>", &[]),
        ] {
            let notes = [Note::new(rule, "said")];
            let found = rules_and_fixes(url, "h", &notes);
            assert_eq!(found, [(rule, fixed.iter().map(|&url| url.to_owned()).collect())]);
        }
    }

    #[test]
    fn what_a_host_of_aws_would_refuse_is_said() {
        let only = |url: &str, host: &str| rules_and_fixes(url, host, &[]);
        let secure = format!("https://{GATEWAY}/dev");
        assert_eq!(
            only(&format!("http://{GATEWAY}/dev"), GATEWAY),
            [("plain-http", vec![secure.clone()])]
        );
        assert_eq!(only(&secure, GATEWAY), []);
        assert_eq!(only("http://h.example/dev", "h.example"), []);
        let local = "abcd123456.execute-api.us-east-1.localhost";
        assert_eq!(only(&format!("http://{local}:8080/dev"), local), []);
    }

    #[test]
    fn an_empty_segment_is_taken_out_where_it_means_nothing() {
        for (url, host, fixed) in [
            (
                "https://h/dev//pets///x?a=//#//",
                "h",
                Some("https://h/dev/pets/x?a=//#//"),
            ),
            ("https://h//", "h", Some("https://h/")),
            ("{{base}}//x", "h", Some("{{base}}/x")),
            ("https://h/proxy/https://other/x", "h", None),
            ("https://h/dev/", "h", None),
            (
                "https://b.s3.us-east-1.amazonaws.com/a//b",
                "b.s3.us-east-1.amazonaws.com",
                None,
            ),
            ("", "h", None),
        ] {
            let found = rules_and_fixes(url, host, &[]);
            let expected: Vec<_> = fixed
                .map(|url| ("empty-segment", vec![url.to_owned()]))
                .into_iter()
                .collect();
            assert_eq!(found, expected, "{url}");
        }
    }
}
