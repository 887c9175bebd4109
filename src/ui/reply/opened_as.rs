//! As what a reply body is opened with another program: a list of harmless kinds, and nothing else.

use crate::text::Kind;
use crate::text::kind::ImageKind;

/// The extension of the copy, by which the system chooses the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenedAs {
    /// Without its dot. None of the list is a program or script on any system.
    pub extension: &'static str,
    /// What this kind may do in the program.
    pub warning: Option<&'static str>,
}

const RUNS_SCRIPTS: &str = "Browsers run the scripts in it, and these may reach the network";
const RUNS_FORMULAS: &str = "Spreadsheets compute the formulas in it, and these may reach the network";

/// How a body is opened; `None` for what is only saved. The bytes decide and the content type only narrows, so that
/// scripts, shortcuts and programs are opened as text or not at all, whatever they are called.
pub fn opened_as(kind: Kind, content_type: Option<&str>, start: &[u8]) -> Option<OpenedAs> {
    let media = content_type
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase())
        .unwrap_or_default();
    let (extension, warning) = match kind {
        Kind::Empty => return None,
        Kind::Json => ("json", None),
        Kind::Xml => ("xml", Some(RUNS_SCRIPTS)),
        Kind::Html => ("html", Some(RUNS_SCRIPTS)),
        Kind::Image(ImageKind::Svg) => ("svg", Some(RUNS_SCRIPTS)),
        Kind::Image(ImageKind::Png) => ("png", None),
        Kind::Image(ImageKind::Jpeg) => ("jpg", None),
        Kind::Image(ImageKind::Gif) => ("gif", None),
        Kind::Image(ImageKind::WebP) => ("webp", None),
        Kind::Image(ImageKind::Bmp) => ("bmp", None),
        Kind::Image(ImageKind::Ico) => ("ico", None),
        _ if start.starts_with(b"%PDF-") => ("pdf", None),
        Kind::Text if media == "text/csv" => ("csv", Some(RUNS_FORMULAS)),
        Kind::Text | Kind::Form | Kind::EventStream => ("txt", None),
        Kind::Binary => return None,
    };
    Some(OpenedAs { extension, warning })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extension(content_type: &str, body: &[u8]) -> &'static str {
        let kind = Kind::of(Some(content_type), body);
        opened_as(kind, Some(content_type), body).map_or("", |opened| opened.extension)
    }

    #[test]
    fn what_a_system_would_run_is_text_or_is_not_opened() {
        let cases: [(&str, &[u8], &str); 15] = [
            ("application/json", b"{}", "json"),
            ("text/html", b"<html>", "html"),
            ("text/csv", b"a,b", "csv"),
            ("application/pdf", b"%PDF-1.7\n\0\0", "pdf"),
            ("application/octet-stream", b"\x89PNG\r\n\x1A\n", "png"),
            ("application/x-sh", b"#!/bin/sh\nrm -rf /\n", "txt"),
            ("application/javascript", b"WScript.Shell", "txt"),
            ("application/x-desktop", b"[Desktop Entry]\nExec=x\n", "txt"),
            ("application/x-msdownload", b"MZ\x90\0\x03\0", ""),
            ("application/octet-stream", b"\x7FELF\x02\x01\0", ""),
            ("application/zip", b"PK\x03\x04\0\0", ""),
            ("application/java-archive", b"PK\x03\x04\0\0", ""),
            ("application/x-msi", b"\xD0\xCF\x11\xE0\0", ""),
            ("text/plain", b"MZ\0\0", ""),
            ("text/plain", b"", ""),
        ];
        for (content_type, body, expected) in cases {
            assert_eq!(extension(content_type, body), expected, "{content_type}");
        }
    }

    #[test]
    fn what_runs_in_its_program_is_warned_of() {
        for (content_type, body) in [
            ("text/html", &b"<p>"[..]),
            ("image/svg+xml", b"<svg xmlns='x'/>"),
            ("text/csv", b"=cmd"),
            ("application/xml", b"<?xml version='1.0'?><a/>"),
        ] {
            let kind = Kind::of(Some(content_type), body);
            assert!(
                opened_as(kind, Some(content_type), body)
                    .unwrap()
                    .warning
                    .is_some(),
                "{content_type}"
            );
        }
    }
}
