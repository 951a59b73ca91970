use async_trait::async_trait;
use causerie_chat::{
    Address, Body, Cause, DeviceAddress, Envelope, EnvelopeId, Message, MessageId, MessageRef,
    Path, RoomId, Timestamp,
};
use causerie_usecases::ports::{
    Asked, HeardInRoom, NotHeard, NotSaid, OnItsWay, Outbox, Outcome, Reached, RoomAsk, RoomMail,
    RoomNews, SaidInRoom, Unavailable,
};
use rusqlite::{OptionalExtension, params};

use super::{
    SqlitePeer,
    messages::NewMessage,
    news::Teller,
    refs::{conversation_lookup, read_device},
    tables::Tables,
};
use crate::columns::{count, millis, readable, unreadable};

#[async_trait]
impl RoomMail for SqlitePeer {
    async fn say(&self, said: SaidInRoom) -> Result<(), NotSaid> {
        if said.message.author != self.me || said.message.recipient.room() != Some(said.step.room) {
            return Err(Unavailable::new("the message is not this person's in that room").into());
        }
        let (me, own) = (self.me.clone(), self.own);
        let recipients = self.recipients.clone();
        let said = self.write(move |tables| tables.say(&me, own, &said, &recipients)).await?;
        if let Some(found) = said? {
            self.recipients.learn(found);
        }
        Ok(())
    }

    async fn hear(&self, heard: HeardInRoom) -> Result<(), NotHeard> {
        if heard.message.recipient.room() != Some(heard.step.room) {
            return Err(Unavailable::new("the message is not of that room").into());
        }
        let (me, own) = (self.me.clone(), self.own);
        self.write(move |tables| tables.hear(&me, own, &heard)).await?
    }

    async fn refuse(
        &self,
        from: &DeviceAddress,
        envelope: &Envelope,
        cause: &Cause,
        path: Path,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let (from, envelope, cause) = (from.clone(), envelope.clone(), cause.clone());
        self.write(move |tables| tables.refuse_in_room(&from, &envelope, &cause, path, at)).await
    }

    async fn hear_again(
        &self,
        from: &DeviceAddress,
        id: EnvelopeId,
        path: Path,
    ) -> Result<(), Unavailable> {
        let from = from.clone();
        self.write(move |tables| tables.hear_again(&from, id, path)).await
    }
}

#[async_trait]
impl RoomNews for SqlitePeer {
    async fn reached(&self, message: MessageId) -> Result<Vec<Reached>, Unavailable> {
        let own = self.own;
        self.read(move |tables| tables.reached(own, message)).await
    }

    async fn said_in(
        &self,
        to: &DeviceAddress,
        id: EnvelopeId,
    ) -> Result<Option<Message>, Unavailable> {
        let (me, to) = (self.me.clone(), to.clone());
        self.read(move |tables| tables.said_in(&me, &to, id)).await
    }

    async fn was_taken(&self, from: &DeviceAddress, id: EnvelopeId) -> Result<bool, Unavailable> {
        let from = from.clone();
        self.glance(move |tables| tables.has_taken(&from, id)).await
    }

    async fn on_its_way(&self, room: RoomId) -> Result<OnItsWay, Unavailable> {
        self.read(move |tables| tables.on_its_way(room)).await
    }

    async fn in_mailboxes(&self, room: RoomId) -> Result<Vec<DeviceAddress>, Unavailable> {
        self.read(move |tables| tables.in_mailboxes(room)).await
    }
}

