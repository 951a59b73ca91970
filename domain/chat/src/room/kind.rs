/// Who may come into a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RoomKind {
    /// Whom an admin takes in.
    Private,
    /// Also whoever asks, by themselves.
    Public,
}

impl RoomKind {
    /// The number it has wherever it is written: 0 private, 1 public.
    #[must_use]
    pub fn number(self) -> u64 {
        match self {
            Self::Private => 0,
            Self::Public => 1,
        }
    }

    /// The kind of that number.
    #[must_use]
    pub fn numbered(number: u64) -> Option<Self> {
        match number {
            0 => Some(Self::Private),
            1 => Some(Self::Public),
            _ => None,
        }
    }
}
