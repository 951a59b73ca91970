use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use causerie_chat::{DomainName, Term, Timestamp};
use causerie_usecases::ports::{CredentialStatus, Unavailable};
use rustls::{ServerConfig, sign::CertifiedKey};
use rustls_pki_types::{CertificateDer, ServerName};

use crate::{
    FileError, PkiError, Root, UnfitCertificate, chain,
    directory_files::DirectoryFiles,
    directory_folder::new_tls,
    files::{self, Readers},
    issuer::Issuer,
    key_file,
    shown::Shown,
    signing_key::CertificateKey,
    tls::{self, Callers},
};

/// The TLS of a directory, which renews its own certificate.
pub struct DirectoryTls {
    paths: DirectoryFiles,
    domain: DomainName,
    root: Root,
    key: CertificateKey,
    shown: Arc<Shown>,
    server: Arc<ServerConfig>,
}

impl DirectoryTls {
    /// The one in `folder`, its certificate renewed if that is due.
    pub fn open(folder: &Path, now: Timestamp) -> Result<Self, PkiError> {
        let paths = DirectoryFiles::of(folder);
        let domain = paths.read_domain()?;
        let root = Root::read(&paths.root)?;
        let key = CertificateKey(key_file::read(&paths.tls_key)?);
        let shown = Arc::new(Shown::default());
        let server = Arc::new(tls::server(&root, Callers::KnownOrSilent, shown.clone())?);
        let tls = Self { paths, domain, root, key, shown, server };

        let pem = files::read(&tls.paths.tls, chain::MAX_BYTES)?;
        let malformed =
            || FileError::Malformed(tls.paths.tls.clone(), "a chain of certificates (PEM)");
        tls.show(chain::from_pem(&pem).ok_or_else(malformed)?)?;
        tls.renew_if_due(now)?;
        Ok(tls)
    }

    /// Once less than a third of the certificate's life is left, puts a new one in its place, on disk and for the
    /// next handshake. At other times it does nothing; nor when the issuer ends as soon as the certificate.
    pub fn renew_if_due(&self, now: Timestamp) -> Result<(), PkiError> {
        let Some(held) = self.shown.term().filter(|held| now >= held.renewal()) else {
            return Ok(());
        };
        let issuer = Issuer::open(&self.paths.issuer, &self.paths.issuer_key)?;
        let end = issuer.term().until;
        if end <= now {
            return Err(PkiError::Expired(self.paths.issuer.clone()));
        }
        if end <= held.until {
            return Ok(());
        }
        let renewed = new_tls(&issuer, &self.domain, &self.key, now)?;
        let pem = chain::to_pem(&renewed);
        files::replace(&self.paths.tls, Readers::Everybody, pem.as_bytes())?;
        self.show(renewed)
    }

    /// TLS for the directory's port. A caller without a certificate is let in as a stranger; one with a certificate
    /// that is not of this network, or has expired, is not let in.
    #[must_use]
    pub fn server_config(&self) -> Arc<ServerConfig> {
        self.server.clone()
    }

    /// When the certificate that is shown is valid.
    #[must_use]
    pub fn term(&self) -> Option<Term> {
        self.shown.term()
    }

    fn show(&self, chain: Vec<CertificateDer<'static>>) -> Result<(), PkiError> {
        let unfit = |cause| PkiError::Unfit(self.paths.tls.clone(), cause);
        let name = ServerName::try_from(self.domain.to_string())
            .map_err(|_| unfit(UnfitCertificate::Malformed))?;
        let term = chain::verify_server(&chain, &self.root, &name).map_err(unfit)?;
        let certified = CertifiedKey::new(chain, self.key.for_tls()?);
        certified.keys_match().map_err(|_| PkiError::Mismatch {
            certificate: self.paths.tls.clone(),
            key: self.paths.tls_key.clone(),
        })?;
        self.shown.show(certified, term);
        Ok(())
    }
}

#[async_trait]
impl CredentialStatus for DirectoryTls {
    async fn term(&self) -> Result<Option<Term>, Unavailable> {
        Ok(self.shown.term())
    }
}
