//! People in a room, with peers as they run.

use std::sync::Arc;

use causerie_chat::{
    Conversation, EnvelopeId, Path, RoomChange, RoomEntry, RoomId, RoomRole, SealedInRoom,
};
use causerie_memory::MemoryRoomDesk;
use causerie_mls::MlsDevice;
use causerie_session::RustCrypto;
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{CreateRoom, FollowRoom, HearInRooms, SendMessage, SendMessageError},
        queries::ReadConversation,
    },
    ports::{
        Cursor, Entry, Fresh, GroupChange, Groups, History, Invitations, KnownRoom, NotTaken,
        Outbox, Outcome, Outgoing, Pending, Reached, RoomBook, RoomDesk, RoomNews, RoomStanding,
        Rooms,
    },
};

use crate::given::{
    device, message_id,
    party::Party,
    secrets,
    world::{World, world, world_of_strangers},
};

/// Where they talk.
pub(crate) fn here() -> RoomId {
    RoomId::from([7; 16])
}

/// These, the first of whom made the room, and all of whom are in it; none knows any other.
pub(crate) async fn room_of(names: &[&str]) -> (World, Vec<Party>) {
    room_in(world(), names).await
}

/// The same, where nobody is answered whom nobody accepted.
pub(crate) async fn room_of_strangers(names: &[&str]) -> (World, Vec<Party>) {
    room_in(world_of_strangers(), names).await
}

async fn room_in(world: World, names: &[&str]) -> (World, Vec<Party>) {
    let mut parties = Vec::new();
    for name in names {
        parties.push(world.joins(name).await);
    }
    let (at, randomness) = (world.clock.now(), world.clock.randomness());
    let made = CreateRoom { room: here(), name: "book club".parse().unwrap(), at, randomness };
    parties[0].peer.rooms.create.handle(made).await.unwrap();
    for other in 1..parties.len() {
        takes_in(&world, &parties[0], &parties[other]).await;
    }
    let founder = world.restarts(parties.remove(0));
    parties.insert(0, founder);
    for party in &parties {
        party.follows().await;
    }
    (world, parties)
}

pub(crate) fn mls(name: &str) -> MlsDevice {
    mls_of(name, name)
}

/// A device that has somebody's account key.
fn mls_of(name: &str, keys: &str) -> MlsDevice {
    let ((account, _), (_, own)) = (secrets(keys), secrets(name));
    let introduction = causerie_chat::Introduction::sign(device(name), &account, &own);
    MlsDevice::new(Arc::new(RustCrypto), device(name), own, &introduction)
}

pub(crate) fn fresh(world: &World) -> Fresh {
    let entropy = world.clock.randomness().bytes(&RustCrypto, b"scene");
    Fresh { entropy, at: world.clock.now() }
}

/// Takes somebody in who knows nobody, as owner too.
async fn takes_in(world: &World, founder: &Party, other: &Party) {
    let theirs = mls(&other.name);
    let invitable = theirs.invitable(fresh(world)).unwrap();
    let (known, welcome) =
        adds(world, founder, (&other.name, &other.name), invitable.package).await;
    let mut joined = theirs.join(&welcome, &invitable.secret, fresh(world)).unwrap();
    let known = KnownRoom { standing: RoomStanding::Member, version: 0, ..known };
    other.store.add(&known, joined.keep().unwrap()).await.unwrap();
}

/// Takes in a device under that name, which somebody else's account vouches for.
pub(crate) async fn takes_in_impostor(world: &World, by: &Party, name: &str, keys: &str) {
    let package = mls_of(name, keys).invitable(fresh(world)).unwrap().package;
    adds(world, by, (name, keys), package).await;
}

