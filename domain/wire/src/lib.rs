//! The shapes that cross the network, shared by routers and clients so that neither copies the other.
//!
//! They are data and nothing more: texts and bytes that a router or a client turns into the types of `causerie-chat`,
//! or refuses. Control APIs speak JSON (RFC 8259), with bytes in base64url without padding (RFC 4648 §5);
//! envelopes travel as CBOR (RFC 8949) with integer keys. Errors are problem details (RFC 9457). Times are milliseconds
//! since 1970. Fields a reader does not know are passed over.

mod bytes;
mod contacts;
mod delivery;
mod devices;
mod directory;
mod files;
mod history;
mod limits;
mod local;
mod mail;
mod message;
mod own_rooms;
mod presence;
mod problem;
mod public;
mod rooms;
mod second_factor;
mod there;

pub use bytes::Base64;
pub use contacts::{Contact, ContactRuling, Contacts};
pub use delivery::{Delivery, MalformedDelivery, WireEnvelope};
pub use devices::{
    AskingDevice, DeviceEvent, Leave, Left, LinkCode, LinkDecision, LinkRequest, OwnDevice,
    OwnDevices, PublishDevices, Revoke,
};
pub use directory::{
    AcknowledgeMail, Challenge, ClaimPreKeys, ClaimedPreKeys, CredentialChain, CredentialRequest,
    Device, Person, PreKeysLeft, PublishAddress, PublishPreKeys, PublishedAddress, RegisterPerson,
};
pub use files::{
    BYTES, FILE_TICKET_HEADER, Fetch, FetchFile, File, Files, OfferFile, Offering, SharedFile,
    TurnFetch, UploadStanding,
};
pub use history::{FetchHistory, HistoryProgress, MalformedAnswer, SealedHistory};
pub use limits::{MAX_BODY_BYTES, MAX_DELIVERY_BYTES, MAX_DELIVERY_ENVELOPES, MAX_REPEATED_BYTES};
pub use local::{
    Conversation, ConversationPage, Conversations, Event, Found, Identity, MarkRead, MessageReport,
    Reason, Reasons, ReceiptsAllowed, Retry, Search, Status, Unopened, UnopenedEnvelope, Verdict,
    Waiting, WaitingDevice,
};
pub use mail::{MalformedFrame, PushFrame, PushReply, WireMail};
pub use message::{
    Deletion, Edit, Message, MessageRef, React, Reaction, Removed, SendMessage, Timer, Typing,
};
pub use own_rooms::{
    CreateRoom, CreatedRoom, GiveRole, InviteToRoom, InvitedRoom, JoinRoom, OwnRoom, Reached,
    RenameRoom, Room, RoomDetails, RoomEvent, RoomPerson, Rooms, WishedRoom,
};
pub use presence::{LineReply, MAX_FRAME_MARKS, MAX_PRESENCE_MARKS, PresenceFrame, WirePresence};
pub use problem::{PROBLEM_JSON, Problem, RefusedEnvelope};
pub use public::{Decision, EnteredPublic, Heard, Moderate, Moderation, OwnMute, PublicChannel};
pub use rooms::{
    FoundRoom, LoggedRoom, LoggedRooms, MAX_ROOM_ANSWER_BYTES, MAX_ROOM_BODY_BYTES,
    MAX_ROOM_PAGE_BYTES, MAX_ROOM_PAGE_ENTRIES, MalformedRoomBody, OfferedRoomEntry,
    ROOM_CONTENT_TYPE, RoomEntries, RoomEntry, RoomInfo,
};
pub use second_factor::{Hidden, OfferSecondFactor, SecondFactor, SecondFactorCode};
pub use there::{BeListed, ContactPresence, Listed, ListedPeople, Presence, SetPresence};
