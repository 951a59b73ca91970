//! Every peer's store knows how people stand, and has nobody told anything who is no contact.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::{collections::HashMap, sync::Arc};

use causerie_chat::{Body, Cause, EnvelopeId, Message, Path, Person, Ruling, Standing, Terms};
use causerie_contracts::{
    ALICE, BOB, PeerStore, Plain, Reading, Refusing, Store, address, at, device, message, person,
    received,
};
use causerie_usecases::ports::{NotTaken, Outcome};
use rstest::rstest;

fn bob() -> Person {
    person(BOB, 1, &[("d1", 2)])
}

/// Bob's first message, which makes him known.
async fn bob_writes(peer: &PeerStore, path: Path) {
    let opening = Arc::new(Reading { meets: Some(bob()), ..Reading::default() });
    let envelopes = vec![received(&message(1, BOB, ALICE, "hello"))];
    peer.inbox.take(&device("d1", BOB), envelopes, opening, path, at(9)).await.unwrap();
}

/// What Bob sends by the mailbox as his message number `n` is refused for that cause.
async fn is_refused(peer: &PeerStore, n: u8, cause: Cause) -> EnvelopeId {
    let envelope = received(&message(n, BOB, ALICE, "-"));
    let id = envelope.id;
    let (from, opening) = (device("d1", BOB), Arc::new(Refusing(cause)));
    let taken = peer.inbox.take(&from, vec![envelope], opening, Path::Mailbox, at(9)).await;
    assert!(matches!(taken, Err(NotTaken::Refused(_))));
    id
}

/// What Bob is told to be refused.
async fn told(peer: &PeerStore) -> Vec<(EnvelopeId, Cause)> {
    let (bob, sealing) = (device("d1", BOB), Arc::new(Plain(1)));
    peer.outbox.seal(&bob, sealing.clone()).await.unwrap();
    let id = message(90, ALICE, BOB, "-").id;
    peer.receipts.send_receipts(&bob, id, sealing, at(20)).await.unwrap();
    let batch = peer.pending.waiting(&bob, false, 100, usize::MAX).await.unwrap();
    let said = batch.sealed.iter().map(|sent| Message::decode(sent.envelope.sealed.as_bytes()));
    let refused = said.filter_map(|message| match message.unwrap().body {
        Body::Receipt(receipt) => Some(receipt.refused),
        _ => None,
    });
    refused.flatten().collect()
}

async fn standing(peer: &PeerStore) -> Option<Standing> {
    peer.identities.identity(&address(BOB)).await.unwrap().map(|known| known.standing)
}

#[rstest]
#[tokio::test]
async fn who_writes_asks_and_who_was_looked_up_is_a_contact(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (asked, looked_up) = (store.peer(), store.peer());

    bob_writes(&asked, Path::Direct).await;
    looked_up.contacts.remember(&bob()).await.unwrap();

    assert_eq!(standing(&asked).await, Some(Standing::REQUESTED));
    assert_eq!(standing(&looked_up).await, Some(Standing::ACCEPTED));
}

#[rstest]
#[case::accept(Ruling::Accept, Standing::ACCEPTED)]
#[case::ignore(Ruling::Ignore, Standing { terms: Terms::Ignored, is_blocked: false })]
#[case::block(Ruling::Block, Standing { terms: Terms::Requested, is_blocked: true })]
#[case::unblock(Ruling::Unblock, Standing::REQUESTED)]
#[tokio::test]
async fn what_is_decided_of_one_who_asks_stays_whatever_is_learned_of_them(
    #[case] ruling: Ruling,
    #[case] expected: Standing,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    bob_writes(&peer, Path::Mailbox).await;

    peer.chooses(BOB, ruling.choices()).await;
    let decided = standing(&peer).await;
    bob_writes(&peer, Path::Mailbox).await;
    peer.contacts.remember(&person(BOB, 1, &[("d1", 2), ("d2", 3)])).await.unwrap();

    assert_eq!(decided, Some(expected));
    assert_eq!(standing(&peer).await, Some(expected));
    let all = peer.identities.identities().await.unwrap();
    assert_eq!(all.into_iter().map(|it| it.standing).collect::<Vec<_>>(), [expected]);
}

#[rstest]
#[tokio::test]
async fn what_is_decided_of_one_who_is_not_known_holds_once_they_are(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();

    peer.chooses(BOB, Ruling::Block.choices()).await;

    assert_eq!(standing(&peer).await, None);
    bob_writes(&peer, Path::Direct).await;
    let blocked = Standing { is_blocked: true, ..Standing::REQUESTED };
    assert_eq!(standing(&peer).await, Some(blocked));
}

