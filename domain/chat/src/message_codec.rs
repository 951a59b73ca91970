//! A message as bytes: CBOR (RFC 8949), one map with integer keys.
//!
//! | key | value |
//! |---|---|
//! | 0 | version, unsigned: 1 |
//! | 1 | message id, 16 bytes |
//! | 2 | author, text `username@domain` |
//! | 3 | recipient, text: `username@domain`, or `#` and the 32 hexadecimal digits of a room |
//! | 4 | sent at, unsigned, milliseconds since 1970 |
//! | 5 | kind of body, unsigned: 0 nothing any more, 1 text, 2 a receipt, 3 an edit, 4 a deletion, 5 a reaction, 6 typing, 8 a device list, 9 history wanted, 10 an invitation into a room, 11 a request for one, 12 leaving one, 13 what a moderator decides, 14 a file |
//! | 6 | body, bytes |
//! | 7 | may be left out: the envelope before it, 16 bytes ([`Message::encode_after`]) |
//! | 8 | may be left out: the message it answers, array of its id (16 bytes) and its author (text) |
//! | 9 | may be left out: when it disappears, unsigned, milliseconds since 1970 |
//!
//! The keys stand in this order; later keys may follow and are passed over, so that a newer version can add to a
//! message without losing older readers.

use minicbor::{Decoder, Encoder, decode};
use thiserror::Error;

use crate::{Address, Body, EnvelopeId, Message, MessageId, MessageRef, Timestamp};

const VERSION: u64 = 1;
const FIELDS: u64 = 7;
const AFTER: u64 = 7;
const REPLY_TO: u64 = 8;
const EXPIRES_AT: u64 = 9;
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
        let extra = [after.is_some(), self.reply_to.is_some(), self.expires_at.is_some()];
        let extra = extra.into_iter().map(u64::from).sum::<u64>();
        let mut cbor = Encoder::new(Vec::with_capacity(192 + data.len()));
        // Writing to a Vec cannot fail; the type is uninhabited, so there is nothing to handle.
        let written: Result<(), minicbor::encode::Error<core::convert::Infallible>> = (|| {
            cbor.map(FIELDS + extra)?.u8(0)?.u64(VERSION)?;
            cbor.u8(1)?.bytes(self.id.as_bytes())?;
            cbor.u8(2)?.str(&self.author.to_string())?;
            cbor.u8(3)?.str(&self.recipient.to_string())?;
            cbor.u8(4)?.u64(self.sent_at.millis())?;
            cbor.u8(5)?.u64(self.body.kind())?;
            cbor.u8(6)?.bytes(&data)?;
            if let Some(after) = after {
                cbor.u64(AFTER)?.bytes(after.as_bytes())?;
            }
            if let Some(MessageRef { id, author }) = &self.reply_to {
                cbor.u64(REPLY_TO)?.array(2)?.bytes(id.as_bytes())?.str(&author.to_string())?;
            }
            if let Some(end) = self.expires_at {
                cbor.u64(EXPIRES_AT)?.u64(end.millis())?;
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
        let recipient = key(&mut cbor, 3)?.str()?.parse().map_err(|_| MalformedMessage)?;
        let sent_at = Timestamp::from_millis(key(&mut cbor, 4)?.u64()?);
        let kind = key(&mut cbor, 5)?.u64()?;
        let data = key(&mut cbor, 6)?.bytes()?.to_vec();
        let body = Body::from_parts(kind, data).map_err(|_| MalformedMessage)?;
        let (mut after, mut reply_to, mut expires_at) = (None, None, None);
        for _ in 0..extra {
            match cbor.u64()? {
                AFTER => once(&mut after, envelope(&mut cbor)?)?,
                REPLY_TO => once(&mut reply_to, reference(&mut cbor)?)?,
                EXPIRES_AT => once(&mut expires_at, Timestamp::from_millis(cbor.u64()?))?,
                0..AFTER => return Err(MalformedMessage),
                _ => cbor.skip()?,
            }
        }
        if cbor.position() == bytes.len() {
            Ok((Self { id, author, recipient, sent_at, body, reply_to, expires_at }, after))
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

fn envelope(cbor: &mut Decoder<'_>) -> Result<EnvelopeId, MalformedMessage> {
    EnvelopeId::try_from(cbor.bytes()?).map_err(|_| MalformedMessage)
}

fn reference(cbor: &mut Decoder<'_>) -> Result<MessageRef, MalformedMessage> {
    if cbor.array()? != Some(2) {
        return Err(MalformedMessage);
    }
    let id = MessageId::try_from(cbor.bytes()?).map_err(|_| MalformedMessage)?;
    Ok(MessageRef { id, author: address(cbor)? })
}

/// Keeps what may stand there once.
fn once<T>(place: &mut Option<T>, value: T) -> Result<(), MalformedMessage> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(MalformedMessage),
    }
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
mod tests;
