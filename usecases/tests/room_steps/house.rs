//! Devices in a room, with the directory that has its log.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use causerie_chat::{
    AccountSecret, Conversation, DeviceAddress, DeviceSecret, Enrolment, Envelope, EnvelopeId,
    Introduction, Message, MessageId, Path, RoomChange, RoomEntry, RoomId, RoomPlace, SealedInRoom,
    Timestamp, pad,
};
use causerie_memory::{MemoryDirectory, MemoryEvents, MemoryPeer, NotifyDoorbell};
use causerie_mls::MlsDevice;
use causerie_session::{Randomness, RustCrypto};
use causerie_usecases::{
    CommandHandler,
    peer::{
        Choosing, OwnIdentity,
        commands::{
            ChangeRoomHandler, CreateRoomHandler, FollowRoom, FollowRoomHandler, HearInRooms,
            HearInRoomsHandler, JoinPublicRoomHandler, LeaveRoomHandler, ModerateHandler,
            SendMessage, SendMessageError, SendMessageHandler,
        },
        rooms::{
            LiveRooms, NotFollowed, PublicWard, RoomChanging, RoomEntering, RoomFollowing,
            RoomHearing, RoomSaying,
        },
    },
    ports::{
        Cursor, Fresh, Group, GroupChange, Groups, History, Invitations, KnownRoom, NotTaken,
        Pending, Registry, RoomBook, RoomDesk, RoomLogBook, RoomStanding, Rooms,
    },
};

use futures_util::lock::Mutex;

use crate::desk::{Desk, Slow};

pub(crate) const ROOM: [u8; 16] = [7; 16];

pub(crate) fn at(second: u64) -> Timestamp {
    Timestamp::from_millis(second * 1_000)
}

pub(crate) fn device(name: &str) -> DeviceAddress {
    format!("d1.{name}.peers.example.org").parse().unwrap()
}

pub(crate) fn message_id(n: u16) -> MessageId {
    format!("0191d5f2-7c4a-7abc-8def-{n:012x}").parse().unwrap()
}

fn secrets(name: &str) -> (AccountSecret, DeviceSecret) {
    let seed = |role: u8| {
        let mut seed = [role; 32];
        seed[..name.len()].copy_from_slice(name.as_bytes());
        seed
    };
    (AccountSecret::from_seed(&seed(1)), DeviceSecret::from_seed(&seed(2)))
}

/// What is drawn at random: another value each time.
#[derive(Default)]
pub(crate) struct Dice(AtomicU64);

impl Dice {
    pub(crate) fn bytes(&self) -> [u8; 32] {
        let mut bytes = [5; 32];
        bytes[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        bytes
    }

    pub(crate) fn randomness(&self) -> Randomness {
        Randomness::new(self.bytes())
    }

    pub(crate) fn fresh(&self) -> Fresh {
        Fresh { entropy: self.bytes().into(), at: at(5) }
    }
}

/// Somebody's device, what it keeps, and what it can do in rooms.
pub(crate) struct Member {
    pub(crate) device: DeviceAddress,
    pub(crate) store: Arc<MemoryPeer>,
    pub(crate) desk: Arc<Desk>,
    pub(crate) changes: ChangeRoomHandler,
    pub(crate) creates: CreateRoomHandler,
    pub(crate) joins: JoinPublicRoomHandler,
    pub(crate) moderation: ModerateHandler,
    pub(crate) leaving: LeaveRoomHandler,
    pub(crate) mls: Arc<MlsDevice>,
    follows: FollowRoomHandler,
    says: SendMessageHandler,
    hears: HearInRoomsHandler,
    pub(crate) own: Arc<OwnIdentity>,
    pub(crate) dice: Arc<Dice>,
}

/// A directory and what is drawn.
#[derive(Default)]
pub(crate) struct House {
    pub(crate) directory: Arc<MemoryDirectory>,
    pub(crate) dice: Arc<Dice>,
}

impl House {
    /// Somebody on record.
    pub(crate) async fn moves_in(&self, name: &str) -> Member {
        let (account, own) = secrets(name);
        let enrolment = Enrolment::sign(device(name), &account, &own).verify().unwrap();
        self.directory.register(&enrolment, at(1)).await.unwrap();
        let introduction = Introduction::sign(device(name), &account, &own);
        let identity = OwnIdentity::new(device(name), &own, &introduction, Arc::new(RustCrypto));
        let mls = MlsDevice::new(Arc::new(RustCrypto), device(name), own, &introduction);
        let (directory, device) = (self.directory.clone(), device(name));
        let store = Arc::new(MemoryPeer::new(device.person.clone()));
        let desk = Desk::new(directory, device);
        let parts = (store, Arc::new(desk), Arc::new(mls), Arc::new(identity), self.dice.clone());
        Member::over(parts)
    }

