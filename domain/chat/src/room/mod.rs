//! Rooms: conversations of many devices, whose keys change with who is in them.

mod change;
mod change_codec;
mod entry;
mod id;
mod kind;
mod log;
mod member;
mod place;

pub use change::{InvalidRoomChange, RoomChange};
pub use entry::{BadRoomBytes, RoomCommit, RoomEntry, RoomInfo};
pub use id::{InvalidRoomId, RoomId};
pub use kind::{InvalidRoomKind, RoomKind};
pub use log::{RoomLog, RoomRefusal, RoomSeat};
pub use member::{RoomEpoch, RoomMember};
pub use place::{RoomPlace, RoomStay};
