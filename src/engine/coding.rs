//! One content coding (RFC 9110, 8.4.1) being undone, bytes in, bytes out, nothing held back.

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};
use flate2::{Decompress, FlushDecompress, Status};
use zstd::stream::raw::{DParameter, Decoder as ZstdDecoder, Operation as _};

/// The largest window of gzip and deflate, as a power of two: all that RFC 1951 knows.
const DEFLATE_WINDOW_BITS: u8 = 15;
/// The largest window of zstd as a power of two: 8 MB, as RFC 9659 rules for content codings.
const ZSTD_WINDOW_LOG: u32 = 23;
/// Made at once.
const OUTPUT_BYTES: usize = 64 * 1024;

/// A content coding that is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// RFC 1952.
    Gzip,
    /// RFC 1950, or RFC 1951 without its frame, which some servers send under the same name.
    Deflate,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

impl Coding {
    /// By its name, whatever the case.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            "br" => Some(Self::Brotli),
            "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "Brotli",
            Self::Zstd => "Zstandard",
        }
    }

    /// Whether a second stream may follow the first one.
    fn may_repeat(self) -> bool {
        matches!(self, Self::Gzip | Self::Zstd)
    }
}

/// Why decoding stopped.
#[derive(Debug)]
pub(super) enum Halt<E> {
    /// The bytes do not follow the coding; the text says how.
    Broken(String),
    /// Whoever takes the output wants no more.
    Output(E),
}

/// Takes what is made, piece by piece.
pub(super) type Taker<'a, E> = dyn FnMut(&[u8]) -> Result<(), Halt<E>> + 'a;

/// Undoes one coding.
pub(super) struct Undoing {
    coding: Coding,
    /// `None` between two streams: before the first, and after one that ended.
    stream: Option<Stream>,
    /// Streams that came to their end.
    streams: u64,
    /// The stream that is read gave output.
    gave_output: bool,
    /// The deflate stream is in the frame of RFC 1950.
    has_frame: bool,
    /// Bytes after the end that belong to no stream.
    trailing: u64,
    output: Vec<u8>,
}

enum Stream {
    Deflate(Decompress),
    Brotli(Box<BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>>),
    Zstd(ZstdDecoder<'static>),
}

/// What one step did.
struct Step {
    read: usize,
    written: usize,
    ended: bool,
}

impl Undoing {
    pub(super) fn new(coding: Coding) -> Self {
        Self {
            coding,
            stream: None,
            streams: 0,
            gave_output: false,
            has_frame: false,
            trailing: 0,
            output: vec![0; OUTPUT_BYTES],
        }
    }

    /// Decodes all of the input, and gives out all that can be made of it.
    pub(super) fn feed<E>(&mut self, mut input: &[u8], out: &mut Taker<'_, E>) -> Result<(), Halt<E>> {
        loop {
            if self.trailing == 0 && self.stream.is_none() {
                input = self.begin(input).map_err(Halt::Broken)?;
            }
            if self.trailing > 0 || self.stream.is_none() {
                self.trailing += input.len() as u64;
                return Ok(());
            }
            let step = match self.step(input) {
                Ok(step) => step,
                Err(_not_a_stream) if self.streams > 0 && !self.gave_output => {
                    self.trailing += input.len() as u64;
                    return Ok(());
                }
                Err(reason) => return Err(Halt::Broken(format!("{}: {reason}", self.coding.name()))),
            };
            input = input.get(step.read..).unwrap_or_default();
            let made = self.output.get(..step.written).unwrap_or_default();
            if !made.is_empty() {
                self.gave_output = true;
                out(made)?;
            }
            if step.ended {
                self.stream = None;
                self.streams += 1;
                self.gave_output = false;
            } else if step.read == 0 && step.written == 0 {
                return match input {
                    [] => Ok(()),
                    _ => Err(Halt::Broken(format!("{}: it can not go on", self.coding.name()))),
                };
            }
            if input.is_empty() && (step.ended || step.written < OUTPUT_BYTES) {
                return Ok(());
            }
        }
    }

    /// Whether the bytes were of this coding beyond doubt: it has a mark at its beginning, or a stream came to its end.
    pub(super) fn is_certain(&self) -> bool {
        self.streams > 0
            || match self.coding {
                Coding::Gzip | Coding::Zstd => true,
                Coding::Brotli => false,
                Coding::Deflate => self.has_frame,
            }
    }

