//! Identities of a chain in words: who, in which account, and until when.

use time::{Duration, OffsetDateTime};

use super::{ChainLink, LinkSource};

/// From so much time left on the end of credentials is a warning.
pub const ENDS_SOON: Duration = Duration::minutes(10);

/// An identity as a chain names it: `user/bob (111111111111)`, `role/Invoke (222222222222)`, or the key and where it
/// came from while nobody was asked.
pub fn identity(link: &ChainLink) -> String {
    match (link.arn.as_deref().and_then(of_arn), &link.source) {
        (Some(named), _) => named,
        (None, LinkSource::Role { role_arn }) => of_arn(role_arn).unwrap_or_else(|| role_arn.clone()),
        (
            None,
            LinkSource::IdentityCenter {
                account_id,
                role_name,
            },
        ) => format!("{role_name} ({account_id})"),
        (None, _) => link.access_key_id.clone(),
    }
}

/// Where an identity comes from: `keys in ~/.aws/credentials line 3`.
pub fn origin(link: &ChainLink) -> String {
    match &link.source {
        LinkSource::Typed => "typed keys".to_owned(),
        LinkSource::Environment => "keys of the environment".to_owned(),
        LinkSource::File(place) => format!("keys in {place}"),
        LinkSource::Process { profile } => format!("the credential process of profile {profile}"),
        LinkSource::WebIdentity => "a web identity token".to_owned(),
        LinkSource::IdentityCenter { .. } => "IAM Identity Center".to_owned(),
        LinkSource::Login => "aws login".to_owned(),
        LinkSource::Container => "the container's endpoint".to_owned(),
        LinkSource::Instance => "the instance's metadata".to_owned(),
        LinkSource::Role { role_arn } => format!("assumed: {role_arn}"),
    }
}

/// `role/Invoke (222222222222)` of a role's ARN or of a session's; `None` for what is no ARN of IAM or STS.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>
fn of_arn(arn: &str) -> Option<String> {
    let mut parts = arn.splitn(6, ':');
    let (scheme, _partition, service) = (parts.next()?, parts.next()?, parts.next()?);
    let (_region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
    if scheme != "arn" || !matches!(service, "iam" | "sts") || account.is_empty() {
        return None;
    }
    let named = match resource.strip_prefix("assumed-role/") {
        Some(session) => format!("role/{}", session.split('/').next().unwrap_or(session)),
        None => resource.to_owned(),
    };
    Some(format!("{named} ({account})"))
}

/// How long credentials still live, as seen at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Long enough not to think of it.
    Long,
    /// Ten minutes or less.
    Short,
    /// Over.
    Over,
}

/// The life of credentials that end then, and in words: `ends in 42 min`, `ended 3 min ago`.
pub fn life(ends: OffsetDateTime, now: OffsetDateTime) -> (Life, String) {
    let left = ends - now;
    if !left.is_positive() {
        return (Life::Over, format!("ended {} ago", minutes(-left)));
    }
    let life = if left <= ENDS_SOON {
        Life::Short
    } else {
        Life::Long
    };
    (life, format!("ends in {}", minutes(left)))
}

/// Whole minutes, begun ones counted, so that nothing ends in no minutes; hours from two on.
fn minutes(length: Duration) -> String {
    let begun = length.whole_seconds().max(0).saturating_add(59) / 60;
    match begun {
        ..120 => format!("{} min", begun.max(1)),
        _ if length.whole_hours() < 48 => format!("{} h", length.whole_hours()),
        _ => format!("{} days", length.whole_days()),
    }
}

/// How long the words of [`life`] stay as they are.
pub fn words_last(ends: OffsetDateTime, now: OffsetDateTime) -> std::time::Duration {
    let seconds = (ends - now).whole_seconds().rem_euclid(60);
    std::time::Duration::from_secs(u64::try_from(seconds).unwrap_or_default() + 1)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use time::macros::datetime;

    use super::*;
    use crate::model::Place;

    fn link(arn: Option<&str>, source: LinkSource) -> ChainLink {
        ChainLink {
            access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            arn: arn.map(str::to_owned),
            source,
            expires: None,
        }
    }

    #[test]
    fn identities_are_named_with_their_account() {
        let role = || LinkSource::Role {
            role_arn: "arn:aws:iam::222222222222:role/path/Invoke".to_owned(),
        };
        let session = "arn:aws:sts::222222222222:assumed-role/Invoke/countersign";
        assert_eq!(
            identity(&link(Some(session), role())),
            "role/Invoke (222222222222)"
        );
        assert_eq!(identity(&link(None, role())), "role/path/Invoke (222222222222)");
        let bob = "arn:aws-cn:iam::111111111111:user/bob";
        assert_eq!(
            identity(&link(Some(bob), LinkSource::Typed)),
            "user/bob (111111111111)"
        );
        assert_eq!(identity(&link(None, LinkSource::Typed)), "AKIAIOSFODNN7EXAMPLE");
        assert_eq!(
            identity(&link(Some("nonsense"), LinkSource::Typed)),
            "AKIAIOSFODNN7EXAMPLE"
        );
        let center = LinkSource::IdentityCenter {
            account_id: "333333333333".to_owned(),
            role_name: "ReadOnly".to_owned(),
        };
        assert_eq!(identity(&link(None, center)), "ReadOnly (333333333333)");
    }

    #[test]
    fn origins_name_file_and_line() {
        let place = Place {
            file: PathBuf::from("/home/a/.aws/credentials"),
            line: 3,
        };
        assert_eq!(
            origin(&link(None, LinkSource::File(place))),
            "keys in /home/a/.aws/credentials line 3"
        );
    }

    #[test]
    fn the_end_is_told_in_begun_minutes_and_warned_of_from_ten_on() {
        let now = datetime!(2026-11-20 12:00 UTC);
        for (seconds, expected) in [
            (3_600, (Life::Long, "ends in 60 min")),
            (601, (Life::Long, "ends in 11 min")),
            (600, (Life::Short, "ends in 10 min")),
            (1, (Life::Short, "ends in 1 min")),
            (0, (Life::Over, "ended 1 min ago")),
            (-7_200, (Life::Over, "ended 2 h ago")),
            (3 * 86_400, (Life::Long, "ends in 3 days")),
        ] {
            let (life, words) = life(now + Duration::seconds(seconds), now);
            assert_eq!((life, words.as_str()), expected, "{seconds}");
        }
    }

    #[test]
    fn the_words_change_with_the_minute() {
        let now = datetime!(2026-11-20 12:00 UTC);
        let lasts = |seconds| words_last(now + Duration::seconds(seconds), now).as_secs();
        assert_eq!(lasts(90), 31, "then it says 1 min");
        assert_eq!(lasts(60), 1);
        assert_eq!(lasts(-30), 31);
    }
}
