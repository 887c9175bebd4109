//! CPU time and memory of opening a large collection.
//!
//! ```text
//! cargo bench --bench collections
//! ```
//!
//! Makes 5,000 requests of some 600 bytes in 100 folders and opens them as a window does; then one folder of 5,000, and
//! one request of them, read and saved. Prints CPU time of the thread (the median of the rounds) and the growth of
//! anonymous memory while the collection is held; that of the first one has in it what opening needs too. Fails above the
//! limits of the issue: half a second and 60 MB.
#![expect(clippy::print_stdout, reason = "a bench prints what it finds")]

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use countersign::model::ItemPath;
use countersign::store::collection::CollectionStore;
use countersign::store::places::Places;

const REQUESTS: usize = 5_000;
const ROUNDS: usize = 9;
const LIMIT_MILLIS: f64 = 500.0;
const LIMIT_BYTES: usize = 60_000_000;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let store = CollectionStore::new(&Places::new(Some(folder.path().join("data")))?);
    let mut is_missed = false;
    println!(
        "{:<44} {:>10} {:>10} {:>12} {:>10}",
        "", "CPU ms", "limit", "memory kB", "limit"
    );
    for (what, folders) in [("in 100 folders", 100), ("in one folder", 1)] {
        let root = folder.path().join(folders.to_string());
        make(&root, folders)?;
        let before = anonymous_bytes();
        let collection = store.open(&root)?;
        let grown = anonymous_bytes().saturating_sub(before);
        assert!(collection.damaged.is_empty(), "{:?}", collection.damaged);
        drop(collection);
        let millis = median(|| {
            black_box(store.open(&root)?);
            Ok(())
        })?;
        println!(
            "{:<44} {millis:>10.1} {LIMIT_MILLIS:>10.0} {:>12} {:>10}",
            format!("open {REQUESTS} requests {what}"),
            grown / 1000,
            LIMIT_BYTES / 1000
        );
        is_missed |= millis > LIMIT_MILLIS || grown > LIMIT_BYTES;
        let path = ItemPath::new("0/request 7.yml").unwrap_or_default();
        let read = median(|| {
            black_box(store.read_request(&root, &path)?);
            Ok(())
        })?;
        println!(
            "{:<44} {read:>10.1}",
            format!("read one of {} in a folder", REQUESTS / folders)
        );
        let opened = store.read_request(&root, &path)?;
        let (mut revision, mut request) = (opened.revision, opened.content);
        let mut number = 0;
        let save = median(|| {
            number += 1;
            request.http.method = format!("M{number}");
            revision = store.save_request(&root, &path, &request, &revision)?.revision;
            Ok(())
        })?;
        println!(
            "{:<44} {save:>10.1}",
            format!("save one of {} in a folder", REQUESTS / folders)
        );
    }
    Ok(if is_missed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn make(root: &Path, folders: usize) -> Result<(), Box<dyn Error>> {
    put(
        &root.join("opencollection.yml"),
        "opencollection: 1.0.0\n\ninfo:\n  name: Large\n",
    )?;
    for number in 0..REQUESTS {
        let folder = root.join((number % folders).to_string());
        if number < folders {
            let name =
                format!("info:\n  name: Folder {number}\n  type: folder\n\nrequest:\n  auth: inherit\n");
            put(&folder.join("folder.yml"), &name)?;
        }
        let name = number / folders;
        put(&folder.join(format!("request {name}.yml")), &request(number))?;
    }
    Ok(())
}

/// As Bruno lays it out, with what a real one has.
fn request(number: usize) -> String {
    format!(
        "info:\n  name: request {number}\n  type: http\n  seq: {number}\n  tags:\n    - smoke\n\nhttp:\n  method: POST\n  \
         url: \"{{{{baseUrl}}}}/stage/pets/:id?limit=10&cursor={number}\"\n  headers:\n    - name: Accept\n      \
         value: application/json\n    - name: X-Request-Id\n      value: \"{{{{$guid}}}}\"\n  params:\n    - name: limit\n      \
         value: \"10\"\n      type: query\n    - name: id\n      value: \"{number}\"\n      type: path\n  body:\n    \
         type: json\n    data: |-\n      {{\n        \"name\": \"pet {number}\",\n        \"tag\": \"cat\"\n      }}\n  \
         auth: inherit\n\nsettings:\n  encodeUrl: false\n  timeout: 0\n  followRedirects: true\n  maxRedirects: 5\n\n\
         docs: Makes a pet\n"
    )
}

fn put(file: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::File::create(file)?.write_all(text.as_bytes())?)
}

/// Median CPU time in milliseconds.
fn median(mut work: impl FnMut() -> Result<(), Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let start = cpu_millis();
        work()?;
        rounds.push(cpu_millis() - start);
    }
    rounds.sort_by(f64::total_cmp);
    Ok(rounds.get(ROUNDS / 2).copied().unwrap_or_default())
}

/// CPU time of this thread, from the scheduler's own count in nanoseconds; 0 where there is none.
fn cpu_millis() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text.split(' ').next().and_then(|word| word.parse::<f64>().ok());
    nanos.unwrap_or_default() / 1e6
}

/// Anonymous memory of this process; 0 where the system does not tell.
fn anonymous_bytes() -> usize {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok());
    kilobytes.unwrap_or_default() * 1024
}
