//! A person with several devices.

use std::sync::Arc;

use causerie_chat::{
    AccountSecret, Body, Device, DeviceAddress, DeviceChange, DeviceList, DeviceSecret, LinkCode,
    Linked, Message, Person,
};
use causerie_memory::MemoryPeer;
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        NoDeviceChange,
        commands::{
            AcceptLink, AskToBeLinked, AskToBeLinkedHandler, DeliverWaiting, NotTakenOn, OpenLink,
            ReadLinkAnswer, RevokeDevice,
        },
        queries::ReadDevices,
    },
    ports::{Contacts, People},
};

use super::{address, at, party::Party, world::World};

pub(crate) fn code() -> LinkCode {
    LinkCode::from_random(&[7; 13])
}

pub(crate) fn of_alice(id: &str) -> DeviceAddress {
    format!("{id}.alice.peers.example.org").parse().unwrap()
}

pub(crate) fn secret_of(id: &str) -> DeviceSecret {
    let mut seed = [77; 32];
    seed[..id.len()].copy_from_slice(id.as_bytes());
    DeviceSecret::from_seed(&seed)
}

/// A new device of Alice's, with the code that she shows.
pub(crate) fn newcomer(
    world: &World,
    id: &str,
    code: &LinkCode,
) -> (AskToBeLinkedHandler, AskToBeLinked) {
    let (links, book) = (world.links.clone(), world.links.clone());
    let own = Arc::new(secret_of(id));
    let asking = AskToBeLinkedHandler { device: of_alice(id), own, links, book };
    let name = "cat (linux)".parse().unwrap();
    (asking, AskToBeLinked { code: code.clone(), name, at: world.clock.now() })
}

pub(crate) async fn asks(
    asking: &AskToBeLinkedHandler,
    ask: AskToBeLinked,
) -> Result<(), NotTakenOn> {
    CommandHandler::handle(asking, ask).await
}

pub(crate) async fn answer(
    world: &World,
    asking: &AskToBeLinkedHandler,
) -> Result<Option<Linked>, NotTakenOn> {
    QueryHandler::handle(asking, ReadLinkAnswer { code: code(), at: world.clock.now() }).await
}

pub(crate) fn accepting(world: &World, key: &DeviceSecret) -> AcceptLink {
    let (at, randomness) = (world.clock.now(), world.clock.randomness());
    AcceptLink { code: code(), key: key.public(), second_factor: None, at, randomness }
}

/// Alice has another device, which runs.
pub(crate) async fn links(world: &World, alice: &Party, id: &str) -> Party {
    let at = world.clock.now();
    alice.peer.link.handle(OpenLink { code: code(), at }).await.unwrap();
    let (asking, ask) = newcomer(world, id, &code());
    asks(&asking, ask).await.unwrap();
    alice.peer.link.handle(accepting(world, &secret_of(id))).await.unwrap();
    let linked = answer(world, &asking).await.unwrap().unwrap();
    world.later(700);
    let store = Arc::new(MemoryPeer::new(address("alice")));
    let introduction = linked.introduction(&of_alice(id)).unwrap();
    store.remember(&Person::listed(linked.account_key, linked.list)).await.unwrap();
    let party = world.runs_as(store, of_alice(id), introduction, None, secret_of(id));
    party.replenishes().await;
    party
}

pub(crate) async fn revokes(world: &World, alice: &Party, id: &str) -> Result<(), NoDeviceChange> {
    let (at, randomness) = (world.clock.now(), world.clock.randomness());
    let revoke = RevokeDevice { device: id.parse().unwrap(), second_factor: None, at, randomness };
    alice.peer.change_devices.handle(revoke).await
}

pub(crate) async fn ids(party: &Party) -> Vec<String> {
    let devices = party.peer.read_devices.handle(ReadDevices).await.unwrap();
    devices.iter().map(|device| device.id.to_string()).collect()
}

/// The devices of Alice's that somebody knows.
pub(crate) async fn known(by: &Party) -> Vec<String> {
    let alice = by.store.person(&address("alice")).await.unwrap().unwrap();
    alice.devices.iter().map(|device| device.id.to_string()).collect()
}

pub(crate) async fn on_record(world: &World) -> Vec<String> {
    let alice = world.directory.inner.person(&address("alice")).await.unwrap().unwrap();
    alice.devices.iter().map(|device| device.id.to_string()).collect()
}

pub(crate) async fn events(at: &Party, with: &str) -> Vec<DeviceChange> {
    let messages = at.conversation(with).await.into_iter();
    let change = |message: Message| match message.body {
        Body::Devices(list) => Some(list.change),
        _ => None,
    };
    messages.filter_map(change).collect()
}

pub(crate) fn linked(id: &str) -> DeviceChange {
    DeviceChange::Linked(id.parse().unwrap())
}

pub(crate) fn revoked(id: &str) -> DeviceChange {
    DeviceChange::Revoked(id.parse().unwrap())
}

/// Has what waits for one of Alice's devices delivered.
pub(crate) async fn delivers_to(from: &Party, to: DeviceAddress) {
    let clock = &from.clock;
    let (at, claim, randomness) = (clock.now(), clock.claim(), clock.randomness());
    let command = DeliverWaiting { to, at, jitter: 0, claim, randomness };
    from.peer.deliver_waiting.handle(command).await.unwrap();
}

/// The list by which a phone is one of somebody's devices.
pub(crate) fn list_of(person: &Person, account: &AccountSecret) -> DeviceList {
    let phone = DeviceAddress { person: person.address.clone(), device: "phone".parse().unwrap() };
    let key = secret_of("phone").public();
    let signature = account.take_on(&phone, &key);
    let device = Device { id: phone.device, key, signature };
    DeviceList::with(person, device, at(9), account).unwrap()
}

/// Alice and Bob, who know each other.
pub(crate) async fn acquainted(world: &World) -> (Party, Party) {
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.tells(1, "bob").await;
    bob.tells(2, "alice").await;
    (alice, bob)
}
