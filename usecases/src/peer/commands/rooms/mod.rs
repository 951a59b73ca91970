//! What somebody does in a room.

mod answer_in_rooms;
mod ask_for_rooms;
mod ask_who_went;
mod change_room;
mod come_back;
mod create_room;
mod follow_room;
mod follow_rooms;
mod go_on_leaving;
mod hear_in_rooms;
mod invite_to_room;
mod join_public;
mod join_room;
mod leave_room;
mod moderate;
mod renew_keys;
mod tell_in_room;

pub use answer_in_rooms::{AnswerInRooms, AnswerInRoomsHandler};
pub use ask_who_went::{AskWhoWent, AskWhoWentHandler};
pub use change_room::{ChangeRoomHandler, GiveRole, RemoveFromRoom, RenameRoom, RotateRoom};
pub use create_room::{CreateRoom, CreateRoomError, CreateRoomHandler};
pub use follow_room::{FollowRoom, FollowRoomHandler};
pub use follow_rooms::{FollowRooms, FollowRoomsHandler};
pub use go_on_leaving::{GoOnLeaving, GoOnLeavingHandler};
pub use hear_in_rooms::{HearInRooms, HearInRoomsHandler};
pub use invite_to_room::{InviteError, InviteToRoom, InviteToRoomHandler};
pub use join_public::{JoinPublicRoom, JoinPublicRoomHandler, NotJoinedPublic};
pub use join_room::{JoinError, JoinRoom, JoinRoomHandler};
pub use leave_room::{LeaveRoom, LeaveRoomError, LeaveRoomHandler};
pub use moderate::{Moderate, ModerateHandler, NotModerated};
pub use renew_keys::{RenewKeys, RenewKeysHandler};
pub use tell_in_room::{TellInRoom, TellInRoomHandler};
