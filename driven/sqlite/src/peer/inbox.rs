use async_trait::async_trait;
use causerie_chat::{Address, EnvelopeId, Timestamp};
use causerie_usecases::ports::{Inbox, Incoming, NotReceived, Unavailable};
use rusqlite::Connection;

use super::{SqlitePeer, messages::NewMessage, refs::person_ref};
use crate::columns::millis;

#[async_trait]
impl Inbox for SqlitePeer {
    async fn keep(&self, incoming: Vec<Incoming>, at: Timestamp) -> Result<(), NotReceived> {
        if incoming.iter().any(|incoming| incoming.message.recipient != self.me) {
            return Err(Unavailable::new("the message is for somebody else").into());
        }
        let (me, own) = (self.me.clone(), self.own);
        let refused =
            self.store.write(move |db| keep(db, (&me, own), &incoming, millis(at))).await?;
        if refused.is_empty() { Ok(()) } else { Err(NotReceived::IdInUse(refused)) }
    }
}

/// The envelopes whose messages were not kept.
fn keep(
    db: &Connection,
    (me, own): (&Address, i64),
    incoming: &[Incoming],
    at: i64,
) -> rusqlite::Result<Vec<EnvelopeId>> {
    let mut refused = Vec::new();
    let mut last = (me, own);
    for Incoming { envelope, message } in incoming {
        // One device brings them, so they have one author.
        if message.author != *last.0 {
            last = (&message.author, person_ref(db, &message.author)?);
        }
        let author = last.1;
        let new =
            NewMessage { message, author, person: author, kept_at: Some(at), envelopes: None };
        if let Err(known) = new.insert(db)?
            && !new.is(&known)
        {
            refused.push(*envelope);
        }
    }
    Ok(refused)
}
