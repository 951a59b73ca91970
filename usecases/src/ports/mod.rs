//! What the use cases need of the world, a role each. Every adapter of a port is held to one contract test.
//!
//! Some ports serve twice: at a directory they are a store, at a peer the directory's client.

mod announcements;
mod archive;
mod authority;
mod blobs;
mod challenges;
mod choices;
mod chronicle;
mod contacts;
mod credentials;
mod deliveries;
mod deposits;
mod device_lists;
mod doorbell;
mod events;
mod fetches;
mod file_sources;
mod group_steps;
mod groups;
mod history;
mod history_desk;
mod inbox;
mod lacking;
mod links;
mod listings;
mod mail_bell;
mod mail_push;
mod mailboxes;
mod neighbours;
mod offers;
mod outbox;
mod own_files;
mod part_files;
mod people;
mod pre_key_shelf;
mod pre_keys;
mod presence_board;
mod presence_notes;
mod public_channel;
mod reachability;
mod receipts;
mod recollection;
mod registry;
mod room_desk;
mod room_log_book;
mod room_logs;
mod room_mail;
mod room_mutes;
mod room_receipts;
mod room_wishes;
mod rooms;
mod routes;
mod sealing;
mod search;
mod second_factor_desk;
mod second_factors;
mod session_book;
mod sign_in_desk;
mod sign_ins;
mod store_check;
mod stored_files;
mod timers;
mod unavailable;
mod uploads;
mod whispers;

pub use announcements::{Announcements, NotAnnounced};
pub use archive::Archive;
pub use authority::{Authority, NotIssued};
pub use blobs::{
    BlobBook, BlobCensus, BlobFiles, BlobLedger, BlobListings, BlobTerms, KeptListing, KnownBlob,
    NotKept, NotStored,
};
pub use challenges::{Answer, ChallengeBook, Challenges, NotOpened, NotRedeemed};
pub use choices::Choices;
pub use chronicle::Chronicle;
pub use contacts::{Contacts, Decision, Identities, KnownIdentity, NotRemembered};
pub use credentials::{CredentialStatus, Credentials};
pub use deliveries::{Deliveries, Undelivered};
pub use deposits::Deposits;
pub use device_lists::{DeviceListDesk, DeviceLists, ListRefused, Revocations};
pub use doorbell::Doorbell;
pub use events::{Event, EventLog, EventNumber, Events, Happened};
pub use fetches::{Fetch, FetchBook, FetchProgress, FetchState, Fetches};
pub use file_sources::{FileSource, FileSources, FileWish, NotGiven};
pub use group_steps::{
    AppliedCommit, Fresh, GroupChange, GroupKeep, GroupRefused, Guest, Invitable, OpenedText,
    OwnCommit, PreparedCommit, SealedText,
};
pub use groups::{Group, GroupOrder, GroupText, Groups, Invitations};
pub use history::{Cursor, Entry, Glance, History};
pub use history_desk::HistoryDesk;
pub use inbox::{Inbox, NotTaken, Unopened, UnopenedEnvelope};
pub use lacking::{Lack, Lacking, Place};
pub use links::{LinkBook, Links, NotLinked};
pub use listings::{Listed, ListingAnswers, ListingBook, ListingDesk, Listings, NotListed};
pub use mail_bell::{MailBell, MailWatch, News, Rings, Rung};
pub use mail_push::{MailLine, MailPush, Pushed};
pub use mailboxes::{
    Acknowledgements, Mail, MailDepth, MailItem, MailNumber, MailTerms, Mailbox, MailboxEnd,
    Mailboxes, NotAcknowledged, NotDeposited, Room, StoredMail,
};
pub use neighbours::{Beacons, Neighbours, Sighting};
pub use offers::{Offer, OfferBook, Offers};
pub use outbox::{
    Addressed, Batch, Due, NotQueued, Outbox, Outcome, Outgoing, Pending, Retry, Waiting,
};
pub use own_files::OwnFiles;
pub use part_files::{NotWritten, PartFiles, WrittenParts};
pub use people::People;
pub use pre_key_shelf::{PreKeyShelf, ShelvedPreKeys, ShelvedSigned};
pub use pre_keys::{Claim, ClaimCount, NotClaimed, PreKeyBook, PreKeyUse, PreKeys, PreKeysLeft};
pub use presence_board::{Attendance, MarkNews, PresenceBoard, PresenceNews, PresenceWatch};
pub use presence_notes::{OwnPresence, PresenceBook, PresenceNotes};
pub use public_channel::{
    NotBanned, Operator, PublicChannel, PublicDesk, PublicRoomBook, PublicRooms,
};
pub use reachability::{Published, Reachability, Whereabouts};
pub use receipts::{DueReceipts, Receipts};
pub use recollection::{HistoryTransfer, Recalled, Recollection, TransferBook, TransferStep};
pub use registry::{NotRegistered, Registry};
pub use room_desk::RoomDesk;
pub use room_log_book::{LoggedEntry, LoggedRoom, NotRead, PublicRoom, RoomLogBook, RoomReaders};
pub use room_logs::{
    NotAppended, NotFounded, RoomFounding, RoomKeeping, RoomLogs, RoomOffer, RoomTerms,
};
pub use room_mail::{
    HeardInRoom, NotHeard, NotSaid, OnItsWay, Reached, RoomMail, RoomNews, RoomStep, SaidInRoom,
};
pub use room_mutes::{Mute, RoomMutes};
pub use room_receipts::{DueInRooms, NotTold, RoomReceipts, ToldInRoom};
pub use room_wishes::{Asked, Invited, RoomAsk, RoomWish, RoomWishBook, RoomWishes};
pub use rooms::{KeptRoom, KnownRoom, RoomBook, RoomKeys, RoomNotKept, RoomStanding, Rooms};
pub use routes::{Route, Routes};
pub use sealing::{Known, Opened, Opening, PreKeySecret, Sealing, Spent, Wanted};
pub use search::{Search, Sought, Wish};
pub use second_factor_desk::{NotChanged, SecondFactorAnswers, SecondFactorDesk};
pub use second_factors::{KeptSecondFactor, NotReplaced, SecondFactorBook, SecondFactors};
pub use session_book::SessionBook;
pub use sign_in_desk::{NotSignedIn, SignInAnswers, SignInDesk};
pub use sign_ins::{LastSignIn, SignInLog, SignIns};
pub use store_check::StoreCheck;
pub use stored_files::{NotUploaded, StoredFiles, UploadAnswers, UploadDesk, UploadStanding};
pub use timers::{TimerBook, Timers};
pub use unavailable::Unavailable;
pub use uploads::{Upload, UploadBook, UploadState, Uploads};
pub use whispers::Whispers;
