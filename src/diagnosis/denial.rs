//! A denial: who, what, on what, and by which policy.

use serde::Serialize;
use serde_json::{Value, json};

use super::rule::Hit;
use super::scene::{Gateway, Scene};
use crate::model::{PolicyDocument, PolicyHint};

/// In every document: policies name their language by this date.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
const VERSION: &str = "2012-10-17";
/// AWS's example account, where one has to be put in.
const EXAMPLE_ACCOUNT: &str = "111122223333";
/// Stands at the end of every hint.
const NO_GRANT: &str = "A hint, not a grant: other policies, conditions and boundaries may still deny it";

/// What a denial says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Denial {
    /// `arn:…`, `anonymous`, or nothing.
    pub principal: String,
    /// As `execute-api:Invoke`.
    pub action: String,
    /// The ARN that was called.
    pub resource: Option<String>,
    /// The kind of policy, in the service's words.
    pub layer: Option<String>,
    /// A policy says no, or none says yes.
    pub verdict: Verdict,
}

/// How it was denied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Verdict {
    /// No policy allows it.
    #[default]
    NotAllowed,
    /// A policy denies it.
    Denied,
}

impl Denial {
    /// From the captures of `User: * is not authorized to perform: * …`.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>
    pub fn of(hit: &Hit) -> Self {
        let rest = format!("{} {}", hit.capture(1), hit.capture(2));
        let action = rest.split_whitespace().next().unwrap_or_default();
        let arn = rest.split_whitespace().find(|word| word.starts_with("arn:"));
        let lower = rest.to_ascii_lowercase();
        let between = |start: &str, end: &str| {
            let from = lower.find(start)? + start.len();
            let inner = rest.get(from..)?;
            let to = inner.to_ascii_lowercase().find(end)?;
            Some(inner.get(..to)?.trim().to_owned())
        };
        let denied = lower.contains("explicit deny");
        let layer = if denied {
            let of = |article: &str| between(article, " policy").map(|kind| format!("{kind} policy"));
            of("explicit deny in a ")
                .or_else(|| of("explicit deny in an "))
                .or_else(|| {
                    lower
                        .contains("permissions boundary")
                        .then(|| "permissions boundary".to_owned())
                })
        } else {
            between("because no ", " allows").map(|kind| match kind.strip_suffix(" policy") {
                Some(kind) => format!("{kind} policy"),
                None => kind,
            })
        };
        Self {
            principal: hit.capture(0).to_owned(),
            action: action.trim_end_matches(['.', ',']).to_owned(),
            resource: arn.map(|arn| arn.trim_end_matches(['.', ',', '"', '\'']).to_owned()),
            layer: layer.filter(|layer| layer.len() < 80),
            verdict: if denied {
                Verdict::Denied
            } else {
                Verdict::NotAllowed
            },
        }
    }

    /// True when the service names a signed caller: then the signature was right.
    pub fn names_caller(&self) -> bool {
        self.principal.starts_with("arn:")
    }
}

/// The smallest policies for what was denied.
pub(super) fn hint(scene: &Scene<'_>, denial: &Denial) -> PolicyHint {
    let service = denial.action.split(':').next().unwrap_or_default();
    let known = denial.resource.as_deref().map(with_open_account);
    let known = known.or_else(|| called_arn(scene, service));
    let is_known = known.is_some();
    let resource = known.unwrap_or_else(|| "*".to_owned());
    let mut documents = vec![document(
        "Policy of the caller",
        allow(json!(denial.action), &resource),
    )];
    let mut remarks = Vec::new();
    let principal = denial.names_caller().then(|| denial.principal.clone());
    if denial.action.eq_ignore_ascii_case("sts:AssumeRole") {
        documents.push(document("Trust policy of the role", trust(principal.as_deref())));
        remarks.push(
            "Both have to allow it: the trust policy of the role and a policy of the caller. A trust policy may also \
             ask for an ExternalId or an MFA device, and then denies with the same words"
                .to_owned(),
        );
    } else if service == "execute-api" && denial.principal == "anonymous" {
        documents.insert(
            0,
            document(
                "Resource policy of the API",
                resource_policy(&denial.action, &resource, "*"),
            ),
        );
    } else if is_resource_layer(denial) {
        let caller = principal
            .clone()
            .unwrap_or_else(|| format!("arn:aws:iam::{EXAMPLE_ACCOUNT}:root"));
        documents.insert(
            0,
            document(
                "Policy of the resource",
                resource_policy(&denial.action, &resource, &caller),
            ),
        );
    }
    if denial.verdict == Verdict::Denied {
        remarks.push("An Allow does not help against an explicit deny: the Deny has to go".to_owned());
    }
    if !is_known {
        remarks.push("Put the ARN of the resource in place of *: the reply does not name it".to_owned());
    }
    remarks.push(NO_GRANT.to_owned());
    PolicyHint {
        action: denial.action.clone(),
        resource,
        principal,
        layer: denial.layer.clone(),
        documents,
        remarks,
    }
}

