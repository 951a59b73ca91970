//! What a person's own programs can do with rooms.

use axum::{Router, body::Body, http::Request};
use causerie_chat::{RoomId, RoomInvitation, RoomKind, Timestamp};
use causerie_usecases::ports::{KnownRoom, RoomBook, RoomStanding, RoomWish, RoomWishes, Rooms};
use causerie_wire::{
    ConversationPage, CreateRoom, CreatedRoom, GiveRole, InviteToRoom, JoinRoom, RenameRoom,
    RoomDetails, RoomPerson, Rooms as AllRooms,
};
use rstest::rstest;

use crate::support::{
    Asking, BobsPeer, DOMAIN, Reply, ask, delete, device, get, post_json, put_json,
};

const ID: &str = "0f8c2e5a9b1d4c7fa3e6b2d8c5f19a70";
const BOB: &str = "bob@chat.example.org";

#[tokio::test]
async fn a_room_is_made_under_an_id_of_its_own_and_whoever_made_it_owns_it() {
    let router = BobsPeer::new().await.for_bob();
    let named = CreateRoom { name: "book club".to_owned(), id: None };

    let made: CreatedRoom = own(&router, post_json("/v1/rooms", &named)).await.json();
    let another: CreatedRoom = own(&router, post_json("/v1/rooms", &named)).await.json();

    assert_ne!(made, another);
    let all: AllRooms = own(&router, get("/v1/rooms")).await.json();
    let told: Vec<_> = all.rooms.iter().map(|it| (&*it.room.id, &*it.standing)).collect();
    assert_eq!(told, [(&*made.id, "member"), (&*another.id, "member")]);
    let room = details(&router, &made.id).await;
    assert_eq!((&*room.room.room.name, &*room.room.room.kind), ("book club", "private"));
    assert_eq!((&*room.room.room.host, room.epoch), (DOMAIN, 0));
    let devices = vec!["d1".to_owned()];
    let bob = RoomPerson { address: BOB.to_owned(), role: "owner".to_owned(), devices };
    assert_eq!(room.members, [bob]);
}

#[tokio::test]
async fn the_same_room_twice_is_one_room() {
    let router = BobsPeer::new().await.for_bob();

    for _ in 0..2 {
        let made: CreatedRoom = create(&router, "book club").await.json();
        assert_eq!(made.id, ID);
    }

    assert_eq!(own(&router, get("/v1/rooms")).await.json::<AllRooms>().rooms.len(), 1);
}

#[tokio::test]
async fn a_room_is_renamed_once_and_its_keys_are_changed_each_time() {
    let router = bob().await.1;
    let chess = RenameRoom { name: "chess".to_owned() };

    for _ in 0..2 {
        assert_eq!(put(&router, "name", &chess).await, "204");
    }
    let renamed = details(&router, ID).await;
    for _ in 0..2 {
        assert_eq!(own(&router, post_json(&path("rotate"), &())).await.outcome(), "204");
    }

    assert_eq!((&*renamed.room.room.name, renamed.epoch), ("chess", 1));
    assert_eq!(details(&router, ID).await.epoch, 3);
    let all: AllRooms = own(&router, get("/v1/rooms")).await.json();
    assert_eq!(all.rooms[0].room.name, "chess");
}

#[rstest]
#[case::no_name("")]
#[case::blanks_around("book club ")]
#[case::a_control("book\u{1b}[2Jclub")]
#[case::longer_than_64_bytes(&"é".repeat(33))]
#[tokio::test]
async fn what_is_no_name_of_a_room_is_refused(#[case] name: &str) {
    let router = bob().await.1;
    let named = RenameRoom { name: name.to_owned() };

    assert_eq!(create(&router, name).await.outcome(), "400 BAD_REQUEST");
    assert_eq!(put(&router, "name", &named).await, "400 BAD_REQUEST");
    assert_eq!(details(&router, ID).await.room.room.name, "book club");
}

