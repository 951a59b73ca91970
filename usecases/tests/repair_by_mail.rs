//! What came by mail and cannot be opened: it is told, sealed anew and arrives once, without anybody doing anything.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, DeliveryState, Envelope, Path};
use causerie_usecases::{peer::queries::ToTell, ports::Contacts};
use given::{
    device, envelope_id,
    mail::Counter,
    party::{Party, numbers},
    person,
    world::{World, world},
};

const BY_MAIL: DeliveryState = DeliveryState::Delivered(Path::Mailbox);

/// Alice and Bob, who have talked. Both are away from each other now: all goes by mail.
async fn scene() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.store.remember(&person("bob")).await.unwrap();
    alice.tells(1, "bob").await;
    bob.tells(1, "alice").await;
    alice.tells(2, "bob").await;
    for name in ["alice", "bob"] {
        world.leaves(name).await;
    }
    world.wire.is(given::wire::Weather::Cut);
    world.mail.is(Counter::Open);
    world.later(600);
    (world, alice, bob)
}

/// Bob, who lost all he had and has published new pre-keys.
async fn bob_forgets(world: &World) -> Party {
    let bob = world.forgets("bob");
    bob.replenishes().await;
    bob
}

/// Both do what their workers would, once a second, for so many seconds.
async fn time_goes_on(world: &World, pair: [&Party; 2], seconds: u64) {
    for _ in 0..seconds {
        world.later(1);
        for (one, other) in [(pair[0], pair[1]), (pair[1], pair[0])] {
            one.fetches().await;
            one.writes_receipts().await;
            let waits = one.retry(&other.name).await;
            if waits.is_none_or(|retry| !retry.keeps_waiting(world.clock.now())) {
                one.delivers(&other.name).await;
            }
        }
    }
}

fn damage(envelope: &mut Envelope) {
    let mut bytes = envelope.sealed.as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    envelope.sealed = bytes.try_into().unwrap();
}

#[tokio::test]
async fn what_a_recipient_who_lost_everything_cannot_open_is_sealed_anew_and_arrives_once() {
    let (world, alice, _) = scene().await;
    for n in [3, 4, 5] {
        alice.says(n, "bob").await;
    }
    alice.delivers("bob").await;
    let bob = bob_forgets(&world).await;
    let claims = world.directory.claims_to(&device("bob"));

    bob.fetches().await;
    assert_eq!((bob.unopened().await.len(), bob.heard("alice").await.len()), (3, 0));
    time_goes_on(&world, [&alice, &bob], 10).await;

    assert_eq!(bob.heard("alice").await, numbers([3, 4, 5]));
    assert_eq!(alice.states([3, 4, 5]).await, [BY_MAIL, BY_MAIL, BY_MAIL]);
    assert!(bob.unopened().await.is_empty() && alice.unopened().await.is_empty());
    // Bob began the session he told it in, and all three went in that once more.
    assert_eq!(world.directory.claims_to(&device("bob")) - claims, 0);
    assert_eq!(world.directory.claims_to(&device("alice")), 1);
    let brought = world.mail.drain();
    let by_alice = brought.iter().filter(|it| it.from == device("alice")).count();
    assert_eq!((by_alice, brought.len() - by_alice), (6, 2));
    assert_eq!((alice.depth().await, alice.retry("bob").await), (0, None));
}

#[tokio::test]
async fn t42_nothing_that_anybody_could_see_is_sent_for_what_could_not_be_opened() {
    let (world, alice, _) = scene().await;
    alice.tells(3, "bob").await;
    let bob = bob_forgets(&world).await;
    let before = alice.conversation("bob").await;

    bob.fetches().await;
    bob.tells_receipts("alice").await;
    alice.fetches().await;

    assert_eq!(alice.conversation("bob").await, before);
    assert!(bob.conversation("alice").await.is_empty());
    assert_eq!(world.mail.lying_for("carol").await, []);
}

#[tokio::test]
async fn what_cannot_be_opened_waits_before_it_is_sealed_anew() {
    let (world, alice, _) = scene().await;
    alice.tells(3, "bob").await;
    let bob = bob_forgets(&world).await;
    bob.fetches().await;
    bob.tells_receipts("alice").await;

    alice.fetches().await;

    let retry = alice.retry("bob").await.unwrap();
    assert_eq!((retry.failures, &retry.cause), (1, &Cause::CANNOT_OPEN));
    assert!(retry.keeps_waiting(world.clock.now()));
    let reason = alice.why(3).await.unwrap();
    assert_eq!((reason.cause, reason.next), (Cause::CANNOT_OPEN, Some(retry.next)));
    assert_eq!((alice.state(3).await, alice.depth().await), (DeliveryState::Stored, 1));
}

