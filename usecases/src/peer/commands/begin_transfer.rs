use std::sync::Arc;

use causerie_chat::DeviceId;
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::OwnDevices,
    ports::{Doorbell, HistoryTransfer, Recollection, TransferBook, Unavailable},
};

/// Have what was said before this device was there brought by another one of this person's. It is resumed where it ended, if that device was asked
/// before.
#[derive(Debug)]
pub struct BeginTransfer {
    /// By which; without it by the one that was asked before, or the first one.
    pub from: Option<DeviceId>,
}

/// Carries out [`BeginTransfer`]; the pages are fetched by [`super::FetchHistory`].
pub struct BeginTransferHandler {
    /// Knows which there are.
    pub devices: Arc<OwnDevices>,
    /// Knows how far the transfer is.
    pub book: Arc<dyn TransferBook>,
    /// Keeps it.
    pub recollection: Arc<dyn Recollection>,
    /// Wakes whoever fetches.
    pub history_bell: Arc<dyn Doorbell>,
}

impl CommandHandler<BeginTransfer> for BeginTransferHandler {
    type Error = BeginTransferError;

    async fn handle(
        &self,
        BeginTransfer { from }: BeginTransfer,
    ) -> Result<(), BeginTransferError> {
        let person = self.devices.kept().await?;
        let before = self.book.transfer().await?;
        let begun = before.as_ref().filter(|it| person.has(&it.from.device));
        let wanted = from.or_else(|| begun.map(|it| it.from.device.clone()));
        let wanted = wanted.or_else(|| person.devices.first().map(|first| first.id.clone()));
        let device = wanted.and_then(|id| person.devices.iter().find(|it| it.id == id));
        let from = person.device(device.ok_or(BeginTransferError::NoSuchDevice)?);
        if from == self.devices.own.device {
            return Err(BeginTransferError::ThisDevice);
        }
        let transfer = match before {
            Some(before) if before.from == from => HistoryTransfer { failed: None, ..before },
            _ => HistoryTransfer::new(from),
        };
        self.recollection.begin(&transfer).await?;
        self.history_bell.ring();
        Ok(())
    }
}

/// Why no transfer was begun.
#[derive(Debug, Error)]
pub enum BeginTransferError {
    /// This person has no such device, as far as is known here.
    #[error("there is no such device")]
    NoSuchDevice,
    /// It is this one.
    #[error("history comes from another device")]
    ThisDevice,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
