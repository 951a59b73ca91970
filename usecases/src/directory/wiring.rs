use std::sync::Arc;

use causerie_chat::DomainName;
use causerie_session::Provider;

use super::{
    BlobParts, Directory, PublicRules,
    commands::{
        AcknowledgeMailHandler, AppendRoomEntryHandler, ClaimPreKeysHandler, ClaimsUnderWay,
        ConfirmSecondFactorHandler, DepositEnvelopesHandler, ExpireBlobsHandler, ExpireMailHandler,
        ExpireRoomEntriesHandler, FoundRoomHandler, HidePresenceHandler, KeepBlobHandler,
        LinkHandler, ListFileHandler, ListPersonHandler, OfferSecondFactorHandler,
        OpenChallengeHandler, PublicChannelHandler, PublishAddressHandler, PublishDevicesHandler,
        PublishPreKeysHandler, RegisterPersonHandler, RemoveSecondFactorHandler,
        RequestCredentialHandler, SecondFactorLedger, ShowPresenceHandler, UnlistFileHandler,
        WithdrawAddressHandler,
    },
    queries::{
        IsRevokedHandler, ReadBlobsHandler, ReadChallengeHandler, ReadClaimHandler,
        ReadCredentialHandler, ReadLinkHandler, ReadListedHandler, ReadMailDepthHandler,
        ReadMailHandler, ReadMailboxEndHandler, ReadPreKeysLeftHandler, ReadPublicHandler,
        ReadRoomsHandler, ReadSecondFactorHandler, WatchPresenceHandler, WhereIsHandler,
        WhoIsHandler,
    },
};
use crate::{
    ports::{
        Acknowledgements, Attendance, Authority, ChallengeBook, Challenges, CredentialStatus,
        DeviceLists, LinkBook, Links, ListingBook, Listings, MailBell, MailDepth, MailTerms,
        Mailbox, MailboxEnd, Mailboxes, Operator, People, PreKeyBook, PreKeyUse, PreKeys,
        PresenceBoard, PresenceWatch, PublicRoomBook, PublicRooms, Reachability, Registry,
        Revocations, RoomLogBook, RoomLogs, RoomReaders, RoomTerms, SecondFactorBook,
        SecondFactors, SignInLog, SignIns, StoreCheck, Whereabouts,
    },
    readiness::CheckReadinessHandler,
};

