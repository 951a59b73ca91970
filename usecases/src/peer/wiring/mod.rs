mod files;
mod rooms;
mod shared;
mod uploads;

use std::sync::Arc;

use self::shared::{Shared, sending};
use super::{
    Asking, Peer, PeerParts, Questions, TypingPace,
    commands::{
        AllowReceiptsHandler, AnnounceHandler, BeListedHandler, BeginTransferHandler,
        BringForwardHandler, ChangeDevicesHandler, ConfirmSecondFactorHandler,
        DecideContactHandler, DecideIdentityHandler, DeleteMessageHandler, DeliverWaitingHandler,
        EditMessageHandler, FetchHistoryHandler, LeaveHandler, LinkHandler, LosePresenceHandler,
        MarkReadHandler, OfferSecondFactorHandler, ReactHandler, ReceiveEnvelopesHandler,
        RemoveSecondFactorHandler, ReplenishPreKeysHandler, SendReceiptsHandler, SendTypingHandler,
        SetPresenceHandler, SetTimerHandler, ShowBeaconHandler, SignInHandler, TakeMailHandler,
        TakePresenceHandler, TakeQuestionHandler, WipeExpiredHandler,
    },
    queries::{
        DueDeliveriesHandler, DueReceiptsHandler, PresenceToShowHandler, ReadContactsHandler,
        ReadConversationHandler, ReadConversationsHandler, ReadDevicesHandler, ReadIdentityHandler,
        ReadLinkRequestHandler, ReadListedHandler, ReadMessageHandler, ReadNeighboursHandler,
        ReadPageHandler, ReadPresenceHandler, ReadSecondFactorHandler, ReadTimerHandler,
        ReadTransferHandler, ReadUnopenedHandler, ReadWaitingHandler, SearchMessagesHandler,
        WatchEventsHandler, WhoAmIHandler, WhoIsThatHandler, WhyHandler,
    },
};
use crate::readiness::CheckReadinessHandler;

impl From<PeerParts> for Peer {
    #[allow(clippy::too_many_lines, reason = "a table: one entry for each handler")]
    fn from(parts: PeerParts) -> Self {
        let device = || parts.device.clone();
        let me = || parts.device.person.clone();
        let shared = Shared::of(&parts);
        let rooms = rooms::rooms(&parts, &shared);
        let Shared {
            own,
            company,
            circle,
            paths,
            starter,
            devices,
            saying,
            dispatch,
            fellows,
            changing,
            choosing,
            door,
            typing,
            pace,
            ..
        } = shared;
        let questions = Arc::<Questions>::default();
        let (hearing, rooms_bell) = (rooms.hear.hearing.clone(), parts.rooms.bell.clone());
        let send_message = sending(&parts, own.clone(), saying.clone(), choosing.clone());
        let (fellows_too, paths_too) = (fellows.clone(), paths.clone());
        let files = files::files(&parts, own.clone(), send_message.clone(), fellows_too, paths_too);
        Self {
            rooms,
            files,
            sign_in: SignInHandler {
                device: device(),
                own: parts.own,
                desk: parts.desk,
                answers: parts.answers,
                credentials: parts.credentials,
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
                choosing: choosing.clone(),
            },
            read_link_request: ReadLinkRequestHandler { device: device(), book: parts.link_book },
            change_devices: ChangeDevicesHandler { devices: devices.clone() },
            read_devices: ReadDevicesHandler { devices: devices.clone() },
            take_question: TakeQuestionHandler {
                own: own.clone(),
                identities: parts.identities.clone(),
                inbox: parts.inbox.clone(),
                questions: questions.clone(),
            },
            read_page: ReadPageHandler {
                own: own.clone(),
                questions,
                identities: parts.identities.clone(),
                timer_book: parts.timer_book.clone(),
                chronicle: parts.chronicle,
            },
            begin_transfer: BeginTransferHandler {
                devices,
                book: parts.transfer_book.clone(),
                recollection: parts.recollection.clone(),
                history_bell: parts.history_bell,
            },
            fetch_history: FetchHistoryHandler {
                own: own.clone(),
                identities: parts.identities.clone(),
                sessions: parts.sessions.clone(),
                starter: starter.clone(),
                outbox: parts.outbox.clone(),
                whispers: parts.whispers.clone(),
                asking: Asking { paths: paths.clone(), desk: parts.history_desk },
                book: parts.transfer_book.clone(),
                recollection: parts.recollection,
                events: parts.events.clone(),
            },
            read_transfer: ReadTransferHandler { book: parts.transfer_book },
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
            send_message,
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
                rooms: parts.rooms.book.clone(),
                choosing: choosing.clone(),
            },
            wipe_expired: WipeExpiredHandler {
                timers: parts.timers,
                timer_book: parts.timer_book.clone(),
                events: parts.events.clone(),
            },
            deliver_waiting: DeliverWaitingHandler {
                sessions: parts.sessions,
                starter,
                dispatch,
                events: parts.events.clone(),
            },
            door: door.clone(),
            fellows: fellows.clone(),
            receive_envelopes: ReceiveEnvelopesHandler {
                door: door.clone(),
                own: own.clone(),
                inbox: parts.inbox.clone(),
                hearing: hearing.clone(),
                rooms_bell: rooms_bell.clone(),
                doorbell: parts.doorbell.clone(),
                receipts_bell: parts.receipts_bell.clone(),
                typing,
                events: parts.events.clone(),
            },
            take_mail: TakeMailHandler {
                own: own.clone(),
                door,
                inbox: parts.inbox,
                hearing,
                rooms_bell,
                outbox: parts.outbox,
                doorbell: parts.doorbell.clone(),
                receipts_bell: parts.receipts_bell.clone(),
                events: parts.events.clone(),
            },
            mark_read: MarkReadHandler {
                own: own.clone(),
                identities: parts.identities.clone(),
                fellows: fellows.clone(),
                receipts: parts.receipts.clone(),
                receipts_bell: parts.receipts_bell.clone(),
                events: parts.events.clone(),
            },
            send_receipts: SendReceiptsHandler {
                own: own.clone(),
                receipts: parts.receipts,
                unopened: parts.unopened.clone(),
                pace: pace.clone(),
                doorbell: parts.doorbell.clone(),
            },
            allow_receipts: AllowReceiptsHandler {
                identities: parts.identities.clone(),
                fellows,
                choosing: choosing.clone(),
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
                choosing,
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
                news: parts.rooms.news.clone(),
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
                rooms: parts.rooms.book.clone(),
                mutes: parts.rooms.mutes,
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
                in_rooms: parts.rooms.due,
                book: parts.rooms.book,
                strangers: parts.strangers,
                pace,
            },
        }
    }
}
