use std::sync::Arc;

use crate::peer::{
    Choosing, OwnIdentity, PeerParts, PeerRooms, RoomParts,
    commands::{
        AnswerInRoomsHandler, ChangeRoomHandler, CreateRoomHandler, FollowRoomHandler,
        FollowRoomsHandler, HearInRoomsHandler, InviteToRoomHandler, JoinPublicRoomHandler,
        JoinRoomHandler, LeaveRoomHandler, ModerateHandler, RenewKeysHandler,
    },
    queries::{ReadRoomHandler, ReadRoomsHandler},
    rooms::{
        LiveRooms, LostRoom, PublicWard, RoomChanging, RoomEntering, RoomFollowing, RoomHearing,
        RoomPost, RoomSaying, RoomWishing,
    },
};

/// What can be asked of a peer's rooms.
#[allow(clippy::too_many_lines, reason = "a table: one entry for each handler")]
pub(super) fn rooms(
    parts: &PeerParts,
    own: Arc<OwnIdentity>,
    live: Arc<LiveRooms>,
    saying: Arc<RoomSaying>,
    choosing: Arc<Choosing>,
) -> PeerRooms {
    let RoomParts {
        rooms,
        book,
        mail,
        news,
        wishes,
        wish_book,
        desk,
        log,
        public,
        mutes,
        invitations,
        ..
    } = parts.rooms.clone();
    let events = parts.events.clone();
    let following = Arc::new(RoomFollowing {
        own: own.clone(),
        live: live.clone(),
        log,
        rooms: rooms.clone(),
        events: events.clone(),
    });
    let entering =
        Arc::new(RoomEntering { following: following.clone(), invitations: invitations.clone() });
    let hearing = Arc::new(RoomHearing {
        following: following.clone(),
        entering: entering.clone(),
        wish_book: wish_book.clone(),
        identities: parts.identities.clone(),
        mail,
        news,
        ward: Arc::new(PublicWard::new(own.device.person.clone(), public.clone(), mutes)),
    });
    let changing = Arc::new(RoomChanging { following: following.clone(), desk: desk.clone() });
    let post = Arc::new(RoomPost {
        own: own.clone(),
        outbox: parts.outbox.clone(),
        doorbell: parts.doorbell.clone(),
        events: events.clone(),
    });
    let wishing = Arc::new(RoomWishing {
        invitations,
        wishes: wishes.clone(),
        identities: parts.identities.clone(),
        post: post.clone(),
    });
    let lost = Arc::new(LostRoom {
        own: own.clone(),
        live: live.clone(),
        identities: parts.identities.clone(),
        history: parts.history.clone(),
    });
    PeerRooms {
        moderate: ModerateHandler {
            public: public.clone(),
            history: parts.history.clone(),
            saying: saying.clone(),
            changing: changing.clone(),
        },
        join_public: JoinPublicRoomHandler {
            following: following.clone(),
            desk: desk.clone(),
            public,
            turn: futures_util::lock::Mutex::default(),
        },
        follow_all: FollowRoomsHandler {
            following: following.clone(),
            entering,
            lost,
            wishing: wishing.clone(),
            wish_book: wish_book.clone(),
            identities: parts.identities.clone(),
            post: post.clone(),
        },
        answer: AnswerInRoomsHandler {
            changing: changing.clone(),
            history: parts.history.clone(),
            wish_book: wish_book.clone(),
            wishes,
        },
        invite: InviteToRoomHandler {
            own: own.clone(),
            live: live.clone(),
            identities: parts.identities.clone(),
            people: parts.people.clone(),
            contacts: parts.contacts.clone(),
            choosing,
            post,
            events: events.clone(),
        },
        join: JoinRoomHandler { book: book.clone(), wish_book: wish_book.clone(), wishing },
        leave: LeaveRoomHandler { following: following.clone(), saying },
        create: CreateRoomHandler {
            own,
            live: live.clone(),
            rooms,
            desk,
            bell: parts.rooms.bell.clone(),
            events,
        },
        renew: RenewKeysHandler { book: book.clone(), changing: changing.clone() },
        change: ChangeRoomHandler { changing },
        follow: FollowRoomHandler { following },
        hear: HearInRoomsHandler { hearing },
        read_rooms: ReadRoomsHandler { me: parts.device.person.clone(), book, wish_book },
        read_room: ReadRoomHandler { live },
    }
}
