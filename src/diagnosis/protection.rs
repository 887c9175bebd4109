//! Whether an endpoint is protected: what three sends of one request say together.
//!
//! The request goes out unsigned, signed, and signed with a wrong secret. What the statuses mean for an API of API
//! Gateway: <https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html>

/// One of the three sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// Without auth.
    Unsigned,
    /// As typed.
    Signed,
    /// With a secret that belongs to no key.
    WrongSecret,
}

impl Probe {
    /// In the order in which they are sent and shown.
    pub const ALL: [Self; 3] = [Self::Unsigned, Self::Signed, Self::WrongSecret];

    /// What the send is called at the head of its row.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unsigned => "Unsigned",
            Self::Signed => "Signed",
            Self::WrongSecret => "Wrong secret",
        }
    }
}

/// How a send ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// With this status.
    Status(u16),
    /// Without a reply, and why.
    NoReply(String),
}

/// How good that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// As a protected endpoint answers.
    Good,
    /// As it should not be.
    Bad,
    /// It says nothing about protection.
    Unclear,
}

/// What one answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtectionVerdict {
    /// How good it is.
    pub grade: Grade,
    /// The status, or that there was no reply.
    pub reply: String,
    /// What follows from it, beginning with a small letter.
    pub meaning: String,
}

/// What the answer to `probe` means. `signed` is the answer to the signed send, `service` the signing name.
pub fn protection_verdict(
    probe: Probe,
    answer: &Answer,
    signed: &Answer,
    service: &str,
) -> ProtectionVerdict {
    let status = match answer {
        Answer::Status(status) => *status,
        Answer::NoReply(why) => {
            return ProtectionVerdict {
                grade: Grade::Unclear,
                reply: "No reply".to_owned(),
                meaning: why.clone(),
            };
        }
    };
    let (grade, meaning) = match probe {
        Probe::Signed => of_signed(status),
        Probe::Unsigned | Probe::WrongSecret => {
            let is_signed_accepted = matches!(signed, Answer::Status(200..=399));
            of_unproved(probe, status, is_signed_accepted, service)
        }
    };
    ProtectionVerdict {
        grade,
        reply: status.to_string(),
        meaning: meaning.to_owned(),
    }
}

fn of_signed(status: u16) -> (Grade, &'static str) {
    match status {
        100..=399 => (Grade::Good, "the credentials are accepted"),
        401 | 403 => (
            Grade::Bad,
            "the signature or the permissions are refused, so the other two say little; Send shows why",
        ),
        404 => (
            Grade::Unclear,
            "there is nothing at this path, so the other two say little",
        ),
        429 | 500.. => (
            Grade::Unclear,
            "the service has a fault of its own or too much to do; test again later",
        ),
        _ => (
            Grade::Unclear,
            "the service does not take the request for another reason; Send shows it",
        ),
    }
}

/// Of a send that a protected endpoint refuses.
fn of_unproved(probe: Probe, status: u16, is_signed_accepted: bool, service: &str) -> (Grade, &'static str) {
    match (status, probe) {
        (100..=399, Probe::Unsigned) if service == "execute-api" => (
            Grade::Bad,
            "IAM auth is not on for this method, or the API was not redeployed",
        ),
        (100..=399, Probe::Unsigned) => (Grade::Bad, "the service answers without a signature"),
        (100..=399, _) => (Grade::Bad, "signatures are not checked here"),
        (401 | 403, _) if is_signed_accepted => (Grade::Good, "refused, as it should be"),
        // Some services refuse what is not signed with 400 MissingAuthenticationToken, and a wrong signature with
        // 400 InvalidSignatureException.
        (400, _) if is_signed_accepted => (Grade::Good, "refused, while the signed one is accepted"),
        (401 | 403, _) => (
            Grade::Unclear,
            "refused, but so is the signed one, and a path that does not exist is refused in this way too",
        ),
        (429 | 500.., _) => (
            Grade::Unclear,
            "the service has a fault of its own or too much to do; test again later",
        ),
        _ => (
            Grade::Unclear,
            "not accepted, but for another reason than the signature, so this says nothing about it",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_has_its_meaning() {
        use Grade::{Bad, Good, Unclear};
        use Probe::{Signed, Unsigned, WrongSecret};
        for (probe, status, signed, service, grade, says) in [
            (
                Unsigned,
                200,
                200,
                "execute-api",
                Bad,
                "IAM auth is not on for this method, or the API was not redeployed",
            ),
            (Unsigned, 200, 403, "execute-api", Bad, "IAM auth is not on"),
            (
                Unsigned,
                302,
                200,
                "s3",
                Bad,
                "the service answers without a signature",
            ),
            (
                Unsigned,
                403,
                200,
                "execute-api",
                Good,
                "refused, as it should be",
            ),
            (
                Unsigned,
                401,
                200,
                "execute-api",
                Good,
                "refused, as it should be",
            ),
            (
                Unsigned,
                400,
                200,
                "dynamodb",
                Good,
                "refused, while the signed one is accepted",
            ),
            (Unsigned, 400, 400, "dynamodb", Unclear, "for another reason"),
            (
                Unsigned,
                403,
                403,
                "execute-api",
                Unclear,
                "but so is the signed one",
            ),
            (Unsigned, 404, 200, "s3", Unclear, "says nothing"),
            (Unsigned, 503, 200, "s3", Unclear, "test again later"),
            (Signed, 204, 204, "s3", Good, "the credentials are accepted"),
            (
                Signed,
                403,
                403,
                "s3",
                Bad,
                "the signature or the permissions are refused",
            ),
            (Signed, 404, 404, "s3", Unclear, "nothing at this path"),
            (Signed, 429, 429, "s3", Unclear, "test again later"),
            (Signed, 400, 400, "s3", Unclear, "for another reason"),
            (
                WrongSecret,
                200,
                200,
                "execute-api",
                Bad,
                "signatures are not checked here",
            ),
            (
                WrongSecret,
                403,
                200,
                "execute-api",
                Good,
                "refused, as it should be",
            ),
            (
                WrongSecret,
                400,
                200,
                "dynamodb",
                Good,
                "refused, while the signed one is accepted",
            ),
            (WrongSecret, 403, 403, "s3", Unclear, "but so is the signed one"),
            (WrongSecret, 500, 200, "s3", Unclear, "test again later"),
        ] {
            let verdict =
                protection_verdict(probe, &Answer::Status(status), &Answer::Status(signed), service);
            assert_eq!(verdict.grade, grade, "{verdict:?}");
            assert!(verdict.meaning.contains(says), "{verdict:?} lacks {says}");
            assert_eq!(verdict.reply, status.to_string());
        }
    }

    #[test]
    fn no_reply_says_nothing_and_why() {
        let none = Answer::NoReply("the connection was refused".to_owned());
        for probe in Probe::ALL {
            let verdict = protection_verdict(probe, &none, &none, "s3");
            assert_eq!(verdict.grade, Grade::Unclear);
            assert_eq!(verdict.reply, "No reply");
            assert_eq!(verdict.meaning, "the connection was refused");
        }
        let unsigned = protection_verdict(Probe::Unsigned, &Answer::Status(403), &none, "s3");
        assert_eq!(unsigned.grade, Grade::Unclear);
    }
}
