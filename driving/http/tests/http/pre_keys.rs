//! Publishing pre-keys, and asking how many are left.

use axum::{Router, body::Body, http::Request};
use causerie_session::{Bundle, Provider, RustCrypto};
use causerie_wire::{PreKeysLeft, PublishPreKeys};
use rstest::rstest;

use crate::support::{
    Asking, Keys, Reply, alice, ask, base64, claimed, directory, enrol, enrol_with_pre_keys, get,
    patient_directory, pre_keys_path, publish, put_json, secrets,
};

#[tokio::test]
async fn what_is_published_is_counted_once() {
    let directory = directory();
    enrol(&directory, "alice").await;
    let (first, more) = (Keys::of("alice", 1).batch(1..=3), Keys::of("alice", 1).batch(4..=5));

    let mut counts = Vec::new();
    for batch in [&first, &first, &more, &first] {
        assert_eq!(ask(&directory, publish("alice", batch)).await.outcome(), "204");
        counts.push(left(&directory).await.json::<PreKeysLeft>());
    }

    let counts: Vec<_> = counts.iter().map(|it| (it.one_time, it.last_number)).collect();
    assert_eq!(counts, [(3, 3), (3, 3), (5, 5), (5, 5)]);
}

#[tokio::test]
async fn a_later_generation_takes_the_place_of_the_one_before() {
    let directory = directory();
    enrol_with_pre_keys(&directory, "alice", 1..=3).await;

    let batch = Keys::of("alice", 2).batch([9]);
    ask(&directory, publish("alice", &batch)).await;

    let expected = PreKeysLeft { generation: 2, one_time: 1, last_number: 9 };
    assert_eq!(left(&directory).await.json::<PreKeysLeft>(), expected);
}

#[tokio::test]
async fn the_last_resort_alone_is_enough() {
    let directory = directory();
    enrol_with_pre_keys(&directory, "alice", []).await;

    let expected = PreKeysLeft { generation: 1, one_time: 0, last_number: 0 };
    assert_eq!(left(&directory).await.json::<PreKeysLeft>(), expected);
}

#[rstest]
#[case::nobody(None)]
#[case::somebody_elsewhere(Some("d1.alice.peers.elsewhere.example"))]
#[tokio::test]
async fn t43_a_stranger_learns_nothing_of_who_has_pre_keys(#[case] caller: Option<&str>) {
    let directory = directory();
    enrol_with_pre_keys(&directory, "alice", [1]).await;
    let batch = Keys::of("alice", 1).batch([2]);
    let by = |request: Request<Body>| match caller {
        Some(device) => request.by(device),
        None => request,
    };

    let mut replies = Vec::new();
    for path in ["alice", "nobody", "Alice", "%ff"].map(pre_keys_path) {
        replies.push(ask(&directory, by(get(&path))).await);
        replies.push(ask(&directory, by(put_json(&path, &batch))).await);
    }

    for reply in &replies {
        assert_eq!(reply.outcome(), "401 CREDENTIAL_REQUIRED");
        assert_eq!((&reply.headers, &reply.body), (&replies[0].headers, &replies[0].body));
    }
    assert_eq!(left(&directory).await.json::<PreKeysLeft>().one_time, 1);
}

#[rstest]
#[case::another_person("d1.mallory.peers.chat.example.org")]
#[case::another_device_of_hers("d2.alice.peers.chat.example.org")]
#[tokio::test]
async fn t49_nobody_publishes_for_another_or_counts_their_pre_keys(#[case] caller: &str) {
    let directory = directory();
    enrol_with_pre_keys(&directory, "alice", [1]).await;
    enrol(&directory, "mallory").await;
    let path = pre_keys_path("alice");

    for keys in ["alice", "mallory"] {
        let batch = Keys::of(keys, 2).batch([7]);
        let published = ask(&directory, put_json(&path, &batch).by(caller)).await;
        assert_eq!(published.outcome(), "403 FORBIDDEN");
    }
    let counted = ask(&directory, get(&path).by(caller)).await;

    assert_eq!(counted.outcome(), "403 FORBIDDEN");
    assert_eq!(left(&directory).await.json::<PreKeysLeft>().generation, 1);
}

