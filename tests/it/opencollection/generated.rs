//! Requests, folders, collections and environments by chance.

use countersign::model::{
    ApiKeyAuth, ApiKeyPlacement, Assertion, AssertionOperator, AssumeRoleForm, Auth, AuthKind, AwsAuth,
    BasicAuth, BearerAuth, Body, BodyKind, Capture, Caution, CookieUse, CredentialSource, Defaults,
    DisabledParam, Environment, FileBody, FormRow, GraphQl, HeaderRow, HttpRequest, IdentityCenterForm, Info,
    PartKind, PartRow, PathValue, PayloadSigning, Protocol, Redirects, Request, RequestSettings, RowState,
    Secret, SignatureLocation, SigningAlgorithm, SigningOptions, TargetSpelling, Variable,
};
use countersign::store::opencollection::{FolderFile, RootFile};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Texts that YAML readers are known to take for something else.
pub const HARD: &[&str] = &[
    "",
    " ",
    "  a",
    "a  ",
    "no",
    "yes",
    "on",
    "off",
    "y",
    "n",
    "null",
    "~",
    "true",
    "False",
    "1",
    "012",
    "0o7",
    "0x1F",
    "1e3",
    "1_000",
    ".5",
    "1.",
    "+1",
    "-1",
    ".inf",
    ".nan",
    "12:30",
    "12:30:45",
    "2026-11-29",
    "<<",
    "=",
    "-",
    "- a",
    "-a",
    "?",
    "? a",
    ":",
    ": a",
    ":a",
    "a: b",
    "a:b",
    "a:",
    "a #b",
    "a#b",
    "#a",
    "&a",
    "*a",
    "!a",
    "!!str a",
    "|",
    ">",
    "|-",
    "%a",
    "@a",
    "`a",
    "'",
    "''",
    "\"",
    "it's",
    "\"q\"",
    "'q'",
    "\\",
    "\\n",
    "[a]",
    "{a}",
    "{{a}}",
    "[",
    "]",
    "{",
    "}",
    "a, b",
    ",",
    "---",
    "...",
    "--- a",
    "a\n",
    "a\nb",
    "a\nb\n",
    "a\n\n",
    "a\n\n\n",
    "\n",
    "\n\n",
    "\na",
    " a\nb",
    "a\n  b",
    "a\n b\n",
    "a\n \nb",
    "a\n ",
    "a\r\nb",
    "a\r\nb\r\n\r\n",
    "a\rb",
    "\r",
    "\t",
    "a\tb",
    "\ta",
    "a\t",
    "a\n\tb",
    "a\n\t",
    "\u{0}",
    "a\u{0}b",
    "\u{7}",
    "\u{1b}",
    "\u{7f}",
    "\u{80}",
    "\u{85}",
    "a\u{85}b",
    "\u{a0}",
    "\u{2028}",
    "a\u{2028}b",
    "\u{2029}",
    "\u{feff}",
    "a\u{feff}",
    "\u{fffd}",
    "\u{fffe}",
    "\u{1f600}",
    "e\u{301}",
    "{\n  \"a\": [1, 2],\n  \"b\": \"x: y # z\"\n}",
    "{\r\n  \"a\": 1\r\n}\r\n",
    "<a>\n  <b/>\n</a>\n",
    "query {\n  a(b: 1) { c }\n}\n",
    "# heading\n\n- item\n- item\n",
    "key: |",
    "a\n---\nb",
    "a\n...\nb",
    "a\n# b\n",
    "info:\n  name: x\n",
    "\u{d7ff}",
    "inherit",
    "a\\",
    "\"",
    "a'b\"c",
    "%7B%22",
];

pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(HARD).prop_map(str::to_owned),
        3 => "[a-zA-Z][a-zA-Z0-9 _.-]{0,12}",
        1 => any::<String>(),
        1 => vec(select(HARD), 2..4).prop_map(|parts| parts.concat()),
    ]
}

