//! The auth of a request, folder or collection.
//!
//! Bruno signs with the keys in the file or with those of a profile. Where it finds neither it warns and sends
//! unsigned (CLI 4.1.0, `awsv4auth-helper.js`). So a file never leaves both out: where the keys come from elsewhere, a key
//! that no service knows stands in their place, and a question that Bruno's command line does not answer. A profile that
//! does not exist on a computer leaves that key, and the service refuses it.

use toml::Table;

use super::YamlProblem;
use super::side::{Side, difference, overlaid};
use super::write::WriteProblem;
use super::yaml::{Map, Node};
use crate::model::{ApiKeyPlacement, Auth, AuthKind, AwsAuth, CredentialSource, Secret, UnknownPart};
use crate::store::keys::SecretPart;

/// Stands for keys that Bruno has no way to get. No access key ID has a blank.
const GUARD: &str = "Countersign has the keys";
/// A variable that Bruno asks a person for, and its command line refuses.
const QUESTION: &str = "{{?Countersign has the keys of this request}}";
/// Stands for a kind that has no word, or one that means something.
pub(super) const NO_KIND: &str = "unknown";
const ENVIRONMENT: [&str; 3] = [
    "{{process.env.AWS_ACCESS_KEY_ID}}",
    "{{process.env.AWS_SECRET_ACCESS_KEY}}",
    "{{process.env.AWS_SESSION_TOKEN}}",
];
const ENVIRONMENT_PROFILE: &str = "{{process.env.AWS_PROFILE}}";
const ORDER: [&str; 7] = [
    "type",
    "accessKeyId",
    "secretAccessKey",
    "sessionToken",
    "service",
    "region",
    "profileName",
];

/// The texts of all kinds that are known here.
const FIELDS: [&str; 12] = [
    "accessKeyId",
    "secretAccessKey",
    "sessionToken",
    "service",
    "region",
    "profileName",
    "username",
    "password",
    "token",
    "key",
    "value",
    "placement",
];

/// What the format says of AWS Signature, empty for what is left out.
#[derive(Debug, Default, PartialEq, Eq)]
struct AwsTexts {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    profile_name: String,
}

impl AwsTexts {
    fn read(map: &Map) -> Self {
        Self {
            access_key_id: map.text("accessKeyId").to_owned(),
            secret_access_key: without_blanks(map.text("secretAccessKey")),
            session_token: without_blanks(map.text("sessionToken")),
            profile_name: map.text("profileName").to_owned(),
        }
    }

    /// What is written for this form.
    fn of(aws: &AwsAuth) -> Self {
        let has_keys = !aws.access_key_id.trim().is_empty() && !aws.secret_access_key.is_no_reference();
        match aws.source {
            _ if !aws.roles.is_empty() => Self::guarded(QUESTION),
            CredentialSource::Typed if has_keys => Self {
                access_key_id: aws.access_key_id.clone(),
                secret_access_key: reference(&aws.secret_access_key),
                session_token: reference(&aws.session_token),
                profile_name: String::new(),
            },
            CredentialSource::Environment | CredentialSource::Automatic => {
                let [access_key_id, secret_access_key, session_token] = ENVIRONMENT.map(str::to_owned);
                Self {
                    access_key_id,
                    secret_access_key,
                    session_token,
                    profile_name: String::new(),
                }
            }
            CredentialSource::Profile => Self {
                profile_name: if aws.profile.is_empty() {
                    ENVIRONMENT_PROFILE.to_owned()
                } else {
                    aws.profile.clone()
                },
                ..Self::guarded("")
            },
            CredentialSource::Typed
            | CredentialSource::IdentityCenter
            | CredentialSource::Container
            | CredentialSource::Instance => Self::guarded(QUESTION),
        }
    }

    fn guarded(session_token: &str) -> Self {
        Self {
            access_key_id: GUARD.to_owned(),
            secret_access_key: GUARD.to_owned(),
            session_token: session_token.to_owned(),
            profile_name: String::new(),
        }
    }