#[tokio::test]
async fn a_device_that_is_not_on_record_publishes_nothing() {
    let directory = directory();

    let reply = ask(&directory, publish("alice", &Keys::of("alice", 1).batch([1]))).await;

    assert_eq!(reply.outcome(), "404 USER_NOT_FOUND");
    assert_eq!(left(&directory).await.outcome(), "404 NO_PRE_KEYS");
}

#[rstest]
#[case::another_persons(*secrets("mallory").1.seed())]
#[case::her_own_account_key(*secrets("alice").0.seed())]
#[tokio::test]
async fn t01_bundles_signed_by_another_key_than_the_devices_are_refused(#[case] seed: [u8; 32]) {
    assert_refused(&Keys::signed_by(&seed, 1).batch([1, 2]), "400 BAD_KEY").await;
}

#[rstest]
#[case::of_last_resort(|batch: &mut PublishPreKeys| flip(&mut batch.last_resort.0, 1_349))]
#[case::of_one_time(|batch: &mut PublishPreKeys| flip(&mut batch.one_time[1].0, 1_385))]
#[tokio::test]
async fn t64_a_forged_signature_is_refused(#[case] forge: fn(&mut PublishPreKeys)) {
    let mut batch = Keys::of("alice", 1).batch([1, 2]);
    forge(&mut batch);

    assert_refused(&batch, "401 INVALID_SIG").await;
}

#[rstest]
#[case::mixed_generations(|batch: &mut PublishPreKeys| batch.one_time[1] = of_alice(2, 2))]
#[case::mixed_persons(|batch: &mut PublishPreKeys| {
    batch.one_time[1] = base64(&Keys::of("mallory", 1).one_time(2));
})]
#[case::unsorted(|batch: &mut PublishPreKeys| batch.one_time.swap(0, 1))]
#[case::the_same_number_twice(|batch: &mut PublishPreKeys| batch.one_time[1] = of_alice(1, 1))]
#[case::t01_one_time_as_last_resort(|batch: &mut PublishPreKeys| batch.last_resort = of_alice(1, 3))]
#[case::t01_last_resort_as_one_time(|batch: &mut PublishPreKeys| {
    batch.one_time[1] = batch.last_resort.clone();
})]
#[case::t01_a_bare_key(|batch: &mut PublishPreKeys| batch.last_resort.0.truncate(32))]
#[case::truncated(|batch: &mut PublishPreKeys| batch.last_resort.0.truncate(1_349))]
#[case::truncated_one_time(|batch: &mut PublishPreKeys| batch.one_time[1].0.truncate(1_385))]
#[case::extended(|batch: &mut PublishPreKeys| batch.last_resort.0.push(0))]
#[case::extended_one_time(|batch: &mut PublishPreKeys| batch.one_time[1].0.push(0))]
#[case::of_nothing(|batch: &mut PublishPreKeys| batch.one_time[1].0.clear())]
#[case::of_a_later_version(|batch: &mut PublishPreKeys| batch.last_resort.0[0] = 2)]
#[case::of_another_kind(|batch: &mut PublishPreKeys| batch.last_resort.0[1] = 3)]
#[tokio::test]
async fn t64_a_batch_that_does_not_hold_together_is_refused(
    #[case] spoil: fn(&mut PublishPreKeys),
) {
    let mut batch = Keys::of("alice", 1).batch([1, 2]);
    spoil(&mut batch);

    assert_refused(&batch, "400 BAD_REQUEST").await;
}

#[tokio::test]
async fn t54_more_than_100_bundles_at_once_are_refused_and_100_are_not() {
    let directory = directory();
    enrol(&directory, "alice").await;
    let (most, too_many) =
        (Keys::of("alice", 1).batch(1..=100), Keys::of("alice", 1).batch(1..=101));

    let refused = ask(&directory, publish("alice", &too_many)).await;
    let nothing = left(&directory).await;
    let taken = ask(&directory, publish("alice", &most)).await;

    assert_eq!(refused.outcome(), "400 BAD_REQUEST");
    assert!(refused.problem().detail.contains("at most 100"));
    assert_eq!((nothing.outcome().as_str(), taken.outcome().as_str()), ("404 NO_PRE_KEYS", "204"));
}