fn state() -> impl Strategy<Value = RowState> {
    prop_oneof![3 => Just(RowState::Enabled), 1 => Just(RowState::Disabled)]
}

fn url() -> impl Strategy<Value = String> {
    let pair = prop_oneof![
        Just("a=1"),
        Just("b="),
        Just("c"),
        Just("d=%20+e"),
        Just("{{q}}={{v}}"),
        Just("")
    ];
    let query = vec(pair, 0..5).prop_map(|pairs| pairs.join("&"));
    let with_query =
        ("[a-z{}:/.]{0,20}", query).prop_map(|(path, query)| format!("https://h.example/{path}?{query}"));
    prop_oneof![3 => with_query, 1 => text()]
}

fn headers() -> BoxedStrategy<Vec<HeaderRow>> {
    let row = (text(), text(), state()).prop_map(|(name, value, state)| HeaderRow {
        name,
        value,
        state,
        ..HeaderRow::default()
    });
    vec(row, 0..4).boxed()
}

fn variables() -> BoxedStrategy<Vec<Variable>> {
    let description = prop_oneof![3 => Just(String::new()), 1 => text()];
    let row = (text(), prop::option::of(text()), state(), description).prop_map(
        |(name, value, state, description)| {
            let variable = match value {
                Some(value) => Variable::new(name, value),
                None => Variable::secret(name),
            };
            Variable {
                state,
                description,
                ..variable
            }
        },
    );
    vec(row, 0..4).boxed()
}

fn reference() -> impl Strategy<Value = Secret> {
    prop_oneof![
        1 => Just(Secret::default()),
        2 => "[a-zA-Z_][a-zA-Z0-9_.-]{0,8}".prop_map(|name| Secret::new(format!("{{{{{name}}}}}"))),
        1 => select(&["{{process.env.AWS_SECRET_ACCESS_KEY}}", "{{process.env.AWS_SESSION_TOKEN}}"][..]).prop_map(Secret::new),
    ]
}

fn access_key_id() -> impl Strategy<Value = String> {
    let known = select(
        &[
            "",
            "AKIAIOSFODNN7EXAMPLE",
            "{{process.env.AWS_ACCESS_KEY_ID}}",
            "Countersign has the keys",
        ][..],
    );
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => text()]
}

fn profile() -> impl Strategy<Value = String> {
    let known = select(&["", "dev", "{{profile}}", "{{process.env.AWS_PROFILE}}"][..]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => text()]
}

fn roles() -> impl Strategy<Value = Vec<AssumeRoleForm>> {
    let role = (text(), text(), prop::option::of(900..43_200_u32)).prop_map(
        |(role_arn, policy, duration_seconds)| AssumeRoleForm {
            role_arn,
            policy,
            duration_seconds,
            ..AssumeRoleForm::default()
        },
    );
    prop_oneof![3 => Just(Vec::new()), 1 => vec(role, 1..3)]
}

fn options() -> BoxedStrategy<SigningOptions> {
    let location = prop_oneof![
        3 => Just(SignatureLocation::Header),
        1 => (1..604_800_u32).prop_map(|expires_in| SignatureLocation::Query { expires_in }),
    ];
    let algorithm = prop_oneof![
        Just(SigningAlgorithm::Auto),
        Just(SigningAlgorithm::SigV4),
        vec(text(), 0..2).prop_map(|region_set| SigningAlgorithm::SigV4a { region_set }),
    ];
    let payload = select(
        &[
            PayloadSigning::Auto,
            PayloadSigning::Signed,
            PayloadSigning::Unsigned,
        ][..],
    );
    let changed = (
        location,
        algorithm,
        payload,
        prop::option::of(text()),
        vec(text(), 0..2),
    )
        .prop_map(
            |(location, algorithm, payload, signing_host, unsigned_headers)| SigningOptions {
                location,
                algorithm,
                payload,
                signing_host,
                unsigned_headers,
                ..SigningOptions::default()
            },
        );
    prop_oneof![2 => Just(SigningOptions::default()), 1 => changed].boxed()
}

