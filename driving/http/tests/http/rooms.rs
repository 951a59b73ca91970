//! Rooms at a directory.

use std::sync::Arc;

use axum::{Router, body::Body, http::Request};
use causerie_http_api::DirectoryConfig;
use causerie_wire::{
    FoundRoom, LoggedRooms, MAX_ROOM_BODY_BYTES, OfferedRoomEntry, ROOM_CONTENT_TYPE, RoomEntries,
    RoomInfo,
};
use rstest::rstest;

use crate::support::{
    Asking, Reply, alice, ask, broken_directory, device, directory_over, enrol, get, put_bytes,
};

pub(crate) const ROOM: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const OTHER: &str = "ffffffffffffffffffffffffffffffff";

pub(crate) async fn directory_of(config: DirectoryConfig) -> Router {
    let directory = directory_over(&Arc::default(), config);
    for name in ["alice", "bob", "carol"] {
        enrol(&directory, name).await;
    }
    directory
}

pub(crate) fn of(name: &str) -> String {
    device(name).to_string()
}

pub(crate) fn found(room: &str, kind: u64) -> Request<Body> {
    let info = (kind == 1).then(|| vec![0]);
    put_bytes(&format!("/v1/rooms/{room}"), ROOM_CONTENT_TYPE, FoundRoom { kind, info }.encode())
}

pub(crate) fn letting_in(n: u8, names: &[&str]) -> OfferedRoomEntry {
    let lets_in = names.iter().map(|name| of(name)).collect();
    OfferedRoomEntry { commit: vec![n; 10], lets_in, ..OfferedRoomEntry::default() }
}

fn openly(entry: OfferedRoomEntry) -> OfferedRoomEntry {
    OfferedRoomEntry { info: Some(vec![9]), ..entry }
}

pub(crate) fn offer(room: &str, place: u64, entry: &OfferedRoomEntry) -> Request<Body> {
    put_bytes(&format!("/v1/rooms/{room}/entries/{place}"), ROOM_CONTENT_TYPE, entry.encode())
}

pub(crate) async fn log(directory: &Router, name: &str) -> Reply {
    ask(directory, get(&format!("/v1/rooms/{ROOM}/entries")).by(&of(name))).await
}

pub(crate) async fn outcome(directory: &Router, request: Request<Body>, name: &str) -> String {
    ask(directory, request.by(&of(name))).await.outcome()
}

#[tokio::test]
async fn a_room_is_founded_and_its_log_grows_one_entry_a_place() {
    let directory = directory_of(DirectoryConfig::default()).await;
    let (first, second) = (letting_in(1, &["bob"]), letting_in(2, &[]));

    for _ in 0..2 {
        assert_eq!(outcome(&directory, found(ROOM, 0), "alice").await, "204");
        assert_eq!(outcome(&directory, offer(ROOM, 1, &first), "alice").await, "204");
    }
    let taken = outcome(&directory, offer(ROOM, 1, &second), "bob").await;
    let ahead = outcome(&directory, offer(ROOM, 3, &second), "bob").await;
    let next = outcome(&directory, offer(ROOM, 2, &second), "bob").await;

    assert_eq!((&*taken, &*ahead, &*next), ("409 PLACE_TAKEN", "409 PLACE_AHEAD", "204"));
    let read = log(&directory, "alice").await;
    assert_eq!(read.headers["content-type"], ROOM_CONTENT_TYPE);
    let entries = RoomEntries::decode(&read.body).unwrap().entries;
    let told: Vec<_> = entries.iter().map(|it| (it.place, &*it.by, &*it.lets_in)).collect();
    let bobs = [of("bob")];
    assert_eq!(told, [(1, &*alice(), &bobs[..]), (2, &*of("bob"), &[])]);
    let rooms: LoggedRooms = ask(&directory, get("/v1/rooms").by(&of("bob"))).await.json();
    let theirs = &rooms.rooms[0];
    assert_eq!((&*theirs.room, &*theirs.kind, theirs.last), (ROOM, "private", 2));
    assert!(theirs.is_in && !theirs.is_keeper);
}

