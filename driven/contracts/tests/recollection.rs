//! Every store keeps what another device gives in front of what is here, and nothing of what is here is disturbed by it.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use causerie_chat::{
    Body, Cause, DeliveryState, Message, MessageRef, Path, Receipt, Standing, Terms, View,
};
use causerie_contracts::{
    ALICE, BOB, CAROL, PeerStore, Reading, Store, address, at, device, message, person, received,
};
use causerie_usecases::ports::{
    Cursor, Entry, HistoryTransfer, KnownIdentity, Recalled, TransferStep, Waiting, Wish,
};
use rstest::rstest;

const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);

/// Alice's other device, with which a transfer is as far as its own doing goes.
fn transfer() -> HistoryTransfer {
    HistoryTransfer::new(device("d2", ALICE))
}

fn past(message: Message, state: DeliveryState) -> Entry {
    let changed_at = message.sent_at;
    Entry { cursor: Cursor(0), message, changed_at, state, view: View::default() }
}

fn bob_said(n: u8) -> Message {
    message(n, BOB, ALICE, &format!("bob {n}"))
}

fn to_bob(n: u8) -> Message {
    message(n, ALICE, BOB, &format!("to bob {n}"))
}

async fn recalls(peer: &PeerStore, entries: Vec<Entry>) {
    peer.recollection.recall(Vec::new(), entries, &transfer()).await.unwrap();
}

/// Alice's device, where Bob and Carol said something since it is there.
async fn scene(store: Store) -> PeerStore {
    let peer = store.peer();
    peer.contacts.remember(&person(ALICE, 9, &[("d1", 91), ("d2", 92)])).await.unwrap();
    peer.contacts.remember(&person(BOB, 1, &[("d1", 11)])).await.unwrap();
    peer.contacts.remember(&person(CAROL, 2, &[("d1", 21)])).await.unwrap();
    peer.hears(&[bob_said(50), message(51, CAROL, ALICE, "carol 51")], at(60)).await;
    peer
}

async fn said(peer: &PeerStore, with: &str) -> Vec<Entry> {
    peer.history.conversation(&address(with), Cursor(0), 1_000).await.unwrap()
}

/// The numbers of what was said with somebody, in its order.
async fn numbers(peer: &PeerStore, with: &str) -> Vec<u8> {
    said(peer, with).await.iter().map(|entry| entry.message.id.as_bytes()[0]).collect()
}

async fn state(peer: &PeerStore, of: &Message) -> DeliveryState {
    peer.history.message(&of.author, of.id).await.unwrap().unwrap().state
}

async fn all(peer: &PeerStore) -> Vec<u8> {
    let mut all = peer.chronicle.latest(None, 1_000).await.unwrap();
    all.reverse();
    all.iter().map(|entry| entry.message.id.as_bytes()[0]).collect()
}

#[rstest]
#[tokio::test]
async fn pages_come_in_front_of_what_is_here_in_the_order_they_were_in(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let before = said(&peer, BOB).await;

    recalls(&peer, vec![past(bob_said(9), DIRECT), past(to_bob(8), DIRECT)]).await;
    recalls(&peer, vec![past(bob_said(7), DIRECT), past(bob_said(6), DIRECT)]).await;
    peer.hears(&[bob_said(52)], at(61)).await;

    assert_eq!(numbers(&peer, BOB).await, [6, 7, 8, 9, 50, 52]);
    assert_eq!(all(&peer).await, [6, 7, 8, 9, 50, 51, 52]);
    // Who read up to here goes on where they were.
    let after = peer.history.conversation(&address(BOB), before[0].cursor, 10).await.unwrap();
    assert_eq!(after.len(), 1);
    assert_eq!(said(&peer, BOB).await[4], before[0]);
    let cursors: Vec<_> = said(&peer, BOB).await.iter().map(|entry| entry.cursor).collect();
    assert!(cursors.is_sorted() && cursors[0] > Cursor(0), "{cursors:?}");
}

#[rstest]
#[tokio::test]
async fn a_store_that_is_empty_begins_with_what_is_given_and_goes_on_behind_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();

    recalls(&peer, vec![past(bob_said(2), DIRECT), past(bob_said(1), DIRECT)]).await;
    peer.hears(&[bob_said(3)], at(60)).await;

    assert_eq!(numbers(&peer, BOB).await, [1, 2, 3]);
    assert_eq!(state(&peer, &bob_said(3)).await, DIRECT);
}

#[rstest]
#[tokio::test]
async fn what_is_known_already_stays_as_it_is_and_where_it_is(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let before = said(&peer, BOB).await;
    let page = vec![
        past(bob_said(50), DeliveryState::Read),
        past(bob_said(9), DIRECT),
        past(message(50, BOB, ALICE, "other words"), DIRECT),
    ];

    for _ in 0..2 {
        recalls(&peer, page.clone()).await;
    }

    assert_eq!(numbers(&peer, BOB).await, [9, 50]);
    assert_eq!(said(&peer, BOB).await[1..], before);
}