fn aws() -> BoxedStrategy<AwsAuth> {
    let keys = (access_key_id(), reference(), reference());
    let identity_center = prop_oneof![
        2 => Just(IdentityCenterForm::default()),
        1 => (text(), text()).prop_map(|(start_url, role_name)| IdentityCenterForm {
            start_url,
            role_name,
            ..IdentityCenterForm::default()
        }),
    ];
    let source = select(&CredentialSource::ALL[..]);
    let place = (text(), text());
    (
        source,
        profile(),
        keys,
        identity_center,
        roles(),
        place,
        options(),
    )
        .prop_map(
            |(source, profile, keys, identity_center, roles, (region, service), options)| AwsAuth {
                source,
                profile,
                identity_center,
                roles,
                access_key_id: keys.0,
                secret_access_key: keys.1,
                session_token: keys.2,
                region,
                service,
                expiry: None,
                options,
            },
        )
        .boxed()
}

fn auth() -> BoxedStrategy<Auth> {
    let kind = select(
        &[
            AuthKind::None,
            AuthKind::Basic,
            AuthKind::Bearer,
            AuthKind::ApiKey,
            AuthKind::AwsSignature,
            AuthKind::AwsSignature,
            AuthKind::AwsSignature,
            AuthKind::Inherit,
        ][..],
    );
    let placement = select(&[ApiKeyPlacement::Header, ApiKeyPlacement::Query][..]);
    let others = (text(), reference(), text(), placement);
    (kind, aws(), others)
        .prop_map(|(kind, aws, (username, secret, key, placement))| Auth {
            kind,
            aws,
            basic: BasicAuth {
                username,
                password: secret.clone(),
            },
            bearer: BearerAuth {
                token: secret.clone(),
            },
            api_key: ApiKeyAuth {
                key,
                value: secret,
                placement,
            },
            ..Auth::default()
        })
        .boxed()
}

fn parts() -> BoxedStrategy<Vec<PartRow>> {
    let kind = select(&[PartKind::Text, PartKind::File][..]);
    let row = (text(), kind, text(), text(), text(), state()).prop_map(
        |(name, kind, content, content_type, file_name, state)| PartRow {
            name,
            kind,
            text: content.clone(),
            path: content,
            file_name,
            content_type,
            state,
            ..PartRow::default()
        },
    );
    vec(row, 0..3).boxed()
}

fn body() -> BoxedStrategy<Body> {
    let kind = select(
        &[
            BodyKind::None,
            BodyKind::Json,
            BodyKind::Xml,
            BodyKind::Text,
            BodyKind::Raw,
            BodyKind::Form,
            BodyKind::Multipart,
            BodyKind::File,
            BodyKind::GraphQl,
        ][..],
    );
    let form = (text(), text(), state()).prop_map(|(name, value, state)| FormRow {
        name,
        value,
        state,
        ..FormRow::default()
    });
    let texts = (text(), text(), text());
    (kind, texts, vec(form, 0..3), parts(), text(), text())
        .prop_map(|(kind, texts, form, parts, boundary, path)| Body {
            kind,
            text: texts.0.clone().into(),
            form,
            parts,
            boundary,
            file: FileBody {
                path,
                content_type: texts.2.clone(),
            },
            graphql: GraphQl {
                query: texts.0.into(),
                variables: texts.1.into(),
                operation_name: texts.2,
            },
            ..Body::default()
        })
        .boxed()
}

fn settings() -> BoxedStrategy<RequestSettings> {
    let spelling = select(
        &[
            TargetSpelling::Auto,
            TargetSpelling::AsTyped,
            TargetSpelling::Canonical,
        ][..],
    );
    let redirects = select(&[Redirects::Stop, Redirects::SameOrigin, Redirects::Everywhere][..]);
    let cookies = select(&[CookieUse::Auto, CookieUse::On, CookieUse::Off][..]);
    let protocol = select(&[Protocol::Http1, Protocol::Http2][..]);
    let times = (prop::option::of(0..9_u64), prop::option::of(0..100_000_u64));
    (spelling, protocol, redirects, cookies, text(), times)
        .prop_map(
            |(spelling, protocol, redirects, cookies, connect_to, times)| RequestSettings {
                spelling,
                protocol,
                redirects,
                cookies,
                connect_to,
                connect_timeout_ms: times.0,
                total_timeout_ms: times.1,
                ..RequestSettings::default()
            },
        )
        .boxed()
}

