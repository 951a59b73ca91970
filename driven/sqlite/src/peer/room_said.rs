//! What this person says in a room, in its rows.

use std::collections::BTreeMap;

use causerie_chat::{Address, Sealed, TraceContext};
use causerie_usecases::ports::{Addressed, NotSaid, SaidInRoom};
use rusqlite::params;

use super::{
    messages::NewMessage,
    recipients::{Found, Numbers, Recipients},
    tables::Tables,
};

impl Tables<'_> {
    pub(super) fn say(
        &self,
        me: &Address,
        own: i64,
        said: &SaidInRoom,
        recipients: &Recipients,
    ) -> rusqlite::Result<Result<Option<Found>, NotSaid>> {
        let SaidInRoom { message, sealed, envelopes, step } = said;
        if let Some(known) = self.find(me, &message.reference())? {
            // The time is not compared: a command that is repeated is carried out later.
            if !message.says(&known.entry.message) {
                return Ok(Err(NotSaid::IdInUse));
            }
            if !envelopes.is_empty() {
                return Ok(Ok(None));
            }
            return Ok(self.say_anew(own, said)?.map(|()| None));
        }
        if !self.keep_group(step.room, step.version, step.keep.as_ref())? {
            return Ok(Err(NotSaid::Stale));
        }
        let (envelopes, found) = self.numbered(envelopes, recipients)?;
        let mut readers = BTreeMap::<i64, usize>::new();
        for (_, to) in envelopes.iter().filter(|(_, to)| to.person != own) {
            *readers.entry(to.person).or_default() += 1;
        }
        let theirs: usize = readers.values().sum();
        let new = NewMessage {
            message,
            seq: None,
            author: own,
            person: self.conversation_ref(&message.recipient)?,
            kept_at: None,
            envelopes: Some(i64::try_from(theirs).unwrap_or(i64::MAX)),
            by_mailbox: false,
        };
        let Ok(seq) = new.insert(*self)? else { return Ok(Err(NotSaid::IdInUse)) };
        self.take_effect(me, seq, message)?;
        for (reader, envelopes) in readers {
            self.expect(seq, reader, envelopes, message.sent_at)?;
        }
        if !envelopes.is_empty() {
            self.queue_all(&envelopes, seq, sealed)?;
        }
        Ok(Ok(Some(found)))
    }

    /// The envelopes that are still here carry what was sealed anew.
    fn say_anew(&self, own: i64, said: &SaidInRoom) -> rusqlite::Result<Result<(), NotSaid>> {
        let SaidInRoom { message, sealed, step, .. } = said;
        if !self.keep_group(step.room, step.version, step.keep.as_ref())? {
            return Ok(Err(NotSaid::Stale));
        }
        self.db
            .prepare_cached(
                "UPDATE room_sealed SET sealed = ?
                 WHERE message_seq = (SELECT seq FROM messages WHERE id = ? AND author_ref = ?)",
            )?
            .execute(params![sealed.as_bytes(), message.id.as_bytes(), own])
            .map(|_| Ok(()))
    }

    /// Puts envelopes that carry the same at the end of the queues.
    fn queue_all(
        &self,
        envelopes: &[(&Addressed, Numbers)],
        message: i64,
        sealed: &Sealed,
    ) -> rusqlite::Result<()> {
        self.db
            .prepare_cached("INSERT INTO room_sealed (message_seq, sealed) VALUES (?, ?)")?
            .execute(params![message, sealed.as_bytes()])?;
        let mut statement = self.db.prepare_cached(
            "INSERT INTO outbox (envelope_id, device_ref, message_seq, trace, in_room)
             VALUES (?, ?, ?, ?, 1)",
        )?;
        for (to, Numbers { device, .. }) in envelopes {
            statement.execute(params![
                to.id.as_bytes(),
                device,
                message,
                to.trace.as_ref().map(TraceContext::as_str),
            ])?;
        }
        Ok(())
    }

    /// What was sealed for all goes, if no envelope carries it any more.
    pub(super) fn drop_sealed(&self, message: i64) -> rusqlite::Result<()> {
        self.db
            .prepare_cached(
                "DELETE FROM room_sealed WHERE message_seq = ?1
                     AND NOT EXISTS (SELECT 1 FROM outbox WHERE message_seq = ?1 AND in_room)",
            )?
            .execute([message])
            .map(drop)
    }
}
