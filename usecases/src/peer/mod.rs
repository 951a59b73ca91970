//! What a peer can be asked.

mod asking;
mod attested;
mod changing;
mod choosing;
pub mod commands;
mod company;
mod dispatch;
mod doorkeeper;
mod fan_out;
mod file_parts;
pub mod files;
mod find;
mod nearby;
mod own_devices;
mod parts;
mod paths;
mod peer_files;
mod peer_rooms;
mod peer_uploads;
mod presence_circle;
pub mod queries;
mod questions;
mod receipt_pace;
mod room_parts;
pub mod rooms;
mod sealing;
mod typing;
mod wiring;

pub use asking::Asking;
pub use changing::{Change, ChangeError, Changing};
pub use choosing::Choosing;
pub use company::Company;
pub use dispatch::Dispatch;
pub use doorkeeper::{Doorkeeper, Strangers};
pub use file_parts::FileParts;
pub use nearby::Nearby;
pub use own_devices::{DevicesNotKnown, NoDeviceChange, OwnDevices};
pub use parts::PeerParts;
pub use paths::Paths;
pub use peer_files::PeerFiles;
pub use peer_rooms::PeerRooms;
pub use peer_uploads::PeerUploads;
pub use presence_circle::PresenceCircle;
pub use questions::Questions;
pub use receipt_pace::ReceiptPace;
pub use room_parts::RoomParts;
pub use sealing::{OwnIdentity, SessionStarter};
pub use typing::{TypingPace, TypingWatch};

use std::sync::Arc;

use crate::readiness::CheckReadinessHandler;

