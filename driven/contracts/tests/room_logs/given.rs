use causerie_chat::{
    DeviceAddress, RoomChange, RoomEntry, RoomId, RoomKind, RoomPlace, RoomRefusal,
};
use causerie_contracts::{
    ALICE, BOB, CAROL, RoomLogStore, Store, at, device, enrolment, info, linked, person, room,
    room_entry,
};
use causerie_usecases::ports::{
    DeviceLists, LoggedEntry, LoggedRoom, NotAppended, NotFounded, NotRead, Registry, RoomFounding,
    RoomOffer, RoomTerms,
};

/// A directory that knows Alice, Bob with a phone, and Carol.
pub(crate) struct Hall {
    pub(crate) store: RoomLogStore,
    pub(crate) terms: RoomTerms,
}

pub(crate) async fn hall(store: Store) -> Hall {
    hall_with(store, RoomTerms::default()).await
}

pub(crate) async fn hall_with(store: Store, terms: RoomTerms) -> Hall {
    let hall = Hall { store: store.room_logs(), terms };
    register(&*hall.store.registry, &*hall.store.device_lists).await;
    hall
}

pub(crate) async fn register(registry: &dyn Registry, lists: &dyn DeviceLists) {
    for (n, who) in [ALICE, BOB, CAROL].into_iter().enumerate() {
        let seed = u8::try_from(2 * n).unwrap();
        registry.register(&enrolment(who, seed + 1, seed + 2), at(0)).await.unwrap();
    }
    let bob = linked(&person(BOB, 3, &[("d1", 4)]), 3, "phone", 7);
    lists.replace(&bob.list.unwrap(), at(0)).await.unwrap();
}

pub(crate) fn alice() -> DeviceAddress {
    device("d1", ALICE)
}

pub(crate) fn bob() -> DeviceAddress {
    device("d1", BOB)
}

pub(crate) fn phone() -> DeviceAddress {
    device("phone", BOB)
}

pub(crate) fn carol() -> DeviceAddress {
    device("d1", CAROL)
}

/// Nobody the directory knows.
pub(crate) fn stranger() -> DeviceAddress {
    device("d1", "dave@chat.example.org")
}

/// What a public room's entry number `n` looks like.
pub(crate) fn public_entry(n: u8, change: RoomChange) -> RoomEntry {
    RoomEntry { info: Some(info(n, 10)), ..room_entry(n, change) }
}

pub(crate) fn founding(by: &DeviceAddress, room: RoomId, kind: RoomKind) -> RoomFounding {
    let info = (kind == RoomKind::Public).then(|| info(0, 10));
    RoomFounding { room, by: by.clone(), kind, info }
}

impl Hall {
    pub(crate) async fn found(
        &self,
        by: &DeviceAddress,
        room: RoomId,
        kind: RoomKind,
    ) -> Result<(), NotFounded> {
        self.store.logs.found(&founding(by, room, kind), &self.terms, at(0)).await
    }

    /// Founds Alice's private room number 1.
    pub(crate) async fn private(&self) -> RoomId {
        self.found(&alice(), room(1), RoomKind::Private).await.unwrap();
        room(1)
    }

    /// Founds Alice's public room number 2.
    pub(crate) async fn public(&self) -> RoomId {
        self.found(&alice(), room(2), RoomKind::Public).await.unwrap();
        room(2)
    }

    /// Offers an entry that many seconds into the story, and says why it was refused, if it was.
    pub(crate) async fn offer(
        &self,
        by: &DeviceAddress,
        room: RoomId,
        place: u64,
        entry: RoomEntry,
        second: u64,
    ) -> Option<RoomRefusal> {
        let offer = RoomOffer { room, by: by.clone(), place: RoomPlace(place), entry };
        match self.store.logs.append(&offer, &self.terms, at(second)).await {
            Err(NotAppended::Refused(why)) => Some(why),
            other => other.map(|()| None).unwrap(),
        }
    }

    /// Puts in an entry with a commit of its place's number, as the private room's.
    pub(crate) async fn put(
        &self,
        by: &DeviceAddress,
        room: RoomId,
        place: u8,
        change: RoomChange,
    ) {
        let entry = room_entry(place, change);
        assert_eq!(self.offer(by, room, place.into(), entry, place.into()).await, None);
    }

    /// The same, as the public room's.
    pub(crate) async fn put_public(
        &self,
        by: &DeviceAddress,
        room: RoomId,
        place: u8,
        change: RoomChange,
    ) {
        let entry = public_entry(place, change);
        assert_eq!(self.offer(by, room, place.into(), entry, place.into()).await, None);
    }

    pub(crate) async fn read(
        &self,
        reader: &DeviceAddress,
        room: RoomId,
        from: u64,
    ) -> Result<Vec<LoggedEntry>, NotRead> {
        self.store.book.entries(reader, room, RoomPlace(from), usize::MAX, usize::MAX).await
    }

    /// The places somebody reads from the beginning on.
    pub(crate) async fn places(&self, reader: &DeviceAddress, room: RoomId) -> Vec<u64> {
        self.places_from(reader, room, 0).await.unwrap()
    }

    /// Those from one on; why not, in a word, if they read nothing.
    pub(crate) async fn places_from(
        &self,
        reader: &DeviceAddress,
        room: RoomId,
        from: u64,
    ) -> Result<Vec<u64>, &'static str> {
        let read = self.read(reader, room, from).await;
        read.map(|entries| entries.iter().map(|entry| entry.place.0).collect()).map_err(|why| {
            match why {
                NotRead::NoSuchRoom => "no such room",
                NotRead::NotAllowed => "not allowed",
                NotRead::Expired => "expired",
                NotRead::Unavailable(_) => "unavailable",
            }
        })
    }

    pub(crate) async fn rooms(&self, of: &DeviceAddress) -> Vec<LoggedRoom> {
        self.store.book.rooms(of, None, usize::MAX).await.unwrap()
    }

    pub(crate) async fn readers(&self, room: RoomId, place: u64) -> Vec<DeviceAddress> {
        self.store.readers.readers(room, RoomPlace(place)).await.unwrap()
    }
}
