//! The corpora of the fuzz targets, as they stand and changed a little: the same inputs on every machine. The long
//! form is `scripts/fuzz.sh`.

use std::fs;
use std::path::Path;

use crate::fuzz_targets::mutate::Mutator;
use crate::fuzz_targets::{TARGETS, Target};

const FEWEST_INPUTS: usize = 20;

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/fuzz")
        .join(name);
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Replays the corpus of one target, then that many mutations of it.
fn search(name: &str, mutations: usize) {
    let (_, run) = TARGETS
        .into_iter()
        .find(|(other, _): &Target| *other == name)
        .unwrap();
    let corpus = corpus(name);
    assert!(
        corpus.len() >= FEWEST_INPUTS,
        "{name} has {} inputs",
        corpus.len()
    );
    assert!(
        corpus.iter().any(|input| std::str::from_utf8(input).is_err()),
        "{name}"
    );
    for piece in [&b"\0"[..], b"\r\n"] {
        let holds = |input: &Vec<u8>| input.windows(piece.len()).any(|window| window == piece);
        assert!(corpus.iter().any(holds), "{name} has no {piece:?}");
    }
    let mut mutator = Mutator::new(20_261_120);
    let mutated = (0..mutations).map(|_| mutator.next(&corpus));
    for input in corpus.iter().cloned().chain(mutated) {
        let held = std::panic::catch_unwind(|| run(&input)).is_ok();
        assert!(held, "{name} does not hold for b\"{}\"", input.escape_ascii());
    }
}

#[test]
fn the_readers_of_imports_hold() {
    search("import_file", 750);
}

#[test]
fn the_url_encoder_holds() {
    search("url_encoder", 1_000);
}

#[test]
fn the_canonicaliser_holds() {
    search("canonicaliser", 750);
}

#[test]
fn the_authorization_parser_holds() {
    search("authorization", 1_000);
}

#[test]
fn the_search_for_mistakes_holds() {
    search("mistakes", 300);
}

#[test]
fn the_presigned_url_parser_holds() {
    search("presigned_url", 1_000);
}

#[test]
fn the_diagnosis_of_replies_holds() {
    search("refusal", 500);
}

#[test]
fn the_cleaning_of_credentials_holds() {
    search("credential_cleaning", 750);
}

#[test]
fn the_decoding_of_bodies_holds() {
    search("text_charset", 375);
}

#[test]
fn the_indented_form_and_the_tape_hold() {
    search("text_json", 375);
}

#[test]
fn the_searches_and_filters_hold() {
    search("text_queries", 300);
}

#[test]
fn the_rows_of_bodies_hold() {
    search("text_rows", 375);
}

#[test]
fn the_reader_of_config_files_holds() {
    search("config_file", 1_000);
}

#[test]
fn the_readers_of_collections_hold() {
    search("opencollection_file", 500);
}

#[test]
fn the_curl_parser_holds() {
    search("curl_command", 1_000);
}

#[test]
fn the_splitting_of_words_holds() {
    search("shell_words", 1_000);
}

#[test]
fn the_search_for_credentials_holds() {
    search("credential_paste", 750);
}
