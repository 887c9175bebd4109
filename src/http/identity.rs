//! Certificates and keys from files: further authorities, and the client's own.

use std::path::Path;
use std::sync::Arc;

use p12_keystore::{KeyStore, Pkcs12ImportPolicy};
use pkcs8::EncryptedPrivateKeyInfoRef;
use pkcs8::der::SecretDocument;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use rustls::{InconsistentKeys, RootCertStore};

use crate::blob::read_file;
use crate::model::ClientCertificate;

/// Files above this are no certificates: the bundle of all public authorities has a quarter of a megabyte.
const LARGEST: u64 = 4 * 1024 * 1024;

/// A file with certificates or a key that can not be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file {path} can not be used as {purpose}: {problem}")]
pub struct CertificateFileError {
    /// The path as it was given.
    pub path: String,
    /// What it was to be, as `certificate authorities`.
    pub purpose: &'static str,
    /// What is wrong with it.
    pub problem: CertificateFileProblem,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateFileProblem {
    /// It can not be read.
    #[error("{0}")]
    Unreadable(String),
    /// It has no PEM block of the kind.
    #[error("it has no PEM block \"{0}\"")]
    NoPem(&'static str),
    /// A block can not be read.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// A key in a form with a broken cipher.
    #[error("its key is encrypted in OpenSSL's old form")]
    OldEncryption,
    /// The key has a passphrase and none was given.
    #[error("its key needs a passphrase")]
    PassphraseMissing,
    /// The passphrase does not open it.
    #[error("the passphrase does not open it")]
    PassphraseWrong,
    /// The key belongs to another certificate.
    #[error("the key does not belong to the certificate")]
    OtherKey,
    /// Neither PEM nor PKCS#12 with a key and its certificate.
    #[error("it holds no key with its certificate")]
    NoKey,
}

impl CertificateFileError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match &self.problem {
            CertificateFileProblem::Unreadable(_) => "Check the path in the network settings and who may read the file.",
            CertificateFileProblem::NoPem(_) | CertificateFileProblem::Damaged(_) => {
                "Choose a PEM file, which begins with -----BEGIN; `openssl x509 -inform der -in FILE` makes one of a .cer or .crt file."
            }
            CertificateFileProblem::OldEncryption => {
                "Convert the key: `openssl pkcs8 -topk8 -in KEY -out NEWKEY`."
            }
            CertificateFileProblem::PassphraseMissing | CertificateFileProblem::PassphraseWrong => {
                "Enter the passphrase of the client certificate in the network settings."
            }
            CertificateFileProblem::OtherKey => "Choose the key file that was made with this certificate.",
            CertificateFileProblem::NoKey => "Choose the key file too, or a PKCS#12 file with certificate and key.",
        }
        .to_owned()
    }
}

/// The authorities of the PEM files. Waits for the disk.
pub(super) fn authorities(paths: &[String]) -> Result<Vec<CertificateDer<'static>>, CertificateFileError> {
    let mut all = Vec::new();
    for path in paths {
        let wrong = |problem| CertificateFileError {
            path: path.clone(),
            purpose: "certificate authorities",
            problem,
        };
        let bytes = read(path).map_err(wrong)?;
        let found = certificates(&bytes).map_err(wrong)?;
        let mut checked = RootCertStore::empty();
        for certificate in &found {
            checked
                .add(certificate.clone())
                .map_err(|error| wrong(CertificateFileProblem::Damaged(error.to_string())))?;
        }
        all.extend(found);
    }
    Ok(all)
}

/// The client's certificate and key. Waits for the disk and, with a passphrase, for the processor.
pub(super) fn identity(files: &ClientCertificate) -> Result<Arc<CertifiedKey>, CertificateFileError> {
    let wrong = |path: &str, purpose, problem| CertificateFileError {
        path: path.to_owned(),
        purpose,
        problem,
    };
    let certificate = |problem| wrong(&files.certificate, "a client certificate", problem);
    let passphrase = files.passphrase.expose_for_unlocking();
    let bytes = read(&files.certificate).map_err(certificate)?;
    let (chain, key) = if is_pem(&bytes) {
        let chain = certificates(&bytes).map_err(certificate)?;
        let key = if files.key.is_empty() {
            private_key(&bytes, passphrase).map_err(certificate)?
        } else {
            let of_key = |problem| wrong(&files.key, "the key of a client certificate", problem);
            let bytes = read(&files.key).map_err(of_key)?;
            private_key(&bytes, passphrase).map_err(of_key)?
        };
        (chain, key)
    } else {
        pkcs12(&bytes, passphrase).map_err(certificate)?
    };
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let identity = CertifiedKey::from_der(chain, key, &provider).map_err(|error| {
        certificate(match error {
            rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                CertificateFileProblem::OtherKey
            }
            other => CertificateFileProblem::Damaged(other.to_string()),
        })
    })?;
    Ok(Arc::new(identity))
}

