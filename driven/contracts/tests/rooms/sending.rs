//! What goes out to a room goes the way of all envelopes.

use std::sync::Arc;

use causerie_chat::{Cause, DeliveryState, DeviceAddress, Envelope, EnvelopeId, Path, Sealed};
use causerie_contracts::{
    ALICE, BOB, CAROL, InSession, Plain, RoomStore, Store, address, addressed, at, device, message,
    revoked, room_keep, trace,
};
use causerie_usecases::ports::{
    Batch, Lack, NotSaid, OnItsWay, Outbox, Outcome, Outgoing, Place, RoomStep, SaidInRoom,
};
use rstest::rstest;

use crate::given::{
    alice_says, bodies, body, here, members, now, said, say, scene, settle, state, step,
};

async fn waiting(store: &RoomStore, to: &DeviceAddress, again: bool) -> Batch {
    store.peer.pending.waiting(to, again, 10, 100_000).await.unwrap()
}

fn sealed(of: &causerie_chat::Message, to: &DeviceAddress) -> Outgoing {
    let envelope =
        Envelope { id: EnvelopeId::of(of.id, to), recipient: to.clone(), sealed: body() };
    Outgoing { envelope, trace: Some(trace()) }
}

#[rstest]
#[tokio::test]
async fn each_device_is_due_and_gets_the_same_bytes(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    say(&store, &alice_says(1)).await.unwrap();
    say(&store, &alice_says(2)).await.unwrap();

    let due = store.peer.pending.due().await.unwrap();
    assert_eq!(due.into_iter().map(|due| due.to).collect::<Vec<_>>(), members());
    for to in members() {
        let both = vec![sealed(&alice_says(1), &to), sealed(&alice_says(2), &to)];
        assert_eq!(waiting(&store, &to, false).await, Batch { sealed: both, ..Batch::default() });
    }
}

#[rstest]
#[tokio::test]
async fn what_lies_in_a_mailbox_waits_no_more_holds_up_nothing_and_can_go_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, to) = (scene(store).await, device("d1", CAROL));
    say(&store, &alice_says(1)).await.unwrap();

    settle(&store, &alice_says(1), &to, Outcome::Stored).await;

    let nothing = Batch { rooms_in_mailbox: 1, ..Batch::default() };
    assert_eq!(waiting(&store, &to, false).await, nothing);
    assert_eq!(waiting(&store, &to, true).await.sealed, [sealed(&alice_says(1), &to)]);
}

#[rstest]
#[tokio::test]
async fn what_is_sealed_anew_goes_to_whoever_has_not_got_it_and_to_nobody_else(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, to) = (scene(store).await, device("d1", CAROL));
    say(&store, &alice_says(1)).await.unwrap();
    say(&store, &alice_says(2)).await.unwrap();
    settle(&store, &alice_says(1), &device("d1", BOB), Outcome::Delivered(Path::Direct)).await;
    let id = EnvelopeId::of(alice_says(1).id, &to);

    let sealed_anew = Sealed::try_from(vec![0xcc; 200]).unwrap();
    let step = RoomStep { keep: Some(room_keep(None, 70)), ..step(0) };
    let anew = SaidInRoom { sealed: sealed_anew.clone(), step, ..said(&alice_says(1), &[]) };
    store.mail.say(anew).await.unwrap();

    let bodies = |batch: Batch| -> Vec<_> {
        batch.sealed.into_iter().map(|it| it.envelope.sealed).collect()
    };
    assert_eq!(bodies(waiting(&store, &to, false).await), [sealed_anew, body()]);
    assert_eq!(bodies(waiting(&store, &device("d1", BOB), true).await), [body()]);
    assert_eq!(store.book.room(here()).await.unwrap().unwrap().state[0], 70);
    assert_eq!(store.news.said_in(&to, id).await.unwrap(), Some(alice_says(1)));
    assert_eq!(store.news.said_in(&device("d1", BOB), id).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn what_is_sealed_anew_in_another_version_is_not_kept(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, to) = (scene(store).await, device("d1", CAROL));
    say(&store, &alice_says(1)).await.unwrap();

    let sealed_anew = Sealed::try_from(vec![0xcc; 200]).unwrap();
    let anew = SaidInRoom { sealed: sealed_anew, step: step(7), ..said(&alice_says(1), &[]) };
    let refused = store.mail.say(anew).await;

    assert!(matches!(refused, Err(NotSaid::Stale)));
    assert_eq!(waiting(&store, &to, false).await.sealed, [sealed(&alice_says(1), &to)]);
}

