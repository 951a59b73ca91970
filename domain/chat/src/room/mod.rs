//! Rooms: conversations of many devices, whose keys change with who is in them.

mod charter;
mod charter_codec;
mod entitled;
mod id;
mod invitation;
mod kind;
mod member;
mod name;
mod role;

pub use charter::RoomCharter;
pub use charter_codec::MalformedCharter;
pub use entitled::{NotEntitled, RoomStep};
pub use id::{InvalidRoomId, RoomId};
pub use invitation::{RoomInvitation, RoomRequest};
pub use kind::RoomKind;
pub use member::{RoomEpoch, RoomMember};
pub use name::{InvalidRoomName, RoomName};
pub use role::RoomRole;
