//! Beginning a session: PQXDH from the initiator's side, and the part of its first messages that tells the responder.
//!
//! | bytes | what |
//! |---|---|
//! | 32 | ephemeral X25519 key (EK) |
//! | 1,088 | ML-KEM-768 ciphertext |
//! | 4 | generation of the signed pre-keys, big-endian |
//! | 1 | 1 with one-time keys, 2 with the key of last resort |
//! | 4 | number of the one-time keys, or 0 |
//! | 2 | length of what follows, big-endian |
//! | 144–1,168 | sealed: the initiator's identity and certificate (128), its introduction (at most 1,024); then a tag (16) |

use thiserror::Error;

use crate::{
    IdentitySecret, Party, Provider, Randomness, Session, SessionId, VerifiedBundle,
    agreement_key::{AgreementPair, WeakKey},
    bundle::Bundle,
    bytes::Reader,
    encrypt::{NONCE, TAG_BYTES},
    identity, labels,
    parties::associated_data,
    pqxdh::{self, Agreed, Transcript},
};

/// What somebody begins a session with.
#[derive(Debug)]
pub struct Initiation<'a> {
    /// Who begins.
    pub me: &'a IdentitySecret,
    /// What else the initiator is; see [`Party::name`].
    pub my_name: &'a [u8],
    /// Whom with.
    pub bundle: &'a VerifiedBundle,
    /// What else the responder is.
    pub their_name: &'a [u8],
    /// What the initiator says of itself in the first messages, sealed: at most [`Initiation::MAX_INTRODUCTION_BYTES`].
    pub introduction: &'a [u8],
}

pub(crate) const WITH_ONE_TIME: u8 = 1;
pub(crate) const LAST_RESORT: u8 = 2;
/// The part in the clear.
pub(crate) const PUBLIC_BYTES: usize = 32 + 1088 + 4 + 1 + 4;

impl Initiation<'_> {
    /// The longest introduction there is.
    pub const MAX_INTRODUCTION_BYTES: usize = 1024;

    /// The longest that the first messages begin with.
    pub(crate) const MAX_AGREEMENT_BYTES: usize =
        PUBLIC_BYTES + 2 + identity::CERTIFIED_BYTES + Self::MAX_INTRODUCTION_BYTES + TAG_BYTES;

    /// Begins the session, at `at` seconds since 1970. Nothing needs to be sent for it: the first messages bring all the other
    /// side needs.
    pub fn begin(
        &self,
        provider: &dyn Provider,
        randomness: &Randomness,
        at: u64,
    ) -> Result<Session, InitiateError> {
        if self.introduction.len() > Self::MAX_INTRODUCTION_BYTES {
            return Err(InitiateError::TooLong);
        }
        let bundle = self.bundle.bundle();
        let ephemeral = randomness.draw(provider, labels::DRAW_EPHEMERAL);
        let ephemeral = AgreementPair::new(provider, &ephemeral.0);
        let encapsulation = randomness.draw(provider, labels::DRAW_ENCAPSULATION);
        let (ciphertext, kem) = bundle
            .kem
            .encapsulate(provider, &encapsulation.0)
            .map_err(|_| InitiateError::BadKey)?;
        let mut agreement = public_part(bundle, &ephemeral, &ciphertext);

        let one_time = bundle.one_time.as_ref();
        let dh1 = self.me.agreement().agree(provider, &bundle.signed)?;
        let dh2 = ephemeral.agree(provider, bundle.identity.agreement_key())?;
        let dh3 = ephemeral.agree(provider, &bundle.signed)?;
        let dh4 = one_time.map(|one| ephemeral.agree(provider, &one.key)).transpose()?;

        let identity_key = pqxdh::identity_key(provider, &dh3, &kem, &agreement);
        let associated = self.associated(bundle);
        let transcript = Transcript::new(&associated, &agreement)
            .bind(bundle.signed.as_bytes())
            .bind(bundle.kem.as_bytes())
            .bind(one_time.map_or(&[], |one| one.key.as_bytes()));
        let agreed = Agreed { dh1: &dh1, dh2: &dh2, dh3: &dh3, dh4: dh4.as_ref(), kem: &kem };
        let start = pqxdh::start(provider, &agreed, transcript);

        self.append_identity(provider, identity_key.expose(), &mut agreement);
        let id = SessionId::of_agreement(&agreement);
        let used_last_resort = one_time.is_none();
        let session = Session::initiated(id, associated, agreement, bundle.signed, start, at);
        Ok(Session { used_last_resort, ..session })
    }

    fn associated(&self, bundle: &Bundle) -> [u8; 32] {
        let initiator = Party { identity: self.me.public(), name: self.my_name };
        associated_data(initiator, Party { identity: &bundle.identity, name: self.their_name })
    }

    /// Adds who the initiator is, sealed.
    fn append_identity(&self, provider: &dyn Provider, key: &[u8; 32], agreement: &mut Vec<u8>) {
        let length = identity::CERTIFIED_BYTES + self.introduction.len() + TAG_BYTES;
        // At most 1,168.
        let length = u16::try_from(length).unwrap_or(u16::MAX);
        let public = agreement.clone();
        agreement.extend_from_slice(&length.to_be_bytes());
        let from = agreement.len();
        identity::encode_certified(self.me, agreement);
        agreement.extend_from_slice(self.introduction);
        let tag = provider.seal(key, &NONCE, &public, &mut agreement[from..]);
        agreement.extend_from_slice(&tag);
    }
}

fn public_part(bundle: &Bundle, ephemeral: &AgreementPair, ciphertext: &[u8; 1088]) -> Vec<u8> {
    let kind = if bundle.one_time.is_some() { WITH_ONE_TIME } else { LAST_RESORT };
    let mut part = Vec::with_capacity(PUBLIC_BYTES + 2 + identity::CERTIFIED_BYTES + 256);
    part.extend_from_slice(ephemeral.public().as_bytes());
    part.extend_from_slice(ciphertext);
    part.extend_from_slice(&bundle.generation.to_be_bytes());
    part.push(kind);
    part.extend_from_slice(&bundle.one_time().unwrap_or_default().to_be_bytes());
    part
}

/// The agreement off the front of a message, by its length alone.
pub(crate) fn split_agreement<'a>(fields: &mut Reader<'a>) -> Option<&'a [u8]> {
    let mut ahead = Reader::new(fields.remaining());
    ahead.slice(PUBLIC_BYTES)?;
    let length = PUBLIC_BYTES + 2 + usize::from(ahead.u16()?);
    if length > Initiation::MAX_AGREEMENT_BYTES {
        return None;
    }
    fields.slice(length)
}

/// Why no session was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InitiateError {
    /// The introduction is too long.
    #[error("the introduction is too long")]
    TooLong,
    /// A key in the bundle is of small order, or no ML-KEM key.
    #[error("a key in the bundle is unusable")]
    BadKey,
}

impl From<WeakKey> for InitiateError {
    fn from(_: WeakKey) -> Self {
        Self::BadKey
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_agreement_is_no_longer_than_its_parts() {
        // Ephemeral key, key ciphertext, generation and number; length; certified identity and introduction with a tag.
        assert_eq!(Initiation::MAX_AGREEMENT_BYTES, PUBLIC_BYTES + 1_024 + 130 + 16);
    }
}