    /// The form, as far as the YAML tells it.
    fn form(&self) -> AwsAuth {
        let keys = [&self.access_key_id, &self.secret_access_key, &self.session_token];
        if self.profile_name.is_empty() && keys.map(String::as_str) == ENVIRONMENT {
            return AwsAuth {
                source: CredentialSource::Environment,
                ..AwsAuth::default()
            };
        }
        let own = |text: &str| {
            if stands_for_keys(text) {
                String::new()
            } else {
                text.to_owned()
            }
        };
        AwsAuth {
            source: if self.profile_name.is_empty() {
                CredentialSource::Typed
            } else {
                CredentialSource::Profile
            },
            profile: if self.profile_name == ENVIRONMENT_PROFILE {
                String::new()
            } else {
                self.profile_name.clone()
            },
            access_key_id: own(&self.access_key_id),
            secret_access_key: Secret::new(own(&self.secret_access_key)),
            session_token: Secret::new(own(&self.session_token)),
            ..AwsAuth::default()
        }
    }
}

/// Whether a text stands for keys that are elsewhere, and is none itself.
pub(super) fn stands_for_keys(text: &str) -> bool {
    text == GUARD || text == QUESTION
}

/// `{{name}}`, or nothing.
fn reference(secret: &Secret) -> String {
    secret
        .reference()
        .map_or_else(String::new, |name| format!("{{{{{name}}}}}"))
}

/// `{{ name }}` as `{{name}}`, and every other text as it is.
fn without_blanks(text: &str) -> String {
    let secret = Secret::new(text);
    if secret.is_no_reference() {
        text.to_owned()
    } else {
        reference(&secret)
    }
}

/// Writes the variable of a secret field, unless it stands there in any spelling.
fn put_reference(map: &mut Map, key: &str, text: &str, order: &[&str]) {
    if without_blanks(map.text(key)) != text {
        map.put_filled(key, text, order);
    }
}

/// Whether a list or a mapping stands where a text belongs.
fn has_parts(map: &Map, key: &str) -> bool {
    matches!(map.get(key), Some(Node::List(_) | Node::Map(_)))
}

/// Reads the auth of a section. `absent` is what no auth means there.
pub(super) fn read_auth(node: Option<&Node>, absent: AuthKind, side: &Side) -> Result<Auth, YamlProblem> {
    let mut auth = Auth {
        kind: absent,
        ..Auth::default()
    };
    let map = match node {
        None => return Ok(auth),
        Some(Node::Map(map)) => map,
        Some(Node::List(_)) => {
            auth.unknown = Some(UnknownPart::List);
            return Ok(auth);
        }
        Some(Node::Scalar(scalar)) => {
            match scalar.as_text() {
                // Bruno takes `none` for what it takes a missing key for.
                "" | "none" => {}
                "inherit" => auth.kind = AuthKind::Inherit,
                word @ ("awsv4" | "basic" | "bearer" | "apikey") => {
                    auth.unknown = Some(UnknownPart::Word(word.to_owned()));
                }
                word => auth.unknown = Some(UnknownPart::of_kind(word)),
            }
            return Ok(auth);
        }
    };
    let secret = |key: &str| Secret::new(map.text(key));
    match map.text("type") {
        "awsv4" => {
            auth.kind = AuthKind::AwsSignature;
            auth.aws = read_aws(map, side)?;
        }
        "basic" => {
            auth.kind = AuthKind::Basic;
            map.text("username").clone_into(&mut auth.basic.username);
            auth.basic.password = secret("password");
        }
        "bearer" => {
            auth.kind = AuthKind::Bearer;
            auth.bearer.token = secret("token");
        }
        "apikey" => {
            auth.kind = AuthKind::ApiKey;
            map.text("key").clone_into(&mut auth.api_key.key);
            auth.api_key.value = secret("value");
            auth.api_key.placement = match map.text("placement") {
                "query" => ApiKeyPlacement::Query,
                _ => ApiKeyPlacement::Header,
            };
        }
        "none" => {}
        "" if map.is_empty() => {}
        kind => auth.unknown = Some(UnknownPart::of_kind(kind)),
    }
    let is_known = auth.kind != absent;
    match FIELDS.iter().find(|key| is_known && has_parts(map, key)) {
        None => Ok(auth),
        Some(key) => Ok(Auth {
            kind: absent,
            unknown: Some(UnknownPart::Shape {
                kind: map.text("type").to_owned(),
                key: (*key).to_owned(),
            }),
            ..Auth::default()
        }),
    }
}

