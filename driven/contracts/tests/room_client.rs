//! The directory over HTTPS keeps the promises about rooms.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod network;

use causerie_chat::{RoomChange, RoomEntry, RoomKind, RoomPlace, RoomRefusal, RoomWelcome};
use causerie_contracts::{info, lets_go, lets_in, no_change, room, room_entry};
use causerie_usecases::ports::{
    LoggedRoom, NotAppended, NotFounded, NotRead, RoomDesk, RoomLogBook, RoomLogs, Unavailable,
};
use network::{Member, Network};
use rstest::rstest;

/// Why an entry that is no private room's is refused, if it is.
async fn offer(by: &Member, place: u64, entry: &RoomEntry) -> Option<RoomRefusal> {
    match by.directory.append(room(1), RoomPlace(place), entry).await {
        Err(NotAppended::Refused(why)) => Some(why),
        other => other.map(|()| None).unwrap(),
    }
}

async fn places(reader: &Member, from: u64) -> Result<Vec<u64>, NotRead> {
    let (device, from) = (&reader.device, RoomPlace(from));
    let read = reader.directory.entries(device, room(1), from, 99, usize::MAX).await?;
    Ok(read.iter().map(|entry| entry.place.0).collect())
}

#[tokio::test]
async fn a_room_is_founded_once_and_its_log_told_as_it_is() {
    let network = Network::begin().await;
    let (alice, bob) = (network.member("alice").await, network.member("bob").await);
    let welcome: RoomWelcome = vec![3; 1_000].try_into().unwrap();
    let first = room_entry(1, lets_in(&[&bob.device]));
    let first = RoomEntry { welcome: Some(welcome.clone()), ..first };

    for _ in 0..2 {
        alice.directory.found(room(1), RoomKind::Private, None).await.unwrap();
        assert_eq!(offer(&alice, 1, &first).await, None);
    }
    assert_eq!(offer(&bob, 2, &room_entry(2, no_change())).await, None);

    let told = bob.directory.entries(&bob.device, room(1), RoomPlace(0), 99, 99_999).await.unwrap();
    let kept = network.records.entries(&bob.device, room(1), RoomPlace(0), 99, 99_999).await;
    assert_eq!(told, kept.unwrap());
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].change, first.change);
    assert!(told[0].welcome == Some(welcome));
    let hers = alice.directory.entries(&alice.device, room(1), RoomPlace(0), 99, 99_999).await;
    assert_eq!(hers.unwrap()[0].welcome, None);
    let of_bob = bob.directory.rooms(&bob.device, None, 9).await.unwrap();
    let (kind, last) = (RoomKind::Private, RoomPlace(2));
    assert_eq!(of_bob, [LoggedRoom { room: room(1), kind, last, is_in: true, is_keeper: false }]);
    assert_eq!(bob.directory.rooms(&bob.device, Some(room(1)), 9).await.unwrap(), []);
    let few = bob.directory.entries(&bob.device, room(1), RoomPlace(1), 1, 0).await.unwrap();
    assert_eq!(few.len(), 1);
}

#[tokio::test]
async fn a_public_room_stands_open_to_all_and_a_private_one_to_nobody() {
    let network = Network::begin().await;
    let (alice, bob) = (network.member("alice").await, network.member("bob").await);
    let large = info(7, 1 << 20);
    alice.directory.found(room(1), RoomKind::Public, Some(&large)).await.unwrap();
    alice.directory.found(room(2), RoomKind::Private, None).await.unwrap();

    let open = bob.directory.info(&bob.device, room(1)).await.unwrap().unwrap();
    assert!(open.last == RoomPlace(0) && open.info == large);
    assert_eq!(bob.directory.info(&bob.device, room(2)).await.unwrap(), None);
    let commit = vec![9; 1 << 20].try_into().unwrap();
    let comes = RoomEntry {
        commit,
        change: lets_in(&[&bob.device]),
        info: Some(info(8, 1 << 20)),
        welcome: None,
    };
    assert_eq!(offer(&bob, 1, &comes).await, None);

    let told = alice.directory.entries(&alice.device, room(1), RoomPlace(1), 9, usize::MAX).await;
    assert!(told.unwrap()[0].commit == comes.commit);
}

