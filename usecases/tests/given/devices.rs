//! People with several devices.

use causerie_chat::{Address, DeliveryState, DeviceAddress, MessageId, Person};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{DevicesNotKnown, commands::RefreshDevices, queries::ReadConversation},
    ports::{Cursor, Pending},
};

use super::{
    address,
    party::Party,
    person,
    world::{World, world},
};

/// What the device `number` of that name is called in the stories.
pub(crate) fn called(name: &str, number: usize) -> String {
    if number == 1 { name.to_owned() } else { format!("d{number}.{name}") }
}

/// What a device is called in the stories.
pub(crate) fn short(device: &DeviceAddress) -> String {
    let (id, name) = (device.device.as_str(), device.person.username.as_str());
    if id == "d1" { name.to_owned() } else { format!("{id}.{name}") }
}

/// The person of that name with so many devices.
pub(crate) fn person_with(name: &str, devices: usize) -> Person {
    let others = (2..=devices).map(|number| person(&called(name, number)));
    let all = others.flat_map(|other| other.devices);
    let mut person = person(name);
    person.devices.extend(all);
    person
}

/// Alice and Bob with so many devices each; each of them knows its person's others.
pub(crate) async fn alice_and_bob(alice: usize, bob: usize) -> (World, Vec<Party>, Vec<Party>) {
    let world = world();
    let (mut alices, mut bobs) = (Vec::new(), Vec::new());
    for number in 1..=alice {
        alices.push(world.joins(&called("alice", number)).await);
    }
    for number in 1..=bob {
        bobs.push(world.joins(&called("bob", number)).await);
    }
    for party in alices.iter().chain(&bobs) {
        party.learns_devices().await.unwrap();
    }
    (world, alices, bobs)
}

/// Has everybody deliver what waits and tell what is to be told, until there is nothing left to do.
pub(crate) async fn settle(parties: &[&[Party]]) {
    for _ in 0..8 {
        for party in parties.iter().copied().flatten() {
            party.delivers_to_all().await;
            party.fetches().await;
            party.writes_receipts().await;
            party.delivers_to_all().await;
        }
    }
}

impl Party {
    pub(crate) async fn learns_devices(&self) -> Result<(), DevicesNotKnown> {
        let randomness = self.clock.randomness();
        let refresh = RefreshDevices { at: self.clock.now(), randomness };
        self.peer.change_devices.handle(refresh).await
    }

    /// One attempt for each device that something waits for.
    pub(crate) async fn delivers_to_all(&self) {
        for due in self.store.due().await.unwrap() {
            self.delivers(&short(&due.to)).await;
        }
    }

    /// Ids, authors and states of all that was said with somebody.
    pub(crate) async fn entries(&self, with: &str) -> Vec<(MessageId, Address, DeliveryState)> {
        let query = ReadConversation {
            with: address(with).into(),
            after: Cursor::default(),
            limit: 1_000,
            at: self.clock.now(),
        };
        let entries = self.peer.read_conversation.handle(query).await.unwrap();
        let entry = entries.into_iter();
        entry.map(|it| (it.message.id, it.message.author, it.state)).collect()
    }

    /// The devices that something waits for, or lies in the mailbox of.
    pub(crate) async fn waits_for(&self) -> Vec<String> {
        self.store.due().await.unwrap().iter().map(|due| short(&due.to)).collect()
    }

    /// Why message `n` is not where it should be: at which device, for what cause.
    pub(crate) async fn why_at(&self, n: u16) -> Vec<(Option<String>, String)> {
        use causerie_usecases::peer::queries::Why;
        let query = Why::Message(super::message_id(n));
        let reasons = self.peer.why.handle(query).await.unwrap();
        let reason = reasons.into_iter();
        reason.map(|it| (it.device.as_ref().map(short), it.cause.to_string())).collect()
    }
}