fn read(path: &str) -> Result<Vec<u8>, CertificateFileProblem> {
    read_file(Path::new(path), LARGEST).map_err(|error| CertificateFileProblem::Unreadable(error.to_string()))
}

fn is_pem(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"-----BEGIN ").is_some()
}

fn certificates(bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, CertificateFileProblem> {
    let found = CertificateDer::pem_slice_iter(bytes)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| CertificateFileProblem::Damaged(error.to_string()))?;
    if found.is_empty() {
        return Err(CertificateFileProblem::NoPem("CERTIFICATE"));
    }
    Ok(found)
}

/// PKCS#8, PKCS#1 or SEC1, and PKCS#8 with a passphrase.
fn private_key(bytes: &[u8], passphrase: &str) -> Result<PrivateKeyDer<'static>, CertificateFileProblem> {
    const ENCRYPTED: &[u8] = b"-----BEGIN ENCRYPTED PRIVATE KEY-----";
    if memchr::memmem::find(bytes, b"Proc-Type: 4,ENCRYPTED").is_some() {
        return Err(CertificateFileProblem::OldEncryption);
    }
    if let Some(at) = memchr::memmem::find(bytes, ENCRYPTED) {
        return decrypted(bytes.get(at..).unwrap_or_default(), passphrase);
    }
    PrivateKeyDer::from_pem_slice(bytes).map_err(|error| match error {
        rustls::pki_types::pem::Error::NoItemsFound => CertificateFileProblem::NoPem("PRIVATE KEY"),
        other => CertificateFileProblem::Damaged(other.to_string()),
    })
}

fn decrypted(pem: &[u8], passphrase: &str) -> Result<PrivateKeyDer<'static>, CertificateFileProblem> {
    const END: &str = "-----END ENCRYPTED PRIVATE KEY-----";
    let damaged = |error: &dyn std::fmt::Display| CertificateFileProblem::Damaged(error.to_string());
    if passphrase.is_empty() {
        return Err(CertificateFileProblem::PassphraseMissing);
    }
    let text = String::from_utf8_lossy(pem);
    let (block, _) = text
        .split_once(END)
        .ok_or_else(|| damaged(&"the PEM block has no end"))?;
    let block = format!("{block}{END}\n");
    let (_, document) = SecretDocument::from_pem(&block).map_err(|error| damaged(&error))?;
    let info = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes()).map_err(|error| damaged(&error))?;
    let key = info
        .decrypt(passphrase)
        .map_err(|_wrong| CertificateFileProblem::PassphraseWrong)?;
    Ok(PrivatePkcs8KeyDer::from(key.as_bytes().to_vec()).into())
}

/// Certificate and key of a PKCS#12 file (RFC 7292).
fn pkcs12(
    bytes: &[u8],
    passphrase: &str,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), CertificateFileProblem> {
    let store =
        KeyStore::from_pkcs12(bytes, passphrase, Pkcs12ImportPolicy::Relaxed).map_err(
            |error| match error {
                p12_keystore::error::Error::MacError(_) if passphrase.is_empty() => {
                    CertificateFileProblem::PassphraseMissing
                }
                p12_keystore::error::Error::MacError(_)
                | p12_keystore::error::Error::UnpadError
                | p12_keystore::error::Error::Pkcs5Error(_) => CertificateFileProblem::PassphraseWrong,
                other => CertificateFileProblem::Damaged(other.to_string()),
            },
        )?;
    let (_, found) = store.private_key_chain().ok_or(CertificateFileProblem::NoKey)?;
    let chain: Vec<_> = found
        .certs()
        .iter()
        .map(|certificate| CertificateDer::from(certificate.as_der().to_vec()))
        .collect();
    if chain.is_empty() {
        return Err(CertificateFileProblem::NoKey);
    }
    let key = PrivatePkcs8KeyDer::from(found.key().as_der().to_vec());
    Ok((chain, key.into()))
}
