use std::{fmt, str::FromStr};

use causerie_chat::MessageId;
use thiserror::Error;

use super::Name;

/// What is asked about: a message one sent, or a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The message of that id.
    Message(MessageId),
    /// All there is between oneself and them.
    Person(Name),
}

impl FromStr for Subject {
    type Err = InvalidSubject;

    fn from_str(raw: &str) -> Result<Self, InvalidSubject> {
        // No name is as long as an id.
        raw.parse()
            .map(Self::Message)
            .or_else(|_| raw.parse().map(Self::Person))
            .map_err(|_| InvalidSubject)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(id) => id.fmt(f),
            Self::Person(name) => name.fmt(f),
        }
    }
}

/// The text is no [`Subject`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("neither a message's id (a UUIDv7) nor a name, such as bob or bob@chat.example.org")]
pub struct InvalidSubject;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn an_id_is_a_message_and_anything_else_a_person() {
        let id = "0191d5f2-7c4a-7abc-8def-0123456789ab";

        assert_eq!(id.parse(), Ok(Subject::Message(id.parse().unwrap())));
        assert_eq!("bob".parse(), Ok(Subject::Person("bob".parse().unwrap())));
        for raw in [id, "bob@chat.example.org"] {
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
