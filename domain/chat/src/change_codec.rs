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

use crate::{
    Body, Emoji, MessageId, MessageRef, Text,
    cbor::{Fields, written},
    message_codec::MalformedMessage,
};

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

pub(crate) fn read_edit(bytes: &[u8]) -> Result<Body, MalformedMessage> {
    let mut fields = Fields::of(bytes)?;
    let target = target(&mut fields)?;
    let text = fields.needed(1)?.str()?;
    let text = text.parse().map_err(|_| MalformedMessage)?;
    fields.end()?;
    Ok(Body::Edit { target, text })
}

pub(crate) fn read_deletion(bytes: &[u8]) -> Result<Body, MalformedMessage> {
    let mut fields = Fields::of(bytes)?;
    let target = target(&mut fields)?;
    fields.end()?;
    Ok(Body::Delete { target })
}

pub(crate) fn read_reaction(bytes: &[u8]) -> Result<Body, MalformedMessage> {
    let mut fields = Fields::of(bytes)?;
    let id = target(&mut fields)?;
    let author = fields.needed(1)?.str()?;
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
    Ok(Fields::of(bytes)?.end()?)
}

fn target(fields: &mut Fields<'_>) -> Result<MessageId, MalformedMessage> {
    MessageId::try_from(fields.needed(0)?.bytes()?).map_err(|_| MalformedMessage)
}

#[cfg(test)]
mod tests;
