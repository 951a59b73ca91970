use std::sync::Arc;

use causerie_chat::{
    Introduction, RoomCharter, RoomDepartures, RoomId, RoomKind, RoomPlace, RoomTrail, Timestamp,
};
use causerie_mls::MlsDevice;
use causerie_session::RustCrypto;
use causerie_usecases::ports::{
    Fresh, GroupChange, Groups, Invitations, KnownRoom, RoomKeys, RoomStanding, Rooms,
};

use super::{BobsPeer, DOMAIN, device, secrets};

impl BobsPeer {
    /// Somebody took him into a room of theirs.
    pub(crate) async fn is_in_a_room_with(&self, other: &str) {
        let (host, bob) = (mls(other), mls("bob"));
        let (room, at, kind) =
            (RoomId::from([8; 16]), Timestamp::from_millis(0), RoomKind::Private);
        let (domain, name) = (DOMAIN.parse().unwrap(), "book club".parse().unwrap());
        let charter = RoomCharter::new(kind, domain, name, secrets(other).0.public());
        let mut group = host.create(room, &charter, fresh(1)).unwrap();
        let invitable = bob.invitable(fresh(2)).unwrap();
        let change = GroupChange { add: vec![invitable.package], ..GroupChange::default() };
        let welcome = group.prepare(&change, fresh(3)).unwrap().welcome.unwrap();
        let mut joined = bob.join(&welcome, &invitable.secret, fresh(4)).unwrap();
        let known = KnownRoom {
            id: room,
            kind,
            host: charter.host,
            name: charter.name,
            place: RoomPlace(1),
            standing: RoomStanding::Member,
            departures: RoomDepartures::default(),
            trail: RoomTrail::default(),
            keys: RoomKeys::fresh(at, 0),
            version: 0,
        };
        self.store.add(&known, joined.keep().unwrap()).await.unwrap();
    }
}

fn mls(name: &str) -> MlsDevice {
    let (account, own) = secrets(name);
    let introduction = Introduction::sign(device(name), &account, &own);
    MlsDevice::new(Arc::new(RustCrypto), device(name), own, &introduction)
}

fn fresh(n: u8) -> Fresh {
    Fresh { entropy: [n; 32].into(), at: Timestamp::from_millis(0) }
}
