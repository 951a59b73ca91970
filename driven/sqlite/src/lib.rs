//! Stores in one `SQLite` file each: a [`SqliteDirectory`] and a [`SqlitePeer`].
//!
//! What a port promises to be durable is durable: the file is in WAL mode with `synchronous=FULL`. One thread writes;
//! it carries out all that waits for it in one transaction, so that many callers share one trip to the disk. Readers
//! stand beside it and see what was committed. Another thread moves the log into the file, off the way of those who
//! wait for a commit.

mod columns;
mod directory;
mod failure;
mod open_error;
mod peer;
mod person;
mod schema;
mod sealing;
mod store;
mod store_check;

pub use directory::{SqliteDirectory, SqliteSecondFactors};
pub use failure::Failure;
pub use open_error::OpenError;
pub use peer::SqlitePeer;
pub use sealing::StoreKey;
