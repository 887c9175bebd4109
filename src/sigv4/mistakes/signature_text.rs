//! How the signature is written in the request: what can be seen without a search.

use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use super::words::Words;
use crate::sigv4::proof::hex;

/// Another form than hex digits in small letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureText {
    /// Hex digits in capital letters.
    CapitalHex,
    /// Base64, as in Signature Version 2.
    Base64,
}

/// The signature of a request, as a search compares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// 32 bytes in hex digits in small letters, as HMAC-SHA256 gives them.
    Hmac(String),
    /// DER in hex digits, as ECDSA gives it.
    Ecdsa(String),
}

impl Target {
    /// Reads a signature, with the mistake that its form is. `None` for what no signer makes.
    pub fn of(signature: &str) -> Option<(Self, Option<SignatureText>)> {
        let is_hex = signature.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hex && signature.len() == 64 {
            let small = signature.to_ascii_lowercase();
            let mistake = (small != signature).then_some(SignatureText::CapitalHex);
            return Some((Self::Hmac(small), mistake));
        }
        // A sequence of two numbers (RFC 3279, 2.2.3).
        if is_hex && signature.starts_with("30") && signature.len() > 64 {
            return Some((Self::Ecdsa(signature.to_ascii_lowercase()), None));
        }
        let engines: [&GeneralPurpose; 4] = [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD];
        let bytes = engines
            .iter()
            .find_map(|engine| engine.decode(signature).ok().filter(|bytes| bytes.len() == 32))?;
        Some((Self::Hmac(hex(Some(&bytes))), Some(SignatureText::Base64)))
    }
}

impl SignatureText {
    pub(super) fn words(self) -> Words {
        const CURE: &str = "Write the signature as 64 hex digits in small letters.";
        match self {
            Self::CapitalHex => Words::new(
                "signature-capital-hex",
                "The signature is written in capital letters",
                CURE,
            ),
            Self::Base64 => Words::new("signature-base64", "The signature is written in base64", CURE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_read_in_every_form() {
        let small = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
        let hmac = || Target::Hmac(small.to_owned());
        assert_eq!(Target::of(small), Some((hmac(), None)));
        assert_eq!(
            Target::of(&small.to_uppercase()),
            Some((hmac(), Some(SignatureText::CapitalHex)))
        );
        let base64 = "X6APoxVTtz6/GUJnboYpHoNy/yoiYJVtm4quHXY/vzE=";
        assert_eq!(Target::of(base64), Some((hmac(), Some(SignatureText::Base64))));
        for text in ["", "5fa0", "xyz", small.trim_start_matches('5')] {
            assert_eq!(Target::of(text), None, "{text}");
        }
    }
}
