//! Searches one fuzz target for as long as it is told.
//!
//! ```text
//! fuzz TARGET SECONDS [SEED]     mutates the corpus until the time is over
//! fuzz TARGET FILE…              replays files, as those that a search left behind
//! ```
//!
//! An input that breaks a property is written to `fuzz/found/` and ends the search with exit code 1. Other fuzzers
//! can drive the same targets: each is a `fn(&[u8])`.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for developers that speaks to a terminal, and properties that fail as tests do"
)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime};
use std::{env, fs, io, panic};

#[path = "../tests/it/fuzz_targets/all.rs"]
mod fuzz_targets;

use fuzz_targets::TARGETS;
use fuzz_targets::mutate::Mutator;

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let known: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    let Some((name, run)) = words
        .first()
        .and_then(|word| TARGETS.into_iter().find(|(name, _)| name == word))
    else {
        eprintln!("The first word is one of: {}", known.join(", "));
        return ExitCode::from(2);
    };
    let found = match words.get(1).and_then(|word| word.parse().ok()) {
        Some(seconds) => {
            let seed = words.get(2).and_then(|word| word.parse().ok());
            search(
                name,
                run,
                Duration::from_secs(seconds),
                seed.unwrap_or_else(clock_seed),
            )
        }
        None => replay(run, words.get(1..).unwrap_or_default()),
    };
    match found {
        Ok(false) => ExitCode::SUCCESS,
        Ok(true) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Mutates the corpus of a target; true when an input broke a property.
fn search(name: &str, run: fn(&[u8]), time: Duration, seed: u64) -> io::Result<bool> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<PathBuf> = fs::read_dir(root.join("tests/fixtures/fuzz").join(name))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    paths.sort();
    let corpus: Vec<Vec<u8>> = paths.iter().map(fs::read).collect::<io::Result<_>>()?;
    let mut mutator = Mutator::new(seed);
    let start = Instant::now();
    let mut count = 0_u64;
    while start.elapsed() < time {
        let input = mutator.next(&corpus);
        if broke(run, &input) {
            let folder = root.join("fuzz/found");
            fs::create_dir_all(&folder)?;
            let path = folder.join(format!("{name}-{seed}-{count}"));
            fs::write(&path, &input)?;
            println!(
                "{name}: seed {seed}, input {count} breaks a property: {}",
                path.display()
            );
            return Ok(true);
        }
        count += 1;
    }
    println!(
        "{name}: {count} inputs in {} s, seed {seed}, nothing found",
        time.as_secs()
    );
    Ok(false)
}

fn replay(run: fn(&[u8]), files: &[String]) -> io::Result<bool> {
    let mut found = false;
    for file in files {
        let broken = broke(run, &fs::read(file)?);
        println!("{file}: {}", if broken { "breaks a property" } else { "holds" });
        found |= broken;
    }
    Ok(found)
}

fn broke(run: fn(&[u8]), input: &[u8]) -> bool {
    panic::catch_unwind(|| run(input)).is_err()
}

fn clock_seed() -> u64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(1, |since| since.as_secs())
}
