use async_trait::async_trait;
use causerie_chat::{DeliveryState, Path, Timestamp};
use causerie_usecases::ports::{Inbox, Incoming, NotReceived, Unavailable};

use super::MemoryPeer;
use crate::lock::lock;

#[async_trait]
impl Inbox for MemoryPeer {
    async fn keep(&self, incoming: Vec<Incoming>, at: Timestamp) -> Result<(), NotReceived> {
        if incoming.iter().any(|incoming| incoming.message.recipient != self.me) {
            return Err(Unavailable::new("the message is for somebody else").into());
        }
        let mut kept = lock(&self.kept);
        let mut refused = Vec::new();
        for Incoming { envelope, message } in incoming {
            match kept.known(&message) {
                Some(known) if *known == message => {}
                Some(_) => refused.push(envelope),
                None => kept.append(message, at, DeliveryState::Delivered(Path::Direct)),
            }
        }
        if refused.is_empty() { Ok(()) } else { Err(NotReceived::IdInUse(refused)) }
    }
}
