//! A message as bytes: CBOR (RFC 8949), one map with integer keys.
//!
//! | key | value |
//! |---|---|
//! | 0 | version, unsigned: 1 |
//! | 1 | message id, 16 bytes |
//! | 2 | author, text `username@domain` |
//! | 3 | recipient, text `username@domain` |
//! | 4 | sent at, unsigned, milliseconds since 1970 |
//! | 5 | kind of body, unsigned: 1 is text, 2 a receipt, 8 a device list |
//! | 6 | body, bytes |
//! | 7 | may be left out: the envelope before it, 16 bytes ([`Message::encode_after`]) |
//!
//! The keys stand in this order; later keys may follow and are passed over, so that a newer version can add to a
//! message without losing older readers.

use minicbor::{Decoder, Encoder, decode};
use thiserror::Error;

use crate::{Address, Body, EnvelopeId, Message, MessageId, Timestamp};

const VERSION: u64 = 1;
const FIELDS: u64 = 7;
const AFTER: u64 = 7;
const MAX_FIELDS: u64 = 32;

impl Message {
    /// The bytes that [`Message::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.encode_after(None)
    }

    /// The bytes that [`Message::decode_after`] reads back: the message as its author's device sends it to another, behind the envelope
    /// `after`. That is the one before it for the same device, if its fate was not known when this one was sealed; a reader
    /// that does not have it is not to take this one yet.
    #[must_use]
    pub fn encode_after(&self, after: Option<EnvelopeId>) -> Vec<u8> {
        let data = self.body.data();
        let mut cbor = Encoder::new(Vec::with_capacity(192 + data.len()));
        // Writing to a Vec cannot fail; the type is uninhabited, so there is nothing to handle.
        let written: Result<(), minicbor::encode::Error<core::convert::Infallible>> = (|| {
            cbor.map(FIELDS + u64::from(after.is_some()))?.u8(0)?.u64(VERSION)?;
            cbor.u8(1)?.bytes(self.id.as_bytes())?;
            cbor.u8(2)?.str(&self.author.to_string())?;
            cbor.u8(3)?.str(&self.recipient.to_string())?;
            cbor.u8(4)?.u64(self.sent_at.millis())?;
            cbor.u8(5)?.u64(self.body.kind())?;
            cbor.u8(6)?.bytes(&data)?;
            if let Some(after) = after {
                cbor.u64(AFTER)?.bytes(after.as_bytes())?;
            }
            Ok(())
        })();
        debug_assert!(written.is_ok());
        cbor.into_writer()
    }

    /// The message in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedMessage> {
        Self::decode_after(bytes).map(|(message, _)| message)
    }

    /// The message in `bytes`, and the envelope it comes after ([`Message::encode_after`]); anything else is an error and never a panic.
    pub fn decode_after(bytes: &[u8]) -> Result<(Self, Option<EnvelopeId>), MalformedMessage> {
        let mut cbor = Decoder::new(bytes);
        let fields = cbor.map()?.filter(|n| (FIELDS..=MAX_FIELDS).contains(n));
        let extra = fields.ok_or(MalformedMessage)? - FIELDS;
        if key(&mut cbor, 0)?.u64()? != VERSION {
            return Err(MalformedMessage);
        }
        let id = MessageId::try_from(key(&mut cbor, 1)?.bytes()?).map_err(|_| MalformedMessage)?;
        let author = address(key(&mut cbor, 2)?)?;
        let recipient = address(key(&mut cbor, 3)?)?;
        let sent_at = Timestamp::from_millis(key(&mut cbor, 4)?.u64()?);
        let kind = key(&mut cbor, 5)?.u64()?;
        let data = key(&mut cbor, 6)?.bytes()?.to_vec();
        let body = Body::from_parts(kind, data).map_err(|_| MalformedMessage)?;
        let mut after = None;
        for _ in 0..extra {
            match cbor.u64()? {
                AFTER if after.is_none() => {
                    let id = EnvelopeId::try_from(cbor.bytes()?).map_err(|_| MalformedMessage)?;
                    after = Some(id);
                }
                0..=AFTER => return Err(MalformedMessage),
                _ => cbor.skip()?,
            }
        }
        if cbor.position() == bytes.len() {
            Ok((Self { id, author, recipient, sent_at, body }, after))
        } else {
            Err(MalformedMessage)
        }
    }
}

