use std::sync::Arc;

use futures_util::lock::Mutex;

use crate::peer::{
    Changing, Choosing, Company, Dispatch, Doorkeeper, Nearby, OwnDevices, OwnIdentity, Paths,
    PeerParts, PresenceCircle, ReceiptPace, SessionStarter, TypingPace, TypingWatch,
    commands::SendMessageHandler,
    rooms::{Fellows, LiveRooms, RoomSaying},
};

/// What several handlers share.
pub(super) struct Shared {
    pub(super) own: Arc<OwnIdentity>,
    pub(super) company: Arc<Company>,
    pub(super) circle: Arc<PresenceCircle>,
    pub(super) paths: Paths,
    pub(super) starter: SessionStarter,
    pub(super) devices: Arc<OwnDevices>,
    pub(super) live: Arc<LiveRooms>,
    pub(super) fellows: Arc<Fellows>,
    pub(super) saying: Arc<RoomSaying>,
    pub(super) dispatch: Arc<Dispatch>,
    pub(super) changing: Arc<Changing>,
    pub(super) choosing: Arc<Choosing>,
    pub(super) door: Arc<Doorkeeper>,
    pub(super) typing: TypingWatch,
    pub(super) pace: Arc<ReceiptPace>,
}

impl Shared {
    pub(super) fn of(parts: &PeerParts) -> Self {
        let PeerParts { device, own: secret, introduction, .. } = parts;
        let own = OwnIdentity::new(device.clone(), secret, introduction, parts.provider.clone());
        let own = Arc::new(own);
        let choosing = Arc::new(choosing(parts, own.clone()));
        let live = LiveRooms::new(parts.rooms.groups.clone(), parts.rooms.book.clone());
        let live = Arc::new(live);
        let saying = Arc::new(saying(parts, own.clone(), live.clone()));
        Self {
            company: Arc::new(company(parts)),
            circle: Arc::new(circle(parts)),
            dispatch: Arc::new(dispatch(parts, saying.clone())),
            paths: paths(parts),
            starter: starter(parts, own.clone()),
            devices: Arc::new(devices(parts, own.clone())),
            fellows: Arc::new(fellows(parts, live.clone())),
            live,
            changing: Arc::new(changing(parts, own.clone(), saying.clone())),
            saying,
            door: Arc::new(door(parts, choosing.clone())),
            choosing,
            typing: typing(parts),
            pace: Arc::default(),
            own,
        }
    }
}

/// Says things.
pub(super) fn sending(
    parts: &PeerParts,
    own: Arc<OwnIdentity>,
    saying: Arc<RoomSaying>,
    choosing: Arc<Choosing>,
) -> SendMessageHandler {
    SendMessageHandler {
        own,
        identities: parts.identities.clone(),
        people: parts.people.clone(),
        contacts: parts.contacts.clone(),
        timer_book: parts.timer_book.clone(),
        outbox: parts.outbox.clone(),
        doorbell: parts.doorbell.clone(),
        choosing,
        saying,
        events: parts.events.clone(),
    }
}

fn company(parts: &PeerParts) -> Company {
    Company {
        own: parts.own.clone(),
        identities: parts.identities.clone(),
        history: parts.history.clone(),
    }
}

fn circle(parts: &PeerParts) -> PresenceCircle {
    let PeerParts { device, own, identities, presence_book, .. } = parts;
    let me = device.person.clone();
    PresenceCircle::new(me, own.clone(), identities.clone(), presence_book.clone())
}

fn dispatch(parts: &PeerParts, saying: Arc<RoomSaying>) -> Dispatch {
    Dispatch {
        pending: parts.pending.clone(),
        outbox: parts.outbox.clone(),
        paths: paths(parts),
        saying,
    }
}

fn paths(parts: &PeerParts) -> Paths {
    let nearby = Nearby {
        own: parts.own.clone(),
        identities: parts.identities.clone(),
        neighbours: parts.neighbours.clone(),
        routes: parts.near_routes.clone(),
        deliveries: parts.near_deliveries.clone(),
    };
    Paths {
        routes: parts.routes.clone(),
        whereabouts: parts.whereabouts.clone(),
        nearby,
        deliveries: parts.deliveries.clone(),
        deposits: parts.deposits.clone(),
    }
}

fn starter(parts: &PeerParts, own: Arc<OwnIdentity>) -> SessionStarter {
    SessionStarter {
        own,
        identities: parts.identities.clone(),
        contacts: parts.contacts.clone(),
        people: parts.people.clone(),
        pre_keys: parts.pre_keys.clone(),
        pre_key_book: parts.pre_key_book.clone(),
    }
}

fn devices(parts: &PeerParts, own: Arc<OwnIdentity>) -> OwnDevices {
    OwnDevices {
        own,
        account: parts.account.clone(),
        alone: OwnDevices::alone(&parts.device, &parts.own, &parts.introduction),
        identities: parts.identities.clone(),
        contacts: parts.contacts.clone(),
        people: parts.people.clone(),
        desk: parts.device_list_desk.clone(),
        outbox: parts.outbox.clone(),
        doorbell: parts.doorbell.clone(),
        events: parts.events.clone(),
    }
}

fn saying(parts: &PeerParts, own: Arc<OwnIdentity>, live: Arc<LiveRooms>) -> RoomSaying {
    RoomSaying {
        own,
        live,
        history: parts.history.clone(),
        mutes: parts.rooms.mutes.clone(),
        mail: parts.rooms.mail.clone(),
        news: parts.rooms.news.clone(),
        doorbell: parts.doorbell.clone(),
        events: parts.events.clone(),
    }
}

fn changing(parts: &PeerParts, own: Arc<OwnIdentity>, saying: Arc<RoomSaying>) -> Changing {
    Changing {
        own,
        identities: parts.identities.clone(),
        history: parts.history.clone(),
        outbox: parts.outbox.clone(),
        doorbell: parts.doorbell.clone(),
        saying,
        events: parts.events.clone(),
    }
}

fn choosing(parts: &PeerParts, own: Arc<OwnIdentity>) -> Choosing {
    Choosing {
        own,
        identities: parts.identities.clone(),
        choices: parts.choices.clone(),
        receipts_bell: parts.receipts_bell.clone(),
    }
}

fn door(parts: &PeerParts, choosing: Arc<Choosing>) -> Doorkeeper {
    Doorkeeper {
        me: parts.device.person.clone(),
        strangers: parts.strangers,
        identities: parts.identities.clone(),
        choosing,
        history: parts.history.clone(),
    }
}

fn fellows(parts: &PeerParts, live: Arc<LiveRooms>) -> Fellows {
    Fellows { live, identities: parts.identities.clone(), looked: Mutex::default() }
}

fn typing(parts: &PeerParts) -> TypingWatch {
    TypingWatch {
        identities: parts.identities.clone(),
        events: parts.events.clone(),
        pace: TypingPace::new(TypingWatch::EVERY),
    }
}