#[tokio::test]
async fn what_was_damaged_in_the_mailbox_arrives_before_what_was_not() {
    let (world, alice, bob) = scene().await;
    world.mail.is(Counter::Bent(|envelope| {
        if envelope.id == envelope_id(3, "bob") {
            damage(envelope);
        }
    }));
    alice.says(3, "bob").await;
    alice.tells(4, "bob").await;
    world.mail.is(Counter::Open);

    time_goes_on(&world, [&alice, &bob], 10).await;

    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3, 4]));
    assert_eq!(alice.states([3, 4]).await, [BY_MAIL, BY_MAIL]);
    assert!(bob.unopened().await.is_empty());
}

#[tokio::test]
async fn t41_one_who_never_can_open_anything_is_written_to_ever_more_seldom() {
    let (world, alice, bob) = scene().await;
    world.mail.is(Counter::Bent(|envelope| {
        if envelope.recipient == device("bob") {
            damage(envelope);
        }
    }));
    let claims = world.directory.claims_to(&device("bob"));
    alice.says(3, "bob").await;
    world.mail.drain();

    time_goes_on(&world, [&alice, &bob], 30 * 60).await;

    let brought = world.mail.drain();
    let by_alice = brought.iter().filter(|it| it.from == device("alice")).count();
    let claims = world.directory.claims_to(&device("bob")) - claims;
    assert!((10..=20).contains(&by_alice), "{by_alice} envelopes in half an hour");
    assert!(claims <= by_alice, "{claims} claims in half an hour");
    world.mail.is(Counter::Open);
    time_goes_on(&world, [&alice, &bob], 600).await;
    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3]));
    assert_eq!(alice.state(3).await, BY_MAIL);
}

#[tokio::test]
async fn t41_two_who_can_open_nothing_of_each_other_do_not_go_on_telling_each_other_so() {
    let (world, alice, bob) = scene().await;
    world.mail.is(Counter::Bent(damage));
    alice.says(3, "bob").await;
    world.mail.drain();

    time_goes_on(&world, [&alice, &bob], 10 * 60).await;

    let brought = world.mail.count();
    assert!(brought <= 60, "{brought} envelopes in ten minutes");
}

#[tokio::test]
async fn t41_a_refusal_that_follows_others_too_fast_is_held_back_until_it_is_due() {
    let (world, alice, bob) = scene().await;
    world.mail.is(Counter::Bent(damage));
    for n in 3..=6 {
        alice.tells(n, "bob").await;
        bob.fetches().await;
        assert_eq!(
            bob.receipts_due().await,
            ToTell { now: vec![device("alice")], ..ToTell::default() }
        );
        bob.writes_receipts().await;
    }

    alice.tells(7, "bob").await;
    bob.fetches().await;

    let ToTell { now, later, .. } = bob.receipts_due().await;
    assert!(now.is_empty() && later.is_some_and(|wait| (1..=500).contains(&wait)), "{later:?}");
    world.later(1);
    assert_eq!(
        bob.receipts_due().await,
        ToTell { now: vec![device("alice")], ..ToTell::default() }
    );
}

#[tokio::test]
async fn if_both_lost_everything_while_their_mail_lay_there_what_is_said_next_arrives() {
    let (world, alice, bob) = scene().await;
    alice.tells(3, "bob").await;
    bob.tells(3, "alice").await;
    let (alice, bob) = (world.forgets("alice"), bob_forgets(&world).await);
    alice.replenishes().await;

    alice.says(4, "bob").await;
    bob.says(4, "alice").await;
    time_goes_on(&world, [&alice, &bob], 30).await;

    assert_eq!(bob.heard("alice").await, numbers([4]));
    assert_eq!(alice.heard("bob").await, numbers([4]));
    world.mail.drain();
    time_goes_on(&world, [&alice, &bob], 600).await;
    assert_eq!(world.mail.count(), 0, "nothing goes on between them by itself");
}
