use causerie_chat::DeviceAddress;
use causerie_usecases::ports::{MailNumber, NotAcknowledged};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    ENVELOPE,
    ledger::{Freed, integer},
};
use crate::{columns::count, directory::pre_keys::device_ref};

/// How many items are removed in one transaction, so that no other write waits for long.
const AT_ONCE: u64 = 1_000;

/// Removes what is in a mailbox up to and including `up_to`, the oldest first, and says whether there is more of it.
pub(super) fn acknowledge(
    db: &Connection,
    of: &DeviceAddress,
    up_to: MailNumber,
) -> rusqlite::Result<Result<bool, NotAcknowledged>> {
    let device = device_ref(db, of)?;
    let numbers = device.map(|device| numbers(db, device)).transpose()?.flatten();
    let (last, first) = numbers.unwrap_or_default();
    if up_to.0 > last {
        return Ok(Err(NotAcknowledged::Ahead));
    }
    let (Some(device), Some(first)) = (device, first.filter(|first| *first <= up_to.0)) else {
        return Ok(Ok(false));
    };
    let end = up_to.0.min(first.saturating_add(AT_ONCE - 1));
    remove(db, device, end)?;
    Ok(Ok(end < up_to.0))
}

/// The last number there ever was, and the first that is there.
fn numbers(db: &Connection, device: i64) -> rusqlite::Result<Option<(u64, Option<u64>)>> {
    db.prepare_cached(
        "SELECT last_number, (SELECT min(number) FROM mail WHERE device_ref = ?1)
         FROM mailboxes WHERE device_ref = ?1",
    )?
    .query_row([device], |row| {
        let first: Option<i64> = row.get(1)?;
        Ok((count(row, 0)?, first.map(|_| count(row, 1)).transpose()?))
    })
    .optional()
}

/// Removes all that is in a mailbox.
pub(in crate::directory) fn empty(db: &Connection, device: i64) -> rusqlite::Result<()> {
    remove(db, device, u64::MAX)
}

fn remove(db: &Connection, device: i64, up_to: u64) -> rusqlite::Result<()> {
    let mut freed = Freed::default();
    let mut statement = db.prepare_cached(
        "DELETE FROM mail WHERE device_ref = ? AND number <= ?
         RETURNING kind, depositor_ref, bytes",
    )?;
    let mut rows = statement.query(params![device, integer(up_to)])?;
    while let Some(row) = rows.next()? {
        if row.get::<_, i64>(0)? == ENVELOPE {
            freed.add(device, row.get(1)?, count(row, 2)?);
        }
    }
    freed.settle(db)
}
