use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::{Address, RoomId};

/// Where something is said: between two people, or in a room.
///
/// As text a person is `username@domain`, and a room `#` and the 32 hexadecimal digits of its id: neither can be taken for the other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conversation {
    /// With one person, who may be oneself.
    Person(Address),
    /// With all who are in it.
    Room(RoomId),
}

impl Conversation {
    /// The other person, if it is with one.
    #[must_use]
    pub fn person(&self) -> Option<&Address> {
        match self {
            Self::Person(who) => Some(who),
            Self::Room(_) => None,
        }
    }

    /// The room, if it is one.
    #[must_use]
    pub fn room(&self) -> Option<RoomId> {
        match self {
            Self::Person(_) => None,
            Self::Room(room) => Some(*room),
        }
    }
}

impl From<Address> for Conversation {
    fn from(who: Address) -> Self {
        Self::Person(who)
    }
}

impl From<RoomId> for Conversation {
    fn from(room: RoomId) -> Self {
        Self::Room(room)
    }
}

impl PartialEq<Address> for Conversation {
    fn eq(&self, who: &Address) -> bool {
        self.person() == Some(who)
    }
}

impl FromStr for Conversation {
    type Err = InvalidConversation;

    fn from_str(raw: &str) -> Result<Self, InvalidConversation> {
        match raw.strip_prefix('#') {
            Some(room) => room.parse().map(Self::Room).map_err(|_| InvalidConversation),
            None => raw.parse().map(Self::Person).map_err(|_| InvalidConversation),
        }
    }
}

impl fmt::Display for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(who) => who.fmt(f),
            Self::Room(room) => write!(f, "#{room}"),
        }
    }
}

/// The text is not a [`Conversation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a conversation is username@domain, or # and a room's 32 hexadecimal digits")]
pub struct InvalidConversation;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_conversation_is_a_person_or_a_room() {
        let bob: Address = "bob@example.org".parse().unwrap();
        let room = RoomId::from([0xa1; 16]);
        let hash = format!("#{}", "a1".repeat(16));

        assert_eq!("bob@example.org".parse(), Ok(Conversation::Person(bob.clone())));
        assert_eq!(hash.parse(), Ok(Conversation::Room(room)));
        assert_eq!(Conversation::from(bob).to_string(), "bob@example.org");
        assert_eq!(Conversation::from(room).to_string(), hash);
    }

    #[rstest]
    fn anything_else_is_refused(
        #[values("", "#", "bob", "#bob@example.org", "##a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1")]
        raw: &str,
    ) {
        assert_eq!(raw.parse::<Conversation>(), Err(InvalidConversation));
    }

    #[test]
    fn a_room_is_nobody() {
        let bob: Address = "bob@example.org".parse().unwrap();
        let room = Conversation::Room(RoomId::from([1; 16]));

        let with_bob = Conversation::from(bob.clone());
        assert!(room != bob && with_bob == bob);
        assert_eq!((room.person(), with_bob.person()), (None, Some(&bob)));
        assert_eq!((room.room(), with_bob.room()), (Some(RoomId::from([1; 16])), None));
    }
}
