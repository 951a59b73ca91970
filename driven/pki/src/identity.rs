use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use causerie_chat::{CertificateRequest, Credential, DeviceAddress, Term};
use causerie_usecases::ports::{CredentialStatus, Credentials, Unavailable};
use rustls::{ClientConfig, ServerConfig, sign::CertifiedKey};
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::task::spawn_blocking;

use crate::{
    FileError, PkiError, Root, UnfitCertificate, chain,
    files::{self, Readers},
    key_file, request,
    shown::Shown,
    signing_key::CertificateKey,
    tls::{self, Callers},
};

/// A device as others see it in TLS: its key, and the credential it has at present.
///
/// A new credential counts from the next handshake on, in every configuration handed out before.
pub struct DeviceIdentity {
    credential: PathBuf,
    name: ServerName<'static>,
    root: Root,
    key: CertificateKey,
    shown: Arc<Shown>,
    server: Arc<ServerConfig>,
    client: ClientConfig,
}

impl DeviceIdentity {
    /// The one in `folder`: the key in `tls.key`, made at the first time, and the credential in `credential.pem`.
    ///
    /// A credential that is damaged, or not for this device under this root, counts as none: signing in replaces it.
    pub fn open(folder: &Path, device: &DeviceAddress, root: Root) -> Result<Self, PkiError> {
        let key = CertificateKey(read_or_create(&folder.join("tls.key"))?);
        let credential = folder.join("credential.pem");
        let name = ServerName::try_from(device.to_string())
            .map_err(|cause| rustls::Error::General(cause.to_string()))?;
        let shown = Arc::new(Shown::default());
        let server = Arc::new(tls::server(&root, Callers::Known, shown.clone())?);
        let client = tls::client(&root, shown.clone())?;
        let identity = Self { credential, name, root, key, shown, server, client };

        match files::read(&identity.credential, chain::MAX_BYTES) {
            Ok(pem) => {
                if let Some(chain) = chain::from_pem(&pem)
                    && let Ok((certified, term)) = identity.check(chain)
                {
                    identity.shown.show(certified, term);
                }
            }
            Err(FileError::Missing(_)) => {}
            Err(cause) => return Err(cause.into()),
        }
        Ok(identity)
    }

    /// TLS for the port where other devices call. Each must show a certificate of this network that is valid now.
    #[must_use]
    pub fn server_config(&self) -> Arc<ServerConfig> {
        self.server.clone()
    }

    /// TLS for calls to other devices. It shows the credential, and sends nobody's name in the clear (no SNI).
    #[must_use]
    pub fn peer_client_config(&self) -> ClientConfig {
        let mut config = self.client.clone();
        config.enable_sni = false;
        config
    }

    /// TLS for calls to the directory as this device. It shows the credential, and is refused once that has
    /// expired: to sign in there is [`Root::client_config`].
    #[must_use]
    pub fn directory_client_config(&self) -> ClientConfig {
        self.client.clone()
    }

    fn check(
        &self,
        chain: Vec<CertificateDer<'static>>,
    ) -> Result<(CertifiedKey, Term), UnfitCertificate> {
        let term = chain::verify_device(&chain, &self.root, &self.name)?;
        let certified = CertifiedKey::new(chain, self.key.for_tls()?);
        certified.keys_match()?;
        Ok((certified, term))
    }
}

#[async_trait]
impl Credentials for DeviceIdentity {
    async fn request(&self) -> Result<CertificateRequest, Unavailable> {
        let der = request::of(&self.key).map_err(Unavailable::new)?;
        CertificateRequest::try_from(der).map_err(Unavailable::new)
    }

    async fn install(&self, credential: Credential) -> Result<(), Unavailable> {
        let chain: Vec<_> =
            credential.chain().iter().map(|der| CertificateDer::from(der.clone())).collect();
        let pem = chain::to_pem(&chain);
        let (certified, term) = self.check(chain).map_err(Unavailable::new)?;

        let path = self.credential.clone();
        let kept =
            spawn_blocking(move || files::replace(&path, Readers::Everybody, pem.as_bytes()));
        kept.await.map_err(Unavailable::new)?.map_err(Unavailable::new)?;
        self.shown.show(certified, term);
        Ok(())
    }
}

#[async_trait]
impl CredentialStatus for DeviceIdentity {
    async fn term(&self) -> Result<Option<Term>, Unavailable> {
        Ok(self.shown.term())
    }
}

fn read_or_create(path: &Path) -> Result<ed25519_dalek::SigningKey, FileError> {
    match key_file::read(path) {
        Err(FileError::Missing(_)) => {
            let key = key_file::generate()?;
            key_file::create(path, &key)?;
            Ok(key)
        }
        read => read,
    }
}
