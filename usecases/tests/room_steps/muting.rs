//! Who is muted in the public channel, and what they are told.

use causerie_chat::{Address, Cause, DeliveryState, Moderated, Timestamp};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{LeaveRoom, LeaveRoomError, NotModerated, SendMessage, SendMessageError},
        queries::{MutedHere, ReadMute, ReadMuteHandler},
        rooms::NotSaidInRoom,
    },
    ports::{History, Outbox, Outcome, RoomStanding},
};

use crate::{
    house::{Member, ROOM, at, message_id},
    moderation::three,
};

impl Member {
    /// Whether a moderator has this person not heard at that moment, as far as is known here.
    async fn mute(&self, at: Timestamp) -> Option<MutedHere> {
        let me = self.device.person.clone();
        let (book, mutes, history) = (self.store.clone(), self.store.clone(), self.store.clone());
        ReadMuteHandler { me, book, mutes, history }.handle(ReadMute { at }).await.unwrap()
    }

    async fn leaves(&self, n: u16) -> Result<(), LeaveRoomError> {
        let (id, room) = (message_id(n), ROOM.into());
        let randomness = self.dice.randomness();
        self.leaving.handle(LeaveRoom { id, room, at: at(9), trace: None, randomness }).await
    }

    /// Hears what became of the first things that wait here for another one.
    async fn settles(&self, other: &Self, refused: &[Cause]) {
        let waiting = self.has_for(other).await;
        let outcomes = waiting
            .iter()
            .zip(refused)
            .map(|(envelope, cause)| (envelope.id, Outcome::of_refusal(cause.clone())));
        self.store.settle(&other.device, outcomes.collect(), at(9)).await.unwrap();
    }
}

#[tokio::test]
async fn who_is_muted_is_not_heard_until_it_is_over_or_lifted() {
    let (_house, [alice, bob, carol]) = three().await;
    let who = bob.device.person.clone();
    alice.moderates(1, Moderated::Mute { who: who.clone(), until: at(20) }).await.unwrap();
    assert_eq!(alice.brings(&carol).await, []);

    bob.says(message_id(2), "during").await.unwrap();
    let during = bob.has_for(&carol).await;
    let refused = bob.brings(&carol).await;
    let after = carol.hears_at(bob.device.clone(), during, at(20)).await;
    alice.moderates(3, Moderated::Lift(who)).await.unwrap();
    let last = alice.has_for(&carol).await.last().unwrap().clone();
    carol.hears(&alice, vec![last]).await.unwrap();
    bob.says(message_id(4), "lifted").await.unwrap();
    let lifted = bob.has_for(&carol).await.last().unwrap().clone();

    assert_eq!(refused, [Cause::MUTED]);
    assert!(after.is_ok());
    assert!(carol.hears(&bob, vec![lifted]).await.is_ok());
    assert_eq!(carol.words().await, ["during", "lifted"]);
}

#[tokio::test]
async fn who_is_muted_is_refused_here_until_it_is_over_and_told_why() {
    let (_house, [alice, bob, _carol]) = three().await;
    let who = bob.device.person.clone();
    bob.says(message_id(1), "before").await.unwrap();
    alice.moderates(2, Moderated::Mute { who, until: at(20) }).await.unwrap();
    alice.brings(&bob).await;

    let refused = bob.says(message_id(3), "during").await;
    let again = bob.says(message_id(1), "before").await;
    let edited = bob.sends(SendMessage { at: at(20), ..bob.saying(message_id(4), "after") }).await;

    assert!(matches!(refused, Err(SendMessageError::Muted(until)) if until == at(20)));
    assert!(again.is_ok() && edited.is_ok());
    assert_eq!(bob.words().await, ["before", "after"]);
    let told = bob.mute(at(19)).await.unwrap();
    assert_eq!((told.mute.until, told.mute.decision), (at(20), alice.message(2)));
    assert_eq!(told.reason.unwrap().as_str(), "spam");
    assert_eq!(bob.mute(at(20)).await, None);
    assert_eq!(alice.mute(at(19)).await, None);
}

#[tokio::test]
async fn what_was_said_before_one_heard_of_it_fails_and_is_not_lost_silently() {
    let (_house, [alice, bob, carol]) = three().await;
    let who = bob.device.person.clone();
    alice.moderates(1, Moderated::Mute { who, until: at(20) }).await.unwrap();
    alice.brings(&carol).await;

    bob.says(message_id(2), "during").await.unwrap();
    for other in [&alice, &carol] {
        let refused = bob.brings(other).await;
        bob.settles(other, &refused).await;
    }

    let said = bob.store.message(&bob.device.person, message_id(2)).await.unwrap().unwrap();
    assert_eq!(said.state, DeliveryState::Failed(Cause::MUTED));
    assert!(bob.has_for(&carol).await.is_empty());
}

#[tokio::test]
async fn who_is_muted_may_leave_all_the_same() {
    let (_house, [alice, bob, carol]) = three().await;
    let who = bob.device.person.clone();
    alice.moderates(1, Moderated::Mute { who, until: at(20) }).await.unwrap();
    for other in [&bob, &carol] {
        alice.brings(other).await;
    }

    bob.leaves(2).await.unwrap();

    assert_eq!(bob.known().await.standing, RoomStanding::Left);
    assert_eq!(bob.brings(&carol).await, []);
}

#[tokio::test]
async fn a_mute_that_is_repeated_ends_when_it_was_to_end_first() {
    let (_house, [alice, bob, _carol]) = three().await;
    let mute = |until| Moderated::Mute { who: bob.device.person.clone(), until };
    alice.moderates(1, mute(at(20))).await.unwrap();

    alice.moderates(1, mute(at(25))).await.unwrap();
    let other = alice.moderates(1, Moderated::Ban(bob.device.person.clone())).await;

    alice.brings(&bob).await;
    assert_eq!(bob.mute(at(9)).await.unwrap().mute.until, at(20));
    assert!(matches!(other, Err(NotModerated::NotSaid(NotSaidInRoom::IdInUse))));
}

#[tokio::test]
async fn nobody_is_muted_whom_nobody_knows() {
    let (_house, [alice, _bob, _carol]) = three().await;
    let who: Address = "bbo@example.org".parse().unwrap();

    let muted = alice.moderates(1, Moderated::Mute { who: who.clone(), until: at(20) }).await;
    let banned = alice.moderates(2, Moderated::Ban(who)).await;

    assert!(matches!(muted, Err(NotModerated::UnknownPerson)));
    assert!(matches!(banned, Err(NotModerated::UnknownPerson)));
}
