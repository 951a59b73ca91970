use std::path::{Path, PathBuf};

use causerie_chat::Term;
use rcgen::{CertificateParams, PublicKeyData};
use rustls_pki_types::CertificateDer;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::{FileError, PkiError, chain, files, key_file, signing_key::CertificateKey, validity};

/// A certificate with its key, to sign others with.
pub(crate) struct Issuer {
    path: PathBuf,
    certificate: CertificateDer<'static>,
    term: Term,
    signer: rcgen::Issuer<'static, CertificateKey>,
}

impl Issuer {
    /// The one in these files.
    pub(crate) fn open(certificate: &Path, key: &Path) -> Result<Self, PkiError> {
        let pem = files::read(certificate, chain::MAX_BYTES)?;
        let first = chain::from_pem(&pem).and_then(|all| all.into_iter().next());
        let der = first.ok_or_else(|| malformed(certificate))?;
        Self::of(certificate, der, key, CertificateKey(key_file::read(key)?))
    }

    /// The certificate that is or will be in one file, with its key of another.
    pub(crate) fn of(
        path: &Path,
        certificate: CertificateDer<'static>,
        key_path: &Path,
        key: CertificateKey,
    ) -> Result<Self, PkiError> {
        let (_, parsed) = X509Certificate::from_der(&certificate).map_err(|_| malformed(path))?;
        let term = validity::term_of(&parsed).ok_or_else(|| malformed(path))?;
        if parsed.public_key().subject_public_key.data.as_ref() != key.public() {
            return Err(PkiError::Mismatch {
                certificate: path.to_owned(),
                key: key_path.to_owned(),
            });
        }
        let signer = rcgen::Issuer::from_ca_cert_der(&certificate, key)?;
        Ok(Self { path: path.to_owned(), certificate, term, signer })
    }

    /// Signs for `key` what `params` say.
    pub(crate) fn sign(
        &self,
        params: &CertificateParams,
        key: &impl PublicKeyData,
    ) -> Result<CertificateDer<'static>, PkiError> {
        Ok(params.signed_by(key, &self.signer)?.into())
    }

    /// As much of `term` as lies within the issuer's own.
    pub(crate) fn clip(&self, term: Term) -> Result<Term, PkiError> {
        validity::within(term, self.term).ok_or_else(|| PkiError::Expired(self.path.clone()))
    }

    /// When it is valid.
    pub(crate) fn term(&self) -> Term {
        self.term
    }

    /// Its own certificate.
    pub(crate) fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    /// Its key.
    pub(crate) fn key(&self) -> &CertificateKey {
        self.signer.key()
    }
}

fn malformed(path: &Path) -> FileError {
    FileError::Malformed(path.to_owned(), "a certificate (PEM)")
}
