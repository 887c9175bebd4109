//! The values of the kinds of auth that add a header or a parameter and sign nothing.

use serde::{Deserialize, Serialize};

use super::Secret;

/// User name and password (RFC 7617).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BasicAuth {
    /// User name, which has no colon: the first one ends it.
    pub username: String,
    /// Password. Serde writes the variable that it names, and no value.
    #[serde(
        with = "super::secret::reference",
        skip_serializing_if = "Secret::is_no_reference"
    )]
    pub password: Secret,
}

/// A token in the Authorization header (RFC 6750, 2.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BearerAuth {
    /// The token. Serde writes the variable that it names, and no value.
    #[serde(
        with = "super::secret::reference",
        skip_serializing_if = "Secret::is_no_reference"
    )]
    pub token: Secret,
}

/// A key in a header or parameter of any name, `x-api-key` for API Gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApiKeyAuth {
    /// Name of the header or parameter.
    pub key: String,
    /// The key. Serde writes the variable that it names, and no value.
    #[serde(
        with = "super::secret::reference",
        skip_serializing_if = "Secret::is_no_reference"
    )]
    pub value: Secret,
    /// Where it stands.
    pub placement: ApiKeyPlacement,
}

impl Default for ApiKeyAuth {
    fn default() -> Self {
        Self {
            // <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-setup-api-key-with-console.html>
            key: "x-api-key".to_owned(),
            value: Secret::default(),
            placement: ApiKeyPlacement::Header,
        }
    }
}

/// Where an API key stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ApiKeyPlacement {
    /// In a header.
    #[default]
    Header,
    /// In the query, where logs and proxies keep it.
    Query,
}
