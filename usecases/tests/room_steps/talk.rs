//! What is said in a room, and who hears it.

use causerie_chat::{Cause, EnvelopeId, MessageId};
use causerie_usecases::{
    peer::commands::SendMessageError,
    ports::{NotTaken, Unopened},
};
use futures_util::join;
use rstest::rstest;

use crate::{
    desk::Line,
    house::{House, Member, message_id},
};

pub(crate) fn refused(outcome: Result<(), NotTaken>) -> Vec<(EnvelopeId, Cause)> {
    match outcome {
        Err(NotTaken::Refused(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

/// What brings a message to somebody.
pub(crate) fn envelope_of(message: MessageId, to: &Member) -> EnvelopeId {
    EnvelopeId::of(message, &to.device)
}

async fn turns(member: &Member) {
    member.rotates(member.group().await.epoch()).await.unwrap();
}

#[tokio::test]
async fn what_is_said_is_sealed_once_and_heard_by_each_member_once() {
    let house = House::default();
    let members = house.room(&["alice", "bob", "carol"]).await;

    members[0].says(message_id(1), "hello").await.unwrap();
    members[0].says(message_id(1), "hello").await.unwrap();

    let (for_bob, for_carol) =
        (members[0].has_for(&members[1]).await, members[0].has_for(&members[2]).await);
    assert_eq!((for_bob.len(), for_carol.len()), (1, 1));
    assert_eq!(for_bob[0].sealed, for_carol[0].sealed);
    for (member, sent) in [(&members[1], for_bob), (&members[2], for_carol)] {
        member.hears(&members[0], sent.clone()).await.unwrap();
        member.hears(&members[0], sent).await.unwrap();
        assert_eq!(member.words().await, ["hello"]);
    }
    assert_eq!(members[0].words().await, ["hello"]);
}

#[tokio::test]
async fn what_is_said_again_after_a_restart_is_in_no_ones_way() {
    let house = House::default();
    let mut members = house.room(&["alice", "bob"]).await;
    members[0].says(message_id(1), "hello").await.unwrap();

    members[0].restarts();
    members[0].says(message_id(1), "hello").await.unwrap();
    members[0].says(message_id(2), "and more").await.unwrap();

    assert_eq!(members[0].has_for(&members[1]).await.len(), 2);
}

#[tokio::test]
async fn another_text_under_the_same_id_is_refused() {
    let house = House::default();
    let members = house.room(&["alice", "bob"]).await;
    members[0].says(message_id(1), "hello").await.unwrap();

    let other = members[0].says(message_id(1), "good bye").await;

    assert!(matches!(other, Err(SendMessageError::IdInUse)));
    assert_eq!(members[0].has_for(&members[1]).await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn what_was_heard_is_not_heard_again_after_a_restart(#[values(1, 300)] texts: u16) {
    let house = House::default();
    let mut members = house.room(&["alice", "bob"]).await;
    for n in 0..texts {
        members[0].says(message_id(n), &format!("number {n}")).await.unwrap();
    }
    let sent = members[0].has_for(&members[1]).await;
    members[1].hears(&members[0], sent.clone()).await.unwrap();

    members[1].restarts();
    members[1].hears(&members[0], sent).await.unwrap();
    members[0].restarts();
    members[0].says(message_id(999), "after that").await.unwrap();
    let after = members[0].has_for(&members[1]).await.split_off(texts.into());
    members[1].hears(&members[0], after).await.unwrap();

    let words = members[1].words().await;
    assert_eq!(words.len(), usize::from(texts) + 1);
    assert_eq!(words.last().unwrap(), "after that");
}

#[tokio::test]
async fn what_comes_by_two_ways_at_once_is_heard_once_and_refused_by_neither() {
    let house = House::default();
    let mut members = house.room(&["alice", "bob"]).await;
    members[0].says(message_id(1), "hello").await.unwrap();
    let sent = members[0].has_for(&members[1]).await;

    // Whoever comes first has to read the room, and the other one waits for that.
    members[1].restarts();
    let [alice, bob] = &members[..] else { panic!() };
    let (one, other) = join!(bob.hears(alice, sent.clone()), bob.hears(alice, sent));

    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    assert_eq!(bob.words().await, ["hello"]);
    assert!(bob.store.unopened().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_was_sealed_in_an_epoch_to_come_is_heard_after_the_log_was_read() {
    let house = House::default();
    let members = house.room(&["alice", "bob"]).await;
    turns(&members[0]).await;
    members[0].says(message_id(1), "in the next epoch").await.unwrap();

    let sent = members[0].has_for(&members[1]).await;
    members[1].hears(&members[0], sent).await.unwrap();

    assert_eq!(members[1].words().await, ["in the next epoch"]);
}

#[tokio::test]
async fn what_cannot_be_heard_now_is_heard_when_it_comes_again() {
    let house = House::default();
    let members = house.room(&["alice", "bob"]).await;
    turns(&members[0]).await;
    members[0].says(message_id(1), "in the next epoch").await.unwrap();
    let sent = members[0].has_for(&members[1]).await;

    members[1].desk.is(Line::Cut);
    let outcome = refused(members[1].hears(&members[0], sent.clone()).await);
    members[1].desk.is(Line::Clear);
    members[1].hears(&members[0], sent).await.unwrap();

    assert_eq!(outcome, [(envelope_of(message_id(1), &members[1]), Cause::PEER_UNAVAILABLE)]);
    assert_eq!(members[1].words().await, ["in the next epoch"]);
}

#[tokio::test]
async fn whoever_is_gone_says_nothing_any_more() {
    let house = House::default();
    let members = house.room(&["alice", "bob", "carol"]).await;
    members[0].removes("carol").await.unwrap();
    members[2].says(message_id(1), "before I know").await.unwrap();
    let sent = members[2].has_for(&members[1]).await;
    members[1].follows().await.unwrap();

    let heard = members[1].hears(&members[2], sent).await;
    members[2].follows().await.unwrap();
    let said = members[2].says(message_id(2), "after that").await;

    // Though it was sealed in an epoch that is still read.
    assert_eq!(refused(heard)[0].1, Cause::CANNOT_OPEN);
    assert!(matches!(said, Err(SendMessageError::NotInRoom)));
    members[0].says(message_id(3), "without carol").await.unwrap();
    assert!(members[0].has_for(&members[2]).await.is_empty());
}
