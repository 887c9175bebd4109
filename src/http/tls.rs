//! TLS as we want it: one full handshake for each connection, with a witness that keeps what it saw.
//!
//! The operating system's trust store is read when the first certificate arrives: that takes tens of
//! milliseconds, and a send over plain HTTP must not pay for it, nor fail when there is none. Sessions are not
//! resumed, since a resumed one shows no certificate to be looked at.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ResolvesClientCert, Resumption, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, DigitallySignedStruct, ProtocolVersion, SignatureScheme};
use rustls_platform_verifier::Verifier;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::certificate::{facts, flaw};
use super::conversation::Stream;
use super::error::TlsProblem;
use crate::model::{AcceptedCertificate, CertificateFacts, ChainTrust, Protocol, TlsFacts, TlsVersion};

/// Trust stores kept; each holds the system's authorities and those of one set of files.
const STORES: usize = 4;

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

/// Whether the server asked for a client certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Asked {
    /// It did not.
    #[default]
    No,
    /// It did and got none.
    InVain,
    /// It did and got one.
    Answered,
}

/// What a handshake is to do.
pub(super) struct Terms {
    /// The name asked for and compared.
    pub(super) name: ServerName<'static>,
    /// What is offered by ALPN.
    pub(super) protocol: Protocol,
    /// Further authorities, from files.
    pub(super) roots: Vec<CertificateDer<'static>>,
    /// The certificate to show when asked.
    pub(super) identity: Option<Arc<CertifiedKey>>,
    /// Flawed certificates that the user accepted.
    pub(super) accepted: Vec<AcceptedCertificate>,
}

/// How a handshake went.
pub(super) struct Handshake {
    /// The stream, or what was wrong.
    pub(super) stream: Result<TlsStream<Box<dyn Stream>>, TlsProblem>,
    /// What was agreed on and seen, as far as it got.
    pub(super) facts: TlsFacts,
    /// Whether a client certificate was asked for.
    pub(super) asked: Asked,
}

/// The trust stores, read on first use.
pub(super) struct Tls {
    trust: Trust,
    stores: Arc<Stores>,
}

impl Tls {
    /// Reads nothing.
    pub(super) fn new(trust: Trust) -> Self {
        Self {
            trust,
            stores: Arc::default(),
        }
    }

    /// Runs the handshake.
    pub(super) async fn secure(&self, stream: Box<dyn Stream>, terms: Terms) -> Handshake {
        let witness = Arc::new(Witness::default());
        let name = terms.name.clone();
        let mut facts = TlsFacts {
            server_name: name.to_str().into_owned(),
            ..TlsFacts::default()
        };
        let stream = match self.config(terms, &witness) {
            Ok(config) => TlsConnector::from(Arc::new(config))
                .connect(name, stream)
                .await
                .map_err(|error| witness.problem(&error)),
            Err(error) => Err(TlsProblem::of(&error)),
        };
        if let Ok(stream) = &stream {
            let (_, session) = stream.get_ref();
            facts.version = session.protocol_version().and_then(version);
            facts.cipher = session.negotiated_cipher_suite().and_then(|suite| {
                suite
                    .suite()
                    .as_str()
                    // rustls writes `TLS13_`, IANA `TLS_`.
                    .map(|name| name.replacen("TLS13_", "TLS_", 1))
            });
        }
        let seen = witness.seen();
        facts.chain.clone_from(&seen.chain);
        facts.trust = seen.trust.clone();
        Handshake {
            stream,
            facts,
            asked: seen.asked,
        }
    }

    /// The configuration for one connection, or for a client of which each connection tells the same witness.
    pub(super) fn config(&self, terms: Terms, witness: &Arc<Witness>) -> Result<ClientConfig, rustls::Error> {
        let provider = self.stores.provider();
        let mut roots: Vec<_> = match &self.trust {
            Trust::System => Vec::new(),
            Trust::SystemAnd(roots) => roots
                .iter()
                .map(|der| CertificateDer::from(der.clone()))
                .collect(),
        };
        roots.extend(terms.roots);
        let verifier = WatchedVerifier {
            roots,
            accepted: terms.accepted,
            provider: Arc::clone(&provider),
            stores: Arc::clone(&self.stores),
            witness: Arc::clone(witness),
        };
        let shown = Shown {
            identity: terms.identity,
            witness: Arc::clone(witness),
        };
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_client_cert_resolver(Arc::new(shown));
        config.resumption = Resumption::disabled();
        config.alpn_protocols = vec![match terms.protocol {
            Protocol::Http1 => b"http/1.1".to_vec(),
            Protocol::Http2 => b"h2".to_vec(),
        }];
        Ok(config)
    }
}

fn version(version: ProtocolVersion) -> Option<TlsVersion> {
    match version {
        ProtocolVersion::TLSv1_2 => Some(TlsVersion::Tls12),
        ProtocolVersion::TLSv1_3 => Some(TlsVersion::Tls13),
        _ => None,
    }
}

/// What a handshake showed, kept when it fails too.
#[derive(Debug, Default)]
pub(super) struct Witness(Mutex<TlsSeen>);

#[derive(Debug, Default)]
struct TlsSeen {
    chain: Vec<CertificateFacts>,
    trust: ChainTrust,
    problem: Option<TlsProblem>,
    asked: Asked,
}

impl Witness {
    fn seen(&self) -> MutexGuard<'_, TlsSeen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why a certificate was refused, when one was.
    pub(super) fn known_problem(&self) -> Option<TlsProblem> {
        self.seen().problem.clone()
    }

