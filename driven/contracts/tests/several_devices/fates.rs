//! How far a message has come that goes to several devices, and which of them have not got it.

use causerie_chat::{Cause, DeliveryState, EnvelopeId, Path};
use causerie_contracts::{ALICE, Store, at};
use causerie_usecases::ports::{Lack, Outcome, Place};
use rstest::rstest;

use crate::given::{DIRECT, alice, bob, scene, state, to_bob};

const STORED: DeliveryState = DeliveryState::Stored;
const QUEUED: DeliveryState = DeliveryState::Queued;

fn failed() -> DeliveryState {
    DeliveryState::Failed(Cause::MALFORMED)
}

/// What becomes of it, at which device.
type Fate = (&'static str, Outcome);

fn delivered(at: &'static str) -> Fate {
    (at, Outcome::Delivered(Path::Direct))
}

fn refused(at: &'static str) -> Fate {
    (at, Outcome::Failed(Cause::MALFORMED))
}

#[rstest]
#[case::nothing_yet(&[], QUEUED)]
#[case::one_has_it(&[delivered("d1")], DIRECT)]
#[case::the_other_has_it(&[delivered("d2")], DIRECT)]
#[case::it_lies_in_one_mailbox(&[("d2", Outcome::Stored)], STORED)]
#[case::one_refused_it(&[refused("d1")], QUEUED)]
#[case::one_refused_it_and_the_other_has_it(&[refused("d1"), delivered("d2")], DIRECT)]
#[case::one_has_it_and_the_other_refused_it(&[delivered("d2"), refused("d1")], DIRECT)]
#[case::one_refused_it_and_it_lies_in_the_others_mailbox(&[refused("d1"), ("d2", Outcome::Stored)], STORED)]
#[case::both_refused_it(&[refused("d1"), refused("d2")], failed())]
#[case::the_own_device_has_it(&[delivered("own")], QUEUED)]
#[case::it_lies_in_the_own_devices_mailbox(&[("own", Outcome::Stored)], QUEUED)]
#[case::the_own_device_refused_it(&[refused("own")], QUEUED)]
#[case::the_own_device_refused_it_and_so_did_one(&[refused("own"), refused("d1")], QUEUED)]
#[case::both_refused_it_and_the_own_device_has_not_got_it(&[refused("d2"), refused("d1")], failed())]
#[case::the_own_device_has_it_and_both_refused_it(&[delivered("own"), refused("d2"), refused("d1")], failed())]
#[tokio::test]
async fn the_first_device_of_its_reader_counts_and_no_other(
    #[case] fates: &[Fate],
    #[case] expected: DeliveryState,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    peer.sends(&to_bob(1), &[bob("d1"), bob("d2"), alice("d2")], 10).await;

    for (at_device, outcome) in fates {
        let to = if *at_device == "own" { alice("d2") } else { bob(at_device) };
        let fate = vec![(EnvelopeId::of(to_bob(1).id, &to), outcome.clone())];
        peer.outbox.settle(&to, fate, at(9)).await.unwrap();
    }

    assert_eq!(state(&peer, ALICE, to_bob(1).id).await, Some(expected));
}

#[rstest]
#[tokio::test]
async fn the_devices_of_its_reader_that_have_not_got_it_are_named(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let all = ["d1", "d2", "d3", "d4"].map(bob);
    peer.sends(&to_bob(1), &[&all[..], &[alice("d2")]].concat(), 10).await;
    peer.sends(&to_bob(2), &all, 10).await;
    let settle = async |to: &str, outcome: Outcome| {
        let fate = vec![(EnvelopeId::of(to_bob(1).id, &bob(to)), outcome)];
        peer.outbox.settle(&bob(to), fate, at(9)).await.unwrap();
    };

    settle("d1", Outcome::Delivered(Path::Direct)).await;
    settle("d2", Outcome::Stored).await;
    settle("d4", Outcome::Failed(Cause::UNKNOWN_DEVICE)).await;

    let nowhere = Place::Nowhere { cause: Cause::UNKNOWN_DEVICE, at: at(9) };
    let expected = [("d2", Place::Mailbox), ("d3", Place::Here), ("d4", nowhere)];
    let expected = expected.map(|(device, place)| Lack { device: bob(device), place });
    assert_eq!(peer.lacking.lacking(to_bob(1).id).await.unwrap(), expected);
    assert_eq!(peer.lacking.lacking(to_bob(3).id).await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn a_copy_that_another_device_has_is_off_the_queue_by_its_word(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    peer.sends(&to_bob(1), &[bob("d1"), alice("d2")], 10).await;
    let fate = vec![(EnvelopeId::of(to_bob(1).id, &alice("d2")), Outcome::Stored)];
    peer.outbox.settle(&alice("d2"), fate, at(9)).await.unwrap();

    let has = causerie_chat::Receipt { delivered: vec![to_bob(1).id], ..Default::default() };
    crate::given::hears(&peer, &alice("d2"), 50, has).await;

    let batch = peer.pending.waiting(&alice("d2"), true, 9, usize::MAX).await.unwrap();
    assert_eq!((batch.sealed.len(), batch.in_mailbox), (0, 0));
    assert_eq!(state(&peer, ALICE, to_bob(1).id).await, Some(QUEUED));
}