    /// Alice's room of all these, all of whom own it.
    pub(crate) async fn room(&self, names: &[&str]) -> Vec<Member> {
        let alice = self.moves_in(names[0]).await;
        alice.makes("book club").await.unwrap();
        let mut members = vec![alice];
        for name in &names[1..] {
            let other = self.moves_in(name).await;
            members[0].takes_in(&other).await;
            members.push(other);
        }
        for member in &members {
            member.follows().await.unwrap();
        }
        members
    }

    /// How long the room's log is.
    pub(crate) async fn entries(&self) -> usize {
        let alice = device("alice");
        let log = self.directory.entries(&alice, ROOM.into(), RoomPlace(1), 100, 1 << 20);
        log.await.unwrap().len()
    }
}

type Parts = (Arc<MemoryPeer>, Arc<Desk>, Arc<MlsDevice>, Arc<OwnIdentity>, Arc<Dice>);

impl Member {
    fn over((store, desk, mls, own, dice): Parts) -> Self {
        let events = Arc::new(MemoryEvents::new(at(1)));
        let live = Arc::new(LiveRooms::new(mls.clone(), Arc::new(Slow(store.clone()))));
        let following = Arc::new(RoomFollowing {
            own: own.clone(),
            live: live.clone(),
            log: desk.clone(),
            rooms: store.clone(),
            events: events.clone(),
        });
        let saying = RoomSaying {
            own: own.clone(),
            live: live.clone(),
            history: store.clone(),
            mutes: store.clone(),
            mail: store.clone(),
            news: store.clone(),
            doorbell: Arc::new(NotifyDoorbell::default()),
            events: events.clone(),
        };
        let entering = RoomEntering { following: following.clone(), invitations: mls.clone() };
        let hearing = RoomHearing {
            following: following.clone(),
            entering: Arc::new(entering),
            wish_book: store.clone(),
            identities: store.clone(),
            mail: store.clone(),
            news: store.clone(),
            ward: Arc::new(PublicWard::new(own.device.person.clone(), desk.clone(), store.clone())),
        };
        let changing = RoomChanging { following: following.clone(), desk: desk.clone() };
        let (changing, saying) = (Arc::new(changing), Arc::new(saying));
        let moderation = ModerateHandler {
            public: desk.clone(),
            people: desk.directory.clone(),
            history: store.clone(),
            saying: saying.clone(),
            changing: changing.clone(),
        };
        Self {
            device: own.device.clone(),
            moderation,
            leaving: LeaveRoomHandler { following: following.clone(), saying: saying.clone() },
            joins: JoinPublicRoomHandler {
                following: following.clone(),
                desk: desk.clone(),
                public: desk.clone(),
                turn: Mutex::default(),
            },
            creates: CreateRoomHandler {
                own: own.clone(),
                live,
                rooms: store.clone(),
                desk: desk.clone(),
                bell: Arc::new(NotifyDoorbell::default()),
                events,
            },
            changes: ChangeRoomHandler { changing },
            follows: FollowRoomHandler { following },
            says: says(&own, &store, saying),
            hears: HearInRoomsHandler { hearing: Arc::new(hearing) },
            store,
            desk,
            mls,
            own,
            dice,
        }
    }

    /// Begins anew with what it has kept.
    pub(crate) fn restarts(&mut self) {
        let Self { store, desk, mls, own, dice, .. } = &*self;
        let parts = (store.clone(), desk.clone(), mls.clone(), own.clone(), dice.clone());
        *self = Self::over(parts);
    }

    /// Takes somebody in, as owner too.
    async fn takes_in(&mut self, other: &Self) {
        let room = RoomId::from(ROOM);
        let kept = self.store.room(room).await.unwrap().unwrap();
        let mut group = self.mls.load(&kept.tree, &kept.state).unwrap();
        let invitable = other.mls.invitable(self.dice.fresh()).unwrap();
        let charter = group.charter().unwrap();
        let charter = charter.with_role(other.own.account_key, causerie_chat::RoomRole::Owner);
        let change = GroupChange {
            add: vec![invitable.package],
            charter: Some(charter),
            ..GroupChange::default()
        };
        let prepared = group.prepare(&change, self.dice.fresh()).unwrap();
        let lets_in = vec![other.device.clone()];
        let told = RoomChange::new(lets_in.clone(), vec![], lets_in, vec![]).unwrap();
        let commit = prepared.commit.clone().try_into().unwrap();
        let place = kept.known.place.next();
        let entry = RoomEntry { commit, change: told, info: None, welcome: None };
        self.desk.append(room, place, &entry).await.unwrap();
        let applied = group.apply(&prepared.commit, Some(prepared.own()), self.dice.fresh());
        let keep = applied.unwrap().keep;
        let known = KnownRoom { place, ..kept.known };
        self.store.update(&known, Some(keep), None).await.unwrap();
        let welcome = prepared.welcome.unwrap();
        let mut joined = other.mls.join(&welcome, &invitable.secret, self.dice.fresh()).unwrap();
        let known = KnownRoom { standing: RoomStanding::Member, version: 0, ..known };
        other.store.add(&known, joined.keep().unwrap()).await.unwrap();
        self.restarts();
    }

