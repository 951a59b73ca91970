//! The logs of rooms at a directory: who is rung for, and what grows old.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::{sync::Arc, time::Duration};

use causerie_chat::{RoomChange, RoomEntry, RoomId, RoomKind, RoomPlace, RoomRefusal, Timestamp};
use causerie_memory::{MemoryDirectory, MemoryMailBell};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        PublicRules,
        commands::{
            AppendRoomEntry, AppendRoomEntryHandler, ExpireRoomEntries, ExpireRoomEntriesHandler,
            FoundRoom, FoundRoomHandler,
        },
        queries::{ReadPublic, ReadPublicHandler, ReadRoomEntries, ReadRoomInfo, ReadRoomsHandler},
    },
    ports::{
        MailWatch, NotAppended, NotFounded, NotRead, PublicRooms, Registry, RoomFounding,
        RoomLogBook, RoomOffer, RoomTerms, Rung,
    },
};
use given::{device, enrolment};
use tokio::time::timeout;

const DAY: u64 = RoomTerms::DAY;

/// A directory with a private room of Alice's.
struct Hall {
    found: FoundRoomHandler,
    append: AppendRoomEntryHandler,
    expire: ExpireRoomEntriesHandler,
    read: ReadRoomsHandler,
    bell: Arc<MemoryMailBell>,
    store: Arc<MemoryDirectory>,
}

impl Hall {
    async fn new() -> Self {
        let (store, bell) =
            (Arc::new(MemoryDirectory::default()), Arc::new(MemoryMailBell::default()));
        for name in ["alice", "bob", "carol"] {
            store.register(&enrolment(name), millis(0)).await.unwrap();
        }
        let terms = RoomTerms::default();
        let public = PublicRules { book: store.clone(), operator: store.clone() };
        let public = Arc::new(public);
        let hall = Self {
            found: FoundRoomHandler { terms, logs: store.clone(), public: public.clone() },
            append: AppendRoomEntryHandler {
                terms,
                logs: store.clone(),
                readers: store.clone(),
                bell: bell.clone(),
                public: public.clone(),
            },
            expire: ExpireRoomEntriesHandler { terms, logs: store.clone() },
            read: ReadRoomsHandler { book: store.clone(), public },
            bell,
            store,
        };
        let founding =
            RoomFounding { room: room(), by: device("alice"), kind: RoomKind::Private, info: None };
        hall.found.handle(FoundRoom { founding, at: millis(0) }).await.unwrap();
        hall
    }

    async fn append(
        &self,
        by: &str,
        place: u64,
        lets_in: &[&str],
        at: u64,
    ) -> Result<(), NotAppended> {
        let lets_in = lets_in.iter().map(|name| device(name)).collect();
        let change = RoomChange::new(lets_in, vec![], vec![], vec![]).unwrap();
        let entry =
            RoomEntry { commit: vec![1].try_into().unwrap(), change, info: None, welcome: None };
        let offer = RoomOffer { room: room(), by: device(by), place: RoomPlace(place), entry };
        self.append.handle(AppendRoomEntry { offer, at: millis(at) }).await
    }

    async fn read(&self, reader: &str, from: u64, items: usize) -> Result<usize, NotRead> {
        let (reader, from) = (device(reader), RoomPlace(from));
        let query = ReadRoomEntries { reader, room: room(), from, items, bytes: usize::MAX };
        self.read.handle(query).await.map(|entries| entries.len())
    }
}

fn room() -> RoomId {
    RoomId::from([7; 16])
}

fn millis(at: u64) -> Timestamp {
    Timestamp::from_millis(at)
}

#[tokio::test]
async fn an_entry_rings_for_those_whose_it_is_to_read_but_not_for_who_brings_it() {
    let hall = Hall::new().await;
    let [mut alice, mut bob, mut carol] =
        ["alice", "bob", "carol"].map(|name| hall.bell.watch(&device(name)));

    hall.append("alice", 1, &["bob"], 1).await.unwrap();
    let refused = hall.append("carol", 2, &[], 2).await;

    let rooms = Rung { rooms: true, ..Rung::default() };
    assert_eq!(bob.next().await, rooms);
    assert!(matches!(refused, Err(NotAppended::Refused(RoomRefusal::NoSuchRoom))));
    for quiet in [&mut alice, &mut bob, &mut carol] {
        assert!(timeout(Duration::from_millis(20), quiet.next()).await.is_err());
    }
    hall.append("bob", 2, &[], 3).await.unwrap();
    assert_eq!(alice.next().await, rooms);
}

#[tokio::test]
async fn a_channel_that_the_operator_ended_is_no_room_any_more() {
    let hall = Hall::new().await;
    hall.append("alice", 1, &["bob"], 1).await.unwrap();
    hall.store.reserve(room()).await.unwrap();
    let (by, kind) = (device("carol"), RoomKind::Public);
    hall.store.reset_public([8; 16].into());

    let appended = hall.append("alice", 2, &[], 2).await;
    assert!(matches!(appended, Err(NotAppended::Refused(RoomRefusal::NoSuchRoom))));
    assert!(matches!(hall.read("bob", 1, 9).await, Err(NotRead::NoSuchRoom)));
    let info = ReadRoomInfo { reader: device("bob"), room: room() };
    assert!(hall.read.handle(info).await.unwrap().is_none());
    let founding = RoomFounding { room: room(), by, kind, info: None };
    let founded = hall.found.handle(FoundRoom { founding, at: millis(3) }).await;
    assert!(matches!(founded, Err(NotFounded::IdInUse)));
    let domain = "example.org".parse().unwrap();
    let public = ReadPublicHandler { domain, rules: hall.append.public.clone() };
    assert_eq!(public.handle(ReadPublic).await.unwrap().unwrap().room, [8; 16].into());
}

#[tokio::test]
async fn entries_are_kept_for_thirty_days_and_not_a_moment_longer() {
    let hall = Hall::new().await;
    hall.append("alice", 1, &[], 1_000).await.unwrap();

    hall.expire.handle(ExpireRoomEntries { at: millis(30 * DAY + 1_000) }).await.unwrap();
    assert_eq!(hall.read("alice", 1, 9).await.unwrap(), 1);
    hall.expire.handle(ExpireRoomEntries { at: millis(30 * DAY + 1_001) }).await.unwrap();

    assert!(matches!(hall.read("alice", 1, 9).await, Err(NotRead::Expired)));
    assert_eq!(hall.read("alice", 2, 9).await.unwrap(), 0);
}

#[tokio::test]
async fn t54_no_more_is_told_at_once_than_can_be_however_much_is_asked_for() {
    let hall = Hall::new().await;
    let most = <dyn RoomLogBook>::MOST_ENTRIES;
    for place in 1..=most + 1 {
        hall.append("alice", place as u64, &[], 1).await.unwrap();
    }

    assert_eq!(hall.read("alice", 1, usize::MAX).await.unwrap(), most);
}
