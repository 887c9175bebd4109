//! Certificates for people, and what is wrong with them.

use std::net::IpAddr;

use rustls::CertificateError;
use rustls::pki_types::CertificateDer;
use time::OffsetDateTime;
use time::macros::format_description;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::error::TlsProblem;
use crate::model::{BodyDigest, CertificateFacts};

/// Words in the name of an authority that belongs to software which opens TLS on its way: security products,
/// debugging proxies, virus scanners.
const INSPECTORS: &[&str] = &[
    "zscaler",
    "netskope",
    "fortinet",
    "fortigate",
    "palo alto",
    "paloalto",
    "blue coat",
    "bluecoat",
    "symantec web",
    "cisco umbrella",
    "forcepoint",
    "websense",
    "check point",
    "checkpoint",
    "sophos",
    "barracuda",
    "watchguard",
    "sonicwall",
    "skyhigh",
    "mcafee web gateway",
    "cloudflare gateway",
    "gateway ca - cloudflare",
    "iboss",
    "menlo security",
    "kaspersky",
    "eset ssl filter",
    "avast",
    "avg web",
    "bitdefender",
    "adguard",
    "mitmproxy",
    "portswigger",
    "charles proxy",
    "fiddler",
    "do_not_trust",
    "owasp",
    "proxyman",
    "http toolkit",
    "squid",
];

/// Domains whose certificates come from Amazon's own public authority: another issuer is a third party's.
const AWS_DOMAINS: &[&str] = &[
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".on.aws",
    ".aws.dev",
    ".api.aws",
];

/// What a certificate says. One that can not be read has its fingerprint alone.
pub(super) fn facts(der: &CertificateDer<'_>) -> CertificateFacts {
    let sha256 = BodyDigest::of(der).sha256;
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        return CertificateFacts {
            subject: "(not readable)".to_owned(),
            issuer: "(not readable)".to_owned(),
            names: Vec::new(),
            not_before: OffsetDateTime::UNIX_EPOCH,
            not_after: OffsetDateTime::UNIX_EPOCH,
            sha256,
        };
    };
    let validity = certificate.validity();
    CertificateFacts {
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        names: names(&certificate),
        not_before: validity.not_before.to_datetime(),
        not_after: validity.not_after.to_datetime(),
        sha256,
    }
}

/// The names that a client compares (RFC 9525): those of the extension, never the subject's common name.
fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    let names = extension.value.general_names.iter();
    names
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some((*name).to_owned()),
            GeneralName::IPAddress(bytes) => address(bytes).map(|ip| ip.to_string()),
            _ => None,
        })
        .collect()
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    if let Ok(four) = <[u8; 4]>::try_from(bytes) {
        return Some(four.into());
    }
    <[u8; 16]>::try_from(bytes).ok().map(IpAddr::from)
}

/// What is wrong with a chain that the verifier refused, end entity first.
pub(super) fn flaw(error: &rustls::Error, chain: &[CertificateFacts], server_name: &str) -> TlsProblem {
    let rustls::Error::InvalidCertificate(flaw) = error else {
        return TlsProblem::of(error);
    };
    let Some(end_entity) = chain.first() else {
        return TlsProblem::of(error);
    };
    match flaw {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsProblem::Expired {
            since: day(end_entity.not_after),
        },
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            TlsProblem::NotYetValid {
                until: day(end_entity.not_before),
            }
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            TlsProblem::WrongHost {
                asked: server_name.to_owned(),
                names: end_entity.names.join(", "),
            }
        }
        _ if end_entity.subject == end_entity.issuer => TlsProblem::SelfSigned {
            subject: end_entity.subject.clone(),
        },
        CertificateError::UnknownIssuer => unknown_issuer(chain, server_name),
        _ => TlsProblem::of(error),
    }
}

/// An authority that is not believed, or an inspecting proxy's.
fn unknown_issuer(chain: &[CertificateFacts], server_name: &str) -> TlsProblem {
    let issuer = chain.last().map(|top| top.issuer.clone()).unwrap_or_default();
    let inspector = chain.iter().any(|link| is_inspector(&link.issuer));
    let name = server_name.trim_end_matches('.').to_ascii_lowercase();
    let aws = AWS_DOMAINS.iter().any(|domain| name.ends_with(domain));
    if inspector || aws {
        TlsProblem::Inspected { issuer }
    } else {
        TlsProblem::UnknownAuthority { issuer }
    }
}

fn is_inspector(issuer: &str) -> bool {
    let issuer = issuer.to_lowercase();
    INSPECTORS.iter().any(|product| issuer.contains(product))
}

/// Day and time in UTC, as `2026-11-20 12:00 UTC`.
fn day(time: OffsetDateTime) -> String {
    let form = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    time.to_offset(time::UtcOffset::UTC)
        .format(form)
        .unwrap_or_else(|_| time.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(subject: &str, issuer: &str) -> CertificateFacts {
        CertificateFacts {
            subject: subject.to_owned(),
            issuer: issuer.to_owned(),
            names: vec!["a.example".to_owned(), "b.example".to_owned()],
            not_before: OffsetDateTime::UNIX_EPOCH,
            not_after: time::macros::datetime!(2026-11-20 12:00 UTC),
            sha256: String::new(),
        }
    }

    fn said(error: CertificateError, chain: &[CertificateFacts], name: &str) -> TlsProblem {
        flaw(&rustls::Error::InvalidCertificate(error), chain, name)
    }

    #[test]
    fn each_flaw_is_named_with_what_the_certificate_says() {
        let chain = [link("CN=a", "CN=ca"), link("CN=ca", "CN=root")];
        let expired = said(CertificateError::Expired, &chain, "a.example");
        assert!(expired.to_string().contains("2026-11-20 12:00 UTC"), "{expired}");
        let wrong = said(CertificateError::NotValidForName, &chain, "c.example");
        assert!(wrong.to_string().contains("a.example, b.example"), "{wrong}");
        assert!(wrong.to_string().contains("c.example"), "{wrong}");
        let unknown = said(CertificateError::UnknownIssuer, &chain, "a.example");
        assert_eq!(
            unknown,
            TlsProblem::UnknownAuthority {
                issuer: "CN=root".to_owned()
            }
        );
        assert_eq!(
            said(CertificateError::Revoked, &chain, "a.example"),
            TlsProblem::Revoked
        );
        let alone = [link("CN=a", "CN=a")];
        let own = said(CertificateError::UnknownIssuer, &alone, "a.example");
        assert!(matches!(own, TlsProblem::SelfSigned { .. }), "{own}");
    }

    #[test]
    fn an_inspecting_proxy_is_known_by_its_name_or_by_standing_before_aws() {
        let product = [link("CN=a", "O=Zscaler Inc., CN=Zscaler Intermediate Root CA")];
        let corporate = [link("CN=a", "O=Example Corp, CN=Example Corp Root")];
        let aws = "s3.us-east-1.amazonaws.com";
        for (chain, name, inspected) in [
            (&product, "a.example", true),
            (&corporate, "a.example", false),
            (&corporate, aws, true),
        ] {
            let problem = said(CertificateError::UnknownIssuer, chain, name);
            assert_eq!(
                matches!(problem, TlsProblem::Inspected { .. }),
                inspected,
                "{problem}"
            );
            assert!(problem.to_string().contains(&chain[0].issuer), "{problem}");
        }
    }
}
