use std::sync::Arc;

use causerie_chat::{DeviceAddress, LinkId, Timestamp};

use crate::{
    CommandHandler,
    ports::{Links, NotLinked},
};

/// Open a place where a new device of the caller's person can ask to be one of theirs.
#[derive(Debug)]
pub struct OpenLink {
    /// Follows from the code that the caller shows to its person.
    pub id: LinkId,
    /// The caller, as its credential has it.
    pub by: DeviceAddress,
    /// When.
    pub at: Timestamp,
}

/// Leave there what a new device asks.
#[derive(Debug)]
pub struct AskLink {
    /// Where.
    pub id: LinkId,
    /// What, sealed.
    pub sealed: Vec<u8>,
    /// When.
    pub at: Timestamp,
}

/// Leave there what it is answered.
#[derive(Debug)]
pub struct AnswerLink {
    /// Where.
    pub id: LinkId,
    /// The caller, as its credential has it.
    pub by: DeviceAddress,
    /// What, sealed.
    pub sealed: Vec<u8>,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`OpenLink`], [`AskLink`] and [`AnswerLink`]. The directory reads nothing of what is left.
pub struct LinkHandler {
    /// Keeps it for a while.
    pub links: Arc<dyn Links>,
}

impl CommandHandler<OpenLink> for LinkHandler {
    type Error = NotLinked;

    async fn handle(&self, OpenLink { id, by, at }: OpenLink) -> Result<(), NotLinked> {
        self.links.open(id, &by, at).await
    }
}

impl CommandHandler<AskLink> for LinkHandler {
    type Error = NotLinked;

    async fn handle(&self, AskLink { id, sealed, at }: AskLink) -> Result<(), NotLinked> {
        self.links.ask(id, sealed, at).await
    }
}

impl CommandHandler<AnswerLink> for LinkHandler {
    type Error = NotLinked;

    async fn handle(&self, command: AnswerLink) -> Result<(), NotLinked> {
        let AnswerLink { id, by, sealed, at } = command;
        self.links.answer(id, &by, sealed, at).await
    }
}
