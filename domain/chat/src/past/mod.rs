//! What a person's device gives to another one of theirs, which is new: who they know and what was said.
//!
//! It is asked for in the session of the two ([`HistoryWanted`]) and comes back as one page ([`HistoryPage`]), sealed under a key that was in
//! the question and is used for nothing else.

mod codec;
mod key;
mod message;
mod page;
mod person;
mod wanted;

pub use codec::MalformedHistory;
pub use key::{HistoryKey, HistoryRequest};
pub use message::PastMessage;
pub use page::{HistoryItems, HistoryPage};
pub use person::PastPerson;
pub use wanted::{HistoryPart, HistoryWanted};
