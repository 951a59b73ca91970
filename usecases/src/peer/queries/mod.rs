//! What a peer answers.

mod due_deliveries;
mod due_receipts;
mod files;
mod presence_to_show;
mod read_contacts;
mod read_conversation;
mod read_conversations;
mod read_devices;
mod read_identity;
mod read_link_request;
mod read_listed;
mod read_message;
mod read_mute;
mod read_neighbours;
mod read_page;
mod read_presence;
mod read_public_room;
mod read_rooms;
mod read_second_factor;
mod read_timer;
mod read_transfer;
mod read_unopened;
mod read_waiting;
mod search_messages;
mod watch_events;
mod who_am_i;
mod who_is_that;
mod who_went;
mod why;

pub use due_deliveries::{DueDeliveries, DueDeliveriesHandler};
pub use due_receipts::{DueReceipts, DueReceiptsHandler, ToTell};
pub use files::{
    DueFetches, DueFetchesHandler, DueUpload, DueUploads, GiveChunks, GiveError, GiveFileHandler,
    GiveHashes, KnownFile, LastOffer, ReadFile, ReadFiles, ReadFilesHandler, ReadUploads,
    ReadUploadsHandler,
};
pub use presence_to_show::{PresenceToShow, PresenceToShowHandler, ToShow};
pub use read_contacts::{Contact, ReadContacts, ReadContactsHandler};
pub use read_conversation::{ReadConversation, ReadConversationHandler};
pub use read_conversations::{ReadConversations, ReadConversationsHandler};
pub use read_devices::{OwnDevice, ReadDevices, ReadDevicesHandler};
pub use read_identity::{ReadIdentity, ReadIdentityHandler, Standing};
pub use read_link_request::{ReadLinkRequest, ReadLinkRequestHandler};
pub use read_listed::{ReadListed, ReadListedHandler};
pub use read_message::{MessageReport, ReadMessage, ReadMessageHandler};
pub use read_mute::{MutedHere, ReadMute, ReadMuteHandler};
pub use read_neighbours::{Neighbour, ReadNeighbours, ReadNeighboursHandler};
pub use read_page::{ReadPage, ReadPageHandler};
pub use read_presence::{ContactPresence, Presences, ReadPresence, ReadPresenceHandler};
pub use read_public_room::{ReadPublicRoom, ReadPublicRoomError, ReadPublicRoomHandler};
pub use read_rooms::{
    MemberHere, ReadRoom, ReadRoomError, ReadRoomHandler, ReadRooms, ReadRoomsHandler, RoomHere,
    RoomsHere,
};
pub use read_second_factor::{ReadSecondFactor, ReadSecondFactorHandler};
pub use read_timer::{ReadTimer, ReadTimerHandler};
pub use read_transfer::{ReadTransfer, ReadTransferHandler};
pub use read_unopened::{ReadUnopened, ReadUnopenedHandler};
pub use read_waiting::{Held, ReadWaiting, ReadWaitingHandler};
pub use search_messages::{SearchMessages, SearchMessagesHandler};
pub use watch_events::{WatchEvents, WatchEventsHandler};
pub use who_am_i::{Me, WhoAmI, WhoAmIHandler};
pub use who_is_that::{WhoIsThat, WhoIsThatHandler};
pub use who_went::{WhoWent, WhoWentHandler};
pub use why::{About, Reason, Why, WhyHandler};
