//! Which host is asked.

use url::{Host, Url};

use crate::credentials::client::{has_user_info, shown_url};
use crate::model::{OwnEndpoints, SsoError, SsoSession};

/// A service of IAM Identity Center.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Sign-in.
    Oidc,
    /// Accounts, roles and credentials.
    Portal,
}

/// Where a service is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Base URL without a slash at its end.
    pub url: String,
    /// Host with its port, for messages.
    pub host: String,
}

impl Endpoint {
    /// The endpoint that environment or files name, else AWS's own in the region of the directory.
    /// <https://docs.aws.amazon.com/general/latest/gr/sso.html>
    pub fn of(service: Service, session: &SsoSession, own: &OwnEndpoints) -> Result<Self, SsoError> {
        let (named, what) = match service {
            Service::Oidc => (&own.sso_oidc, "endpoint of IAM Identity Center's OIDC"),
            Service::Portal => (&own.sso, "endpoint of IAM Identity Center's portal"),
        };
        let url = match named {
            Some(named) => named.value.trim().to_owned(),
            None => own_url(service, &session.region.value)?,
        };
        let unusable = || SsoError::UnusableUrl {
            what,
            url: shown_url(&url),
        };
        if has_user_info(&url) {
            return Err(unusable());
        }
        let parsed = Url::parse(&url).map_err(|_error| unusable())?;
        let host = parsed
            .host_str()
            .filter(|_| matches!(parsed.scheme(), "http" | "https"))
            .ok_or_else(unusable)?;
        let host = parsed
            .port()
            .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Ok(Self {
            url: url.trim_end_matches('/').to_owned(),
            host,
        })
    }
}

fn own_url(service: Service, region: &str) -> Result<String, SsoError> {
    let is_region = !region.is_empty()
        && region
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_region {
        return Err(SsoError::UnusableRegion {
            region: region.to_owned(),
        });
    }
    let name = match service {
        Service::Oidc => "oidc",
        Service::Portal => "portal.sso",
    };
    let suffix = if region.starts_with("cn-") {
        "amazonaws.com.cn"
    } else {
        "amazonaws.com"
    };
    Ok(format!("https://{name}.{region}.{suffix}"))
}

/// A URL that a service wants a person to open: only a page of the web, or one of this machine.
pub fn page_to_open(url: &str) -> Result<String, SsoError> {
    let unusable = || SsoError::UnusableUrl {
        what: "page of the sign-in",
        url: shown_url(url),
    };
    let parsed = Url::parse(url).map_err(|_error| unusable())?;
    match parsed.scheme() {
        "https" => Ok(url.to_owned()),
        "http" if parsed.host().is_some_and(|host| is_loopback(&host)) => Ok(url.to_owned()),
        _ => Err(unusable()),
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::sso::sign_in::tests::session;
    use crate::model::{Sourced, ValueSource};

    fn of(service: Service, region: &str) -> Result<String, SsoError> {
        let mut session = session();
        region.clone_into(&mut session.region.value);
        Endpoint::of(service, &session, &OwnEndpoints::default()).map(|endpoint| endpoint.url)
    }

    #[test]
    fn the_region_of_the_directory_names_the_host() {
        assert_eq!(
            of(Service::Oidc, "eu-central-1").unwrap(),
            "https://oidc.eu-central-1.amazonaws.com"
        );
        assert_eq!(
            of(Service::Portal, "cn-north-1").unwrap(),
            "https://portal.sso.cn-north-1.amazonaws.com.cn"
        );
        for wrong in ["", "evil.example/", "us east 1", "US-EAST-1"] {
            assert_eq!(
                of(Service::Oidc, wrong).unwrap_err().kind(),
                "sso-region-unusable",
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_named_endpoint_goes_before() {
        let own = |url: &str| OwnEndpoints {
            sso_oidc: Some(Sourced {
                value: url.to_owned(),
                from: ValueSource::Form,
            }),
            ..OwnEndpoints::default()
        };
        let endpoint = Endpoint::of(Service::Oidc, &session(), &own("http://127.0.0.1:4711/")).unwrap();
        assert_eq!(endpoint.url, "http://127.0.0.1:4711");
        assert_eq!(endpoint.host, "127.0.0.1:4711");
        for wrong in [
            "127.0.0.1:4711",
            "ftp://example.com",
            "",
            "https://bob:hunter2@example.com",
        ] {
            let error = Endpoint::of(Service::Oidc, &session(), &own(wrong)).unwrap_err();
            assert_eq!(error.kind(), "sso-url-unusable", "{wrong}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn only_pages_of_the_web_are_opened() {
        for good in [
            "https://device.sso.us-east-1.amazonaws.com/?user_code=A",
            "http://127.0.0.1:1/",
            "http://oidc.us-east-1.localhost:1/device",
        ] {
            assert_eq!(page_to_open(good).unwrap(), good);
        }
        for bad in [
            "file:///etc/passwd",
            "http://example.com/",
            "javascript:alert(1)",
            "calculator:",
            "",
        ] {
            page_to_open(bad).unwrap_err();
        }
    }
}
