//! Rows that only their owner can read.
//!
//! What says something is sealed cell by cell with XChaCha20-Poly1305 (RFC 8439 with the 24-byte nonce of
//! draft-irtf-cfrg-xchacha), under keys derived from a store key by HKDF-SHA-256 (RFC 5869), one for each purpose. A cell is bound to its
//! place: moved to another row or column it does not open. What rows are looked up by are keyed hashes.
//!
//! The nonce is an HMAC-SHA-256 of place and content, cut to 24 bytes, so that the same content at the same place is the same bytes and
//! nothing else is told, no random source is needed, and none can fail.

use std::{error::Error, fmt};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use rusqlite::Row;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::columns::unreadable;

/// The key that a store's rows are sealed with: 32 random bytes. It does not print, and is wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct StoreKey([u8; 32]);

impl StoreKey {
    /// The key of these bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreKey(..)")
    }
}

/// Where a cell is: table and column, and what its row is known by.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) column: &'static str,
    pub(crate) row: &'a [u8],
}

/// Seals and opens cells.
pub(crate) struct Sealer {
    content: XChaCha20Poly1305,
    nonces: Hmac<Sha256>,
    lookups: Hmac<Sha256>,
}

const NONCE_BYTES: usize = 24;

impl Sealer {
    pub(crate) fn new(key: &StoreKey) -> Self {
        let root = Hkdf::<Sha256>::new(None, &key.0);
        let derived = |label: &[u8]| {
            let mut derived = Zeroizing::new([0; 32]);
            let expanded = root.expand(label, &mut *derived);
            debug_assert!(expanded.is_ok(), "one block is asked for");
            derived
        };
        let mac = |label| {
            let mut block = Zeroizing::new([0; 64]);
            block[..32].copy_from_slice(&*derived(label));
            Hmac::new((&*block).into())
        };
        Self {
            content: XChaCha20Poly1305::new((&*derived(b"causerie store v1, content")).into()),
            nonces: mac(b"causerie store v1, nonces"),
            lookups: mac(b"causerie store v1, look-ups"),
        }
    }

    /// What stands in the cell for `text`: a nonce, and the text sealed.
    pub(crate) fn seal(&self, place: Place<'_>, text: &[u8]) -> rusqlite::Result<Vec<u8>> {
        let bound = place.bytes();
        let mac = self.nonces.clone().chain_update(&bound).chain_update(text).finalize();
        let mut cell = mac.into_bytes()[..NONCE_BYTES].to_vec();
        let nonce: [u8; NONCE_BYTES] = first(&cell);
        let payload = Payload { msg: text, aad: &bound };
        let sealed = self.content.encrypt(&nonce.into(), payload);
        cell.extend(sealed.map_err(|_| unreadable(BadCell(place.column)))?);
        Ok(cell)
    }

    /// The text in a cell.
    pub(crate) fn open(
        &self,
        place: Place<'_>,
        cell: &[u8],
    ) -> rusqlite::Result<Zeroizing<Vec<u8>>> {
        let bad = || unreadable(BadCell(place.column));
        let (nonce, sealed) = cell.split_first_chunk::<NONCE_BYTES>().ok_or_else(bad)?;
        let payload = Payload { msg: sealed, aad: &place.bytes() };
        let text = self.content.decrypt(&(*nonce).into(), payload).map_err(|_| bad())?;
        Ok(Zeroizing::new(text))
    }

    /// The text in the cell of a row, in that column.
    pub(crate) fn read(
        &self,
        row: &Row<'_>,
        index: usize,
        place: Place<'_>,
    ) -> rusqlite::Result<Zeroizing<Vec<u8>>> {
        self.open(place, row.get_ref(index)?.as_blob()?)
    }

    /// What a row is looked up by instead of `value`.
    pub(crate) fn lookup(&self, column: &'static str, value: &[u8]) -> [u8; 16] {
        let place = Place { column, row: value };
        first(&self.lookups.clone().chain_update(place.bytes()).finalize().into_bytes())
    }
}

impl Place<'_> {
    /// Column and row, each behind its length.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(16 + self.column.len() + self.row.len());
        for part in [self.column.as_bytes(), self.row] {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }
}

/// The first bytes of more.
fn first<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut first = [0; N];
    first.copy_from_slice(&bytes[..N]);
    first
}

/// A cell that this key did not seal, at this place.
#[derive(Debug)]
pub(crate) struct BadCell(pub(crate) &'static str);

impl fmt::Display for BadCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a cell of {} does not open", self.0)
    }
}

impl Error for BadCell {}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Place<'static> = Place { column: "messages.content", row: b"1" };

    fn sealer(byte: u8) -> Sealer {
        Sealer::new(&StoreKey::new([byte; 32]))
    }

    #[test]
    fn what_was_sealed_opens_where_it_was() {
        let cell = sealer(1).seal(HERE, b"hello").unwrap();

        assert_eq!(*sealer(1).open(HERE, &cell).unwrap(), b"hello");
        assert_eq!(sealer(1).seal(HERE, b"hello").unwrap(), cell);
        assert!(!cell.windows(5).any(|window| window == b"hello"));
    }

    #[test]
    fn a_cell_that_was_moved_or_changed_does_not_open() {
        let cell = sealer(1).seal(HERE, b"hello").unwrap();

        for place in [Place { row: b"2", ..HERE }, Place { column: "messages.contents", ..HERE }] {
            assert!(sealer(1).open(place, &cell).is_err());
        }
        assert!(sealer(2).open(HERE, &cell).is_err());
        for index in 0..cell.len() {
            let mut changed = cell.clone();
            changed[index] ^= 1;
            assert!(sealer(1).open(HERE, &changed).is_err());
            assert!(sealer(1).open(HERE, &cell[..index]).is_err());
        }
    }

    #[test]
    fn column_and_row_cannot_be_shifted_into_each_other() {
        let one = Place { column: "ab", row: b"c" };
        let other = Place { column: "a", row: b"bc" };

        assert_ne!(one.bytes(), other.bytes());
        assert_ne!(sealer(1).lookup("ab", b"c"), sealer(1).lookup("a", b"bc"));
        assert_ne!(sealer(1).lookup("ab", b"c"), sealer(2).lookup("ab", b"c"));
    }

    #[test]
    fn other_content_has_another_nonce() {
        let (one, other) =
            (sealer(1).seal(HERE, b"a").unwrap(), sealer(1).seal(HERE, b"b").unwrap());

        assert_ne!(one[..NONCE_BYTES], other[..NONCE_BYTES]);
    }

    #[test]
    fn the_bytes_are_fixed() {
        let cell = sealer(7).seal(HERE, b"hello").unwrap();
        let lookup = sealer(7).lookup("persons.address", b"bob@x.org");

        assert_eq!(
            hex(&cell),
            "aee9309b990ae88d105f034fb469d05dc74cc458e14faaed43a56dd8518d891780682ffa084b2d0fb36176e5fa"
        );
        assert_eq!(hex(&lookup), "5d8f7a68daeeb00e6070fa874e6282fc");
    }

    #[test]
    fn t21_each_purpose_has_a_key_of_its_own() {
        // The same bytes go into the nonce here as into the look-up.
        let cell = sealer(7).seal(HERE, b"").unwrap();

        assert_ne!(cell[..16], sealer(7).lookup(HERE.column, HERE.row));
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| [byte >> 4, byte & 15]).fold(String::new(), |mut hex, digits| {
            hex.extend(digits.map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])));
            hex
        })
    }
}
