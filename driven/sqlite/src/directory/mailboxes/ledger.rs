//! What mailboxes and depositors amount to.

use std::collections::BTreeMap;

use causerie_chat::DeviceAddress;
use causerie_usecases::ports::Room;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::columns::count;

/// What a mailbox amounts to; nothing, for one that never held anything.
#[derive(Clone, Copy, Default)]
pub(super) struct Account {
    /// The number of the last item there ever was.
    pub(super) last: u64,
    /// What its envelopes take.
    pub(super) used: Room,
}

/// What the mailbox of a device amounts to.
pub(super) fn account(db: &Connection, device: i64) -> rusqlite::Result<Account> {
    db.prepare_cached("SELECT last_number, envelopes, bytes FROM mailboxes WHERE device_ref = ?")?
        .query_row([device], |row| Ok(Account { last: count(row, 0)?, used: room(row, 1)? }))
        .optional()
        .map(Option::unwrap_or_default)
}

/// Writes what a mailbox amounts to now.
pub(super) fn put_account(db: &Connection, device: i64, now: Account) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO mailboxes VALUES (?1, ?2, ?3, ?4) ON CONFLICT (device_ref)
         DO UPDATE SET last_number = ?2, envelopes = ?3, bytes = ?4",
    )?
    .execute(params![
        device,
        integer(now.last),
        integer(now.used.envelopes),
        integer(now.used.bytes)
    ])
    .map(drop)
}

/// The number of a depositor and what its envelopes take in all mailboxes; nothing if it never deposited any.
pub(super) fn depositor(
    db: &Connection,
    device: &DeviceAddress,
) -> rusqlite::Result<Option<(i64, Room)>> {
    db.prepare_cached("SELECT ref, envelopes, bytes FROM depositors WHERE device = ?")?
        .query_row([device.to_string()], |row| Ok((row.get(0)?, room(row, 1)?)))
        .optional()
}

/// The number of one that never deposited any until now.
pub(super) fn new_depositor(db: &Connection, device: &DeviceAddress) -> rusqlite::Result<i64> {
    db.prepare_cached("INSERT INTO depositors (device, envelopes, bytes) VALUES (?, 0, 0)")?
        .insert([device.to_string()])
}

/// Writes what a depositor's envelopes take now.
pub(super) fn put_depositor(db: &Connection, depositor: i64, now: Room) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE depositors SET envelopes = ?2, bytes = ?3 WHERE ref = ?1")?
        .execute(params![depositor, integer(now.envelopes), integer(now.bytes)])
        .map(drop)
}

/// What envelopes took that are kept no longer.
#[derive(Default)]
pub(super) struct Freed {
    mailboxes: BTreeMap<i64, Room>,
    depositors: BTreeMap<i64, Room>,
}

impl Freed {
    /// One more.
    pub(super) fn add(&mut self, device: i64, depositor: i64, bytes: u64) {
        for room in [
            self.mailboxes.entry(device).or_default(),
            self.depositors.entry(depositor).or_default(),
        ] {
            *room = plus(*room, bytes);
        }
    }

    /// Takes it off what mailboxes and depositors amount to.
    pub(super) fn settle(self, db: &Connection) -> rusqlite::Result<()> {
        let mut mailboxes = db.prepare_cached(
            "UPDATE mailboxes SET envelopes = envelopes - ?2, bytes = bytes - ?3
             WHERE device_ref = ?1",
        )?;
        for (device, room) in self.mailboxes {
            mailboxes.execute(params![device, integer(room.envelopes), integer(room.bytes)])?;
        }
        let mut depositors = db.prepare_cached(
            "UPDATE depositors SET envelopes = envelopes - ?2, bytes = bytes - ?3 WHERE ref = ?1",
        )?;
        for (depositor, room) in self.depositors {
            depositors.execute(params![depositor, integer(room.envelopes), integer(room.bytes)])?;
        }
        Ok(())
    }
}

/// With one more envelope, of so many bytes.
pub(super) fn plus(used: Room, bytes: u64) -> Room {
    Room { envelopes: used.envelopes + 1, bytes: used.bytes.saturating_add(bytes) }
}

/// With one envelope less, of so many bytes.
pub(super) fn minus(used: Room, bytes: u64) -> Room {
    Room { envelopes: used.envelopes.saturating_sub(1), bytes: used.bytes.saturating_sub(bytes) }
}

/// How a count is written.
pub(super) fn integer(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn room(row: &Row<'_>, column: usize) -> rusqlite::Result<Room> {
    Ok(Room { envelopes: count(row, column)?, bytes: count(row, column + 1)? })
}
