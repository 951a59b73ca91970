//! What moderators decide in the public channel.

use causerie_chat::{
    Body, Cause, EnvelopeId, Message, MessageRef, Moderated, Moderation, Removed, Timestamp, View,
};
use causerie_usecases::{
    CommandHandler,
    peer::commands::{Moderate, NotJoinedPublic, NotModerated},
    ports::{History, NotTaken, RoomStanding},
};

use crate::{
    house::{House, Member, ROOM, at, message_id},
    public::{all_in, house},
};

fn because(what: Moderated) -> Moderation {
    Moderation::new(what, "spam".parse().unwrap()).unwrap()
}

impl Member {
    pub(crate) async fn moderates(&self, n: u16, what: Moderated) -> Result<(), NotModerated> {
        let (id, decision) = (message_id(n), because(what));
        let randomness = self.dice.randomness();
        self.moderation.handle(Moderate { id, decision, at: at(9), trace: None, randomness }).await
    }

    pub(crate) fn message(&self, n: u16) -> MessageRef {
        MessageRef { id: message_id(n), author: self.device.person.clone() }
    }

    /// What became here of what somebody said.
    async fn view(&self, of: &MessageRef) -> View {
        self.store.message(&of.author, of.id).await.unwrap().unwrap().view
    }

    /// Brings all that waits here for another one; what of it was refused, and why.
    pub(crate) async fn brings(&self, other: &Self) -> Vec<Cause> {
        match other.hears(self, self.has_for(other).await).await {
            Ok(()) => Vec::new(),
            Err(NotTaken::Refused(refused)) => refused.into_iter().map(|(_, why)| why).collect(),
            Err(failed) => panic!("{failed}"),
        }
    }

    /// Brings a decision that this device sealed without asking anybody; why it was refused, if it was.
    async fn decides_alone(&self, n: u16, what: Moderated, other: &Self) -> Vec<Cause> {
        let message = Message {
            id: message_id(n),
            author: self.device.person.clone(),
            recipient: causerie_chat::RoomId::from(ROOM).into(),
            sent_at: at(9),
            body: Body::Moderation(Box::new(because(what))),
            reply_to: None,
            expires_at: None,
        };
        let id = EnvelopeId::of(message.id, &other.device);
        let forged = self.forges(&message, other, id).await;
        match other.hears(self, vec![forged]).await {
            Ok(()) => Vec::new(),
            Err(NotTaken::Refused(refused)) => refused.into_iter().map(|(_, why)| why).collect(),
            Err(failed) => panic!("{failed}"),
        }
    }
}

/// Alice, who moderates, bob and carol in the public channel.
pub(crate) async fn three() -> (House, [Member; 3]) {
    let house = house().await;
    let members = all_in(&house, &["alice", "bob", "carol"]).await;
    let Ok(three) = members.try_into() else { panic!("three came in") };
    (house, three)
}

#[tokio::test]
async fn a_moderator_removes_a_message_for_all_who_see_who_and_why() {
    let (_house, [alice, bob, carol]) = three().await;
    bob.says(message_id(1), "buy this").await.unwrap();
    bob.brings(&alice).await;
    bob.brings(&carol).await;

    alice.moderates(2, Moderated::Remove(bob.message(1))).await.unwrap();
    alice.moderates(2, Moderated::Remove(bob.message(1))).await.unwrap();
    for other in [&bob, &carol] {
        assert_eq!(alice.brings(other).await, []);
    }

    let by = alice.device.person.clone();
    let removed = Some(Removed { by, reason: "spam".parse().unwrap() });
    for member in [&alice, &bob, &carol] {
        let expected = View { deleted: true, removed: removed.clone(), ..View::default() };
        assert_eq!(member.view(&bob.message(1)).await, expected);
        let kept = member.store.message(&bob.device.person, message_id(1)).await.unwrap();
        assert_eq!(kept.unwrap().message.body, Body::Wiped);
    }
}

#[tokio::test]
async fn t37_what_comes_behind_its_removal_is_kept_without_words() {
    let (_house, [alice, bob, carol]) = three().await;
    bob.says(message_id(1), "buy this").await.unwrap();
    bob.brings(&alice).await;
    alice.moderates(2, Moderated::Remove(bob.message(1))).await.unwrap();

    assert_eq!(alice.brings(&carol).await, []);
    assert_eq!(bob.brings(&carol).await, []);

    assert!(carol.view(&bob.message(1)).await.removed.is_some());
    assert!(carol.words().await.is_empty());
}

