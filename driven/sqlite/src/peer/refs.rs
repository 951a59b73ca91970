//! The numbers that stand for persons and devices in other tables.

use std::str::FromStr;

use causerie_chat::{Address, Conversation, DeviceAddress};
use rusqlite::{OptionalExtension, Row, params};

use super::tables::Tables;
use crate::{
    columns::unreadable,
    sealing::{BadCell, Place, Sealer},
};

const PERSON: &str = "persons.address";
const DEVICE: &str = "devices.device";

/// What a person is looked up by.
pub(super) fn person_lookup(sealer: &Sealer, person: &Address) -> [u8; 16] {
    sealer.lookup(PERSON, person.to_string().as_bytes())
}

/// What a conversation is looked up by: rooms stand among the persons.
pub(super) fn conversation_lookup(sealer: &Sealer, with: &Conversation) -> [u8; 16] {
    sealer.lookup(PERSON, with.to_string().as_bytes())
}

/// What a device is looked up by.
pub(super) fn device_lookup(sealer: &Sealer, device: &DeviceAddress) -> [u8; 16] {
    sealer.lookup(DEVICE, device.to_string().as_bytes())
}

/// The person whose `lookup` and `address` are in these two columns.
pub(super) fn read_person(
    sealer: &Sealer,
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<Address> {
    named(sealer, row, column, PERSON)
}

/// The person or room whose `lookup` and `address` are in these two columns.
pub(super) fn read_conversation(
    sealer: &Sealer,
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<Conversation> {
    named(sealer, row, column, PERSON)
}

/// The device whose `lookup` and `device` are in these two columns.
pub(super) fn read_device(
    sealer: &Sealer,
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<DeviceAddress> {
    named(sealer, row, column, DEVICE)
}

fn named<T: FromStr>(
    sealer: &Sealer,
    row: &Row<'_>,
    column: usize,
    name: &'static str,
) -> rusqlite::Result<T> {
    let place = Place { column: name, row: row.get_ref(column)?.as_blob()? };
    let text = sealer.read(row, column + 1, place)?;
    let parsed = std::str::from_utf8(&text).ok().and_then(|text| text.parse().ok());
    parsed.ok_or_else(|| unreadable(BadCell(name)))
}

impl Tables<'_> {
    /// The person's number, which is given to them if they have none.
    pub(super) fn person_ref(&self, person: &Address) -> rusqlite::Result<i64> {
        self.ref_of(&person.to_string())
    }

    /// The number of the person or room, which is given to it if it has none.
    pub(super) fn conversation_ref(&self, with: &Conversation) -> rusqlite::Result<i64> {
        self.ref_of(&with.to_string())
    }

    fn ref_of(&self, name: &str) -> rusqlite::Result<i64> {
        let lookup = self.sealer.lookup(PERSON, name.as_bytes());
        if let Some(known) = self.known_ref(lookup)? {
            return Ok(known);
        }
        let place = Place { column: PERSON, row: &lookup };
        let sealed = self.sealer.seal(place, name.as_bytes())?;
        self.db
            .prepare_cached("INSERT INTO persons (lookup, address) VALUES (?, ?)")?
            .execute(params![lookup, sealed])?;
        Ok(self.db.last_insert_rowid())
    }

    /// The person's number, or nothing.
    pub(super) fn known_person_ref(&self, person: &Address) -> rusqlite::Result<Option<i64>> {
        self.known_ref(person_lookup(self.sealer, person))
    }

    /// The number of the person or room, or nothing.
    pub(super) fn known_conversation_ref(
        &self,
        with: &Conversation,
    ) -> rusqlite::Result<Option<i64>> {
        self.known_ref(conversation_lookup(self.sealer, with))
    }

    fn known_ref(&self, lookup: [u8; 16]) -> rusqlite::Result<Option<i64>> {
        self.db
            .prepare_cached("SELECT ref FROM persons WHERE lookup = ?")?
            .query_row([lookup], |row| row.get(0))
            .optional()
    }

    /// The person of that number.
    pub(super) fn person(&self, number: i64) -> rusqlite::Result<Address> {
        self.db
            .prepare_cached("SELECT lookup, address FROM persons WHERE ref = ?")?
            .query_row([number], |row| read_person(self.sealer, row, 0))
    }

    /// The person or room of that number.
    pub(super) fn conversation(&self, number: i64) -> rusqlite::Result<Conversation> {
        self.db
            .prepare_cached("SELECT lookup, address FROM persons WHERE ref = ?")?
            .query_row([number], |row| read_conversation(self.sealer, row, 0))
    }

    /// The device's number, which is given to it if it has none.
    pub(super) fn device_ref(&self, device: &DeviceAddress) -> rusqlite::Result<i64> {
        if let Some(known) = self.known_device_ref(device)? {
            return Ok(known);
        }
        let person = self.person_ref(&device.person)?;
        let lookup = device_lookup(self.sealer, device);
        let place = Place { column: DEVICE, row: &lookup };
        let sealed = self.sealer.seal(place, device.to_string().as_bytes())?;
        self.db
            .prepare_cached("INSERT INTO devices (person_ref, lookup, device) VALUES (?, ?, ?)")?
            .execute(params![person, lookup, sealed])?;
        Ok(self.db.last_insert_rowid())
    }

    /// The device's number, or nothing.
    pub(super) fn known_device_ref(&self, device: &DeviceAddress) -> rusqlite::Result<Option<i64>> {
        self.db
            .prepare_cached("SELECT ref FROM devices WHERE lookup = ?")?
            .query_row([device_lookup(self.sealer, device)], |row| row.get(0))
            .optional()
    }
}
