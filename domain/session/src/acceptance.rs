//! Accepting a session: PQXDH from the responder's side.

use thiserror::Error;
use zeroize::Zeroizing;

use crate::{
    AgreementKey, DecryptError, Identity, IdentitySecret, OneTimePreKeys, Party, Provider, Session,
    SessionId, SignedPreKeys,
    agreement_key::{AgreementPair, WeakKey},
    bytes::Reader,
    encrypt::{NONCE, TAG_BYTES},
    identity,
    initiation::{LAST_RESORT, PUBLIC_BYTES, WITH_ONE_TIME},
    kem::{self, Ciphertext},
    parties::associated_data,
    pqxdh::{self, Agreed, Transcript},
    secret::Secret,
    wire::Parts,
};

/// A message that may be the first of a session.
#[derive(Debug)]
pub struct FirstMessage<'a> {
    message: &'a [u8],
    agreement: &'a [u8],
    ephemeral: AgreementKey,
    ciphertext: &'a Ciphertext,
    generation: u32,
    one_time: Option<u32>,
    sealed_identity: &'a [u8],
}

/// The pre-keys that a [`FirstMessage`] names.
#[derive(Debug)]
pub struct PreKeys<'a> {
    /// Those of [`FirstMessage::generation`].
    pub signed: &'a SignedPreKeys,
    /// Those of [`FirstMessage::one_time`], if it names any.
    pub one_time: Option<&'a OneTimePreKeys>,
}

impl<'a> FirstMessage<'a> {
    /// What the message says of its session; nothing if it does not begin one.
    #[must_use]
    pub fn of(message: &'a [u8]) -> Option<Self> {
        let agreement = Parts::of(message)?.agreement?;
        let mut fields = Reader::new(agreement);
        let ephemeral = AgreementKey::from(*fields.array()?);
        let ciphertext = fields.array()?;
        let generation = fields.u32()?;
        let one_time = match (fields.u8()?, fields.u32()?) {
            (WITH_ONE_TIME, id) => Some(id),
            (LAST_RESORT, 0) => None,
            _ => return None,
        };
        fields.u16()?;
        let sealed_identity = fields.rest();
        Some(Self {
            message,
            agreement,
            ephemeral,
            ciphertext,
            generation,
            one_time,
            sealed_identity,
        })
    }

    /// The session it is of.
    #[must_use]
    pub fn session(&self) -> SessionId {
        SessionId::of_agreement(self.agreement)
    }

    /// Which set of signed pre-keys it was made with.
    #[must_use]
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// Which one-time keys it was made with; nothing if with the key of last resort.
    #[must_use]
    pub fn one_time(&self) -> Option<u32> {
        self.one_time
    }

    /// Finds out who begins the session. Nothing is believed yet.
    pub fn open(
        self,
        provider: &dyn Provider,
        pre_keys: &PreKeys<'_>,
    ) -> Result<Introduced<'a>, AcceptError> {
        if pre_keys.signed.generation() != self.generation
            || pre_keys.one_time.map(OneTimePreKeys::id) != self.one_time
        {
            return Err(AcceptError::OtherPreKeys);
        }
        let signed = pre_keys.signed.signed();
        let dh3 = signed.agree(provider, &self.ephemeral)?;
        let one_time = pre_keys.one_time.map(OneTimePreKeys::agreement);
        let dh4 = one_time.map(|one| one.agree(provider, &self.ephemeral)).transpose()?;
        let seed =
            pre_keys.one_time.map_or(pre_keys.signed.last_resort_seed(), OneTimePreKeys::kem_seed);
        let kem = kem::decapsulate(provider, seed, self.ciphertext);
        let kem_key = kem::encapsulation_key(provider, seed);

