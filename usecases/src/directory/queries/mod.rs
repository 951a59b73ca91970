//! What a directory answers.

mod read_challenge;
mod read_credential;
mod where_is;
mod who_is;

pub use read_challenge::{ReadChallenge, ReadChallengeHandler};
pub use read_credential::{ReadCredential, ReadCredentialHandler};
pub use where_is::{WhereIs, WhereIsHandler};
pub use who_is::{WhoIs, WhoIsHandler};
