use super::{commands, queries};

/// What a peer can be asked of its rooms.
pub struct PeerRooms {
    /// See [`commands::CreateRoom`].
    pub create: commands::CreateRoomHandler,
    /// See [`commands::RenameRoom`], [`commands::RemoveFromRoom`], [`commands::GiveRole`] and [`commands::RotateRoom`].
    pub change: commands::ChangeRoomHandler,
    /// See [`commands::FollowRoom`].
    pub follow: commands::FollowRoomHandler,
    /// See [`commands::HearInRooms`].
    pub hear: commands::HearInRoomsHandler,
    /// See [`queries::ReadRooms`].
    pub read_rooms: queries::ReadRoomsHandler,
    /// See [`queries::ReadRoom`].
    pub read_room: queries::ReadRoomHandler,
}
