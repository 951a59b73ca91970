//! The timer of a room, which is all that is decided of one.

use causerie_chat::{Choice, Chosen, Conversation, RoomId};
use causerie_contracts::{Store, at};
use rstest::rstest;

use crate::{
    choices::{BLOCKED, IGNORED, hour, receipt},
    given::{alice, bob, hears, scene, told},
};

fn room() -> Conversation {
    RoomId::from([7; 16]).into()
}

#[rstest]
#[tokio::test]
async fn of_a_room_nothing_is_decided_but_a_timer_which_the_other_devices_are_told(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let all = [BLOCKED, IGNORED, Choice::Receipts(false), hour()];

    peer.choices.choose(&room(), &all, vec![alice("d2")], at(10)).await.unwrap();

    let expected = Chosen { about: room(), choice: hour(), at: at(10) };
    assert_eq!(told(&peer, &alice("d2"), 90).await, [receipt(vec![expected])]);
    assert!(peer.timer_book.timer(&room()).await.unwrap().is_some());
    let elsewhere = RoomId::from([8; 16]).into();
    assert_eq!(peer.timer_book.timer(&elsewhere).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn the_timer_of_a_room_that_was_set_at_another_device_holds_here_and_nothing_else_does(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let all = [BLOCKED, IGNORED, Choice::Receipts(false), hour()];
    let all = all.into_iter().map(|choice| Chosen { about: room(), choice, at: at(10) });

    hears(&peer, &alice("d2"), 80, receipt(all.collect())).await;
    peer.choices.tell_all(&alice("d3")).await.unwrap();

    let expected = Chosen { about: room(), choice: hour(), at: at(10) };
    assert_eq!(told(&peer, &alice("d3"), 90).await, [receipt(vec![expected])]);
    assert!(peer.timer_book.timer(&room()).await.unwrap().is_some());
    assert_eq!(peer.identities.identities().await.unwrap().len(), 2);
}

#[rstest]
#[tokio::test]
async fn t38_nobody_else_sets_the_timer_of_a_room(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let theirs = Chosen { about: room(), choice: hour(), at: at(10) };

    hears(&peer, &bob("d1"), 80, receipt(vec![theirs])).await;

    assert_eq!(peer.timer_book.timer(&room()).await.unwrap(), None);
}
