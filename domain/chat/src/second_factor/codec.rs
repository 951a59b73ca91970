//! A second factor as bytes, for whoever keeps it sealed: CBOR (RFC 8949), one array.
//!
//! | place | value |
//! |---|---|
//! | 0 | version, unsigned: 1 |
//! | 1 | TOTP secret, 20 bytes |
//! | 2 | confirmed at, unsigned, milliseconds since 1970; or null |
//! | 3 | step whose code was taken last, unsigned; or null |
//! | 4 | what it was taken for, 32 bytes; or null |
//! | 5 | wrong codes in a row, unsigned |
//! | 6 | until when no code is taken, unsigned, milliseconds since 1970 |
//! | 7 | recovery codes: an array of at most 10 arrays of a hash, 32 bytes, and what it was taken for, 32 bytes, or null |

use minicbor::{Decoder, Encoder, decode};
use thiserror::Error;
use zeroize::Zeroizing;

use super::{
    CodeUse, RecoveryCodes, SecondFactor, TotpSecret,
    factor::{LastStep, Recovery},
    guesses::Guesses,
};
use crate::Timestamp;

const VERSION: u64 = 1;
const FIELDS: u64 = 8;
/// Room for all of it from the start: a vector that grows leaves copies behind.
const ROOM: usize = 1_024;

impl SecondFactor {
    /// The bytes that [`SecondFactor::decode`] reads back; to be sealed.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut cbor = Encoder::new(Vec::with_capacity(ROOM));
        // Writing to a Vec cannot fail; the type is uninhabited, so there is nothing to handle.
        let written: Result<(), minicbor::encode::Error<core::convert::Infallible>> = (|| {
            cbor.array(FIELDS)?.u64(VERSION)?.bytes(self.secret.as_bytes())?;
            cbor.encode(self.confirmed_at.map(Timestamp::millis))?;
            cbor.encode(self.last.map(|last| last.step))?;
            spent(&mut cbor, self.last.map(|last| last.spent_on))?;
            cbor.u32(self.guesses.wrong)?.u64(self.guesses.wait_until.millis())?;
            cbor.array(self.recovery.len() as u64)?;
            for code in &self.recovery {
                cbor.array(2)?.bytes(&code.hash)?;
                spent(&mut cbor, code.spent_on)?;
            }
            Ok(())
        })();
        debug_assert!(written.is_ok());
        Zeroizing::new(cbor.into_writer())
    }

    /// The second factor in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedSecondFactor> {
        let mut cbor = Decoder::new(bytes);
        if cbor.array()? != Some(FIELDS) || cbor.u64()? != VERSION {
            return Err(MalformedSecondFactor);
        }
        let secret = TotpSecret::from_random(fixed(cbor.bytes()?)?);
        let confirmed_at = cbor.decode::<Option<u64>>()?.map(Timestamp::from_millis);
        let step = cbor.decode::<Option<u64>>()?;
        let last = match (step, taken(&mut cbor)?) {
            (Some(step), Some(spent_on)) => Some(LastStep { step, spent_on }),
            (None, None) => None,
            _ => return Err(MalformedSecondFactor),
        };
        let (wrong, wait_until) = (cbor.u32()?, Timestamp::from_millis(cbor.u64()?));
        let codes = cbor.array()?.filter(|codes| *codes <= RecoveryCodes::COUNT as u64);
        let recovery = (0..codes.ok_or(MalformedSecondFactor)?).map(|_| recovery(&mut cbor));
        let recovery = recovery.collect::<Result<_, _>>()?;
        if cbor.position() != bytes.len() {
            return Err(MalformedSecondFactor);
        }
        let guesses = Guesses { wrong, wait_until };
        Ok(Self { secret, recovery, confirmed_at, last, guesses })
    }
}

fn spent(
    cbor: &mut Encoder<Vec<u8>>,
    on: Option<CodeUse>,
) -> Result<(), minicbor::encode::Error<core::convert::Infallible>> {
    match on {
        Some(on) => cbor.bytes(on.as_bytes()).map(drop),
        None => cbor.null().map(drop),
    }
}

fn recovery(cbor: &mut Decoder<'_>) -> Result<Recovery, MalformedSecondFactor> {
    if cbor.array()? != Some(2) {
        return Err(MalformedSecondFactor);
    }
    Ok(Recovery { hash: fixed(cbor.bytes()?)?, spent_on: taken(cbor)? })
}

fn taken(cbor: &mut Decoder<'_>) -> Result<Option<CodeUse>, MalformedSecondFactor> {
    let digest = cbor.decode::<Option<&minicbor::bytes::ByteSlice>>()?;
    digest.map(|digest| fixed::<32>(digest).map(CodeUse::from)).transpose()
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], MalformedSecondFactor> {
    bytes.try_into().map_err(|_| MalformedSecondFactor)
}

/// The bytes are not a second factor of a version this one reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a second factor")]
pub struct MalformedSecondFactor;

impl From<decode::Error> for MalformedSecondFactor {
    fn from(_: decode::Error) -> Self {
        Self
    }
}
