use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use async_trait::async_trait;
use causerie_chat::{
    Address, Body, DeviceAddress, EnvelopeId, Message, Sealed, Timestamp, TraceContext,
};
use causerie_usecases::ports::{
    Addressed, KnownIdentity, NotQueued, Outbox, Outcome, Retry, Sealing, Unavailable,
};
use rusqlite::{OptionalExtension, params};
use zeroize::Zeroizing;

use super::{
    SqlitePeer, entry,
    entry::{COLUMNS, JOINS},
    messages::NewMessage,
    tables::Tables,
};
use crate::{
    columns::{millis, parsed_or_null, unreadable},
    sealing::Place,
};

#[async_trait]
impl Outbox for SqlitePeer {
    async fn enqueue(
        &self,
        message: &Message,
        envelopes: Vec<Addressed>,
        sealing: Arc<dyn Sealing>,
    ) -> Result<(), NotQueued> {
        if message.author != self.me {
            return Err(Unavailable::new("the message is somebody else's").into());
        }
        if message.recipient.room().is_some() {
            return Err(Unavailable::new("the message is a room's").into());
        }
        let (own, message) = (self.own, message.clone());
        let me = self.me.clone();
        self.write(move |tables| tables.enqueue((&me, own), &message, &envelopes, &*sealing))
            .await?
    }

    async fn seal(&self, to: &DeviceAddress, sealing: Arc<dyn Sealing>) -> Result<(), Unavailable> {
        let (me, to) = (self.me.clone(), to.clone());
        self.write(move |tables| tables.seal_waiting(&me, &to, &*sealing)).await
    }

    async fn settle(
        &self,
        to: &DeviceAddress,
        outcomes: Vec<(EnvelopeId, Outcome)>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let to = to.clone();
        // The recipient has it already; the next message to leave is what people wait for.
        self.write_at_leisure(move |tables| tables.settle(&to, &outcomes, at)).await
    }

    async fn postpone(&self, to: &DeviceAddress, retry: &Retry) -> Result<(), Unavailable> {
        let (to, retry) = (to.clone(), retry.clone());
        self.write(move |tables| tables.postpone(&to, &retry)).await
    }
}

const RECEIPT: &str = "outbox.receipt";
/// How many envelopes are sealed at once.
const MOST: i64 = 200;

