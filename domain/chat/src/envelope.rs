use std::{fmt, str::FromStr, sync::Arc};

use sha2::{Digest, Sha256};
use thiserror::Error;
use uuid::Uuid;

use crate::{DeviceAddress, MessageId};

/// Bytes from one device to another. Whoever carries it sees the recipient, the id and the size, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The same on every path and at every attempt.
    pub id: EnvelopeId,
    /// The device that can open it.
    pub recipient: DeviceAddress,
    /// What is in it.
    pub sealed: Sealed,
}

/// The opaque content of an [`Envelope`]; at most 96 KiB. It does not print, and copies of it are the same bytes: a hundred envelopes may have it.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Arc<[u8]>);

impl Sealed {
    /// The largest there is, in bytes.
    pub const MAX_BYTES: usize = 96 * 1024;

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<Vec<u8>> for Sealed {
    type Error = OversizedEnvelope;

    fn try_from(bytes: Vec<u8>) -> Result<Self, OversizedEnvelope> {
        if bytes.len() > Self::MAX_BYTES { Err(OversizedEnvelope) } else { Ok(Self(bytes.into())) }
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

/// The content is larger than [`Sealed::MAX_BYTES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an envelope holds at most 96 KiB")]
pub struct OversizedEnvelope;

/// The id of an envelope: 16 bytes, written as a UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnvelopeId(Uuid);

impl EnvelopeId {
    /// The envelope that carries `message` to `device`: sending a message again makes the same envelopes again.
    ///
    /// It is a `UUIDv8` (RFC 9562 §5.8): SHA-256 over a label, the message's id and the device's name, cut to 16
    /// bytes. Without the message's id, which only the two ends know, it tells nothing.
    #[must_use]
    pub fn of(message: MessageId, device: &DeviceAddress) -> Self {
        let digest = Sha256::new()
            .chain_update(b"causerie v1 envelope id")
            .chain_update(message.as_bytes())
            .chain_update(device.to_string())
            .finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// The 16 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl TryFrom<&[u8]> for EnvelopeId {
    type Error = InvalidEnvelopeId;

    fn try_from(bytes: &[u8]) -> Result<Self, InvalidEnvelopeId> {
        Uuid::from_slice(bytes).map(Self).map_err(|_| InvalidEnvelopeId)
    }
}

impl FromStr for EnvelopeId {
    type Err = InvalidEnvelopeId;

    fn from_str(raw: &str) -> Result<Self, InvalidEnvelopeId> {
        Uuid::try_parse(raw).map(Self).map_err(|_| InvalidEnvelopeId)
    }
}

impl fmt::Display for EnvelopeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The text or the bytes are not an [`EnvelopeId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an envelope id is 16 bytes, written as a UUID")]
pub struct InvalidEnvelopeId;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_follows_from_message_and_device() {
        let message = "0191d5f2-7c4a-7abc-8def-0123456789ab".parse().unwrap();
        let first = "d1.bob.peers.example.org".parse().unwrap();
        let second = "d2.bob.peers.example.org".parse().unwrap();

        assert_eq!(EnvelopeId::of(message, &first), EnvelopeId::of(message, &first));
        assert_ne!(EnvelopeId::of(message, &first), EnvelopeId::of(message, &second));
        assert_eq!(
            EnvelopeId::of(message, &first).to_string(),
            "00d22ebb-efb7-86bf-9815-122a30d973a6"
        );
    }

    #[test]
    fn content_does_not_print() {
        let sealed = Sealed::try_from(b"hello".to_vec()).unwrap();

        assert_eq!(format!("{sealed:?}"), "Sealed(5 bytes)");
    }

    #[test]
    fn an_oversized_content_is_refused() {
        assert!(Sealed::try_from(vec![0; Sealed::MAX_BYTES]).is_ok());
        assert_eq!(Sealed::try_from(vec![0; Sealed::MAX_BYTES + 1]), Err(OversizedEnvelope));
    }
}
