//! What stands on a board, and who sees it.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::time::Duration;

use causerie_chat::{
    DeviceSecret, PresenceKeys, PresenceMark, PresenceState, SealedPresence, ShownPresence,
};
use causerie_contracts::{ALICE, BOB, CAROL, address, at, device};
use causerie_memory::MemoryPresenceBoard;
use causerie_usecases::ports::{Attendance, MarkNews, PresenceBoard, PresenceNews, PresenceWatch};
use tokio::time::timeout;

/// What the device of the seed 100 shows at `seconds` to that of the seed `to`.
fn shown(to: u8, seconds: u64) -> (PresenceMark, SealedPresence) {
    let own = DeviceSecret::from_seed(&[100; 32]);
    let keys = PresenceKeys::of(&own, &DeviceSecret::from_seed(&[to; 32]).public());
    let (since, at) = (at(0), at(seconds));
    let shown = ShownPresence { state: PresenceState::Online, since, at };
    (keys.shown_at(), keys.seal(shown).unwrap())
}

fn stands((mark, sealed): (PresenceMark, SealedPresence)) -> MarkNews {
    MarkNews { mark, sealed: Some(sealed) }
}

fn nothing((mark, _): (PresenceMark, SealedPresence)) -> MarkNews {
    MarkNews { mark, sealed: None }
}

async fn silent(news: &mut Box<dyn PresenceNews>) -> bool {
    timeout(Duration::from_millis(20), news.next(10)).await.is_err()
}

#[tokio::test]
async fn who_looks_sees_what_stands_there_and_what_changes() {
    let (board, alice) = (MemoryPresenceBoard::default(), device("d1", ALICE));
    let mut before = board.watch(&[shown(1, 0).0]);
    assert_eq!(before.next(10).await, [nothing(shown(1, 0))]);

    board.show(&alice, 1, &[shown(1, 0), shown(2, 0)]);

    let mut behind = board.watch(&[shown(1, 0).0]);
    for news in [&mut before, &mut behind] {
        assert_eq!(news.next(10).await, [stands(shown(1, 0))]);
        assert!(silent(news).await);
    }
    board.show(&alice, 1, &[shown(1, 5)]);
    for news in [&mut before, &mut behind] {
        assert_eq!(news.next(10).await, [stands(shown(1, 5))]);
    }
}

#[tokio::test]
async fn what_is_not_shown_again_is_gone_and_what_stays_the_same_is_no_news() {
    let (board, alice) = (MemoryPresenceBoard::default(), device("d1", ALICE));
    board.show(&alice, 1, &[shown(1, 0), shown(2, 0)]);
    let mut news = board.watch(&[shown(1, 0).0, shown(2, 0).0]);
    assert_eq!(news.next(10).await.len(), 2);

    board.show(&alice, 1, &[shown(2, 0)]);

    assert_eq!(news.next(10).await, [nothing(shown(1, 0))]);
    assert!(silent(&mut news).await);
}

#[tokio::test]
async fn t49_nobody_writes_where_somebody_else_shows_something() {
    let board = MemoryPresenceBoard::default();
    board.show(&device("d1", ALICE), 1, &[shown(1, 0)]);
    let mut news = board.watch(&[shown(1, 0).0]);
    assert_eq!(news.next(10).await, [stands(shown(1, 0))]);

    board.show(&device("d1", CAROL), 2, &[shown(1, 9)]);
    board.hide(&device("d1", CAROL), 2);

    assert!(silent(&mut news).await);
    board.hide(&device("d1", ALICE), 1);
    assert_eq!(news.next(10).await, [nothing(shown(1, 0))]);
}

#[tokio::test]
async fn a_device_that_came_back_is_neither_overwritten_nor_hidden_by_its_former_line() {
    let (board, alice) = (MemoryPresenceBoard::default(), device("d1", ALICE));
    board.show(&alice, 1, &[shown(1, 0)]);
    board.show(&alice, 2, &[shown(1, 5)]);
    let mut news = board.watch(&[shown(1, 0).0]);
    assert_eq!(news.next(10).await, [stands(shown(1, 5))]);

    board.show(&alice, 1, &[shown(1, 0)]);
    board.hide(&alice, 1);

    assert!(silent(&mut news).await);
    assert_eq!(board.present(), [address(ALICE)]);
}

#[tokio::test]
async fn many_changes_are_told_as_one_and_at_most_so_many_marks_at_once() {
    let (board, alice) = (MemoryPresenceBoard::default(), device("d1", ALICE));
    let marks: Vec<_> = (1..=5).map(|to| shown(to, 0).0).collect();
    let mut news = board.watch(&marks);
    assert_eq!(news.next(10).await.len(), 5);

    for seconds in 0..100 {
        let all: Vec<_> = (1..=5).map(|to| shown(to, seconds)).collect();
        board.show(&alice, 1, &all);
    }

    let (first, second) = (news.next(3).await, news.next(3).await);
    assert_eq!((first.len(), second.len()), (3, 2));
    let told = first.iter().chain(&second);
    assert!(told.clone().all(|one| (1..=5).any(|to| *one == stands(shown(to, 99)))));
    assert!(silent(&mut news).await);
}

#[test]
fn people_are_there_while_a_device_of_theirs_shows_something_also_if_to_nobody() {
    let board = MemoryPresenceBoard::default();

    board.show(&device("d1", BOB), 1, &[]);
    board.show(&device("d2", BOB), 2, &[shown(1, 0)]);
    board.show(&device("d1", ALICE), 3, &[]);

    assert_eq!(board.present(), [address(ALICE), address(BOB)]);
    board.hide(&device("d1", BOB), 1);
    board.hide(&device("d1", ALICE), 3);
    assert_eq!(board.present(), [address(BOB)]);
}

#[tokio::test]
async fn t54_there_is_room_for_so_much_and_who_goes_makes_room() {
    let board = MemoryPresenceBoard::with_room_for(2);
    let (alice, bob) = (device("d1", ALICE), device("d1", BOB));
    board.show(&alice, 1, &[shown(1, 0), shown(2, 0), shown(3, 0)]);

    let mut crowd = board.watch(&[shown(1, 0).0, shown(2, 0).0, shown(3, 0).0]);

    assert_eq!(crowd.next(10).await.len(), 2);
    drop(crowd);
    let mut third = board.watch(&[shown(3, 0).0]);
    assert_eq!(third.next(10).await, [nothing(shown(3, 0))]);
    board.hide(&alice, 1);
    board.show(&bob, 2, &[shown(3, 0)]);
    assert_eq!(third.next(10).await, [stands(shown(3, 0))]);
}
