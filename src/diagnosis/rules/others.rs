//! `AppSync`, `IoT`, Bedrock, VPC Lattice.

use super::super::rule::Rule;
use super::super::scene::Scene;
use super::refine;
use crate::model::{Cause, Confidence, RequestPart};

/// GraphQL answers 200 to what it refuses.
const GRAPHQL: &[u16] = &[200, 401, 403];

fn is_mqtt(scene: &Scene<'_>) -> bool {
    let asked = scene.asked.as_ref();
    asked.is_some_and(|asked| asked.host.contains(".iot.") && asked.path() == "/mqtt")
}

fn is_lattice(scene: &Scene<'_>) -> bool {
    let sent = scene.sent_header("x-amz-content-sha256");
    scene.host_contains(".vpc-lattice-svcs.") && scene.is_signed() && sent != Some("UNSIGNED-PAYLOAD")
}

pub(super) static RULES: &[Rule] = &[
    Rule {
        rows: &[75],
        cause: Cause::AppsyncUnauthorized,
        statuses: GRAPHQL,
        says: &["You are not authorized to make this call"],
        kinds: &[],
        needs: refine::is_appsync,
        title: "AppSync took no credentials with the call, or wrong ones",
        meaning: "The API has other authorization modes than IAM, or the signature was not for the service appsync.",
        steps: &[
            "Sign for the service appsync in the region of the API",
            "Add IAM to the authorization modes of the API",
            "Allow appsync:GraphQL for the caller",
        ],
        part: || Some(RequestPart::Authorization),
        ..Rule::BASE
    },
    Rule {
        rows: &[75],
        cause: Cause::AppsyncUnauthorized,
        statuses: GRAPHQL,
        says: &["Not Authorized to access * on type *"],
        needs: refine::is_appsync,
        title: "AppSync let the call in and denies the field {0} of {1}",
        meaning: "The signature was right. The rules of the schema or of the resolver do not allow this field for the \
                  authorization mode or the caller.",
        steps: &[
            "Add @aws_iam to the type and the field when the API has several authorization modes",
            "Allow appsync:GraphQL on types/{1}/fields/{0} for the caller",
            "Check the rules of the resolver",
        ],
        part: || Some(RequestPart::Body),
        refine: refine::caller_is_known,
        ..Rule::BASE
    },
    Rule {
        rows: &[75],
        cause: Cause::AppsyncUnauthorized,
        confidence: Confidence::Likely,
        statuses: GRAPHQL,
        says: &["Permission denied"],
        needs: refine::is_appsync,
        title: "AppSync checked the call, and no policy of IAM allows it",
        meaning: "The API takes IAM, and the caller may not call it: a role of an identity pool for guests or users \
                  looks like this when it lacks appsync:GraphQL.",
        steps: &[
            "Allow appsync:GraphQL on the types and fields of the API for the caller",
            "Check that the access key ID is of the role that is meant",
        ],
        part: || Some(RequestPart::Authorization),
        ..Rule::BASE
    },
    Rule {
        rows: &[77],
        cause: Cause::WrongService,
        confidence: Confidence::Likely,
        statuses: &[403],
        needs: is_mqtt,
        title: "MQTT over WebSocket is signed for the service iotdevicegateway",
        meaning: "The URL is presigned for iotdevicegateway, and the session token is put behind the signature, not \
                  under it.",
        steps: &[
            "Sign for iotdevicegateway",
            "Append X-Amz-Security-Token after signing",
        ],
        part: || Some(RequestPart::Service),
        refine: refine::mqtt,
        ..Rule::BASE
    },
    Rule {
        rows: &[76],
        cause: Cause::IotPolicy,
        confidence: Confidence::Likely,
        statuses: &[403],
        says: &["Forbidden"],
        needs: refine::is_iot,
        title: "IoT refused the call: a policy of IoT or IAM does not allow it",
        meaning: "It says no more than Forbidden for a missing permission, for another account's endpoint and for the \
                  wrong region.",
        steps: &[
            "Allow the action, as iot:Publish on the topic, for the caller",
            "Use the account's own endpoint, the one with -ats",
            "Check that the region is that of the endpoint",
        ],
        ..Rule::BASE
    },
    Rule {
        rows: &[78],
        cause: Cause::UnsignedPayloadRequired,
        confidence: Confidence::Likely,
        statuses: &[403],
        kinds: &["AccessDeniedException"],
        needs: is_lattice,
        title: "VPC Lattice takes signatures over UNSIGNED-PAYLOAD alone",
        meaning: "It does not hash bodies: x-amz-content-sha256 has to be sent and signed with the value \
                  UNSIGNED-PAYLOAD.",
        steps: &[
            "Use an unsigned payload",
            "Check the auth policy of the service and of its network",
        ],
        part: || Some(RequestPart::PayloadHash),
        refine: refine::unsigned_payload,
        ..Rule::BASE
    },
    Rule {
        rows: &[79],
        cause: Cause::BearerKeyInvalid,
        says: &["Authentication failed: Please make sure your API Key is valid"],
        needs: refine::is_not_foreign,
        title: "Bedrock did not accept the API key",
        meaning: "It was sent as a Bearer token, so no signature was looked at. A key is good for one region.",
        steps: &[
            "Check the key and the region in the host",
            "Or choose AWS Signature for the service bedrock",
        ],
        part: || Some(RequestPart::Authorization),
        ..Rule::BASE
    },
];
