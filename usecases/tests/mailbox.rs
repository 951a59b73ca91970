//! Writing to somebody who is away: by way of their mailbox.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, DeliveryState, Path};
use causerie_usecases::ports::{Contacts, MailNumber};
use given::{
    device,
    directory::Trouble,
    envelope_id,
    mail::Counter,
    party::{Party, numbers},
    person,
    wire::Weather,
    world::{World, world},
};
use rstest::rstest;

const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);
const BY_MAIL: DeliveryState = DeliveryState::Delivered(Path::Mailbox);

/// Alice and Bob, who is away, and whose mailbox is open.
async fn scene() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.store.remember(&person("bob")).await.unwrap();
    world.leaves("bob").await;
    world.mail.is(Counter::Open);
    (world, alice, bob)
}

#[tokio::test]
async fn a_message_to_one_who_is_away_is_stored_and_says_that_it_lies_in_the_mailbox() {
    let (world, alice, bob) = scene().await;

    alice.tells(1, "bob").await;

    assert_eq!(alice.state(1).await, DeliveryState::Stored);
    assert_eq!(alice.why_cause(1).await, Some(Cause::IN_MAILBOX));
    assert_eq!((alice.depth().await, alice.retry("bob").await), (0, None));
    assert_eq!((world.mail.lying_for("bob").await.len(), bob.heard("alice").await.len()), (1, 0));
}

#[tokio::test]
async fn they_come_back_and_take_it_and_the_receipt_says_delivered_and_then_read() {
    let (_world, alice, bob) = scene().await;
    alice.tells(1, "bob").await;

    bob.fetches().await;
    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert_eq!(alice.state(1).await, DeliveryState::Stored);
    bob.tells_receipts("alice").await;
    assert_eq!((alice.state(1).await, alice.why(1).await), (BY_MAIL, None));
    bob.reads("alice").await;
    bob.tells_receipts("alice").await;

    assert_eq!(alice.state(1).await, DeliveryState::Read);
    assert_eq!((alice.heard("bob").await, bob.conversation("alice").await.len()), (vec![], 1));
}

#[tokio::test]
async fn while_something_lies_in_the_mailbox_what_follows_goes_there_too_and_then_directly_again() {
    let (world, alice, bob) = scene().await;
    alice.tells(1, "bob").await;
    world.is_at("bob", "127.0.0.1:7600").await;
    world.later(600);

    alice.tells(2, "bob").await;

    assert_eq!(alice.states([1, 2]).await, [DeliveryState::Stored, DeliveryState::Stored]);
    assert_eq!(world.wire.count(), 0);
    bob.fetches().await;
    bob.tells_receipts("alice").await;
    alice.tells(3, "bob").await;
    assert_eq!(alice.states([1, 2, 3]).await, [BY_MAIL, BY_MAIL, DIRECT]);
    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3]));
}

#[rstest]
#[case::was_not_fetched_yet(false)]
#[case::was_fetched_before_it_says_so(true)]
#[tokio::test]
async fn if_the_mailbox_is_out_of_reach_then_all_of_it_goes_directly_in_order_and_is_kept_once(
    #[case] fetched: bool,
) {
    let (world, alice, bob) = scene().await;
    for n in [1, 2] {
        alice.tells(n, "bob").await;
    }
    if fetched {
        bob.fetches().await;
    }
    world.is_at("bob", "127.0.0.1:7600").await;
    world.mail.is(Counter::Shut);

    alice.tells(3, "bob").await;

    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3]));
    assert_eq!(alice.states([1, 2, 3]).await, [DIRECT, DIRECT, DIRECT]);
    bob.fetches().await;
    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3]));
    bob.tells_receipts("alice").await;
    assert_eq!(alice.states([1, 2, 3]).await, [DIRECT, DIRECT, DIRECT]);
    assert!(bob.unopened().await.is_empty());
}

#[tokio::test]
async fn if_neither_way_is_open_it_waits_and_what_lies_in_the_mailbox_stays_stored() {
    let (world, alice, bob) = scene().await;
    alice.tells(1, "bob").await;
    world.mail.is(Counter::Shut);

    alice.tells(2, "bob").await;

    assert_eq!(alice.states([1, 2]).await, [DeliveryState::Stored, DeliveryState::Queued]);
    assert_eq!(alice.cause("bob").await, Some(Cause::DIRECTORY_UNREACHABLE));
    world.mail.is(Counter::Open);
    alice.delivers("bob").await;
    bob.fetches().await;
    assert_eq!(bob.heard("alice").await, numbers([1, 2]));
}

#[tokio::test]
async fn more_than_one_delivery_takes_arrives_in_order_however_the_ways_open_and_close() {
    let (world, alice, bob) = scene().await;
    for n in 1..=40 {
        alice.says(n, "bob").await;
        if n % 5 == 0 {
            world.mail.is(if n % 10 == 0 { Counter::Open } else { Counter::AnswersLost });
        }
        if n == 20 {
            world.is_at("bob", "127.0.0.1:7600").await;
            world.mail.is(Counter::Shut);
        }
        if n == 30 {
            world.leaves("bob").await;
        }
        alice.delivers("bob").await;
    }
    world.mail.is(Counter::Open);
    while alice.depth().await > 0 {
        alice.delivers("bob").await;
    }

    bob.fetches().await;
    bob.tells_receipts("alice").await;

    assert_eq!(bob.heard("alice").await, numbers(1..=40));
    assert!(bob.unopened().await.is_empty());
    for n in 1..=40 {
        assert!(matches!(alice.state(n).await, DeliveryState::Delivered(_)));
    }
}