#[rstest]
#[tokio::test]
async fn what_is_said_to_a_person_comes_after_nothing_said_in_a_room(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, to) = (scene(store).await, device("d1", BOB));
    store.peer.outbox.seal(&to, Arc::new(InSession::fresh(1))).await.unwrap();
    let first = message(5, ALICE, BOB, "first");
    let second = message(6, ALICE, BOB, "second");
    for hello in [&first, &second] {
        say(&store, &alice_says(hello.id.as_bytes()[0] + 10)).await.unwrap();
        let envelopes = vec![addressed(hello, &to)];
        store.peer.outbox.enqueue(hello, envelopes, Arc::new(Plain(1))).await.unwrap();
    }

    let batch = waiting(&store, &to, false).await.sealed;

    let after = batch.iter().filter_map(|sent| {
        let sealed = sent.envelope.sealed.as_bytes();
        causerie_chat::Message::decode_after(sealed).ok().map(|(_, after)| after)
    });
    assert_eq!(after.collect::<Vec<_>>(), [None, Some(EnvelopeId::of(first.id, &to))]);
}

#[rstest]
#[case::one_that_cannot_be_opened(Outcome::SealAnew)]
#[case::one_that_comes_too_early(Outcome::SendAgain)]
#[tokio::test]
async fn one_that_is_refused_goes_again_as_it_is_and_the_session_stays(
    #[case] refused: Outcome,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, to) = (scene(store).await, device("d1", CAROL));
    store.peer.outbox.seal(&to, Arc::new(InSession::fresh(1))).await.unwrap();
    say(&store, &alice_says(1)).await.unwrap();
    settle(&store, &alice_says(1), &to, Outcome::Stored).await;

    settle(&store, &alice_says(1), &to, refused).await;

    assert_eq!(waiting(&store, &to, false).await.sealed, [sealed(&alice_says(1), &to)]);
    assert!(store.peer.sessions.has_session(&to).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn one_that_is_refused_too_often_has_failed(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, to) = (scene(store).await, device("d1", CAROL));
    store.mail.say(said(&alice_says(1), std::slice::from_ref(&to))).await.unwrap();

    for _ in 1..<dyn Outbox>::PATIENCE {
        settle(&store, &alice_says(1), &to, Outcome::SealAnew).await;
    }
    assert_eq!(waiting(&store, &to, false).await.sealed.len(), 1);
    settle(&store, &alice_says(1), &to, Outcome::SealAnew).await;

    assert_eq!(waiting(&store, &to, false).await, Batch::default());
    assert_eq!(state(&store, &alice_says(1)).await, DeliveryState::Failed(Cause::CANNOT_OPEN));
}

#[rstest]
#[tokio::test]
async fn what_is_sealed_anew_for_a_device_leaves_what_a_room_sealed(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, to) = (scene(store).await, device("d1", CAROL));
    store.peer.outbox.seal(&to, Arc::new(InSession::fresh(1))).await.unwrap();
    say(&store, &alice_says(1)).await.unwrap();
    let hello = message(5, ALICE, CAROL, "hello");
    let envelopes = vec![addressed(&hello, &to)];
    store.peer.outbox.enqueue(&hello, envelopes, Arc::new(InSession::known())).await.unwrap();

    settle(&store, &hello, &to, Outcome::SealAnew).await;

    let batch = waiting(&store, &to, false).await;
    assert_eq!((batch.sealed, batch.unsealed_next), (vec![sealed(&alice_says(1), &to)], true));
    store.peer.outbox.seal(&to, Arc::new(InSession::fresh(2))).await.unwrap();
    let batch = waiting(&store, &to, false).await.sealed;
    assert_eq!((batch.len(), &batch[0]), (2, &sealed(&alice_says(1), &to)));
}

