//! The profiles of the config files for a list, with what is amiss with each. Pure.

use super::config_files::ConfigFiles;
use super::config_paths::Environment;
use super::plan::{self, Duration, Scene, Way, duration, is_region_name};
use super::profiles::Settings;
use crate::model::{
    BaseSource, ConfigError, FilesStamp, Place, ProfileKind, ProfileList, ProfileRemark, ProfileSummary,
    Sourced,
};

/// Seconds that a session may last.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
const SESSION_SECONDS: std::ops::RangeInclusive<u32> = 900..=43_200;
/// The most for a role that a role assumes.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining>
const CHAINED_SECONDS: u32 = 3_600;
/// Settings that do nothing without a role.
const ROLE_SETTINGS: [&str; 6] = [
    "source_profile",
    "credential_source",
    "role_session_name",
    "external_id",
    "mfa_serial",
    "duration_seconds",
];
/// Settings that make a section look like a profile.
const PROFILE_SETTINGS: [&str; 7] = [
    "aws_access_key_id",
    "credential_process",
    "region",
    "role_arn",
    "source_profile",
    "sso_session",
    "sso_start_url",
];

/// Every profile that can be read, also of files that botocore refuses.
pub fn list(environment: Environment<'_>, files: &ConfigFiles, stamp: FilesStamp) -> ProfileList {
    let scene = Scene::new(environment, files);
    let names = scene.profiles.names.iter();
    let profiles = names.filter_map(|name| {
        let settings = scene.profiles.get(name)?;
        Some(summary(&scene, name, settings))
    });
    let refusals = files.refusals().map(ProfileRemark::Refused);
    let unknown = scene.profiles.unknown_sections.iter();
    let doubts = unknown.filter_map(|(name, settings)| section_without_profile(name, settings));
    ProfileList {
        profiles: profiles.collect(),
        remarks: refusals.chain(doubts).collect(),
        named: scene.named_profile(),
        stamp,
    }
}

fn section_without_profile(name: &str, settings: &Settings) -> Option<ProfileRemark> {
    let looks_like_one = PROFILE_SETTINGS.iter().any(|key| settings.has(key));
    looks_like_one.then(|| {
        doubt(
            settings.place.clone(),
            format!("[{name}] is no profile: in this file its section would be [profile {name}]"),
        )
    })
}

fn summary(scene: &Scene<'_>, name: &str, settings: &Settings) -> ProfileSummary {
    let kind = kind(scene, name, settings);
    let role_arn = settings.shown("role_arn");
    let is_center = kind == ProfileKind::IdentityCenter;
    let account_of_role = role_arn.as_ref().and_then(account_of_arn);
    ProfileSummary {
        name: name.to_owned(),
        place: settings.place.clone(),
        kind,
        account_id: if is_center {
            shown_of_center(scene, settings, "sso_account_id")
        } else {
            account_of_role.or_else(|| settings.shown("aws_account_id"))
        },
        role: if is_center {
            shown_of_center(scene, settings, "sso_role_name")
        } else {
            role_arn
        },
        region: settings.shown("region"),
        remarks: remarks(scene, name, settings, kind),
    }
}

fn shown_of_center(scene: &Scene<'_>, settings: &Settings, key: &str) -> Option<Sourced<String>> {
    settings.shown(key).or_else(|| {
        let session = settings.shown("sso_session")?;
        scene.profiles.sso_session(&session.value)?.shown(key)
    })
}

/// The source that would be taken, by what stands there: the order is that of the plan.
fn kind(scene: &Scene<'_>, name: &str, settings: &Settings) -> ProfileKind {
    let has_keys = |own: Option<&Settings>| own.is_some_and(|own| own.has("aws_access_key_id"));
    if plan::has_role(settings) {
        ProfileKind::Role
    } else if settings.shown("web_identity_token_file").is_some() {
        ProfileKind::WebIdentity
    } else if settings.has("sso_account_id") || settings.has("sso_role_name") {
        ProfileKind::IdentityCenter
    } else if has_keys(scene.profiles.of_credentials(name)) {
        ProfileKind::Keys
    } else if settings.has("login_session") {
        ProfileKind::Login
    } else if settings.has("credential_process") {
        ProfileKind::Process
    } else if has_keys(scene.profiles.of_config(name)) {
        ProfileKind::Keys
    } else {
        ProfileKind::Nothing
    }
}