#[tokio::test]
async fn a_deposit_whose_answer_was_lost_is_made_again_and_lies_there_once() {
    let (world, alice, bob) = scene().await;
    world.mail.is(Counter::AnswersLost);
    alice.tells(1, "bob").await;
    assert_eq!(alice.state(1).await, DeliveryState::Queued);
    assert_eq!(alice.cause("bob").await, Some(Cause::DIRECTORY_UNREACHABLE));
    world.mail.is(Counter::Open);

    alice.delivers("bob").await;

    assert_eq!(alice.state(1).await, DeliveryState::Stored);
    assert_eq!((world.mail.count(), world.mail.lying_for("bob").await.len()), (2, 1));
    bob.fetches().await;
    assert_eq!(bob.heard("alice").await, numbers([1]));
}

#[tokio::test]
async fn a_deposit_whose_answer_was_lost_and_that_was_fetched_before_it_is_made_again_is_kept_once()
{
    let (world, alice, bob) = scene().await;
    world.mail.is(Counter::AnswersLost);
    alice.tells(1, "bob").await;
    bob.fetches().await;
    world.mail.is(Counter::Open);

    alice.delivers("bob").await;
    bob.fetches().await;
    bob.tells_receipts("alice").await;

    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert_eq!(alice.state(1).await, BY_MAIL);
}

#[tokio::test]
async fn a_delivery_whose_answer_was_lost_goes_to_the_mailbox_too_and_is_kept_once() {
    let (world, alice, bob) = scene().await;
    world.is_at("bob", "127.0.0.1:7600").await;
    world.wire.is(Weather::AnswersLost);

    alice.tells(1, "bob").await;

    assert_eq!(alice.state(1).await, DeliveryState::Stored);
    assert_eq!((bob.heard("alice").await, bob.has_receipts().await), (numbers([1]), false));
    bob.fetches().await;
    world.wire.is(Weather::Clear);
    bob.tells_receipts("alice").await;
    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert_eq!(alice.state(1).await, BY_MAIL);
}

#[tokio::test]
async fn the_same_mail_twice_is_kept_once_and_its_receipt_is_sent_again() {
    let (world, alice, bob) = scene().await;
    alice.tells(1, "bob").await;
    let items = world.mail.lying_for("bob").await;
    bob.takes(items.clone()).await.unwrap();
    world.wire.is(Weather::Cut);
    world.leaves("alice").await;
    world.mail.is(Counter::Shut);
    bob.tells_receipts("alice").await;
    assert!(!bob.has_receipts().await);

    bob.takes(items).await.unwrap();

    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert!(bob.has_receipts().await);
}

#[tokio::test]
async fn a_direct_way_that_failed_is_not_tried_again_before_its_time_and_is_afterwards() {
    let (world, alice, bob) = scene().await;
    world.is_at("bob", "127.0.0.1:7600").await;
    world.wire.is(Weather::Cut);
    let round_trip = async |n: u16| {
        alice.tells(n, "bob").await;
        bob.fetches().await;
        world.wire.is(Weather::Clear);
        bob.tells_receipts("alice").await;
        world.wire.is(Weather::Cut);
        world.wire.drain().into_iter().filter(|it| it.from == device("alice")).count()
    };

    let at_once = [round_trip(1).await, round_trip(2).await];
    world.later(2);
    let later = [round_trip(3).await, round_trip(4).await];

    assert_eq!((at_once, later), ([1, 0], [1, 0]));
    world.later(600);
    world.wire.is(Weather::Clear);
    alice.tells(5, "bob").await;
    assert_eq!(alice.state(5).await, DIRECT);
    assert_eq!(bob.heard("alice").await, numbers(1..=5));
}

#[tokio::test]
async fn a_direct_way_that_failed_is_tried_before_its_time_if_the_mailbox_is_out_of_reach() {
    let (world, alice, bob) = scene().await;
    world.is_at("bob", "127.0.0.1:7600").await;
    world.wire.is(Weather::Cut);
    alice.tells(1, "bob").await;
    bob.fetches().await;
    world.wire.is(Weather::Clear);
    world.mail.is(Counter::Shut);

    alice.tells(2, "bob").await;

    assert_eq!(alice.states([1, 2]).await, [DIRECT, DIRECT]);
    assert_eq!(bob.heard("alice").await, numbers([1, 2]));
}

