//! What another device of this person sent.

use std::sync::Arc;

use causerie_chat::{
    Body, Cause, DeliveryState, EnvelopeId, Message, Path, Receipt, Ruling, Standing, Terms,
};
use causerie_contracts::{
    ALICE, BOB, CAROL, Reading, Store, address, at, message, person, received,
};
use causerie_usecases::ports::{Glance, NotTaken};
use rstest::rstest;

use crate::given::{
    BY_MAILBOX, DIRECT, alice, bob, from_bob, hears, scene, state, states, takes, to_bob,
};

#[rstest]
#[tokio::test]
async fn it_stands_in_the_conversation_with_its_reader_as_sent(
    #[values(Path::Direct, Path::Mailbox)] path: Path,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    takes(&peer, &bob("d1"), &from_bob(1), Path::Direct).await.unwrap();

    takes(&peer, &alice("d2"), &to_bob(2), path).await.unwrap();
    takes(&peer, &alice("d2"), &to_bob(2), path).await.unwrap();

    let expected = [(from_bob(1).id, DIRECT), (to_bob(2).id, DeliveryState::Queued)];
    assert_eq!(states(&peer, BOB).await, expected);
    let all = peer.history.conversations().await.unwrap();
    let [Glance { with, messages: 2, latest }] = &all[..] else { panic!("{all:?}") };
    assert_eq!((with, &latest.message), (&address(BOB).into(), &to_bob(2)));
    assert_eq!(peer.lacking.lacking(to_bob(2).id).await.unwrap(), []);
    assert_eq!(peer.pending.depth().await.unwrap().envelopes, 0);
}

#[rstest]
#[tokio::test]
async fn what_somebody_writes_to_themselves_came(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;

    let note = message(1, ALICE, ALICE, "milk");
    takes(&peer, &alice("d2"), &note, Path::Direct).await.unwrap();

    assert_eq!(states(&peer, ALICE).await, [(note.id, DIRECT)]);
}

#[rstest]
#[tokio::test]
async fn another_under_the_same_id_is_refused(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    peer.sends(&to_bob(1), &[bob("d1")], 10).await;

    let other = Message { body: Body::Text("bye".parse().unwrap()), ..to_bob(1) };
    let taken = takes(&peer, &alice("d2"), &other, Path::Direct).await;

    let Err(NotTaken::Refused(refused)) = taken else { panic!("it was taken") };
    assert_eq!(refused, [(EnvelopeId::of(other.id, &alice("d1")), Cause::ID_IN_USE)]);
}

#[rstest]
#[case::its_reader(bob("d2"), Some(BY_MAILBOX))]
#[case::somebody_else(causerie_contracts::device("d1", CAROL), Some(DeliveryState::Queued))]
#[case::the_device_that_sent_it(alice("d2"), Some(DeliveryState::Queued))]
#[tokio::test]
async fn only_its_reader_says_how_far_it_has_come(
    #[case] teller: causerie_chat::DeviceAddress,
    #[case] expected: Option<DeliveryState>,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    takes(&peer, &alice("d2"), &to_bob(1), Path::Direct).await.unwrap();

    let has = Receipt { delivered: vec![to_bob(1).id], ..Receipt::default() };
    hears(&peer, &teller, 50, has).await;

    assert_eq!(state(&peer, ALICE, to_bob(1).id).await, expected);
}

/// How Bob stands, who wrote and whom nobody has decided about, once another device of Alice's wrote to him, before or after.
async fn stands(store: Store, ruling: Option<Ruling>, is_met_before: bool) -> Standing {
    let peer = store.peer();
    let meets = async || {
        let meets = Some(person(BOB, 1, &[("d1", 11)]));
        let opening = Arc::new(Reading { meets, ..Reading::default() });
        let envelopes = vec![received(&from_bob(1))];
        peer.inbox.take(&bob("d1"), envelopes, opening, Path::Mailbox, at(4)).await.unwrap();
    };
    if is_met_before {
        meets().await;
        // Somebody may have asked meanwhile, and was told how he stood.
        peer.identities.identity(&address(BOB)).await.unwrap();
    }
    if let Some(ruling) = ruling {
        peer.chooses(BOB, ruling.choices()).await;
    }
    takes(&peer, &alice("d2"), &to_bob(2), Path::Direct).await.unwrap();
    if !is_met_before {
        meets().await;
    }
    peer.identities.identity(&address(BOB)).await.unwrap().unwrap().standing
}

#[rstest]
#[case::who_asks(None, true, Standing::ACCEPTED)]
#[case::who_writes_later(None, false, Standing::ACCEPTED)]
#[case::but_who_was_ignored(Some(Ruling::Ignore), true, Standing { terms: Terms::Ignored, is_blocked: false })]
#[case::but_who_was_dismissed(Some(Ruling::Dismiss), true, Standing::REQUESTED)]
#[tokio::test]
async fn whoever_is_written_to_at_another_device_is_a_contact(
    #[case] ruling: Option<Ruling>,
    #[case] is_met_before: bool,
    #[case] expected: Standing,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    assert_eq!(stands(store, ruling, is_met_before).await, expected);
}

#[rstest]
#[tokio::test]
async fn but_who_is_blocked_here_stays_so(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    assert!(stands(store, Some(Ruling::Block), true).await.is_blocked);
}