/// What a directory is made of: its domain, and an adapter for each of its ports.
#[derive(Clone)]
pub struct DirectoryParts {
    /// The domain whose names it gives.
    pub domain: DomainName,
    /// Takes people on.
    pub registry: Arc<dyn Registry>,
    /// Knows them.
    pub people: Arc<dyn People>,
    /// Keeps which devices they have.
    pub device_lists: Arc<dyn DeviceLists>,
    /// Knows which they have no more.
    pub revocations: Arc<dyn Revocations>,
    /// Has two devices of a person meet.
    pub links: Arc<dyn Links>,
    /// Knows what they left for each other.
    pub link_book: Arc<dyn LinkBook>,
    /// Learns where their devices are.
    pub reachability: Arc<dyn Reachability>,
    /// Knows where they are.
    pub whereabouts: Arc<dyn Whereabouts>,
    /// Opens and spends challenges.
    pub challenges: Arc<dyn Challenges>,
    /// Knows them.
    pub book: Arc<dyn ChallengeBook>,
    /// Keeps second factors.
    pub second_factors: Arc<dyn SecondFactors>,
    /// Knows them.
    pub second_factor_book: Arc<dyn SecondFactorBook>,
    /// Notes who signed in.
    pub sign_ins: Arc<dyn SignIns>,
    /// Knows it.
    pub sign_in_log: Arc<dyn SignInLog>,
    /// After how many milliseconds without a credential a device has to show a second factor again, where there is one.
    pub sign_in_lapse: u64,
    /// Signs certificates.
    pub authority: Arc<dyn Authority>,
    /// Hands out pre-keys.
    pub pre_keys: Arc<dyn PreKeys>,
    /// Knows what was handed out and what is left.
    pub pre_key_book: Arc<dyn PreKeyBook>,
    /// Knows how often they are asked for.
    pub pre_key_use: Arc<dyn PreKeyUse>,
    /// Keeps envelopes for devices that are away.
    pub mailboxes: Arc<dyn Mailboxes>,
    /// Hands them out.
    pub mailbox: Arc<dyn Mailbox>,
    /// Knows how far their numbers have come.
    pub mailbox_end: Arc<dyn MailboxEnd>,
    /// Knows how much lies in all of them.
    pub mail_depth: Arc<dyn MailDepth>,
    /// Removes what was fetched.
    pub acknowledgements: Arc<dyn Acknowledgements>,
    /// How much is kept, and for how long.
    pub terms: MailTerms,
    /// Keeps the logs of rooms.
    pub room_logs: Arc<dyn RoomLogs>,
    /// Tells them to those whom they concern.
    pub room_book: Arc<dyn RoomLogBook>,
    /// Knows who these are.
    pub room_readers: Arc<dyn RoomReaders>,
    /// How much of rooms is kept, and for how long.
    pub room_terms: RoomTerms,
    /// What it keeps of files, sealed.
    pub blobs: BlobParts,
    /// Keeps which of them is the public channel.
    pub public_rooms: Arc<dyn PublicRooms>,
    /// Knows it.
    pub public_book: Arc<dyn PublicRoomBook>,
    /// Says who looks after it, and when it is to begin anew.
    pub operator: Arc<dyn Operator>,
    /// Wakes whoever pushes news to devices.
    pub bell: Arc<dyn MailBell>,
    /// Has what devices show of themselves.
    pub board: Arc<dyn PresenceBoard>,
    /// Shows it to others.
    pub presence_watch: Arc<dyn PresenceWatch>,
    /// Knows who is there.
    pub attendance: Arc<dyn Attendance>,
    /// Keeps who wants to be found.
    pub listings: Arc<dyn Listings>,
    /// Knows it.
    pub listing_book: Arc<dyn ListingBook>,
    /// Checks the signatures of pre-keys.
    pub provider: Arc<dyn Provider>,
    /// Tries out where all of it is kept.
    pub store_check: Arc<dyn StoreCheck>,
    /// Knows what the directory shows to those who call.
    pub credential_status: Arc<dyn CredentialStatus>,
}

