use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, Envelope, EnvelopeId, Message, Person, Timestamp};
use causerie_session::Sessions;
use causerie_usecases::ports::{Inbox, Known, NotTaken, Opened, Opening, Spent, Wanted};
use rusqlite::params;

use super::{SqlitePeer, messages::NewMessage, tables::Tables};
use crate::columns::millis;

#[async_trait]
impl Inbox for SqlitePeer {
    async fn take(
        &self,
        from: &DeviceAddress,
        envelopes: Vec<Envelope>,
        opening: Arc<dyn Opening>,
        at: Timestamp,
    ) -> Result<(), NotTaken> {
        let (sender, own, known) = (from.clone(), self.own, self.known.clone());
        let (refused, met) = self
            .write(move |tables| {
                let device = tables.device_ref(&sender)?;
                let taking = Taking { tables, own, from: &sender, device, opening: &*opening, at };
                let (refused, met) = taking.all(&envelopes)?;
                if met {
                    known.forget(&sender.person);
                }
                Ok((refused, met))
            })
            .await?;
        if met {
            // Somebody may have read the former state before all of this was in the file.
            self.known.forget(&from.person);
        }
        if refused.is_empty() { Ok(()) } else { Err(NotTaken::Refused(refused)) }
    }
}

/// Envelopes of one device being taken, in one transaction.
struct Taking<'a> {
    tables: Tables<'a>,
    own: i64,
    from: &'a DeviceAddress,
    /// Its number.
    device: i64,
    opening: &'a dyn Opening,
    at: Timestamp,
}

type Refused = Vec<(EnvelopeId, Cause)>;

impl Taking<'_> {
    /// Which were refused, and whether anybody was met.
    fn all(&self, envelopes: &[Envelope]) -> rusqlite::Result<(Refused, bool)> {
        let (mut refused, mut met) = (Vec::new(), false);
        // Read once and written once, however many envelopes come together: all of it is one transaction.
        let mut row = self.tables.sessions(self.from)?;
        let mut contact = self.tables.contact(&self.from.person)?;
        let (mut usable, mut changed) = (row.usable, false);
        for envelope in envelopes {
            if self.tables.was_taken(envelope.id, self.device)? {
                continue;
            }
            let person = contact.as_ref().map(|known| known.person.clone());
            let mut opened = self.open(envelope, &mut row.sessions, person)?;
            if let Some(sessions) = opened.sessions.take() {
                row.sessions = Some(sessions);
                changed = true;
                usable |= opened.spent.is_some();
            }
            let has_met = opened.met.is_some();
            met |= has_met;
            let kept = self.keep(opened)?;
            if has_met {
                contact = self.tables.contact(&self.from.person)?;
            }
            match kept {
                Ok(()) => self.tables.mark_taken(envelope.id, self.device)?,
                Err(cause) => {
                    self.tables.set_aside(self.from, envelope, &cause, self.at)?;
                    refused.push((envelope.id, cause));
                }
            }
        }
        if let Some(sessions) = row.sessions.take().filter(|_| changed) {
            self.tables.keep_sessions(&mut row, &sessions, usable)?;
        }
        Ok((refused, met))
    }

    /// What is in the envelope. Where it changes nothing about the sessions, they are left as they were.
    fn open(
        &self,
        envelope: &Envelope,
        sessions: &mut Option<Sessions>,
        contact: Option<Person>,
    ) -> rusqlite::Result<Opened> {
        let wanted = self.opening.wants(envelope);
        // What begins a session that is there asks for nothing any more: its first messages go on saying so until they are answered.
        let begun = |wanted: &Wanted| sessions.as_ref().is_some_and(|it| it.has(wanted.session));
        let wanted = wanted.filter(|wanted| !begun(wanted));
        let shelved = |wanted| self.tables.shelved(wanted);
        let (signed, one_time, was_begun) = wanted.map(shelved).transpose()?.unwrap_or_default();
        let before = sessions.as_ref().map(Sessions::encode);
        let known = Known { sessions: sessions.take(), contact, signed, one_time, was_begun };
        let opened = self.opening.open(envelope, known);
        if opened.sessions.is_none() {
            *sessions = before.and_then(|bytes| Sessions::decode(&bytes).ok());
        }
        Ok(opened)
    }

    /// Keeps the message, who was met and what was spent.
    fn keep(&self, opened: Opened) -> rusqlite::Result<Result<(), Cause>> {
        let Opened { reading, met, spent, .. } = opened;
        if let Some(met) = met {
            self.tables.meet(&met)?;
        }
        match spent {
            Some(Spent::OneTime(number)) => self.tables.spend_one_time(number)?,
            Some(Spent::LastResort { session, generation }) => {
                self.tables.mark_begun(session, generation)?;
            }
            None => {}
        }
        match reading {
            Ok(message) => self.message(&message),
            Err(cause) => Ok(Err(cause)),
        }
    }

    fn message(&self, message: &Message) -> rusqlite::Result<Result<(), Cause>> {
        let author = self.tables.person_ref(&message.author)?;
        let new = NewMessage {
            message,
            author,
            person: if author == self.own { self.own } else { author },
            kept_at: Some(millis(self.at)),
            envelopes: None,
        };
        match new.insert(self.tables)? {
            Err(known) if !new.is(&known) => Ok(Err(Cause::ID_IN_USE)),
            _ => Ok(Ok(())),
        }
    }
}

impl Tables<'_> {
    fn was_taken(&self, id: EnvelopeId, from: i64) -> rusqlite::Result<bool> {
        self.db
            .prepare_cached("SELECT 1 FROM taken WHERE envelope_id = ? AND device_ref = ?")?
            .exists(params![id.as_bytes(), from])
    }

    fn mark_taken(&self, id: EnvelopeId, from: i64) -> rusqlite::Result<()> {
        self.db
            .prepare_cached("INSERT INTO taken (envelope_id, device_ref) VALUES (?, ?)")?
            .execute(params![id.as_bytes(), from])?;
        self.db
            .prepare_cached("DELETE FROM unopened WHERE envelope_id = ? AND device_ref = ?")?
            .execute(params![id.as_bytes(), from])
            .map(drop)
    }
}
