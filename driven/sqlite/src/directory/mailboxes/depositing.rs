use std::collections::{HashMap, hash_map::Entry};

use causerie_chat::{Cause, DeviceAddress, EnvelopeId, Timestamp, TraceContext};
use causerie_usecases::ports::{MailTerms, Outgoing, Room};
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use super::{
    ENVELOPE,
    ledger::{
        Account, account, depositor, integer, minus, new_depositor, plus, put_account,
        put_depositor,
    },
};
use crate::{
    columns::{count, millis},
    directory::pre_keys::device_ref,
};

/// Puts envelopes of one device behind what is in the mailboxes they are for, and says which it did not.
pub(super) fn deposit(
    db: &Connection,
    from: &DeviceAddress,
    envelopes: &[Outgoing],
    terms: &MailTerms,
    at: Timestamp,
) -> rusqlite::Result<Vec<(EnvelopeId, Cause)>> {
    let (depositor, used) = depositor(db, from)?.unzip();
    let insert = db.prepare_cached(
        "INSERT INTO mail
             (device_ref, number, depositor_ref, envelope_id, at, kind, bytes, trace, sealed)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (device_ref, depositor_ref, envelope_id) WHERE kind = 0 DO NOTHING",
    )?;
    let mut depositing = Depositing {
        db,
        insert,
        from,
        terms: *terms,
        at: millis(at),
        depositor,
        used: used.unwrap_or_default(),
        open: HashMap::new(),
    };
    let mut refused = Vec::new();
    for sent in envelopes {
        if let Err(cause) = depositing.put(sent)? {
            refused.push((sent.envelope.id, cause));
        }
    }
    depositing.close()?;
    Ok(refused)
}

/// Envelopes of one device being deposited, in one transaction: what it all amounts to is read once and written once.
struct Depositing<'a> {
    db: &'a Connection,
    insert: CachedStatement<'a>,
    from: &'a DeviceAddress,
    terms: MailTerms,
    at: i64,
    /// Its number, if it has one yet.
    depositor: Option<i64>,
    /// What its envelopes take in all mailboxes.
    used: Room,
    /// The mailboxes there was something for; nothing for a device that is not on record.
    open: HashMap<&'a DeviceAddress, Option<Open>>,
}

struct Open {
    device: i64,
    account: Account,
    /// Why there was no room in it for an envelope: those behind it are not to overtake it.
    shut: Option<Cause>,
}

/// Whether there is an envelope of an id, and if it is the same.
#[derive(PartialEq, Eq)]
enum Lying {
    No,
    Same,
    /// It was sealed anew since: what lay there is taken out.
    Withdrawn,
}

impl<'a> Depositing<'a> {
    fn put(&mut self, sent: &'a Outgoing) -> rusqlite::Result<Result<(), Cause>> {
        let first = self.append(sent)?;
        if matches!(first, Ok(true)) {
            return Ok(Ok(()));
        }
        let put = match self.withdraw(sent)? {
            Lying::Same => return Ok(Ok(())),
            Lying::Withdrawn => self.append(sent)?,
            Lying::No => first,
        };
        let Err(cause) = put else { return Ok(Ok(())) };
        if let Some(Some(open)) = self.open.get_mut(&sent.envelope.recipient) {
            open.shut = Some(cause.clone());
        }
        Ok(Err(cause))
    }

    /// Puts an envelope last; whether it did, or one of that id lies there.
    fn append(&mut self, sent: &'a Outgoing) -> rusqlite::Result<Result<bool, Cause>> {
        let Outgoing { envelope, trace } = sent;
        let open = match self.open.entry(&envelope.recipient) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(look_up(self.db, &envelope.recipient)?),
        };
        let Some(Open { device, account, shut }) = open else {
            return Ok(Err(Cause::UNKNOWN_DEVICE));
        };
        let bytes = envelope.sealed.as_bytes().len() as u64;
        let cause = if shut.is_some() {
            shut.clone()
        } else if !fits(self.used, bytes, self.terms.per_depositor) {
            Some(Cause::TOO_MUCH_WAITING)
        } else if !fits(account.used, bytes, self.terms.per_mailbox) {
            Some(Cause::MAILBOX_FULL)
        } else {
            None
        };
        if let Some(cause) = cause {
            return Ok(Err(cause));
        }
        let depositor = match self.depositor {
            Some(known) => known,
            None => *self.depositor.insert(new_depositor(self.db, self.from)?),
        };
        let added = self.insert.execute(params![
            *device,
            integer(account.last + 1),
            depositor,
            envelope.id.as_bytes(),
            self.at,
            ENVELOPE,
            integer(bytes),
            trace.as_ref().map(TraceContext::as_str),
            envelope.sealed.as_bytes(),
        ])?;
        if added > 0 {
            *account = Account { last: account.last + 1, used: plus(account.used, bytes) };
            self.used = plus(self.used, bytes);
        }
        Ok(Ok(added > 0))
    }

    /// Makes room for an envelope that was sealed anew: nobody can be told of it in the place of the former.
    fn withdraw(&mut self, sent: &Outgoing) -> rusqlite::Result<Lying> {
        let Outgoing { envelope, .. } = sent;
        let (Some(Some(open)), Some(depositor)) =
            (self.open.get_mut(&envelope.recipient), self.depositor)
        else {
            return Ok(Lying::No);
        };
        let found: Option<(i64, u64, bool)> = self
            .db
            .prepare_cached(
                "SELECT seq, bytes, sealed = ? FROM mail
                 WHERE device_ref = ? AND depositor_ref = ? AND envelope_id = ? AND kind = 0",
            )?
            .query_row(
                params![envelope.sealed.as_bytes(), open.device, depositor, envelope.id.as_bytes()],
                |row| Ok((row.get(0)?, count(row, 1)?, row.get(2)?)),
            )
            .optional()?;
        let Some((place, bytes, same)) = found else { return Ok(Lying::No) };
        if same {
            return Ok(Lying::Same);
        }
        self.db.prepare_cached("DELETE FROM mail WHERE seq = ?")?.execute([place])?;
        open.account.used = minus(open.account.used, bytes);
        self.used = minus(self.used, bytes);
        Ok(Lying::Withdrawn)
    }

    /// Writes what it all amounts to now. Where that is what it was, `SQLite` changes no page, so that repeating costs no trip to the disk.
    fn close(self) -> rusqlite::Result<()> {
        for Open { device, account, .. } in self.open.into_values().flatten() {
            put_account(self.db, device, account)?;
        }
        self.depositor.map_or(Ok(()), |depositor| put_depositor(self.db, depositor, self.used))
    }
}

fn look_up(db: &Connection, recipient: &DeviceAddress) -> rusqlite::Result<Option<Open>> {
    let Some(device) = device_ref(db, recipient)? else { return Ok(None) };
    Ok(Some(Open { device, account: account(db, device)?, shut: None }))
}

fn fits(used: Room, bytes: u64, room: Room) -> bool {
    used.envelopes < room.envelopes && used.bytes.saturating_add(bytes) <= room.bytes
}
