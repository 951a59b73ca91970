use std::{path::Path, slice, sync::Arc};

use rustls::RootCertStore;
use rustls_pki_types::CertificateDer;
use thiserror::Error;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::{
    FileError, PkiError, chain,
    files::{self, Readers},
    shown::Shown,
    tls,
};

/// The root of a network: the only certificate a device trusts of itself.
#[derive(Clone, Debug)]
pub struct Root {
    certificate: CertificateDer<'static>,
    store: Arc<RootCertStore>,
}

impl Root {
    /// The largest file there is, in bytes.
    pub const MAX_BYTES: u64 = 16_384;

    /// The root in that file (PEM).
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let pem = files::read(path, Self::MAX_BYTES)?;
        Self::from_pem(&pem)
            .map_err(|NotARoot| FileError::Malformed(path.to_owned(), "a root certificate (PEM)"))
    }

    /// The root in `pem`, which holds one authority's certificate and nothing else.
    pub fn from_pem(pem: &[u8]) -> Result<Self, NotARoot> {
        if pem.len() as u64 > Self::MAX_BYTES {
            return Err(NotARoot);
        }
        let all = chain::from_pem(pem).ok_or(NotARoot)?;
        let [certificate] = <[CertificateDer<'_>; 1]>::try_from(all).map_err(|_| NotARoot)?;
        let Ok(([], parsed)) = X509Certificate::from_der(&certificate) else {
            return Err(NotARoot);
        };
        if !parsed.is_ca() || parsed.subject() != parsed.issuer() {
            return Err(NotARoot);
        }
        let mut store = RootCertStore::empty();
        store.add(certificate.clone()).map_err(|_| NotARoot)?;
        Ok(Self { certificate, store: Arc::new(store) })
    }

    /// Keeps it in a new file (PEM), so that the device goes on trusting this root and no other.
    pub fn keep(&self, path: &Path) -> Result<(), FileError> {
        let pem = chain::to_pem(slice::from_ref(&self.certificate));
        files::create(path, Readers::Everybody, pem.as_bytes())
    }

    /// TLS for calls to the directory by a device that has no valid certificate yet, or none any more: it checks the
    /// directory and shows nothing of itself.
    pub fn client_config(&self) -> Result<rustls::ClientConfig, PkiError> {
        Ok(tls::client(self, Arc::new(Shown::default()))?)
    }

    pub(crate) fn store(&self) -> Arc<RootCertStore> {
        self.store.clone()
    }
}

impl PartialEq for Root {
    fn eq(&self, other: &Self) -> bool {
        self.certificate == other.certificate
    }
}

impl Eq for Root {}

/// The text is not the certificate of a root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not one root certificate in PEM of at most {} bytes", Root::MAX_BYTES)]
pub struct NotARoot;
