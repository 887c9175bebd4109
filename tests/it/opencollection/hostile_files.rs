//! Files cut short and spoilt: an answer or a problem, never a panic, and no word of the file in it.

use countersign::model::Request;
use countersign::store::opencollection::{
    read_dot_env, read_environment, read_folder, read_head, read_request, read_root, set_seq, side_is_of,
    unread, write_request,
};

use super::foreign_files::fixtures;

/// Bytes as a reader of the disk hands them over.
fn read_all(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _head = read_head(&text);
    let _folder = read_folder(&text, None);
    let _root = read_root(&text, Some(&text));
    let _environment = read_environment(&text, None, "local");
    let _unread = unread(&text);
    let _request = read_request(&text, None);
    read_dot_env(&text);
}

fn edit_all(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _placed = set_seq(&text, Some(7));
    let mut request = Request::default();
    "https://a.example/?x=1".clone_into(&mut request.http.url);
    let _written = write_request(&request, Some((&text, None)));
}

#[test]
fn every_file_cut_at_every_byte_is_read_or_refused() {
    for (_, file) in fixtures() {
        for end in 0..file.len() {
            read_all(&file.as_bytes()[..end]);
        }
        for end in (0..file.len()).step_by(7) {
            edit_all(&file.as_bytes()[..end]);
        }
    }
}

#[test]
fn every_file_with_a_byte_changed_is_read_or_refused() {
    // A fixed sequence, so that a failure comes again: https://en.wikipedia.org/wiki/Linear_congruential_generator
    let mut random = 1_u64;
    let mut next = |below: usize| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap() % below
    };
    for (_, file) in fixtures() {
        for round in 0..400 {
            let mut bytes = file.as_bytes().to_vec();
            let at = next(bytes.len());
            match round % 3 {
                0 => bytes[at] ^= 1 << next(8),
                1 => bytes[at] = b":-#&*!|>{}[]\"'\t\r\n ,?%@"[next(22)],
                _ => {
                    let end = (at + next(40)).min(bytes.len());
                    bytes.drain(at..end);
                }
            }
            read_all(&bytes);
            if round % 4 == 0 {
                edit_all(&bytes);
            }
        }
    }
}

#[test]
fn the_file_beside_cut_or_changed_anywhere_is_read_or_refused() {
    let yaml = "info:\n  type: http\nhttp:\n  url: x\n  auth:\n    type: awsv4\n";
    let side = "# about\nversion = 1\n\n[aws]\nsource = \"profile\"\nwithout = [\"profile\"]\n\n[[aws.roles]]\nroleArn = \
                \"a\"\n\n[aws.options]\nlocation = { query = { expiresIn = 60 } }\n\n[body]\nkind = \"raw\"\n\n\
                [[body.fileNames]]\nat = 0\npart = \"a\"\n\n[settings]\nredirects = \"everywhere\"\n\n[variables]\nsecret = \
                [\"a\"]\n\n[of]\nname = \"n\"\n";
    assert!(read_request(yaml, Some(side)).is_ok());
    let head = read_head(yaml).unwrap();
    for at in 0..side.len() {
        let _cut = read_request(yaml, Some(side.get(..at).unwrap()));
        for with in [" ", "\"", "[", "=", "\n", "9", "\u{e9}"] {
            let changed = format!("{}{with}{}", side.get(..at).unwrap(), side.get(at + 1..).unwrap());
            let _read = read_request(yaml, Some(&changed));
            side_is_of(&changed, &head);
        }
    }
}
