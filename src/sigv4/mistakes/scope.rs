//! Region and service: others in the signing key, or in the scope of the string to sign, than the credential names.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-string-to-sign>

use std::collections::BTreeSet;

use super::names::{NameId, Names};
use super::subject::Subject;
use super::words::Words;
use crate::sigv4::hosts::{infer, region_meant_by, regions, services};

/// Where a part of the scope is another than the credential names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScopePlace {
    /// In the string to sign and in the signing key.
    Both,
    /// In the signing key.
    Key,
    /// In the string to sign.
    Scope,
}

impl ScopePlace {
    pub(super) const ALL: [Self; 3] = [Self::Both, Self::Key, Self::Scope];
}

/// A region or a service in the place of the one that the credential names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Renamed {
    /// The one used.
    pub name: NameId,
    /// Where.
    pub place: ScopePlace,
}

/// Services that are taken for each other.
const OFTEN_CONFUSED: [&str; 12] = [
    "execute-api",
    "s3",
    "lambda",
    "es",
    "aoss",
    "opensearch",
    "apigateway",
    "sts",
    "iam",
    "dynamodb",
    "appsync",
    "",
];

/// Regions that are taken for each other or stand for none.
const OFTEN_USED: [&str; 4] = ["us-east-1", "", "us-west-2", "eu-west-1"];

/// Names that are no regions and stand where a region belongs.
const NO_REGIONS: [&str; 5] = ["aws-global", "global", "auto", "*", "local"];

/// Signing names of products that are not AWS's, or that are no signing names.
const NO_SERVICES: [&str; 8] = [
    "amazonaws",
    "api-gateway",
    "apigw",
    "aws",
    "execute-api.amazonaws.com",
    "lambda-url",
    "service",
    "s3.amazonaws.com",
];

/// Names to try for one part of the scope.
pub(super) struct NamesToTry {
    /// The usual ones, the likeliest first.
    pub usual: Vec<NameId>,
    /// All others.
    pub rare: Vec<NameId>,
}

/// The regions to try.
pub(super) fn regions_to_try(subject: &Subject<'_>, names: &mut Names) -> NamesToTry {
    let own = subject.credential.region.as_str();
    let host = subject.request.header("host").unwrap_or_default();
    let of_host = infer(host).and_then(|hint| hint.region);
    let meant = region_meant_by(own);
    let mut usual: Vec<String> = of_host.into_iter().chain(meant).collect();
    usual.extend(OFTEN_USED.map(str::to_owned));
    let spellings = [
        own.to_ascii_uppercase(),
        own.to_ascii_lowercase(),
        own.trim().to_owned(),
        own.replace('-', "_"),
        format!("{own}a"),
    ];
    let rare = regions().chain(NO_REGIONS).map(str::to_owned).chain(spellings);
    to_try(own, usual, rare, names)
}

/// The services to try.
pub(super) fn services_to_try(subject: &Subject<'_>, names: &mut Names) -> NamesToTry {
    let own = subject.credential.service.as_str();
    let host = subject.request.header("host").unwrap_or_default();
    let of_host = infer(host).map(|hint| hint.service);
    let mut usual: Vec<String> = of_host.into_iter().collect();
    usual.extend(OFTEN_CONFUSED.map(str::to_owned));
    let spellings = [
        own.to_ascii_uppercase(),
        own.to_ascii_lowercase(),
        own.trim().to_owned(),
    ];
    // As `bedrock-runtime` for `bedrock`: the label of a host is not always the signing name.
    let labels = host.split('.').take(MOST_LABELS).map(str::to_owned);
    let rare = services()
        .chain(NO_SERVICES)
        .map(str::to_owned)
        .chain(spellings)
        .chain(labels);
    to_try(own, usual, rare, names)
}

const MOST_LABELS: usize = 6;

fn to_try(
    own: &str,
    usual: Vec<String>,
    rare: impl Iterator<Item = String>,
    names: &mut Names,
) -> NamesToTry {
    let mut seen = BTreeSet::from([own.to_owned()]);
    let mut fresh = |name: String, names: &mut Names| {
        let is_new = seen.insert(name.clone());
        is_new.then(|| names.id(&name))
    };
    let usual = usual.into_iter().filter_map(|name| fresh(name, names)).collect();
    let rare = rare.filter_map(|name| fresh(name, names)).collect();
    NamesToTry { usual, rare }
}

/// The scope of a string to sign from its parts.
pub(super) fn scope_text(date: &str, region: &str, service: &str, terminator: &str) -> String {
    format!("{date}/{region}/{service}/{terminator}")
}

impl Renamed {
    pub(super) fn region_words(self, subject: &Subject<'_>, names: &Names) -> Words {
        self.words(
            "region-other",
            "region",
            &subject.credential.region,
            names,
            "Take the region of the signing key, of the scope and of the Credential from one place.",
        )
    }

    pub(super) fn service_words(self, subject: &Subject<'_>, names: &Names) -> Words {
        self.words(
            "service-other",
            "service",
            &subject.credential.service,
            names,
            "Take the service of the signing key, of the scope and of the Credential from one place.",
        )
    }

    fn words(self, slug: &'static str, part: &str, own: &str, names: &Names, cure: &'static str) -> Words {
        let place = match self.place {
            ScopePlace::Both => "The request was signed for",
            ScopePlace::Key => "The signing key was made for",
            ScopePlace::Scope => "The string to sign has in its scope",
        };
        let name = match names.get(self.name) {
            "" => format!("an empty {part}"),
            name => format!("the {part} {name}"),
        };
        Words::new(
            slug,
            format!("{place} {name}, and the credential names {own}"),
            cure,
        )
    }
}
