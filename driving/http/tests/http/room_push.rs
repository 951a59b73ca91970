//! Who hears at once that the log of a room grew.

use std::time::Duration;

use causerie_chat::{RoomChange, RoomEntry, RoomId, RoomKind, RoomPlace};
use causerie_usecases::ports::{MailLine, Pushed, RoomDesk};
use tokio::time::timeout;

use crate::support::{Post, caught_up, device, patient};

const MOMENT: Duration = Duration::from_millis(300);

fn room() -> RoomId {
    RoomId::from([7; 16])
}

fn entry(lets_in: &[&str], lets_go: &[&str]) -> RoomEntry {
    let all = |names: &[&str]| names.iter().map(|name| device(name)).collect();
    let change = RoomChange::new(all(lets_in), all(lets_go), vec![], vec![]).unwrap();
    RoomEntry { commit: vec![1].try_into().unwrap(), change, info: None, welcome: None }
}

/// Whether the next thing on the line is that a log grew.
async fn hears(line: &mut dyn MailLine) -> bool {
    match timeout(MOMENT, line.next()).await {
        Ok(pushed) => {
            assert_eq!(pushed.unwrap(), Pushed::Rooms);
            true
        }
        Err(_) => false,
    }
}

/// Somebody's line, on which all that was to be said first was said.
async fn line(post: &Post, name: &str) -> Box<dyn MailLine> {
    let mut line = post.line(name, 0).await;
    caught_up(&mut *line).await;
    assert_eq!(patient(line.next()).await.unwrap(), Pushed::PreKeysLow);
    line
}

#[tokio::test]
async fn all_whose_it_is_to_read_hear_of_an_entry_but_who_put_it_in() {
    let post = Post::open().await;
    let (mut alice, mut bob) = (line(&post, "alice").await, line(&post, "bob").await);
    let mut carol = line(&post, "carol").await;
    let keeper = post.client("alice");
    keeper.found(room(), RoomKind::Private, None).await.unwrap();
    let append = async |place, entry: RoomEntry| {
        keeper.append(room(), RoomPlace(place), &entry).await.unwrap();
    };

    append(1, entry(&["bob"], &[])).await;
    assert!(hears(&mut *bob).await);
    append(2, entry(&[], &[])).await;
    assert!(hears(&mut *bob).await);
    // It has to learn that it was let go, and then of nothing more.
    append(3, entry(&[], &["bob"])).await;
    assert!(hears(&mut *bob).await);
    append(4, entry(&[], &[])).await;

    for line in [&mut alice, &mut bob, &mut carol] {
        assert!(!hears(&mut **line).await);
    }
}

#[tokio::test]
async fn what_is_refused_is_heard_of_by_nobody_and_what_comes_again_once_more() {
    let post = Post::open().await;
    let mut bob = line(&post, "bob").await;
    let keeper = post.client("alice");
    keeper.found(room(), RoomKind::Private, None).await.unwrap();
    let first = entry(&["bob"], &[]);
    keeper.append(room(), RoomPlace(1), &first).await.unwrap();
    assert!(hears(&mut *bob).await);

    keeper.append(room(), RoomPlace(1), &entry(&[], &[])).await.unwrap_err();
    keeper.append(room(), RoomPlace(9), &entry(&[], &[])).await.unwrap_err();
    assert!(!hears(&mut *bob).await);

    // The first time, the directory may have stopped before it could say so.
    keeper.append(room(), RoomPlace(1), &first).await.unwrap();
    assert!(hears(&mut *bob).await);
}
