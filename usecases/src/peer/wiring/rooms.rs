use std::sync::{Arc, Mutex};

use crate::peer::{
    OwnIdentity, PeerParts, PeerRooms, RoomParts,
    commands::{
        AnswerInRoomsHandler, AskWhoWentHandler, ChangeRoomHandler, CreateRoomHandler,
        FollowRoomHandler, FollowRoomsHandler, GoOnLeavingHandler, HearInRoomsHandler,
        InviteToRoomHandler, JoinPublicRoomHandler, JoinRoomHandler, LeaveRoomHandler,
        ModerateHandler, RenewKeysHandler, TellInRoomHandler,
    },
    queries::{
        ReadMuteHandler, ReadPublicRoomHandler, ReadRoomHandler, ReadRoomsHandler, WhoWentHandler,
    },
    rooms::{
        LiveRooms, LostRoom, OpenInvitations, PublicWard, RoomChanging, RoomEntering,
        RoomFollowing, RoomHearing, RoomLeaving, RoomPost, RoomWishing,
    },
};

/// What several of their handlers share.
struct Shared {
    following: Arc<RoomFollowing>,
    entering: Arc<RoomEntering>,
    hearing: Arc<RoomHearing>,
    changing: Arc<RoomChanging>,
    post: Arc<RoomPost>,
    wishing: Arc<RoomWishing>,
    open: Arc<OpenInvitations>,
}

impl Shared {
    fn of(parts: &PeerParts, own: &Arc<OwnIdentity>, live: &Arc<LiveRooms>) -> Self {
        let RoomParts { rooms, book, mail, news, wishes, wish_book, desk, .. } = &parts.rooms;
        let RoomParts { log, public, mutes, invitations, .. } = &parts.rooms;
        let following = Arc::new(RoomFollowing {
            own: own.clone(),
            live: live.clone(),
            log: log.clone(),
            rooms: rooms.clone(),
            events: parts.events.clone(),
        });
        let (reading, invited) = (following.clone(), invitations.clone());
        let entering = Arc::new(RoomEntering { following: reading, invitations: invited });
        let (me, public) = (own.device.person.clone(), public.clone());
        let hearing = RoomHearing {
            following: following.clone(),
            entering: entering.clone(),
            wish_book: wish_book.clone(),
            identities: parts.identities.clone(),
            mail: mail.clone(),
            news: news.clone(),
            ward: Arc::new(PublicWard::new(me, public, mutes.clone())),
        };
        let post = Arc::new(RoomPost {
            own: own.clone(),
            outbox: parts.outbox.clone(),
            doorbell: parts.doorbell.clone(),
            events: parts.events.clone(),
        });
        let wishing = RoomWishing {
            invitations: invitations.clone(),
            wishes: wishes.clone(),
            identities: parts.identities.clone(),
            post: post.clone(),
        };
        let (book, wish_book) = (book.clone(), wish_book.clone());
        let (reading, desk) = (following.clone(), desk.clone());
        Self {
            following,
            entering,
            hearing: Arc::new(hearing),
            changing: Arc::new(RoomChanging { following: reading, desk }),
            post,
            wishing: Arc::new(wishing),
            open: Arc::new(OpenInvitations { own: own.clone(), book, wish_book }),
        }
    }
}

/// What can be asked of a peer's rooms.
#[allow(clippy::too_many_lines, reason = "a table: one entry for each handler")]
pub(super) fn rooms(parts: &PeerParts, shared: &super::Shared) -> PeerRooms {
    let super::Shared { own, live, saying, choosing, pace, dispatch, .. } = shared;
    let Shared { following, entering, hearing, changing, post, wishing, open } =
        Shared::of(parts, own, live);
    let RoomParts { rooms, book, wishes, wish_book, desk, public, bell, .. } = parts.rooms.clone();
    let lost = LostRoom {
        own: own.clone(),
        live: live.clone(),
        identities: parts.identities.clone(),
        history: parts.history.clone(),
    };
    let join_public = Arc::new(JoinPublicRoomHandler {
        following: following.clone(),
        desk: desk.clone(),
        public: public.clone(),
        turn: futures_util::lock::Mutex::default(),
    });
    let leaving = Arc::new(RoomLeaving {
        following: following.clone(),
        saying: saying.clone(),
        news: parts.rooms.news.clone(),
        since: Mutex::default(),
    });
    PeerRooms {
        moderate: ModerateHandler {
            public: public.clone(),
            people: parts.people.clone(),
            history: parts.history.clone(),
            saying: saying.clone(),
            changing: changing.clone(),
        },
        join_public: join_public.clone(),
        follow_all: FollowRoomsHandler {
            following: following.clone(),
            entering,
            lost: Arc::new(lost),
            open: open.clone(),
            wishing: wishing.clone(),
            wish_book: wish_book.clone(),
            identities: parts.identities.clone(),
            post: post.clone(),
            join_public,
        },
        answer: AnswerInRoomsHandler {
            changing: changing.clone(),
            history: parts.history.clone(),
            wish_book: wish_book.clone(),
            wishes,
            identities: parts.identities.clone(),
        },
        invite: InviteToRoomHandler {
            own: own.clone(),
            live: live.clone(),
            identities: parts.identities.clone(),
            people: parts.people.clone(),
            contacts: parts.contacts.clone(),
            choosing: choosing.clone(),
            history: parts.history.clone(),
            post,
            events: parts.events.clone(),
        },
        join: JoinRoomHandler {
            book: book.clone(),
            wish_book: wish_book.clone(),
            open: open.clone(),
            identities: parts.identities.clone(),
            choosing: choosing.clone(),
            wishing,
        },
        leave: LeaveRoomHandler {
            following: following.clone(),
            leaving: leaving.clone(),
            bell: bell.clone(),
        },
        go_on_leaving: GoOnLeavingHandler { book: book.clone(), leaving },
        tell: TellInRoomHandler {
            own: own.clone(),
            live: live.clone(),
            identities: parts.identities.clone(),
            due: parts.rooms.due.clone(),
            receipts: parts.rooms.receipts.clone(),
            unopened: parts.unopened.clone(),
            pace: pace.clone(),
            doorbell: parts.doorbell.clone(),
            rooms_bell: bell.clone(),
        },
        create: CreateRoomHandler {
            own: own.clone(),
            live: live.clone(),
            rooms,
            desk,
            bell,
            events: parts.events.clone(),
        },
        ask_who_went: AskWhoWentHandler {
            identities: parts.identities.clone(),
            dispatch: dispatch.clone(),
            events: parts.events.clone(),
        },
        who_went: WhoWentHandler {
            book: book.clone(),
            live: live.clone(),
            news: parts.rooms.news.clone(),
        },
        renew: RenewKeysHandler { book: book.clone(), changing: changing.clone() },
        change: ChangeRoomHandler { changing },
        follow: FollowRoomHandler { following },
        hear: HearInRoomsHandler { hearing },
        read_mute: ReadMuteHandler {
            me: parts.device.person.clone(),
            book: book.clone(),
            mutes: parts.rooms.mutes.clone(),
            history: parts.history.clone(),
        },
        read_public: ReadPublicRoomHandler { public },
        read_rooms: ReadRoomsHandler { me: parts.device.person.clone(), book, wish_book, open },
        read_room: ReadRoomHandler { live: live.clone() },
    }
}
