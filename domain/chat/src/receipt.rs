use minicbor::{Decoder, Encoder};

use crate::{Address, Cause, EnvelopeId, MessageId, message_codec::MalformedMessage};

/// What a device tells another of what became of the messages it sent: at most [`Receipt::MOST`] of each kind. It travels sealed, as
/// the body of a message that nobody is shown.
///
/// As bytes it is CBOR (RFC 8949), a map: 0 → array of delivered message ids (16 bytes each), 1 → array of read ones, 2 → array of
/// [envelope id (16 bytes), cause (text)], and, between devices of one person and only if there are any, 3 → array of
/// [author (text), message id (16 bytes)]. Later keys are passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Messages that are kept by the device.
    pub delivered: Vec<MessageId>,
    /// Messages that were seen by its person.
    pub read: Vec<MessageId>,
    /// Envelopes that it could not take, each for its cause.
    pub refused: Vec<(EnvelopeId, Cause)>,
    /// Messages of others that this person has seen at the device, for the person's other devices; at most [`Receipt::MOST_SEEN`].
    pub seen: Vec<(Address, MessageId)>,
}

const MAX_FIELDS: u64 = 32;
const SEEN: u64 = 3;

impl Receipt {
    /// How many messages or envelopes there are of each kind at most.
    pub const MOST: usize = 256;
    /// How many there are at most of those that name an author, so that a receipt stays within the length of any message.
    pub const MOST_SEEN: usize = 64;

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.delivered.is_empty()
            && self.read.is_empty()
            && self.refused.is_empty()
            && self.seen.is_empty()
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut cbor = Encoder::new(Vec::new());
        // Writing to a Vec cannot fail; the type is uninhabited, so there is nothing to handle.
        let written: Result<(), minicbor::encode::Error<core::convert::Infallible>> = (|| {
            cbor.map(if self.seen.is_empty() { 3 } else { 4 })?;
            for (key, ids) in [(0, &self.delivered), (1, &self.read)] {
                cbor.u8(key)?.array(ids.len() as u64)?;
                for id in ids {
                    cbor.bytes(id.as_bytes())?;
                }
            }
            cbor.u8(2)?.array(self.refused.len() as u64)?;
            for (id, cause) in &self.refused {
                cbor.array(2)?.bytes(id.as_bytes())?.str(cause.as_str())?;
            }
            if !self.seen.is_empty() {
                cbor.u8(3)?.array(self.seen.len() as u64)?;
                for (author, id) in &self.seen {
                    cbor.array(2)?.str(&author.to_string())?.bytes(id.as_bytes())?;
                }
            }
            Ok(())
        })();
        debug_assert!(written.is_ok());
        cbor.into_writer()
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, MalformedMessage> {
        let mut cbor = Decoder::new(bytes);
        let fields = cbor.map()?.filter(|fields| (3..=MAX_FIELDS).contains(fields));
        let extra = fields.ok_or(MalformedMessage)? - 3;
        let delivered = array(&mut cbor, 0, Self::MOST, message_id)?;
        let read = array(&mut cbor, 1, Self::MOST, message_id)?;
        let refused = array(&mut cbor, 2, Self::MOST, refusal)?;
        let has_seen = extra > 0 && cbor.probe().u64()? == SEEN;
        let seen = if has_seen { array(&mut cbor, SEEN, Self::MOST_SEEN, seen)? } else { vec![] };
        for _ in u64::from(has_seen)..extra {
            if cbor.u64()? <= SEEN {
                return Err(MalformedMessage);
            }
            cbor.skip()?;
        }
        if cbor.position() == bytes.len() {
            Ok(Self { delivered, read, refused, seen })
        } else {
            Err(MalformedMessage)
        }
    }
}

