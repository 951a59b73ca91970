use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Message, Receipt, RoomId, Sealed};
use thiserror::Error;

use super::{Addressed, KnownIdentity, RoomStep, Unavailable};

/// Keeps what is told in rooms: to devices of members who are no contacts, about what they said there. Contacts are told in sessions ([`super::Receipts`]).
#[async_trait]
pub trait RoomReceipts: Send + Sync {
    /// Takes what a receipt says, and nothing else, off what is to be told to its device, queues its envelope, counts it in [`super::RoomKeys::told`] and keeps the
    /// room, all or nothing, and durably once it returns. The same message again changes nothing. The receipt is no part of the conversation; its envelope comes
    /// again as it is if it cannot be opened, as those of [`super::RoomMail::say`] do.
    async fn tell(&self, told: ToldInRoom) -> Result<(), NotTold>;

    /// What is to be told to a device about what was said in a room is not told there: it waits until its person is a contact.
    async fn leave_untold(&self, room: RoomId, to: &DeviceAddress) -> Result<(), Unavailable>;
}

impl dyn RoomReceipts {
    /// Whether a device that is in a room is noted there as one to be told, of a person of whom that is known, or nothing. Contacts' devices are noted as ever; one
    /// that was revoked is told nothing, nor is anybody whose account key is in doubt.
    #[must_use]
    pub fn notes(known: Option<&KnownIdentity>, fellow: &DeviceAddress) -> bool {
        known.is_none_or(|known| {
            !known.standing.is_accepted()
                && known.offered.is_none()
                && !known.person.is_without(&fellow.device)
        })
    }
}

/// What there is to be told in rooms.
#[async_trait]
pub trait DueInRooms: Send + Sync {
    /// The devices there is something to tell about what was said in a room, at most 1,000, of people who are no contacts; nobody who is blocked or ignored is among
    /// them, nor this person.
    async fn due_in_room(&self, room: RoomId) -> Result<Vec<DeviceAddress>, Unavailable>;

    /// What there is to tell a device about what was said in a room: at most [`Receipt::MOST`] of each kind, and nothing that is between devices of one person.
    async fn to_tell(&self, room: RoomId, to: &DeviceAddress) -> Result<Receipt, Unavailable>;
}

/// A receipt that was sealed in a room for one of the devices there.
#[derive(Debug)]
pub struct ToldInRoom {
    /// It; its recipient is the room, and its body a [`Receipt`] of what was to be told.
    pub message: Message,
    /// What only that device gets.
    pub sealed: Sealed,
    /// Which one.
    pub to: Addressed,
    /// The sealing.
    pub step: RoomStep,
}

impl ToldInRoom {
    /// What it says, if it is a receipt.
    #[must_use]
    pub fn receipt(&self) -> Option<&Receipt> {
        match &self.message.body {
            causerie_chat::Body::Receipt(receipt) => Some(receipt),
            _ => None,
        }
    }
}

/// Why nothing was told. Nothing is kept then.
#[derive(Debug, Error)]
pub enum NotTold {
    /// The room is not here, or was kept in another version meanwhile.
    #[error("the room was kept in another version")]
    Stale,
    /// The store failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
