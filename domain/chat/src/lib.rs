//! What Causerie talks about: people, their devices and keys, messages, envelopes and where they stand.
//!
//! This crate is pure: no input or output, no async, no clock, no randomness. Entropy, ids and time come in as
//! values, and text and bytes from outside become one of these types once, at the edge, or an error.

mod account_key;
mod address;
mod backoff;
mod beacon;
mod beacon_hour;
mod beacon_key;
mod beacon_marks;
mod body;
mod cause;
mod cbor;
mod challenge;
mod change;
mod change_codec;
mod choice;
mod claim_id;
mod conversation;
mod credential;
mod delivery;
mod device_address;
mod device_id;
mod device_key;
mod device_list;
mod device_list_codec;
mod domain_name;
mod ed25519;
mod emoji;
mod enrolment;
mod envelope;
mod file;
mod introduction;
mod label;
mod link;
mod message;
mod message_codec;
mod message_id;
mod message_ref;
mod network_address;
mod padding;
mod past;
mod person;
mod presence;
mod receipt;
mod room;
mod safety_number;
mod sealed_box;
mod search_words;
mod second_factor;
mod sign_in;
mod signature;
mod standing;
mod text;
mod timer;
mod timestamp;
mod trace_context;
mod username;
mod view;

pub use account_key::{AccountKey, AccountSecret};
pub use address::{Address, InvalidAddress};
pub use backoff::Backoff;
pub use beacon::{Beacon, Lookout};
pub use beacon_hour::BeaconHour;
pub use beacon_marks::{BeaconMarks, MalformedMarks};
pub use body::Body;
pub use cause::{Cause, InvalidCause};
pub use challenge::{Challenge, ChallengeId, InvalidChallengeId, Nonce};
pub use choice::{Choice, Chosen};
pub use claim_id::{ClaimId, InvalidClaimId};
pub use conversation::{Conversation, InvalidConversation};
pub use credential::{CertificateRequest, Credential, OversizedCredential, Term};
pub use delivery::{DeliveryState, Path};
pub use device_address::{DeviceAddress, InvalidDeviceAddress};
pub use device_id::{DeviceId, InvalidDeviceId};
pub use device_key::{DeviceKey, DeviceSecret};
pub use device_list::{DeviceChange, DeviceList, ListedDevice, NoSuchList, Succession};
pub use device_list_codec::MalformedDeviceList;
pub use domain_name::{DomainName, InvalidDomainName};
pub use ed25519::InvalidKey;
pub use emoji::{Emoji, InvalidEmoji};
pub use enrolment::{Enrolment, VerifiedEnrolment};
pub use envelope::{Envelope, EnvelopeId, InvalidEnvelopeId, OversizedEnvelope, Sealed};
pub use file::{
    FileHash, FileKey, FileManifest, FileName, InvalidFileName, InvalidMediaType,
    MalformedManifest, MediaType, SafeFileName, SharedFile, UnfitSize,
};
pub use introduction::{Introduction, LinkedAt, MalformedIntroduction};
pub use link::{
    DeviceName, InvalidDeviceName, InvalidLinkCode, InvalidLinkId, LINK_LIFETIME, LinkAnswer,
    LinkCode, LinkId, LinkKeys, LinkRequest, Linked, MAX_LINK_BYTES, MalformedLinkAnswer,
    MalformedLinkRequest,
};
pub use message::Message;
pub use message_codec::MalformedMessage;
pub use message_id::{InvalidMessageId, MessageId};
pub use message_ref::MessageRef;
pub use network_address::{InvalidNetworkAddress, NetworkAddress};
pub use padding::{BadPadding, pad, unpad};
pub use past::{
    HistoryItems, HistoryKey, HistoryPage, HistoryPart, HistoryRequest, HistoryWanted,
    MalformedHistory, PastMessage, PastPerson,
};
pub use person::{Device, Person};
pub use presence::{
    InvalidPresence, MalformedPresence, PresenceKeys, PresenceMark, PresenceState, SealedPresence,
    SeenPresence, ShownPresence,
};
pub use receipt::Receipt;
pub use room::{
    BadRoomBytes, InvalidRoomChange, InvalidRoomId, InvalidRoomName, MalformedCharter,
    MalformedDepartures, MalformedDraft, MalformedInvitation, MalformedModeration, Moderated,
    Moderation, NotEntitled, RoomAct, RoomChange, RoomCharter, RoomCommit, RoomDepartures,
    RoomDraft, RoomEntry, RoomEpoch, RoomId, RoomInfo, RoomInvitation, RoomKind, RoomLog, RoomMark,
    RoomMember, RoomName, RoomPlace, RoomRefusal, RoomRequest, RoomRole, RoomSeat, RoomStay,
    RoomTrail, RoomWelcome, SealedInRoom,
};
pub use safety_number::{InvalidSafetyNumber, SafetyNumber};
pub use search_words::{InvalidSearchWords, SearchWords};
pub use second_factor::{
    CodeRefused, CodeUse, InvalidCode, InvalidRecoveryCode, InvalidTotpCode, InvalidTotpSecret,
    MalformedSecondFactor, RecoveryCode, RecoveryCodes, SecondFactor, SecondFactorCode,
    SecondFactorStanding, TotpCode, TotpSecret,
};
pub use sign_in::SignInStatement;
pub use signature::{BadSignature, Signature};
pub use standing::{Ruling, Standing, Terms};
pub use text::{InvalidText, Text};
pub use timer::{InvalidTimer, Timer};
pub use timestamp::Timestamp;
pub use trace_context::{InvalidTraceContext, TraceContext};
pub use username::{InvalidUsername, Username};
pub use view::{Removed, View};
