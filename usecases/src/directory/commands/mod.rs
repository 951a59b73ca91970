//! What changes a directory.

mod acknowledge_mail;
mod append_room_entry;
mod claim_pre_keys;
mod claims_under_way;
mod confirm_second_factor;
mod deposit_envelopes;
mod expire_blobs;
mod expire_mail;
mod expire_room_entries;
mod found_room;
mod hide_presence;
mod keep_blob;
mod link;
mod list_file;
mod list_person;
mod offer_second_factor;
mod open_challenge;
mod public_channel;
mod publish_address;
mod publish_devices;
mod publish_pre_keys;
mod register_person;
mod remove_second_factor;
mod request_credential;
mod second_factor_ledger;
mod show_presence;
mod unlist_file;
mod withdraw_address;

pub use acknowledge_mail::{AcknowledgeMail, AcknowledgeMailHandler};
pub use append_room_entry::{AppendRoomEntry, AppendRoomEntryHandler};
pub use claim_pre_keys::{ClaimPreKeys, ClaimPreKeysHandler};
pub use claims_under_way::ClaimsUnderWay;
pub use confirm_second_factor::{
    ConfirmSecondFactor, ConfirmSecondFactorError, ConfirmSecondFactorHandler,
};
pub use deposit_envelopes::{DepositEnvelopes, DepositEnvelopesHandler};
pub use expire_blobs::{ExpireBlobs, ExpireBlobsHandler, TidyBlobs};
pub use expire_mail::{ExpireMail, ExpireMailHandler};
pub use expire_room_entries::{ExpireRoomEntries, ExpireRoomEntriesHandler};
pub use found_room::{FoundRoom, FoundRoomHandler};
pub use hide_presence::{HidePresence, HidePresenceHandler};
pub use keep_blob::{KeepBlob, KeepBlobHandler};
pub use link::{AnswerLink, AskLink, LinkHandler, OpenLink};
pub use list_file::{ListFile, ListFileHandler};
pub use list_person::{ListPerson, ListPersonHandler};
pub use offer_second_factor::{
    OfferSecondFactor, OfferSecondFactorError, OfferSecondFactorHandler,
};
pub use open_challenge::{OpenChallenge, OpenChallengeError, OpenChallengeHandler};
pub use public_channel::{BanFromPublic, PublicChannelHandler, ReservePublic};
pub use publish_address::{PublishAddress, PublishAddressError, PublishAddressHandler};
pub use publish_devices::{PublishDevices, PublishDevicesError, PublishDevicesHandler};
pub use publish_pre_keys::{PublishPreKeys, PublishPreKeysError, PublishPreKeysHandler};
pub use register_person::{RegisterPerson, RegisterPersonError, RegisterPersonHandler};
pub use remove_second_factor::{RemoveSecondFactor, RemoveSecondFactorHandler};
pub use request_credential::{RequestCredential, RequestCredentialError, RequestCredentialHandler};
pub use second_factor_ledger::{NotPassed, SecondFactorLedger};
pub use show_presence::{ShowPresence, ShowPresenceHandler};
pub use unlist_file::{UnlistFile, UnlistFileHandler};
pub use withdraw_address::{WithdrawAddress, WithdrawAddressHandler};
