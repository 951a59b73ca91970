//! Devices in a room, with the directory that has its log.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use causerie_chat::{
    AccountSecret, DeviceAddress, DeviceSecret, Enrolment, Introduction, MessageId, RoomPlace,
    Timestamp,
};
use causerie_memory::{MemoryDirectory, MemoryEvents, MemoryPeer, NotifyDoorbell};
use causerie_mls::MlsDevice;
use causerie_session::{Randomness, RustCrypto};
use causerie_usecases::{
    peer::{
        Choosing, OwnIdentity,
        commands::{
            ChangeRoomHandler, CreateRoomHandler, FollowRoomHandler, HearInRoomsHandler,
            JoinPublicRoomHandler, LeaveRoomHandler, ModerateHandler, SendMessageHandler,
        },
        rooms::{
            LiveRooms, PublicWard, RoomChanging, RoomEntering, RoomFollowing, RoomHearing,
            RoomLeaving, RoomSaying,
        },
    },
    ports::{Fresh, Registry, RoomLogBook},
};

use futures_util::lock::Mutex;

use crate::{
    brittle::{Brittle, Meanwhile},
    desk::{Desk, Slow},
};

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
    pub(crate) follows: FollowRoomHandler,
    pub(crate) says: SendMessageHandler,
    pub(crate) hears: HearInRoomsHandler,
    /// Where it keeps the rooms.
    pub(crate) rooms: Arc<Brittle>,
    /// Where it looks what it wishes for.
    pub(crate) meanwhile: Arc<Meanwhile>,
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
        let rooms = Arc::new(Brittle::new(store.clone()));
        let meanwhile = Arc::new(Meanwhile::new(store.clone()));
        let following = Arc::new(RoomFollowing {
            own: own.clone(),
            live: live.clone(),
            log: desk.clone(),
            rooms: rooms.clone(),
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
            wish_book: meanwhile.clone(),
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
            leaving: LeaveRoomHandler {
                following: following.clone(),
                leaving: Arc::new(RoomLeaving {
                    following: following.clone(),
                    saying: saying.clone(),
                    news: store.clone(),
                    since: std::sync::Mutex::default(),
                }),
                bell: Arc::new(NotifyDoorbell::default()),
            },
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
            rooms,
            meanwhile,
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
