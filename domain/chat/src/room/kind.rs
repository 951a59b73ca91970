/// Who may come into a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RoomKind {
    /// Whom an admin takes in.
    Private,
    /// Also whoever asks, by themselves.
    Public,
}