fn is_resource_layer(denial: &Denial) -> bool {
    let layer = denial.layer.as_deref().unwrap_or_default();
    layer.contains("resource-based") || layer.contains("VPC endpoint")
}

/// For a call of an HTTP API, which names neither caller nor action.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html>
pub(super) fn http_api_hint(scene: &Scene<'_>) -> PolicyHint {
    let resource = called_arn(scene, "execute-api").unwrap_or_else(|| "arn:aws:execute-api:*:*:*".to_owned());
    let role = format!("arn:aws:iam::{EXAMPLE_ACCOUNT}:role/caller");
    PolicyHint {
        action: "execute-api:Invoke".to_owned(),
        documents: vec![
            document("Policy of the caller", allow(json!("execute-api:Invoke"), &resource)),
            document("Trust policy of a role in the account of the API", trust(None)),
            document("Policy of a caller in another account", allow(json!("sts:AssumeRole"), &role)),
        ],
        resource,
        principal: None,
        layer: None,
        remarks: vec![
            "An HTTP API has no resource policy: a caller of another account first assumes a role in the account of \
             the API"
                .to_owned(),
            format!("{EXAMPLE_ACCOUNT} stands for the account that is meant"),
            "A default stage is written $default in the ARN, whatever the path begins with".to_owned(),
            NO_GRANT.to_owned(),
        ],
    }
}

/// For a function URL, which since October 2025 asks for two actions.
/// <https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html>
pub(super) fn function_url_hint(scene: &Scene<'_>) -> PolicyHint {
    let resource = called_arn(scene, "lambda").unwrap_or_else(|| "arn:aws:lambda:*:*:function:*".to_owned());
    let actions = json!(["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"]);
    PolicyHint {
        action: "lambda:InvokeFunctionUrl".to_owned(),
        documents: vec![document("Policy of the caller", allow(actions, &resource))],
        resource,
        principal: None,
        layer: None,
        remarks: vec![
            "Put the function's name in place of the last *: the host of the URL does not say it".to_owned(),
            "A caller of another account needs the same two actions in the policy of the function too"
                .to_owned(),
            NO_GRANT.to_owned(),
        ],
    }
}

/// The ARN that a request calls, as far as its host says.
pub(super) fn called_arn(scene: &Scene<'_>, service: &str) -> Option<String> {
    let asked = scene.asked.as_ref()?;
    let hint = asked.hint.as_ref()?;
    let region = hint.region.as_deref()?;
    let partition = partition_of(region);
    let path = asked.path().trim_start_matches('/');
    match service {
        "execute-api" if hint.service == "execute-api" => {
            let api = asked.host.split(['.', ':']).next()?;
            let api = api.split_once("-vpce-").map_or(api, |(api, _)| api);
            let (stage, rest) = path.split_once('/').unwrap_or((path, ""));
            let (stage, rest) = match scene.gateway {
                Gateway::Http => ("$default", path),
                _ if stage.is_empty() => ("*", rest),
                _ => (stage, rest),
            };
            let method = &asked.request.method;
            Some(format!(
                "arn:{partition}:execute-api:{region}:*:{api}/{stage}/{method}/{rest}"
            ))
        }
        "lambda" => Some(format!("arn:{partition}:lambda:{region}:*:function:*")),
        "s3" if hint.service == "s3" => {
            let name = asked.host.split(':').next()?;
            let (bucket, key) = match name.split_once(".s3") {
                Some((bucket, _)) => (bucket, path),
                None => path.split_once('/').unwrap_or((path, "")),
            };
            let key = if key.is_empty() {
                String::new()
            } else {
                format!("/{key}")
            };
            (!bucket.is_empty()).then(|| format!("arn:{partition}:s3:::{bucket}{key}"))
        }
        _ => None,
    }
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
pub(super) fn partition_of(region: &str) -> &'static str {
    let prefixes = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("eusc-", "aws-eusc"),
        ("us-isob-", "aws-iso-b"),
        ("us-iso-", "aws-iso"),
    ];
    prefixes
        .into_iter()
        .find(|(prefix, _)| region.starts_with(prefix))
        .map_or("aws", |(_, partition)| partition)
}

