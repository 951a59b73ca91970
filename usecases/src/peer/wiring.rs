use std::sync::Arc;

use causerie_chat::{AccountSecret, DeviceAddress, DeviceSecret, Introduction};
use causerie_session::Provider;

use super::{
    Changing, Company, Doorkeeper, Nearby, OwnDevices, OwnIdentity, Paths, Peer, PresenceCircle,
    ReceiptPace, SessionStarter, Strangers, TypingPace, TypingWatch,
    commands::{
        AllowReceiptsHandler, AnnounceHandler, BeListedHandler, BringForwardHandler,
        ChangeDevicesHandler, ConfirmSecondFactorHandler, DecideContactHandler,
        DecideIdentityHandler, DeleteMessageHandler, DeliverWaitingHandler, EditMessageHandler,
        LearnDevicesHandler, LeaveHandler, LinkHandler, LosePresenceHandler, MarkReadHandler,
        OfferSecondFactorHandler, ReactHandler, ReceiveEnvelopesHandler, RemoveSecondFactorHandler,
        ReplenishPreKeysHandler, SendMessageHandler, SendReceiptsHandler, SendTypingHandler,
        SetPresenceHandler, SetTimerHandler, ShowBeaconHandler, SignInHandler, TakeMailHandler,
        TakePresenceHandler, WipeExpiredHandler,
    },
    queries::{
        DueDeliveriesHandler, DueReceiptsHandler, PresenceToShowHandler, ReadContactsHandler,
        ReadConversationHandler, ReadConversationsHandler, ReadDevicesHandler, ReadIdentityHandler,
        ReadLinkRequestHandler, ReadListedHandler, ReadMessageHandler, ReadNeighboursHandler,
        ReadPresenceHandler, ReadSecondFactorHandler, ReadTimerHandler, ReadUnopenedHandler,
        ReadWaitingHandler, SearchMessagesHandler, WatchEventsHandler, WhoAmIHandler,
        WhoIsThatHandler, WhyHandler,
    },
};
use crate::{
    ports::{
        Announcements, Beacons, Contacts, CredentialStatus, Credentials, Deliveries, Deposits,
        DeviceListDesk, Doorbell, DueReceipts, EventLog, Events, History, Identities, Inbox,
        Lacking, LinkBook, Links, ListingAnswers, ListingDesk, Neighbours, Outbox, Pending, People,
        PreKeyBook, PreKeyShelf, PreKeys, PresenceBook, PresenceNotes, Receipts, Routes, Search,
        SecondFactorAnswers, SecondFactorDesk, SessionBook, ShelvedPreKeys, SignInAnswers,
        SignInDesk, StoreCheck, TimerBook, Timers, Unopened, Whereabouts, Whispers,
    },
    readiness::CheckReadinessHandler,
};

