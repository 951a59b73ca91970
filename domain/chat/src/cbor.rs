//! What all that is written as CBOR (RFC 8949) has in common.

use core::convert::Infallible;

use minicbor::{Encoder, encode};

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