/// API Gateway masks the account, `********9012`: a policy wants all of it or a star.
fn with_open_account(arn: &str) -> String {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let [arn_word, partition, service, region, account, rest] = parts.as_slice() else {
        return arn.to_owned();
    };
    let account = if account.contains('*') { "*" } else { account };
    [*arn_word, partition, service, region, account, rest].join(":")
}

/// A policy, with its elements in the order in which AWS writes them.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    version: &'static str,
    statement: [Statement; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    effect: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<Value>,
    action: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<String>,
}

fn document(title: &str, statement: Statement) -> PolicyDocument {
    let policy = Policy {
        version: VERSION,
        statement: [statement],
    };
    PolicyDocument {
        title: title.to_owned(),
        json: serde_json::to_string_pretty(&policy).unwrap_or_default(),
    }
}

fn allow(action: Value, resource: &str) -> Statement {
    Statement {
        effect: "Allow",
        principal: None,
        action,
        resource: Some(resource.to_owned()),
    }
}

fn resource_policy(action: &str, resource: &str, principal: &str) -> Statement {
    let principal = if principal == "*" {
        json!("*")
    } else {
        json!({"AWS": principal})
    };
    Statement {
        principal: Some(principal),
        ..allow(json!(action), resource)
    }
}

fn trust(principal: Option<&str>) -> Statement {
    let caller = principal.map_or_else(
        || format!("arn:aws:iam::{EXAMPLE_ACCOUNT}:root"),
        lasting_principal,
    );
    Statement {
        effect: "Allow",
        principal: Some(json!({"AWS": caller})),
        action: json!("sts:AssumeRole"),
        resource: None,
    }
}

/// The role of an assumed one: `arn:aws:sts::1:assumed-role/r/session` is `arn:aws:iam::1:role/r`, and stays when the
/// session ends.
fn lasting_principal(arn: &str) -> String {
    let parts = arn.split_once(":assumed-role/").and_then(|(front, rest)| {
        let role = rest.split('/').next()?;
        Some(format!("{}:role/{role}", front.replacen(":sts:", ":iam:", 1)))
    });
    parts.unwrap_or_else(|| arn.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::pattern;

    const TEMPLATE: &str = "User: * is not authorized to perform: * on resource: *";

    fn denial(message: &str) -> Denial {
        Denial::of(&Hit {
            matched: pattern::find(TEMPLATE, message, &[0]).unwrap(),
            evidence: Vec::new(),
        })
    }

    #[test]
    fn a_denial_is_taken_apart() {
        let found = denial(
            "User: arn:aws:iam::123456789012:user/jo is not authorized to perform: s3:GetObject on resource: \
             \"arn:aws:s3:::b/k\" because no identity-based policy allows the s3:GetObject action",
        );
        assert_eq!(
            (found.action.as_str(), found.names_caller()),
            ("s3:GetObject", true)
        );
        assert_eq!(found.layer.as_deref(), Some("identity-based policy"));
        assert_eq!(found.verdict, Verdict::NotAllowed);
    }

    #[test]
    fn an_explicit_deny_names_its_layer() {
        let found = denial(
            "User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: ec2:Run on resource: \
             arn:aws:ec2:us-east-1:1:instance/* with an explicit deny in a service control policy",
        );
        assert_eq!(found.verdict, Verdict::Denied);
        assert_eq!(found.layer.as_deref(), Some("service control policy"));
        assert_eq!(
            found.resource.as_deref(),
            Some("arn:aws:ec2:us-east-1:1:instance/*")
        );
    }

    #[test]
    fn a_masked_account_is_a_star_in_the_policy() {
        let masked = "arn:aws:execute-api:us-east-1:********9012:abcd123456/dev/GET/pets";
        assert_eq!(
            with_open_account(masked),
            "arn:aws:execute-api:us-east-1:*:abcd123456/dev/GET/pets"
        );
        assert_eq!(with_open_account("arn:aws:s3:::b"), "arn:aws:s3:::b");
    }

    #[test]
    fn a_trust_policy_names_the_role_and_not_its_session() {
        let session = "arn:aws:sts::123456789012:assumed-role/deploy/ci-7";
        assert_eq!(
            lasting_principal(session),
            "arn:aws:iam::123456789012:role/deploy"
        );
        assert_eq!(
            lasting_principal("arn:aws:iam::1:user/jo"),
            "arn:aws:iam::1:user/jo"
        );
    }

    #[test]
    fn regions_tell_the_partition() {
        assert_eq!(partition_of("cn-north-1"), "aws-cn");
        assert_eq!(partition_of("us-gov-west-1"), "aws-us-gov");
        assert_eq!(partition_of("eu-west-1"), "aws");
    }
}