#[rstest]
#[case::one_who_asks(None)]
#[case::one_who_is_ignored(Some(Ruling::Ignore))]
#[case::one_who_is_blocked(Some(Ruling::Block))]
#[tokio::test]
async fn t39_who_is_no_contact_is_told_nothing_and_all_of_it_once_they_are(
    #[case] ruling: Option<Ruling>,
    #[values(true, false)] strangers: bool,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    bob_writes(&peer, Path::Mailbox).await;
    if let Some(ruling) = ruling {
        peer.chooses(BOB, ruling.choices()).await;
    }

    let before = peer.due_receipts.due_receipts(strangers).await.unwrap();
    peer.chooses(BOB, Ruling::Accept.choices()).await;

    assert_eq!(before, []);
    let after = peer.due_receipts.due_receipts(strangers).await.unwrap();
    assert_eq!(after, [device("d1", BOB)]);
}

#[rstest]
#[tokio::test]
async fn t39_one_nothing_is_known_of_is_told_only_if_strangers_are(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    is_refused(&peer, 2, Cause::CANNOT_OPEN).await;

    assert_eq!(peer.due_receipts.due_receipts(false).await.unwrap(), []);
    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), [device("d1", BOB)]);
}

#[rstest]
#[tokio::test]
async fn t48_of_what_one_who_is_no_contact_sends_broken_only_one_is_to_be_told(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    bob_writes(&peer, Path::Direct).await;
    is_refused(&peer, 2, Cause::MALFORMED).await;
    let first = is_refused(&peer, 3, Cause::CANNOT_OPEN).await;
    for n in 4..9 {
        is_refused(&peer, n, Cause::CANNOT_OPEN).await;
    }

    peer.chooses(BOB, Ruling::Accept.choices()).await;
    let later = is_refused(&peer, 9, Cause::MALFORMED).await;

    let told: HashMap<_, _> = told(&peer).await.into_iter().collect();
    assert_eq!(told, [(first, Cause::CANNOT_OPEN), (later, Cause::MALFORMED)].into());
}

#[rstest]
#[tokio::test]
async fn what_is_put_off_is_shown_without_content_and_told_once_to_be_sent_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    bob_writes(&peer, Path::Direct).await;
    let id = |n| received(&message(n, BOB, ALICE, "-")).id;
    let taken = received(&message(1, BOB, ALICE, "hello")).id;

    for some in [vec![taken, id(2), id(3)], vec![id(3)], vec![id(2), id(4)]] {
        peer.inbox.put_off(&device("d1", BOB), &some, at(10)).await.unwrap();
    }

    let shown = peer.unopened.unopened().await.unwrap().into_iter();
    let shown: Vec<_> = shown.map(|it| (it.id, it.cause, it.at, it.bytes)).collect();
    assert_eq!(shown, [(id(2), Cause::NOT_ACCEPTED, at(10), 0)]);
    peer.chooses(BOB, Ruling::Accept.choices()).await;
    assert_eq!(told(&peer).await, [(id(2), Cause::NOT_ACCEPTED)]);
    assert_eq!(Outcome::of_refusal(Cause::NOT_ACCEPTED), Outcome::SendAgain);
}

#[rstest]
#[tokio::test]
async fn what_was_taken_is_not_put_off(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();
    bob_writes(&peer, Path::Direct).await;

    let known = received(&message(1, BOB, ALICE, "hello")).id;
    peer.inbox.put_off(&device("d1", BOB), &[known], at(10)).await.unwrap();

    assert_eq!(peer.unopened.unopened().await.unwrap(), []);
    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn those_who_ask_are_counted_and_nobody_else(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    bob_writes(&peer, Path::Mailbox).await;
    let asking = async || peer.identities.asking().await.unwrap();
    assert_eq!(asking().await, 1);

    peer.contacts.remember(&person(ALICE, 1, &[("d1", 2)])).await.unwrap();
    peer.chooses("carol@chat.example.org", Ruling::Dismiss.choices()).await;
    assert_eq!(asking().await, 1);

    for ruling in [Ruling::Block, Ruling::Ignore, Ruling::Accept] {
        peer.chooses(BOB, ruling.choices()).await;
        assert_eq!(asking().await, 0, "{ruling:?}");
    }
}
