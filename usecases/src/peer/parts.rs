use std::sync::Arc;

use causerie_chat::{AccountSecret, DeviceAddress, DeviceSecret, Introduction};
use causerie_session::Provider;

use super::{FileParts, RoomParts, Strangers};
use crate::ports::{
    Announcements, Beacons, Choices, Chronicle, Contacts, CredentialStatus, Credentials,
    Deliveries, Deposits, DeviceListDesk, Doorbell, DueReceipts, EventLog, Events, History,
    HistoryDesk, Identities, Inbox, Lacking, LinkBook, Links, ListingAnswers, ListingDesk,
    Neighbours, Outbox, Pending, People, PreKeyBook, PreKeyShelf, PreKeys, PresenceBook,
    PresenceNotes, Receipts, Recollection, Routes, Search, SecondFactorAnswers, SecondFactorDesk,
    SessionBook, ShelvedPreKeys, SignInAnswers, SignInDesk, StoreCheck, TimerBook, Timers,
    TransferBook, Unopened, Whereabouts, Whispers,
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
    /// Its rooms.
    pub rooms: RoomParts,
    /// Its files.
    pub files: FileParts,
    /// Keeps what comes in.
    pub inbox: Arc<dyn Inbox>,
    /// Knows what was said.
    pub history: Arc<dyn History>,
    /// Knows all of it, to be given to other devices of this person.
    pub chronicle: Arc<dyn Chronicle>,
    /// Keeps what they give.
    pub recollection: Arc<dyn Recollection>,
    /// Knows how far that is.
    pub transfer_book: Arc<dyn TransferBook>,
    /// Asks them for it.
    pub history_desk: Arc<dyn HistoryDesk>,
    /// Wakes whoever fetches it.
    pub history_bell: Arc<dyn Doorbell>,
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
    /// Keeps what this person decides about them.
    pub choices: Arc<dyn Choices>,
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
