use async_trait::async_trait;
use causerie_chat::DeliveryState;
use causerie_usecases::ports::{Archive, Entry, KnownIdentity, Unavailable};

use super::MemoryPeer;
use crate::lock::lock;

#[async_trait]
impl Archive for MemoryPeer {
    async fn restore(
        &self,
        people: Vec<KnownIdentity>,
        entries: Vec<Entry>,
    ) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        for person in people {
            kept.contacts.entry(person.person.address.clone()).or_insert(person);
        }
        for Entry { message, changed_at, state, .. } in entries {
            if kept.known(&message).is_some() {
                continue;
            }
            let with = (message.author != self.me && state == DeliveryState::Read)
                .then(|| message.conversation(&self.me));
            let place = kept.append(message, changed_at, state);
            if let Some(with) = with {
                kept.read_to.insert(with, place);
            }
        }
        Ok(())
    }
}
