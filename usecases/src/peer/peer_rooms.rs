use std::sync::Arc;

use super::{commands, queries};

/// What a peer can be asked of its rooms.
pub struct PeerRooms {
    /// See [`commands::Moderate`].
    pub moderate: commands::ModerateHandler,
    /// See [`commands::JoinPublicRoom`].
    pub join_public: Arc<commands::JoinPublicRoomHandler>,
    /// See [`commands::CreateRoom`].
    pub create: commands::CreateRoomHandler,
    /// See [`commands::RenameRoom`], [`commands::RemoveFromRoom`], [`commands::GiveRole`] and [`commands::RotateRoom`].
    pub change: commands::ChangeRoomHandler,
    /// See [`commands::InviteToRoom`].
    pub invite: commands::InviteToRoomHandler,
    /// See [`commands::JoinRoom`].
    pub join: commands::JoinRoomHandler,
    /// See [`commands::LeaveRoom`].
    pub leave: commands::LeaveRoomHandler,
    /// See [`commands::GoOnLeaving`].
    pub go_on_leaving: commands::GoOnLeavingHandler,
    /// See [`commands::AskWhoWent`].
    pub ask_who_went: commands::AskWhoWentHandler,
    /// See [`commands::FollowRooms`].
    pub follow_all: commands::FollowRoomsHandler,
    /// See [`commands::AnswerInRooms`].
    pub answer: commands::AnswerInRoomsHandler,
    /// See [`commands::RenewKeys`].
    pub renew: commands::RenewKeysHandler,
    /// See [`commands::FollowRoom`].
    pub follow: commands::FollowRoomHandler,
    /// See [`commands::TellInRoom`].
    pub tell: commands::TellInRoomHandler,
    /// See [`commands::HearInRooms`].
    pub hear: commands::HearInRoomsHandler,
    /// See [`queries::ReadMute`].
    pub read_mute: queries::ReadMuteHandler,
    /// See [`queries::ReadPublicRoom`].
    pub read_public: queries::ReadPublicRoomHandler,
    /// See [`queries::WhoWent`].
    pub who_went: queries::WhoWentHandler,
    /// See [`queries::ReadRooms`].
    pub read_rooms: queries::ReadRoomsHandler,
    /// See [`queries::ReadRoom`].
    pub read_room: queries::ReadRoomHandler,
}
