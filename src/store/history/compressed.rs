//! Bytes in zstd with a checksum, so that one damaged exchange is told from a damaged database.

use std::io::{self, Read as _, Write as _};

/// Fast, and half of what the slow levels save.
const LEVEL: i32 = 2;

/// Compresses. Memory, no disk: it fails on nothing but a fault of the library.
pub(super) fn compress(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = zstd::stream::Encoder::new(Vec::new(), LEVEL)?;
    encoder.include_checksum(true)?;
    encoder.set_pledged_src_size(u64::try_from(bytes.len()).ok())?;
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Undoes it. What would become longer than `most` bytes is refused: a damaged length must not fill the memory.
pub(super) fn decompress(bytes: &[u8], most: u64) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    let decoder = zstd::stream::Decoder::with_buffer(bytes)?;
    decoder.take(most.saturating_add(1)).read_to_end(&mut plain)?;
    if plain.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "longer than it was"));
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_and_a_changed_one_is_found() {
        let plain = b"{\"name\": \"pet\"}".repeat(50);
        let small = compress(&plain).unwrap();
        assert!(small.len() * 5 < plain.len());
        assert_eq!(decompress(&small, 750).unwrap(), plain);
        assert!(decompress(&small, 749).is_err());
        for at in 0..small.len() {
            let mut changed = small.clone();
            changed[at] ^= 0x10;
            assert!(
                decompress(&changed, 750).map_or(true, |bytes| bytes == plain),
                "{at}"
            );
        }
        assert!(decompress(&small[..small.len() - 1], 750).is_err());
    }
}