#[tokio::test]
async fn t51_an_entry_is_of_whoever_the_certificate_names_whatever_stands_in_it() {
    let directory = directory_of(DirectoryConfig::default()).await;
    assert_eq!(outcome(&directory, found(ROOM, 0), "alice").await, "204");
    let first = letting_in(1, &["bob"]);
    assert_eq!(outcome(&directory, offer(ROOM, 1, &first), "alice").await, "204");
    // As Bob, but with Alice's name wherever somebody might look for one.
    let mut body = letting_in(2, &["carol"]).encode();
    body[0] += 1;
    body.extend_from_slice(&[0x09, 0x78, u8::try_from(alice().len()).unwrap()]);
    body.extend_from_slice(alice().as_bytes());
    let path = format!("/v1/rooms/{ROOM}/entries/2?by={}", alice());
    let as_alice = |request: Request<Body>| request.with("x-forwarded-user", &alice());

    let by_bob = as_alice(put_bytes(&path, ROOM_CONTENT_TYPE, body.clone()));
    let refused = outcome(&directory, by_bob, "bob").await;
    let nobody = ask(&directory, as_alice(put_bytes(&path, ROOM_CONTENT_TYPE, body.clone()))).await;
    let foreign = put_bytes(&path, ROOM_CONTENT_TYPE, body.clone());
    let foreign = ask(&directory, foreign.by("d1.alice.peers.elsewhere.example")).await;

    assert_eq!(refused, "403 FORBIDDEN");
    assert_eq!(nobody.outcome(), "401 CREDENTIAL_REQUIRED");
    assert_eq!(foreign.outcome(), "401 CREDENTIAL_REQUIRED");
    // The same bytes are an entry of Alice's, if she brings them.
    let hers = put_bytes(&path, ROOM_CONTENT_TYPE, body);
    assert_eq!(outcome(&directory, hers, "alice").await, "204");
    let entries = RoomEntries::decode(&log(&directory, "carol").await.body).unwrap().entries;
    assert_eq!((entries.len(), &entries[0].by), (1, &alice()));
}

#[tokio::test]
async fn t48_a_private_room_looks_to_strangers_like_none_byte_for_byte() {
    let directory = directory_of(DirectoryConfig::default()).await;
    assert_eq!(outcome(&directory, found(ROOM, 0), "alice").await, "204");
    assert_eq!(outcome(&directory, offer(ROOM, 1, &letting_in(1, &[])), "alice").await, "204");

    for make in [
        (|room| get(&format!("/v1/rooms/{room}/entries"))) as fn(&str) -> Request<Body>,
        |room| get(&format!("/v1/rooms/{room}/entries?from=1&items=1&bytes=1")),
        |room| get(&format!("/v1/rooms/{room}/info")),
        |room| offer(room, 1, &letting_in(1, &[])),
        |room| offer(room, 2, &letting_in(2, &["carol"])),
        |room| offer(room, 9, &openly(letting_in(3, &["carol"]))),
    ] {
        let there = ask(&directory, make(ROOM).by(&of("carol"))).await;
        let none = ask(&directory, make(OTHER).by(&of("carol"))).await;

        assert_eq!(there.outcome(), "404 NO_SUCH_ROOM");
        assert_eq!(
            (there.status, there.headers, there.body),
            (none.status, none.headers, none.body)
        );
    }
}

#[tokio::test]
async fn into_a_public_room_everybody_comes_by_themselves_and_nobody_else() {
    let directory = directory_of(DirectoryConfig::default()).await;
    assert_eq!(outcome(&directory, found(ROOM, 1), "alice").await, "204");

    let read = ask(&directory, get(&format!("/v1/rooms/{ROOM}/info")).by(&of("bob"))).await;
    let another = openly(letting_in(1, &["carol"]));
    let another = outcome(&directory, offer(ROOM, 1, &another), "bob").await;
    let bare = outcome(&directory, offer(ROOM, 1, &letting_in(1, &["bob"])), "bob").await;
    let outside = log(&directory, "bob").await;
    let in_person = openly(letting_in(1, &["bob"]));
    let in_person = outcome(&directory, offer(ROOM, 1, &in_person), "bob").await;

    assert_eq!(RoomInfo::decode(&read.body).unwrap(), RoomInfo { last: 0, info: vec![0] });
    assert_eq!((&*another, &*bare), ("403 FORBIDDEN", "400 WRONG_INFO"));
    assert_eq!((&*outside.outcome(), &*in_person), ("403 FORBIDDEN", "204"));
    assert_eq!(log(&directory, "bob").await.outcome(), "200");
    let read = ask(&directory, get(&format!("/v1/rooms/{ROOM}/info")).by(&of("carol"))).await;
    assert_eq!(RoomInfo::decode(&read.body).unwrap(), RoomInfo { last: 1, info: vec![9] });
}

