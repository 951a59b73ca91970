//! What changes a message in a room, changes it at all who are there.

use causerie_usecases::{
    CommandHandler,
    peer::{ChangeError, commands::LeaveRoom},
};

use crate::{
    given::{address, message_id, party::Party},
    scene::{here, room_of},
};

/// Alice, Bob and Carol, who have all heard Alice's message 1.
async fn scene() -> Vec<Party> {
    let (_world, parties) = room_of(&["alice", "bob", "carol"]).await;
    parties[0].says_here(1).await.unwrap();
    parties[0].is_heard_by(&[&parties[1], &parties[2]]).await;
    parties
}

#[tokio::test]
async fn an_edit_and_the_reactions_of_all_are_seen_by_all() {
    let parties = scene().await;
    let [alice, bob, carol] = &parties[..] else { panic!() };

    alice.edits(2, 1, "number one").await.unwrap();
    bob.reacts(3, ("alice", 1), Some("👍")).await.unwrap();
    carol.reacts(4, ("alice", 1), Some("🎉")).await.unwrap();
    carol.reacts(5, ("alice", 1), Some("❤")).await.unwrap();
    alice.is_heard_by(&[bob, carol]).await;
    bob.is_heard_by(&[alice, carol]).await;
    carol.is_heard_by(&[alice, bob]).await;

    for party in &parties {
        let entry = party.has("alice", 1).await;
        assert_eq!(party.text("alice", 1).await.as_deref(), Some("number one"));
        let reactions = entry.view.reactions.iter().map(|(who, it)| (who.clone(), it.as_str()));
        let expected = [(address("bob"), "👍"), (address("carol"), "❤")];
        assert_eq!(reactions.collect::<Vec<_>>(), expected, "{}", party.name);
    }
}

#[tokio::test]
async fn what_its_author_deletes_is_deleted_everywhere() {
    let parties = scene().await;
    let [alice, bob, carol] = &parties[..] else { panic!() };

    alice.deletes(2, 1).await.unwrap();
    alice.deletes(2, 1).await.unwrap();
    alice.is_heard_by(&[bob, carol]).await;

    for party in &parties {
        let entry = party.has("alice", 1).await;
        assert!(entry.view.deleted, "{}", party.name);
        assert_eq!(party.text("alice", 1).await, None);
    }
}

#[tokio::test]
async fn t38_nobody_edits_or_deletes_what_another_said_in_a_room() {
    let parties = scene().await;
    let bob = &parties[1];

    let outcomes = [bob.edits(2, 1, "by Bob").await, bob.deletes(3, 1).await];

    assert!(outcomes.iter().all(|it| matches!(it, Err(ChangeError::NoSuchMessage))));
    assert!(bob.has_for("alice").await.is_empty());
}

#[tokio::test]
async fn a_change_of_a_room_s_message_goes_nowhere_else() {
    let parties = scene().await;

    parties[1].reacts(2, ("alice", 1), Some("👍")).await.unwrap();

    let entry = parties[1].has("bob", 2).await;
    assert_eq!(entry.message.recipient.room(), Some(here()));
    assert_eq!(parties[1].depth().await, 2);
    assert_eq!(parties[1].has_for("alice").await.len(), 1);
}

#[tokio::test]
async fn whoever_has_left_changes_nothing_there_any_more() {
    let parties = scene().await;
    let bob = &parties[1];
    let (id, at, randomness) = (message_id(9), bob.clock.now(), bob.clock.randomness());
    let leaving = LeaveRoom { id, room: here(), at, trace: None, randomness };
    bob.peer.rooms.leave.handle(leaving).await.unwrap();

    let outcome = bob.reacts(2, ("alice", 1), Some("👍")).await;

    assert!(matches!(outcome, Err(ChangeError::NotInRoom)), "{outcome:?}");
}
