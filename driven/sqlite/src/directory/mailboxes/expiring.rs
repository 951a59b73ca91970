use std::collections::HashMap;

use causerie_chat::{DeviceAddress, Timestamp};
use rusqlite::{Connection, params};

use super::{NOTICE, ledger::Freed};
use crate::{
    columns::{count, millis, parsed},
    directory::pre_keys::device_ref,
};

/// How many envelopes expire at once.
const MOST: i64 = 1_000;
/// How many notices are forgotten at once: twice as many as one time brings.
const MOST_NOTICES: i64 = 4 * MOST;

/// Throws away the oldest envelopes of those that came before that time, and tells both ends.
pub(super) fn expire(db: &Connection, before: Timestamp, at: Timestamp) -> rusqlite::Result<()> {
    forget_notices(db, before)?;
    let (mut freed, mut boxes) = (Freed::default(), HashMap::new());
    for due in due(db, before)? {
        freed.add(due.device, due.depositor, due.bytes);
        db.prepare_cached(
            "UPDATE mail SET kind = ?2, at = ?3, recipient_ref = device_ref, bytes = 0,
                 trace = NULL, sealed = NULL
             WHERE seq = ?1",
        )?
        .execute(params![due.seq, NOTICE, millis(at)])?;
        let own = match boxes.get(&due.depositor) {
            Some(known) => *known,
            None => *boxes.entry(due.depositor).or_insert(mailbox(db, due.depositor)?),
        };
        if let Some(own) = own {
            tell(db, own, &due, at)?;
        }
    }
    freed.settle(db)
}

/// An envelope whose time is over.
struct Due {
    seq: i64,
    device: i64,
    depositor: i64,
    bytes: u64,
    id: Vec<u8>,
}

fn forget_notices(db: &Connection, before: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached(
        "DELETE FROM mail WHERE seq IN
             (SELECT seq FROM mail WHERE kind = 1 AND at < ? ORDER BY at LIMIT ?)",
    )?
    .execute(params![millis(before), MOST_NOTICES])
    .map(drop)
}

fn due(db: &Connection, before: Timestamp) -> rusqlite::Result<Vec<Due>> {
    db.prepare_cached(
        "SELECT seq, device_ref, depositor_ref, bytes, envelope_id FROM mail
         WHERE kind = 0 AND at < ? ORDER BY at, seq LIMIT ?",
    )?
    .query_map(params![millis(before), MOST], |row| {
        let (seq, device, depositor) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Due { seq, device, depositor, bytes: count(row, 3)?, id: row.get(4)? })
    })?
    .collect()
}

/// The depositor's own mailbox, unless it is not on record (any more).
fn mailbox(db: &Connection, depositor: i64) -> rusqlite::Result<Option<i64>> {
    let name: DeviceAddress = db
        .prepare_cached("SELECT device FROM depositors WHERE ref = ?")?
        .query_row([depositor], |row| parsed(row, 0))?;
    device_ref(db, &name)
}

/// Puts a notice behind what is in the depositor's `own` mailbox.
fn tell(db: &Connection, own: i64, due: &Due, at: Timestamp) -> rusqlite::Result<()> {
    let number: i64 = db
        .prepare_cached(
            "INSERT INTO mailboxes VALUES (?, 1, 0, 0)
             ON CONFLICT (device_ref) DO UPDATE SET last_number = last_number + 1
             RETURNING last_number",
        )?
        .query_row([own], |row| row.get(0))?;
    db.prepare_cached(
        "INSERT INTO mail
             (device_ref, number, depositor_ref, recipient_ref, envelope_id, at, kind, bytes)
         VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
    )?
    .execute(params![own, number, due.depositor, due.device, due.id, millis(at), NOTICE])
    .map(drop)
}
