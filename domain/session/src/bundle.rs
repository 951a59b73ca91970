use thiserror::Error;

use crate::{
    AgreementKey, EncapsulationKey, Identity, Provider, VerifyingKey, bytes::Reader, labels,
};

/// What somebody needs in order to write to a device that is away: its identity and pre-keys, under one signature.
///
/// As bytes, fields one after the other: version (1 byte, 1), kind (1 byte: 1 with one-time keys, 2 without), Ed25519 key
/// (32), X25519 identity key (32), generation (4, big-endian), signed X25519 pre-key (32), ML-KEM-768 pre-key (1,184), of
/// kind 1 the number of the one-time keys (4) and the X25519 one (32), and a signature by the Ed25519 key over a label and
/// everything before (64): 1,350 or 1,386 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    pub(crate) identity: Identity,
    pub(crate) generation: u32,
    pub(crate) signed: AgreementKey,
    pub(crate) kem: EncapsulationKey,
    pub(crate) one_time: Option<OneTimeKey>,
    pub(crate) signature: [u8; 64],
}

/// The number of a pair of one-time keys, and the X25519 one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OneTimeKey {
    pub(crate) id: u32,
    pub(crate) key: AgreementKey,
}

impl Bundle {
    /// The most bytes there can be.
    pub const MAX_BYTES: usize = 1386;

    const VERSION: u8 = 1;
    const WITH_ONE_TIME: u8 = 1;
    const LAST_RESORT: u8 = 2;

    /// Which set of signed pre-keys of the device this is from; later ones have larger numbers.
    #[must_use]
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// The number of its one-time keys; nothing if it is the one that is handed out when those have run out.
    #[must_use]
    pub fn one_time(&self) -> Option<u32> {
        self.one_time.map(|one| one.id)
    }

    /// Whose it claims to be.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The bytes that [`Bundle::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = self.signed_part();
        out.extend_from_slice(&self.signature);
        out
    }

    /// The bundle in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedBundle> {
        Self::read(bytes).ok_or(MalformedBundle)
    }

    /// The proof that the bundle is signed by the key it names.
    pub fn verify(self, provider: &dyn Provider) -> Result<VerifiedBundle, ForgedBundle> {
        let key = self.identity.verifying_key;
        let signed = [labels::SIGNED_BUNDLE, &self.signed_part()].concat();
        key.verify(provider, &signed, &self.signature).map_err(|_| ForgedBundle)?;
        Ok(VerifiedBundle(self))
    }

    pub(crate) fn signed_part(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(Self::MAX_BYTES);
        let kind = if self.one_time.is_some() { Self::WITH_ONE_TIME } else { Self::LAST_RESORT };
        out.extend_from_slice(&[Self::VERSION, kind]);
        out.extend_from_slice(self.identity.verifying_key.as_bytes());
        out.extend_from_slice(self.identity.agreement_key.as_bytes());
        out.extend_from_slice(&self.generation.to_be_bytes());
        out.extend_from_slice(self.signed.as_bytes());
        out.extend_from_slice(self.kem.as_bytes());
        if let Some(one) = &self.one_time {
            out.extend_from_slice(&one.id.to_be_bytes());
            out.extend_from_slice(one.key.as_bytes());
        }
        out
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut fields = Reader::new(bytes);
        if fields.u8()? != Self::VERSION {
            return None;
        }
        let kind = fields.u8()?;
        let verifying_key = VerifyingKey::try_from(*fields.array()?).ok()?;
        let identity = Identity { verifying_key, agreement_key: (*fields.array()?).into() };
        let generation = fields.u32()?;
        let signed = AgreementKey::from(*fields.array()?);
        let kem = EncapsulationKey::from(fields.array()?);
        let one_time = match kind {
            Self::WITH_ONE_TIME => {
                Some(OneTimeKey { id: fields.u32()?, key: (*fields.array()?).into() })
            }
            Self::LAST_RESORT => None,
            _ => return None,
        };
        let signature = *fields.array()?;
        fields.end()?;
        Some(Self { identity, generation, signed, kem, one_time, signature })
    }
}

/// A [`Bundle`] whose signature was checked. Whether its key is the right one is for the caller to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedBundle(Bundle);

impl VerifiedBundle {
    /// What was verified.
    #[must_use]
    pub fn bundle(&self) -> &Bundle {
        &self.0
    }
}

/// The bytes are not a bundle of a version this one reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a pre-key bundle")]
pub struct MalformedBundle;

/// A bundle's signature is not that of the key it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the pre-key bundle is not signed by its own key")]
pub struct ForgedBundle;