fn array<T>(
    cbor: &mut Decoder<'_>,
    key: u64,
    most: usize,
    mut item: impl FnMut(&mut Decoder<'_>) -> Result<T, MalformedMessage>,
) -> Result<Vec<T>, MalformedMessage> {
    if cbor.u64()? != key {
        return Err(MalformedMessage);
    }
    let length = cbor.array()?.filter(|length| *length <= most as u64);
    (0..length.ok_or(MalformedMessage)?).map(|_| item(cbor)).collect()
}

fn message_id(cbor: &mut Decoder<'_>) -> Result<MessageId, MalformedMessage> {
    MessageId::try_from(cbor.bytes()?).map_err(|_| MalformedMessage)
}

fn refusal(cbor: &mut Decoder<'_>) -> Result<(EnvelopeId, Cause), MalformedMessage> {
    if cbor.array()? != Some(2) {
        return Err(MalformedMessage);
    }
    let id = EnvelopeId::try_from(cbor.bytes()?).map_err(|_| MalformedMessage)?;
    Ok((id, cbor.str()?.parse().map_err(|_| MalformedMessage)?))
}

fn seen(cbor: &mut Decoder<'_>) -> Result<(Address, MessageId), MalformedMessage> {
    if cbor.array()? != Some(2) {
        return Err(MalformedMessage);
    }
    let author = cbor.str()?.parse().map_err(|_| MalformedMessage)?;
    Ok((author, message_id(cbor)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn receipt() -> Receipt {
        let message = |n: u8| format!("0191d5f2-7c4a-7abc-8def-0123456789{n:02x}").parse().unwrap();
        Receipt {
            delivered: vec![message(1), message(2)],
            read: vec![message(1)],
            refused: vec![(EnvelopeId::try_from([7; 16].as_slice()).unwrap(), Cause::CANNOT_OPEN)],
            seen: Vec::new(),
        }
    }

    /// One that has something to say to another device of its person.
    fn to_own() -> Receipt {
        let seen = (receipt().read[0], "bob@example.org".parse().unwrap());
        Receipt { seen: vec![(seen.1, seen.0)], ..receipt() }
    }

    const BYTES: &[u8] =
        b"\xa3\x00\x82\x50\x01\x91\xd5\xf2\x7c\x4a\x7a\xbc\x8d\xef\x01\x23\x45\x67\x89\x01\
        \x50\x01\x91\xd5\xf2\x7c\x4a\x7a\xbc\x8d\xef\x01\x23\x45\x67\x89\x02\
        \x01\x81\x50\x01\x91\xd5\xf2\x7c\x4a\x7a\xbc\x8d\xef\x01\x23\x45\x67\x89\x01\
        \x02\x81\x82\x50\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x6bCANNOT_OPEN";

    #[test]
    fn the_bytes_are_fixed() {
        assert_eq!(receipt().encode(), BYTES);
        assert_eq!(Receipt::decode(BYTES), Ok(receipt()));
    }

    #[test]
    fn t63_later_fields_are_passed_over() {
        let mut bytes = BYTES.to_vec();
        bytes[0] = 0xa4;
        bytes.extend_from_slice(b"\x04\x82\x01\x02");

        assert_eq!(Receipt::decode(&bytes), Ok(receipt()));
    }

    #[test]
    fn what_was_seen_is_told_behind_all_that_earlier_versions_read() {
        let mut expected = BYTES.to_vec();
        expected[0] = 0xa4;
        expected.extend_from_slice(b"\x03\x81\x82\x6fbob@example.org\x50");
        expected.extend_from_slice(receipt().read[0].as_bytes());

        assert_eq!(to_own().encode(), expected);
        assert_eq!(Receipt::decode(&expected), Ok(to_own()));
    }

    #[test]
    fn t54_as_much_as_there_may_be_fits_into_a_message() {
        let (name, label) = ("a".repeat(32), "b".repeat(59));
        let longest = format!("{name}@{label}.{label}.{label}").parse().unwrap();
        let refused = (receipt().refused[0].0, "A".repeat(40).parse().unwrap());
        let most = Receipt {
            delivered: vec![receipt().read[0]; Receipt::MOST],
            read: vec![receipt().read[0]; Receipt::MOST],
            refused: vec![refused; Receipt::MOST],
            seen: vec![(longest, receipt().read[0]); Receipt::MOST_SEEN],
        };
        let more = Receipt {
            seen: vec![to_own().seen[0].clone(); Receipt::MOST_SEEN + 1],
            ..Receipt::default()
        };

        assert!(most.encode().len() <= crate::Text::MAX_BYTES);
        assert_eq!(Receipt::decode(&most.encode()), Ok(most));
        assert_eq!(Receipt::decode(&more.encode()), Err(MalformedMessage));
    }

    #[test]
    fn t54_more_than_the_most_and_a_count_that_lies_are_refused() {
        let id = receipt().read[0];
        let most = Receipt { delivered: vec![id; Receipt::MOST], ..Receipt::default() };
        let more = Receipt { delivered: vec![id; Receipt::MOST + 1], ..Receipt::default() };

        assert_eq!(Receipt::decode(&most.encode()), Ok(most));
        assert_eq!(Receipt::decode(&more.encode()), Err(MalformedMessage));
        let lie = b"\xa3\x00\x9b\xff\xff\xff\xff\xff\xff\xff\xff";
        assert_eq!(Receipt::decode(lie), Err(MalformedMessage));
    }

    #[test]
    fn a_truncated_or_extended_receipt_is_refused() {
        for length in 0..BYTES.len() {
            assert_eq!(Receipt::decode(&BYTES[..length]), Err(MalformedMessage));
        }
        assert_eq!(Receipt::decode(&[BYTES, &[0]].concat()), Err(MalformedMessage));
    }

    proptest! {
        #[test]
        fn t63_no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Receipt::decode(&bytes);
        }
    }
}
