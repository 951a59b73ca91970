use std::sync::Arc;

use causerie_chat::{
    Cause, DeviceAddress, DeviceName, DeviceSecret, LinkAnswer, LinkCode, LinkKeys, LinkRequest,
    Linked, Timestamp,
};
use thiserror::Error;

use crate::{
    CommandHandler, QueryHandler,
    ports::{LinkBook, Links, NotLinked},
};

/// Ask the device with the account key to take this one on, before the peer first runs.
#[derive(Debug)]
pub struct AskToBeLinked {
    /// The code that the other device shows.
    pub code: LinkCode,
    /// What machine this is.
    pub name: DeviceName,
    /// When.
    pub at: Timestamp,
}

/// Was this device taken on?
#[derive(Debug)]
pub struct ReadLinkAnswer {
    /// The code that the other device shows.
    pub code: LinkCode,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`AskToBeLinked`], and answers [`ReadLinkAnswer`]: nothing as long as nobody decided.
pub struct AskToBeLinkedHandler {
    /// What this device is to be called.
    pub device: DeviceAddress,
    /// Signs as it.
    pub own: Arc<DeviceSecret>,
    /// Has the two devices meet: the directory.
    pub links: Arc<dyn Links>,
    /// Knows what the other one left.
    pub book: Arc<dyn LinkBook>,
}

impl CommandHandler<AskToBeLinked> for AskToBeLinkedHandler {
    type Error = NotTakenOn;

    async fn handle(&self, command: AskToBeLinked) -> Result<(), NotTakenOn> {
        let AskToBeLinked { code, name, at } = command;
        let keys = LinkKeys::new(&code, &self.device.person);
        let request = LinkRequest::sign(&self.device, &self.own, name, at, &keys);
        Ok(self.links.ask(keys.id(), request.seal(&keys), at).await?)
    }
}

impl QueryHandler<ReadLinkAnswer> for AskToBeLinkedHandler {
    type Answer = Option<Linked>;
    type Error = NotTakenOn;

    async fn handle(&self, query: ReadLinkAnswer) -> Result<Option<Linked>, NotTakenOn> {
        let keys = LinkKeys::new(&query.code, &self.device.person);
        let Some(sealed) = self.book.answered(keys.id(), query.at).await? else { return Ok(None) };
        match LinkAnswer::open(&sealed, &self.device, &self.own.public(), &keys) {
            Ok(LinkAnswer::Welcome(linked)) => Ok(Some(*linked)),
            Ok(LinkAnswer::Declined) => Err(NotTakenOn::Declined),
            Ok(LinkAnswer::Impossible(cause)) => Err(NotTakenOn::Impossible(cause)),
            Err(_) => Err(NotTakenOn::Forged),
        }
    }
}

/// Why this device was not taken on.
#[derive(Debug, Error)]
pub enum NotTakenOn {
    /// Somebody said no.
    #[error("somebody declined on the other device")]
    Declined,
    /// It cannot be taken on as it is, for this cause.
    #[error("the device cannot be taken on: {0}")]
    Impossible(Cause),
    /// The answer was not made with the code, or not for this device.
    #[error("the answer was not made with this code")]
    Forged,
    /// The two devices did not meet.
    #[error(transparent)]
    NotLinked(#[from] NotLinked),
}
