//! A file from an address that a person gave: one GET without credentials, listed with the program's own calls.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::client::{host_of, shown_url};
use super::provider::Provider;
use super::surroundings::OwnRequest;
use crate::model::{CallLimits, DownloadError, Network};

/// What it is called in the list of calls.
const OPERATION: &str = "file to import";
/// For a file of some megabytes on a slow line.
const TIME: Duration = Duration::from_mins(5);

impl Provider {
    /// Fetches the file. Nothing is followed: where it stands elsewhere, that address is told.
    pub async fn download(
        &self,
        url: &str,
        most_bytes: usize,
        network: &Arc<Network>,
    ) -> Result<Bytes, DownloadError> {
        let request = http::Request::get(url.trim())
            .header(http::header::ACCEPT, "*/*")
            .header(
                http::header::USER_AGENT,
                concat!("countersign/", env!("CARGO_PKG_VERSION")),
            )
            .body(Bytes::new())
            .map_err(|_error| DownloadError::Address(shown_url(url)))?;
        let host = host_of(request.uri());
        let (surroundings, log) = self.own_calls();
        let begun = log.begin(
            host.clone(),
            OPERATION.to_owned(),
            (surroundings.now)(),
            (surroundings.monotonic)(),
        );
        let called = (surroundings.call)(OwnRequest {
            request,
            network: Arc::clone(network),
            connect_timeout: None,
            limits: CallLimits {
                reply_bytes: most_bytes,
                time: TIME,
            },
        });
        let reply = called.await;
        let ended = reply.as_ref().map(|reply| reply.status().as_u16());
        begun.end(ended.map_err(Clone::clone), (surroundings.monotonic)());
        let reply = reply.map_err(|problem| DownloadError::NotReached { host, problem })?;
        let status = reply.status();
        let location = reply.headers().get(http::header::LOCATION);
        if status.is_redirection()
            && let Some(location) = location.and_then(|location| location.to_str().ok())
        {
            return Err(DownloadError::Elsewhere(shown_url(location)));
        }
        if !status.is_success() {
            return Err(DownloadError::Status(status.as_u16()));
        }
        Ok(reply.into_body())
    }
}
