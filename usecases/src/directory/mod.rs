//! What a directory can be asked.

mod blob_keeping;
mod blob_parts;
pub mod commands;
mod public_rules;
pub mod queries;
mod wiring;

pub use blob_keeping::BlobKeeping;
pub use blob_parts::BlobParts;
pub use public_rules::PublicRules;
pub use wiring::DirectoryParts;

use crate::readiness::CheckReadinessHandler;

/// Everything a directory can be asked. It is made from [`DirectoryParts`].
pub struct Directory {
    /// See [`commands::RegisterPerson`].
    pub register_person: commands::RegisterPersonHandler,
    /// See [`commands::PublishDevices`].
    pub publish_devices: commands::PublishDevicesHandler,
    /// See [`commands::OpenLink`], [`commands::AskLink`] and [`commands::AnswerLink`].
    pub link: commands::LinkHandler,
    /// See [`commands::OpenChallenge`].
    pub open_challenge: commands::OpenChallengeHandler,
    /// See [`commands::RequestCredential`].
    pub request_credential: commands::RequestCredentialHandler,
    /// See [`commands::OfferSecondFactor`].
    pub offer_second_factor: commands::OfferSecondFactorHandler,
    /// See [`commands::ConfirmSecondFactor`].
    pub confirm_second_factor: commands::ConfirmSecondFactorHandler,
    /// See [`commands::RemoveSecondFactor`].
    pub remove_second_factor: commands::RemoveSecondFactorHandler,
    /// See [`commands::PublishAddress`].
    pub publish_address: commands::PublishAddressHandler,
    /// See [`commands::WithdrawAddress`].
    pub withdraw_address: commands::WithdrawAddressHandler,
    /// See [`commands::PublishPreKeys`].
    pub publish_pre_keys: commands::PublishPreKeysHandler,
    /// See [`commands::ClaimPreKeys`].
    pub claim_pre_keys: commands::ClaimPreKeysHandler,
    /// See [`commands::DepositEnvelopes`].
    pub deposit_envelopes: commands::DepositEnvelopesHandler,
    /// See [`commands::AcknowledgeMail`].
    pub acknowledge_mail: commands::AcknowledgeMailHandler,
    /// See [`commands::ExpireMail`].
    pub expire_mail: commands::ExpireMailHandler,
    /// See [`commands::FoundRoom`].
    pub found_room: commands::FoundRoomHandler,
    /// See [`commands::AppendRoomEntry`].
    pub append_room_entry: commands::AppendRoomEntryHandler,
    /// See [`commands::ExpireRoomEntries`].
    pub expire_room_entries: commands::ExpireRoomEntriesHandler,
    /// See [`commands::ListFile`].
    pub list_file: commands::ListFileHandler,
    /// See [`commands::UnlistFile`].
    pub unlist_file: commands::UnlistFileHandler,
    /// See [`commands::KeepBlob`].
    pub keep_blob: commands::KeepBlobHandler,
    /// See [`commands::ExpireBlobs`] and [`commands::TidyBlobs`].
    pub expire_blobs: commands::ExpireBlobsHandler,
    /// See [`commands::ReservePublic`] and [`commands::BanFromPublic`].
    pub public_channel: commands::PublicChannelHandler,
    /// See [`commands::ShowPresence`].
    pub show_presence: commands::ShowPresenceHandler,
    /// See [`commands::HidePresence`].
    pub hide_presence: commands::HidePresenceHandler,
    /// See [`commands::ListPerson`].
    pub list_person: commands::ListPersonHandler,
    /// See [`crate::readiness::CheckReadiness`].
    pub check_readiness: CheckReadinessHandler,
    /// See [`queries::IsRevoked`].
    pub is_revoked: queries::IsRevokedHandler,
    /// See [`queries::ReadLinkRequest`] and [`queries::ReadLinkAnswer`].
    pub read_link: queries::ReadLinkHandler,
    /// See [`queries::ReadMail`].
    pub read_mail: queries::ReadMailHandler,
    /// See [`queries::ReadMailDepth`].
    pub read_mail_depth: queries::ReadMailDepthHandler,
    /// See [`queries::ReadMailboxEnd`].
    pub read_mailbox_end: queries::ReadMailboxEndHandler,
    /// See [`queries::ReadClaim`].
    pub read_claim: queries::ReadClaimHandler,
    /// See [`queries::ReadPreKeysLeft`].
    pub read_pre_keys_left: queries::ReadPreKeysLeftHandler,
    /// See [`queries::ReadChallenge`].
    pub read_challenge: queries::ReadChallengeHandler,
    /// See [`queries::ReadCredential`].
    pub read_credential: queries::ReadCredentialHandler,
    /// See [`queries::ReadRoomEntries`], [`queries::ReadRooms`] and [`queries::ReadRoomInfo`].
    pub read_rooms: queries::ReadRoomsHandler,
    /// See [`queries::ReadFileList`], [`queries::ReadUpload`] and [`queries::ReadBlob`].
    pub read_blobs: queries::ReadBlobsHandler,
    /// See [`queries::ReadPublic`].
    pub read_public: queries::ReadPublicHandler,
    /// See [`queries::ReadSecondFactor`].
    pub read_second_factor: queries::ReadSecondFactorHandler,
    /// See [`queries::WatchPresence`].
    pub watch_presence: queries::WatchPresenceHandler,
    /// See [`queries::ReadListed`].
    pub read_listed: queries::ReadListedHandler,
    /// See [`queries::WhoIs`].
    pub who_is: queries::WhoIsHandler,
    /// See [`queries::WhereIs`].
    pub where_is: queries::WhereIsHandler,
}
