//! Small changes to inputs, the same from run to run for one seed.

/// What parsers of URLs, headers and keys stumble over.
const TOKENS: [&[u8]; 32] = [
    b"%",
    b"%2F",
    b"%2e",
    b"%zz",
    b"%FF",
    b"%00",
    b"+",
    b"/",
    b"//",
    b"/../",
    b"/./",
    b"?",
    b"&",
    b"=",
    b"#",
    b";",
    b":",
    b"@",
    b" ",
    b"\t",
    b"\r\n",
    b"\n",
    b"\0",
    b"\xFF",
    b"\xC3\xA9",
    b"\xF0\x9F\x98\x80",
    b"{{",
    b"}}",
    b"|",
    b"X-Amz-Signature=",
    b"Credential=",
    b"\xE2\x80\x8B",
];

/// The longest input that is grown further.
const LONGEST: usize = 4_096;

/// A generator of mutations (xorshift64*).
pub struct Mutator(u64);

impl Mutator {
    /// A generator; the same seed gives the same mutations.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `limit`, which must not be 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(high).unwrap_or_default() % limit
    }

    /// One input of the corpus, changed in one to six places.
    pub fn next(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        let mut input = corpus[self.below(corpus.len())].clone();
        for _ in 0..=self.below(6) {
            self.change(&mut input, corpus);
        }
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, corpus: &[Vec<u8>]) {
        let at = self.below(input.len() + 1);
        let end = (at + 1 + self.below(8)).min(input.len());
        match self.below(7) {
            0 if at < input.len() => input[at] ^= 1 << self.below(8),
            1 => drop(input.drain(at..end)),
            2 if input.len() < LONGEST => input.insert(at, u8::try_from(self.below(256)).unwrap_or_default()),
            3 if input.len() < LONGEST => {
                let copied = input[at..end].to_vec();
                let twice = copied.repeat(1 + self.below(20));
                input.splice(at..at, twice);
            }
            4 => {
                let other = &corpus[self.below(corpus.len())];
                let from = self.below(other.len() + 1);
                input.truncate(at);
                input.extend_from_slice(&other[from..]);
            }
            _ if input.len() < LONGEST => {
                let token = TOKENS[self.below(TOKENS.len())];
                input.splice(at..at, token.iter().copied());
            }
            _ => input.truncate(at),
        }
    }
}
