//! What a peer does with its mailbox and with receipts, as its worker would.

use causerie_chat::{Cause, DeliveryState, MessageId};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{AllowReceipts, MarkRead, SendReceipts, TakeMail, TellInRoom},
        queries::{About, DueReceipts, Reason, ToTell, WatchEvents, Why},
    },
    ports::{Contacts, Cursor, Event, EventNumber, MailItem, Unavailable},
};

use super::{
    address, device,
    devices::short,
    mail::Counter,
    message_id,
    party::Party,
    person,
    world::{World, world},
};

/// Alice, and Bob, who is away, and whose mailbox is open.
pub(crate) async fn bob_is_away() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.store.remember(&person("bob")).await.unwrap();
    world.leaves("bob").await;
    world.mail.is(Counter::Open);
    (world, alice, bob)
}

impl Party {
    /// Fetches all that lies in its mailbox, keeps it and acknowledges it.
    pub(crate) async fn fetches(&self) {
        let items = self.mail.lying_for(&self.name).await;
        let Some(last) = items.last().map(|item| item.number) else { return };
        self.takes(items).await.unwrap();
        self.mail.acknowledges(&self.name, last).await.unwrap();
    }

    /// Keeps what was fetched, without acknowledging it.
    pub(crate) async fn takes(&self, items: Vec<MailItem>) -> Result<(), Unavailable> {
        self.peer
            .take_mail
            .handle(TakeMail { items, at: self.clock.now(), randomness: self.clock.following() })
            .await
    }

    /// Puts all that is to be told into the outbox.
    pub(crate) async fn writes_receipts(&self) {
        let ToTell { now, in_rooms, .. } = self.receipts_due().await;
        for to in now {
            self.writes_receipt(&short(&to), self.clock.message()).await;
        }
        for (room, to) in in_rooms {
            let (id, at) = (self.clock.message(), self.clock.now());
            let randomness = self.clock.randomness();
            let command = TellInRoom { room, to, id, at, jitter: 0, randomness };
            self.peer.rooms.tell.handle(command).await.unwrap();
        }
    }

    pub(crate) async fn writes_receipt(&self, to: &str, id: MessageId) {
        let (to, at, randomness) = (device(to), self.clock.now(), self.clock.randomness());
        let command = SendReceipts { to, id, at, jitter: 0, randomness };
        self.peer.send_receipts.handle(command).await.unwrap();
    }

    /// Writes receipts, and makes one attempt to deliver them to somebody.
    pub(crate) async fn tells_receipts(&self, to: &str) {
        self.writes_receipts().await;
        self.delivers(to).await;
    }

    /// Whether there is anything to be told to anybody.
    pub(crate) async fn has_receipts(&self) -> bool {
        self.receipts_due().await != ToTell::default()
    }

    pub(crate) async fn receipts_due(&self) -> ToTell {
        self.peer.due_receipts.handle(DueReceipts { at: self.clock.now() }).await.unwrap()
    }

    pub(crate) async fn allows_receipts(&self, to: &str, allowed: bool) {
        let command = AllowReceipts { to: address(to), allowed, at: self.clock.now() };
        self.peer.allow_receipts.handle(command).await.unwrap();
    }

    /// Sees all that somebody wrote so far.
    pub(crate) async fn reads(&self, with: &str) {
        self.reads_up_to(with, Cursor(u64::MAX >> 1)).await;
    }

    pub(crate) async fn reads_up_to(&self, with: &str, up_to: Cursor) {
        let (with, at) = (address(with).into(), self.clock.now());
        self.peer.mark_read.handle(MarkRead { with, up_to, at }).await.unwrap();
    }

    pub(crate) async fn states<const N: usize>(&self, of: [u16; N]) -> Vec<DeliveryState> {
        let mut states = Vec::new();
        for n in of {
            states.push(self.state(n).await);
        }
        states
    }

    /// Why message `n` is not where it should be.
    pub(crate) async fn why(&self, n: u16) -> Option<Reason> {
        let reasons = self.peer.why.handle(Why::Message(message_id(n))).await.unwrap();
        assert!(reasons.len() <= 1);
        reasons.into_iter().next()
    }

    pub(crate) async fn why_cause(&self, n: u16) -> Option<Cause> {
        self.why(n).await.map(|reason| reason.cause)
    }

    /// Why anything between this one and somebody is not where it should be.
    pub(crate) async fn why_with(&self, who: &str) -> Vec<(About, Cause)> {
        let reasons = self.peer.why.handle(Why::Person(address(who))).await.unwrap();
        reasons.into_iter().map(|reason| (reason.about, reason.cause)).collect()
    }

    /// All that was told since that event.
    pub(crate) async fn told_since(&self, mark: EventNumber) -> Vec<Event> {
        use causerie_usecases::ports::EventLog;
        if self.events.latest() == mark {
            return Vec::new();
        }
        let happened = self.peer.watch_events.handle(WatchEvents { after: Some(mark) }).await;
        let Ok(happened) = happened;
        happened.events.into_iter().map(|(_, event)| event).collect()
    }
}