#[rstest]
#[tokio::test]
async fn each_keeps_the_state_it_had_and_nothing_is_queued_or_told(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let states = [
        DeliveryState::Queued,
        DeliveryState::Stored,
        DIRECT,
        DeliveryState::Read,
        DeliveryState::Failed(Cause::MALFORMED),
    ];
    let mut page: Vec<_> =
        (10..).zip(states.clone()).map(|(n, state)| past(to_bob(n), state)).collect();
    page.push(past(bob_said(20), DeliveryState::Delivered(Path::Mailbox)));
    page.push(past(bob_said(21), DeliveryState::Read));

    recalls(&peer, page.clone()).await;

    for entry in page {
        assert_eq!(state(&peer, &entry.message).await, entry.state, "{:?}", entry.message.id);
    }
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 0, devices: 0 });
    assert_eq!(peer.due_receipts().await, 0);
}

trait Due {
    async fn due_receipts(&self) -> usize;
}

impl Due for PeerStore {
    async fn due_receipts(&self) -> usize {
        self.due_receipts.due_receipts(true).await.unwrap().len()
    }
}

#[rstest]
#[tokio::test]
async fn what_was_unread_is_read_with_what_is_behind_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let read_before = peer.history.conversation(&address(BOB), Cursor(0), 1).await.unwrap();
    let carol = |n| message(n, CAROL, ALICE, "carol");
    peer.receipts
        .mark_read(&address(BOB), read_before[0].cursor, Vec::new(), at(70))
        .await
        .unwrap();

    recalls(&peer, vec![past(bob_said(9), DIRECT), past(carol(8), DIRECT)]).await;
    let (of_bob, of_carol) = (state(&peer, &bob_said(9)).await, state(&peer, &carol(8)).await);
    let first = said(&peer, CAROL).await[0].cursor;
    peer.receipts.mark_read(&address(CAROL), first, Vec::new(), at(71)).await.unwrap();

    assert_eq!((of_bob, of_carol), (DeliveryState::Read, DIRECT));
    assert_eq!(state(&peer, &carol(8)).await, DeliveryState::Read);
    assert_eq!(state(&peer, &message(51, CAROL, ALICE, "-")).await, DIRECT);
}

#[rstest]
#[tokio::test]
async fn what_was_said_of_it_before_it_came_counts(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let bob = device("d1", BOB);
    let receipt = Receipt { read: vec![to_bob(9).id], ..Receipt::default() };
    let told = Message { body: Body::Receipt(receipt), ..message(70, BOB, ALICE, "-") };
    let opening = std::sync::Arc::new(Reading::default());
    peer.inbox.take(&bob, vec![received(&told)], opening, Path::Direct, at(62)).await.unwrap();

    recalls(&peer, vec![past(to_bob(9), DeliveryState::Queued)]).await;

    assert_eq!(state(&peer, &to_bob(9)).await, DeliveryState::Read);
}

#[rstest]
#[tokio::test]
async fn what_changes_messages_does_so_in_whatever_order_the_pages_have_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values(false, true)] is_base_first: bool,
) {
    let peer = scene(store).await;
    let base = bob_said(5);
    let text = "better words".parse().unwrap();
    let edit = Message { body: Body::Edit { target: base.id, text }, ..bob_said(6) };
    let target = MessageRef { id: base.id, author: address(BOB) };
    let emoji = Some("👍".parse().unwrap());
    let reaction = Message { body: Body::Reaction { target, emoji }, ..to_bob(7) };
    let gone = bob_said(8);
    let deletion = Message { body: Body::Delete { target: gone.id }, ..bob_said(9) };
    let mut pages = vec![
        vec![past(deletion, DIRECT), past(gone.clone(), DIRECT), past(reaction, DIRECT)],
        vec![past(edit, DIRECT), past(base.clone(), DIRECT)],
    ];
    if is_base_first {
        pages.iter_mut().for_each(|page| page.reverse());
        pages.reverse();
    }

    for page in pages {
        recalls(&peer, page).await;
    }

    let base = peer.history.message(&address(BOB), base.id).await.unwrap().unwrap();
    assert_eq!(base.view.text(&base.message).unwrap().as_str(), "better words");
    assert_eq!(base.view.reactions.len(), 1);
    let gone = peer.history.message(&address(BOB), gone.id).await.unwrap().unwrap();
    assert!(gone.view.deleted && gone.message.body == Body::Wiped);
}