    pub(crate) async fn known(&self) -> KnownRoom {
        self.store.room(ROOM.into()).await.unwrap().unwrap().known
    }

    pub(crate) async fn group(&self) -> Box<dyn Group> {
        let kept = self.store.room(ROOM.into()).await.unwrap().unwrap();
        self.mls.load(&kept.tree, &kept.state).unwrap()
    }

    pub(crate) async fn follows(&self) -> Result<(), NotFollowed> {
        let (room, randomness) = (ROOM.into(), self.dice.randomness());
        self.follows.handle(FollowRoom { room, at: at(9), randomness }).await
    }

    pub(crate) fn saying(&self, id: MessageId, text: &str) -> SendMessage {
        SendMessage {
            id,
            to: RoomId::from(ROOM).into(),
            text: text.parse().unwrap(),
            reply_to: None,
            expires_in: None,
            at: at(9),
            trace: None,
            randomness: self.dice.randomness(),
        }
    }

    pub(crate) async fn says(&self, id: MessageId, text: &str) -> Result<(), SendMessageError> {
        self.sends(self.saying(id, text)).await
    }

    pub(crate) async fn sends(&self, said: SendMessage) -> Result<(), SendMessageError> {
        self.says.handle(said).await
    }

    /// What this device seals if it keeps to no rules.
    pub(crate) async fn forges(&self, message: &Message, to: &Self, id: EnvelopeId) -> Envelope {
        let text = pad(message.encode());
        let sealed = self.group().await.seal(&text, self.dice.fresh()).unwrap().bytes;
        let sealed = SealedInRoom { room: ROOM.into(), message: &sealed }.encode().unwrap();
        Envelope { id, recipient: to.device.clone(), sealed }
    }

    /// The envelopes that wait here for another one.
    pub(crate) async fn has_for(&self, other: &Self) -> Vec<Envelope> {
        let batch = self.store.waiting(&other.device, true, 1_000, 1 << 20).await.unwrap();
        batch.sealed.into_iter().map(|sent| sent.envelope).collect()
    }

    pub(crate) async fn hears(
        &self,
        from: &Self,
        envelopes: Vec<Envelope>,
    ) -> Result<(), NotTaken> {
        self.hears_of(from.device.clone(), envelopes).await
    }

    /// Hears what a device brings.
    pub(crate) async fn hears_of(
        &self,
        sender: DeviceAddress,
        envelopes: Vec<Envelope>,
    ) -> Result<(), NotTaken> {
        self.hears_at(sender, envelopes, Timestamp::from_millis(9_500)).await
    }

    /// The same at that moment.
    pub(crate) async fn hears_at(
        &self,
        sender: DeviceAddress,
        envelopes: Vec<Envelope>,
        at: Timestamp,
    ) -> Result<(), NotTaken> {
        let (path, randomness) = (Path::Direct, self.dice.randomness());
        self.hears.handle(HearInRooms { sender, envelopes, path, at, randomness }).await
    }

    /// The words in the room, as they stand here.
    pub(crate) async fn words(&self) -> Vec<String> {
        let here = Conversation::Room(ROOM.into());
        let said = self.store.conversation(&here, Cursor(0), 1_000).await.unwrap();
        let words = |text: Option<&causerie_chat::Text>| text.map(|it| it.as_str().to_owned());
        said.iter().filter_map(|entry| words(entry.view.text(&entry.message))).collect()
    }
}

fn says(
    own: &Arc<OwnIdentity>,
    store: &Arc<MemoryPeer>,
    saying: Arc<RoomSaying>,
) -> SendMessageHandler {
    let choosing = Choosing {
        own: own.clone(),
        identities: store.clone(),
        choices: store.clone(),
        receipts_bell: saying.doorbell.clone(),
    };
    SendMessageHandler {
        own: own.clone(),
        identities: store.clone(),
        people: store.clone(),
        contacts: store.clone(),
        timer_book: store.clone(),
        outbox: store.clone(),
        doorbell: saying.doorbell.clone(),
        choosing: Arc::new(choosing),
        events: saying.events.clone(),
        saying,
    }
}