/// Everything a peer can be asked. It is made from [`PeerParts`].
pub struct Peer {
    /// See [`commands::SignIn`].
    pub sign_in: commands::SignInHandler,
    /// See [`commands::OfferSecondFactor`].
    pub offer_second_factor: commands::OfferSecondFactorHandler,
    /// See [`commands::ConfirmSecondFactor`].
    pub confirm_second_factor: commands::ConfirmSecondFactorHandler,
    /// See [`commands::RemoveSecondFactor`].
    pub remove_second_factor: commands::RemoveSecondFactorHandler,
    /// See [`commands::OpenLink`], [`commands::AcceptLink`] and [`commands::DeclineLink`].
    pub link: commands::LinkHandler,
    /// See [`commands::RevokeDevice`] and [`commands::RefreshDevices`].
    pub change_devices: commands::ChangeDevicesHandler,
    /// See [`commands::TakeQuestion`].
    pub take_question: commands::TakeQuestionHandler,
    /// See [`queries::ReadPage`].
    pub read_page: queries::ReadPageHandler,
    /// See [`commands::BeginTransfer`].
    pub begin_transfer: commands::BeginTransferHandler,
    /// See [`commands::FetchHistory`].
    pub fetch_history: commands::FetchHistoryHandler,
    /// See [`queries::ReadTransfer`].
    pub read_transfer: queries::ReadTransferHandler,
    /// See [`commands::Announce`].
    pub announce: commands::AnnounceHandler,
    /// See [`commands::Leave`].
    pub leave: commands::LeaveHandler,
    /// See [`commands::ShowBeacon`].
    pub show_beacon: commands::ShowBeaconHandler,
    /// See [`commands::BringForward`].
    pub bring_forward: commands::BringForwardHandler,
    /// What it can be asked of files.
    pub files: PeerFiles,
    /// What it can be asked of its rooms.
    pub rooms: PeerRooms,
    /// See [`commands::SendMessage`].
    pub send_message: commands::SendMessageHandler,
    /// See [`commands::EditMessage`].
    pub edit_message: commands::EditMessageHandler,
    /// See [`commands::DeleteMessage`].
    pub delete_message: commands::DeleteMessageHandler,
    /// See [`commands::React`].
    pub react: commands::ReactHandler,
    /// See [`commands::SendTyping`].
    pub send_typing: commands::SendTypingHandler,
    /// See [`commands::SetTimer`].
    pub set_timer: commands::SetTimerHandler,
    /// See [`commands::WipeExpired`].
    pub wipe_expired: commands::WipeExpiredHandler,
    /// See [`commands::DeliverWaiting`].
    pub deliver_waiting: commands::DeliverWaitingHandler,
    /// Says whom this device answers.
    pub door: Arc<Doorkeeper>,
    /// Says who else is let in with what is said in rooms.
    pub fellows: Arc<rooms::Fellows>,
    /// See [`commands::ReceiveEnvelopes`].
    pub receive_envelopes: commands::ReceiveEnvelopesHandler,
    /// See [`commands::TakeMail`].
    pub take_mail: commands::TakeMailHandler,
    /// See [`commands::MarkRead`].
    pub mark_read: commands::MarkReadHandler,
    /// See [`commands::SendReceipts`].
    pub send_receipts: commands::SendReceiptsHandler,
    /// See [`commands::AllowReceipts`].
    pub allow_receipts: commands::AllowReceiptsHandler,
    /// See [`commands::ReplenishPreKeys`].
    pub replenish_pre_keys: commands::ReplenishPreKeysHandler,
    /// See [`commands::DecideContact`].
    pub decide_contact: commands::DecideContactHandler,
    /// See [`commands::DecideIdentity`].
    pub decide_identity: commands::DecideIdentityHandler,
    /// See [`commands::SetPresence`].
    pub set_presence: commands::SetPresenceHandler,
    /// See [`commands::TakePresence`].
    pub take_presence: commands::TakePresenceHandler,
    /// See [`commands::LosePresence`].
    pub lose_presence: commands::LosePresenceHandler,
    /// See [`commands::BeListed`].
    pub be_listed: commands::BeListedHandler,
    /// See [`queries::ReadPresence`].
    pub read_presence: queries::ReadPresenceHandler,
    /// See [`queries::PresenceToShow`].
    pub presence_to_show: queries::PresenceToShowHandler,
    /// See [`queries::ReadListed`].
    pub read_listed: queries::ReadListedHandler,
    /// See [`crate::readiness::CheckReadiness`].
    pub check_readiness: CheckReadinessHandler,
    /// See [`queries::ReadIdentity`].
    pub read_identity: queries::ReadIdentityHandler,
    /// See [`queries::ReadDevices`].
    pub read_devices: queries::ReadDevicesHandler,
    /// See [`queries::ReadLinkRequest`].
    pub read_link_request: queries::ReadLinkRequestHandler,
    /// See [`queries::ReadSecondFactor`].
    pub read_second_factor: queries::ReadSecondFactorHandler,
    /// See [`queries::ReadUnopened`].
    pub read_unopened: queries::ReadUnopenedHandler,
    /// See [`queries::ReadContacts`].
    pub read_contacts: queries::ReadContactsHandler,
    /// See [`queries::ReadConversation`].
    pub read_conversation: queries::ReadConversationHandler,
    /// See [`queries::ReadConversations`].
    pub read_conversations: queries::ReadConversationsHandler,
    /// Answers [`queries::SearchMessages`].
    pub search_messages: queries::SearchMessagesHandler,
    /// See [`queries::ReadMessage`].
    pub read_message: queries::ReadMessageHandler,
    /// See [`queries::ReadTimer`].
    pub read_timer: queries::ReadTimerHandler,
    /// See [`queries::ReadWaiting`].
    pub read_waiting: queries::ReadWaitingHandler,
    /// See [`queries::Why`].
    pub why: queries::WhyHandler,
    /// See [`queries::WatchEvents`].
    pub watch_events: queries::WatchEventsHandler,
    /// See [`queries::WhoAmI`].
    pub who_am_i: queries::WhoAmIHandler,
    /// See [`queries::WhoIsThat`].
    pub who_is_that: queries::WhoIsThatHandler,
    /// See [`queries::ReadNeighbours`].
    pub read_neighbours: queries::ReadNeighboursHandler,
    /// See [`queries::DueDeliveries`].
    pub due_deliveries: queries::DueDeliveriesHandler,
    /// See [`queries::DueReceipts`].
    pub due_receipts: queries::DueReceiptsHandler,
}
