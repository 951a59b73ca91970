use core::fmt;

use crate::{Provider, secret::Secret};

/// The public half of an X25519 key (RFC 7748), 32 bytes.
///
/// Any bytes are one. Those whose agreements say nothing about the other side (points of small order) are refused where
/// they are used.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AgreementKey([u8; 32]);

impl AgreementKey {
    /// The 32 bytes of RFC 7748 §5.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for AgreementKey {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for AgreementKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AgreementKey(")?;
        self.0[..4].iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str("..)")
    }
}

/// An X25519 key pair; the secret half is wiped when dropped.
pub(crate) struct AgreementPair {
    secret: Secret<32>,
    public: AgreementKey,
}

impl AgreementPair {
    /// The pair of a secret half.
    pub(crate) fn new(provider: &dyn Provider, secret: &[u8; 32]) -> Self {
        let public = AgreementKey(provider.public_key(secret));
        Self { secret: Secret::new(*secret), public }
    }

    /// The pair whose halves were kept together.
    pub(crate) fn from_halves(secret: Secret<32>, public: AgreementKey) -> Self {
        Self { secret, public }
    }

    pub(crate) fn public(&self) -> &AgreementKey {
        &self.public
    }

    pub(crate) fn secret(&self) -> &Secret<32> {
        &self.secret
    }

    /// X25519 of the two, unless it does not depend on both (RFC 7748 §6.1).
    pub(crate) fn agree(
        &self,
        provider: &dyn Provider,
        with: &AgreementKey,
    ) -> Result<Secret<32>, WeakKey> {
        let shared = provider.agree(self.secret.expose(), &with.0).map_err(|_| WeakKey)?;
        let shared = Secret::new(shared);
        if shared == Secret::new([0; 32]) { Err(WeakKey) } else { Ok(shared) }
    }
}

/// A public key of small order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WeakKey;
