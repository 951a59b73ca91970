use std::sync::Arc;

use crate::peer::{
    OwnIdentity, PeerParts, PeerRooms, RoomParts,
    commands::{ChangeRoomHandler, CreateRoomHandler, FollowRoomHandler, HearInRoomsHandler},
    queries::{ReadRoomHandler, ReadRoomsHandler},
    rooms::{LiveRooms, RoomChanging, RoomFollowing, RoomHearing},
};

/// What can be asked of a peer's rooms.
pub(super) fn rooms(parts: &PeerParts, own: Arc<OwnIdentity>, live: Arc<LiveRooms>) -> PeerRooms {
    let RoomParts { rooms, book, mail, news, wishes, wish_book, desk, log, .. } =
        parts.rooms.clone();
    let events = parts.events.clone();
    let following = Arc::new(RoomFollowing {
        own: own.clone(),
        live: live.clone(),
        log,
        rooms: rooms.clone(),
        events: events.clone(),
    });
    let hearing = Arc::new(RoomHearing {
        following: following.clone(),
        identities: parts.identities.clone(),
        mail,
        news,
    });
    let changing = Arc::new(RoomChanging { following: following.clone(), desk: desk.clone() });
    let _ = wishes;
    PeerRooms {
        create: CreateRoomHandler { own, live: live.clone(), rooms, desk, events },
        change: ChangeRoomHandler { changing },
        follow: FollowRoomHandler { following },
        hear: HearInRoomsHandler { hearing },
        read_rooms: ReadRoomsHandler { book, wish_book },
        read_room: ReadRoomHandler { live },
    }
}