        let (identity, introduction) =
            self.open_identity(provider, &dh3, &kem).ok_or(AcceptError::Forged)?;
        let public = PublicPreKeys {
            signed: *signed.public(),
            kem: kem_key,
            one_time: one_time.map(|one| *one.public()),
        };
        let signed = AgreementPair::from_halves(signed.secret().clone(), *signed.public());
        Ok(Introduced { first: self, identity, introduction, signed, public, dh3, dh4, kem })
    }

    fn open_identity(
        &self,
        provider: &dyn Provider,
        dh3: &Secret<32>,
        kem: &Secret<32>,
    ) -> Option<(Identity, Vec<u8>)> {
        let public = &self.agreement[..PUBLIC_BYTES];
        let key = pqxdh::identity_key(provider, dh3, kem, public);
        let (sealed, tag) = self.sealed_identity.split_last_chunk::<TAG_BYTES>()?;
        let mut text = Zeroizing::new(sealed.to_vec());
        provider.open(key.expose(), &NONCE, public, &mut text, tag).ok()?;
        let mut fields = Reader::new(&text);
        let identity = identity::decode_certified(provider, &mut fields)?;
        Some((identity, fields.rest().to_vec()))
    }
}

struct PublicPreKeys {
    signed: AgreementKey,
    kem: crate::EncapsulationKey,
    one_time: Option<AgreementKey>,
}

/// Somebody who begins a session, and proved to hold the keys of an [`Identity`] only once
/// [`Introduced::accept`] has returned.
pub struct Introduced<'a> {
    first: FirstMessage<'a>,
    identity: Identity,
    introduction: Vec<u8>,
    signed: AgreementPair,
    public: PublicPreKeys,
    dh3: Secret<32>,
    dh4: Option<Secret<32>>,
    kem: Secret<32>,
}

impl Introduced<'_> {
    /// Who they say they are; the caller compares it with whom it expects.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// What they say of themselves.
    #[must_use]
    pub fn introduction(&self) -> &[u8] {
        &self.introduction
    }

    /// Completes the agreement as `me`, at `at` seconds since 1970: the session, and the text of the message. The one-time
    /// keys are to be forgotten in the same step that keeps the session.
    pub fn accept(
        self,
        provider: &dyn Provider,
        me: &IdentitySecret,
        my_name: &[u8],
        their_name: &[u8],
        at: u64,
    ) -> Result<(Session, Vec<u8>), AcceptError> {
        let initiator = Party { identity: &self.identity, name: their_name };
        let responder = Party { identity: me.public(), name: my_name };
        let associated = associated_data(initiator, responder);
        let dh1 = self.signed.agree(provider, &self.identity.agreement_key)?;
        let dh2 = me.agreement().agree(provider, &self.first.ephemeral)?;
        let agreed =
            Agreed { dh1: &dh1, dh2: &dh2, dh3: &self.dh3, dh4: self.dh4.as_ref(), kem: &self.kem };
        let one_time = self.public.one_time.as_ref();
        let transcript = Transcript::new(&associated, &self.first.agreement[..PUBLIC_BYTES])
            .bind(self.public.signed.as_bytes())
            .bind(self.public.kem.as_bytes())
            .bind(one_time.map_or(&[], |key| key.as_bytes()));
        let start = pqxdh::start(provider, &agreed, transcript);

        let used_last_resort = one_time.is_none();
        let session = Session::accepted(self.first.session(), associated, self.signed, start, at);
        let session = Session { used_last_resort, ..session };
        let (session, text) = session.decrypt(provider, self.first.message, at);
        Ok((session, text?))
    }
}

impl core::fmt::Debug for Introduced<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Introduced").field("identity", &self.identity).finish_non_exhaustive()
    }
}

/// Why a session was not accepted. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AcceptError {
    /// The pre-keys given are not those the message names.
    #[error("the pre-keys are not those the message was made with")]
    OtherPreKeys,
    /// The message was not made for these pre-keys, or its certificate is not good.
    #[error("the beginning of the session is forged or damaged")]
    Forged,
    /// A key of the other side is of small order.
    #[error("the other side's key is weak")]
    WeakKey,
    /// The agreement leads to no session in which the message opens: it is not from whom it says, or not for this party.
    #[error("the first message does not open: {0}")]
    NotOpened(#[from] DecryptError),
}

impl From<WeakKey> for AcceptError {
    fn from(_: WeakKey) -> Self {
        Self::WeakKey
    }
}
