use minicbor::{Decoder, decode};
use thiserror::Error;

use crate::{AccountKey, RoomEpoch, cbor::written};

/// When people last went from a room, as far as one device knows: whoever was invited before that is not invited any more.
///
/// As bytes: CBOR (RFC 8949), an array of the version 1, the epoch that is known from, and an array of at most [`RoomDepartures::MOST`] arrays of
/// account key (32 bytes) and epoch (unsigned), in the order they went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomDepartures {
    since: RoomEpoch,
    gone: Vec<(AccountKey, RoomEpoch)>,
}

const VERSION: u64 = 1;

impl RoomDepartures {
    /// The most people of whom it is known when they went. What was before the earliest of them counts as unknown.
    pub const MOST: usize = 256;

    /// For a device that came in by the commit that led to `since`, and knows nothing of what was before.
    #[must_use]
    pub fn since(since: RoomEpoch) -> Self {
        Self { since, gone: Vec::new() }
    }

    /// The epoch that is known from: that in which this device came in, as a rule.
    #[must_use]
    pub fn known_from(&self) -> RoomEpoch {
        self.since
    }

    /// Somebody went by the commit that led to `epoch`.
    pub fn note(&mut self, who: AccountKey, epoch: RoomEpoch) {
        self.gone.retain(|(gone, _)| *gone != who);
        self.gone.push((who, epoch));
        if self.gone.len() > Self::MOST {
            self.since = self.since.max(self.gone.remove(0).1);
        }
    }

    /// Whether somebody is known to have gone since `epoch`; of what was before this device came in nothing is.
    #[must_use]
    pub fn has_gone_since(&self, who: &AccountKey, epoch: RoomEpoch) -> bool {
        self.gone.iter().any(|(gone, went)| gone == who && epoch < *went)
    }

    /// Whether whoever was invited in `epoch` still is.
    #[must_use]
    pub fn admits(&self, who: &AccountKey, epoch: RoomEpoch) -> bool {
        let went = self.gone.iter().find(|(gone, _)| gone == who);
        epoch >= went.map_or(self.since, |(_, went)| self.since.max(*went))
    }

    /// The bytes that [`RoomDepartures::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        written(|cbor| {
            cbor.array(3)?.u64(VERSION)?.u64(self.since)?.array(self.gone.len() as u64)?;
            for (who, epoch) in &self.gone {
                cbor.array(2)?.bytes(who.as_bytes())?.u64(*epoch)?;
            }
            Ok(())
        })
    }

    /// The departures in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedDepartures> {
        let (departures, rest) = Self::decode_first(bytes)?;
        if rest.is_empty() { Ok(departures) } else { Err(MalformedDepartures) }
    }

    /// The departures that `bytes` begin with, and what is behind them.
    pub fn decode_first(bytes: &[u8]) -> Result<(Self, &[u8]), MalformedDepartures> {
        let mut cbor = Decoder::new(bytes);
        if cbor.array()? != Some(3) || cbor.u64()? != VERSION {
            return Err(MalformedDepartures);
        }
        let since = cbor.u64()?;
        let number = cbor.array()?.filter(|it| *it <= Self::MOST as u64);
        let gone = (0..number.ok_or(MalformedDepartures)?).map(|_| one(&mut cbor));
        let gone = gone.collect::<Result<_, _>>()?;
        let rest = bytes.get(cbor.position()..).ok_or(MalformedDepartures)?;
        Ok((Self { since, gone }, rest))
    }
}

fn one(cbor: &mut Decoder<'_>) -> Result<(AccountKey, RoomEpoch), MalformedDepartures> {
    if cbor.array()? != Some(2) {
        return Err(MalformedDepartures);
    }
    let key: [u8; 32] = cbor.bytes()?.try_into().map_err(|_| MalformedDepartures)?;
    Ok((AccountKey::try_from(key).map_err(|_| MalformedDepartures)?, cbor.u64()?))
}

/// The bytes are no departures of the version this one reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not when people went from a room")]
pub struct MalformedDepartures;

impl From<decode::Error> for MalformedDepartures {
    fn from(_: decode::Error) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::AccountSecret;

    fn account(seed: u16) -> AccountKey {
        let mut bytes = [1; 32];
        bytes[..2].copy_from_slice(&seed.to_be_bytes());
        AccountSecret::from_seed(&bytes).public()
    }

    #[test]
    fn who_is_known_to_have_gone_has_and_nothing_is_known_of_what_was_before() {
        let mut departures = RoomDepartures::since(7);
        departures.note(account(1), 9);

        assert!(departures.has_gone_since(&account(1), 8));
        assert!(departures.has_gone_since(&account(1), 3));
        assert!(!departures.has_gone_since(&account(1), 9));
        assert!(!departures.has_gone_since(&account(2), 3));
    }

    #[test]
    fn who_went_is_to_be_invited_again() {
        let mut departures = RoomDepartures::since(2);

        departures.note(account(1), 5);

        let admits = |who, epoch| departures.admits(&account(who), epoch);
        assert_eq!([4, 5, 6].map(|epoch| admits(1, epoch)), [false, true, true]);
        assert_eq!([1, 2].map(|epoch| admits(2, epoch)), [false, true]);
    }

    #[test]
    fn the_last_time_counts_and_is_never_forgotten() {
        let mut departures = RoomDepartures::since(0);
        departures.note(account(0), 1);
        departures.note(account(0), 3);
        for n in 1..=256 {
            departures.note(account(n), 9);
        }

        // The first was pushed out, and with it goes what is known of earlier epochs.
        assert!(!departures.admits(&account(0), 2) && !departures.admits(&account(999), 2));
        assert!(departures.admits(&account(999), 3) && !departures.admits(&account(256), 8));
    }

    #[test]
    fn departures_have_fixed_bytes_and_read_back() {
        let mut departures = RoomDepartures::since(2);
        departures.note(account(1), 5);

        let bytes = departures.encode();

        assert_eq!(bytes[..7], *b"\x83\x01\x02\x81\x82\x58\x20");
        assert_eq!(bytes.last(), Some(&5));
        assert_eq!(RoomDepartures::decode(&bytes), Ok(departures));
        assert!((0..bytes.len()).all(|length| RoomDepartures::decode(&bytes[..length]).is_err()));
        assert!(RoomDepartures::decode(&[&bytes[..], &[0]].concat()).is_err());
    }

    #[test]
    fn more_than_there_can_be_are_refused_before_they_are_read() {
        assert!(RoomDepartures::decode(b"\x83\x01\x02\x99\x01\x01").is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_are_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = RoomDepartures::decode(&bytes);
        }
    }
}
