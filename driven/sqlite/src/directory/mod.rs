//! The directory's ports.

mod blobs;
mod challenges;
mod credential;
mod device_lists;
mod listings;
mod mailboxes;
mod people;
mod pre_key_book;
mod pre_keys;
mod public_channel;
mod reachability;
mod registry;
mod rooms;
mod second_factor_key;
mod second_factors;
mod sign_ins;

pub use second_factors::SqliteSecondFactors;

use std::path::Path;

use causerie_usecases::ports::Challenges;

use crate::{
    OpenError,
    schema::{Schema, Step},
    store::Store,
};

/// What a directory knows, in one file.
pub struct SqliteDirectory {
    pub(crate) store: Store,
    room: i64,
}

impl SqliteDirectory {
    /// Opens the file at `path`, or creates it in a folder that is there.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_with_room_for(path, <dyn Challenges>::MOST)
    }

    /// The same, but it keeps at most `challenges` of them, instead of `<dyn Challenges>::MOST`.
    pub fn open_with_room_for(path: &Path, challenges: usize) -> Result<Self, OpenError> {
        let (store, ()) = Store::open(path, &SCHEMA, |_, _| Ok(()), |_| Ok(()))?;
        Ok(Self { store, room: i64::try_from(challenges).unwrap_or(i64::MAX) })
    }
}

pub(crate) const SCHEMA: Schema = Schema {
    application_id: 0x4341_4401, // "CAD" 1
    steps: &[
        Step {
            name: "0001 people and challenges",
            sql: include_str!("0001_people_and_challenges.sql"),
        },
        Step { name: "0002 pre-keys", sql: include_str!("0002_pre_keys.sql") },
        Step { name: "0003 mailboxes", sql: include_str!("0003_mailboxes.sql") },
        Step { name: "0004 second factors", sql: include_str!("0004_second_factors.sql") },
        Step { name: "0005 listed people", sql: include_str!("0005_listed_people.sql") },
        Step { name: "0006 devices", sql: include_str!("0006_devices.sql") },
        Step { name: "0007 rooms", sql: include_str!("0007_rooms.sql") },
        Step { name: "0008 welcomes", sql: include_str!("0008_welcomes.sql") },
        Step { name: "0009 public channel", sql: include_str!("0009_public_channel.sql") },
        Step { name: "0010 blobs", sql: include_str!("0010_blobs.sql") },
    ],
};
