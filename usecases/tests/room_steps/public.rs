//! The public channel: who comes in, and who goes.

use causerie_chat::{
    RoomChange, RoomCharter, RoomEntry, RoomId, RoomKind, RoomName, RoomPlace, RoomRefusal,
};
use causerie_usecases::{
    CommandHandler,
    peer::{
        commands::{JoinPublicRoom, NotJoinedPublic},
        rooms::NotChanged,
    },
    ports::{GroupChange, Groups, PublicDesk, PublicRooms, RoomDesk, RoomStanding},
};
use futures_util::future::join_all;

use crate::{
    desk::Line,
    house::{House, Member, ROOM, at, device, message_id},
};

/// A house whose directory has a public channel, which Alice moderates.
pub(crate) async fn house() -> House {
    let house = House::default();
    house.directory.reserve(ROOM.into()).await.unwrap();
    house.directory.name_moderator("alice".parse().unwrap());
    house
}

impl Member {
    pub(crate) async fn joins(&self) -> Result<(), NotJoinedPublic> {
        let randomness = self.dice.randomness();
        self.joins.handle(JoinPublicRoom { at: at(3), randomness }).await
    }

    pub(crate) async fn people(&self) -> Vec<String> {
        let members = self.group().await.members().unwrap();
        let mut people: Vec<_> =
            members.iter().map(|it| it.device.person.username.to_string()).collect();
        people.sort();
        people
    }
}

/// These, all of whom came in, in that order.
pub(crate) async fn all_in(house: &House, names: &[&str]) -> Vec<Member> {
    let mut members = Vec::new();
    for name in names {
        let member = house.moves_in(name).await;
        member.joins().await.unwrap();
        members.push(member);
    }
    for member in &members {
        member.follows().await.unwrap();
    }
    members
}

/// All are in one room, and hear each other.
async fn hear_each_other(members: &[Member], first: u16) {
    for (n, speaker) in (first..).zip(members) {
        speaker.says(message_id(n), &format!("hello {n}")).await.unwrap();
        for other in members.iter().filter(|other| other.device != speaker.device) {
            let envelopes = speaker.has_for(other).await;
            let last = envelopes.last().unwrap().clone();
            other.hears(speaker, vec![last]).await.unwrap();
            assert!(other.words().await.contains(&format!("hello {n}")));
        }
    }
}

#[tokio::test]
async fn whoever_comes_first_founds_it_and_all_others_come_in() {
    let house = house().await;

    let members = all_in(&house, &["bob", "alice", "carol"]).await;

    for member in &members {
        assert_eq!(member.people().await, ["alice", "bob", "carol"]);
        let known = member.known().await;
        assert_eq!((known.kind, known.name), (RoomKind::Public, RoomName::public()));
    }
    assert!(members[0].group().await.charter().unwrap().is_unowned());
    hear_each_other(&members, 1).await;
}

#[tokio::test]
async fn who_is_in_it_does_not_come_in_again() {
    let house = house().await;
    let members = all_in(&house, &["alice", "bob"]).await;

    for member in &members {
        member.joins().await.unwrap();
    }

    assert_eq!(house.entries().await, 1);
}

#[tokio::test]
async fn t27_of_those_who_come_at_once_one_founds_it_and_all_get_in() {
    let house = house().await;
    let mut members = Vec::new();
    for (n, name) in ["alice", "bob", "carol", "dave"].into_iter().enumerate() {
        let member = house.moves_in(name).await;
        member.desk.pauses.store(n % 2, std::sync::atomic::Ordering::SeqCst);
        members.push(member);
    }

    for joined in join_all(members.iter().map(Member::joins)).await {
        joined.unwrap();
    }

    for member in &members {
        member.follows().await.unwrap();
        assert_eq!(member.people().await, ["alice", "bob", "carol", "dave"]);
    }
    assert_eq!(house.entries().await, 3);
    hear_each_other(&members, 1).await;
}

#[tokio::test]
async fn a_device_that_comes_in_twice_at_once_is_in_it_once() {
    let house = house().await;
    let members = all_in(&house, &["alice"]).await;
    let bob = house.moves_in("bob").await;
    bob.desk.pauses.store(3, std::sync::atomic::Ordering::SeqCst);

    for joined in join_all([bob.joins(), bob.joins()]).await {
        joined.unwrap();
    }

    assert_eq!(house.entries().await, 1);
    members[0].follows().await.unwrap();
    hear_each_other(&[members.into_iter().next().unwrap(), bob], 1).await;
}

#[tokio::test]
async fn t28_who_does_not_hear_that_it_came_in_takes_its_place_again() {
    let house = house().await;
    let mut members = all_in(&house, &["alice"]).await;
    let bob = house.moves_in("bob").await;
    bob.desk.is(Line::Deaf);

    let unheard = bob.joins().await;
    bob.desk.is(Line::Clear);
    bob.joins().await.unwrap();

    assert!(matches!(unheard, Err(NotJoinedPublic::DirectoryUnreachable(_))));
    members[0].follows().await.unwrap();
    assert_eq!(members[0].people().await, ["alice", "bob"]);
    members.push(bob);
    hear_each_other(&members, 1).await;
}

