//! Sources of credentials as tests have them: a fixed environment, a clock that can be moved, plans made by hand.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use countersign::credentials::{Ask, Provider, Surroundings};
use countersign::demo::{DEMO_KEY_ID, DEMO_ROLE, DEMO_SECRET, DemoServer};
use countersign::engine::{Ambient, Deps};
use countersign::http::OwnCaller;
use countersign::model::{Answers, AssumeRoleForm, AwsAuth, CredentialSource, Secret};

use super::order::deps;
use super::signed_call::NOW;

/// A clock that a test moves, in seconds from [`NOW`].
#[derive(Clone, Default)]
pub struct MovedClock(Arc<AtomicI64>);

impl MovedClock {
    pub fn to(&self, seconds: i64) {
        self.0.store(seconds, Ordering::SeqCst);
    }

    pub fn now(&self) -> time::OffsetDateTime {
        NOW + time::Duration::seconds(self.0.load(Ordering::SeqCst))
    }
}

/// The demo server with this clock.
pub fn demo(clock: &MovedClock) -> DemoServer {
    let clock = clock.clone();
    DemoServer::builder(move || clock.now()).spawn(0).unwrap()
}

/// Surroundings of a send with these variables alone.
pub fn deps_in(
    clock: &MovedClock,
    environment: &[(&str, &str)],
    change: impl FnOnce(&mut Surroundings),
) -> Deps {
    deps_with_caller(clock, environment, OwnCaller::default(), change)
}

pub fn deps_with_caller(
    clock: &MovedClock,
    environment: &[(&str, &str)],
    caller: OwnCaller,
    change: impl FnOnce(&mut Surroundings),
) -> Deps {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let variables: BTreeMap<String, String> = environment.iter().map(own).collect();
    let clock = clock.clone();
    let ambient = Ambient {
        now: Arc::new(move || clock.now()),
        environment: Arc::new(move |name| variables.get(name).cloned()),
        ..Ambient::system()
    };
    let mut surroundings = ambient.credential_surroundings(caller);
    change(&mut surroundings);
    Deps {
        credentials: Provider::new(surroundings),
        ambient,
        ..deps()
    }
}

/// The variables of the demo user, with STS at the server.
pub fn user_of<'a>(sts: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let keys = [
        ("AWS_ACCESS_KEY_ID", DEMO_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", DEMO_SECRET),
        ("AWS_ENDPOINT_URL_STS", sts),
    ];
    [&keys, more].concat()
}

/// A form with this source, and roles on top.
pub fn form(source: CredentialSource, roles: Vec<AssumeRoleForm>) -> AwsAuth {
    AwsAuth {
        source,
        roles,
        ..AwsAuth::default()
    }
}

pub fn demo_role(session: &str) -> AssumeRoleForm {
    AssumeRoleForm {
        role_arn: DEMO_ROLE.to_owned(),
        session_name: session.to_owned(),
        ..AssumeRoleForm::default()
    }
}

pub fn ask(answers: Answers) -> Ask {
    Ask {
        answers,
        ..Ask::default()
    }
}

pub fn with_code(serial: &str, code: &str) -> Answers {
    Answers {
        mfa_code: Some((serial.to_owned(), Secret::new(code))),
        ..Answers::default()
    }
}

/// Config files of one profile, `dev`, in a folder of their own.
pub struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    /// With these lines in the profile.
    pub fn with(lines: &str) -> Self {
        let home = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        home.write("config", &format!("[profile dev]\n{lines}\n"));
        home
    }

    /// The path of a file, whether it is there or not.
    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub fn write(&self, name: &str, text: &str) {
        let mut file = std::fs::File::create(self.folder.path().join(name)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    /// The variables that lead to it, with STS and the cache of logins.
    pub fn variables(&self, sts: &str) -> Vec<(&'static str, String)> {
        vec![
            ("HOME", self.path("")),
            ("AWS_CONFIG_FILE", self.path("config")),
            ("AWS_SHARED_CREDENTIALS_FILE", self.path("credentials")),
            ("AWS_LOGIN_CACHE_DIRECTORY", self.path("")),
            ("AWS_ENDPOINT_URL_STS", sts.to_owned()),
        ]
    }
}

/// The form that names the profile.
pub fn profile_dev() -> AwsAuth {
    AwsAuth {
        profile: "dev".to_owned(),
        ..form(CredentialSource::Profile, Vec::new())
    }
}

/// What [`deps_in`] takes.
pub fn lent<'a>(variables: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    variables
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}
