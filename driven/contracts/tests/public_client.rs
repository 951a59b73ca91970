//! The directory over HTTPS tells of its public channel.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod network;

use causerie_chat::RoomName;
use causerie_contracts::room;
use causerie_usecases::ports::{NotBanned, PublicChannel, PublicDesk, PublicRoomBook, PublicRooms};
use network::Network;

#[tokio::test]
async fn which_room_it_is_and_who_moderates_it_comes_through() {
    let network = Network::begin().await;
    let (alice, bob) = (network.member("alice").await, network.member("bob").await);
    assert_eq!(bob.directory.public_channel().await.unwrap(), None);
    network.records.reserve(room(3)).await.unwrap();
    network.records.name_moderator("alice".parse().unwrap());

    let told = bob.directory.public_channel().await.unwrap();

    let moderators = vec![alice.device.person];
    assert_eq!(told, Some(PublicChannel { room: room(3), name: RoomName::public(), moderators }));
}

#[tokio::test]
async fn a_ban_and_each_refusal_come_through() {
    let network = Network::begin().await;
    let (alice, bob) = (network.member("alice").await, network.member("bob").await);
    network.records.name_moderator("alice".parse().unwrap());
    let is_banned = async || network.records.is_banned(&bob.device.person).await.unwrap();

    alice.directory.ban(&bob.device.person, true).await.unwrap();
    assert!(is_banned().await);
    let lifts = bob.directory.ban(&bob.device.person, false).await;
    let elsewhere = alice.directory.ban(&"eve@elsewhere.example".parse().unwrap(), true).await;
    alice.directory.ban(&bob.device.person, false).await.unwrap();

    assert!(!is_banned().await);
    assert!(matches!(lifts, Err(NotBanned::NotAllowed)));
    assert!(matches!(elsewhere, Err(NotBanned::NotAllowed)));
}
