use minicbor::{Decoder, Encoder};

use crate::{Cause, EnvelopeId, MessageId, message_codec::MalformedMessage};

/// What a device tells another of what became of the messages it sent: at most [`Receipt::MOST`] of each kind. It travels sealed, as
/// the body of a message that nobody is shown.
///
/// As bytes it is CBOR (RFC 8949), a map: 0 → array of delivered message ids (16 bytes each), 1 → array of read ones, 2 → array of
/// [envelope id (16 bytes), cause (text)]. Later keys are passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Messages that are kept by the device.
    pub delivered: Vec<MessageId>,
    /// Messages that were seen by its person.
    pub read: Vec<MessageId>,
    /// Envelopes that it could not take, each for its cause.
    pub refused: Vec<(EnvelopeId, Cause)>,
}

const MAX_FIELDS: u64 = 32;

impl Receipt {
    /// How many messages or envelopes there are of each kind at most.
    pub const MOST: usize = 256;

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.delivered.is_empty() && self.read.is_empty() && self.refused.is_empty()
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut cbor = Encoder::new(Vec::new());
        // Writing to a Vec cannot fail; the type is uninhabited, so there is nothing to handle.
        let written: Result<(), minicbor::encode::Error<core::convert::Infallible>> = (|| {
            cbor.map(3)?;
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
            Ok(())
        })();
        debug_assert!(written.is_ok());
        cbor.into_writer()
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, MalformedMessage> {
        let mut cbor = Decoder::new(bytes);
        let fields = cbor.map()?.filter(|fields| (3..=MAX_FIELDS).contains(fields));
        let extra = fields.ok_or(MalformedMessage)? - 3;
        let delivered = array(&mut cbor, 0, message_id)?;
        let read = array(&mut cbor, 1, message_id)?;
        let refused = array(&mut cbor, 2, refusal)?;
        for _ in 0..extra {
            if cbor.u64()? < 3 {
                return Err(MalformedMessage);
            }
            cbor.skip()?;
        }
        if cbor.position() == bytes.len() {
            Ok(Self { delivered, read, refused })
        } else {
            Err(MalformedMessage)
        }
    }
}

fn array<T>(
    cbor: &mut Decoder<'_>,
    key: u64,
    mut item: impl FnMut(&mut Decoder<'_>) -> Result<T, MalformedMessage>,
) -> Result<Vec<T>, MalformedMessage> {
    if cbor.u64()? != key {
        return Err(MalformedMessage);
    }
    let length = cbor.array()?.filter(|length| *length <= Receipt::MOST as u64);
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
        }
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
        bytes.extend_from_slice(b"\x03\x82\x01\x02");

        assert_eq!(Receipt::decode(&bytes), Ok(receipt()));
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
