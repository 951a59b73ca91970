//! What a person's own programs can do in the public channel.

use axum::{Router, body::Body, http::Request};
use causerie_chat::RoomId;
use causerie_usecases::ports::PublicRooms;
use causerie_wire::{EnteredPublic, RoomDetails, Rooms};

use crate::support::{Asking, BobsPeer, DOMAIN, Reply, ask, get, post_json};

const ID: &str = "0f8c2e5a9b1d4c7fa3e6b2d8c5f19a70";

#[tokio::test]
async fn whoever_comes_into_the_public_channel_first_founds_it_and_is_in_it_once() {
    let router = bob().await.1;

    let entered: EnteredPublic = enter(&router).await.json();
    let again: EnteredPublic = enter(&router).await.json();

    assert_eq!([entered.room, again.room], [ID, ID]);
    let rooms: Rooms = own(&router, get("/v1/rooms")).await.json();
    assert_eq!(rooms.rooms.len(), 1);
    let room: RoomDetails = own(&router, get(&format!("/v1/rooms/{ID}"))).await.json();
    assert_eq!((&*room.room.room.name, &*room.room.room.kind), ("public", "public"));
    assert_eq!((&*room.room.room.host, &*room.room.standing), (DOMAIN, "member"));
    assert_eq!((room.epoch, &*room.members[0].role), (0, "member"));
}

#[tokio::test]
async fn a_directory_of_before_has_no_public_channel() {
    let router = BobsPeer::new().await.for_bob();

    let refused = enter(&router).await;

    assert_eq!(refused.outcome(), "404 NO_PUBLIC_CHANNEL");
    assert!(own(&router, get("/v1/rooms")).await.json::<Rooms>().rooms.is_empty());
}

/// Bob, whose directory has a public channel.
async fn bob() -> (BobsPeer, Router) {
    let peer = BobsPeer::new().await;
    let room: RoomId = ID.parse().unwrap();
    peer.directory.reserve(room).await.unwrap();
    let router = peer.for_bob();
    (peer, router)
}

async fn enter(router: &Router) -> Reply {
    own(router, post_json("/v1/public", &())).await
}

async fn own(router: &Router, request: Request<Body>) -> Reply {
    ask(router, request.own()).await
}
