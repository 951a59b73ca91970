//! What another device of this person sent.

use causerie_chat::{Body, Message, Path, Receipt};
use causerie_contracts::{ALICE, BOB, CAROL, Store, address, message};
use causerie_usecases::ports::{Conversation, NotTaken};
use rstest::rstest;

use crate::given::{
    BY_MAILBOX, DIRECT, alice, bob, from_bob, hears, scene, state, states, takes, to_bob,
};
use causerie_chat::{Cause, DeliveryState, EnvelopeId};

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
    let [Conversation { with, messages: 2, latest }] = &all[..] else { panic!("{all:?}") };
    assert_eq!((with, &latest.message), (&address(BOB), &to_bob(2)));
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
