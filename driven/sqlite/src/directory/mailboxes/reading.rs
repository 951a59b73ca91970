use std::collections::HashMap;

use causerie_chat::{DeviceAddress, Envelope, EnvelopeId};
use causerie_usecases::ports::{Mail, MailItem, MailNumber, Outgoing, StoredMail};
use rusqlite::{Connection, OptionalExtension, Row, params, types::FromSqlError};

use super::{ENVELOPE, NOTICE, ledger::integer};
use crate::{
    columns::{count, parsed, parsed_or_null, unreadable},
    directory::pre_keys::device_ref,
};

/// What is in a mailbox behind `after`: one range of one index.
pub(super) fn pending(
    db: &Connection,
    of: &DeviceAddress,
    after: MailNumber,
    items: usize,
    bytes: usize,
) -> rusqlite::Result<Vec<MailItem>> {
    let Some(device) = device_ref(db, of)? else { return Ok(Vec::new()) };
    // The plus keeps the statement from being planned anew for each number.
    let mut statement = db.prepare_cached(
        "SELECT number, kind, depositor_ref, envelope_id, recipient_ref, trace, bytes, sealed
         FROM mail WHERE device_ref = ? AND number > +? ORDER BY number LIMIT ?",
    )?;
    let mut rows =
        statement.query(params![device, integer(after.0), integer(items.max(1) as u64)])?;
    let mut depositors = Depositors { db, known: HashMap::new() };
    let (mut told, mut total) = (Vec::new(), 0_u64);
    while let Some(row) = rows.next()? {
        total = total.saturating_add(count(row, 6)?);
        if !told.is_empty() && total > bytes as u64 {
            break;
        }
        told.push(item(row, of, &mut depositors)?);
    }
    Ok(told)
}

/// The number of the last item there ever was in a mailbox.
pub(super) fn last(db: &Connection, of: &DeviceAddress) -> rusqlite::Result<MailNumber> {
    let Some(device) = device_ref(db, of)? else { return Ok(MailNumber::default()) };
    let last = db
        .prepare_cached("SELECT last_number FROM mailboxes WHERE device_ref = ?")?
        .query_row([device], |row| count(row, 0))
        .optional()?;
    Ok(MailNumber(last.unwrap_or_default()))
}

/// What lies in all mailboxes: each knows what is in it.
pub(super) fn depth(db: &Connection) -> rusqlite::Result<StoredMail> {
    db.prepare_cached("SELECT ifnull(sum(envelopes), 0), ifnull(sum(bytes), 0) FROM mailboxes")?
        .query_row([], |row| Ok(StoredMail { envelopes: count(row, 0)?, bytes: count(row, 1)? }))
}

/// The names of depositors, each read once.
struct Depositors<'a> {
    db: &'a Connection,
    known: HashMap<i64, DeviceAddress>,
}

impl Depositors<'_> {
    fn name(&mut self, depositor: i64) -> rusqlite::Result<DeviceAddress> {
        if let Some(known) = self.known.get(&depositor) {
            return Ok(known.clone());
        }
        let name: DeviceAddress = self
            .db
            .prepare_cached("SELECT device FROM depositors WHERE ref = ?")?
            .query_row([depositor], |row| parsed(row, 0))?;
        self.known.insert(depositor, name.clone());
        Ok(name)
    }
}

fn item(
    row: &Row<'_>,
    of: &DeviceAddress,
    depositors: &mut Depositors<'_>,
) -> rusqlite::Result<MailItem> {
    let number = MailNumber(count(row, 0)?);
    let from = depositors.name(row.get(2)?)?;
    let id = EnvelopeId::try_from(row.get_ref(3)?.as_blob()?).map_err(unreadable)?;
    let mail = match row.get(1)? {
        ENVELOPE => {
            let sealed = row.get::<_, Vec<u8>>(7)?.try_into().map_err(unreadable)?;
            let envelope = Envelope { id, recipient: of.clone(), sealed };
            Mail::Envelope { from, sent: Outgoing { envelope, trace: parsed_or_null(row, 5)? } }
        }
        NOTICE => Mail::Expired { id, from, to: recipient(depositors.db, row.get(4)?)? },
        other => return Err(FromSqlError::OutOfRange(other).into()),
    };
    Ok(MailItem { number, mail })
}

fn recipient(db: &Connection, device: i64) -> rusqlite::Result<DeviceAddress> {
    db.prepare_cached(
        "SELECT p.address, d.device FROM devices d JOIN persons p ON p.ref = d.person_ref
         WHERE d.ref = ?",
    )?
    .query_row([device], |row| {
        Ok(DeviceAddress { person: parsed(row, 0)?, device: parsed(row, 1)? })
    })
}