impl Tables<'_> {
    fn enqueue(
        &self,
        (me, own): (&Address, i64),
        message: &Message,
        envelopes: &[Addressed],
        sealing: &dyn Sealing,
    ) -> rusqlite::Result<Result<(), NotQueued>> {
        let envelopes = self.without_gone(envelopes)?;
        let theirs = envelopes.iter().filter(|to| message.recipient == to.recipient.person);
        let new = NewMessage {
            message,
            seq: None,
            author: own,
            person: self.conversation_ref(&message.recipient)?,
            kept_at: None,
            envelopes: Some(i64::try_from(theirs.count()).unwrap_or(i64::MAX)),
            by_mailbox: false,
        };
        let seq = match new.insert(*self)? {
            Ok(seq) => seq,
            // The time is not compared: a command that is repeated is carried out later.
            Err(known) if new.says(&known) => return Ok(Ok(())),
            Err(_) => return Ok(Err(NotQueued::IdInUse)),
        };
        self.take_effect(me, seq, message)?;
        for to in envelopes {
            let mut row = self.sessions(&to.recipient)?;
            let after = self.before(row.device(), i64::MAX)?;
            let sealed = row.seal(message, to, after, sealing);
            self.keep_sessions(&row)?;
            self.queue(to, seq, sealed.as_ref())?;
        }
        Ok(Ok(()))
    }

    /// Those for devices that their people have not taken away: whoever addressed something to one had not heard.
    pub(super) fn without_gone<'a>(
        &self,
        envelopes: &'a [Addressed],
    ) -> rusqlite::Result<Vec<&'a Addressed>> {
        let mut known = HashMap::<&Address, Option<KnownIdentity>>::new();
        let mut there = Vec::with_capacity(envelopes.len());
        for to in envelopes {
            let DeviceAddress { person, device } = &to.recipient;
            let contact = match known.entry(person) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(self.contact(person)?),
            };
            if !contact.as_ref().is_some_and(|it| it.person.is_without(device)) {
                there.push(to);
            }
        }
        Ok(there)
    }

    /// Puts an envelope at the end of the queue.
    pub(super) fn queue(
        &self,
        to: &Addressed,
        message: i64,
        sealed: Option<&Sealed>,
    ) -> rusqlite::Result<()> {
        self.db
            .prepare_cached(
                "INSERT INTO outbox (envelope_id, device_ref, message_seq, trace, sealed)
                 VALUES (?, ?, ?, ?, ?)",
            )?
            .execute(params![
                to.id.as_bytes(),
                self.device_ref(&to.recipient)?,
                message,
                to.trace.as_ref().map(TraceContext::as_str),
                sealed.map(Sealed::as_bytes),
            ])
            .map(drop)
    }

    /// Puts an envelope with a receipt at the end of the queue.
    pub(super) fn queue_receipt(
        &self,
        to: &Addressed,
        receipt: &Message,
        sealed: Option<&Sealed>,
    ) -> rusqlite::Result<()> {
        let place = Place { column: RECEIPT, row: to.id.as_bytes() };
        let cell = self.sealer.seal(place, &Zeroizing::new(receipt.encode()))?;
        self.db
            .prepare_cached(
                "INSERT INTO outbox (envelope_id, device_ref, receipt, sealed) VALUES (?, ?, ?, ?)",
            )?
            .execute(params![
                to.id.as_bytes(),
                self.device_ref(&to.recipient)?,
                cell,
                sealed.map(Sealed::as_bytes),
            ])
            .map(drop)
    }

    fn seal_waiting(
        &self,
        me: &Address,
        to: &DeviceAddress,
        sealing: &dyn Sealing,
    ) -> rusqlite::Result<()> {
        let mut row = self.sessions(to)?;
        let known = row.sessions.take();
        let before = known.as_ref().map(|sessions| sessions.current().id());
        let Some(sessions) = sealing.begin(known) else { return Ok(()) };
        let is_news = before != Some(sessions.current().id());
        row.put(sessions, is_news);

        for (seq, addressed, message) in self.unsealed(me, to)? {
            let is_receipt = matches!(message.body, Body::Receipt(_));
            let after = if is_receipt { None } else { self.before(row.device(), seq)? };
            let Some(sealed) = row.seal(&message, &addressed, after, sealing) else { break };
            self.db
                .prepare_cached("UPDATE outbox SET sealed = ? WHERE seq = ?")?
                .execute(params![sealed.as_bytes(), seq])?;
        }
        self.keep_sessions(&row)
    }

    /// The envelope with a message that is before the place `seq` in the queue for a device; what is said in rooms is in no order with it.
    fn before(&self, device: i64, seq: i64) -> rusqlite::Result<Option<EnvelopeId>> {
        self.db
            .prepare_cached(
                "SELECT envelope_id FROM outbox
                 WHERE device_ref = ? AND message_seq NOT NULL AND seq < ? AND refusals < ?
                     AND NOT in_room
                 ORDER BY seq DESC LIMIT 1",
            )?
            .query_row([device, seq, <dyn Outbox>::PATIENCE.into()], |row| {
                EnvelopeId::try_from(row.get_ref(0)?.as_blob()?).map_err(unreadable)
            })
            .optional()
    }

    /// The oldest envelopes for `to` that wait unsealed, and their messages.
    fn unsealed(
        &self,
        me: &Address,
        to: &DeviceAddress,
    ) -> rusqlite::Result<Vec<(i64, Addressed, Message)>> {
        let Some(device) = self.known_device_ref(to)? else { return Ok(Vec::new()) };
        self.db
            .prepare_cached(
                "SELECT seq, envelope_id, trace, message_seq, receipt FROM outbox
                 WHERE device_ref = ? AND sealed IS NULL AND NOT in_room
                     AND NOT stored ORDER BY seq LIMIT ?",
            )?
            .query_map(params![device, MOST], |row| {
                let id = EnvelopeId::try_from(row.get_ref(1)?.as_blob()?).map_err(unreadable)?;
                let trace = parsed_or_null(row, 2)?;
                let addressed = Addressed { id, recipient: to.clone(), trace };
                let message = match row.get(3)? {
                    Some(message) => self.message(me, message)?,
                    None => self.receipt(id, row.get_ref(4)?.as_blob()?)?,
                };
                Ok((row.get(0)?, addressed, message))
            })?
            .collect()
    }

    fn message(&self, me: &Address, seq: i64) -> rusqlite::Result<Message> {
        self.db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM messages m {JOINS} WHERE m.seq = ?"))?
            .query_row([seq], |row| entry::message(self.sealer, row, me))
    }

    fn receipt(&self, id: EnvelopeId, cell: &[u8]) -> rusqlite::Result<Message> {
        let place = Place { column: RECEIPT, row: id.as_bytes() };
        Message::decode(&self.sealer.open(place, cell)?).map_err(unreadable)
    }

    pub(super) fn postpone(&self, to: &DeviceAddress, retry: &Retry) -> rusqlite::Result<()> {
        let Retry { failures, last, next, cause } = retry;
        let to = self.device_ref(to)?;
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO retries (device_ref, failures, last, next, cause)
                 VALUES (?, ?, ?, ?, ?)",
            )?
            .execute(params![to, failures, millis(*last), millis(*next), cause.as_str()])
            .map(drop)
    }
}