/// What stands beside counts for the YAML that was written with it: when the keys in the YAML are others by now, they do.
fn read_aws(map: &Map, side: &Side) -> Result<AwsAuth, YamlProblem> {
    let texts = AwsTexts::read(map);
    let told = texts.form();
    let mut aws = match side.table("aws") {
        Some(table) => {
            let whole = overlaid(&told, table)?;
            if AwsTexts::of(&whole) == texts {
                whole
            } else {
                told
            }
        }
        None => told,
    };
    map.text("region").clone_into(&mut aws.region);
    map.text("service").clone_into(&mut aws.service);
    Ok(aws)
}

/// Writes the auth of a section, and beside it what the format has no place for.
pub(super) fn put_auth(
    section: &mut Map,
    side: &mut Side,
    auth: &Auth,
    absent: AuthKind,
    order: &[&str],
) -> Result<(), WriteProblem> {
    check_secrets(auth)?;
    let mut beside = Table::new();
    let there = read_auth(section.get("auth"), absent, &Side::default());
    let is_refused = there.as_ref().is_ok_and(|there| there.unknown.is_some());
    let is_there = there.is_ok_and(|there| there.kind == auth.kind && there.unknown == auth.unknown);
    let typed = |name: &str, section: &Map| {
        let there = section.map("auth").filter(|map| map.text("type") == name);
        let mut map = there.cloned().unwrap_or_default();
        map.put_text("type", name, &ORDER);
        map
    };
    if let Some(unknown) = auth.not_understood()
        && (auth.kind == absent || auth.kind == AuthKind::None)
    {
        // What stands there and is not understood either keeps it from being sent too.
        if !is_refused {
            section.put_map("auth", refused(unknown, absent), order);
            side.put("aws", beside);
        }
        return Ok(());
    }
    match auth.kind {
        kind if kind == absent && is_there => {}
        kind if kind == absent => {
            section.remove("auth");
        }
        AuthKind::None => {
            section.remove("auth");
        }
        AuthKind::Inherit => section.put_text("auth", "inherit", order),
        AuthKind::AwsSignature => {
            let mut map = typed("awsv4", section);
            let texts = AwsTexts::of(&auth.aws);
            map.put_filled("accessKeyId", &texts.access_key_id, &ORDER);
            put_reference(&mut map, "secretAccessKey", &texts.secret_access_key, &ORDER);
            put_reference(&mut map, "sessionToken", &texts.session_token, &ORDER);
            map.put_filled("service", &auth.aws.service, &ORDER);
            map.put_filled("region", &auth.aws.region, &ORDER);
            map.put_filled("profileName", &texts.profile_name, &ORDER);
            section.put_map("auth", map, order);
            beside = aws_beside(&auth.aws, &texts)?;
        }
        AuthKind::Basic => {
            let mut map = typed("basic", section);
            map.put_filled("username", &auth.basic.username, &["type", "username"]);
            let password = reference(&auth.basic.password);
            put_reference(&mut map, "password", &password, &["type", "username", "password"]);
            section.put_map("auth", map, order);
        }
        AuthKind::Bearer => {
            let mut map = typed("bearer", section);
            put_reference(
                &mut map,
                "token",
                &reference(&auth.bearer.token),
                &["type", "token"],
            );
            section.put_map("auth", map, order);
        }
        AuthKind::ApiKey => {
            const KEYS: [&str; 4] = ["type", "key", "value", "placement"];
            let mut map = typed("apikey", section);
            map.put_filled("key", &auth.api_key.key, &KEYS);
            put_reference(&mut map, "value", &reference(&auth.api_key.value), &KEYS);
            let placement = match auth.api_key.placement {
                ApiKeyPlacement::Header => "header",
                ApiKeyPlacement::Query => "query",
            };
            map.put_text("placement", placement, &KEYS);
            section.put_map("auth", map, order);
        }
    }
    side.put("aws", beside);
    Ok(())
}

