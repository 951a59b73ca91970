//! The peer's ports.

mod contacts;
mod entry;
mod history;
mod inbox;
mod known;
mod messages;
mod outbox;
mod pending;
mod refs;
mod state;

use std::{path::Path, sync::Arc};

use causerie_chat::Address;
use rusqlite::{Connection, OptionalExtension};

use self::known::Known;
use crate::{
    OpenError,
    columns::parsed,
    schema::{Schema, Step},
    store::Store,
};

/// What a peer keeps, in one file.
pub struct SqlitePeer {
    store: Store,
    me: Address,
    /// The number of `me` among the persons.
    own: i64,
    /// The contacts that were asked for.
    known: Arc<Known>,
}

impl SqlitePeer {
    /// Opens the file at `path`, or creates it in a folder that is there. It is `me`'s from then on.
    pub fn open(path: &Path, me: Address) -> Result<Self, OpenError> {
        let (store, own) = Store::open(path, &SCHEMA, |db| {
            let (owner, own) = owner(db, &me).map_err(|error| OpenError::cannot(path, error))?;
            if owner == me { Ok(own) } else { Err(OpenError::SomebodyElses(path.into())) }
        })?;
        Ok(Self { store, me, own, known: Arc::default() })
    }
}

/// Whose file it is: `me`'s if it is new.
fn owner(db: &Connection, me: &Address) -> rusqlite::Result<(Address, i64)> {
    let transaction = db.unchecked_transaction()?;
    let owner = transaction
        .query_row(
            "SELECT address, ref FROM persons WHERE ref = (SELECT person_ref FROM owner)",
            [],
            |row| Ok((parsed(row, 0)?, row.get(1)?)),
        )
        .optional()?;
    if let Some(owner) = owner {
        return Ok(owner);
    }
    let own = refs::person_ref(&transaction, me)?;
    transaction.execute("INSERT INTO owner (person_ref) VALUES (?)", [own])?;
    transaction.commit()?;
    Ok((me.clone(), own))
}

pub(crate) const SCHEMA: Schema = Schema {
    application_id: 0x4341_5001, // "CAP" 1
    steps: &[Step {
        name: "0001 messages and outbox",
        sql: include_str!("0001_messages_and_outbox.sql"),
    }],
};