#[rstest]
#[tokio::test]
async fn which_devices_lack_it_is_known(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let store = scene(store).await;
    let hello = alice_says(1);
    say(&store, &hello).await.unwrap();

    settle(&store, &hello, &device("d1", BOB), Outcome::Delivered(Path::Direct)).await;
    settle(&store, &hello, &device("d2", BOB), Outcome::Failed(Cause::MALFORMED)).await;
    settle(&store, &hello, &device("d1", CAROL), Outcome::Stored).await;

    let nowhere = Place::Nowhere { cause: Cause::MALFORMED, at: now() };
    let mut lacks = store.peer.lacking.lacking(hello.id).await.unwrap();
    lacks.sort_by_key(|it| it.device.person.to_string());
    let own = (("d2", ALICE), Place::Here);
    let expected = [own, (("d2", BOB), nowhere), (("d1", CAROL), Place::Mailbox)]
        .map(|((id, of), place)| Lack { device: device(id, of), place });
    assert_eq!(lacks, expected);
}

#[rstest]
#[tokio::test]
async fn what_is_on_its_way_to_any_device_is_told(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let other = causerie_chat::RoomId::from([99; 16]);
    let (hello, none) = (alice_says(1), OnItsWay::default());
    let on_its_way = async || store.news.on_its_way(here()).await.unwrap();
    let undelivered = async || {
        let with = hello.recipient.clone();
        store.peer.history.undelivered(&with, 10).await.unwrap().len()
    };
    let in_mailboxes = async |room| store.news.in_mailboxes(room).await.unwrap();
    assert_eq!((on_its_way().await, undelivered().await), (none, 0));
    say(&store, &hello).await.unwrap();
    assert!(in_mailboxes(here()).await.is_empty());
    let all = members().len() as u64;
    assert_eq!(on_its_way().await, OnItsWay { here: all, in_mailboxes: 0 });
    assert_eq!(store.news.on_its_way(other).await.unwrap(), none);

    let own = members().into_iter().find(|it| it.person == address(ALICE)).unwrap();
    for to in members().iter().filter(|it| **it != own) {
        settle(&store, &hello, to, Outcome::Delivered(Path::Direct)).await;
    }
    settle(&store, &hello, &own, Outcome::Stored).await;

    assert_eq!(on_its_way().await, OnItsWay { here: 0, in_mailboxes: 1 });
    assert_eq!(in_mailboxes(here()).await, std::slice::from_ref(&own));
    assert!(in_mailboxes(other).await.is_empty());
    assert_eq!(undelivered().await, 1);
    let lacks = store.peer.lacking.lacking(hello.id).await.unwrap();
    assert_eq!(lacks, [Lack { device: own.clone(), place: Place::Mailbox }]);
    settle(&store, &hello, &own, Outcome::Delivered(Path::Mailbox)).await;
    assert_eq!((on_its_way().await, undelivered().await), (none, 0));
    assert!(in_mailboxes(here()).await.is_empty());
}

#[tokio::test]
async fn what_was_sealed_for_all_goes_with_the_last_envelope_whatever_takes_that_off() {
    let store = scene(Store::Sqlite).await;
    let gone = |n: u8| causerie_chat::Message { expires_at: Some(at(55)), ..alice_says(n) };
    say(&store, &alice_says(1)).await.unwrap();
    say(&store, &gone(2)).await.unwrap();
    store.mail.say(said(&alice_says(3), &[device("d2", BOB)])).await.unwrap();
    assert_eq!(bodies(&store), 3);

    for (left, to) in members().iter().enumerate().rev() {
        assert_eq!(bodies(&store), 3, "{left}");
        settle(&store, &alice_says(1), to, Outcome::Delivered(Path::Direct)).await;
    }
    assert_eq!(bodies(&store), 2);
    store.peer.timers.wipe_expired(now()).await.unwrap();
    assert_eq!(bodies(&store), 1);
    let bob = store.peer.people.person(&address(BOB)).await.unwrap().unwrap();
    store.peer.contacts.remember(&revoked(&bob, 1, "d2")).await.unwrap();
    assert_eq!(bodies(&store), 0);
}
