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
            entries.iter().try_for_each(|entry| tables.restore(&me, own, entry))
        })
        .await
    }
}

impl Tables<'_> {
    /// Adds a message as it stood; one that is known stays as it is.
    pub(super) fn restore(&self, me: &Address, own: i64, entry: &Entry) -> rusqlite::Result<()> {
        let Entry { message, changed_at, state, .. } = entry;
        let author = self.person_ref(&message.author)?;
        let sent = author == own;
        let person = if sent { self.person_ref(&message.recipient)? } else { author };
        let new = NewMessage {
            message,
            author,
            person,
            kept_at: (!sent).then_some(millis(*changed_at)),
            envelopes: sent.then_some(0),
            by_mailbox: !sent && *state == DeliveryState::Delivered(Path::Mailbox),
        };
        let Ok(seq) = new.insert(*self)? else { return Ok(()) };
        self.take_effect(me, seq, message)?;
        if sent && *state != DeliveryState::Queued {
            self.put_progress(seq, 0, state, *changed_at)
        } else if !sent && *state == DeliveryState::Read {
            self.put_read_up_to(person, seq)
        } else {
            Ok(())
        }
    }

    fn put_read_up_to(&self, person: i64, seq: i64) -> rusqlite::Result<()> {
        self.db
            .prepare_cached("UPDATE persons SET read_up_to = max(read_up_to, ?) WHERE ref = ?")?
            .execute([seq, person])
            .map(drop)
    }
}
