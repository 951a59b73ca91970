//! Signing in: what a device has to show, and who hands it out. What is asked of the directory on the way is in `line`, who is let in is looked at in
//! `doors`. The network knows who everybody is all the same.

use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{CertificateRequest, Credential, DeviceAddress, Term};
use causerie_usecases::ports::{Authority, CredentialStatus, Credentials, NotIssued, Unavailable};

use crate::{
    lock::lock,
    machine::{device, machine, name},
    task::MachineId,
    world::World,
};

/// What a device, or somebody with a copy of its keys, has to show.
pub(crate) struct Wallet {
    pub(crate) world: Arc<World>,
    pub(crate) of: MachineId,
    /// Whether it is a copy.
    pub(crate) is_stolen: bool,
}

/// Signs what stands for certificates here.
pub(crate) struct Notary(pub(crate) Arc<World>);

#[async_trait]
impl Credentials for Wallet {
    async fn request(&self) -> Result<CertificateRequest, Unavailable> {
        self.world.step().await;
        let doors = lock(&self.world.doors);
        let installation = doors.installations.get(&self.of).copied().unwrap_or_default();
        let key = format!("{}, {installation}, {}", device(self.of), self.is_stolen);
        CertificateRequest::try_from(key.into_bytes()).map_err(Unavailable::new)
    }

    async fn install(&self, credential: Credential) -> Result<(), Unavailable> {
        self.world.step().await;
        if credential.chain().first().and_then(|leaf| issued_to(leaf)) != Some(self.of) {
            self.world.fail(format!("{} was given another one's credential", name(self.of)));
        }
        lock(&self.world.doors).credentials.insert(self.of, credential);
        Ok(())
    }
}

#[async_trait]
impl CredentialStatus for Wallet {
    async fn term(&self) -> Result<Option<Term>, Unavailable> {
        Ok(None)
    }
}

#[async_trait]
impl Authority for Notary {
    async fn issue(
        &self,
        device: &DeviceAddress,
        request: &CertificateRequest,
        _: Term,
    ) -> Result<Credential, NotIssued> {
        self.0.step().await;
        let certificate = [device.to_string().as_bytes(), b" ", request.as_der()].concat();
        let credential = Credential::try_from(vec![certificate]);
        Ok(credential.map_err(Unavailable::new)?)
    }
}

/// Whose certificate it is.
pub(crate) fn issued_to(certificate: &[u8]) -> Option<MachineId> {
    let text = std::str::from_utf8(certificate).ok()?;
    machine(&text.split(' ').next()?.parse().ok()?)
}