#[tokio::test]
async fn t41_each_way_is_tried_once_in_an_attempt_and_ever_more_seldom() {
    let (world, alice, _bob) = scene().await;
    world.is_at("bob", "127.0.0.1:7600").await;
    world.wire.is(Weather::Cut);
    world.mail.is(Counter::Shut);
    alice.says(1, "bob").await;
    alice.delivers("bob").await;
    assert_eq!(world.wire.count(), 1);

    let mut failures = Vec::new();
    for _ in 0..3 {
        world.later(400);
        alice.delivers("bob").await;
        failures.push(alice.retry("bob").await.unwrap().failures);
    }

    assert_eq!((world.wire.count(), failures), (4, vec![2, 3, 4]));
}

#[rstest]
#[case::when_it_has_an_address(true, DIRECT)]
#[case::when_it_has_none(false, DeliveryState::Queued)]
#[tokio::test]
async fn a_directory_that_is_away_says_nothing_of_the_device(
    #[case] known_before: bool,
    #[case] state: DeliveryState,
) {
    let (world, alice, _bob) = scene().await;
    if known_before {
        world.is_at("bob", "127.0.0.1:7600").await;
        alice.tells(1, "bob").await;
    } else {
        world.is_at("bob", "127.0.0.1:7600").await;
        alice.says(1, "bob").await;
    }
    world.directory.has(Trouble::Away);

    alice.tells(2, "bob").await;

    assert_eq!(alice.state(2).await, state);
    world.directory.has(Trouble::None);
    alice.delivers("bob").await;
    assert_eq!(alice.state(2).await, DIRECT);
}

#[tokio::test]
async fn t35_mail_stays_until_it_is_acknowledged_however_often_it_is_fetched() {
    let (world, alice, bob) = scene().await;
    alice.tells(1, "bob").await;
    let items = world.mail.lying_for("bob").await;
    bob.takes(items.clone()).await.unwrap();

    // Bob signs in anew, and again: what he is known by is his device, not his credential.
    assert_eq!(world.mail.lying_for("bob").await, items);
    world.mail.acknowledges("alice", items[0].number).await.unwrap_err();
    world.mail.acknowledges("bob", MailNumber(2)).await.unwrap_err();
    assert_eq!(world.mail.lying_for("bob").await, items);
    world.mail.acknowledges("bob", items[0].number).await.unwrap();

    assert!(world.mail.lying_for("bob").await.is_empty());
}

#[tokio::test]
async fn t33_one_with_a_full_mailbox_keeps_nobody_else_waiting() {
    let (world, alice, bob) = scene().await;
    let carol = world.joins("carol").await;
    world.leaves("carol").await;
    world.mail.has_room_for(1, 1_000);
    for n in [1, 2] {
        alice.tells(n, "bob").await;
    }

    alice.tells(3, "carol").await;

    assert_eq!(alice.cause("bob").await, Some(Cause::MAILBOX_FULL));
    assert_eq!(alice.state(3).await, DeliveryState::Stored);
    carol.fetches().await;
    assert_eq!(carol.heard("alice").await, numbers([3]));
    assert_eq!(world.mail.lying_for("bob").await.len(), 1);
    drop(bob);
}

#[rstest]
#[case::in_the_mailbox(2, 1_000, Cause::MAILBOX_FULL)]
#[case::for_the_depositor(1_000, 2, Cause::TOO_MUCH_WAITING)]
#[tokio::test]
async fn what_there_is_no_room_for_is_held_up_with_that_cause_and_goes_through_when_there_is(
    #[case] per_mailbox: u64,
    #[case] per_depositor: u64,
    #[case] cause: Cause,
) {
    let (world, alice, bob) = scene().await;
    world.mail.has_room_for(per_mailbox, per_depositor);
    for n in 1..=5 {
        alice.says(n, "bob").await;
    }

    alice.delivers("bob").await;

    let states = alice.states([2, 3]).await;
    assert_eq!(states, [DeliveryState::Stored, DeliveryState::Queued]);
    assert_eq!(alice.why_cause(3).await, Some(cause.clone()));
    world.later(600);
    alice.delivers("bob").await;
    let reason = alice.why(3).await.unwrap();
    assert_eq!((reason.cause, reason.attempts), (cause, 2));
    assert!(reason.next > Some(world.clock.now()));
    for _ in 0..2 {
        bob.fetches().await;
        alice.delivers("bob").await;
    }
    bob.fetches().await;
    assert_eq!((bob.heard("alice").await, alice.depth().await), (numbers(1..=5), 0));
}

#[tokio::test]
async fn a_device_that_is_not_on_record_fails_its_messages_with_that_cause() {
    let (world, alice, _bob) = scene().await;
    // Its pre-keys were handed out; then it was taken off the record: an envelope for a device nobody knows.
    world.mail.is(Counter::Bent(|envelope| {
        if envelope.id == envelope_id(1, "bob") {
            envelope.recipient = "d9.bob.peers.example.org".parse().unwrap();
        }
    }));
    alice.says(1, "bob").await;

    alice.tells(2, "bob").await;

    let failed = DeliveryState::Failed(Cause::UNKNOWN_DEVICE);
    assert_eq!(alice.states([1, 2]).await, [failed, DeliveryState::Stored]);
    assert_eq!(alice.why_cause(1).await, Some(Cause::UNKNOWN_DEVICE));
    assert_eq!((alice.depth().await, alice.retry("bob").await), (0, None));
}
