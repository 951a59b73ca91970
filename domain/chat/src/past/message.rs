use minicbor::{Decoder, Encoder};

use super::{
    MalformedHistory,
    codec::{Written, exactly, is_null, moment},
};
use crate::{DeliveryState, Message, Path, Timestamp};

/// A message as it stands in a device's history.
///
/// As bytes: CBOR (RFC 8949), an array of the message ([`Message::encode`], bytes), the moment (unsigned, milliseconds since 1970), the state
/// (unsigned: 0 queued, 1 stored, 2 delivered, 3 delivered by mailbox, 4 read, 5 failed) and why it failed (text, or null).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastMessage {
    /// What was said.
    pub message: Message,
    /// When it was kept there (received) or became [`PastMessage::state`] (sent).
    pub changed_at: Timestamp,
    /// How far it has come.
    pub state: DeliveryState,
}

impl PastMessage {
    pub(super) fn write(&self, cbor: &mut Encoder<Vec<u8>>) -> Written {
        let (state, cause) = match &self.state {
            DeliveryState::Queued => (0, None),
            DeliveryState::Stored => (1, None),
            DeliveryState::Delivered(Path::Direct) => (2, None),
            DeliveryState::Delivered(Path::Mailbox) => (3, None),
            DeliveryState::Read => (4, None),
            DeliveryState::Failed(cause) => (5, Some(cause)),
        };
        cbor.array(4)?.bytes(&self.message.encode())?.u64(self.changed_at.millis())?.u64(state)?;
        match cause {
            Some(cause) => cbor.str(cause.as_str())?,
            None => cbor.null()?,
        };
        Ok(())
    }

    pub(super) fn read(cbor: &mut Decoder<'_>) -> Result<Self, MalformedHistory> {
        exactly(cbor, 4)?;
        let message = Message::decode(cbor.bytes()?).map_err(|_| MalformedHistory)?;
        let (changed_at, state) = (moment(cbor)?, cbor.u64()?);
        let cause = if is_null(cbor)? {
            None
        } else {
            Some(cbor.str()?.parse().map_err(|_| MalformedHistory)?)
        };
        let state = match (state, cause) {
            (0, None) => DeliveryState::Queued,
            (1, None) => DeliveryState::Stored,
            (2, None) => DeliveryState::Delivered(Path::Direct),
            (3, None) => DeliveryState::Delivered(Path::Mailbox),
            (4, None) => DeliveryState::Read,
            (5, Some(cause)) => DeliveryState::Failed(cause),
            _ => return Err(MalformedHistory),
        };
        Ok(Self { message, changed_at, state })
    }
}