#[tokio::test]
async fn t02_who_does_not_moderate_decides_nothing() {
    let (_house, [alice, bob, carol]) = three().await;
    carol.says(message_id(1), "here I am").await.unwrap();
    for other in [&alice, &bob] {
        assert_eq!(carol.brings(other).await, []);
    }
    let what = || Moderated::Remove(carol.message(1));

    let asked = bob.moderates(2, what()).await;
    let forged = bob.decides_alone(3, what(), &alice).await;
    // The directory was asked about him just now: he may have been named since, so that it comes again.
    let again = bob.decides_alone(4, what(), &alice).await;

    assert!(matches!(asked, Err(NotModerated::NotAModerator)));
    assert_eq!((forged, again), (vec![Cause::NOT_CHANGEABLE], vec![Cause::CANNOT_OPEN]));
    assert_eq!(alice.view(&carol.message(1)).await, View::default());
    assert_eq!(alice.words().await, ["here I am"]);
}

#[tokio::test]
async fn t02_in_a_room_of_somebodys_nobody_decides_anything() {
    let house = House::default();
    house.directory.name_moderator("alice".parse().unwrap());
    let members = house.room(&["alice", "bob"]).await;
    let [alice, bob] = &members[..] else { panic!("two are in it") };
    bob.says(message_id(1), "here I am").await.unwrap();
    bob.brings(alice).await;

    let what = Moderated::Remove(bob.message(1));
    let refused = alice.decides_alone(2, what, bob).await;

    assert_eq!(refused, [Cause::NOT_CHANGEABLE]);
    assert_eq!(bob.words().await, ["here I am"]);
}

#[tokio::test]
async fn who_is_banned_is_let_go_and_not_let_in_and_all_see_why() {
    let (_house, [alice, bob, carol]) = three().await;

    alice.moderates(1, Moderated::Ban(carol.device.person.clone())).await.unwrap();
    for other in [&bob, &carol] {
        assert_eq!(alice.brings(other).await, []);
        other.follows().await.unwrap();
    }

    assert_eq!(bob.people().await, ["alice", "bob"]);
    assert_eq!(carol.known().await.standing, RoomStanding::Gone);
    assert!(matches!(carol.joins().await, Err(NotJoinedPublic::Banned)));
    alice.moderates(2, Moderated::Lift(carol.device.person.clone())).await.unwrap();
    carol.joins().await.unwrap();
    // She was not there when that was lifted.
    carol.says(message_id(3), "I am back").await.unwrap();
    let said = bob.store.message(&alice.device.person, message_id(1)).await.unwrap().unwrap();
    let Body::Moderation(decision) = said.message.body else { panic!("a decision") };
    assert_eq!(decision.reason().as_str(), "spam");
}

#[tokio::test]
async fn a_moderator_is_not_banned() {
    let (house, [alice, bob, _carol]) = three().await;
    house.directory.name_moderator("bob".parse().unwrap());

    let refused = alice.moderates(1, Moderated::Ban(bob.device.person.clone())).await;

    assert!(matches!(refused, Err(NotModerated::OfAModerator)));
    assert!(alice.has_for(&bob).await.is_empty());
}

#[tokio::test]
async fn t54_who_talks_without_end_is_heard_as_fast_as_they_may_and_nothing_is_lost() {
    let (_house, [_alice, bob, carol]) = three().await;
    for n in 1..=23 {
        bob.says(message_id(n), &format!("{n}")).await.unwrap();
    }
    let all = bob.has_for(&carol).await;

    let refused = bob.brings(&carol).await;
    assert_eq!(carol.words().await.len(), 20);
    let later = Timestamp::from_millis(9_500 + 9_000);
    let rest = carol.hears_at(bob.device.clone(), all, later).await;

    assert_eq!(refused, [Cause::CANNOT_OPEN, Cause::CANNOT_OPEN, Cause::CANNOT_OPEN]);
    assert!(rest.is_ok());
    assert_eq!(carol.words().await.len(), 23);
}