/// What a peer is made of: who it is, and an adapter for each of its ports.
#[derive(Clone)]
pub struct PeerParts {
    /// This device.
    pub device: DeviceAddress,
    /// Signs as the person; a device that was linked has none.
    pub account: Option<Arc<AccountSecret>>,
    /// The person's word for this device.
    pub introduction: Introduction,
    /// Signs as the device.
    pub own: Arc<DeviceSecret>,
    /// What becomes of people who write to this person and are not known yet.
    pub strangers: Strangers,
    /// Where the end-to-end encryption has its primitives from.
    pub provider: Arc<dyn Provider>,
    /// Keeps what goes out.
    pub outbox: Arc<dyn Outbox>,
    /// Knows what waits there.
    pub pending: Arc<dyn Pending>,
    /// Knows which devices have not got something.
    pub lacking: Arc<dyn Lacking>,
    /// Keeps what comes in.
    pub inbox: Arc<dyn Inbox>,
    /// Knows what was said.
    pub history: Arc<dyn History>,
    /// Looks through it.
    pub search: Arc<dyn Search>,
    /// Knows what could not be opened.
    pub unopened: Arc<dyn Unopened>,
    /// Keeps what is to be told about what came in.
    pub receipts: Arc<dyn Receipts>,
    /// Knows it.
    pub due_receipts: Arc<dyn DueReceipts>,
    /// Has messages disappear.
    pub timers: Arc<dyn Timers>,
    /// Knows when they do.
    pub timer_book: Arc<dyn TimerBook>,
    /// Knows with whom there are sessions.
    pub sessions: Arc<dyn SessionBook>,
    /// Seals in them what is not kept.
    pub whispers: Arc<dyn Whispers>,
    /// Keeps the secrets of this device's pre-keys.
    pub shelf: Arc<dyn PreKeyShelf>,
    /// Knows them.
    pub shelved: Arc<dyn ShelvedPreKeys>,
    /// Has everybody's pre-keys: the directory.
    pub pre_keys: Arc<dyn PreKeys>,
    /// Says what there is of them.
    pub pre_key_book: Arc<dyn PreKeyBook>,
    /// Keeps the people this device has to do with.
    pub contacts: Arc<dyn Contacts>,
    /// Knows them.
    pub known: Arc<dyn People>,
    /// Knows how sure it is who they are.
    pub identities: Arc<dyn Identities>,
    /// Knows everybody: the directory.
    pub people: Arc<dyn People>,
    /// Tells the directory where this device is.
    pub announcements: Arc<dyn Announcements>,
    /// Asks it where others are.
    pub whereabouts: Arc<dyn Whereabouts>,
    /// Remembers where they were.
    pub routes: Arc<dyn Routes>,
    /// Reaches them.
    pub deliveries: Arc<dyn Deliveries>,
    /// Shows them, on the networks this device is on, where it is.
    pub beacons: Arc<dyn Beacons>,
    /// Sees there where they are.
    pub neighbours: Arc<dyn Neighbours>,
    /// Remembers where there nobody was.
    pub near_routes: Arc<dyn Routes>,
    /// Reaches them there, or fails soon.
    pub near_deliveries: Arc<dyn Deliveries>,
    /// Reaches their mailboxes.
    pub deposits: Arc<dyn Deposits>,
    /// Has the directory change which devices this person has.
    pub device_list_desk: Arc<dyn DeviceListDesk>,
    /// Has a new device and this one meet there.
    pub links: Arc<dyn Links>,
    /// Knows what they left for each other.
    pub link_book: Arc<dyn LinkBook>,
    /// Asks the directory for credentials.
    pub desk: Arc<dyn SignInDesk>,
    /// Hears its answers.
    pub answers: Arc<dyn SignInAnswers>,
    /// Changes this person's second factor there.
    pub second_factor_desk: Arc<dyn SecondFactorDesk>,
    /// Hears how it stands.
    pub second_factor_answers: Arc<dyn SecondFactorAnswers>,
    /// Keeps the credentials.
    pub credentials: Arc<dyn Credentials>,
    /// Knows the one in use.
    pub credential_status: Arc<dyn CredentialStatus>,
    /// Wakes the delivery.
    pub doorbell: Arc<dyn Doorbell>,
    /// Wakes whoever sends receipts.
    pub receipts_bell: Arc<dyn Doorbell>,
    /// Keeps who is there.
    pub presence_notes: Arc<dyn PresenceNotes>,
    /// Knows it.
    pub presence_book: Arc<dyn PresenceBook>,
    /// Wakes whoever shows it.
    pub presence_bell: Arc<dyn Doorbell>,
    /// Puts this person on the directory's list.
    pub listing_desk: Arc<dyn ListingDesk>,
    /// Hears who is on it.
    pub listing_answers: Arc<dyn ListingAnswers>,
    /// Hears what changes.
    pub events: Arc<dyn Events>,
    /// Tells it to those who watch.
    pub event_log: Arc<dyn EventLog>,
    /// Tries out where all of it is kept.
    pub store_check: Arc<dyn StoreCheck>,
}

