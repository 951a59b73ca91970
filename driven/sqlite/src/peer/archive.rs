use async_trait::async_trait;
use causerie_chat::{Address, DeliveryState, Path};
use causerie_usecases::ports::{Archive, Entry, KnownIdentity, Unavailable};

use super::{SqlitePeer, messages::NewMessage, tables::Tables};
use crate::columns::millis;

#[async_trait]
impl Archive for SqlitePeer {
    async fn restore(
        &self,
        people: Vec<KnownIdentity>,
        entries: Vec<Entry>,
    ) -> Result<(), Unavailable> {
        let (me, own, known) = (self.me.clone(), self.own, self.known.clone());
        self.write(move |tables| {
            for person in &people {
                known.forget(&person.person.address);
                if tables.contact(&person.person.address)?.is_none() {
                    tables.put_contact(person)?;
                }
            }
            for entry in &entries {
                let Some(seq) = tables.restore(&me, own, entry, None)? else { continue };
                if tables.is_read_by(own, entry)? {
                    let with = entry.message.conversation(&me);
                    tables.put_read_through(tables.conversation_ref(&with)?, seq)?;
                }
            }
            Ok(())
        })
        .await
    }
}

impl Tables<'_> {
    /// Adds a message as it stood, at that place or behind all others, and where it stands; one that is known stays as it is.
    pub(super) fn restore(
        &self,
        me: &Address,
        own: i64,
        entry: &Entry,
        at: Option<i64>,
    ) -> rusqlite::Result<Option<i64>> {
        let Entry { message, changed_at, state, .. } = entry;
        let author = self.person_ref(&message.author)?;
        let sent = author == own;
        let person = self.conversation_ref(&message.conversation(me))?;
        let new = NewMessage {
            message,
            seq: at,
            author,
            person,
            kept_at: (!sent).then_some(millis(*changed_at)),
            envelopes: sent.then_some(0),
            by_mailbox: !sent && *state == DeliveryState::Delivered(Path::Mailbox),
        };
        let Ok(seq) = new.insert(*self)? else { return Ok(None) };
        self.take_effect(me, seq, message)?;
        if sent && *state != DeliveryState::Queued {
            self.put_progress(seq, 0, state, *changed_at)?;
        }
        Ok(Some(seq))
    }

    /// Whether it is somebody else's, and this person has read it.
    pub(super) fn is_read_by(&self, own: i64, entry: &Entry) -> rusqlite::Result<bool> {
        let is_read = entry.state == DeliveryState::Read;
        Ok(is_read && self.person_ref(&entry.message.author)? != own)
    }

    fn put_read_through(&self, person: i64, seq: i64) -> rusqlite::Result<()> {
        self.db
            .prepare_cached("UPDATE persons SET read_through = max(read_through, ?) WHERE ref = ?")?
            .execute([seq, person])
            .map(drop)
    }
}
