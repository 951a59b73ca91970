//! The public channel of a directory.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{Method, Request},
};
use causerie_chat::RoomId;
use causerie_http_api::DirectoryConfig;
use causerie_memory::MemoryDirectory;
use causerie_usecases::ports::PublicRooms;
use causerie_wire::{FoundRoom, OfferedRoomEntry, PublicChannel, ROOM_CONTENT_TYPE};
use rstest::rstest;

use crate::support::{Asking, ask, device, directory_over, enrol, get, put_bytes};

/// A directory of Alice, who moderates, Bob and Carol, with the id of its public channel.
async fn directory() -> (Router, String) {
    let store = Arc::new(MemoryDirectory::default());
    let room = RoomId::from([3; 16]);
    store.reserve(room).await.unwrap();
    store.name_moderator("alice".parse().unwrap());
    let directory = directory_over(&store, DirectoryConfig::default());
    for name in ["alice", "bob", "carol"] {
        enrol(&directory, name).await;
    }
    (directory, room.to_string())
}

async fn outcome(directory: &Router, request: Request<Body>, name: &str) -> String {
    ask(directory, request.by(&device(name).to_string())).await.outcome()
}

fn found(room: &str, kind: u64) -> Request<Body> {
    let info = (kind == 1).then(|| vec![0]);
    put_bytes(&format!("/v1/rooms/{room}"), ROOM_CONTENT_TYPE, FoundRoom { kind, info }.encode())
}

fn offer(room: &str, place: u64, lets_in: &[&str], lets_go: &[&str]) -> Request<Body> {
    let all = |names: &[&str]| names.iter().map(|name| device(name).to_string()).collect();
    let entry = OfferedRoomEntry {
        commit: vec![u8::try_from(place).unwrap()],
        lets_in: all(lets_in),
        lets_go: all(lets_go),
        info: Some(vec![9]),
        ..OfferedRoomEntry::default()
    };
    let path = format!("/v1/rooms/{room}/entries/{place}");
    put_bytes(&path, ROOM_CONTENT_TYPE, entry.encode())
}

fn ban(method: Method, username: &str) -> Request<Body> {
    let uri = format!("/v1/public/bans/{username}");
    Request::builder().method(method).uri(uri).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn everybody_on_record_is_told_which_room_it_is_and_who_moderates_it() {
    let (directory, room) = directory().await;

    let told = ask(&directory, get("/v1/public").by(&device("bob").to_string())).await;
    let stranger = ask(&directory, get("/v1/public")).await;

    let (name, moderators) = ("public".to_owned(), vec!["alice".to_owned()]);
    assert_eq!(told.json::<PublicChannel>(), PublicChannel { room, name, moderators });
    assert_eq!(stranger.outcome(), "401 CREDENTIAL_REQUIRED");
}

#[tokio::test]
async fn a_directory_that_never_kept_an_id_has_none() {
    let directory = directory_over(&Arc::default(), DirectoryConfig::default());
    enrol(&directory, "bob").await;

    assert_eq!(outcome(&directory, get("/v1/public"), "bob").await, "404 NO_SUCH_ROOM");
}

#[tokio::test]
async fn whoever_comes_first_founds_it_and_only_as_a_public_room() {
    let (directory, room) = directory().await;

    assert_eq!(outcome(&directory, found(&room, 0), "carol").await, "400 WRONG_INFO");
    assert_eq!(outcome(&directory, found(&room, 1), "bob").await, "204");
    assert_eq!(outcome(&directory, found(&room, 1), "carol").await, "409 ID_IN_USE");
}

#[tokio::test]
async fn t51_moderators_let_people_go_and_whoever_founded_it_does_not() {
    let (directory, room) = directory().await;
    assert_eq!(outcome(&directory, found(&room, 1), "bob").await, "204");
    assert_eq!(outcome(&directory, offer(&room, 1, &["alice"], &[]), "alice").await, "204");
    assert_eq!(outcome(&directory, offer(&room, 2, &["carol"], &[]), "carol").await, "204");

    let by_founder = outcome(&directory, offer(&room, 3, &[], &["carol"]), "bob").await;
    let by_moderator = outcome(&directory, offer(&room, 3, &[], &["carol"]), "alice").await;

    assert_eq!((&*by_founder, &*by_moderator), ("403 FORBIDDEN", "204"));
}

#[tokio::test]
async fn who_is_banned_does_not_come_in_until_that_is_lifted() {
    let (directory, room) = directory().await;
    assert_eq!(outcome(&directory, found(&room, 1), "alice").await, "204");

    assert_eq!(outcome(&directory, ban(Method::PUT, "bob"), "alice").await, "204");
    let by_himself = outcome(&directory, offer(&room, 1, &["bob"], &[]), "bob").await;
    let by_a_keeper = outcome(&directory, offer(&room, 1, &["bob"], &[]), "alice").await;
    let another = outcome(&directory, offer(&room, 1, &["carol"], &[]), "carol").await;
    assert_eq!(outcome(&directory, ban(Method::DELETE, "bob"), "alice").await, "204");
    let later = outcome(&directory, offer(&room, 2, &["bob"], &[]), "bob").await;

    assert_eq!((&*by_himself, &*by_a_keeper), ("403 FORBIDDEN", "403 FORBIDDEN"));
    assert_eq!((&*another, &*later), ("204", "204"));
}

#[rstest]
#[case::by_nobody_who_moderates("bob", "carol", "403 FORBIDDEN")]
#[case::oneself("bob", "bob", "403 FORBIDDEN")]
#[case::a_moderator("alice", "alice", "403 FORBIDDEN")]
#[case::a_moderator_by_nobody("bob", "alice", "403 FORBIDDEN")]
#[case::no_name("alice", "Bob", "400 BAD_REQUEST")]
#[case::somebody_unknown("alice", "nobody", "204")]
#[tokio::test]
async fn t51_only_moderators_ban_and_nobody_bans_them(
    #[case] by: &str,
    #[case] whom: &str,
    #[case] said: &str,
) {
    let (directory, _) = directory().await;

    assert_eq!(outcome(&directory, ban(Method::PUT, whom), by).await, said);
}
