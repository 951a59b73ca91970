//! Rooms: conversations of many devices, whose keys change with who is in them.

mod id;
mod kind;
mod member;

pub use id::{InvalidRoomId, RoomId};
pub use kind::{InvalidRoomKind, RoomKind};
pub use member::{RoomEpoch, RoomMember};
