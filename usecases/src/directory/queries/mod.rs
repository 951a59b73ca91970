//! What a directory answers.

mod is_revoked;
mod read_blobs;
mod read_challenge;
mod read_claim;
mod read_credential;
mod read_link;
mod read_listed;
mod read_mail;
mod read_mail_depth;
mod read_mailbox_end;
mod read_pre_keys_left;
mod read_public;
mod read_rooms;
mod read_second_factor;
mod watch_presence;
mod where_is;
mod who_is;

pub use is_revoked::{IsRevoked, IsRevokedHandler};
pub use read_blobs::{
    ReadBlob, ReadBlobLength, ReadBlobsHandler, ReadFileList, ReadListedBlob, ReadUpload,
};
pub use read_challenge::{ReadChallenge, ReadChallengeHandler};
pub use read_claim::{ReadClaim, ReadClaimHandler};
pub use read_credential::{ReadCredential, ReadCredentialHandler};
pub use read_link::{ReadLinkAnswer, ReadLinkHandler, ReadLinkRequest};
pub use read_listed::{ReadListed, ReadListedHandler};
pub use read_mail::{ReadMail, ReadMailHandler};
pub use read_mail_depth::{ReadMailDepth, ReadMailDepthHandler};
pub use read_mailbox_end::{ReadMailboxEnd, ReadMailboxEndHandler};
pub use read_pre_keys_left::{ReadPreKeysLeft, ReadPreKeysLeftHandler};
pub use read_public::{ReadPublic, ReadPublicHandler};
pub use read_rooms::{ReadRoomEntries, ReadRoomInfo, ReadRooms, ReadRoomsHandler};
pub use read_second_factor::{ReadSecondFactor, ReadSecondFactorHandler};
pub use watch_presence::{WatchPresence, WatchPresenceHandler};
pub use where_is::{WhereIs, WhereIsHandler};
pub use who_is::{WhoIs, WhoIsHandler};
