use std::path::Path;

use async_trait::async_trait;
use causerie_chat::{CertificateRequest, Credential, DeviceAddress, DomainName, Term};
use causerie_usecases::ports::{Authority, NotIssued, Unavailable};

use crate::{
    PkiError, certificates, directory_files::DirectoryFiles, issuer::Issuer, request::RequestedKey,
};

/// The issuing authority in a directory's folder.
///
/// It signs for Ed25519 keys and for devices of its domain only; what it signs never outlives it.
pub struct FileAuthority {
    domain: DomainName,
    issuer: Issuer,
}

impl FileAuthority {
    /// The one in `folder`, as it is now: after the issuer was renewed it is to be opened again.
    pub fn open(folder: &Path) -> Result<Self, PkiError> {
        let paths = DirectoryFiles::of(folder);
        let domain = paths.read_domain()?;
        Ok(Self { domain, issuer: Issuer::open(&paths.issuer, &paths.issuer_key)? })
    }

    /// When it may sign; past the end only the root's key helps ([`crate::renew_issuer`]).
    #[must_use]
    pub fn term(&self) -> Term {
        self.issuer.term()
    }

    fn sign(
        &self,
        device: &DeviceAddress,
        key: &RequestedKey,
        term: Term,
    ) -> Result<Credential, PkiError> {
        if device.person.domain != self.domain {
            return Err(PkiError::OutsideDomain);
        }
        let params = certificates::device(&device.to_string(), self.issuer.clip(term)?)?;
        let leaf = self.issuer.sign(&params, key)?;
        let chain = vec![leaf.to_vec(), self.issuer.certificate().to_vec()];
        Credential::try_from(chain).map_err(|_| PkiError::OversizedChain)
    }
}

#[async_trait]
impl Authority for FileAuthority {
    async fn issue(
        &self,
        device: &DeviceAddress,
        request: &CertificateRequest,
        term: Term,
    ) -> Result<Credential, NotIssued> {
        let key = RequestedKey::of(request).ok_or(NotIssued::BadRequest)?;
        Ok(self.sign(device, &key, term).map_err(Unavailable::new)?)
    }
}
