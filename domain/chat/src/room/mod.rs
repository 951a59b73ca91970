//! Rooms: conversations of many devices, whose keys change with who is in them.

mod change;
mod change_codec;
mod charter;
mod charter_codec;
mod departures;
mod draft;
mod entitled;
mod entry;
mod id;
mod invitation;
mod kind;
mod log;
mod member;
mod moderation;
mod name;
mod place;
mod role;
mod sealed;

pub use change::{InvalidRoomChange, RoomChange};
pub use charter::RoomCharter;
pub use charter_codec::MalformedCharter;
pub use departures::{MalformedDepartures, RoomDepartures};
pub use draft::{MalformedDraft, RoomDraft};
pub use entitled::{NotEntitled, RoomAct};
pub use entry::{BadRoomBytes, RoomCommit, RoomEntry, RoomInfo, RoomWelcome};
pub use id::{InvalidRoomId, RoomId};
pub use invitation::{MalformedInvitation, RoomInvitation, RoomRequest};
pub use kind::RoomKind;
pub use log::{RoomLog, RoomRefusal, RoomSeat};
pub use member::{RoomEpoch, RoomMember};
pub use moderation::{MalformedModeration, Moderated, Moderation};
pub use name::{InvalidRoomName, RoomName};
pub use place::{RoomPlace, RoomStay};
pub use role::RoomRole;
pub use sealed::SealedInRoom;
