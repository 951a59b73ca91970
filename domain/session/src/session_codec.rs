//! A session as bytes, for whoever keeps it: version 1, fields one after the other, integers big-endian. They are as secret as the
//! session itself.

use thiserror::Error;
use zeroize::Zeroizing;

use crate::{
    AgreementKey, EncapsulationKey, Session,
    agreement_key::AgreementPair,
    bytes::Reader,
    chain::{ChainKey, ReceivingChain, SkippedKey},
    initiation::Initiation,
    kem_ratchet::{KemRatchet, Phase},
    secret::Secret,
    session::SendingChain,
};

const VERSION: u8 = 1;

const IS_INITIATOR: u8 = 1;
const USED_LAST_RESORT: u8 = 2;
const HAS_RECEIVED: u8 = 4;

impl Session {
    /// The bytes that [`Session::decode`] reads back: about 450, and 40 for each key of a message that has not come. They are
    /// wiped when dropped.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        // Room for all of it: a vector that grows leaves copies behind.
        let agreement = self.agreement.as_deref();
        let room = 4096 + 64 * Self::MAX_CHAINS + 40 * self.skipped_keys();
        let mut out = Zeroizing::new(Vec::with_capacity(room));
        let flag = |set, bit| if set { bit } else { 0 };
        out.push(VERSION);
        out.push(
            flag(self.is_initiator, IS_INITIATOR)
                | flag(self.used_last_resort, USED_LAST_RESORT)
                | flag(self.has_received, HAS_RECEIVED),
        );
        out.extend_from_slice(self.id.as_bytes());
        out.extend_from_slice(&self.associated);
        out.extend_from_slice(self.root.expose());
        out.extend_from_slice(self.next_header_sending.expose());
        out.extend_from_slice(self.next_header_receiving.expose());
        out.extend_from_slice(&self.previous.to_be_bytes());
        put_option(&mut out, agreement, |out, agreement| {
            // At most 2,303 bytes.
            let length = u16::try_from(agreement.len()).unwrap_or(u16::MAX);
            out.extend_from_slice(&length.to_be_bytes());
            out.extend_from_slice(agreement);
        });
        put_option(&mut out, self.ours.as_ref(), |out, ours| {
            out.extend_from_slice(ours.secret().expose());
            out.extend_from_slice(ours.public().as_bytes());
        });
        put_option(&mut out, self.theirs.as_ref(), |out, theirs| {
            out.extend_from_slice(theirs.as_bytes());
        });
        put_option(&mut out, self.sending.as_ref(), |out, chain| {
            out.extend_from_slice(chain.key.secret().expose());
            out.extend_from_slice(chain.header_key.expose());
            out.extend_from_slice(chain.ratchet_key.as_bytes());
            out.push(u8::from(chain.mixed));
            out.extend_from_slice(&chain.next.to_be_bytes());
        });
        put_kem(&mut out, &self.kem);
        out.push(count(self.receiving.len()));
        for chain in &self.receiving {
            put_chain(&mut out, chain);
        }
        out
    }

    /// The session in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedSession> {
        let mut fields = Reader::new(bytes);
        let session = Self::read(&mut fields).ok_or(MalformedSession)?;
        fields.end().ok_or(MalformedSession)?;
        Ok(session)
    }

    fn read(fields: &mut Reader<'_>) -> Option<Self> {
        if fields.u8()? != VERSION {
            return None;
        }
        let flags = fields.u8()?;
        if flags & !(IS_INITIATOR | USED_LAST_RESORT | HAS_RECEIVED) != 0 {
            return None;
        }
        Some(Self {
            is_initiator: flags & IS_INITIATOR != 0,
            used_last_resort: flags & USED_LAST_RESORT != 0,
            has_received: flags & HAS_RECEIVED != 0,
            id: (*fields.array()?).into(),
            associated: *fields.array()?,
            root: secret(fields)?,
            next_header_sending: secret(fields)?,
            next_header_receiving: secret(fields)?,
            previous: fields.u64()?,
            agreement: option(fields, agreement)?,
            ours: option(fields, |fields| {
                Some(AgreementPair::from_halves(secret(fields)?, key(fields)?))
            })?,
            theirs: option(fields, key)?,
            sending: option(fields, |fields| {
                Some(SendingChain {
                    key: ChainKey::new(secret(fields)?),
                    header_key: secret(fields)?,
                    ratchet_key: key(fields)?,
                    mixed: fields.flag()?,
                    next: fields.u64()?,
                })
            })?,
            kem: kem(fields)?,
            receiving: receiving(fields)?,
        })
    }
}

fn put_option<T>(out: &mut Vec<u8>, value: Option<T>, put: impl FnOnce(&mut Vec<u8>, T)) {
    out.push(u8::from(value.is_some()));
    if let Some(value) = value {
        put(out, value);
    }
}

