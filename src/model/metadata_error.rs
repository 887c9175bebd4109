//! Why a container's endpoint or an instance's metadata gave no credentials.

use super::CallProblem;

/// Why a metadata service gave no credentials.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html>,
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html>
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetadataError {
    /// No variable says where the container's endpoint is.
    #[error(
        "this is no container with a role: neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor \
         AWS_CONTAINER_CREDENTIALS_FULL_URI is set"
    )]
    NoContainer,
    /// The variables of the container can not be used.
    #[error("the container's credentials can not be asked for: {reason}")]
    ContainerSettings {
        /// What is wrong with them.
        reason: String,
    },
    /// The variables of the instance can not be used.
    #[error("the instance's credentials can not be asked for: {reason}")]
    InstanceSettings {
        /// What is wrong with them.
        reason: String,
    },
    /// The user's environment switches the metadata service off.
    #[error("the instance's metadata are switched off by AWS_EC2_METADATA_DISABLED")]
    InstanceOff,
    /// The instance has no role.
    #[error("the instance has no role: its metadata at {host} name none")]
    NoRole {
        /// Where it was asked.
        host: String,
    },
    /// The service was not reached.
    #[error("the credentials of {service} could not be had from {host}: {problem}")]
    NotReached {
        /// `the container` or `the instance`.
        service: &'static str,
        /// The host.
        host: String,
        /// The cause.
        problem: CallProblem,
    },
    /// The service refused, or answered something else.
    #[error("{service} gave no credentials at {host}: {reason}")]
    Refused {
        /// `the container` or `the instance`.
        service: &'static str,
        /// The host.
        host: String,
        /// Its own words.
        reason: String,
    },
}

impl MetadataError {
    /// Stable slug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NoContainer => "no-container",
            Self::ContainerSettings { .. } => "container-settings",
            Self::InstanceSettings { .. } => "instance-settings",
            Self::InstanceOff => "instance-metadata-off",
            Self::NoRole { .. } => "instance-without-role",
            Self::NotReached { problem, .. } => problem.kind(),
            Self::Refused { .. } => "metadata-refused",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NoContainer => "Choose another source, or start Countersign in the container of a task or pod",
            Self::ContainerSettings { .. } => {
                "Correct the AWS_CONTAINER_ variables: the address must be https, loopback, or that of ECS or EKS"
            }
            Self::InstanceSettings { .. } => "Correct the variable AWS_EC2_METADATA_SERVICE_ENDPOINT",
            Self::InstanceOff => "Unset AWS_EC2_METADATA_DISABLED, or choose another source",
            Self::NoRole { .. } => "Attach an instance profile to the instance, or choose another source",
            Self::NotReached { .. } => {
                "Choose another source unless this machine is the container or the instance that the role is of"
            }
            Self::Refused { .. } => "Check the role of the task or the instance, and the authorization token",
        }
        .to_owned()
    }
}
