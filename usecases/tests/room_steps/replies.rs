//! What answers something that was said in a room.

use causerie_chat::{Address, MessageRef, RoomId};
use causerie_usecases::{
    peer::commands::{SendMessage, SendMessageError},
    ports::History,
};
use rstest::rstest;

use crate::house::{House, Member, ROOM, message_id};

/// Alice, Bob and Carol, who said message 1 in their room, and everybody heard it.
async fn scene() -> Vec<Member> {
    let members = House::default().room(&["alice", "bob", "carol"]).await;
    members[2].says(message_id(1), "who was here?").await.unwrap();
    for other in &members[..2] {
        other.hears(&members[2], members[2].has_for(other).await).await.unwrap();
    }
    members
}

fn of(n: u16, author: &Member) -> MessageRef {
    MessageRef { id: message_id(n), author: author.device.person.clone() }
}

#[tokio::test]
async fn a_reply_in_a_room_is_to_what_any_member_said_there() {
    let members = scene().await;
    let carols = of(1, &members[2]);
    let reply =
        SendMessage { reply_to: Some(carols.clone()), ..members[0].saying(message_id(2), "I was") };

    members[0].sends(reply).await.unwrap();
    let sent = members[0].has_for(&members[1]).await;
    members[1].hears(&members[0], sent).await.unwrap();

    let alice = &members[0].device.person;
    let heard = members[1].store.message(alice, message_id(2)).await.unwrap().unwrap();
    assert_eq!(heard.message.reply_to, Some(carols));
}

#[rstest]
#[case::to_what_is_not_here_in_the_room(9, None)]
#[case::to_a_room_s_message_between_two(1, Some("carol@example.org"))]
#[tokio::test]
async fn a_reply_elsewhere_is_refused(#[case] n: u16, #[case] to: Option<&str>) {
    let members = scene().await;
    let to = to.map(|to| to.parse::<Address>().unwrap().into());
    let reply = SendMessage {
        to: to.unwrap_or(RoomId::from(ROOM).into()),
        reply_to: Some(of(n, &members[2])),
        ..members[0].saying(message_id(2), "I was")
    };

    let outcome = members[0].sends(reply).await;

    assert!(matches!(outcome, Err(SendMessageError::ReplyElsewhere)), "{outcome:?}");
    let alice = &members[0].device.person;
    assert!(members[0].store.message(alice, message_id(2)).await.unwrap().is_none());
}

#[tokio::test]
async fn nothing_is_said_in_a_room_that_is_not_known() {
    let members = House::default().room(&["alice"]).await;
    let to = RoomId::from([8; 16]).into();

    let outcome =
        members[0].sends(SendMessage { to, ..members[0].saying(message_id(1), "hello?") }).await;

    assert!(matches!(outcome, Err(SendMessageError::NoSuchRoom)));
}