fn key<'a, 'b>(
    cbor: &'a mut Decoder<'b>,
    expected: u64,
) -> Result<&'a mut Decoder<'b>, MalformedMessage> {
    if cbor.u64()? == expected { Ok(cbor) } else { Err(MalformedMessage) }
}

fn address(cbor: &mut Decoder<'_>) -> Result<Address, MalformedMessage> {
    cbor.str()?.parse().map_err(|_| MalformedMessage)
}

/// The bytes are not a message of a version this one reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a message")]
pub struct MalformedMessage;

impl From<decode::Error> for MalformedMessage {
    fn from(_: decode::Error) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hello() -> Message {
        Message {
            id: "0191d5f2-7c4a-7abc-8def-0123456789ab".parse().unwrap(),
            author: "a@x.org".parse().unwrap(),
            recipient: "b@x.org".parse().unwrap(),
            sent_at: Timestamp::from_millis(1_000_000),
            body: Body::Text("hi".parse().unwrap()),
        }
    }

    const HELLO: &[u8] =
        b"\xa7\x00\x01\x01\x50\x01\x91\xd5\xf2\x7c\x4a\x7a\xbc\x8d\xef\x01\x23\x45\x67\x89\xab\
        \x02\x67a@x.org\x03\x67b@x.org\x04\x1a\x00\x0f\x42\x40\x05\x01\x06\x42hi";

    #[test]
    fn the_bytes_are_fixed() {
        assert_eq!(hello().encode(), HELLO);
        assert_eq!(Message::decode(HELLO), Ok(hello()));
    }

    #[test]
    fn the_bytes_of_one_after_another_are_fixed() {
        let before = EnvelopeId::try_from([7; 16].as_slice()).unwrap();
        let mut bytes = HELLO.to_vec();
        bytes[0] = 0xa8;
        bytes.extend_from_slice(b"\x07\x50");
        bytes.extend_from_slice(&[7; 16]);

        assert_eq!(hello().encode_after(Some(before)), bytes);
        assert_eq!(Message::decode_after(&bytes), Ok((hello(), Some(before))));
        assert_eq!(Message::decode(&bytes), Ok(hello()));
        assert_eq!(Message::decode_after(HELLO), Ok((hello(), None)));
    }

    #[test]
    fn what_is_no_envelope_or_comes_twice_comes_after_nothing() {
        let mut short = [HELLO, b"\x07\x4f", &[7; 15]].concat();
        short[0] = 0xa8;
        let mut twice = [HELLO, b"\x07\x50", &[7; 16], b"\x07\x50", &[7; 16]].concat();
        twice[0] = 0xa9;

        assert_eq!(Message::decode_after(&short), Err(MalformedMessage));
        assert_eq!(Message::decode_after(&twice), Err(MalformedMessage));
    }

    #[test]
    fn t63_later_fields_are_passed_over() {
        let mut bytes = HELLO.to_vec();
        bytes[0] = 0xa8;
        bytes.extend_from_slice(b"\x08\x82\x01\x02");

        assert_eq!(Message::decode(&bytes), Ok(hello()));
    }

    #[test]
    fn a_truncated_or_extended_message_is_refused() {
        for length in 0..HELLO.len() {
            assert_eq!(Message::decode(&HELLO[..length]), Err(MalformedMessage));
        }
        assert_eq!(Message::decode(&[HELLO, &[0]].concat()), Err(MalformedMessage));
    }

    #[test]
    fn t54_deep_nesting_behind_the_known_fields_is_an_error_or_skipped() {
        let mut bytes = HELLO.to_vec();
        bytes[0] = 0xa8;
        bytes.push(8);
        bytes.extend(std::iter::repeat_n(0x81, 90_000));

        assert_eq!(Message::decode(&bytes), Err(MalformedMessage));
    }

    proptest! {
        #[test]
        fn t63_no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Message::decode(&bytes);
        }

        #[test]
        fn t63_a_flipped_bit_is_an_error_or_another_message(bit in 0..HELLO.len() * 8) {
            let mut bytes = HELLO.to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);

            if let Ok(other) = Message::decode(&bytes) {
                prop_assert_ne!(other, hello());
            }
        }

        #[test]
        fn every_body_round_trips(kind: u64, data in proptest::collection::vec(any::<u8>(), 1..300)) {
            if let Ok(body) = Body::from_parts(kind, data) {
                let message = Message { body, ..hello() };
                prop_assert_eq!(Message::decode(&message.encode()), Ok(message));
            }
        }
    }
}
