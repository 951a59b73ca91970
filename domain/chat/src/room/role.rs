/// What a person may do in a room, the least first.
///
/// | | may |
/// |---|---|
/// | member | speak, take devices of their own in and out, ask to be let go |
/// | admin | also take anybody in, let members go, name the room |
/// | owner | also let anybody go, and say who is owner and who admin |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoomRole {
    /// As everybody is at first.
    #[default]
    Member,
    /// Looks after who is in it.
    Admin,
    /// Has the last word. A room has one at least.
    Owner,
}
