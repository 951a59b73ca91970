use std::{fmt, str::FromStr};

use causerie_chat::MessageId;
use thiserror::Error;

use super::{Name, Place, RoomRef};

/// What is asked about: a message one sent, a person, or a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The message of that id.
    Message(MessageId),
    /// All there is between oneself and them.
    Person(Name),
    /// All that was said in it.
    Room(RoomRef),
}

impl FromStr for Subject {
    type Err = InvalidSubject;

    fn from_str(raw: &str) -> Result<Self, InvalidSubject> {
        // No name is as long as an id.
        raw.parse()
            .map(Self::Message)
            .or_else(|_| raw.parse::<Place>().map(Self::from))
            .map_err(|_| InvalidSubject)
    }
}

impl From<Place> for Subject {
    fn from(place: Place) -> Self {
        match place {
            Place::Person(name) => Self::Person(name),
            Place::Room(room) => Self::Room(room),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(id) => id.fmt(f),
            Self::Person(name) => name.fmt(f),
            Self::Room(room) => room.fmt(f),
        }
    }
}

/// The text is no [`Subject`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "neither a message's id (a UUIDv7) nor a name, such as bob or bob@chat.example.org, nor a room, such as '#book-club'"
)]
pub struct InvalidSubject;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn an_id_is_a_message_and_anything_else_a_person_or_a_room() {
        let id = "0191d5f2-7c4a-7abc-8def-0123456789ab";

        assert_eq!(id.parse(), Ok(Subject::Message(id.parse().unwrap())));
        assert_eq!("bob".parse(), Ok(Subject::Person("bob".parse().unwrap())));
        assert_eq!("#book-club".parse(), Ok(Subject::Room("book-club".parse().unwrap())));
        for raw in [id, "bob@chat.example.org", "#book-club"] {
            assert_eq!(raw.parse::<Subject>().unwrap().to_string(), raw);
        }
    }

    #[rstest]
    fn what_could_leave_its_place_in_a_path_is_neither(
        #[values("", "../x", "bob/why", "bob?x=1", "0191d5f2-7c4a-4abc-8def-0123456789ab")]
        raw: &str,
    ) {
        assert_eq!(raw.parse::<Subject>(), Err(InvalidSubject));
    }
}