#[tokio::test]
async fn each_refusal_comes_through() {
    let network = Network::begin().await;
    let (alice, bob) = (network.member("alice").await, network.member("bob").await);
    let carol = network.member("carol").await;
    alice.directory.found(room(1), RoomKind::Private, None).await.unwrap();
    let nobody = "d1.nobody.peers.chat.example.org".parse().unwrap();
    assert_eq!(offer(&alice, 1, &room_entry(1, lets_in(&[&bob.device]))).await, None);
    let entry = |change: RoomChange| room_entry(2, change);
    let bare = vec![1].try_into().unwrap();

    let refused = [
        offer(&carol, 2, &entry(no_change())).await,
        offer(&bob, 2, &entry(lets_go(&[&alice.device]))).await,
        offer(&bob, 1, &entry(no_change())).await,
        offer(&bob, 3, &entry(no_change())).await,
        offer(&bob, 2, &RoomEntry { info: Some(info(1, 1)), ..entry(no_change()) }).await,
        offer(&alice, 2, &RoomEntry { welcome: Some(bare), ..entry(no_change()) }).await,
        offer(&alice, 2, &entry(lets_in(&[&nobody]))).await,
    ];
    network.records.expire(causerie_edge::now()).await.unwrap();
    let expired = offer(&bob, 1, &entry(no_change())).await;

    let why = [
        RoomRefusal::NoSuchRoom,
        RoomRefusal::NotAllowed,
        RoomRefusal::Taken,
        RoomRefusal::Ahead,
        RoomRefusal::WrongInfo,
        RoomRefusal::WrongInfo,
        RoomRefusal::UnknownDevice,
    ];
    assert_eq!(refused, why.map(Some));
    assert_eq!(expired, Some(RoomRefusal::Expired));
    assert!(matches!(places(&carol, 1).await, Err(NotRead::NoSuchRoom)));
    assert!(matches!(places(&alice, 1).await, Err(NotRead::Expired)));
    assert_eq!(places(&alice, 2).await.unwrap(), [0; 0]);
    alice.directory.found(room(3), RoomKind::Public, Some(&info(1, 1))).await.unwrap();
    let outside = bob.directory.entries(&bob.device, room(3), RoomPlace(1), 9, 9).await;
    assert!(matches!(outside, Err(NotRead::NotAllowed)));
    let again = bob.directory.found(room(1), RoomKind::Private, None).await;
    assert!(matches!(again, Err(NotFounded::IdInUse)));
    let bare = bob.directory.found(room(4), RoomKind::Public, None).await;
    assert!(matches!(bare, Err(NotFounded::WrongInfo)));
}

#[rstest]
#[tokio::test]
async fn t51_the_directory_tells_whoever_asks_what_is_theirs_whomever_they_name() {
    let network = Network::begin().await;
    let (alice, eve) = (network.member("alice").await, network.member("eve").await);
    alice.directory.found(room(1), RoomKind::Private, None).await.unwrap();
    assert_eq!(offer(&alice, 1, &room_entry(1, no_change())).await, None);

    let as_alice = eve.directory.entries(&alice.device, room(1), RoomPlace(1), 9, 9).await;

    assert!(matches!(as_alice, Err(NotRead::NoSuchRoom)));
    assert_eq!(eve.directory.rooms(&alice.device, None, 9).await.unwrap(), []);
}

#[tokio::test]
async fn who_has_no_credential_is_told_nothing_and_may_try_again_with_one() {
    let network = Network::begin().await;
    let stranger = network.stranger();
    let entry = room_entry(1, no_change());

    let founded = stranger.found(room(1), RoomKind::Private, None).await;
    let appended = stranger.append(room(1), RoomPlace(1), &entry).await;
    let listed: Result<_, Unavailable> =
        stranger.rooms(&causerie_contracts::device("d1", causerie_contracts::BOB), None, 9).await;

    assert!(matches!(founded, Err(NotFounded::Unavailable(_))));
    assert!(matches!(appended, Err(NotAppended::Unavailable(_))));
    assert!(listed.is_err());
}
