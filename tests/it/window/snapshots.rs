//! Pictures of every screen and state, compared with those in `tests/snapshots`. CONTRIBUTING.md says how they are
//! made anew.

mod collections;
mod credentials;
mod editors;
mod findings;
mod fixed_transport;
mod gallery;
mod pages;
mod sends;

use std::fs;

pub use gallery::renderer;

/// Pictures and bytes that the repository carries at most.
const MOST_PICTURES: usize = 62;
const MOST_BYTES: u64 = 13_000_000;

#[test]
fn the_pictures_stay_few_and_small() {
    let folder = egui_kittest::SnapshotOptions::new().output_path;
    let sizes: Vec<u64> = fs::read_dir(folder)
        .unwrap()
        .map(Result::unwrap)
        // `NAME.new.png` and the like are of the last run alone.
        .filter(|file| file.file_name().to_str().unwrap().matches('.').count() == 1)
        .map(|file| file.metadata().unwrap().len())
        .collect();
    assert!(
        sizes.len() <= MOST_PICTURES && sizes.iter().sum::<u64>() <= MOST_BYTES,
        "{} pictures of {} bytes",
        sizes.len(),
        sizes.iter().sum::<u64>()
    );
}
