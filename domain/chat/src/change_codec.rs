//! What changes a message, as bytes: CBOR (RFC 8949), one map with integer keys.
//!
//! | key | edit | deletion | reaction |
//! |---|---|---|---|
//! | 0 | id of the message, 16 bytes | the same | the same |
//! | 1 | the new text | | its author, text `username@domain` |
//! | 2 | | | the sign, text; left out if the reaction is taken back |
//!
//! The keys stand in this order; keys from 8 on may follow and are passed over. An edit and a deletion are of a message of their own
//! author's.

use minicbor::{Decoder, Encoder};

use crate::{Body, Emoji, MessageId, MessageRef, Text, message_codec::MalformedMessage};

/// What later versions may add is behind these.
const OWN_KEYS: u64 = 8;
const MAX_FIELDS: u64 = 32;

type Written = Result<(), minicbor::encode::Error<core::convert::Infallible>>;

pub(crate) fn edit(target: MessageId, text: &Text) -> Vec<u8> {
    written(|cbor| {
        cbor.map(2)?.u8(0)?.bytes(target.as_bytes())?;
        cbor.u8(1)?.str(text.as_str())?;
        Ok(())
    })
}

pub(crate) fn deletion(target: MessageId) -> Vec<u8> {
    written(|cbor| {
        cbor.map(1)?.u8(0)?.bytes(target.as_bytes())?;
        Ok(())
    })
}

pub(crate) fn reaction(target: &MessageRef, emoji: Option<&Emoji>) -> Vec<u8> {
    written(|cbor| {
        cbor.map(2 + u64::from(emoji.is_some()))?.u8(0)?.bytes(target.id.as_bytes())?;
        cbor.u8(1)?.str(&target.author.to_string())?;
        if let Some(emoji) = emoji {
            cbor.u8(2)?.str(emoji.as_str())?;
        }
        Ok(())
    })
}

fn written(write: impl FnOnce(&mut Encoder<Vec<u8>>) -> Written) -> Vec<u8> {
    let mut cbor = Encoder::new(Vec::new());
    // Writing to a Vec cannot fail; the type is uninhabited, so there is nothing to handle.
    let written = write(&mut cbor);
    debug_assert!(written.is_ok());
    cbor.into_writer()
}

pub(crate) fn read_edit(bytes: &[u8]) -> Result<Body, MalformedMessage> {
    let mut fields = Fields::of(bytes)?;
    let target = fields.target()?;
    let text = fields.known(1)?.ok_or(MalformedMessage)?.str()?;
    let text = text.parse().map_err(|_| MalformedMessage)?;
    fields.end()?;
    Ok(Body::Edit { target, text })
}

pub(crate) fn read_deletion(bytes: &[u8]) -> Result<Body, MalformedMessage> {
    let mut fields = Fields::of(bytes)?;
    let target = fields.target()?;
    fields.end()?;
    Ok(Body::Delete { target })
}

pub(crate) fn read_reaction(bytes: &[u8]) -> Result<Body, MalformedMessage> {
    let mut fields = Fields::of(bytes)?;
    let id = fields.target()?;
    let author = fields.known(1)?.ok_or(MalformedMessage)?.str()?;
    let author = author.parse().map_err(|_| MalformedMessage)?;
    let emoji = match fields.known(2)? {
        Some(cbor) => Some(cbor.str()?.parse().map_err(|_| MalformedMessage)?),
        None => None,
    };
    fields.end()?;
    Ok(Body::Reaction { target: MessageRef { id, author }, emoji })
}

/// An empty map.
pub(crate) fn read_nothing(bytes: &[u8]) -> Result<(), MalformedMessage> {
    Fields::of(bytes)?.end()
}

/// The fields of a map, one after another.
struct Fields<'a> {
    cbor: Decoder<'a>,
    bytes: usize,
    left: u64,
}

impl<'a> Fields<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, MalformedMessage> {
        let mut cbor = Decoder::new(bytes);
        let left = cbor.map()?.filter(|fields| *fields <= MAX_FIELDS).ok_or(MalformedMessage)?;
        Ok(Self { cbor, bytes: bytes.len(), left })
    }

    /// What stands behind the key `expected`, if that is the next one.
    fn known(&mut self, expected: u64) -> Result<Option<&mut Decoder<'a>>, MalformedMessage> {
        if self.left == 0 || self.cbor.probe().u64()? != expected {
            return Ok(None);
        }
        self.cbor.u64()?;
        self.left -= 1;
        Ok(Some(&mut self.cbor))
    }

    fn target(&mut self) -> Result<MessageId, MalformedMessage> {
        let bytes = self.known(0)?.ok_or(MalformedMessage)?.bytes()?;
        MessageId::try_from(bytes).map_err(|_| MalformedMessage)
    }

    /// Passes over what a later version added.
    fn end(mut self) -> Result<(), MalformedMessage> {
        for _ in 0..self.left {
            if self.cbor.u64()? < OWN_KEYS {
                return Err(MalformedMessage);
            }
            self.cbor.skip()?;
        }
        if self.cbor.position() == self.bytes { Ok(()) } else { Err(MalformedMessage) }
    }
}

#[cfg(test)]
mod tests;
