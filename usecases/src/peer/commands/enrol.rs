use std::sync::Arc;

use causerie_chat::{AccountSecret, DeviceAddress, DeviceSecret, Enrolment, Timestamp};

use crate::{
    CommandHandler,
    ports::{NotRegistered, Registry, Unavailable},
};

/// Register this person and this device, once, before the peer first runs.
#[derive(Debug)]
pub struct Enrol {
    /// When.
    pub at: Timestamp,
}

/// Carries out [`Enrol`].
pub struct EnrolHandler {
    /// This device.
    pub device: DeviceAddress,
    /// Signs as the person.
    pub account: Arc<AccountSecret>,
    /// Signs as the device.
    pub own: Arc<DeviceSecret>,
    /// The directory's.
    pub registry: Arc<dyn Registry>,
}

impl CommandHandler<Enrol> for EnrolHandler {
    type Error = NotRegistered;

    async fn handle(&self, command: Enrol) -> Result<(), NotRegistered> {
        let enrolment = Enrolment::sign(self.device.clone(), &self.account, &self.own);
        let enrolment = enrolment.verify().map_err(Unavailable::new)?;
        self.registry.register(&enrolment, command.at).await
    }
}
