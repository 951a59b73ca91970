use minicbor::{Decoder, Encoder};

use crate::{
    Address, Cause, Choice, Chosen, EnvelopeId, MessageId, Timestamp,
    message_codec::MalformedMessage,
};

/// What a device tells another of what became of the messages it sent: at most [`Receipt::MOST`] of each kind. It travels sealed, as
/// the body of a message that nobody is shown.
///
/// As bytes it is CBOR (RFC 8949), a map: 0 → array of delivered message ids (16 bytes each), 1 → array of read ones, 2 → array of
/// [envelope id (16 bytes), cause (text)], and, between devices of one person and only if there are any, 3 → array of
/// [author (text), message id (16 bytes)] and 4 → array of [about whom (text), kind, what it says, when in milliseconds since 1970]
/// ([`Choice::numbers`]; other kinds are passed over). So are later keys.
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
    /// What this person decided about others at the device, for the person's other devices; at most [`Receipt::MOST_CHOSEN`].
    pub chosen: Vec<Chosen>,
}

const MAX_FIELDS: u64 = 32;
const SEEN: u64 = 3;
const CHOSEN: u64 = 4;

impl Receipt {
    /// How many messages or envelopes there are of each kind at most.
    pub const MOST: usize = 256;
    /// How many there are at most of those that name an author, so that a receipt stays within the length of any message.
    pub const MOST_SEEN: usize = 64;
    /// How many there are at most of those that say what was decided, for the same reason.
    pub const MOST_CHOSEN: usize = 32;

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.delivered.is_empty()
            && self.read.is_empty()
            && self.refused.is_empty()
            && self.seen.is_empty()
            && self.chosen.is_empty()
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut cbor = Encoder::new(Vec::new());
        // Writing to a Vec cannot fail; the type is uninhabited, so there is nothing to handle.
        let written: Result<(), minicbor::encode::Error<core::convert::Infallible>> = (|| {
            let fields = 3 + u64::from(!self.seen.is_empty()) + u64::from(!self.chosen.is_empty());
            cbor.map(fields)?;
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
            if !self.chosen.is_empty() {
                cbor.u8(4)?.array(self.chosen.len() as u64)?;
                for Chosen { about, choice, at } in &self.chosen {
                    let (kind, says) = choice.numbers();
                    cbor.array(4)?
                        .str(&about.to_string())?
                        .u8(kind)?
                        .u64(says)?
                        .u64(at.millis())?;
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
        let mut extra = fields.ok_or(MalformedMessage)? - 3;
        let delivered = array(&mut cbor, 0, Self::MOST, message_id)?;
        let read = array(&mut cbor, 1, Self::MOST, message_id)?;
        let refused = array(&mut cbor, 2, Self::MOST, refusal)?;
        let seen = optional(&mut cbor, &mut extra, SEEN, Self::MOST_SEEN, seen)?;
        let chosen = optional(&mut cbor, &mut extra, CHOSEN, Self::MOST_CHOSEN, chosen)?;
        let chosen = chosen.into_iter().flatten().collect();
        for _ in 0..extra {
            if cbor.u64()? <= CHOSEN {
                return Err(MalformedMessage);
            }
            cbor.skip()?;
        }
        if cbor.position() == bytes.len() {
            Ok(Self { delivered, read, refused, seen, chosen })
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

/// The list under `key`, if it comes next among those that are left.
fn optional<T>(
    cbor: &mut Decoder<'_>,
    left: &mut u64,
    key: u64,
    most: usize,
    item: impl FnMut(&mut Decoder<'_>) -> Result<T, MalformedMessage>,
) -> Result<Vec<T>, MalformedMessage> {
    if *left == 0 || cbor.probe().u64()? != key {
        return Ok(Vec::new());
    }
    *left -= 1;
    array(cbor, key, most, item)
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

/// Nothing if it is of a kind that a later version brought.
fn chosen(cbor: &mut Decoder<'_>) -> Result<Option<Chosen>, MalformedMessage> {
    if cbor.array()? != Some(4) {
        return Err(MalformedMessage);
    }
    let about = cbor.str()?.parse().map_err(|_| MalformedMessage)?;
    let (kind, says, at) = (cbor.u8()?, cbor.u64()?, Timestamp::from_millis(cbor.u64()?));
    let choice = Choice::from_numbers(kind, says);
    if choice.is_none() && usize::from(kind) < Choice::KINDS {
        return Err(MalformedMessage);
    }
    Ok(choice.map(|choice| Chosen { about, choice, at }))
}

#[cfg(test)]
#[path = "receipt_tests.rs"]
mod tests;