/// `111122223333` of `arn:aws:iam::111122223333:role/Invoke`.
fn account_of_arn(arn: &Sourced<String>) -> Option<Sourced<String>> {
    let account = arn
        .value
        .split(':')
        .nth(4)
        .filter(|account| is_account_id(account))?;
    Some(Sourced {
        value: account.to_owned(),
        from: arn.from.clone(),
    })
}

fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.chars().all(|ch| ch.is_ascii_digit())
}

fn is_role_arn(text: &str) -> bool {
    let mut parts = text.splitn(6, ':');
    let (arn, _partition, service) = (parts.next(), parts.next(), parts.next());
    let (_region, account, resource) = (parts.next(), parts.next(), parts.next());
    arn == Some("arn")
        && service == Some("iam")
        && account.is_some_and(is_account_id)
        && resource.is_some_and(|resource| resource.starts_with("role/"))
}

fn doubt(place: Place, text: impl Into<String>) -> ProfileRemark {
    ProfileRemark::Doubt {
        place,
        text: text.into(),
    }
}

fn remarks(scene: &Scene<'_>, name: &str, settings: &Settings, kind: ProfileKind) -> Vec<ProfileRemark> {
    let mut remarks = Vec::new();
    let way = match plan::listed(scene, name) {
        Ok(way) => way,
        Err(error) => {
            remarks.push(ProfileRemark::Refused(error));
            None
        }
    };
    remarks.extend(overridden(scene, name));
    remarks.extend(named_profile_in_credentials(scene, name));
    if !settings.has("role_arn") {
        let idle = ROLE_SETTINGS.iter().filter(|key| settings.has(key));
        remarks.extend(idle.map(|key| {
            doubt(
                settings.place_of(key),
                format!("{key} has no effect without role_arn"),
            )
        }));
    }
    remarks.extend(doubtful_values(settings));
    remarks.extend(doubtful_duration(settings, way.as_ref()));
    if kind == ProfileKind::Nothing && settings.has("sso_session") {
        remarks.push(doubt(
            settings.place_of("sso_session"),
            "sso_session signs in, but without sso_account_id and sso_role_name it gives no credentials",
        ));
    }
    remarks.extend(services_missing(scene, settings, &remarks));
    remarks
}

fn overridden(scene: &Scene<'_>, name: &str) -> impl Iterator<Item = ProfileRemark> {
    let sections = scene.profiles.overridden.iter();
    sections
        .filter(move |(other, _)| other == name)
        .map(move |(_, place)| {
            let text = format!("nothing of this section counts: a later one is for profile {name} too");
            doubt(place.clone(), text)
        })
}

fn named_profile_in_credentials(scene: &Scene<'_>, name: &str) -> Option<ProfileRemark> {
    let meant = name.strip_prefix("profile ")?;
    let section = scene.profiles.of_credentials(name)?;
    Some(doubt(
        section.place.clone(),
        format!(
            "in this file the section for {meant} would be [{meant}]; as it stands the profile is called \"{name}\""
        ),
    ))
}

/// Whether a value is one of its kind.
type IsGood = fn(&str) -> bool;

fn doubtful_values(settings: &Settings) -> Vec<ProfileRemark> {
    let checks: [(&str, IsGood, &str); 4] = [
        ("region", is_region_name, "is no name of a region, as us-east-1"),
        (
            "sso_region",
            is_region_name,
            "is no name of a region, as us-east-1",
        ),
        (
            "sso_account_id",
            is_account_id,
            "is no account ID, which has twelve digits",
        ),
        (
            "role_arn",
            is_role_arn,
            "is no ARN of a role, as arn:aws:iam::111122223333:role/Name",
        ),
    ];
    let mut remarks = Vec::new();
    for (key, is_good, what) in checks {
        match settings.filled(key) {
            Ok(Some(found)) if !is_good(&found.value) => {
                remarks.push(doubt(
                    settings.place_of(key),
                    format!("{key} {} {what}", found.value),
                ));
            }
            Ok(_) => {}
            Err(_) => remarks.push(doubt(settings.place_of(key), format!("{key} has no value"))),
        }
    }
    remarks
}