#[tokio::test]
async fn t64_no_flipped_bit_gets_in() {
    let directory = patient_directory();
    enrol(&directory, "alice").await;
    let batch = Keys::of("alice", 1).batch([1]);
    let fields = [0, 1, 2, 34, 66, 70, 102, 1_286, 1_290, 1_322];

    for at in fields.into_iter().chain((0..1_386).step_by(31)) {
        let mut bent = batch.clone();
        let slot = if at < 1_350 { &mut bent.last_resort } else { &mut bent.one_time[0] };
        flip(&mut slot.0, at);
        let mut other = batch.clone();
        flip(&mut other.one_time[0].0, at);
        for batch in [bent, other] {
            let outcome = ask(&directory, publish("alice", &batch)).await.outcome();
            assert!(
                outcome == "400 BAD_REQUEST" || outcome == "401 INVALID_SIG",
                "{at}: {outcome}"
            );
        }
    }

    assert_eq!(left(&directory).await.outcome(), "404 NO_PRE_KEYS");
}

#[rstest]
#[case::identity(34, 32, 0)]
#[case::signed(70, 32, 0)]
#[case::kem(102, 1_184, 0xFF)]
#[tokio::test]
async fn t64_a_last_resort_that_nobody_could_use_is_refused(
    #[case] at: usize,
    #[case] length: usize,
    #[case] with: u8,
) {
    let mut batch = Keys::of("alice", 1).batch([]);
    batch.last_resort.0[at..at + length].fill(with);
    sign_again(&mut batch.last_resort.0);

    assert_refused(&batch, "400 BAD_KEY").await;
}

#[tokio::test]
async fn t64_a_one_time_key_that_nobody_could_use_is_refused() {
    let mut batch = Keys::of("alice", 1).batch([1, 2]);
    batch.one_time[1].0[1_290..1_322].fill(0);
    sign_again(&mut batch.one_time[1].0);

    assert_refused(&batch, "400 BAD_KEY").await;
}

/// The batch is refused with that outcome, and changes nothing: neither where nothing is nor where something is.
async fn assert_refused(batch: &PublishPreKeys, outcome: &str) {
    let directory = directory();
    enrol(&directory, "alice").await;

    let refused = ask(&directory, publish("alice", batch)).await;
    let nothing = left(&directory).await;
    ask(&directory, publish("alice", &Keys::of("alice", 1).batch([1]))).await;
    let again = ask(&directory, publish("alice", batch)).await;
    let count: PreKeysLeft = left(&directory).await.json();

    assert_eq!((refused.outcome().as_str(), again.outcome().as_str()), (outcome, outcome));
    assert_eq!(nothing.outcome(), "404 NO_PRE_KEYS");
    assert_eq!(count, PreKeysLeft { generation: 1, one_time: 1, last_number: 1 });
    let handed_out = [
        claimed(&directory, "bob", 1, "alice").await,
        claimed(&directory, "bob", 2, "alice").await,
    ];
    let keys = Keys::of("alice", 1);
    assert_eq!(handed_out, [keys.one_time(1), keys.last_resort()]);
}

/// What Alice is told is left of her pre-keys.
async fn left(directory: &Router) -> Reply {
    ask(directory, get(&pre_keys_path("alice")).by(&alice())).await
}

fn of_alice(generation: u32, number: u32) -> causerie_wire::Base64 {
    base64(&Keys::of("alice", generation).one_time(number))
}

fn flip(bytes: &mut [u8], at: usize) {
    bytes[at] ^= 1 << (at % 8);
}

/// Alice's own signature, over whatever the bundle is now.
fn sign_again(bundle: &mut [u8]) {
    let (said, signature) = bundle.split_at_mut(bundle.len() - 64);
    let said = [b"causerie session v1, pre-key bundle", &*said].concat();
    signature.copy_from_slice(&RustCrypto.sign(secrets("alice").1.seed(), &said));
    assert!(Bundle::decode(bundle).unwrap().verify(&RustCrypto).is_ok());
}