impl From<PeerParts> for Peer {
    #[allow(clippy::too_many_lines, reason = "a table: one entry for each handler")]
    fn from(parts: PeerParts) -> Self {
        let device = || parts.device.clone();
        let me = || parts.device.person.clone();
        let provider = parts.provider;
        let alone = OwnDevices::alone(&parts.device, &parts.own, &parts.introduction);
        let own = Arc::new(OwnIdentity::new(device(), &parts.own, &parts.introduction, provider));
        let company = Arc::new(Company {
            own: parts.own.clone(),
            identities: parts.identities.clone(),
            history: parts.history.clone(),
        });
        let circle = Arc::new(PresenceCircle::new(
            me(),
            parts.own.clone(),
            parts.identities.clone(),
            parts.presence_book.clone(),
        ));
        let nearby = Nearby {
            own: parts.own.clone(),
            identities: parts.identities.clone(),
            neighbours: parts.neighbours.clone(),
            routes: parts.near_routes,
            deliveries: parts.near_deliveries,
        };
        let paths = Paths {
            routes: parts.routes,
            whereabouts: parts.whereabouts,
            nearby,
            deliveries: parts.deliveries,
            deposits: parts.deposits,
        };
        let devices = Arc::new(OwnDevices {
            own: own.clone(),
            account: parts.account,
            alone,
            identities: parts.identities.clone(),
            contacts: parts.contacts.clone(),
            people: parts.people.clone(),
            desk: parts.device_list_desk,
            outbox: parts.outbox.clone(),
            doorbell: parts.doorbell.clone(),
            events: parts.events.clone(),
        });
        let pace = Arc::<ReceiptPace>::default();
        let typing = TypingWatch {
            identities: parts.identities.clone(),
            events: parts.events.clone(),
            pace: TypingPace::new(TypingWatch::EVERY),
        };
        let changing = Arc::new(Changing {
            own: own.clone(),
            identities: parts.identities.clone(),
            history: parts.history.clone(),
            outbox: parts.outbox.clone(),
            doorbell: parts.doorbell.clone(),
            events: parts.events.clone(),
        });
        let door = Arc::new(Doorkeeper {
            me: me(),
            strangers: parts.strangers,
            identities: parts.identities.clone(),
            contacts: parts.contacts.clone(),
            history: parts.history.clone(),
        });
        Self {
            sign_in: SignInHandler {
                device: device(),
                own: parts.own,
                desk: parts.desk,
                answers: parts.answers,
                credentials: parts.credentials,
            },
            learn_devices: LearnDevicesHandler {
                own: own.clone(),
                people: parts.people.clone(),
                contacts: parts.contacts.clone(),
            },
            offer_second_factor: OfferSecondFactorHandler {
                me: me(),
                desk: parts.second_factor_desk.clone(),
            },
            confirm_second_factor: ConfirmSecondFactorHandler {
                me: me(),
                desk: parts.second_factor_desk.clone(),
            },
            remove_second_factor: RemoveSecondFactorHandler {
                me: me(),
                desk: parts.second_factor_desk,
            },
            link: LinkHandler {
                devices: devices.clone(),
                links: parts.links,
                book: parts.link_book.clone(),
            },
            read_link_request: ReadLinkRequestHandler { device: device(), book: parts.link_book },
            change_devices: ChangeDevicesHandler { devices: devices.clone() },
            read_devices: ReadDevicesHandler { devices },
            announce: AnnounceHandler {
                device: device(),
                announcements: parts.announcements.clone(),
            },
            leave: LeaveHandler {
                device: device(),
                announcements: parts.announcements,
                beacons: parts.beacons.clone(),
            },
            show_beacon: ShowBeaconHandler { company: company.clone(), beacons: parts.beacons },
            bring_forward: BringForwardHandler {
                pending: parts.pending.clone(),
                outbox: parts.outbox.clone(),
                doorbell: parts.doorbell.clone(),
            },
            send_message: SendMessageHandler {
                own: own.clone(),
                identities: parts.identities.clone(),
                people: parts.people.clone(),
                contacts: parts.contacts.clone(),
                timer_book: parts.timer_book.clone(),
                outbox: parts.outbox.clone(),
                doorbell: parts.doorbell.clone(),
                receipts_bell: parts.receipts_bell.clone(),
                events: parts.events.clone(),
            },
            edit_message: EditMessageHandler { changing: changing.clone() },
            delete_message: DeleteMessageHandler { changing: changing.clone() },
            react: ReactHandler { changing },
            send_typing: SendTypingHandler {
                own: own.clone(),
                identities: parts.identities.clone(),
                pending: parts.pending.clone(),
                sessions: parts.sessions.clone(),
                whispers: parts.whispers,
                paths: paths.clone(),
                pace: TypingPace::new(SendTypingHandler::EVERY),
            },
            set_timer: SetTimerHandler {
                identities: parts.identities.clone(),
                timers: parts.timers.clone(),
            },
            wipe_expired: WipeExpiredHandler {
                timers: parts.timers,
                timer_book: parts.timer_book.clone(),
                events: parts.events.clone(),
            },
            deliver_waiting: DeliverWaitingHandler {
                pending: parts.pending.clone(),
                sessions: parts.sessions,
                starter: SessionStarter {
                    own: own.clone(),
                    identities: parts.identities.clone(),
                    contacts: parts.contacts.clone(),
                    people: parts.people.clone(),
                    pre_keys: parts.pre_keys.clone(),
                    pre_key_book: parts.pre_key_book.clone(),
                },
                outbox: parts.outbox.clone(),
                paths,
                events: parts.events.clone(),
            },
            door: door.clone(),
            receive_envelopes: ReceiveEnvelopesHandler {
                door: door.clone(),
                own: own.clone(),
                inbox: parts.inbox.clone(),
                doorbell: parts.doorbell.clone(),
                receipts_bell: parts.receipts_bell.clone(),
                typing,
                events: parts.events.clone(),
            },
            take_mail: TakeMailHandler {
                own: own.clone(),
                door,
                inbox: parts.inbox,
                outbox: parts.outbox,
                doorbell: parts.doorbell.clone(),
                receipts_bell: parts.receipts_bell.clone(),
                events: parts.events.clone(),
            },
            mark_read: MarkReadHandler {
                own: own.clone(),
                identities: parts.identities.clone(),
                receipts: parts.receipts.clone(),
                receipts_bell: parts.receipts_bell.clone(),
                events: parts.events.clone(),
            },
            send_receipts: SendReceiptsHandler {
                own: own.clone(),
                receipts: parts.receipts.clone(),
                unopened: parts.unopened.clone(),
                pace: pace.clone(),
                doorbell: parts.doorbell.clone(),
            },
            allow_receipts: AllowReceiptsHandler {
                identities: parts.identities.clone(),
                receipts: parts.receipts,
            },
            replenish_pre_keys: ReplenishPreKeysHandler {
                own: own.clone(),
                shelf: parts.shelf,
                shelved: parts.shelved,
                pre_keys: parts.pre_keys,
                pre_key_book: parts.pre_key_book,
            },
            decide_contact: DecideContactHandler {
                own: own.clone(),
                identities: parts.identities.clone(),
                people: parts.people.clone(),
                contacts: parts.contacts.clone(),
                receipts_bell: parts.receipts_bell,
                events: parts.events.clone(),
            },
            decide_identity: DecideIdentityHandler {
                own: own.clone(),
                identities: parts.identities.clone(),
                contacts: parts.contacts,
                doorbell: parts.doorbell,
                presence_bell: parts.presence_bell.clone(),
            },
            set_presence: SetPresenceHandler {
                notes: parts.presence_notes.clone(),
                presence_bell: parts.presence_bell,
            },
            take_presence: TakePresenceHandler {
                circle: circle.clone(),
                notes: parts.presence_notes.clone(),
                events: parts.events.clone(),
            },
            lose_presence: LosePresenceHandler {
                circle: circle.clone(),
                notes: parts.presence_notes,
                events: parts.events,
            },
            be_listed: BeListedHandler { desk: parts.listing_desk },
            presence_to_show: PresenceToShowHandler {
                circle: circle.clone(),
                book: parts.presence_book.clone(),
            },
            read_presence: ReadPresenceHandler { circle, book: parts.presence_book },
            read_listed: ReadListedHandler { answers: parts.listing_answers },
            check_readiness: CheckReadinessHandler {
                store: parts.store_check,
                credential: parts.credential_status.clone(),
            },
            read_identity: ReadIdentityHandler { own, identities: parts.identities.clone() },
            read_second_factor: ReadSecondFactorHandler {
                me: me(),
                answers: parts.second_factor_answers,
            },
            read_unopened: ReadUnopenedHandler { unopened: parts.unopened.clone() },
            read_conversation: ReadConversationHandler { history: parts.history.clone() },
            read_contacts: ReadContactsHandler {
                me: me(),
                identities: parts.identities.clone(),
                history: parts.history.clone(),
            },
            read_conversations: ReadConversationsHandler {
                identities: parts.identities.clone(),
                history: parts.history.clone(),
            },
            search_messages: SearchMessagesHandler { search: parts.search },
            read_message: ReadMessageHandler {
                me: me(),
                history: parts.history.clone(),
                lacking: parts.lacking.clone(),
                pending: parts.pending.clone(),
            },
            read_timer: ReadTimerHandler { timer_book: parts.timer_book },
            read_waiting: ReadWaitingHandler { pending: parts.pending.clone() },
            why: WhyHandler {
                me: me(),
                history: parts.history,
                lacking: parts.lacking,
                pending: parts.pending.clone(),
                unopened: parts.unopened,
                identities: parts.identities,
            },
            watch_events: WatchEventsHandler { log: parts.event_log.clone() },
            who_am_i: WhoAmIHandler {
                device: device(),
                account_key: parts.introduction.account_key,
                credentials: parts.credential_status,
                pending: parts.pending.clone(),
                log: parts.event_log,
            },
            who_is_that: WhoIsThatHandler { known: parts.known, people: parts.people },
            read_neighbours: ReadNeighboursHandler { company, neighbours: parts.neighbours },
            due_deliveries: DueDeliveriesHandler { pending: parts.pending },
            due_receipts: DueReceiptsHandler {
                receipts: parts.due_receipts,
                strangers: parts.strangers,
                pace,
            },
        }
    }
}