#[allow(clippy::option_option, reason = "absent in the bytes, or the bytes are malformed")]
fn option<'a, T>(
    fields: &mut Reader<'a>,
    read: impl FnOnce(&mut Reader<'a>) -> Option<T>,
) -> Option<Option<T>> {
    if fields.flag()? { read(fields).map(Some) } else { Some(None) }
}

fn secret(fields: &mut Reader<'_>) -> Option<Secret<32>> {
    fields.array().map(|bytes| Secret::new(*bytes))
}

fn key(fields: &mut Reader<'_>) -> Option<AgreementKey> {
    fields.array().map(|bytes| AgreementKey::from(*bytes))
}

fn agreement(fields: &mut Reader<'_>) -> Option<Vec<u8>> {
    let length = usize::from(fields.u16()?);
    let bytes = fields.slice(length)?;
    (length <= Initiation::MAX_AGREEMENT_BYTES).then(|| bytes.to_vec())
}

fn put_kem(out: &mut Vec<u8>, kem: &KemRatchet) {
    for number in [kem.epoch, kem.began, kem.sent, kem.received, kem.turns] {
        out.extend_from_slice(&number.to_be_bytes());
    }
    match &kem.phase {
        Phase::Idle => out.push(0),
        Phase::Offered { seed, since } => {
            out.push(1);
            out.extend_from_slice(seed.expose());
            out.extend_from_slice(&since.to_be_bytes());
        }
        Phase::Asked { key } => {
            out.push(2);
            out.extend_from_slice(key.as_bytes());
        }
        Phase::Answered { ciphertext, secret, since } => {
            out.push(3);
            out.extend_from_slice(&ciphertext[..]);
            out.extend_from_slice(secret.expose());
            out.extend_from_slice(&since.to_be_bytes());
        }
        Phase::Ready { secret } => {
            out.push(4);
            out.extend_from_slice(secret.expose());
        }
    }
}

fn kem(fields: &mut Reader<'_>) -> Option<KemRatchet> {
    Some(KemRatchet {
        epoch: fields.u64()?,
        began: fields.u64()?,
        sent: fields.u64()?,
        received: fields.u64()?,
        turns: fields.u64()?,
        phase: match fields.u8()? {
            0 => Phase::Idle,
            1 => Phase::Offered {
                seed: Box::new(Secret::new(*fields.array()?)),
                since: fields.u64()?,
            },
            2 => Phase::Asked { key: EncapsulationKey::from(fields.array()?) },
            3 => Phase::Answered {
                ciphertext: Box::new(*fields.array()?),
                secret: secret(fields)?,
                since: fields.u64()?,
            },
            4 => Phase::Ready { secret: secret(fields)? },
            _ => return None,
        },
    })
}

fn put_chain(out: &mut Vec<u8>, chain: &ReceivingChain) {
    out.extend_from_slice(chain.header_key.expose());
    out.extend_from_slice(&chain.next.to_be_bytes());
    put_option(out, chain.key.as_ref(), |out, key| out.extend_from_slice(key.secret().expose()));
    // At most 2,000.
    let skipped = u16::try_from(chain.skipped.len()).unwrap_or(u16::MAX);
    out.extend_from_slice(&skipped.to_be_bytes());
    for skipped in &chain.skipped {
        out.extend_from_slice(&skipped.number.to_be_bytes());
        out.extend_from_slice(skipped.key.expose());
    }
}

fn receiving(fields: &mut Reader<'_>) -> Option<Vec<ReceivingChain>> {
    let chains = usize::from(fields.u8()?);
    if chains > Session::MAX_CHAINS {
        return None;
    }
    let mut receiving = Vec::with_capacity(Session::MAX_CHAINS + 1);
    let mut left = ReceivingChain::MAX_SKIPPED;
    for _ in 0..chains {
        let header_key = secret(fields)?;
        let next = fields.u64()?;
        let key = option(fields, secret)?.map(ChainKey::new);
        let skipped = u64::from(fields.u16()?);
        left = left.checked_sub(skipped)?;
        let skipped =
            (0..skipped).map(|_| Some(SkippedKey { number: fields.u64()?, key: secret(fields)? }));
        let skipped: Vec<_> = skipped.collect::<Option<_>>()?;
        if !skipped.is_sorted_by(|a, b| a.number < b.number) {
            return None;
        }
        receiving.push(ReceivingChain { header_key, next, key, skipped });
    }
    Some(receiving)
}

fn count(length: usize) -> u8 {
    u8::try_from(length).unwrap_or(u8::MAX)
}

/// The bytes are not a session of a version this one reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a session")]
pub struct MalformedSession;
