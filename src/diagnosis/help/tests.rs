use std::collections::BTreeSet;

use super::*;

/// Every text of a page, but for what services say.
fn texts(help: &'static CauseHelp) -> impl Iterator<Item = &'static str> {
    let lists = [help.meaning, help.checks, help.fixes];
    std::iter::once(help.title).chain(lists.into_iter().flatten().copied())
}

/// The text without its commands.
fn prose(text: &str) -> String {
    text.split('`').step_by(2).collect()
}

#[test]
fn every_cause_says_what_it_means_how_to_check_and_what_to_do() {
    for cause in Cause::ALL {
        let help = help_of(cause);
        let slug = cause.slug();
        assert!(!help.title.is_empty(), "{slug}");
        assert!(!help.meaning.is_empty(), "{slug}");
        assert!(!help.checks.is_empty(), "{slug}");
        assert!(!help.fixes.is_empty(), "{slug}");
        // Only the last resort has no words of its own.
        assert_eq!(help.said.is_empty(), cause == Cause::Unknown, "{slug}");
        assert!(
            texts(help).chain(help.said.iter().copied()).all(|text| {
                !text.is_empty() && text.trim() == text && !text.contains("  ") && !text.contains('\n')
            }),
            "{slug}"
        );
    }
}

#[test]
fn no_two_causes_share_a_title() {
    let titles: BTreeSet<_> = Cause::ALL.iter().map(|cause| help_of(*cause).title).collect();
    assert_eq!(titles.len(), Cause::ALL.len());
}

#[test]
fn texts_are_in_sentence_case_and_one_sentence_has_no_full_stop() {
    for cause in Cause::ALL {
        let help = help_of(cause);
        let slug = cause.slug();
        assert!(
            !help.title.ends_with(['.', ':', '!']) && !help.title.contains(". "),
            "{slug}"
        );
        for text in texts(help) {
            assert!(
                text.starts_with(|first: char| first.is_uppercase()),
                "{slug}: {text}"
            );
            assert_eq!(text.matches('`').count() % 2, 0, "{slug}: {text}");
            let has_many_sentences = prose(text).contains(". ");
            assert_eq!(prose(text).ends_with('.'), has_many_sentences, "{slug}: {text}");
        }
    }
}

#[test]
fn a_command_is_one_that_can_be_typed() {
    let programs = ["aws", "curl", "nslookup", "openssl", "timedatectl", "w32tm"];
    for cause in Cause::ALL {
        for text in texts(help_of(cause)) {
            for command in text.split('`').skip(1).step_by(2) {
                let program = command.split(' ').next().unwrap();
                assert!(programs.contains(&program), "{}: {command}", cause.slug());
                assert!(!command.contains('…'), "{}: {command}", cause.slug());
            }
        }
    }
}

#[test]
fn what_services_say_stands_at_its_cause() {
    let written = [
        (Cause::UnsignedRequest, "Request is missing Authentication Token"),
        (
            Cause::UnsignedRequest,
            "User: anonymous is not authorized to perform: execute-api:Invoke",
        ),
        (
            Cause::RouteOrStageNotFound,
            "Exception: Missing Authentication Token",
        ),
        (
            Cause::TwoAuthMethods,
            "Found both 'X-Amz-Algorithm' as a query-string param",
        ),
        (
            Cause::NotASigv4Header,
            "not a valid key=value pair (missing equal-sign)",
        ),
        (
            Cause::IncompleteAuthorization,
            "requires existence of either a 'X-Amz-Date' or a 'Date' header",
        ),
        (Cause::MalformedDate, "Date must be in ISO-8601 'basic format'"),
        (Cause::ClockBehind, "Signature expired: … is now earlier than"),
        (
            Cause::ClockAhead,
            "Signature not yet current: … is still later than",
        ),
        (
            Cause::HostNotSigned,
            "'Host' or ':authority' must be a 'SignedHeader'",
        ),
        (Cause::MalformedCredential, "exactly 5 slash-delimited elements"),
        (
            Cause::WrongRegion,
            "Credential should be scoped to a valid region, not '…'.",
        ),
        (Cause::WrongRegion, "the region '…' is wrong; expecting '…'"),
        (
            Cause::WrongService,
            "Credential should be scoped to correct service: '…'.",
        ),
        (
            Cause::ScopeDateMismatch,
            "Date in Credential scope does not match YYYYMMDD",
        ),
        (
            Cause::UnknownAccessKey,
            "The security token included in the request is invalid.",
        ),
        (Cause::UnknownAccessKey, "does not exist in our records"),
        (
            Cause::SessionTokenInvalid,
            "The provided token is malformed or otherwise invalid.",
        ),
        (
            Cause::CredentialsExpired,
            "The security token included in the request is expired",
        ),
        (
            Cause::WrongSecretKey,
            "The request signature we calculated does not match",
        ),
        (
            Cause::RequestAltered,
            "The Canonical String for this request should have been",
        ),
        (Cause::NotAuthorized, "because no identity-based policy allows"),
        (
            Cause::ExplicitDeny,
            "with an explicit deny in a service control policy",
        ),
        (
            Cause::AuthorizerDenied,
            "User is not authorized to access this resource",
        ),
        (Cause::HttpApiForbidden, "{\"message\":\"Forbidden\"}"),
        (
            Cause::ContentSha256Required,
            "Missing required header for this request: x-amz-content-sha256",
        ),
        (
            Cause::HeadersNotSigned,
            "There were headers present in the request which were not signed",
        ),
        (
            Cause::PresignExpiryInvalid,
            "X-Amz-Expires must be less than a week",
        ),
        (Cause::PresignedUrlExpired, "Request has expired"),
        (
            Cause::StsRegionDisabled,
            "STS is not activated in this region for account:",
        ),
        (
            Cause::MfaInvalid,
            "MultiFactorAuthentication failed with invalid MFA one time pass code.",
        ),
        (
            Cause::CloudfrontSignedUrlRequired,
            "Missing Key-Pair-Id query parameter or cookie value",
        ),
    ];
    for (cause, words) in written {
        let said = help_of(cause).said;
        assert!(
            said.iter().any(|text| text.contains(words)),
            "{}: {words}",
            cause.slug()
        );
    }
    let elsewhere = help_of(Cause::ClockAhead).said;
    assert!(!elsewhere.iter().any(|text| text.contains("Signature expired")));
}

#[test]
fn pages_are_of_aws_or_of_a_standard() {
    for cause in Cause::ALL {
        let Some(page) = help_of(cause).page else {
            assert!(cause.is_general(), "{} has a page of AWS", cause.slug());
            continue;
        };
        let is_aws = page.url.starts_with("https://docs.aws.amazon.com/");
        let is_standard = page.url.starts_with("https://www.rfc-editor.org/rfc/rfc");
        assert!(is_aws || cause.is_general() && is_standard, "{}", page.url);
        assert!(page.url.is_ascii() && !page.url.contains(' '), "{}", page.url);
        assert!(
            !page.title.is_empty() && !page.title.ends_with('.'),
            "{}",
            page.title
        );
    }
}

#[test]
fn nothing_looks_like_a_key_or_a_token() {
    for cause in Cause::ALL {
        let help = help_of(cause);
        for text in texts(help).chain(help.said.iter().copied()) {
            let words = text.split(|c: char| !c.is_ascii_alphanumeric() && !"+/=_".contains(c));
            for word in words {
                let is_key_id = word.len() >= 16 && (word.starts_with("AKIA") || word.starts_with("ASIA"));
                assert!(!is_key_id && word.len() < 40, "{}: {word}", cause.slug());
            }
        }
    }
}

#[test]
fn a_search_finds_a_cause_by_its_name_and_by_what_services_say() {
    let words = search_words(Cause::WrongRegion);
    for part in [
        "The request was signed for another region",
        "wrong-region",
        "AuthorizationHeaderMalformed",
        "Credential should be scoped to a valid region",
    ] {
        assert!(words.contains(part), "{part}");
    }
    assert_eq!(search_words(Cause::Unknown), "The reason is not known unknown");
}
