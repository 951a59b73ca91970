//! What somebody does in a room.

mod change_room;
mod create_room;
mod follow_room;
mod hear_in_rooms;

pub use change_room::{ChangeRoomHandler, GiveRole, RemoveFromRoom, RenameRoom, RotateRoom};
pub use create_room::{CreateRoom, CreateRoomError, CreateRoomHandler};
pub use follow_room::{FollowRoom, FollowRoomHandler};
pub use hear_in_rooms::{HearInRooms, HearInRoomsHandler};
