use core::fmt;

use crate::{
    AgreementKey, Provider, Randomness, VerifyingKey, agreement_key::AgreementPair, bytes::Reader,
    labels, secret::Secret,
};

/// Who a party is to another: an Ed25519 key that signs, and the X25519 key it signed to agree with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    pub(crate) verifying_key: VerifyingKey,
    pub(crate) agreement_key: AgreementKey,
}

impl Identity {
    /// The key that signs pre-keys and the agreement key.
    #[must_use]
    pub fn verifying_key(&self) -> &VerifyingKey {
        &self.verifying_key
    }

    /// The key it agrees with.
    #[must_use]
    pub fn agreement_key(&self) -> &AgreementKey {
        &self.agreement_key
    }
}

/// The secret half of an [`Identity`]; wiped when dropped, and never printed.
pub struct IdentitySecret {
    signing: Secret<32>,
    agreement: AgreementPair,
    public: Identity,
    pub(crate) certificate: [u8; 64],
}

impl IdentitySecret {
    /// The identity whose Ed25519 key grows from `signing_seed` (RFC 8032 §5.1.5) and whose X25519 key from the seed's
    /// HKDF under a label of its own, so that there is one secret to keep.
    #[must_use]
    pub fn of_seed(provider: &dyn Provider, signing_seed: &[u8; 32]) -> Self {
        let agreement = Randomness::new(*signing_seed).draw(provider, labels::DRAW_AGREEMENT);
        Self::from_parts(provider, signing_seed, &agreement.0)
    }

    /// The identity whose Ed25519 key grows from `signing_seed` (RFC 8032 §5.1.5) and whose X25519 key from `randomness`.
    #[must_use]
    pub fn generate(
        provider: &dyn Provider,
        signing_seed: &[u8; 32],
        randomness: &Randomness,
    ) -> Self {
        let agreement = randomness.draw(provider, labels::DRAW_AGREEMENT);
        Self::from_parts(provider, signing_seed, &agreement.0)
    }

    /// The identity of two secrets that were kept: an Ed25519 seed and [`IdentitySecret::agreement_secret`].
    #[must_use]
    pub fn from_parts(
        provider: &dyn Provider,
        signing_seed: &[u8; 32],
        agreement_secret: &[u8; 32],
    ) -> Self {
        let agreement = AgreementPair::new(provider, agreement_secret);
        let verifying_key = VerifyingKey::of_seed(provider, signing_seed);
        let public = Identity { verifying_key, agreement_key: *agreement.public() };
        let certificate = provider.sign(signing_seed, &statement(&public));
        Self { signing: Secret::new(*signing_seed), agreement, public, certificate }
    }

    /// The half that may be shown.
    #[must_use]
    pub fn public(&self) -> &Identity {
        &self.public
    }

    /// The X25519 secret, for whoever keeps it.
    #[must_use]
    pub fn agreement_secret(&self) -> &[u8; 32] {
        self.agreement.secret().expose()
    }

    pub(crate) fn agreement(&self) -> &AgreementPair {
        &self.agreement
    }

    pub(crate) fn sign(&self, provider: &dyn Provider, message: &[u8]) -> [u8; 64] {
        provider.sign(self.signing.expose(), message)
    }
}

impl fmt::Debug for IdentitySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IdentitySecret").field(&self.public).finish()
    }
}

/// How many bytes an identity and its certificate take.
pub(crate) const CERTIFIED_BYTES: usize = 32 + 32 + 64;

/// The identity and the signature over its agreement key, one after the other.
pub(crate) fn encode_certified(identity: &IdentitySecret, out: &mut Vec<u8>) {
    out.extend_from_slice(identity.public.verifying_key.as_bytes());
    out.extend_from_slice(identity.public.agreement_key.as_bytes());
    out.extend_from_slice(&identity.certificate);
}

/// The identity off the front of `bytes`, if its certificate is good.
pub(crate) fn decode_certified(
    provider: &dyn Provider,
    bytes: &mut Reader<'_>,
) -> Option<Identity> {
    let verifying_key = VerifyingKey::try_from(*bytes.array()?).ok()?;
    let agreement_key = AgreementKey::from(*bytes.array()?);
    let identity = Identity { verifying_key, agreement_key };
    let signature = bytes.array()?;
    verifying_key.verify(provider, &statement(&identity), signature).ok()?;
    Some(identity)
}

fn statement(identity: &Identity) -> Vec<u8> {
    [labels::SIGNED_IDENTITY, identity.verifying_key.as_bytes(), identity.agreement_key.as_bytes()]
        .concat()
}
