//! Why `sign` has nothing to do, and what to do instead.

use super::draft::{Draft, RequestForm};
use super::problem::Problem;
use crate::sigv4::SignedUrl;

/// The request is sent without a signature of ours.
pub fn nothing_to_sign(draft: &Draft) -> Problem {
    let is_authorized = draft
        .request
        .http
        .headers
        .iter()
        .any(|row| row.name.eq_ignore_ascii_case("authorization"));
    if SignedUrl::of(&draft.request.http.url).is_some() {
        return Problem::usage(
            "nothing-to-sign",
            "The URL is signed already, so there is nothing to sign",
            "Sign it again with --auth aws, or check it with countersign verify --url.",
        );
    }
    let hint = match &draft.form {
        RequestForm::Curl(_) if is_authorized => {
            return Problem::usage(
                "nothing-to-sign",
                "The command has an Authorization header of its own, so there is nothing to sign",
                "Take that header out of the command, or check it with countersign verify --curl.",
            );
        }
        RequestForm::Json => "Give the JSON request an \"aws\" object.",
        RequestForm::File => "Give the request or its collection AWS auth, or use --auth aws.",
        RequestForm::Flags | RequestForm::Curl(_) => "Leave --auth none out.",
    };
    Problem::usage(
        "nothing-to-sign",
        "The request has no AWS auth, so there is nothing to sign",
        hint,
    )
}
