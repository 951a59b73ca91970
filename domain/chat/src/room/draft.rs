use std::fmt;

use minicbor::{Decoder, decode};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{RoomChange, RoomEntry, RoomEpoch, RoomInfo, RoomPlace, RoomWelcome, cbor::written};

/// A commit that was made here and is offered for a place in its room's log: kept until it is known whether it got it.
///
/// As bytes: CBOR (RFC 8949), an array of the version 2, the place, the epoch (unsigned both), the commit, the change, the information for others or
/// null, the welcome or null, and the secret half (bytes).
#[derive(Clone)]
pub struct RoomDraft {
    /// The place.
    pub place: RoomPlace,
    /// In which epoch it may be applied.
    pub epoch: RoomEpoch,
    /// The commit, and what the directory has to know.
    pub entry: RoomEntry,
    /// What it leads to.
    pub secret: Zeroizing<Vec<u8>>,
}

const VERSION: u64 = 2;
const FIELDS: u64 = 8;

impl RoomDraft {
    /// The bytes that [`RoomDraft::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let Self { place, epoch, entry, secret } = self;
        Zeroizing::new(written(|cbor| {
            cbor.array(FIELDS)?.u64(VERSION)?.u64(place.0)?.u64(*epoch)?;
            cbor.bytes(entry.commit.as_bytes())?.bytes(&entry.change.encode())?;
            for part in [
                entry.info.as_ref().map(RoomInfo::as_bytes),
                entry.welcome.as_ref().map(RoomWelcome::as_bytes),
            ] {
                match part {
                    Some(part) => cbor.bytes(part)?,
                    None => cbor.null()?,
                };
            }
            cbor.bytes(secret).map(drop)
        }))
    }

    /// The draft in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedDraft> {
        let mut cbor = Decoder::new(bytes);
        if cbor.array()? != Some(FIELDS) || cbor.u64()? != VERSION {
            return Err(MalformedDraft);
        }
        let (place, epoch) = (RoomPlace(cbor.u64()?), cbor.u64()?);
        let commit = cbor.bytes()?.to_vec().try_into().map_err(|_| MalformedDraft)?;
        let change = RoomChange::decode(cbor.bytes()?).map_err(|_| MalformedDraft)?;
        let (info, welcome) = (part(&mut cbor)?, part(&mut cbor)?);
        let secret = Zeroizing::new(cbor.bytes()?.to_vec());
        let entry = RoomEntry { commit, change, info, welcome };
        let draft = Self { place, epoch, entry, secret };
        if cbor.position() == bytes.len() { Ok(draft) } else { Err(MalformedDraft) }
    }
}

/// Bytes, or null for nothing.
fn part<T: TryFrom<Vec<u8>>>(cbor: &mut Decoder<'_>) -> Result<Option<T>, MalformedDraft> {
    if cbor.datatype()? == minicbor::data::Type::Null {
        cbor.null()?;
        return Ok(None);
    }
    cbor.bytes()?.to_vec().try_into().map(Some).map_err(|_| MalformedDraft)
}

impl fmt::Debug for RoomDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoomDraft")
            .field("place", &self.place)
            .field("epoch", &self.epoch)
            .field("entry", &self.entry)
            .finish_non_exhaustive()
    }
}

/// The bytes are not a draft of the version this one reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a draft of a commit")]
pub struct MalformedDraft;

impl From<decode::Error> for MalformedDraft {
    fn from(_: decode::Error) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn draft(info: Option<Vec<u8>>, welcome: Option<Vec<u8>>) -> RoomDraft {
        let device = "d1.a.peers.x.org".parse().unwrap();
        let change = RoomChange::new(vec![device], vec![], vec![], vec![]).unwrap();
        let info = info.map(|info| info.try_into().unwrap());
        let welcome = welcome.map(|welcome| welcome.try_into().unwrap());
        let entry = RoomEntry { commit: vec![1, 2].try_into().unwrap(), change, info, welcome };
        RoomDraft { place: RoomPlace(3), epoch: 2, entry, secret: Zeroizing::new(vec![222; 2]) }
    }

    #[test]
    fn a_draft_begins_and_ends_with_fixed_bytes() {
        let bytes = draft(None, None).encode();

        assert_eq!(bytes[..7], *b"\x88\x02\x03\x02\x42\x01\x02");
        assert!(bytes.ends_with(b"\xf6\xf6\x42\xde\xde"));
    }

    #[rstest]
    fn a_draft_reads_back(
        #[values(None, Some(vec![9; 3]))] info: Option<Vec<u8>>,
        #[values(None, Some(vec![8; 2]))] welcome: Option<Vec<u8>>,
    ) {
        let there = draft(info, welcome);

        let read = RoomDraft::decode(&there.encode()).unwrap();

        assert_eq!((read.place, read.epoch), (there.place, there.epoch));
        assert_eq!(read.entry, there.entry);
        assert_eq!(read.secret, there.secret);
    }

    #[test]
    fn what_is_no_draft_is_refused_and_its_secret_does_not_print() {
        let bytes = draft(None, None).encode();

        for length in 0..bytes.len() {
            assert_eq!(RoomDraft::decode(&bytes[..length]).err(), Some(MalformedDraft));
        }
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(RoomDraft::decode(&longer).err(), Some(MalformedDraft));
        assert!(!format!("{:?}", draft(None, None)).contains("222"));
    }
}