#[tokio::test]
async fn t28_who_does_not_hear_that_it_founded_it_comes_into_it() {
    let house = house().await;
    let alice = house.moves_in("alice").await;
    alice.desk.is(Line::Deaf);

    let unheard = alice.joins().await;
    alice.desk.is(Line::Clear);
    alice.joins().await.unwrap();

    assert!(matches!(unheard, Err(NotJoinedPublic::DirectoryUnreachable(_))));
    let bob = house.moves_in("bob").await;
    bob.joins().await.unwrap();
    alice.follows().await.unwrap();
    hear_each_other(&[alice, bob], 1).await;
}

#[tokio::test]
async fn who_was_removed_by_a_moderator_reads_no_more_and_may_come_again() {
    let house = house().await;
    let members = all_in(&house, &["bob", "alice", "carol"]).await;
    let [bob, alice, carol] = &members[..] else { panic!("three came in") };

    alice.removes("carol").await.unwrap();
    for member in [bob, carol] {
        member.follows().await.unwrap();
    }

    assert_eq!(bob.people().await, ["alice", "bob"]);
    assert_eq!(carol.known().await.standing, RoomStanding::Gone);
    bob.says(message_id(90), "without her").await.unwrap();
    assert!(bob.has_for(carol).await.is_empty());
    carol.joins().await.unwrap();
    for member in [bob, alice] {
        member.follows().await.unwrap();
    }
    hear_each_other(&members, 1).await;
    assert!(!carol.words().await.contains(&"without her".to_owned()));
}

#[tokio::test]
async fn who_is_banned_does_not_come_in_again_until_that_is_lifted() {
    let house = house().await;
    let members = all_in(&house, &["bob", "alice"]).await;
    let [bob, alice] = &members[..] else { panic!("two came in") };

    alice.desk.ban(&bob.device.person, true).await.unwrap();
    alice.removes("bob").await.unwrap();
    bob.follows().await.unwrap();
    let banned = bob.joins().await;
    alice.desk.ban(&bob.device.person, false).await.unwrap();

    assert!(matches!(banned, Err(NotJoinedPublic::Banned)));
    bob.joins().await.unwrap();
}

#[tokio::test]
async fn t02_who_does_not_moderate_lets_nobody_go() {
    let house = house().await;
    let members = all_in(&house, &["bob", "alice", "carol"]).await;
    let bob = &members[0];

    let refused = bob.removes("carol").await;

    assert!(matches!(refused, Err(NotChanged::Refused(RoomRefusal::NotAllowed))));
    for member in &members {
        member.follows().await.unwrap();
        assert_eq!(member.people().await, ["alice", "bob", "carol"]);
    }
    hear_each_other(&members, 1).await;
}

#[tokio::test]
async fn t02_whom_the_directory_was_not_told_of_stays() {
    let house = house().await;
    let members = all_in(&house, &["bob", "alice", "carol"]).await;
    let [bob, _, carol] = &members[..] else { panic!("three came in") };
    let remove = vec![carol.device.clone()];
    let change = GroupChange { remove, ..GroupChange::default() };
    let prepared = bob.group().await.prepare(&change, bob.dice.fresh()).unwrap();

    // His program keeps to no rules: he tells the directory of new keys and the members of a removal.
    let entry = RoomEntry {
        commit: prepared.commit.try_into().unwrap(),
        change: RoomChange::default(),
        info: Some(prepared.info.unwrap().try_into().unwrap()),
        welcome: None,
    };
    bob.desk.append(ROOM.into(), RoomPlace(3), &entry).await.unwrap();

    // He himself has a room that nobody else is in.
    for member in &members[1..] {
        member.follows().await.unwrap();
        assert_eq!(member.people().await, ["alice", "bob", "carol"]);
    }
    hear_each_other(&members[1..], 1).await;
}

#[tokio::test]
async fn t02_a_room_that_somebody_owns_is_not_the_public_channel() {
    let house = house().await;
    let (mallory, bob) = (house.moves_in("mallory").await, house.moves_in("bob").await);
    let host = device("mallory").person.domain;
    let (kind, name) = (RoomKind::Public, RoomName::public());
    let owned = RoomCharter::new(kind, host, name, mallory.own.account_key);
    let group = mallory.mls.create(RoomId::from(ROOM), &owned, mallory.dice.fresh()).unwrap();
    let info = group.info(mallory.dice.fresh()).unwrap().try_into().unwrap();
    mallory.desk.found(ROOM.into(), kind, Some(&info)).await.unwrap();

    let refused = bob.joins().await;

    assert!(matches!(refused, Err(NotJoinedPublic::NotTheChannel)), "{refused:?}");
    let known = causerie_usecases::ports::RoomBook::room(&*bob.store, ROOM.into()).await;
    assert!(known.unwrap().is_none());
    assert!(bob.says(message_id(1), "to whom?").await.is_err());
}

#[tokio::test]
async fn a_directory_of_before_has_none() {
    let house = House::default();
    let bob = house.moves_in("bob").await;

    assert!(matches!(bob.joins().await, Err(NotJoinedPublic::NoPublicChannel)));
}