pub fn request() -> BoxedStrategy<Request> {
    let disabled =
        (text(), prop::option::of(text()), 0..6_usize).prop_map(|(name, value, after)| DisabledParam {
            name,
            value,
            after,
            ..DisabledParam::default()
        });
    let path = (text(), text()).prop_map(|(name, value)| PathValue {
        name,
        value,
        ..PathValue::default()
    });
    let method = prop_oneof![3 => select(&["GET", "POST", "patch"][..]).prop_map(str::to_owned), 1 => text()];
    let http = (
        method,
        url(),
        vec(disabled, 0..3),
        vec(path, 0..3),
        headers(),
        body(),
        auth(),
    )
        .prop_map(
            |(method, url, disabled_params, path_values, headers, body, auth)| HttpRequest {
                method,
                url,
                disabled_params,
                path_values,
                headers,
                body,
                auth,
            },
        );
    (
        text(),
        http,
        settings(),
        (variables(), assertions(), captures()),
        text(),
    )
        .prop_map(
            |(name, http, settings, (variables, assertions, captures), docs)| Request {
                info: Info { name },
                http,
                settings,
                variables,
                assertions,
                captures,
                docs: docs.into(),
            },
        )
        .boxed()
}

fn expression() -> BoxedStrategy<String> {
    prop_oneof![
        text(),
        Just("signature.scope".to_owned()),
        Just("res.status".to_owned())
    ]
    .boxed()
}

fn assertions() -> BoxedStrategy<Vec<Assertion>> {
    let operator = prop_oneof![
        (0..AssertionOperator::ALL.len()).prop_map(|at| AssertionOperator::ALL[at].clone()),
        text().prop_map(AssertionOperator::from),
    ];
    let row = (expression(), operator, text(), state());
    let assertion = row.prop_map(|(expression, operator, value, state)| Assertion {
        state,
        ..Assertion::new(expression, operator, value)
    });
    vec(assertion, 0..4).boxed()
}

fn captures() -> BoxedStrategy<Vec<Capture>> {
    let capture = (expression(), text(), state()).prop_map(|(expression, variable, state)| Capture {
        state,
        ..Capture::new(expression, variable)
    });
    vec(capture, 0..3).boxed()
}

fn defaults() -> BoxedStrategy<Defaults> {
    (headers(), auth(), variables(), settings())
        .prop_map(|(headers, auth, variables, settings)| Defaults {
            headers,
            auth,
            variables,
            settings,
        })
        .boxed()
}

pub fn folder() -> BoxedStrategy<FolderFile> {
    (text(), prop::option::of(1..99_u32), defaults(), text())
        .prop_map(|(name, seq, mut defaults, docs)| {
            // A folder has auth of its own, or that of the next above.
            if defaults.auth.kind == AuthKind::None {
                defaults.auth.kind = AuthKind::Inherit;
            }
            FolderFile {
                name,
                seq,
                defaults,
                docs: docs.into(),
            }
        })
        .boxed()
}

pub fn root() -> BoxedStrategy<RootFile> {
    (text(), defaults(), text())
        .prop_map(|(name, defaults, docs)| RootFile {
            version: "1.0.0".to_owned(),
            name,
            defaults,
            docs: docs.into(),
        })
        .boxed()
}

pub fn environment() -> BoxedStrategy<Environment> {
    let caution = select(&[Caution::Normal, Caution::Dangerous][..]);
    (text(), text(), variables(), caution)
        .prop_map(|(name, color, variables, caution)| Environment {
            name,
            color,
            variables,
            caution,
        })
        .boxed()
}