/// What is known of the room then, and what the new one comes in with.
async fn adds(
    world: &World,
    founder: &Party,
    (name, keys): (&str, &str),
    package: Vec<u8>,
) -> (KnownRoom, Vec<u8>) {
    let here = mls(&founder.name);
    let kept = founder.store.room(self::here()).await.unwrap().unwrap();
    let mut group = here.load(&kept.tree, &kept.state).unwrap();
    let (account, _) = secrets(keys);
    let charter = group.charter().unwrap().with_role(account.public(), RoomRole::Owner);
    let change =
        GroupChange { add: vec![package], charter: Some(charter), ..GroupChange::default() };
    let prepared = group.prepare(&change, fresh(world)).unwrap();
    let lets_in = vec![device(name)];
    let change = RoomChange::new(lets_in.clone(), vec![], lets_in, vec![]).unwrap();
    let commit = prepared.commit.clone().try_into().unwrap();
    let place = kept.known.place.next();
    let entry = RoomEntry { commit, change, info: None, welcome: None };
    let logs = world.directory.inner.clone();
    let desk = MemoryRoomDesk::new(logs, device(&founder.name), world.clock.now());
    desk.append(self::here(), place, &entry).await.unwrap();
    let applied = group.apply(&prepared.commit, Some(prepared.own()), fresh(world)).unwrap();
    let known = KnownRoom { place, ..kept.known };
    founder.store.update(&known, Some(applied.keep), None).await.unwrap();
    (known, prepared.welcome.unwrap())
}

impl Party {
    pub(crate) async fn follows(&self) {
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        let command = FollowRoom { room: here(), at, randomness };
        self.peer.rooms.follow.handle(command).await.unwrap();
    }

    pub(crate) fn saying_here(&self, n: u16) -> SendMessage {
        SendMessage { to: here().into(), ..self.saying(n, &self.name, &format!("number {n}")) }
    }

    /// Says message `n` in the room.
    pub(crate) async fn says_here(&self, n: u16) -> Result<(), SendMessageError> {
        self.peer.send_message.handle(self.saying_here(n)).await
    }

    /// What waits for somebody and is of the room.
    pub(crate) async fn has_for(&self, other: &str) -> Vec<Outgoing> {
        let batch = self.store.waiting(&device(other), true, 1_000, 1 << 20).await.unwrap();
        let of_room = |it: &Outgoing| SealedInRoom::read(&it.envelope.sealed).is_some();
        batch.sealed.into_iter().filter(of_room).collect()
    }

    /// Has all of the others hear what waits for them, and what they take is off this one's hands.
    pub(crate) async fn is_heard_by(&self, others: &[&Self]) {
        for other in others {
            let waiting = self.has_for(&other.name).await.into_iter();
            let envelopes: Vec<_> = waiting.map(|it| it.envelope).collect();
            let all: Vec<EnvelopeId> = envelopes.iter().map(|it| it.id).collect();
            let (sender, path) = (device(&self.name), Path::Direct);
            let (at, randomness) = (self.clock.now(), self.clock.randomness());
            let heard = HearInRooms { sender, envelopes, path, at, randomness };
            let refused = match other.peer.rooms.hear.handle(heard).await {
                Ok(()) => Vec::new(),
                Err(NotTaken::Refused(refused)) => refused,
                Err(NotTaken::Unavailable(broken)) => panic!("{broken}"),
            };
            let outcome = |id: EnvelopeId| {
                let refusal = refused.iter().find(|(it, _)| *it == id);
                let taken = Outcome::Delivered(Path::Direct);
                (id, refusal.map_or(taken, |(_, cause)| Outcome::Failed(cause.clone())))
            };
            let outcomes = all.into_iter().map(outcome).collect();
            self.store.settle(&device(&other.name), outcomes, at).await.unwrap();
        }
    }

    /// Message `n` of somebody, as it stands here.
    pub(crate) async fn has(&self, author: &str, n: u16) -> Entry {
        self.store.message(&device(author).person, message_id(n)).await.unwrap().unwrap()
    }

    /// All that stands in the room here.
    pub(crate) async fn room(&self) -> Vec<Entry> {
        let (with, after, at) = (Conversation::Room(here()), Cursor(0), self.clock.now());
        let query = ReadConversation { with, after, limit: 1_000, at };
        self.peer.read_conversation.handle(query).await.unwrap()
    }

    /// With whom message `n` of this person has come how far.
    pub(crate) async fn reached(&self, n: u16) -> Vec<Reached> {
        self.store.reached(message_id(n)).await.unwrap()
    }
}