/// The word alone, which keeps it from being sent without auth.
fn refused(unknown: &UnknownPart, absent: AuthKind) -> Map {
    let of = |word: &str| {
        let mut map = Map::default();
        map.put_text("type", word, &ORDER);
        map
    };
    let named = match unknown {
        UnknownPart::Kind(kind) => of(kind),
        _ => return of(NO_KIND),
    };
    match read_auth(Some(&Node::Map(named.clone())), absent, &Side::default()) {
        Ok(auth) if auth.unknown.is_none() => of(NO_KIND),
        _ => named,
    }
}

fn aws_beside(aws: &AwsAuth, texts: &AwsTexts) -> Result<Table, WriteProblem> {
    let mut told = texts.form();
    aws.region.clone_into(&mut told.region);
    aws.service.clone_into(&mut told.service);
    // The end of temporary keys is forgotten with them.
    let kept = AwsAuth {
        expiry: None,
        ..aws.clone()
    };
    difference(&kept, &told).map_err(|reason| WriteProblem::NotReadBack { reason })
}

/// Refuses a value in a secret field that would be written. Those of kinds and sources that are not chosen are not.
fn check_secrets(auth: &Auth) -> Result<(), WriteProblem> {
    let fields: &[(SecretPart, &Secret)] = match auth.kind {
        AuthKind::AwsSignature if auth.aws.source == CredentialSource::Typed => &[
            (SecretPart::SecretAccessKey, &auth.aws.secret_access_key),
            (SecretPart::SessionToken, &auth.aws.session_token),
        ],
        AuthKind::Basic => &[(SecretPart::Password, &auth.basic.password)],
        AuthKind::Bearer => &[(SecretPart::BearerToken, &auth.bearer.token)],
        AuthKind::ApiKey => &[(SecretPart::ApiKey, &auth.api_key.value)],
        AuthKind::AwsSignature | AuthKind::None | AuthKind::Inherit => &[],
    };
    let typed = fields
        .iter()
        .find(|(_, secret)| !secret.is_empty() && secret.is_no_reference());
    match typed {
        Some((field, _)) => Err(WriteProblem::TypedSecret { field: *field }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(section: &mut Map, auth: &Auth, absent: AuthKind) -> Auth {
        put_auth(section, &mut Side::default(), auth, absent, &[]).unwrap();
        read_auth(section.get("auth"), absent, &Side::default()).unwrap()
    }

    #[test]
    fn auth_that_is_not_understood_is_never_written_as_none() {
        for unknown in [
            UnknownPart::Kind("digest".to_owned()),
            UnknownPart::Kind("none".to_owned()),
            UnknownPart::Kind("bearer".to_owned()),
            UnknownPart::NoKind,
            UnknownPart::Word("awsv4".to_owned()),
            UnknownPart::Text,
            UnknownPart::List,
        ] {
            let auth = Auth {
                unknown: Some(unknown.clone()),
                ..Auth::default()
            };
            for absent in [AuthKind::None, AuthKind::Inherit] {
                let mut section = Map::default();
                let read = written(&mut section, &auth, absent);
                assert!(read.not_understood().is_some(), "{unknown:?}");
                // In the place of another one too.
                let mut section = Map::default();
                let mut signed = Auth::default();
                signed.choose(AuthKind::AwsSignature);
                written(&mut section, &signed, absent);
                let read = written(&mut section, &auth, absent);
                assert!(read.not_understood().is_some(), "{unknown:?}");
                // Until one is chosen.
                let read = written(&mut section, &Auth::default(), absent);
                assert_eq!((read.kind, read.unknown), (absent, None));
            }
        }
    }
}
