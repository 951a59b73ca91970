use minicbor::{Decoder, Encoder, decode};
use thiserror::Error;

use crate::Timestamp;
pub(super) use crate::cbor::{Written, written};

/// A number, or null.
pub(super) fn write_number(cbor: &mut Encoder<Vec<u8>>, number: Option<u64>) -> Written {
    match number {
        Some(number) => cbor.u64(number)?,
        None => cbor.null()?,
    };
    Ok(())
}

/// A number, or null.
pub(super) fn number(cbor: &mut Decoder<'_>) -> Result<Option<u64>, MalformedHistory> {
    if is_null(cbor)? { Ok(None) } else { Ok(Some(cbor.u64()?)) }
}

/// Passes over a null, if there is one.
pub(super) fn is_null(cbor: &mut Decoder<'_>) -> Result<bool, MalformedHistory> {
    let null = cbor.datatype()? == minicbor::data::Type::Null;
    if null {
        cbor.null()?;
    }
    Ok(null)
}

pub(super) fn moment(cbor: &mut Decoder<'_>) -> Result<Timestamp, MalformedHistory> {
    Ok(Timestamp::from_millis(cbor.u64()?))
}

/// An array of exactly that many, or of one that has at most `most`.
pub(super) fn length(cbor: &mut Decoder<'_>, most: usize) -> Result<usize, MalformedHistory> {
    let length = cbor.array()?.and_then(|length| usize::try_from(length).ok());
    length.filter(|length| *length <= most).ok_or(MalformedHistory)
}

pub(super) fn exactly(cbor: &mut Decoder<'_>, fields: usize) -> Result<(), MalformedHistory> {
    if length(cbor, fields)? == fields { Ok(()) } else { Err(MalformedHistory) }
}

/// The bytes are no question for history and no page of it that this version reads, or it was not sealed for whoever opens it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a page of history, or not the one that was asked for")]
pub struct MalformedHistory;

impl From<decode::Error> for MalformedHistory {
    fn from(_: decode::Error) -> Self {
        Self
    }
}
