//! Whom it knew, and how far the transfer is.

use causerie_chat::{Cause, Choice, Standing, Terms};
use causerie_contracts::{BOB, CAROL, Store, address, at, person};
use causerie_usecases::ports::{HistoryTransfer, KnownIdentity, Recalled, TransferStep};
use rstest::rstest;

use crate::given::{DIRECT, bob_said, past, scene, transfer};

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
    assert_eq!(peer.timer_book.timer(&address(dave).into()).await.unwrap(), timer);
}

#[rstest]
#[case::not_known(None)]
#[case::who_asks(Some(Standing::REQUESTED))]
#[tokio::test]
async fn what_was_decided_counts_before_what_comes_with_history(
    #[case] here: Option<Standing>,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let stays = [Choice::Blocked(false), Choice::Timer(None)];
    peer.chooses(BOB, &stays).await;
    let asks = here.map(|standing| known(BOB, 1, standing));
    peer.archive.restore(asks.into_iter().collect(), vec![]).await.unwrap();
    let blocked = known(BOB, 1, Standing { terms: Terms::Accepted, is_blocked: true });

    let people = vec![Recalled { known: blocked, timer: Some(60_000.try_into().unwrap()) }];
    peer.recollection.recall(people, Vec::new(), &transfer()).await.unwrap();

    let bob = peer.identities.identity(&address(BOB)).await.unwrap().unwrap();
    assert_eq!(bob.standing, Standing::ACCEPTED);
    assert_eq!(peer.timer_book.timer(&address(BOB).into()).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn a_timer_that_is_set_here_stays(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = scene(store).await;
    let [here, there] = [1_000, 2_000].map(|millis: u64| Some(millis.try_into().unwrap()));
    peer.chooses(BOB, &[Choice::Timer(here)]).await;
    let known = known(BOB, 1, Standing::ACCEPTED);

    let people = vec![Recalled { known, timer: there }];
    peer.recollection.recall(people, Vec::new(), &transfer()).await.unwrap();

    assert_eq!(peer.timer_book.timer(&address(BOB).into()).await.unwrap(), here);
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
    peer.recollection.begin(&first).await.unwrap();
    let noted = peer.transfer_book.transfer().await.unwrap();

    let now = HistoryTransfer { next, people: 3, entries: 4, total: 5, ..transfer() };
    peer.recollection.recall(Vec::new(), vec![past(bob_said(9), DIRECT)], &now).await.unwrap();

    assert_eq!(noted, Some(first));
    assert_eq!(peer.transfer_book.transfer().await.unwrap(), Some(now));
}

#[rstest]
#[tokio::test]
async fn what_was_decided_here_stays_decided(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();
    let here = known(BOB, 1, Standing::ACCEPTED);
    peer.archive.restore(vec![here.clone()], vec![]).await.unwrap();
    let there = known(BOB, 1, Standing { terms: Terms::Ignored, is_blocked: true });

    let people = vec![Recalled { known: there, timer: None }];
    peer.recollection.recall(people, Vec::new(), &transfer()).await.unwrap();

    assert_eq!(peer.identities.identity(&address(BOB)).await.unwrap(), Some(here));
}

#[rstest]
#[tokio::test]
async fn a_transfer_that_was_begun_meanwhile_stays_and_a_page_of_the_former_one_is_kept(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    peer.recollection.begin(&transfer()).await.unwrap();
    let other = HistoryTransfer::new(causerie_contracts::device("d7", causerie_contracts::ALICE));
    peer.recollection.begin(&other).await.unwrap();

    let failed = HistoryTransfer { failed: Some(Cause::UNREACHABLE), ..transfer() };
    peer.recollection.note(&failed).await.unwrap();
    peer.recollection.recall(Vec::new(), vec![past(bob_said(9), DIRECT)], &failed).await.unwrap();

    assert_eq!(peer.transfer_book.transfer().await.unwrap(), Some(other));
    assert_eq!(crate::given::numbers(&peer, BOB).await.first(), Some(&9));
}
