//! The search for the mistake behind a signature. Input: a line with the secret, then a request as HTTP/1.1 text.

use countersign::formats::from_raw_http;
use countersign::model::Secret;
use countersign::sigv4::mistakes::{MistakeSearch, SearchEnd};
use countersign::sigv4::verify::{Claim, Verdict, verify};

use super::checks::now;

/// Pairs that are looked at when no single mistake gives the signature.
const PAIRS: usize = 300;

/// Whatever arrives, the search ends as it said, never explains a good signature, and tells no secret.
pub fn run(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (secret, text) = data.split_at(end);
    let secret = Secret::new(String::from_utf8_lossy(secret));
    let Ok(imported) = from_raw_http(text.get(1..).unwrap_or_default()) else {
        return;
    };
    let request = imported.request;
    let Ok(claim) = Claim::of(&request) else { return };
    let Ok(mut search) = MistakeSearch::new(&request, &claim, &secret) else {
        return;
    };
    let total = search.progress().total;
    let found = search.step(search.singles() + PAIRS);
    let progress = search.progress();
    assert_eq!(progress.total, total);
    assert!(progress.done <= total && progress.tried <= progress.done);
    let Some(SearchEnd::Found(explanations)) = found else {
        return;
    };
    assert_ne!(verify(&request, now(), Some(&secret)).verdict, Verdict::Valid);
    assert!(!explanations.is_empty());
    let token = claim.session_token.as_ref();
    let hidden: Vec<&str> = std::iter::once(&secret)
        .chain(token)
        .map(Secret::expose_for_editing)
        .filter(|text| text.len() > 16)
        .collect();
    for mistake in explanations.iter().flat_map(|explanation| &explanation.mistakes) {
        let told = format!("{} {} {}", mistake.slug, mistake.sentence, mistake.cure);
        assert!(!hidden.iter().any(|secret| told.contains(secret)), "{told}");
        assert!(
            !mistake.sentence.is_empty() && !mistake.sentence.ends_with('.'),
            "{told}"
        );
        assert!(mistake.cure.ends_with('.'), "{told}");
    }
}