impl Tables<'_> {
    /// What this person says in an envelope of a room that is still here.
    fn said_in(
        &self,
        me: &Address,
        to: &DeviceAddress,
        id: EnvelopeId,
    ) -> rusqlite::Result<Option<Message>> {
        let Some(to) = self.known_device_ref(to)? else { return Ok(None) };
        let message: Option<MessageId> = self
            .db
            .prepare_cached(
                "SELECT m.id FROM outbox o JOIN messages m ON m.seq = o.message_seq
                 WHERE o.envelope_id = ? AND o.device_ref = ? AND o.in_room",
            )?
            .query_row(params![id.as_bytes(), to], |row| {
                MessageId::try_from(row.get_ref(0)?.as_blob()?).map_err(unreadable)
            })
            .optional()?;
        let Some(id) = message else { return Ok(None) };
        let known = self.find(me, &MessageRef { id, author: me.clone() })?;
        Ok(known.map(|known| known.entry.message))
    }

    /// Of what was said in a room, in envelopes of it.
    fn on_its_way(&self, room: RoomId) -> rusqlite::Result<OnItsWay> {
        self.db
            .prepare_cached(
                "SELECT count(*) FILTER (WHERE NOT o.stored), count(*) FILTER (WHERE o.stored)
                 FROM outbox o JOIN messages m ON m.seq = o.message_seq
                     JOIN persons w ON w.ref = m.person_ref
                 WHERE o.in_room AND w.lookup = ?",
            )?
            .query_row([conversation_lookup(self.sealer, &room.into())], |row| {
                Ok(OnItsWay { here: count(row, 0)?, in_mailboxes: count(row, 1)? })
            })
    }

    fn in_mailboxes(&self, room: RoomId) -> rusqlite::Result<Vec<DeviceAddress>> {
        let Some(room) = self.known_conversation_ref(&room.into())? else { return Ok(Vec::new()) };
        // One that is damaged hides no other.
        let mut statement = self.db.prepare_cached(
            "SELECT d.lookup, d.device FROM devices d WHERE EXISTS
                 (SELECT 1 FROM outbox o JOIN messages m ON m.seq = o.message_seq
                  WHERE o.device_ref = d.ref AND o.stored AND o.message_seq NOT NULL
                      AND o.in_room AND m.person_ref = ?)
             ORDER BY d.ref LIMIT 1000",
        )?;
        readable(statement.query([room])?, |row| read_device(self.sealer, row, 0))
    }

    fn hear(
        &self,
        me: &Address,
        own: i64,
        heard: &HeardInRoom,
    ) -> rusqlite::Result<Result<(), NotHeard>> {
        let HeardInRoom { message, from, envelope, step, path, at, .. } = heard;
        if self.has_taken(from, envelope.id)? {
            return self.note_heard(heard, false).map(Ok);
        }
        if !self.keep_group(step.room, step.version, step.keep.as_ref())? {
            return Ok(Err(NotHeard::Stale));
        }
        if let Body::Receipt(receipt) = &message.body {
            let device = self.device_ref(from)?;
            let room = self.conversation_ref(&message.recipient)?;
            self.apply_in_room(Teller { own, device, from }, room, receipt, *at)?;
            return self.mark_taken(envelope.id, device, None).map(Ok);
        }
        match self.keep_heard(me, own, heard)? {
            // It is worth nothing later, and nobody sends it again.
            Ok(()) if message.body.is_fleeting() => Ok(Ok(())),
            Ok(()) => {
                if let Some(epoch) = heard.leaves {
                    let (room, from) = (step.room, from.clone());
                    self.ask(&RoomAsk { room, from, what: Asked::Out { epoch } })?;
                }
                self.mark_taken(envelope.id, self.device_ref(from)?, Some(message.id))?;
                self.note_heard(heard, message.author != *me).map(Ok)
            }
            Err(cause) => {
                self.refuse_in_room(from, envelope, &cause, *path, *at)?;
                Ok(Err(NotHeard::Refused(cause)))
            }
        }
    }

    /// Keeps the message, or says why not.
    fn keep_heard(
        &self,
        me: &Address,
        own: i64,
        heard: &HeardInRoom,
    ) -> rusqlite::Result<Result<(), Cause>> {
        let HeardInRoom { message, path, at, readers, .. } = heard;
        if matches!(message.body, Body::Devices(_) | Body::HistoryWanted(_) | Body::RoomRequest(_))
        {
            return Ok(Err(Cause::WRONG_WAY));
        }
        if let Err(cause) = self.admit(me, message)? {
            return Ok(Err(cause));
        }
        if message.body.is_fleeting() || self.has_expired(me, message, *at)? {
            return Ok(Ok(()));
        }
        let author = self.person_ref(&message.author)?;
        // Another device of this person sent it, and delivers it.
        let is_copy = author == own;
        let new = NewMessage {
            message,
            seq: None,
            author,
            person: self.conversation_ref(&message.recipient)?,
            kept_at: (!is_copy).then_some(millis(*at)),
            envelopes: is_copy.then_some(0),
            by_mailbox: !is_copy && *path == Path::Mailbox,
        };
        let seq = match new.insert(*self)? {
            Ok(seq) => seq,
            Err(known) if new.is(&known) => return Ok(Ok(())),
            Err(_) => return Ok(Err(Cause::ID_IN_USE)),
        };
        if is_copy {
            let readers = readers.iter().filter(|reader| *reader != me);
            let readers = readers.map(|reader| self.person_ref(reader));
            let readers = readers.collect::<rusqlite::Result<Vec<_>>>()?;
            // All before any: the message has come as far as with all.
            for reader in &readers {
                self.expect(seq, *reader, 0, message.sent_at)?;
            }
            for reader in readers {
                self.catch_up(own, (author, reader), message.id, seq, *at)?;
            }
        } else {
            self.catch_up(own, (author, new.person), message.id, seq, *at)?;
        }
        self.take_effect(me, seq, message).map(Ok)
    }

    /// An envelope of a room was refused by its recipient for something that passes. It stays and is sent again as it is, until it was refused too often.
    /// How often it was by now; nothing if it is not of a room, or not there.
    pub(super) fn refused_in_room(
        &self,
        to: i64,
        id: EnvelopeId,
        cause: &Cause,
        at: Timestamp,
    ) -> rusqlite::Result<Option<u32>> {
        let refusals: Option<u32> = self
            .db
            .prepare_cached(
                "UPDATE outbox SET refusals = refusals + 1, stored = 0
                 WHERE envelope_id = ? AND device_ref = ? AND in_room
                 RETURNING refusals",
            )?
            .query_row(params![id.as_bytes(), to], |row| row.get(0))
            .optional()?;
        if refusals.is_some_and(|times| times >= <dyn Outbox>::PATIENCE) {
            self.take_off(to, id, &Outcome::Failed(cause.clone()), at)?;
        }
        Ok(refusals)
    }
}
