//! What is shown of a body that is sent: its beginning, and a mark for each file.

use crate::model::{BodyPiece, WireBody};

/// What is shown of a body.
#[derive(Debug, PartialEq, Eq)]
pub struct ShownBody {
    /// Each piece, or its start.
    pub texts: Vec<String>,
    /// Bytes in memory that are not shown.
    pub left_out: usize,
}

/// The first `room` bytes of those in memory, and a mark for each file; `length` is that of the whole body.
pub fn shown_body(body: &WireBody, length: u64, mut room: usize) -> ShownBody {
    let in_memory = |piece: &BodyPiece| match piece {
        BodyPiece::Bytes(bytes) => bytes.len(),
        BodyPiece::File(_) => 0,
    };
    let of_files = length.saturating_sub(body.pieces().iter().map(in_memory).sum::<usize>() as u64);
    let only_file = body.files().count() == 1;
    let mut shown = ShownBody {
        texts: Vec::new(),
        left_out: 0,
    };
    for piece in body.pieces() {
        match piece {
            BodyPiece::Bytes(bytes) => {
                let start = bytes.get(..room).unwrap_or(bytes);
                room -= start.len();
                shown.left_out += bytes.len() - start.len();
                if !start.is_empty() {
                    shown.texts.push(String::from_utf8_lossy(start).into_owned());
                }
            }
            BodyPiece::File(path) if only_file => {
                shown
                    .texts
                    .push(format!("[file {}, {of_files} bytes]", path.display()));
            }
            BodyPiece::File(path) => shown.texts.push(format!("[file {}]", path.display())),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use bytes::Bytes;

    use super::*;

    const BODY_SHOWN: usize = 16 * 1024;

    fn file(path: &str) -> BodyPiece {
        BodyPiece::File(Arc::new(PathBuf::from(path)))
    }

    #[test]
    fn a_file_is_a_mark_between_the_bytes_around_it() {
        let pieces = [
            BodyPiece::Bytes(Bytes::from("head")),
            file("/a b"),
            BodyPiece::Bytes(Bytes::from("tail")),
        ];
        let shown = shown_body(&WireBody::new(pieces), 108, BODY_SHOWN);
        assert_eq!(shown.texts, ["head", "[file /a b, 100 bytes]", "tail"]);
        assert_eq!(shown.left_out, 0);
    }

    #[test]
    fn of_two_files_only_the_sum_is_known() {
        let shown = shown_body(&WireBody::new([file("/a"), file("/b")]), 7, BODY_SHOWN);
        assert_eq!(shown.texts, ["[file /a]", "[file /b]"]);
    }

    #[test]
    fn the_bytes_that_are_not_shown_are_counted_over_all_pieces() {
        let piece = || BodyPiece::Bytes(Bytes::from(vec![b'x'; BODY_SHOWN]));
        let shown = shown_body(
            &WireBody::new([piece(), piece()]),
            2 * BODY_SHOWN as u64,
            BODY_SHOWN,
        );
        assert_eq!((shown.texts.len(), shown.left_out), (1, BODY_SHOWN));
    }
}