#[rstest]
#[tokio::test]
async fn conversations_are_by_their_latest_message_as_before_and_all_of_it_is_found(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;

    recalls(&peer, vec![past(bob_said(9), DIRECT), past(to_bob(8), DIRECT)]).await;

    let glances = peer.history.conversations().await.unwrap();
    let glances: Vec<_> =
        glances.iter().map(|it| (it.with.to_string(), it.messages, it.latest.message.id)).collect();
    let latest = |n| message(n, BOB, ALICE, "-").id;
    let expected = [(CAROL.to_owned(), 1, latest(51)), (BOB.to_owned(), 3, latest(50))];
    assert_eq!(glances, expected);
    let words = "bob".parse().unwrap();
    let wish = Wish { words, with: None, since: None, until: None, before: None };
    let found = peer.search.search(&wish, 10).await.unwrap();
    let found: Vec<_> = found.iter().map(|entry| entry.message.id.as_bytes()[0]).collect();
    assert_eq!(found, [50, 9, 8]);
    let before = Some(said(&peer, BOB).await[1].cursor);
    assert_eq!(peer.search.search(&Wish { before, ..wish }, 10).await.unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn what_is_here_is_given_from_its_end_a_page_after_another(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    recalls(&peer, vec![past(bob_said(9), DIRECT), past(bob_said(8), DIRECT)]).await;
    let short = Message { expires_at: Some(at(90)), ..bob_said(55) };
    peer.hears(&[short], at(62)).await;
    peer.timers.wipe_expired(at(91)).await.unwrap();

    let first = peer.chronicle.latest(None, 3).await.unwrap();
    let rest = peer.chronicle.latest(Some(first[2].cursor), 3).await.unwrap();

    let numbers = |page: &[Entry]| -> Vec<u8> {
        page.iter().map(|entry| entry.message.id.as_bytes()[0]).collect()
    };
    assert_eq!((numbers(&first), numbers(&rest)), (vec![51, 50, 9], vec![8]));
    assert_eq!(peer.chronicle.latest(Some(rest[0].cursor), 3).await.unwrap(), []);
    assert_eq!(peer.chronicle.length().await.unwrap(), 4);
}

fn known(of: &str, account: u8, standing: Standing) -> KnownIdentity {
    let person = person(of, account, &[("d1", account + 10)]);
    KnownIdentity { person, verified: Some(at(7)), offered: None, standing }
}

#[rstest]
#[tokio::test]
async fn people_are_known_as_they_were_and_who_only_asks_here_stands_as_there(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let blocked = Standing { terms: Terms::Accepted, is_blocked: true };
    let timer = Some(60_000.try_into().unwrap());
    let asks = known(BOB, 1, Standing::REQUESTED);
    let of_another_key = known(CAROL, 2, Standing::REQUESTED);
    peer.archive.restore(vec![asks.clone(), of_another_key.clone()], vec![]).await.unwrap();
    let dave = "dave@chat.example.org";
    let there = [known(BOB, 1, blocked), known(CAROL, 5, blocked), known(dave, 6, blocked)];
    let people = there.iter().cloned().map(|known| Recalled { known, timer }).collect();

    peer.recollection.recall(people, Vec::new(), &transfer()).await.unwrap();

    let identity = async |of: &str| peer.identities.identity(&address(of)).await.unwrap().unwrap();
    assert_eq!(identity(BOB).await, KnownIdentity { standing: blocked, ..asks });
    assert_eq!(identity(CAROL).await, of_another_key);
    assert_eq!(identity(dave).await, there[2]);
    assert_eq!(peer.timer_book.timer(&address(dave)).await.unwrap(), timer);
}

#[rstest]
#[tokio::test]
async fn a_timer_that_is_set_here_stays(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = scene(store).await;
    let [here, there] = [1_000, 2_000].map(|millis: u64| Some(millis.try_into().unwrap()));
    peer.timers.set_timer(&address(BOB), here).await.unwrap();
    let known = known(BOB, 1, Standing::ACCEPTED);

    let people = vec![Recalled { known, timer: there }];
    peer.recollection.recall(people, Vec::new(), &transfer()).await.unwrap();

    assert_eq!(peer.timer_book.timer(&address(BOB)).await.unwrap(), here);
}

#[rstest]
#[case::at_its_beginning(Some(TransferStep::People(None)))]
#[case::among_people(Some(TransferStep::People(Some(7))))]
#[case::before_entries(Some(TransferStep::Entries(None)))]
#[case::among_entries(Some(TransferStep::Entries(Some(1 << 40))))]
#[case::at_its_end(None)]
#[tokio::test]
async fn how_far_it_is_is_kept_with_the_page(
    #[case] next: Option<TransferStep>,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    assert_eq!(peer.transfer_book.transfer().await.unwrap(), None);
    let failed = Some(Cause::UNREACHABLE);
    let first = HistoryTransfer { failed, ..transfer() };
    peer.recollection.note(&first).await.unwrap();
    let noted = peer.transfer_book.transfer().await.unwrap();

    let now = HistoryTransfer { next, people: 3, entries: 4, total: 5, ..transfer() };
    peer.recollection.recall(Vec::new(), vec![past(bob_said(9), DIRECT)], &now).await.unwrap();

    assert_eq!(noted, Some(first));
    assert_eq!(peer.transfer_book.transfer().await.unwrap(), Some(now));
}
