use std::ops::Range;

use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, NetworkAddress};
use causerie_files::{FileId, FileTicket};
use thiserror::Error;

/// Asks other devices for files.
#[async_trait]
pub trait FileSources: Send + Sync {
    /// The hashes of its chunks, one behind the other, if that is so many bytes: more are not even read.
    async fn hashes(
        &self,
        from: &FileSource,
        wanted: &FileWish,
        bytes: usize,
    ) -> Result<Vec<u8>, NotGiven>;

    /// Those chunks, sealed, one behind the other, if that is so many bytes: more are not even read.
    async fn chunks(
        &self,
        from: &FileSource,
        wanted: &FileWish,
        chunks: Range<u32>,
        bytes: usize,
    ) -> Result<Vec<u8>, NotGiven>;

    /// Takes back what chunks came in, for others to come in.
    fn take_back(&self, _room: Vec<u8>) {}
}

/// A device that may have a file, and where it is: it proves that it is the device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSource {
    /// Which.
    pub device: DeviceAddress,
    /// Where.
    pub at: NetworkAddress,
}

/// Which file, and what shows that this device may have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileWish {
    /// Which.
    pub file: FileId,
    /// Made for this device.
    pub ticket: FileTicket,
}

/// Why a device gave nothing.
#[derive(Debug, Error)]
pub enum NotGiven {
    /// It does not offer that, or not to this device.
    #[error("it is not offered")]
    NotOffered,
    /// What it gave is of another length.
    #[error("what was given is of another length")]
    Broken,
    /// It was not reached, or cannot now.
    #[error("not now: {cause}")]
    NotNow {
        /// In one word.
        cause: Cause,
        /// In the words of the technology, for the log.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
