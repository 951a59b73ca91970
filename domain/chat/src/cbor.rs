//! What all that is written as CBOR (RFC 8949) has in common.

use core::convert::Infallible;

use minicbor::{Decoder, Encoder, decode, encode};

/// What comes of writing a part.
pub(crate) type Written = Result<(), encode::Error<Infallible>>;

/// The bytes that are written.
pub(crate) fn written(write: impl FnOnce(&mut Encoder<Vec<u8>>) -> Written) -> Vec<u8> {
    let mut cbor = Encoder::new(Vec::new());
    // Writing to a Vec cannot fail; the type is uninhabited, so there is nothing to handle.
    let written = write(&mut cbor);
    debug_assert!(written.is_ok());
    cbor.into_writer()
}

/// The fields of a map with integer keys, one after another; keys from [`Fields::OWN_KEYS`] on are a later version's.
pub(crate) struct Fields<'a> {
    cbor: Decoder<'a>,
    bytes: usize,
    left: u64,
}

impl<'a> Fields<'a> {
    const OWN_KEYS: u64 = 8;
    const MOST: u64 = 32;

    pub(crate) fn of(bytes: &'a [u8]) -> Result<Self, decode::Error> {
        let mut cbor = Decoder::new(bytes);
        let left = cbor.map()?.filter(|fields| *fields <= Self::MOST);
        let left = left.ok_or_else(|| decode::Error::message("too many fields"))?;
        Ok(Self { cbor, bytes: bytes.len(), left })
    }

    /// What stands behind that key, if it is the next one.
    pub(crate) fn known(&mut self, key: u64) -> Result<Option<&mut Decoder<'a>>, decode::Error> {
        if self.left == 0 || self.cbor.probe().u64()? != key {
            return Ok(None);
        }
        self.cbor.u64()?;
        self.left -= 1;
        Ok(Some(&mut self.cbor))
    }

    /// What stands behind that key, which is the next one.
    pub(crate) fn needed(&mut self, key: u64) -> Result<&mut Decoder<'a>, decode::Error> {
        self.known(key)?.ok_or_else(|| decode::Error::message("a field is missing"))
    }

    /// Passes over what a later version added; nothing else is behind it.
    pub(crate) fn end(mut self) -> Result<(), decode::Error> {
        for _ in 0..self.left {
            if self.cbor.u64()? < Self::OWN_KEYS {
                return Err(decode::Error::message("a field in no order"));
            }
            self.cbor.skip()?;
        }
        if self.cbor.position() == self.bytes {
            Ok(())
        } else {
            Err(decode::Error::message("more bytes"))
        }
    }
}