#[rstest]
#[case::no_cbor(put_bytes(&path(1), ROOM_CONTENT_TYPE, b"\xff".to_vec()), "400 BAD_REQUEST")]
#[case::no_commit(offer(ROOM, 1, &OfferedRoomEntry::default()), "400 BAD_REQUEST")]
#[case::a_large_commit(
    offer(ROOM, 1, &OfferedRoomEntry { commit: vec![0; (1 << 20) + 1], ..letting_in(1, &[]) }),
    "400 BAD_REQUEST"
)]
#[case::a_large_welcome(
    offer(ROOM, 1, &OfferedRoomEntry { welcome: Some(vec![0; (1 << 20) + 1]), ..letting_in(1, &["bob"]) }),
    "400 BAD_REQUEST"
)]
#[case::an_empty_welcome(
    offer(ROOM, 1, &OfferedRoomEntry { welcome: Some(vec![]), ..letting_in(1, &["bob"]) }),
    "400 BAD_REQUEST"
)]
#[case::a_welcome_for_nobody(
    offer(ROOM, 1, &OfferedRoomEntry { welcome: Some(vec![1]), ..letting_in(1, &[]) }),
    "400 WRONG_INFO"
)]
#[case::no_name(
    offer(ROOM, 1, &OfferedRoomEntry { lets_in: vec!["bob".to_owned()], ..letting_in(1, &[]) }),
    "400 BAD_REQUEST"
)]
#[case::in_and_gone(
    offer(ROOM, 1, &OfferedRoomEntry { lets_go: vec![of("bob")], ..letting_in(1, &["bob"]) }),
    "400 BAD_REQUEST"
)]
#[case::no_place(offer(ROOM, 0, &letting_in(1, &[])), "400 BAD_REQUEST")]
#[case::a_place_below(put_bytes(&format!("/v1/rooms/{ROOM}/entries/-1"), ROOM_CONTENT_TYPE, vec![]), "400 BAD_REQUEST")]
#[case::no_room(offer("ROOM", 1, &letting_in(1, &[])), "400 BAD_REQUEST")]
#[case::in_capitals(found(&ROOM.to_uppercase(), 0), "400 BAD_REQUEST")]
#[case::no_kind(found(ROOM, 7), "400 BAD_REQUEST")]
#[case::another_type(put_bytes(&path(1), "application/json", vec![]), "415 UNSUPPORTED_MEDIA_TYPE")]
#[case::too_large(
    put_bytes(&path(1), ROOM_CONTENT_TYPE, vec![0; MAX_ROOM_BODY_BYTES + 1]),
    "413 TOO_LARGE"
)]
#[case::behind_no_room(get("/v1/rooms?after=x"), "400 BAD_REQUEST")]
#[case::from_nowhere(get(&format!("/v1/rooms/{ROOM}/entries?from=-1")), "400 BAD_REQUEST")]
#[tokio::test]
async fn what_makes_no_sense_is_refused_and_changes_nothing(
    #[case] request: Request<Body>,
    #[case] refused: &str,
) {
    let directory = directory_of(DirectoryConfig::default()).await;
    assert_eq!(outcome(&directory, found(ROOM, 0), "alice").await, "204");

    assert_eq!(outcome(&directory, request, "alice").await, refused);

    let read = log(&directory, "alice").await;
    assert_eq!(RoomEntries::decode(&read.body).unwrap().entries, []);
}

fn path(place: u64) -> String {
    format!("/v1/rooms/{ROOM}/entries/{place}")
}

#[tokio::test]
async fn a_directory_that_cannot_keep_them_says_so_and_not_why() {
    let directory = broken_directory();

    let reply = ask(&directory, found(ROOM, 0).by(&alice())).await;

    assert_eq!(reply.outcome(), "503 UNAVAILABLE");
    assert!(reply.problem().retry);
    assert!(!String::from_utf8_lossy(&reply.body).contains(crate::support::FAULT));
}