fn doubtful_duration(settings: &Settings, way: Option<&Way>) -> Option<ProfileRemark> {
    let key = "duration_seconds";
    let found = settings.shown(key)?;
    let text = match duration(&found.value) {
        Duration::NoNumber => format!("{key} {} is no number and is left out", found.value),
        Duration::Seconds(seconds) if !SESSION_SECONDS.contains(&seconds) => {
            format!(
                "{key} {} is outside of 900 to 43200, which STS refuses",
                found.value
            )
        }
        Duration::Seconds(seconds) if seconds > CHAINED_SECONDS && way.is_some_and(assumes_with_a_role) => {
            format!(
                "{key} {} is more than the 3600 that STS gives a role for assuming another",
                found.value
            )
        }
        Duration::Seconds(_) | Duration::Impossible => return None,
    };
    Some(doubt(settings.place_of(key), text))
}

/// True where the caller of the last role is a role itself.
fn assumes_with_a_role(way: &Way) -> bool {
    let is_role = matches!(
        way.base,
        BaseSource::WebIdentity { .. } | BaseSource::IdentityCenter(_)
    );
    way.roles.len() > 1 || (is_role && !way.roles.is_empty())
}

/// Told even where no call of ours is concerned, since other clients fail on it.
fn services_missing(
    scene: &Scene<'_>,
    settings: &Settings,
    remarks: &[ProfileRemark],
) -> Option<ProfileRemark> {
    let services = settings.shown("services")?.value;
    let is_told = remarks.iter().any(|remark| {
        matches!(
            remark,
            ProfileRemark::Refused(ConfigError::ServicesMissing { .. })
        )
    });
    if is_told
        || scene
            .profiles
            .services(&services)
            .is_some_and(|section| !section.is_empty())
    {
        return None;
    }
    let text = format!("the services section {services} does not exist");
    Some(doubt(settings.place_of("services"), text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::config_files::FileOnDisk;

    fn listed(config: &str, credentials: &str) -> ProfileList {
        let files = ConfigFiles {
            config: FileOnDisk::of_bytes("/c", config.as_bytes()),
            credentials: FileOnDisk::of_bytes("/k", credentials.as_bytes()),
        };
        list(&|_| None, &files, FilesStamp::default())
    }

    fn told(remarks: &[ProfileRemark]) -> Vec<String> {
        let line = |remark: &ProfileRemark| match remark.place() {
            Some(place) => format!("{place}: {}", remark.text()),
            None => remark.text(),
        };
        remarks.iter().map(line).collect()
    }

    #[test]
    fn each_kind_is_listed_with_account_role_and_region() {
        let list = listed(
            "[default]\nregion = us-east-1\n\
             [profile role]\nrole_arn = arn:aws:iam::111122223333:role/Invoke\nsource_profile = keys\n\
             [profile sso]\nsso_session = corp\nsso_account_id = 444455556666\nsso_role_name = ReadOnly\n\
             [sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n\
             [profile web]\nrole_arn = arn:aws:iam::111122223333:role/Web\nweb_identity_token_file = /t\n\
             [profile process]\ncredential_process = /bin/true\naws_account_id = 777788889999\n\
             [profile login]\nlogin_session = arn:aws:iam::111122223333:user/bob\n",
            "[keys]\naws_access_key_id = AKIA\naws_secret_access_key = secret\n",
        );
        let rows: Vec<_> = list
            .profiles
            .iter()
            .map(|profile| {
                let text = |value: &Option<Sourced<String>>| {
                    value
                        .as_ref()
                        .map(|value| value.value.clone())
                        .unwrap_or_default()
                };
                assert_eq!(told(&profile.remarks), [""; 0], "{}", profile.name);
                (
                    profile.name.as_str(),
                    profile.kind,
                    text(&profile.account_id),
                    text(&profile.role),
                    text(&profile.region),
                )
            })
            .collect();
        let row = |name, kind, account: &str, role: &str, region: &str| {
            (name, kind, account.to_owned(), role.to_owned(), region.to_owned())
        };
        let invoke = "arn:aws:iam::111122223333:role/Invoke";
        let web = "arn:aws:iam::111122223333:role/Web";
        assert_eq!(
            rows,
            [
                row("default", ProfileKind::Nothing, "", "", "us-east-1"),
                row("role", ProfileKind::Role, "111122223333", invoke, ""),
                row("sso", ProfileKind::IdentityCenter, "444455556666", "ReadOnly", ""),
                row("web", ProfileKind::WebIdentity, "111122223333", web, ""),
                row("process", ProfileKind::Process, "777788889999", "", ""),
                row("login", ProfileKind::Login, "", "", ""),
                row("keys", ProfileKind::Keys, "", "", ""),
            ]
        );
    }

    #[test]
    fn what_is_amiss_is_told_with_its_line() {
        let arn = "role_arn = arn:aws:iam::111122223333:role/R";
        for (config, expected) in [
            (
                format!("[profile a]\n{arn}\nsource_profile = b\n"),
                "/c line 3: source_profile b of profile a does not exist: /c line 3",
            ),
            (
                "[profile a]\nmfa_serial = x\n".to_owned(),
                "/c line 2: mfa_serial has no effect without role_arn",
            ),
            (
                "[profile a]\nregion = us east\n".to_owned(),
                "/c line 2: region us east is no name of a region, as us-east-1",
            ),
            (
                "[profile a]\nregion =\n".to_owned(),
                "/c line 2: region has no value",
            ),
            (
                "[profile a]\nx = 1\n[profile a ]\n".to_owned(),
                "/c line 1: nothing of this section counts: a later one is for profile a too",
            ),
            (
                "[profile a]\nsso_session = s\n".to_owned(),
                "/c line 2: sso_session signs in, but without sso_account_id and sso_role_name it gives no credentials",
            ),
            (
                "[profile a]\nservices = s\n".to_owned(),
                "/c line 2: the services section s does not exist",
            ),
            (
                format!(
                    "[profile a]\n{arn}\ncredential_source = Ec2InstanceMetadata\nduration_seconds = 60\n"
                ),
                "/c line 4: duration_seconds 60 is outside of 900 to 43200, which STS refuses",
            ),
            (
                format!(
                    "[profile a]\n{arn}\ncredential_source = Ec2InstanceMetadata\nduration_seconds = 1h\n"
                ),
                "/c line 4: duration_seconds 1h is no number and is left out",
            ),
            (
                "[profile a]\nrole_arn = Admin\ncredential_source = Ec2InstanceMetadata\n".to_owned(),
                "/c line 2: role_arn Admin is no ARN of a role, as arn:aws:iam::111122223333:role/Name",
            ),
            (
                "[profile a]\nsso_account_id = 123\nsso_role_name = R\nsso_start_url = u\nsso_region = r\n"
                    .to_owned(),
                "/c line 2: sso_account_id 123 is no account ID, which has twelve digits",
            ),
        ] {
            let list = listed(&config, "");
            assert_eq!(told(&list.profiles[0].remarks), [expected], "{config}");
        }
        let list = listed("", "[profile a]\n");
        let called = "/k line 1: in this file the section for a would be [a]; as it stands the profile is called \"profile a\"";
        assert_eq!(told(&list.profiles[0].remarks), [called]);
    }

    #[test]
    fn a_role_that_a_role_assumes_lasts_an_hour() {
        let role = |name: &str, source: &str| {
            format!(
                "[profile {name}]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = {source}\nduration_seconds = 7200\n"
            )
        };
        let config = format!("{}{}", role("a", "b"), role("b", "k"));
        let list = listed(
            &config,
            "[k]\naws_access_key_id = AKIA\naws_secret_access_key = secret\n",
        );
        let first = told(&list.profiles[0].remarks);
        assert_eq!(first.len(), 1, "{first:?}");
        assert!(
            first[0].starts_with("/c line 4: duration_seconds 7200 is more than"),
            "{first:?}"
        );
        assert_eq!(told(&list.profiles[1].remarks), [""; 0]);
    }

    #[test]
    fn a_refused_file_is_told_once_and_its_profiles_are_listed() {
        let list = listed(
            "[profile a]\nregion = us-east-1\nregion = us-east-2\n[b]\nregion = x\n",
            "",
        );
        assert_eq!(
            told(&list.remarks),
            [
                "/c line 3: /c line 3: region is there already in [profile a], on line 2",
                "/c line 4: [b] is no profile: in this file its section would be [profile b]",
            ]
        );
        assert_eq!(list.profiles[0].name, "a");
    }
}
