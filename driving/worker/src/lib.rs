//! What a peer does without being asked: deliver what waits, take what comes, tell what became of it, show contacts that it is there, stay signed in, keep its
//! pre-keys replenished, wipe what was to disappear, fetch history from the person's other devices, and files, bring files to the directory, follow its rooms, and meet those who are on the same network. And what a directory does: throw away what nobody fetched, and what was kept of files long enough. And
//! what both do whose metrics are
//! exported: measure how much waits.
//!
//! All are endless futures; who runs a peer drops them to stop. Only [`take_mail`] ends when it is told to, once it said good-bye.

mod deliver;
mod depths;
mod expire_blobs;
mod expire_mail;
mod expire_rooms;
mod fetch_files;
mod fetch_history;
mod mail;
mod neighbours;
mod presence;
mod receipts;
mod replenish;
mod rooms;
mod stay_signed_in;
mod upload_files;
mod wipe_expired;

pub use deliver::deliver;
pub use depths::{measure_mailboxes, measure_outbox};
pub use expire_blobs::expire_blobs;
pub use expire_mail::expire_mail;
pub use expire_rooms::expire_rooms;
pub use fetch_files::fetch_files;
pub use fetch_history::fetch_history;
pub use mail::{MailSource, take_mail};
pub use neighbours::meet_neighbours;
pub use presence::PresenceSource;
pub use receipts::send_receipts;
pub use replenish::replenish;
pub use rooms::follow_rooms;
pub use stay_signed_in::{Standing, stay_signed_in, unless_revoked};
pub use upload_files::upload_files;
pub use wipe_expired::wipe_expired;
