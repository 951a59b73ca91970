use core::fmt;

use crate::{
    AgreementKey, Bundle, IdentitySecret, Provider, Randomness,
    agreement_key::AgreementPair,
    bundle::OneTimeKey,
    bytes::Reader,
    kem::{self, KemSeed},
    labels,
    secret::Secret,
};

/// The secret halves of the pre-keys a device renews from time to time: a signed X25519 key, and the ML-KEM-768 key of last
/// resort. Wiped when dropped, and never printed.
pub struct SignedPreKeys {
    generation: u32,
    signed: AgreementPair,
    last_resort: KemSeed,
}

impl SignedPreKeys {
    /// The number of bytes of [`SignedPreKeys::encode`].
    pub const BYTES: usize = 4 + 32 + 64;

    /// New ones; each of a device's generations has a larger number than the last.
    #[must_use]
    pub fn generate(provider: &dyn Provider, generation: u32, randomness: &Randomness) -> Self {
        let signed =
            AgreementPair::new(provider, &randomness.draw(provider, labels::DRAW_RATCHET).0);
        let last_resort = Secret::new(randomness.draw(provider, labels::DRAW_KEM).0);
        Self { generation, signed, last_resort }
    }

    /// Their number.
    #[must_use]
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// The bundle to hand out when the one-time keys have run out. It may be handed out many times.
    #[must_use]
    pub fn last_resort(&self, provider: &dyn Provider, identity: &IdentitySecret) -> Bundle {
        sign(provider, identity, self, &self.last_resort, None)
    }

    /// The bundle that hands out `one_time`, once.
    #[must_use]
    pub fn with(
        &self,
        provider: &dyn Provider,
        identity: &IdentitySecret,
        one_time: &OneTimePreKeys,
    ) -> Bundle {
        let key = OneTimeKey { id: one_time.id, key: *one_time.agreement.public() };
        sign(provider, identity, self, &one_time.kem, Some(key))
    }

    /// The bytes that [`SignedPreKeys::decode`] reads back, as secret as the keys.
    #[must_use]
    pub fn encode(&self) -> [u8; Self::BYTES] {
        let mut out = [0; Self::BYTES];
        out[..4].copy_from_slice(&self.generation.to_be_bytes());
        out[4..36].copy_from_slice(self.signed.secret().expose());
        out[36..].copy_from_slice(self.last_resort.expose());
        out
    }

    /// The keys in `bytes`.
    #[must_use]
    pub fn decode(provider: &dyn Provider, bytes: &[u8; Self::BYTES]) -> Option<Self> {
        let mut fields = Reader::new(bytes);
        let generation = fields.u32()?;
        let signed = AgreementPair::new(provider, fields.array()?);
        let last_resort = Secret::new(*fields.array()?);
        Some(Self { generation, signed, last_resort })
    }

    pub(crate) fn signed(&self) -> &AgreementPair {
        &self.signed
    }

    pub(crate) fn last_resort_seed(&self) -> &KemSeed {
        &self.last_resort
    }
}

/// The secret halves of a pair of one-time keys, X25519 and ML-KEM-768. Wiped when dropped, and never printed.
pub struct OneTimePreKeys {
    id: u32,
    agreement: AgreementPair,
    kem: KemSeed,
}

impl OneTimePreKeys {
    /// The number of bytes of [`OneTimePreKeys::encode`].
    pub const BYTES: usize = 4 + 32 + 64;

    /// New ones; their number must not have been given to others of the same device.
    #[must_use]
    pub fn generate(provider: &dyn Provider, id: u32, randomness: &Randomness) -> Self {
        let agreement =
            AgreementPair::new(provider, &randomness.draw(provider, labels::DRAW_RATCHET).0);
        let kem = Secret::new(randomness.draw(provider, labels::DRAW_KEM).0);
        Self { id, agreement, kem }
    }

    /// Their number.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The bytes that [`OneTimePreKeys::decode`] reads back, as secret as the keys.
    #[must_use]
    pub fn encode(&self) -> [u8; Self::BYTES] {
        let mut out = [0; Self::BYTES];
        out[..4].copy_from_slice(&self.id.to_be_bytes());
        out[4..36].copy_from_slice(self.agreement.secret().expose());
        out[36..].copy_from_slice(self.kem.expose());
        out
    }

    /// The keys in `bytes`.
    #[must_use]
    pub fn decode(provider: &dyn Provider, bytes: &[u8; Self::BYTES]) -> Option<Self> {
        let mut fields = Reader::new(bytes);
        let id = fields.u32()?;
        let agreement = AgreementPair::new(provider, fields.array()?);
        let kem = Secret::new(*fields.array()?);
        Some(Self { id, agreement, kem })
    }

    pub(crate) fn agreement(&self) -> &AgreementPair {
        &self.agreement
    }

    pub(crate) fn kem_seed(&self) -> &KemSeed {
        &self.kem
    }
}

impl fmt::Debug for SignedPreKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedPreKeys")
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for OneTimePreKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OneTimePreKeys").field("id", &self.id).finish_non_exhaustive()
    }
}

fn sign(
    provider: &dyn Provider,
    identity: &IdentitySecret,
    keys: &SignedPreKeys,
    seed: &KemSeed,
    one_time: Option<OneTimeKey>,
) -> Bundle {
    let mut bundle = Bundle {
        identity: *identity.public(),
        generation: keys.generation,
        signed: AgreementKey::from(*keys.signed.public().as_bytes()),
        kem: kem::encapsulation_key(provider, seed),
        one_time,
        signature: [0; 64],
    };
    let signed = [labels::SIGNED_BUNDLE, &bundle.signed_part()].concat();
    bundle.signature = identity.sign(provider, &signed);
    bundle
}
