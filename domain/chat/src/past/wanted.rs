use minicbor::Decoder;

use super::{
    HistoryKey, HistoryPage, MalformedHistory,
    codec::{exactly, number, write_number, written},
};

/// A question for a page of what a person's other device knows.
///
/// As bytes: CBOR (RFC 8949), an array of the version 1, the key (32 bytes), the part (unsigned: 0 people, 1 entries), where to go on
/// (unsigned, or null) and how many at most (unsigned).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryWanted {
    /// What the answer is to be sealed under.
    pub key: HistoryKey,
    /// Of what.
    pub part: HistoryPart,
    /// Behind what: [`HistoryPage::next`] of the page before; nothing for the first.
    pub before: Option<u64>,
    /// How many at most: 1 to [`HistoryPage::MOST`].
    pub limit: u16,
}

/// What there is to be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryPart {
    /// Whom the person knows.
    People,
    /// What was said, the latest first.
    Entries,
}

const VERSION: u64 = 1;
const FIELDS: usize = 5;
const PEOPLE: u64 = 0;
const ENTRIES: u64 = 1;

impl HistoryWanted {
    pub(crate) fn encode(&self) -> Vec<u8> {
        written(|cbor| {
            cbor.array(FIELDS as u64)?.u64(VERSION)?.bytes(self.key.expose())?;
            cbor.u64(match self.part {
                HistoryPart::People => PEOPLE,
                HistoryPart::Entries => ENTRIES,
            })?;
            write_number(cbor, self.before)?;
            cbor.u16(self.limit).map(drop)
        })
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, MalformedHistory> {
        let mut cbor = Decoder::new(bytes);
        exactly(&mut cbor, FIELDS)?;
        if cbor.u64()? != VERSION {
            return Err(MalformedHistory);
        }
        let key: [u8; 32] = cbor.bytes()?.try_into().map_err(|_| MalformedHistory)?;
        let part = match cbor.u64()? {
            PEOPLE => HistoryPart::People,
            ENTRIES => HistoryPart::Entries,
            _ => return Err(MalformedHistory),
        };
        let (before, limit) = (number(&mut cbor)?, cbor.u16()?);
        let fits = (1..=HistoryPage::MOST).contains(&usize::from(limit));
        if !fits || cbor.position() != bytes.len() {
            return Err(MalformedHistory);
        }
        Ok(Self { key: HistoryKey::from_random(key), part, before, limit })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Body;

    fn wanted() -> HistoryWanted {
        let key = HistoryKey::from_random([7; 32]);
        HistoryWanted { key, part: HistoryPart::Entries, before: Some(258), limit: 200 }
    }

    #[test]
    fn the_bytes_are_fixed() {
        let bytes = [&b"\x85\x01\x58\x20"[..], &[7; 32], b"\x01\x19\x01\x02\x18\xc8"].concat();

        assert_eq!(wanted().encode(), bytes);
        assert_eq!(HistoryWanted::decode(&bytes), Ok(wanted()));
        let first = HistoryWanted { part: HistoryPart::People, before: None, limit: 1, ..wanted() };
        assert_eq!(first.encode()[36..], *b"\x00\xf6\x01");
        assert_eq!(HistoryWanted::decode(&first.encode()), Ok(first));
    }

    #[test]
    fn it_is_a_body_of_its_own_and_its_key_does_not_print() {
        let body = Body::HistoryWanted(Box::new(wanted()));

        assert_eq!(body.kind(), 9);
        assert_eq!(Body::from_parts(9, wanted().encode()), Ok(body.clone()));
        assert!(body.is_fleeting());
        assert!(format!("{body:?}").contains("HistoryKey(..)"), "{body:?}");
        assert!(Body::from_parts(9, vec![0xa0]).is_err());
    }

    #[test]
    fn t54_more_than_a_page_is_not_asked_for() {
        for limit in [0, 201, u16::MAX] {
            let bytes = HistoryWanted { limit, ..wanted() }.encode();

            assert_eq!(HistoryWanted::decode(&bytes), Err(MalformedHistory));
        }
        let more = [wanted().encode(), vec![0]].concat();
        assert_eq!(HistoryWanted::decode(&more), Err(MalformedHistory));
    }

    proptest! {
        #[test]
        fn t63_no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = HistoryWanted::decode(&bytes);
        }
    }
}