    /// What is wrong now that the input has ended.
    pub(super) fn flaw_at_end(&self) -> Option<String> {
        let name = self.coding.name();
        if self.stream.is_some() {
            Some(format!("{name}: it ends too early"))
        } else if self.trailing > 0 {
            Some(format!(
                "{name}: {} bytes after its end were left out",
                self.trailing
            ))
        } else {
            None
        }
    }

    /// Starts a stream when these bytes can begin one, and returns those that belong to it.
    fn begin<'a>(&mut self, input: &'a [u8]) -> Result<&'a [u8], String> {
        let mut input = input;
        if self.streams > 0 {
            // Files from tapes are filled up with zeros.
            let zeros = input.iter().take_while(|byte| **byte == 0).count();
            input = input.get(zeros..).unwrap_or_default();
            let begins =
                self.coding.may_repeat() && (self.coding != Coding::Gzip || input.first() == Some(&0x1f));
            if !begins {
                return Ok(input);
            }
        }
        if let Some(first) = input.first() {
            self.has_frame = begins_zlib(*first);
            self.stream = Some(Stream::new(self.coding, *first)?);
        }
        Ok(input)
    }

    fn step(&mut self, input: &[u8]) -> Result<Step, String> {
        match &mut self.stream {
            Some(stream) => stream.step(input, &mut self.output),
            None => Err("it has not begun".to_owned()),
        }
    }
}

impl Stream {
    fn new(coding: Coding, first: u8) -> Result<Self, String> {
        Ok(match coding {
            Coding::Gzip => Self::Deflate(Decompress::new_gzip(DEFLATE_WINDOW_BITS)),
            Coding::Deflate => Self::Deflate(Decompress::new(begins_zlib(first))),
            Coding::Brotli => {
                let alloc = StandardAlloc::default;
                // Strict: without the windows of up to 1 GB that RFC 7932 does not know.
                Self::Brotli(Box::new(BrotliState::new_strict(alloc(), alloc(), alloc())))
            }
            Coding::Zstd => {
                let mut decoder = ZstdDecoder::new().map_err(|error| error.to_string())?;
                decoder
                    .set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW_LOG))
                    .map_err(|error| error.to_string())?;
                Self::Zstd(decoder)
            }
        })
    }

    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, String> {
        match self {
            Self::Deflate(inflate) => {
                let (read, written) = (inflate.total_in(), inflate.total_out());
                let status = inflate
                    .decompress(input, output, FlushDecompress::None)
                    .map_err(|error| error.message().unwrap_or("the bytes do not follow it").to_owned())?;
                Ok(Step {
                    read: usize::try_from(inflate.total_in() - read).unwrap_or(usize::MAX),
                    written: usize::try_from(inflate.total_out() - written).unwrap_or(usize::MAX),
                    ended: status == Status::StreamEnd,
                })
            }
            Self::Brotli(state) => {
                let (mut left, mut read) = (input.len(), 0);
                let (mut room, mut written, mut total) = (output.len(), 0, 0);
                let result = BrotliDecompressStream(
                    &mut left,
                    &mut read,
                    input,
                    &mut room,
                    &mut written,
                    output,
                    &mut total,
                    state,
                );
                match result {
                    BrotliResult::ResultFailure => Err("the bytes do not follow it".to_owned()),
                    BrotliResult::ResultSuccess => Ok(Step {
                        read,
                        written,
                        ended: true,
                    }),
                    BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => Ok(Step {
                        read,
                        written,
                        ended: false,
                    }),
                }
            }
            Self::Zstd(decoder) => {
                let status = decoder
                    .run_on_buffers(input, output)
                    .map_err(|error| error.to_string())?;
                Ok(Step {
                    read: status.bytes_read,
                    written: status.bytes_written,
                    ended: status.remaining == 0,
                })
            }
        }
    }
}

/// Whether a deflate body has the frame of RFC 1950: method 8 and a window of at most 32 kB in its first byte.
/// Without the frame that byte would begin a stored block with stray bits set, which no encoder makes.
fn begins_zlib(first: u8) -> bool {
    first & 0x0f == 8 && first >> 4 <= 7
}
