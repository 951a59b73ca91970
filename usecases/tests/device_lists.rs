//! A list of devices that its person did not sign.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene has failed"
)]

mod given;

use std::sync::Arc;

use causerie_chat::{
    AccountSecret, Body, Cause, DeliveryState, DeviceAddress, DeviceList, EnvelopeId, Message,
    Sealed,
};
use causerie_session::Sessions;
use causerie_usecases::ports::{Addressed, Outbox, Sealing};
use given::{
    address, device,
    linking::{acquainted, events, known, list_of},
    message, message_id,
    party::Party,
    secrets,
    world::world,
};
use rstest::rstest;

#[rstest]
#[case::of_another_account(|account: &mut AccountSecret, _: &mut DeviceList| *account = AccountSecret::from_seed(&[99; 32]))]
#[case::of_another_person(|_: &mut AccountSecret, list: &mut DeviceList| list.person = address("carol"))]
#[case::signed_for_another_person(for_carol)]
#[case::without_the_device_that_brings_it(without_d1)]
#[case::changed_on_the_way(|_: &mut AccountSecret, list: &mut DeviceList| list.version = 9)]
#[tokio::test]
async fn t49_a_list_that_its_person_did_not_sign_changes_nothing(
    #[case] forge: fn(&mut AccountSecret, &mut DeviceList),
) {
    let world = world();
    let (alice, bob) = acquainted(&world).await;
    let (mut account, _) = secrets("alice");
    let person = given::person("alice");
    let mut list = list_of(&person, &account);
    forge(&mut account, &mut list);
    if account.public() != person.account_key {
        list = list_of(&person, &account);
    }

    says_devices(&alice, list).await;

    assert_eq!(known(&bob).await, ["d1"]);
    assert_eq!(bob.knows("carol").await, None);
    assert_eq!(alice.state(7).await, DeliveryState::Failed(Cause::MALFORMED));
    assert_eq!(events(&bob, "alice").await, []);
}

/// Alice says, with her own signature, which devices Carol has.
fn for_carol(account: &mut AccountSecret, list: &mut DeviceList) {
    let mut carol = given::person("alice");
    carol.address = address("carol");
    let d1 = DeviceAddress { person: address("carol"), device: carol.devices[0].id.clone() };
    carol.devices[0].signature = account.take_on(&d1, &carol.devices[0].key);
    *list = list_of(&carol, account);
}

/// A device that Alice has no more says which she has.
fn without_d1(account: &mut AccountSecret, list: &mut DeviceList) {
    let mut person = given::person("alice");
    let tablet = DeviceAddress { person: address("alice"), device: "tablet".parse().unwrap() };
    person.devices[0].id = tablet.device.clone();
    person.devices[0].signature = account.take_on(&tablet, &person.devices[0].key);
    *list = list_of(&person, account);
}

/// Says message 7, that these are Alice's devices, to Bob.
async fn says_devices(alice: &Party, list: DeviceList) {
    let body = Body::Devices(Box::new(list));
    let message = Message { body, ..message(7, "alice", "bob") };
    let to = device("bob");
    let envelope = Addressed { id: EnvelopeId::of(message_id(7), &to), recipient: to, trace: None };
    alice.store.enqueue(&message, vec![envelope], Arc::new(Unsealed)).await.unwrap();
    alice.delivers("bob").await;
}

/// Leaves it to the delivery.
struct Unsealed;

impl Sealing for Unsealed {
    fn begin(&self, known: Option<Sessions>) -> Option<Sessions> {
        known
    }

    fn seal(
        &self,
        _: &Message,
        _: &Addressed,
        _: Option<EnvelopeId>,
        sessions: Sessions,
    ) -> (Sessions, Option<Sealed>) {
        (sessions, None)
    }
}
