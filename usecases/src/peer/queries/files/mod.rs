//! What is known of files, and what others are given of them.

mod due_fetches;
mod due_uploads;
mod give;
mod read_files;

pub use due_fetches::{DueFetches, DueFetchesHandler};
pub use due_uploads::{DueUpload, DueUploads, ReadUploads, ReadUploadsHandler};
pub use give::{GiveChunks, GiveError, GiveFileHandler, GiveHashes, LastOffer};
pub use read_files::{KnownFile, ReadFile, ReadFiles, ReadFilesHandler};
