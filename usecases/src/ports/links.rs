use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, LinkId, Timestamp};
use thiserror::Error;

use super::Unavailable;

/// Where two devices of a person meet, one of which has no name yet: at a directory in memory, at a peer the directory's client. What they
/// leave is sealed, at most [`causerie_chat::MAX_LINK_BYTES`], and forgotten [`causerie_chat::LINK_LIFETIME`] after the place was opened.
#[async_trait]
pub trait Links: Send + Sync {
    /// Opens a place for `by`, instead of the one it had before; again changes nothing.
    async fn open(&self, id: LinkId, by: &DeviceAddress, at: Timestamp) -> Result<(), NotLinked>;

    /// Leaves what the new device asks, once; the same again changes nothing.
    async fn ask(&self, id: LinkId, sealed: Vec<u8>, at: Timestamp) -> Result<(), NotLinked>;

    /// Leaves what `by`, who opened the place, answers, once; the same again changes nothing.
    async fn answer(
        &self,
        id: LinkId,
        by: &DeviceAddress,
        sealed: Vec<u8>,
        at: Timestamp,
    ) -> Result<(), NotLinked>;
}

impl dyn Links {
    /// How many places there are at most at a time.
    pub const MOST: usize = 10_000;
}

/// What was left there.
#[async_trait]
pub trait LinkBook: Send + Sync {
    /// What the new device asks, for `by` who opened the place; nothing as long as it has not.
    async fn asked(
        &self,
        id: LinkId,
        by: &DeviceAddress,
        at: Timestamp,
    ) -> Result<Option<Vec<u8>>, NotLinked>;

    /// What it is answered; nothing as long as it was not.
    async fn answered(&self, id: LinkId, at: Timestamp) -> Result<Option<Vec<u8>>, NotLinked>;
}

/// Why two devices do not meet.
#[derive(Debug, Error)]
pub enum NotLinked {
    /// There is no such place, not any more, or it is another device's.
    #[error("there is no such place, or not any more")]
    NoSuchLink,
    /// Something else was left there before.
    #[error("something else was left there before")]
    Used,
    /// There are too many places for now.
    #[error("too many devices are being linked")]
    Full,
    /// The directory at the other end refused, by this code.
    #[error("the directory refused: {0}")]
    Refused(Cause),
    /// The directory failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