#[rstest]
#[case::in_capitals("0F8C2E5A9B1D4C7FA3E6B2D8C5F19A70", "400 BAD_REQUEST")]
#[case::short("0f8c2e5a", "400 BAD_REQUEST")]
#[case::another("0f8c2e5a9b1d4c7fa3e6b2d8c5f19a71", "404 NO_SUCH_ROOM")]
#[tokio::test]
async fn a_room_that_is_not_here_is_a_problem_wherever_it_is_named(
    #[case] id: &str,
    #[case] outcome: &str,
) {
    let router = bob().await.1;
    let chess = RenameRoom { name: "chess".to_owned() };
    let admin = GiveRole { role: "admin".to_owned() };
    let at = |what: &str| format!("/v1/rooms/{id}{what}");

    for request in [
        get(&at("")),
        get(&at("/why")),
        put_json(&at("/name"), &chess),
        put_json(&at("/members/alice/role"), &admin),
        delete(&at("/members/alice")),
        post_json(&at("/invitations"), &invite("alice")),
        post_json(&at("/leave"), &()),
        post_json(&at("/rotate"), &()),
    ] {
        let asked = format!("{} {}", request.method(), request.uri());
        assert_eq!(own(&router, request).await.outcome(), outcome, "{asked}");
    }
}

#[rstest]
#[case::of_the_only_owner("bob", "member", "409 LAST_OWNER")]
#[case::of_the_only_owner("bob@chat.example.org", "admin", "409 LAST_OWNER")]
#[case::that_they_have("bob", "owner", "204")]
#[case::of_nobody_there("alice", "admin", "404 NOT_A_MEMBER")]
#[case::that_there_is_not("bob", "king", "400 BAD_REQUEST")]
#[case::of_no_name("Bob!", "admin", "400 BAD_REQUEST")]
#[tokio::test]
async fn a_role_is_given_to_members_and_one_stays_owner(
    #[case] who: &str,
    #[case] role: &str,
    #[case] outcome: &str,
) {
    let router = bob().await.1;

    let role = GiveRole { role: role.to_owned() };
    let given = put(&router, &format!("members/{who}/role"), &role).await;

    assert_eq!(given, outcome);
    let room = details(&router, ID).await;
    assert_eq!((&*room.members[0].role, room.epoch), ("owner", 0));
}

#[rstest]
#[case::nobody_there("alice", "204")]
#[case::oneself("bob", "400 BAD_REQUEST")]
#[case::no_name("Alice!", "400 BAD_REQUEST")]
#[tokio::test]
async fn others_are_removed_and_oneself_is_not(#[case] who: &str, #[case] outcome: &str) {
    let router = bob().await.1;

    let removed = own(&router, delete(&path(&format!("members/{who}")))).await;

    assert_eq!(removed.outcome(), outcome);
    assert_eq!(details(&router, ID).await.members.len(), 1);
}

#[rstest]
#[case(RoomStanding::Gone, "gone", "409 NOT_IN_ROOM")]
#[case(RoomStanding::Leaving, "leaving", "409 NOT_IN_ROOM")]
#[case(RoomStanding::Left, "gone", "409 NOT_IN_ROOM")]
#[case(RoomStanding::Lost, "lost", "409 ROOM_LOST")]
#[case(RoomStanding::Forked, "forked", "409 ROOM_LOST")]
#[tokio::test]
async fn who_is_not_in_a_room_changes_nothing_of_it(
    #[case] standing: RoomStanding,
    #[case] name: &str,
    #[case] outcome: &str,
) {
    let (peer, _) = bob().await;
    let known = peer.store.room(room()).await.unwrap().unwrap().known;
    peer.store.update(&KnownRoom { standing, ..known }, None, None).await.unwrap();
    let router = peer.restarted().await.for_bob();

    let renamed = put(&router, "name", &RenameRoom { name: "chess".to_owned() }).await;

    assert_eq!(renamed, outcome);
    assert_eq!(details(&router, ID).await.room.standing, name);
}

