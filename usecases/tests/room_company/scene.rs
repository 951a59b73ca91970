//! People who make rooms and come into them.

use causerie_chat::{Conversation, DeliveryState, MessageId, RoomId, RoomRole};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{
            AnswerInRooms, CreateRoom, FollowRooms, GiveRole, GoOnLeaving, InviteError,
            InviteToRoom, JoinError, JoinRoom, LeaveRoom, LeaveRoomError, RemoveFromRoom,
            RenewKeys, SendMessage, SendMessageError,
        },
        queries::{ReadConversation, ReadRoom},
        rooms::NotChanged,
    },
    ports::{Cursor, RoomBook, RoomNews, RoomStanding},
};

use crate::given::{
    address,
    devices::short,
    mail::Counter,
    message_id,
    party::Party,
    world::{World, world},
};

pub(crate) fn here() -> RoomId {
    RoomId::from([7; 16])
}

/// These people, none of whom knows any other, and Alice's room, in which nobody is but her.
pub(crate) async fn alices_room(names: &[&str]) -> (World, Vec<Party>) {
    let world = world();
    world.mail.is(Counter::Open);
    let mut parties = Vec::new();
    for name in names {
        parties.push(world.joins(name).await);
    }
    parties[0].makes_room().await;
    (world, parties)
}

/// The same, where Alice has taken all of them in.
pub(crate) async fn company(names: &[&str]) -> (World, Vec<Party>) {
    let (world, parties) = alices_room(names).await;
    for other in &parties[1..] {
        comes_in(&parties, &parties[0], other).await;
    }
    (world, parties)
}

/// The first of these makes a room and takes the others in.
pub(crate) async fn company_in(all: &[Party]) {
    all[0].makes_room().await;
    for other in &all[1..] {
        comes_in(all, &all[0], other).await;
    }
}

/// One invites another, who comes in.
pub(crate) async fn comes_in(all: &[Party], by: &Party, who: &Party) {
    by.invites(&who.name).await.unwrap();
    settle(all).await;
    who.joins(None).await.unwrap();
    settle(all).await;
    assert_eq!(who.place_here().await, Some(RoomStanding::Member));
}

/// Has everybody do what peers do by themselves, until there is nothing left to do.
pub(crate) async fn settle(all: &[Party]) {
    for _ in 0..4 {
        for party in all {
            party.delivers_to_all().await;
            party.fetches().await;
            party.minds_rooms().await;
            party.writes_receipts().await;
            party.delivers_to_all().await;
        }
    }
}

impl Party {
    async fn makes_room(&self) {
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        let made = CreateRoom { room: here(), name: "book club".parse().unwrap(), at, randomness };
        self.peer.rooms.create.handle(made).await.unwrap();
    }

    pub(crate) async fn invites(&self, who: &str) -> Result<MessageId, InviteError> {
        let id = self.clock.message();
        self.invites_as(id, who).await.map(|()| id)
    }

    pub(crate) async fn invites_as(&self, id: MessageId, who: &str) -> Result<(), InviteError> {
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        let (room, who) = (here(), address(who));
        let invite = InviteToRoom { id, room, who, at, trace: None, randomness };
        self.peer.rooms.invite.handle(invite).await
    }

    pub(crate) async fn joins(&self, by: Option<&str>) -> Result<(), JoinError> {
        let (id, by) = (self.clock.message(), by.map(address));
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        let join = JoinRoom { id, room: here(), by, at, trace: None, randomness };
        self.peer.rooms.join.handle(join).await
    }

    pub(crate) async fn leaves_room(&self) -> Result<(), LeaveRoomError> {
        let id = self.clock.message();
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        let leave = LeaveRoom { id, room: here(), at, trace: None, randomness };
        self.peer.rooms.leave.handle(leave).await
    }

    pub(crate) async fn lets_go(&self, who: &str) -> Result<(), NotChanged> {
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        let remove = RemoveFromRoom { room: here(), who: address(who), at, randomness };
        self.peer.rooms.change.handle(remove).await
    }

    pub(crate) async fn makes_of(&self, who: &str, role: RoomRole) -> Result<(), NotChanged> {
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        let give = GiveRole { room: here(), who: address(who), role, at, randomness };
        self.peer.rooms.change.handle(give).await
    }

    /// Follows all rooms, and answers what others ask for there.
    pub(crate) async fn minds_rooms(&self) {
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        self.peer.rooms.follow_all.handle(FollowRooms { at, randomness }).await.unwrap();
        self.answers().await;
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        self.peer.rooms.renew.handle(RenewKeys { at, randomness }).await.unwrap();
        self.goes_on_leaving().await;
    }

    /// Goes from the room, if it is leaving and nothing is to be waited for any more.
    pub(crate) async fn goes_on_leaving(&self) {
        let id = self.clock.message();
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        let go_on = GoOnLeaving { id, room: here(), at, randomness };
        self.peer.rooms.go_on_leaving.handle(go_on).await.unwrap();
    }

    /// Does what others ask for in rooms.
    pub(crate) async fn answers(&self) {
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        self.peer.rooms.answer.handle(AnswerInRooms { at, randomness }).await.unwrap();
    }

    pub(crate) async fn says_here(&self, n: u16) -> Result<(), SendMessageError> {
        let saying = self.saying(n, &self.name, &format!("number {n}"));
        self.peer.send_message.handle(SendMessage { to: here().into(), ..saying }).await
    }

    /// How far message `n` of this person has come with somebody.
    pub(crate) async fn reached_of(&self, n: u16, who: &str) -> DeliveryState {
        let reached = self.store.reached(message_id(n)).await.unwrap();
        reached.into_iter().find(|it| it.who == address(who)).unwrap().state
    }

    /// The words in the room, as they stand here.
    pub(crate) async fn words_here(&self) -> Vec<String> {
        let (with, after, at) = (Conversation::Room(here()), Cursor(0), self.clock.now());
        let query = ReadConversation { with, after, limit: 1_000, at };
        let said = self.peer.read_conversation.handle(query).await.unwrap();
        let words = said.iter().filter_map(|it| it.view.text(&it.message));
        words.map(|text| text.as_str().to_owned()).collect()
    }

    pub(crate) async fn place_here(&self) -> Option<RoomStanding> {
        self.store.room(here()).await.unwrap().map(|kept| kept.known.standing)
    }

    /// How often its keys have changed.
    pub(crate) async fn epoch(&self) -> u64 {
        self.peer.rooms.read_room.handle(ReadRoom { room: here() }).await.unwrap().epoch
    }

    /// Who is in the room, as this device has it.
    pub(crate) async fn company(&self) -> Vec<String> {
        let room = self.peer.rooms.read_room.handle(ReadRoom { room: here() }).await.unwrap();
        room.members.iter().map(|it| short(&it.member.device)).collect()
    }
}
