//! Words in the quotes of a shell, so that the shell passes on the same bytes.

use std::fmt::Write as _;

use super::{CopyError, ShellForm};

/// One word.
pub fn word(shell: ShellForm, bytes: &[u8]) -> Result<String, CopyError> {
    if bytes.contains(&0) {
        return Err(CopyError::Nul);
    }
    match shell {
        ShellForm::Bash => Ok(bash(bytes)),
        ShellForm::Power => Ok(power(std::str::from_utf8(bytes).map_err(|_| CopyError::NotText)?)),
    }
}

/// True for words that no shell changes.
fn is_plain(bytes: &[u8]) -> bool {
    !bytes.is_empty()
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b':'))
}

/// As it stands, in `'…'`, or in `$'…'` where there are quotes, control characters, or bytes that are no text.
///
/// `!` is written as `\x21` there: an interactive bash looks for its history in what follows an escaped quote.
fn bash(bytes: &[u8]) -> String {
    if is_plain(bytes) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.chars().any(|ch| ch == '\'' || is_hidden(ch))
    {
        return format!("'{text}'");
    }
    let mut out = String::from("$'");
    for chunk in bytes.utf8_chunks() {
        for ch in chunk.valid().chars() {
            match ch {
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\'' => out.push_str("\\'"),
                '\\' => out.push_str("\\\\"),
                '!' => out.push_str("\\x21"),
                ch if is_hidden(ch) => hex(&mut out, ch.encode_utf8(&mut [0; 4]).as_bytes()),
                ch => out.push(ch),
            }
        }
        hex(&mut out, chunk.invalid());
    }
    out.push('\'');
    out
}

fn hex(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        write!(out, "\\x{byte:02x}").ok();
    }
}

/// Characters that would not be seen, or would move what is seen.
pub fn is_hidden(ch: char) -> bool {
    ch.is_control()
        || matches!(ch, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// As it stands, or as [`power_string`] has it: an argument of a command.
fn power(text: &str) -> String {
    if is_plain(text.as_bytes()) {
        return text.to_owned();
    }
    power_string(text)
}

/// In `'…'` with doubled quotes, or in `"…"` where characters need an escape: a value, which `PowerShell` would take for
/// the name of a command without quotes.
/// <https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules>
pub fn power_string(text: &str) -> String {
    let mut out = String::new();
    if !text.chars().any(is_hidden) {
        out.push('\'');
        for ch in text.chars() {
            // PowerShell takes typographic marks for quotes too.
            if matches!(ch, '\'' | '‘' | '’' | '‚' | '‛') {
                out.push(ch);
            }
            out.push(ch);
        }
        out.push('\'');
        return out;
    }
    out.push('"');
    for ch in text.chars() {
        match ch {
            '\n' => out.push_str("`n"),
            '\r' => out.push_str("`r"),
            '\t' => out.push_str("`t"),
            '`' | '$' | '"' | '“' | '”' | '„' => out.extend(['`', ch]),
            ch if is_hidden(ch) => {
                write!(out, "`u{{{:x}}}", u32::from(ch)).ok();
            }
            ch => out.push(ch),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::shell::{self, Word};
    use proptest::prelude::*;

    #[test]
    fn words_are_quoted_as_shells_need_it() {
        let bash = |bytes: &[u8]| word(ShellForm::Bash, bytes).unwrap();
        assert_eq!(bash(b"a-b/c.d"), "a-b/c.d");
        assert_eq!(bash(b""), "''");
        assert_eq!(bash(b"a b!$`\"\\"), "'a b!$`\"\\'");
        assert_eq!(bash(b"it's!\n\x1b\xff\xc3\xa9"), "$'it\\'s\\x21\\n\\x1b\\xffé'");
        let power = |text: &str| word(ShellForm::Power, text.as_bytes()).unwrap();
        assert_eq!(power("it's $x"), "'it''s $x'");
        assert_eq!(power("a\n$x\u{1}"), "\"a`n`$x`u{1}\"");
        assert_eq!(word(ShellForm::Bash, b"a\0"), Err(CopyError::Nul));
        assert_eq!(word(ShellForm::Power, b"\xff"), Err(CopyError::NotText));
    }

    proptest! {
        #[test]
        fn a_shell_reads_back_what_was_quoted(bytes in prop::collection::vec(1_u8.., 0..40), text in "[^\0\"]{0,30}") {
            for (shell, bytes) in [(ShellForm::Bash, bytes.as_slice()), (ShellForm::Bash, text.as_bytes()), (ShellForm::Power, text.as_bytes())] {
                let quoted = word(shell, bytes).unwrap();
                let name = match shell { ShellForm::Bash => "curl", ShellForm::Power => "curl.exe 'x' $env:x" };
                let read = shell::words(&format!("{name} {quoted}"), &mut Vec::new()).unwrap();
                prop_assert_eq!(read.last().map(Word::bytes), Some(bytes), "{}", quoted);
            }
        }
    }
}
