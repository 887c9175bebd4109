//! Words of the checks: expressions that are offered while typing, and what operators are called.

use eframe::egui::text_edit::{CompletionQuery, Suggestion};
use eframe::egui::{Atom, AtomExt as _, RichText};

use crate::model::AssertionOperator as Op;

/// No list is longer than what can be read at a glance.
const MOST_OFFERED: usize = 12;

/// What can be asked of a reply, and what it is. Those that end within a text go on with a path or a pattern.
pub const EXPRESSIONS: &[(&str, &str)] = &[
    ("res.status", "status code"),
    ("res.body", "the body, as JSON where it is JSON"),
    ("res.body.", "a member of the body"),
    ("res.headers.", "a header of the response"),
    ("res.responseTime", "milliseconds, duration"),
    ("res.statusText", "reason behind the status"),
    ("res.url", "URL that was sent"),
    ("res('", "values of the body, by Bruno's query"),
    ("jsonpath('$.", "values of the body, by JSONPath"),
    ("xpath('//", "values of an XML body, by XPath"),
    ("regex('", "first group found in the body"),
    ("size.body", "bytes of the body"),
    ("size.received", "bytes as received, compressed"),
    ("certificate.daysLeft", "days until the certificate expires"),
    ("certificate.notAfter", "when the certificate expires"),
    ("certificate.subject", "whose certificate it is"),
    ("certificate.issuer", "who signed the certificate"),
    ("certificate.sha256", "fingerprint of the certificate"),
    ("signature.signedHeaders", "names of the headers signed"),
    ("signature.scope", "credential scope that was signed"),
    ("signature.region", "region that was signed for"),
    ("signature.service", "service that was signed for"),
    ("signature.accessKeyId", "access key that signed"),
    ("signature.proved", "whether the signature shown is proven"),
];

/// Expressions that go on as was typed, then those that hold it or speak of it. `headers` are the names of the last reply.
pub fn expressions(query: &CompletionQuery<'_>, headers: &[String]) -> Vec<Suggestion> {
    let offer = |(expression, what): (String, &'static str)| {
        // The gap takes what the expressions leave: without one that shrinks, egui breaks them to fit the field.
        let gap = Atom::grow().atom_shrink(true);
        let shown = expression.clone();
        Suggestion::new(expression).content((shown, gap, RichText::new(what).weak()))
    };
    matching(query.text, headers).into_iter().map(offer).collect()
}

fn matching(typed: &str, headers: &[String]) -> Vec<(String, &'static str)> {
    let typed = typed.trim_start().to_ascii_lowercase();
    if typed.is_empty() {
        return Vec::new();
    }
    let of_headers = headers.iter().map(|name| {
        (
            format!("res.headers.{}", name.to_ascii_lowercase()),
            "of this response",
        )
    });
    let fixed = EXPRESSIONS
        .iter()
        .map(|(expression, what)| ((*expression).to_owned(), *what));
    let all: Vec<(String, &'static str)> = fixed.chain(of_headers).collect();
    let lower = |expression: &str| expression.to_ascii_lowercase();
    if all
        .iter()
        .any(|(expression, _)| lower(expression) == typed && !is_begun(expression))
    {
        return Vec::new();
    }
    let rank = |(expression, what): &(String, &'static str)| {
        let expression = lower(expression);
        if expression == typed {
            None
        } else if expression.starts_with(&typed) {
            Some(0)
        } else if expression.contains(&typed) {
            Some(1)
        } else {
            (typed.len() > 2 && what.contains(&typed)).then_some(2)
        }
    };
    let mut ranked: Vec<(u8, (String, &'static str))> = all
        .into_iter()
        .filter_map(|one| Some((rank(&one)?, one)))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut found: Vec<(String, &'static str)> = ranked.into_iter().map(|(_, one)| one).collect();
    found.dedup_by(|one, other| one.0 == other.0);
    found.truncate(MOST_OFFERED);
    found
}

/// Whether a text may become one of the expressions when more is typed.
pub fn is_beginning(typed: &str) -> bool {
    let typed = typed.trim();
    EXPRESSIONS
        .iter()
        .any(|(expression, _)| expression.starts_with(typed))
}

/// Whether more has to be typed behind it.
fn is_begun(expression: &str) -> bool {
    expression.ends_with('.') || expression.contains('(')
}

/// What an operator is called: the sentence that an expression begins goes on with it.
pub fn operator_words(operator: &Op) -> &str {
    match operator {
        Op::Eq => "equals",
        Op::Neq => "does not equal",
        Op::Gt => "is greater than",
        Op::Gte => "is at least",
        Op::Lt => "is less than",
        Op::Lte => "is at most",
        Op::In => "is one of",
        Op::NotIn => "is none of",
        Op::Contains => "contains",
        Op::NotContains => "does not contain",
        Op::Length => "has the length",
        Op::Matches => "matches",
        Op::NotMatches => "does not match",
        Op::StartsWith => "starts with",
        Op::EndsWith => "ends with",
        Op::Between => "is between",
        Op::IsEmpty => "is empty",
        Op::IsNotEmpty => "is not empty",
        Op::IsNull => "is null",
        Op::IsUndefined => "is not there",
        Op::IsDefined => "is there",
        Op::IsTruthy => "is true",
        Op::IsFalsy => "is false",
        Op::IsJson => "is an object or list",
        Op::IsNumber => "is a number",
        Op::IsString => "is a text",
        Op::IsBoolean => "is true or false",
        Op::IsArray => "is a list",
        Op::Other(word) => word,
    }
}

/// What the field of a value shows while it is empty.
pub fn value_hint(operator: &Op) -> &'static str {
    match operator {
        Op::In | Op::NotIn => "200, 201",
        Op::Between => "200, 299",
        Op::Matches | Op::NotMatches => "Regular expression",
        _ => "Value",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::expression_problem;

    fn offered(typed: &str) -> Vec<String> {
        let headers = ["Content-Type".to_owned(), "x-amzn-RequestId".to_owned()];
        matching(typed, &headers)
            .into_iter()
            .map(|(one, _)| one)
            .collect()
    }

    #[test]
    fn whatever_is_offered_is_read_when_what_it_begins_is_ended() {
        for (expression, _) in EXPRESSIONS {
            let ended = match *expression {
                "res.body." => "res.body.id".to_owned(),
                "res.headers." => "res.headers.content-type".to_owned(),
                begun if begun.contains('(') => format!("{begun}id')"),
                whole => whole.to_owned(),
            };
            assert_eq!(expression_problem(&ended), None, "{ended}");
        }
    }

    #[test]
    fn what_goes_on_as_typed_comes_first_and_a_complete_one_is_left_alone() {
        assert_eq!(offered("res.st"), ["res.status", "res.statusText"]);
        assert_eq!(offered("res.status").len(), 0, "complete");
        assert_eq!(offered("").len(), 0);
        assert_eq!(
            offered("res.headers."),
            ["res.headers.content-type", "res.headers.x-amzn-requestid"]
        );
        assert_eq!(offered("requestid"), ["res.headers.x-amzn-requestid"]);
        assert_eq!(
            offered("expires"),
            ["certificate.daysLeft", "certificate.notAfter"]
        );
        assert_eq!(offered("res")[0], "res.status");
        assert!(offered("res").len() <= MOST_OFFERED);
    }

    #[test]
    fn no_two_operators_are_called_the_same() {
        let mut words: Vec<&str> = Op::ALL.iter().map(operator_words).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Op::ALL.len());
    }
}
