use std::sync::Arc;

use causerie_chat::{DeviceAddress, DeviceList, SecondFactorCode, Succession, Timestamp};
use thiserror::Error;

use super::{NotPassed, SecondFactorLedger};
use crate::{
    CommandHandler,
    ports::{DeviceLists, ListRefused, MailBell, News, People, Unavailable},
};

/// Take the list of a person's devices in the place of the one before.
#[derive(Debug)]
pub struct PublishDevices {
    /// Who brings it, as its credential has it.
    pub by: DeviceAddress,
    /// The list.
    pub list: DeviceList,
    /// For an account with a second factor.
    pub code: Option<SecondFactorCode>,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`PublishDevices`]. What it takes is what those who are handed it will accept (T64); a device of the account brings it, but
/// it is the account's signature that counts.
pub struct PublishDevicesHandler {
    /// Knows the account keys, and the present lists.
    pub people: Arc<dyn People>,
    /// Keeps the lists.
    pub lists: Arc<dyn DeviceLists>,
    /// Knows the second factors.
    pub ledger: SecondFactorLedger,
    /// Wakes whoever looks after the lines of devices.
    pub bell: Arc<dyn MailBell>,
}

impl CommandHandler<PublishDevices> for PublishDevicesHandler {
    type Error = PublishDevicesError;

    async fn handle(&self, command: PublishDevices) -> Result<(), PublishDevicesError> {
        let PublishDevices { by, list, code, at } = command;
        if list.person != by.person {
            return Err(PublishDevicesError::NotTheirs);
        }
        let person = self.people.person(&by.person).await?;
        let person = person.ok_or(PublishDevicesError::Stale)?;
        list.verify(&person.account_key).map_err(|_| PublishDevicesError::BadSignature)?;
        match list.after(person.list.as_ref()) {
            Succession::Same => return Ok(()),
            Succession::Newer if list.version == person.version() + 1 => {}
            Succession::Newer | Succession::Refused => return Err(PublishDevicesError::Stale),
        }
        let spent_on = list.digest().into();
        self.ledger.pass(&by.person, code.as_ref(), spent_on, at).await?;
        self.lists.replace(&list, at).await?;
        for gone in person.devices.iter().filter(|device| !list.has(&device.id)) {
            self.bell.ring(&person.device(gone), News::Revoked);
        }
        Ok(())
    }
}

/// Why a list was not taken.
#[derive(Debug, Error)]
pub enum PublishDevicesError {
    /// It is another person's.
    #[error("the list is another person's")]
    NotTheirs,
    /// The account did not sign it, or did not take on one of the devices in it.
    #[error("a signature does not fit")]
    BadSignature,
    /// It is not the one after the present one.
    #[error("another list is in force")]
    Stale,
    /// A device in it has an id or a key that is, or was, another one's.
    #[error("an id or a key in it is in use")]
    InUse,
    /// The account has a second factor, and no good code of it came along.
    #[error(transparent)]
    SecondFactor(causerie_chat::CodeRefused),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotPassed> for PublishDevicesError {
    fn from(refused: NotPassed) -> Self {
        match refused {
            NotPassed::Refused(why) => Self::SecondFactor(why),
            NotPassed::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<ListRefused> for PublishDevicesError {
    fn from(refused: ListRefused) -> Self {
        match refused {
            ListRefused::Stale => Self::Stale,
            ListRefused::InUse => Self::InUse,
            ListRefused::Unavailable(cause) => cause.into(),
        }
    }
}
