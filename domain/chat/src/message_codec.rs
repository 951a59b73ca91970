//! A message as bytes: CBOR (RFC 8949), one map with integer keys.
//!
//! | key | value |
//! |---|---|
//! | 0 | version, unsigned: 1 |
//! | 1 | message id, 16 bytes |
//! | 2 | author, text `username@domain` |
//! | 3 | recipient, text `username@domain` |
//! | 4 | sent at, unsigned, milliseconds since 1970 |
//! | 5 | kind of body, unsigned: 1 is text, 2 a receipt |
//! | 6 | body, bytes |
//!
//! The keys stand in this order; later keys may follow and are passed over, so that a newer version can add to a
//! message without losing older readers.

use minicbor::{Decoder, Encoder, decode};
use thiserror::Error;

use crate::{Address, Body, Message, MessageId, Timestamp};

const VERSION: u64 = 1;
const FIELDS: u64 = 7;
const MAX_FIELDS: u64 = 32;

impl Message {
    /// The bytes that [`Message::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let data = self.body.data();
        let mut cbor = Encoder::new(Vec::with_capacity(192 + data.len()));
        // Writing to a Vec cannot fail; the type is uninhabited, so there is nothing to handle.
        let written: Result<(), minicbor::encode::Error<core::convert::Infallible>> = (|| {
            cbor.map(FIELDS)?.u8(0)?.u64(VERSION)?;
            cbor.u8(1)?.bytes(self.id.as_bytes())?;
            cbor.u8(2)?.str(&self.author.to_string())?;
            cbor.u8(3)?.str(&self.recipient.to_string())?;
            cbor.u8(4)?.u64(self.sent_at.millis())?;
            cbor.u8(5)?.u64(self.body.kind())?;
            cbor.u8(6)?.bytes(&data)?;
            Ok(())
        })();
        debug_assert!(written.is_ok());
        cbor.into_writer()
    }

    /// The message in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedMessage> {
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
        for _ in 0..extra {
            if cbor.u64()? < FIELDS {
                return Err(MalformedMessage);
            }
            cbor.skip()?;
        }
        if cbor.position() == bytes.len() {
            Ok(Self { id, author, recipient, sent_at, body })
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
    fn t63_later_fields_are_passed_over() {
        let mut bytes = HELLO.to_vec();
        bytes[0] = 0xa8;
        bytes.extend_from_slice(b"\x07\x82\x01\x02");

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
        bytes.push(7);
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