impl From<DirectoryParts> for Directory {
    #[allow(clippy::too_many_lines, reason = "a table: one entry for each handler")]
    fn from(parts: DirectoryParts) -> Self {
        let ledger = SecondFactorLedger {
            book: parts.second_factor_book.clone(),
            factors: parts.second_factors,
        };
        let blobs = parts.blobs;
        let keeping = Arc::new(blobs.keeping());
        let public = Arc::new(PublicRules { book: parts.public_book, operator: parts.operator });
        Self {
            register_person: RegisterPersonHandler {
                domain: parts.domain.clone(),
                registry: parts.registry,
            },
            publish_devices: PublishDevicesHandler {
                people: parts.people.clone(),
                lists: parts.device_lists,
                ledger: ledger.clone(),
                bell: parts.bell.clone(),
            },
            link: LinkHandler { links: parts.links },
            read_link: ReadLinkHandler { book: parts.link_book },
            is_revoked: IsRevokedHandler { revocations: parts.revocations.clone() },
            open_challenge: OpenChallengeHandler { challenges: parts.challenges.clone() },
            request_credential: RequestCredentialHandler {
                domain: parts.domain.clone(),
                people: parts.people.clone(),
                revocations: parts.revocations,
                book: parts.book.clone(),
                challenges: parts.challenges,
                ledger: ledger.clone(),
                sign_ins: parts.sign_ins,
                sign_in_log: parts.sign_in_log,
                sign_in_lapse: parts.sign_in_lapse,
                authority: parts.authority,
            },
            offer_second_factor: OfferSecondFactorHandler { ledger: ledger.clone() },
            confirm_second_factor: ConfirmSecondFactorHandler { ledger: ledger.clone() },
            remove_second_factor: RemoveSecondFactorHandler { ledger },
            publish_address: PublishAddressHandler {
                people: parts.people.clone(),
                reachability: parts.reachability.clone(),
            },
            withdraw_address: WithdrawAddressHandler { reachability: parts.reachability },
            publish_pre_keys: PublishPreKeysHandler {
                people: parts.people.clone(),
                pre_keys: parts.pre_keys.clone(),
                provider: parts.provider,
            },
            claim_pre_keys: ClaimPreKeysHandler {
                pre_key_book: parts.pre_key_book.clone(),
                pre_key_use: parts.pre_key_use,
                under_way: ClaimsUnderWay::default(),
                pre_keys: parts.pre_keys,
                bell: parts.bell.clone(),
            },
            found_room: FoundRoomHandler {
                terms: parts.room_terms,
                logs: parts.room_logs.clone(),
                public: public.clone(),
            },
            append_room_entry: AppendRoomEntryHandler {
                terms: parts.room_terms,
                logs: parts.room_logs.clone(),
                readers: parts.room_readers,
                public: public.clone(),
                bell: parts.bell.clone(),
            },
            expire_room_entries: ExpireRoomEntriesHandler {
                terms: parts.room_terms,
                logs: parts.room_logs,
            },
            list_file: ListFileHandler { terms: blobs.terms, listings: blobs.listings.clone() },
            unlist_file: UnlistFileHandler {
                listings: blobs.listings.clone(),
                keeping: keeping.clone(),
            },
            keep_blob: KeepBlobHandler { keeping: keeping.clone() },
            expire_blobs: ExpireBlobsHandler {
                terms: blobs.terms,
                listings: blobs.listings.clone(),
                keeping,
            },
            read_blobs: ReadBlobsHandler {
                terms: blobs.terms,
                book: blobs.book.clone(),
                files: blobs.files.clone(),
            },
            read_rooms: ReadRoomsHandler { book: parts.room_book, public: public.clone() },
            public_channel: PublicChannelHandler {
                rooms: parts.public_rooms,
                rules: public.clone(),
            },
            read_public: ReadPublicHandler { domain: parts.domain, rules: public },
            deposit_envelopes: DepositEnvelopesHandler {
                terms: parts.terms,
                mailboxes: parts.mailboxes.clone(),
                bell: parts.bell,
            },
            acknowledge_mail: AcknowledgeMailHandler { acknowledgements: parts.acknowledgements },
            expire_mail: ExpireMailHandler { terms: parts.terms, mailboxes: parts.mailboxes },
            show_presence: ShowPresenceHandler { board: parts.board.clone() },
            hide_presence: HidePresenceHandler { board: parts.board },
            list_person: ListPersonHandler { listings: parts.listings },
            watch_presence: WatchPresenceHandler { watch: parts.presence_watch },
            read_listed: ReadListedHandler {
                attendance: parts.attendance,
                book: parts.listing_book,
            },
            check_readiness: CheckReadinessHandler {
                store: parts.store_check,
                credential: parts.credential_status,
            },
            read_mail_depth: ReadMailDepthHandler { depth: parts.mail_depth },
            read_mail: ReadMailHandler { mailbox: parts.mailbox },
            read_mailbox_end: ReadMailboxEndHandler { mailbox_end: parts.mailbox_end },
            read_claim: ReadClaimHandler { pre_key_book: parts.pre_key_book.clone() },
            read_pre_keys_left: ReadPreKeysLeftHandler { pre_key_book: parts.pre_key_book },
            read_challenge: ReadChallengeHandler { book: parts.book.clone() },
            read_credential: ReadCredentialHandler { book: parts.book },
            read_second_factor: ReadSecondFactorHandler { book: parts.second_factor_book },
            who_is: WhoIsHandler { people: parts.people },
            where_is: WhereIsHandler { whereabouts: parts.whereabouts },
        }
    }
}