    /// The cause behind an error of the handshake.
    fn problem(&self, error: &std::io::Error) -> TlsProblem {
        let seen = self.seen();
        seen.problem
            .clone()
            .unwrap_or_else(|| TlsProblem::in_handshake(error).when_asked(seen.asked))
    }
}

/// The platform's verifiers by further authorities. A failed attempt is not kept: the next send tries again.
#[derive(Debug, Default)]
struct Stores {
    provider: Mutex<Option<Arc<CryptoProvider>>>,
    loaded: Mutex<Vec<(Vec<CertificateDer<'static>>, Arc<Verifier>)>>,
}

impl Stores {
    fn provider(&self) -> Arc<CryptoProvider> {
        let mut provider = self.provider.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(provider.get_or_insert_with(|| Arc::new(rustls::crypto::aws_lc_rs::default_provider())))
    }

    fn load(&self, roots: &[CertificateDer<'static>]) -> Result<Arc<Verifier>, rustls::Error> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, verifier)) = loaded.iter().find(|(known, _)| known == roots) {
            return Ok(Arc::clone(verifier));
        }
        let provider = self.provider();
        let made = if roots.is_empty() {
            Verifier::new(provider)
        } else {
            Verifier::new_with_extra_roots(roots.iter().cloned(), provider)
        };
        let verifier = Arc::new(made.map_err(|error| {
            rustls::Error::Other(rustls::OtherError(Arc::new(NoTrustStore(error.to_string()))))
        })?);
        if loaded.len() >= STORES {
            loaded.remove(0);
        }
        loaded.push((roots.to_vec(), Arc::clone(&verifier)));
        Ok(verifier)
    }
}

/// Asks the platform's verifier, tells the witness, and lets one accepted certificate for one name pass.
#[derive(Debug)]
struct WatchedVerifier {
    roots: Vec<CertificateDer<'static>>,
    accepted: Vec<AcceptedCertificate>,
    provider: Arc<CryptoProvider>,
    stores: Arc<Stores>,
    witness: Arc<Witness>,
}

impl WatchedVerifier {
    fn is_accepted(&self, server_name: &str, sha256: &str) -> bool {
        self.accepted.iter().any(|accepted| {
            accepted.server_name.eq_ignore_ascii_case(server_name)
                && accepted.sha256.eq_ignore_ascii_case(sha256)
        })
    }
}

/// A certificate that stands among the authorities by itself, as a server's own self-signed one in a PEM file,
/// is believed for its names and its time. webpki refuses one that calls itself an authority.
fn is_own_authority(
    roots: &[CertificateDer<'_>],
    end_entity: &CertificateDer<'_>,
    facts: &CertificateFacts,
    server_name: &ServerName<'_>,
    now: UnixTime,
) -> bool {
    let seconds = i128::from(now.as_secs());
    let in_time = (i128::from(facts.not_before.unix_timestamp())
        ..=i128::from(facts.not_after.unix_timestamp()))
        .contains(&seconds);
    let named = ParsedCertificate::try_from(end_entity)
        .is_ok_and(|parsed| verify_server_name(&parsed, server_name).is_ok());
    roots.contains(end_entity) && in_time && named
}

impl ServerCertVerifier for WatchedVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let chain: Vec<_> = std::iter::once(end_entity)
            .chain(intermediates)
            .map(facts)
            .collect();
        let verified = self.stores.load(&self.roots).and_then(|verifier| {
            verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        });
        let mut seen = self.witness.seen();
        let error = match verified {
            Ok(verified) => {
                seen.chain = chain;
                seen.trust = ChainTrust::Verified;
                return Ok(verified);
            }
            Err(rustls::Error::InvalidCertificate(_))
                if chain.first().is_some_and(|first| {
                    is_own_authority(&self.roots, end_entity, first, server_name, now)
                }) =>
            {
                seen.chain = chain;
                seen.trust = ChainTrust::Verified;
                return Ok(ServerCertVerified::assertion());
            }
            Err(error) => error,
        };
        let name = server_name.to_str();
        let problem = flaw(&error, &chain, &name);
        let accepted = chain
            .first()
            .is_some_and(|end_entity| self.is_accepted(&name, &end_entity.sha256));
        seen.chain = chain;
        if accepted {
            seen.trust = ChainTrust::Accepted(problem.to_string());
            return Ok(ServerCertVerified::assertion());
        }
        seen.trust = ChainTrust::Refused(problem.to_string());
        seen.problem = Some(problem);
        Err(error)
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

/// Shows the client certificate, and tells the witness that it was asked for.
#[derive(Debug)]
struct Shown {
    identity: Option<Arc<CertifiedKey>>,
    witness: Arc<Witness>,
}

impl ResolvesClientCert for Shown {
    fn resolve(&self, _authorities: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let shown = self
            .identity
            .as_ref()
            .filter(|identity| identity.key.choose_scheme(schemes).is_some());
        self.witness.seen().asked = match shown {
            Some(_) => Asked::Answered,
            None => Asked::InVain,
        };
        shown.cloned()
    }

    fn has_certs(&self) -> bool {
        self.identity.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn making_a_configuration_reads_no_trust_store() {
        let tls = Tls::new(Trust::System);
        let terms = Terms {
            name: ServerName::try_from("localhost").unwrap(),
            protocol: Protocol::Http1,
            roots: Vec::new(),
            identity: None,
            accepted: Vec::new(),
        };
        tls.config(terms, &Arc::default()).unwrap();
        assert!(tls.stores.loaded.lock().unwrap().is_empty());
    }
}
