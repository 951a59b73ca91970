//! What changes a peer.

mod allow_receipts;
mod announce;
mod ask_to_be_linked;
mod be_listed;
mod begin_transfer;
mod bring_forward;
mod change_devices;
mod confirm_second_factor;
mod decide_contact;
mod decide_identity;
mod delete_message;
mod deliver_waiting;
mod edit_message;
mod enrol;
mod fetch_history;
mod files;
mod leave;
mod link;
mod lose_presence;
mod mark_read;
mod offer_second_factor;
mod react;
mod receive_envelopes;
mod remove_second_factor;
mod replenish_pre_keys;
mod rooms;
mod send_message;
mod send_message_error;
mod send_receipts;
mod send_typing;
mod set_presence;
mod set_timer;
mod show_beacon;
mod sign_in;
mod take_mail;
mod take_presence;
mod take_question;
mod wipe_expired;

pub use allow_receipts::{AllowReceipts, AllowReceiptsError, AllowReceiptsHandler};
pub use announce::{Announce, AnnounceHandler};
pub use ask_to_be_linked::{AskToBeLinked, AskToBeLinkedHandler, NotTakenOn, ReadLinkAnswer};
pub use be_listed::{BeListed, BeListedHandler};
pub use begin_transfer::{BeginTransfer, BeginTransferError, BeginTransferHandler};
pub use bring_forward::{BringForward, BringForwardHandler};
pub use change_devices::{ChangeDevicesHandler, RefreshDevices, RevokeDevice};
pub use confirm_second_factor::{ConfirmSecondFactor, ConfirmSecondFactorHandler};
pub use decide_contact::{DecideContact, DecideContactError, DecideContactHandler};
pub use decide_identity::{DecideIdentity, DecideIdentityError, DecideIdentityHandler, Verdict};
pub use delete_message::{DeleteMessage, DeleteMessageHandler};
pub use deliver_waiting::{DeliverWaiting, DeliverWaitingHandler};
pub use edit_message::{EditMessage, EditMessageHandler};
pub use enrol::{Enrol, EnrolHandler};
pub use fetch_history::{FetchHistory, FetchHistoryError, FetchHistoryHandler};
pub use files::{
    CancelFetch, CancelFetchHandler, CarryUpload, CarryUploadHandler, DropUpload, DropUploadError,
    DropUploadHandler, FetchFile, FetchFileError, FetchFileHandler, ForgetFiles,
    ForgetFilesHandler, NotTurned, OfferFile, OfferFileError, OfferFileHandler, PauseFetch,
    PauseFetchHandler, ResumeFetch, ResumeFetchHandler, TakeChunks, TakeChunksHandler, UploadFile,
    UploadFileError, UploadFileHandler,
};
pub use leave::{Leave, LeaveHandler};
pub use link::{AcceptLink, DeclineLink, LinkHandler, OpenLink};
pub use lose_presence::{LosePresence, LosePresenceHandler};
pub use mark_read::{MarkRead, MarkReadHandler};
pub use offer_second_factor::{OfferSecondFactor, OfferSecondFactorHandler};
pub use react::{React, ReactHandler};
pub use receive_envelopes::{ReceiveEnvelopes, ReceiveEnvelopesError, ReceiveEnvelopesHandler};
pub use remove_second_factor::{RemoveSecondFactor, RemoveSecondFactorHandler};
pub use replenish_pre_keys::{ReplenishPreKeys, ReplenishPreKeysHandler};
pub use rooms::{
    AnswerInRooms, AnswerInRoomsHandler, AskWhoWent, AskWhoWentHandler, ChangeRoomHandler,
    CreateRoom, CreateRoomError, CreateRoomHandler, FollowRoom, FollowRoomHandler, FollowRooms,
    FollowRoomsHandler, GiveRole, GoOnLeaving, GoOnLeavingHandler, HearInRooms, HearInRoomsHandler,
    InviteError, InviteToRoom, InviteToRoomHandler, JoinError, JoinPublicRoom,
    JoinPublicRoomHandler, JoinRoom, JoinRoomHandler, LeaveRoom, LeaveRoomError, LeaveRoomHandler,
    Moderate, ModerateHandler, NotJoinedPublic, NotModerated, RemoveFromRoom, RenameRoom,
    RenewKeys, RenewKeysHandler, RotateRoom, TellInRoom, TellInRoomHandler,
};
pub use send_message::{SendMessage, SendMessageHandler};
pub use send_message_error::SendMessageError;
pub use send_receipts::{SendReceipts, SendReceiptsHandler};
pub use send_typing::{SendTyping, SendTypingHandler};
pub use set_presence::{SetPresence, SetPresenceHandler};
pub use set_timer::{SetTimer, SetTimerError, SetTimerHandler};
pub use show_beacon::{ShowBeacon, ShowBeaconHandler};
pub use sign_in::{SignIn, SignInError, SignInHandler};
pub use take_mail::{TakeMail, TakeMailHandler};
pub use take_presence::{TakePresence, TakePresenceHandler};
pub use take_question::{TakeQuestion, TakeQuestionError, TakeQuestionHandler};
pub use wipe_expired::{WipeExpired, WipeExpiredHandler};