#[rstest]
#[case::a_contact_or_not("alice", "204")]
#[case::oneself("bob", "409 ALREADY_IN_ROOM")]
#[case::nobody("carol", "404 USER_NOT_FOUND")]
#[case::of_another_directory("alice@elsewhere.org", "400 UNKNOWN_DOMAIN")]
#[case::no_name("Alice!", "400 BAD_REQUEST")]
#[tokio::test]
async fn somebody_is_invited_by_a_message(#[case] who: &str, #[case] outcome: &str) {
    let router = bob().await.1;

    let invited = own(&router, post_json(&path("invitations"), &invite(who))).await;

    assert_eq!(invited.outcome(), outcome);
    let all: ConversationPage = own(&router, get("/v1/conversations/alice")).await.json();
    let told = all.messages.iter().map(|it| (it.kind, it.room.clone().unwrap()));
    let told: Vec<_> = told.map(|(kind, it)| (kind, it.event, it.room, it.name)).collect();
    let invited = ("invited".to_owned(), ID.to_owned(), Some("book club".to_owned()));
    let expected = (10, invited.0, invited.1, invited.2);
    assert_eq!(told, if outcome == "204" { vec![expected] } else { Vec::new() });
}

#[rstest]
#[case::by_nobody(None, "409 NOT_INVITED")]
#[case::by_somebody(Some("alice"), "409 NOT_INVITED")]
#[case::by_no_name(Some("Alice!"), "400 BAD_REQUEST")]
#[tokio::test]
async fn who_was_not_invited_asks_nobody(#[case] by: Option<&str>, #[case] outcome: &str) {
    let router = BobsPeer::new().await.for_bob();
    let join = JoinRoom { by: by.map(str::to_owned) };

    assert_eq!(own(&router, post_json(&path("join"), &join)).await.outcome(), outcome);
    assert!(own(&router, get("/v1/rooms")).await.json::<AllRooms>().wishes.is_empty());
}

#[tokio::test]
async fn who_is_in_a_room_asks_nobody_and_leaves_it_once() {
    let router = bob().await.1;

    let asked = own(&router, post_json(&path("join"), &JoinRoom::default())).await;
    let left = own(&router, post_json(&path("leave"), &())).await;
    let again = own(&router, post_json(&path("leave"), &())).await;

    assert_eq!([asked.outcome(), left.outcome(), again.outcome()], ["204", "204", "204"]);
    assert_eq!(details(&router, ID).await.room.standing, "gone");
}

#[tokio::test]
async fn what_was_wished_for_is_told_without_its_secret() {
    let (peer, router) = bob().await;
    let (host, name) = (DOMAIN.parse().unwrap(), "chess".parse().unwrap());
    let (room, kind) = (RoomId::from([9; 16]), RoomKind::Private);
    let wish = RoomWish {
        invitation: RoomInvitation { room, kind, host, name, epoch: 3 },
        of: device("alice").person,
        secret: b"secret-marker".to_vec().into(),
        at: Timestamp::from_millis(7_000),
    };
    peer.store.wish(&wish).await.unwrap();

    let reply = own(&router, get("/v1/rooms")).await;

    let all: AllRooms = reply.json();
    let told = &all.wishes[0];
    assert_eq!((&*told.room.id, &*told.room.name), (&*"09".repeat(16), "chess"));
    assert_eq!((&*told.of, told.at), ("alice@chat.example.org", 7_000));
    assert!(!String::from_utf8_lossy(&reply.body).contains("secret"));
}

fn room() -> RoomId {
    ID.parse().unwrap()
}

fn invite(who: &str) -> InviteToRoom {
    InviteToRoom { who: who.to_owned() }
}

fn path(what: &str) -> String {
    format!("/v1/rooms/{ID}/{what}")
}

/// Bob, who made a room.
async fn bob() -> (BobsPeer, Router) {
    let peer = BobsPeer::new().await;
    let router = peer.for_bob();
    assert_eq!(create(&router, "book club").await.outcome(), "200");
    (peer, router)
}

async fn create(router: &Router, name: &str) -> Reply {
    let named = CreateRoom { name: name.to_owned(), id: Some(ID.to_owned()) };
    own(router, post_json("/v1/rooms", &named)).await
}

async fn details(router: &Router, id: &str) -> RoomDetails {
    own(router, get(&format!("/v1/rooms/{id}"))).await.json()
}

async fn put(router: &Router, what: &str, body: &impl serde::Serialize) -> String {
    own(router, put_json(&path(what), body)).await.outcome()
}

async fn own(router: &Router, request: Request<Body>) -> Reply {
    ask(router, request.own()).await
}
