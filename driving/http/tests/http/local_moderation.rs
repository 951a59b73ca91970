//! What a person's own programs can do to look after the public channel.

use axum::{Router, body::Body, http::Request};
use causerie_usecases::ports::PublicRooms;
use causerie_wire::{
    ConversationPage, Heard, MessageRef, MessageReport, Moderate, Moderation, Reasons, SendMessage,
};
use rstest::rstest;

use crate::support::{Asking, BobsPeer, Reply, ask, get, post_json, put_json};

const ROOM: &str = "0f8c2e5a9b1d4c7fa3e6b2d8c5f19a70";
const MESSAGE: &str = "/v1/messages/0191d5f2-7c4a-7abc-8def-012345678901";
const ID: &str = "0191d5f2-7c4a-7abc-8def-012345678901";
const HOUR: u64 = 3_600_000;

/// Bob, who moderates the public channel, if he does, and is in it.
async fn bob(moderates: bool) -> (BobsPeer, Router) {
    let peer = BobsPeer::new().await;
    peer.directory.reserve(ROOM.parse().unwrap()).await.unwrap();
    if moderates {
        peer.directory.name_moderator("bob".parse().unwrap());
    }
    let router = peer.for_bob();
    assert_eq!(own(&router, post_json("/v1/public", &())).await.outcome(), "200");
    (peer, router)
}

async fn own(router: &Router, request: Request<Body>) -> Reply {
    ask(router, request.own()).await
}

async fn says(router: &Router) -> Reply {
    let to = format!("#{ROOM}");
    let said = SendMessage { to, text: "buy this".to_owned(), ..SendMessage::default() };
    own(router, put_json(MESSAGE, &said)).await
}

async fn decides(router: &Router, wanted: &Moderate) -> Reply {
    own(router, post_json("/v1/public/moderation", wanted)).await
}

fn wanted(what: &str) -> Moderate {
    Moderate { what: what.to_owned(), reason: "spam".to_owned(), ..Moderate::default() }
}

fn about(what: &str, who: &str) -> Moderate {
    Moderate { who: Some(who.to_owned()), ..wanted(what) }
}

fn removal(id: &str) -> Moderate {
    let message = MessageRef { id: id.to_owned(), from: "bob".to_owned() };
    Moderate { message: Some(message), ..wanted("remove") }
}

#[tokio::test]
async fn a_moderator_removes_a_message_and_all_is_told_of_it() {
    let (_peer, router) = bob(true).await;
    says(&router).await;

    let decided = decides(&router, &removal(ID)).await;

    assert_eq!(decided.outcome(), "200");
    let decided: Moderation = decided.json();
    assert_eq!(decided.room, ROOM);
    let removed = own(&router, get(MESSAGE)).await.json::<MessageReport>().message;
    assert!(removed.deleted && removed.text.is_none());
    let why = removed.removed.unwrap();
    assert_eq!((why.by.as_str(), why.reason.as_str()), ("bob@chat.example.org", "spam"));
    let page = own(&router, get(&format!("/v1/conversations/%23{ROOM}"))).await;
    let last = page.json::<ConversationPage>().messages.pop().unwrap();
    assert_eq!((last.id, last.kind, last.target.unwrap().id), (decided.id, 13, ID.to_owned()));
    let told = last.moderation.unwrap();
    assert_eq!((told.what.as_str(), told.who.as_str()), ("remove", "bob@chat.example.org"));
}

#[rstest]
#[case(Moderate { for_ms: Some(HOUR), ..about("mute", "alice") }, "mute", true)]
#[case(about("ban", "alice@chat.example.org"), "ban", false)]
#[case(about("lift", "alice"), "lift", false)]
#[tokio::test]
async fn what_is_decided_about_somebody_stands_in_the_channel(
    #[case] wanted: Moderate,
    #[case] what: &str,
    #[case] ends: bool,
) {
    let (_peer, router) = bob(true).await;
    let wanted = Moderate { id: Some(ID.to_owned()), ..wanted };

    let decided = decides(&router, &wanted).await.outcome();
    let again = decides(&router, &wanted).await.outcome();

    assert_eq!([decided, again], ["200", "200"]);
    let said = own(&router, get(MESSAGE)).await.json::<MessageReport>().message;
    let told = said.moderation.unwrap();
    assert_eq!((told.what.as_str(), told.who.as_str()), (what, "alice@chat.example.org"));
    assert_eq!(told.reason, "spam");
    assert_eq!(told.until.map(|until| until - said.sent_at), ends.then_some(HOUR));
}

