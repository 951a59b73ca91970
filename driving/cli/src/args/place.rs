//! Where something is said, as it is typed: with a person, or in a room.

use std::{fmt, str::FromStr};

use thiserror::Error;

use super::Name;

/// A person as they are typed, or a room behind a `#`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// With them.
    Person(Name),
    /// In it.
    Room(RoomRef),
}

impl FromStr for Place {
    type Err = InvalidPlace;

    fn from_str(raw: &str) -> Result<Self, InvalidPlace> {
        if raw.starts_with('#') {
            return raw.parse().map(Self::Room).map_err(|_| InvalidPlace);
        }
        raw.parse().map(Self::Person).map_err(|_| InvalidPlace)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(name) => name.fmt(f),
            Self::Room(room) => room.fmt(f),
        }
    }
}

/// The text is no [`Place`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("neither a name, such as bob or bob@chat.example.org, nor a room, such as '#book-club'")]
pub struct InvalidPlace;

/// A room as it is typed: its name with hyphens for blanks, in small letters or capitals, or the digits of its id, 8 of them at least. The `#` before it may be left
/// out where only a room can stand. Which room that is, the rooms there are say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomRef(String);

impl RoomRef {
    /// The fewest digits that an id may begin with.
    const FEWEST: usize = 8;
    /// The longest name there is, and the `#`.
    const MOST_BYTES: usize = 65;

    /// Whether the room of that name or id can be meant.
    #[must_use]
    pub fn means(&self, name: &str, id: &str) -> bool {
        self.0 == slug(name) || (self.is_id() && id.starts_with(&self.0))
    }

    /// The whole id, if it is one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        (self.is_id() && self.0.len() == 32).then_some(self.0.as_str())
    }

    fn is_id(&self) -> bool {
        let is_digit = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
        (Self::FEWEST..=32).contains(&self.0.len()) && self.0.bytes().all(is_digit)
    }
}

impl FromStr for RoomRef {
    type Err = InvalidRoomRef;

    fn from_str(raw: &str) -> Result<Self, InvalidRoomRef> {
        let name = slug(raw.strip_prefix('#').unwrap_or(raw));
        let fits = !name.is_empty() && raw.len() <= Self::MOST_BYTES;
        if fits && !raw.chars().any(char::is_control) {
            Ok(Self(name))
        } else {
            Err(InvalidRoomRef)
        }
    }
}

/// With its `#`.
impl fmt::Display for RoomRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// The text is no [`RoomRef`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "a room is its name with hyphens for blanks, such as '#book-club', or # and 8 digits or more of its id"
)]
pub struct InvalidRoomRef;

/// A room's name as it is typed: hyphens for blanks, and no capitals.
pub(crate) fn slug(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join("-").to_lowercase()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const ID: &str = "0f8c2e5a9b1d4c7fa3e6b2d8c5f19a70";

    #[rstest]
    #[case("#book-club", true)]
    #[case("book-club", true)]
    #[case("#Book Club", true)]
    #[case("#BOOK-CLUB", true)]
    #[case("#0f8c2e5a", true)]
    #[case("#0F8C2E5A9B1D4C7FA3E6B2D8C5F19A70", true)]
    #[case::too_few_digits("#0f8c2e5", false)]
    #[case::the_beginning_of_a_name("#book", false)]
    #[case::another_id("#0f8c2e5b", false)]
    fn a_room_is_meant_by_its_name_or_the_beginning_of_its_id(
        #[case] raw: &str,
        #[case] expected: bool,
    ) {
        let room: RoomRef = raw.parse().unwrap();

        assert_eq!(room.means("Book club", ID), expected);
    }

    #[test]
    fn only_all_of_an_id_names_a_room_by_itself() {
        assert_eq!(format!("#{ID}").parse::<RoomRef>().unwrap().id(), Some(ID));
        assert_eq!("#0f8c2e5a".parse::<RoomRef>().unwrap().id(), None);
        assert_eq!("#book-club".parse::<RoomRef>().unwrap().to_string(), "#book-club");
    }

    #[rstest]
    fn anything_else_is_no_room(
        #[values("", "#", "# ", "#a\nb", "#a\x1b", &"a".repeat(66))] raw: &str,
    ) {
        assert_eq!(raw.parse::<RoomRef>(), Err(InvalidRoomRef));
    }

    #[test]
    fn a_place_is_a_person_or_a_room() {
        assert_eq!("bob".parse(), Ok(Place::Person("bob".parse().unwrap())));
        assert_eq!("#bob".parse(), Ok(Place::Room("bob".parse().unwrap())));
        for raw in ["bob@chat.example.org", "#book-club"] {
            assert_eq!(raw.parse::<Place>().unwrap().to_string(), raw);
        }
    }

    #[rstest]
    fn what_could_leave_its_place_in_a_path_is_none(
        #[values("", "#", "../x", "bob/x", "bob?x=1", "book club")] raw: &str,
    ) {
        assert_eq!(raw.parse::<Place>(), Err(InvalidPlace));
    }
}
