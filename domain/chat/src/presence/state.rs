use std::{fmt, str::FromStr};

use thiserror::Error;

/// Whether somebody is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PresenceState {
    /// They are.
    Online,
    /// They are, and do not want to be disturbed.
    Busy,
    /// Their device is, they are not.
    Away,
    /// They are not, or do not show it. It is never sent: whoever is offline shows nothing.
    Offline,
}

impl PresenceState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Online, Self::Busy, Self::Away, Self::Offline];

    /// What a person with several devices is, by what each of them says: busy if one says so, for that is meant for all of them; else
    /// online if one is, else away if one is. Without any they are offline.
    #[must_use]
    pub fn of_all(devices: impl IntoIterator<Item = Self>) -> Self {
        devices.into_iter().max_by_key(|state| state.weight()).unwrap_or(Self::Offline)
    }

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Busy => "busy",
            Self::Away => "away",
            Self::Offline => "offline",
        }
    }

    fn weight(self) -> u8 {
        match self {
            Self::Offline => 0,
            Self::Away => 1,
            Self::Online => 2,
            Self::Busy => 3,
        }
    }
}

impl fmt::Display for PresenceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for PresenceState {
    type Err = InvalidPresence;

    fn from_str(raw: &str) -> Result<Self, InvalidPresence> {
        Self::ALL.into_iter().find(|state| state.word() == raw).ok_or(InvalidPresence)
    }
}

/// The text is not a [`PresenceState`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a presence is online, busy, away or offline")]
pub struct InvalidPresence;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{PresenceState::*, *};

    #[rstest]
    #[case(&[], Offline)]
    #[case(&[Offline, Away], Away)]
    #[case(&[Away, Online, Offline], Online)]
    #[case(&[Online, Busy, Away], Busy)]
    fn busy_on_one_device_is_busy_and_else_the_most_present_counts(
        #[case] devices: &[PresenceState],
        #[case] together: PresenceState,
    ) {
        assert_eq!(PresenceState::of_all(devices.iter().copied()), together);
    }

    #[test]
    fn a_state_is_a_word_and_back() {
        for state in PresenceState::ALL {
            assert_eq!(state.to_string().parse(), Ok(state));
        }
        assert_eq!("Online".parse::<PresenceState>(), Err(InvalidPresence));
    }
}