#[rstest]
#[case::nothing(wanted("praise"), "400 BAD_REQUEST")]
#[case::nobody(wanted("ban"), "400 BAD_REQUEST")]
#[case::no_message(wanted("remove"), "400 BAD_REQUEST")]
#[case::no_end(about("mute", "alice"), "400 BAD_REQUEST")]
#[case::two_ends(
    Moderate { for_ms: Some(HOUR), until: Some(u64::MAX), ..about("mute", "alice") },
    "400 BAD_REQUEST"
)]
#[case::an_end_before(Moderate { until: Some(1), ..about("mute", "alice") }, "400 BAD_REQUEST")]
#[case::for_ever(Moderate { for_ms: Some(u64::MAX), ..about("mute", "alice") }, "400 BAD_REQUEST")]
#[case::no_reason(Moderate { reason: String::new(), ..about("ban", "alice") }, "400 BAD_REQUEST")]
#[case::a_long_reason(
    Moderate { reason: "r".repeat(1_001), ..about("ban", "alice") },
    "400 BAD_REQUEST"
)]
#[case::no_id(Moderate { id: Some("1".to_owned()), ..about("ban", "alice") }, "400 BAD_REQUEST")]
#[case::somebody_elsewhere(about("ban", "alice@elsewhere.org"), "400 UNKNOWN_DOMAIN")]
#[case::whom_nobody_knows(about("ban", "alcie"), "404 USER_NOT_FOUND")]
#[case::what_is_not_there(removal("0191d5f2-7c4a-7abc-8def-012345678909"), "404 NOT_FOUND")]
#[case::a_moderator(about("ban", "bob"), "403 NOT_ENTITLED")]
#[tokio::test]
async fn what_cannot_be_decided_is_refused(#[case] wanted: Moderate, #[case] outcome: &str) {
    let (_peer, router) = bob(true).await;
    says(&router).await;

    assert_eq!(decides(&router, &wanted).await.outcome(), outcome);

    let page = own(&router, get(&format!("/v1/conversations/%23{ROOM}"))).await;
    assert_eq!(page.json::<ConversationPage>().messages.len(), 1);
}

#[tokio::test]
async fn t02_who_does_not_moderate_decides_nothing() {
    let (_peer, router) = bob(false).await;
    says(&router).await;

    for wanted in [removal(ID), about("ban", "alice"), about("lift", "alice")] {
        assert_eq!(decides(&router, &wanted).await.outcome(), "403 NOT_ENTITLED");
    }
    let said = own(&router, get(MESSAGE)).await.json::<MessageReport>().message;
    assert_eq!(said.text.as_deref(), Some("buy this"));
}

#[tokio::test]
async fn who_is_not_in_the_channel_comes_into_it_first() {
    let peer = BobsPeer::new().await;
    peer.directory.reserve(ROOM.parse().unwrap()).await.unwrap();
    peer.directory.name_moderator("bob".parse().unwrap());

    let refused = decides(&peer.for_bob(), &about("ban", "alice")).await;

    assert_eq!(refused.outcome(), "409 NOT_IN_ROOM");
}

#[tokio::test]
async fn who_is_muted_is_refused_and_told_until_when_and_why() {
    let (_peer, router) = bob(true).await;
    let before: Heard = own(&router, get("/v1/public/moderation")).await.json();
    let mute = Moderate { for_ms: Some(HOUR), ..about("mute", "bob") };
    assert_eq!(decides(&router, &mute).await.outcome(), "200");

    let refused = says(&router).await;

    assert!(before.mute.is_none());
    assert_eq!(refused.outcome(), "403 MUTED");
    let wait: u64 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((3_590..=3_600).contains(&wait), "{wait}");
    let told: Heard = own(&router, get("/v1/public/moderation")).await.json();
    let told = told.mute.unwrap();
    assert_eq!((told.room.as_str(), told.by.as_str()), (ROOM, "bob@chat.example.org"));
    assert_eq!((told.until, told.reason.as_deref()), (Some(told.since + HOUR), Some("spam")));
    let why = own(&router, get(&format!("/v1/rooms/{ROOM}/why"))).await.json::<Reasons>();
    let why = why.reasons.iter().find(|it| it.about == "room").unwrap();
    assert_eq!(why.cause, "MUTED");
    assert_eq!((why.since, why.next), (told.since, told.until));
}
