//! From the tables of `0001` to those of `0002`: every row is read in the clear, written sealed, and removed.

use causerie_chat::{Address, Body, Device, DeviceId, Message, MessageId, Person, Standing};
use causerie_usecases::ports::KnownIdentity;
use rusqlite::{Connection, params};

use super::{messages::NewMessage, tables::Tables};
use crate::{
    columns::{from_bytes, parsed, timestamp, unreadable},
    sealing::{BadCell, Sealer},
};

pub(super) const STEP: &str = "0002 sealed";

/// Whether nothing is left behind.
const ALL_MOVED: &str = "
    SELECT (SELECT count(*) FROM persons) = (SELECT count(*) FROM plain_persons)
        AND (SELECT count(*) FROM owner) = (SELECT count(*) FROM plain_owner)
        AND (SELECT count(*) FROM messages) = (SELECT count(*) FROM plain_messages)
        AND (SELECT count(*) FROM progress) = (SELECT count(*) FROM plain_progress)
        AND (SELECT count(*) FROM outbox) = (SELECT count(*) FROM plain_outbox)";

/// Carries out the second half of the step, in its transaction.
pub(super) fn seal_all(db: &Connection, sealer: &Sealer) -> rusqlite::Result<()> {
    let tables = Tables { db, sealer };
    tables.put_key_check()?;
    tables.move_persons()?;
    tables.move_messages()?;
    tables.move_outbox()?;
    if !db.query_row(ALL_MOVED, [], |row| row.get(0))? {
        return Err(unreadable(BadCell("a table that was to be sealed")));
    }
    db.execute_batch(
        "DROP TABLE plain_retries; DROP TABLE plain_outbox; DROP TABLE plain_progress;
         DROP TABLE plain_messages; DROP TABLE plain_owner; DROP TABLE plain_devices;
         DROP TABLE plain_persons;",
    )
}

impl Tables<'_> {
    fn move_persons(&self) -> rusqlite::Result<()> {
        let persons = self
            .db
            .prepare("SELECT address, account_key, ref FROM plain_persons ORDER BY ref")?
            .query_map([], |row| {
                let key = row.get_ref(1)?.as_blob_or_null()?.map(|_| from_bytes(row, 1));
                Ok((parsed::<Address>(row, 0)?, key.transpose()?, row.get::<_, i64>(2)?))
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        for (address, account_key, plain) in persons {
            self.person_ref(&address)?;
            let devices = self.plain_devices(plain)?;
            if let Some(account_key) = account_key {
                let person = Person { address, account_key, devices, list: None };
                let standing = Standing::ACCEPTED;
                self.put_contact_cell(&KnownIdentity {
                    person,
                    verified: None,
                    offered: None,
                    standing,
                })?;
            }
        }
        self.db.execute(
            "INSERT INTO owner (person_ref) SELECT n.ref FROM persons n
             WHERE n.ref = (SELECT count(*) FROM plain_persons p
                            WHERE p.ref <= (SELECT person_ref FROM plain_owner))",
            [],
        )?;
        Ok(())
    }

    /// They were kept without the account's signature; the directory is asked again before one is needed.
    fn plain_devices(&self, person: i64) -> rusqlite::Result<Vec<Device>> {
        self.db
            .prepare_cached(
                "SELECT device, key FROM plain_devices
                 WHERE person_ref = ? AND position NOT NULL ORDER BY position",
            )?
            .query_map([person], |row| {
                let signature = [0; 64].into();
                Ok(Device { id: parsed(row, 0)?, key: from_bytes(row, 1)?, signature })
            })?
            .collect()
    }

    fn move_messages(&self) -> rusqlite::Result<()> {
        let mut plain = self.db.prepare(
            "SELECT m.id, a.address, p.address, m.sent_at, m.kept_at, m.envelopes, m.kind, m.body,
                 m.seq, m.author_ref = m.person_ref
             FROM plain_messages m JOIN plain_persons a ON a.ref = m.author_ref
             JOIN plain_persons p ON p.ref = m.person_ref ORDER BY m.seq",
        )?;
        let mut rows = plain.query([])?;
        while let Some(row) = rows.next()? {
            let id = MessageId::try_from(row.get_ref(0)?.as_blob()?).map_err(unreadable)?;
            let (author, other): (Address, Address) = (parsed(row, 1)?, parsed(row, 2)?);
            let kind = row.get::<_, i64>(6)?.cast_unsigned();
            let body = Body::from_parts(kind, row.get(7)?).map_err(unreadable)?;
            let (author_ref, person_ref) = (self.person_ref(&author)?, self.person_ref(&other)?);
            // Who the recipient of a received one is, the row does not say, and the new one will not either.
            let sent_at = timestamp(row, 3)?;
            let message = Message {
                id,
                author,
                recipient: other.into(),
                sent_at,
                body,
                reply_to: None,
                expires_at: None,
            };
            let new = NewMessage {
                message: &message,
                seq: None,
                author: author_ref,
                person: person_ref,
                kept_at: row.get(4)?,
                envelopes: row.get(5)?,
                by_mailbox: false,
            };
            let seq = new.insert_first(*self)?;
            self.db
                .prepare_cached(
                    "INSERT INTO progress SELECT ?, settled, state, path, cause, changed_at
                     FROM plain_progress WHERE message_seq = ?",
                )?
                .execute(params![seq, row.get::<_, i64>(8)?])?;
        }
        Ok(())
    }

    /// What waited was not sealed end to end: it waits unsealed now.
    fn move_outbox(&self) -> rusqlite::Result<()> {
        let mut plain = self.db.prepare(
            "SELECT o.envelope_id, p.address, d.device, m.id, a.address, o.trace
             FROM plain_outbox o JOIN plain_devices d ON d.ref = o.device_ref
             JOIN plain_persons p ON p.ref = d.person_ref
             JOIN plain_messages m ON m.seq = o.message_seq
             JOIN plain_persons a ON a.ref = m.author_ref ORDER BY o.seq",
        )?;
        let mut rows = plain.query([])?;
        while let Some(row) = rows.next()? {
            let device: DeviceId = parsed(row, 2)?;
            let recipient = causerie_chat::DeviceAddress { person: parsed(row, 1)?, device };
            let author = self.person_ref(&parsed(row, 4)?)?;
            let message: i64 = self
                .db
                .prepare_cached("SELECT seq FROM messages WHERE id = ? AND author_ref = ?")?
                .query_row(params![row.get_ref(3)?.as_blob()?, author], |row| row.get(0))?;
            self.db
                .prepare_cached(
                    "INSERT INTO outbox (envelope_id, device_ref, message_seq, trace)
                     VALUES (?, ?, ?, ?)",
                )?
                .execute(params![
                    row.get_ref(0)?.as_blob()?,
                    self.device_ref(&recipient)?,
                    message,
                    row.get::<_, Option<String>>(5)?,
                ])?;
        }
        Ok(())
    }
}
