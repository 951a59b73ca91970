//! The peer's ports.

mod archive;
mod changes;
mod choices;
mod contact_codec;
mod contacts;
mod early;
mod entry;
mod fetch_state;
mod fetches;
mod file_cells;
mod history;
mod inbox;
mod invitations;
mod key_check;
mod known;
mod lacking;
mod messages;
mod news;
mod news_in_rooms;
mod offers;
mod outbox;
mod pending;
mod reached;
mod reading;
mod receipts;
mod recipients;
mod recollection;
mod refs;
mod revoked;
mod room_answers;
mod room_asks;
mod room_mail;
mod room_mutes;
mod room_receipts;
mod room_said;
mod room_standing;
mod room_wish_codec;
mod room_wishes;
mod rooms;
mod search;
mod seen;
mod sessions;
mod settle;
mod shelf;
mod state;
mod tables;
mod taken;
#[cfg(test)]
mod tests;
mod timers;
mod unopened;
mod upgrade;
mod upgrade_invitations;
mod upgrade_outbox;
mod upload_state;
mod uploads;
mod whispers;
mod wiping;

use std::{path::Path, sync::Arc};

use causerie_chat::Address;
use causerie_usecases::ports::Unavailable;
use rusqlite::{Connection, OptionalExtension};

use self::{known::Known, recipients::Recipients, tables::Tables};
use crate::{
    OpenError, StoreKey,
    schema::{Schema, Step},
    sealing::Sealer,
    store::Store,
};

/// What a peer keeps, in one file, sealed row by row: who does not have the key learns from the file how much was said and when,
/// but not what, nor with whom.
pub struct SqlitePeer {
    pub(crate) store: Store,
    sealer: Arc<Sealer>,
    me: Address,
    /// The number of `me` among the persons.
    own: i64,
    /// The contacts that were asked for.
    known: Arc<Known>,
    /// Those whom something was addressed to in rooms.
    recipients: Arc<Recipients>,
}

impl SqlitePeer {
    /// Opens the file at `path`, or creates it in a folder that is there. It is `me`'s, and sealed with `key`, from then on. A file that
    /// an earlier version wrote in the clear is sealed first.
    pub fn open(path: &Path, me: Address, key: &StoreKey) -> Result<Self, OpenError> {
        let sealer = Arc::new(Sealer::new(key));
        let cannot = |error| OpenError::cannot(path, error);
        let with = sealer.clone();
        let then = move |step: &str, db: &Connection| match step {
            upgrade::STEP => upgrade::seal_all(db, &with),
            upgrade_outbox::STEP => upgrade_outbox::drop_moved(db),
            upgrade_invitations::STEP => upgrade_invitations::note_all(db, &with),
            _ => Ok(()),
        };
        let admit = |db: &Connection, steps: usize| {
            let tables = Tables { db, sealer: &sealer };
            // Before the second step, nothing was sealed.
            if steps < 2 || tables.has_this_key().map_err(cannot)? {
                Ok(())
            } else {
                Err(OpenError::OtherKey(path.into()))
            }
        };
        let (store, own) = Store::open_if(path, &SCHEMA, admit, then, |db| {
            let tables = Tables { db, sealer: &sealer };
            tables.wipe().map_err(cannot)?;
            tables.count_changes_of_contacts().map_err(cannot)?;
            tables.owner(&me).map_err(cannot)?.ok_or_else(|| OpenError::SomebodyElses(path.into()))
        })?;
        Ok(Self { store, sealer, me, own, known: Arc::default(), recipients: Arc::default() })
    }

    async fn read<T: Send + 'static>(
        &self,
        ask: impl FnOnce(Tables<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Unavailable> {
        let sealer = self.sealer.clone();
        self.store.read(move |db| ask(Tables { db, sealer: &sealer })).await
    }

    /// The same for one look at one row or two: see [`Store::glance`].
    async fn glance<T: Send + 'static>(
        &self,
        ask: impl FnOnce(Tables<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Unavailable> {
        let sealer = self.sealer.clone();
        self.store.glance(move |db| ask(Tables { db, sealer: &sealer })).await
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(Tables<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Unavailable> {
        let sealer = self.sealer.clone();
        self.store.write(move |db| work(Tables { db, sealer: &sealer })).await
    }

    async fn write_at_leisure<T: Send + 'static>(
        &self,
        work: impl Fn(Tables<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Unavailable> {
        let sealer = self.sealer.clone();
        self.store.write_at_leisure(move |db| work(Tables { db, sealer: &sealer })).await
    }
}

impl Tables<'_> {
    /// The owner's number, if that is `me`, as it is in a new file.
    fn owner(&self, me: &Address) -> rusqlite::Result<Option<i64>> {
        let owner: Option<i64> =
            self.db.query_row("SELECT person_ref FROM owner", [], |row| row.get(0)).optional()?;
        if let Some(owner) = owner {
            return Ok(self.known_person_ref(me)?.filter(|own| *own == owner));
        }
        let transaction = self.db.unchecked_transaction()?;
        let own = Tables { db: &transaction, ..*self }.person_ref(me)?;
        transaction.execute("INSERT INTO owner (person_ref) VALUES (?)", [own])?;
        transaction.commit()?;
        Ok(Some(own))
    }
}

pub(crate) const SCHEMA: Schema = Schema {
    application_id: 0x4341_5001, // "CAP" 1
    steps: &[
        Step {
            name: "0001 messages and outbox",
            sql: include_str!("0001_messages_and_outbox.sql"),
        },
        Step { name: upgrade::STEP, sql: include_str!("0002_sealed.sql") },
        Step { name: upgrade_outbox::STEP, sql: include_str!("0003_mailbox_and_receipts.sql") },
        Step { name: "0004 contact requests", sql: include_str!("0004_contact_requests.sql") },
        Step { name: "0005 message kinds", sql: include_str!("0005_message_kinds.sql") },
        Step { name: "0006 several devices", sql: include_str!("0006_several_devices.sql") },
        Step { name: "0007 history transfer", sql: include_str!("0007_history_transfer.sql") },
        Step { name: "0008 choices", sql: include_str!("0008_choices.sql") },
        Step { name: "0009 rooms", sql: include_str!("0009_rooms.sql") },
        Step { name: upgrade_invitations::STEP, sql: include_str!("0010_room_wishes.sql") },
        Step { name: "0011 mutes", sql: include_str!("0011_mutes.sql") },
        Step { name: "0012 receipts in rooms", sql: include_str!("0012_receipts_in_rooms.sql") },
        Step { name: "0013 files", sql: include_str!("0013_files.sql") },
        Step { name: "0014 uploads", sql: include_str!("0014_uploads.sql") },
    ],
};
