//! Publishing pre-keys at a directory.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

#[path = "given/batches.rs"]
mod batches;
mod given;

use std::sync::Arc;

use batches::batch;
use causerie_chat::DeviceAddress;
use causerie_memory::MemoryDirectory;
use causerie_session::{Bundle, PreKeyBatch, RustCrypto};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        commands::{PublishPreKeys, PublishPreKeysError, PublishPreKeysHandler},
        queries::{ReadPreKeysLeft, ReadPreKeysLeftHandler},
    },
    ports::{PreKeysLeft, Registry},
};
use given::{at, device, enrolment};
use rstest::rstest;

struct Directory {
    publish: PublishPreKeysHandler,
    left: ReadPreKeysLeftHandler,
}

/// A directory where Alice and Bob are on record.
async fn directory() -> Directory {
    let store = Arc::new(MemoryDirectory::default());
    for name in ["alice", "bob"] {
        store.register(&enrolment(name), at(1)).await.unwrap();
    }
    Directory {
        publish: PublishPreKeysHandler {
            people: store.clone(),
            pre_keys: store.clone(),
            provider: Arc::new(RustCrypto),
        },
        left: ReadPreKeysLeftHandler { pre_key_book: store },
    }
}

fn publish(device: DeviceAddress, batch: &PreKeyBatch) -> PublishPreKeys {
    let last_resort = batch.last_resort().bundle().clone();
    let one_time = batch.one_time().iter().map(|it| it.bundle().clone()).collect();
    PublishPreKeys { device, last_resort, one_time }
}

impl Directory {
    async fn left(&self, device: DeviceAddress) -> Option<PreKeysLeft> {
        self.left.handle(ReadPreKeysLeft { device }).await.unwrap()
    }
}

#[tokio::test]
async fn a_device_knows_what_is_left_of_what_it_published() {
    let directory = directory().await;
    assert_eq!(directory.left(device("bob")).await, None);

    let command = publish(device("bob"), &batch("bob", 1..=5));
    directory.publish.handle(command).await.unwrap();

    let expected = PreKeysLeft { generation: 1, one_time: 5, last_number: 5 };
    assert_eq!(directory.left(device("bob")).await, Some(expected));
    assert_eq!(directory.left(device("alice")).await, None);
}

#[tokio::test]
async fn t64_pre_keys_of_another_key_than_the_devices_are_refused() {
    let directory = directory().await;

    let command = publish(device("bob"), &batch("alice", 1..=5));
    let refused = directory.publish.handle(command).await;

    assert!(matches!(refused, Err(PublishPreKeysError::OtherKey)));
    assert_eq!(directory.left(device("bob")).await, None);
}

#[rstest]
#[case::of_nobody("d1.carol.peers.example.org", "carol")]
#[case::of_somebody_but_not_theirs("d2.bob.peers.example.org", "bob")]
#[case::at_another_directory("d1.bob.peers.example.com", "bob")]
#[tokio::test]
async fn a_device_that_is_not_on_record_publishes_nothing(
    #[case] unknown: DeviceAddress,
    #[case] whose: &str,
) {
    let directory = directory().await;

    let command = publish(unknown.clone(), &batch(whose, 1..=5));
    let refused = directory.publish.handle(command).await;

    assert!(matches!(refused, Err(PublishPreKeysError::UnknownDevice)));
    assert_eq!(directory.left(unknown).await, None);
}

/// The bundle with another last byte of its signature.
fn forged(bundle: &Bundle) -> Bundle {
    let mut bytes = bundle.encode();
    *bytes.last_mut().unwrap() ^= 1;
    Bundle::decode(&bytes).unwrap()
}

#[rstest]
#[case::among_the_one_time(true)]
#[case::of_last_resort(false)]
#[tokio::test]
async fn t64_a_bundle_that_is_not_signed_is_refused_and_nothing_is_kept(#[case] one_time: bool) {
    let directory = directory().await;
    let mut command = publish(device("bob"), &batch("bob", 1..=2));
    let bundle = if one_time { &mut command.one_time[1] } else { &mut command.last_resort };
    *bundle = forged(bundle);

    let refused = directory.publish.handle(command).await;

    assert!(matches!(refused, Err(PublishPreKeysError::BadSignature)));
    assert_eq!(directory.left(device("bob")).await, None);
}

#[rstest]
#[case::too_many(|command: &mut PublishPreKeys| {
    let one = command.one_time[0].clone();
    command.one_time = vec![one; 101];
})]
#[case::one_twice(|command: &mut PublishPreKeys| command.one_time[1] = command.one_time[0].clone())]
#[case::out_of_order(|command: &mut PublishPreKeys| command.one_time.reverse())]
#[case::a_last_resort_among_the_one_time(|command: &mut PublishPreKeys| {
    command.one_time[0] = command.last_resort.clone();
})]
#[case::a_one_time_as_last_resort(|command: &mut PublishPreKeys| {
    command.last_resort = command.one_time[0].clone();
})]
#[case::somebody_elses_among_them(|command: &mut PublishPreKeys| {
    command.one_time[1] = publish(device("alice"), &batch("alice", [2])).one_time.remove(0);
})]
#[tokio::test]
async fn t64_bundles_that_do_not_belong_together_are_refused(
    #[case] change: fn(&mut PublishPreKeys),
) {
    let directory = directory().await;
    let mut command = publish(device("bob"), &batch("bob", 1..=2));
    change(&mut command);

    let refused = directory.publish.handle(command).await;

    assert!(matches!(refused, Err(PublishPreKeysError::Inconsistent)));
    assert_eq!(directory.left(device("bob")).await, None);
}
