use causerie_chat::RoomId;

use super::*;

fn waiting(recipient: causerie_chat::Conversation) -> Entry {
    let message = Message {
        id: "0191d5f2-7c4a-7abc-8def-0123456789ab".parse().unwrap(),
        author: me(),
        recipient,
        sent_at: Timestamp::from_millis(1),
        body: causerie_chat::Body::Text("hi".parse().unwrap()),
        reply_to: None,
        expires_at: None,
    };
    let (changed_at, state) = (Timestamp::from_millis(1), DeliveryState::Queued);
    Entry { cursor: Cursor(1), message, changed_at, state, view: View::default() }
}

fn me() -> Address {
    "alice@example.org".parse().unwrap()
}

#[test]
fn what_waits_for_a_person_is_queued_again_and_what_waits_for_a_room_is_not() {
    let to_bob = waiting("bob@example.org".parse().unwrap());
    let in_room = waiting(RoomId::from([1; 16]).into());

    assert!(is_waiting(&to_bob, &me()));
    assert!(!is_waiting(&in_room, &me()));
}
