//! TLS as we want it: the operating system's trust store, read when the first certificate arrives.
//!
//! Reading the store takes tens of milliseconds; a send over plain HTTP must not pay for it, nor fail when
//! there is none.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use rustls_platform_verifier::Verifier;

/// Which certificate authorities are believed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Trust {
    /// Those of the operating system.
    #[default]
    System,
    /// Those of the operating system and these, DER-encoded.
    SystemAnd(Arc<[Vec<u8>]>),
}

/// The trust store could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NoTrustStore(pub(super) String);

/// A TLS 1.2 and 1.3 client that speaks HTTP/1.1 only.
pub(super) fn client_config(trust: &Trust) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = LazyVerifier {
        trust: trust.clone(),
        provider: Arc::clone(&provider),
        loaded: Mutex::new(None),
    };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// The platform's verifier, made when the first certificate arrives. A failed attempt is not kept: the next
/// send tries again.
#[derive(Debug)]
struct LazyVerifier {
    trust: Trust,
    provider: Arc<CryptoProvider>,
    loaded: Mutex<Option<Arc<Verifier>>>,
}

impl LazyVerifier {
    fn load(&self) -> Result<Arc<Verifier>, rustls::Error> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(verifier) = loaded.as_ref() {
            return Ok(Arc::clone(verifier));
        }
        let provider = Arc::clone(&self.provider);
        let made = match &self.trust {
            Trust::System => Verifier::new(provider),
            Trust::SystemAnd(roots) => {
                let roots = roots.iter().map(|der| CertificateDer::from(der.clone()));
                Verifier::new_with_extra_roots(roots, provider)
            }
        };
        let verifier = Arc::new(made.map_err(|error| {
            rustls::Error::Other(rustls::OtherError(Arc::new(NoTrustStore(error.to_string()))))
        })?);
        *loaded = Some(Arc::clone(&verifier));
        Ok(verifier)
    }
}

impl ServerCertVerifier for LazyVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.load()?
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn making_a_client_reads_no_trust_store() {
        let config = client_config(&Trust::System).unwrap();
        let verifier = format!("{config:?}");
        assert!(verifier.contains("loaded: Mutex { data: None"), "{verifier}");
    }
}
