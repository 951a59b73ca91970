//! The public channel of a directory, where a device has lost it, or its operator has it begin anew.

use causerie_chat::{Conversation, RoomId};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{JoinPublicRoom, NotJoinedPublic, SendMessage},
        queries::{ReadConversation, ReadRoom},
    },
    ports::{Cursor, KnownRoom, PublicRooms, RoomBook, RoomStanding, RoomWishBook, Rooms},
};

use crate::{
    given::{
        address,
        devices::short,
        mail::Counter,
        party::Party,
        world::{World, world},
    },
    scene::{here, settle},
};

/// What the channel is once it began anew.
fn anew() -> RoomId {
    RoomId::from([9; 16])
}

/// These people, all of whom are in the public channel.
async fn all_in(names: &[&str]) -> (World, Vec<Party>) {
    let world = world();
    world.mail.is(Counter::Open);
    world.directory.inner.reserve(here()).await.unwrap();
    let mut parties = Vec::new();
    for name in names {
        let party = world.joins(name).await;
        party.comes_in().await.unwrap();
        parties.push(party);
    }
    settle(&parties).await;
    (world, parties)
}

impl Party {
    async fn comes_in(&self) -> Result<(), NotJoinedPublic> {
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        self.peer.rooms.join_public.handle(JoinPublicRoom { at, randomness }).await
    }

    async fn place_in(&self, room: RoomId) -> Option<RoomStanding> {
        self.store.room(room).await.unwrap().map(|kept| kept.known.standing)
    }

    async fn loses(&self, room: RoomId) {
        let known = self.store.room(room).await.unwrap().unwrap().known;
        let lost = KnownRoom { standing: RoomStanding::Lost, ..known };
        self.store.update(&lost, None, None).await.unwrap();
    }

    async fn says_to_all(&self, n: u16, room: RoomId) {
        let saying = self.saying(n, &self.name, &format!("number {n}"));
        let said = self.peer.send_message.handle(SendMessage { to: room.into(), ..saying }).await;
        said.unwrap();
    }

    async fn words_in(&self, room: RoomId) -> Vec<String> {
        let (with, after, at) = (Conversation::Room(room), Cursor(0), self.clock.now());
        let query = ReadConversation { with, after, limit: 1_000, at };
        let said = self.peer.read_conversation.handle(query).await.unwrap();
        let words = said.iter().filter_map(|it| it.view.text(&it.message));
        words.map(|text| text.as_str().to_owned()).collect()
    }

    async fn people_in(&self, room: RoomId) -> Vec<String> {
        let room = self.peer.rooms.read_room.handle(ReadRoom { room }).await.unwrap();
        room.members.iter().map(|it| short(&it.member.device)).collect()
    }
}

#[tokio::test]
async fn who_is_leaving_the_public_channel_comes_in_again_and_stays() {
    let (_world, all) = all_in(&["alice", "bob"]).await;
    all[1].says_to_all(1, here()).await;
    all[1].leaves_room().await.unwrap();
    assert_eq!(all[1].place_in(here()).await, Some(RoomStanding::Leaving));

    all[1].comes_in().await.unwrap();
    settle(&all).await;

    assert_eq!(all[1].place_in(here()).await, Some(RoomStanding::Member));
    all[1].says_to_all(2, here()).await;
    settle(&all).await;
    assert_eq!(all[0].words_in(here()).await, ["number 1", "number 2"]);
}

#[tokio::test]
async fn t29_who_has_lost_the_public_channel_comes_in_again_and_asks_nobody() {
    let (_world, all) = all_in(&["alice", "bob", "carol"]).await;
    all[1].loses(here()).await;

    all[1].minds_rooms().await;

    assert_eq!(all[1].place_in(here()).await, Some(RoomStanding::Member));
    assert!(all[1].store.wishes().await.unwrap().is_empty());
    settle(&all).await;
    all[2].says_to_all(1, here()).await;
    all[1].says_to_all(2, here()).await;
    settle(&all).await;
    for party in &all {
        let mut words = party.words_in(here()).await;
        words.sort();
        assert_eq!(words, ["number 1", "number 2"], "{}", party.name);
    }
}

#[tokio::test]
async fn when_the_channel_begins_anew_all_come_into_it_and_keep_what_was_said() {
    let (world, all) = all_in(&["alice", "bob", "carol"]).await;
    all[0].says_to_all(1, here()).await;
    settle(&all).await;

    world.directory.inner.reset_public(anew());
    settle(&all).await;
    all[0].says_to_all(2, anew()).await;
    settle(&all).await;

    for party in &all {
        assert_eq!(party.place_in(here()).await, Some(RoomStanding::Gone));
        assert_eq!(party.words_in(here()).await, ["number 1"]);
        assert_eq!(party.people_in(anew()).await, ["alice", "bob", "carol"]);
        assert_eq!(party.words_in(anew()).await, ["number 2"]);
    }
}

#[tokio::test]
async fn who_comes_in_by_themselves_leaves_the_one_that_was_ended() {
    let (world, all) = all_in(&["alice"]).await;
    world.directory.inner.reset_public(anew());

    all[0].comes_in().await.unwrap();

    assert_eq!(all[0].place_in(here()).await, Some(RoomStanding::Gone));
    assert_eq!(all[0].place_in(anew()).await, Some(RoomStanding::Member));
}

#[tokio::test]
async fn who_left_the_channel_is_not_in_it_when_it_begins_anew() {
    let (world, all) = all_in(&["alice", "bob"]).await;
    all[1].leaves_room().await.unwrap();

    world.directory.inner.reset_public(anew());
    settle(&all).await;

    assert_eq!(all[1].place_in(anew()).await, None);
    assert_eq!(all[0].people_in(anew()).await, ["alice"]);
}

#[tokio::test]
async fn who_is_banned_stays_so_when_it_begins_anew_and_does_not_ask_on() {
    let (world, all) = all_in(&["alice", "bob"]).await;
    let at = all[0].clock.now();
    PublicRooms::ban(&*world.directory.inner, &address("bob"), true, at).await.unwrap();

    all[1].loses(here()).await;
    all[1].minds_rooms().await;
    let lost = all[1].place_in(here()).await;
    world.directory.inner.reset_public(anew());
    settle(&all).await;

    assert_eq!(lost, Some(RoomStanding::Gone));
    assert_eq!(all[1].place_in(anew()).await, None);
    assert!(matches!(all[1].comes_in().await, Err(NotJoinedPublic::Banned)));
    assert_eq!(all[0].people_in(anew()).await, ["alice"]);
}
