//! The header of a message: which ratchet key it was sealed under, where in its chain it stands, and at times a piece of the ML-KEM
//! ratchet. It is always encrypted.
//!
//! The first byte of a message says, in the clear, how long the header is; everything else about it is inside.
//!
//! | bits | meaning |
//! |---|---|
//! | 7–6 | version: 01 |
//! | 5 | an agreement follows |
//! | 4 | the header carries an encapsulation key |
//! | 3 | the header carries a ciphertext |
//! | 2 | 0 |
//! | 1–0 | width of the counters: 0 for both in one byte, else 1, 2, 3 for 2, 4, 8 bytes each |

use crate::{
    AgreementKey,
    bytes::Reader,
    kem::{CIPHERTEXT_BYTES, Ciphertext},
    kem_ratchet::Piece,
};

/// What a header says.
pub(crate) struct Header {
    /// The sender's ratchet key.
    pub(crate) ratchet_key: AgreementKey,
    /// Whether an ML-KEM secret was mixed in when the sender's chain began.
    pub(crate) mixed: bool,
    /// How many messages the sender's chain before this one has (PN).
    pub(crate) previous: u64,
    /// The message's number in its chain (N), from 0.
    pub(crate) number: u64,
    /// What it carries for the ML-KEM ratchet.
    pub(crate) piece: Option<Piece>,
}

/// The first byte of a message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind(pub(crate) u8);

const VERSION: u8 = 0b0100_0000;
const VERSION_BITS: u8 = 0b1100_0000;
const INITIAL: u8 = 0b0010_0000;
const KEY: u8 = 0b0001_0000;
const CIPHERTEXT: u8 = 0b0000_1000;
const RESERVED: u8 = 0b0000_0100;
const WIDTH: u8 = 0b0000_0011;

const MIXED: u8 = 0b1000_0000;

impl Kind {
    /// The kind of a first byte, if there is one.
    pub(crate) fn parse(byte: u8) -> Option<Self> {
        let legal = byte & VERSION_BITS == VERSION
            && byte & RESERVED == 0
            && byte & (KEY | CIPHERTEXT) != KEY | CIPHERTEXT;
        legal.then_some(Self(byte))
    }

    pub(crate) fn is_initial(self) -> bool {
        self.0 & INITIAL != 0
    }

    pub(crate) fn initial(self, initial: bool) -> Self {
        if initial { Self(self.0 | INITIAL) } else { Self(self.0 & !INITIAL) }
    }

    /// The length of the header before its tag.
    pub(crate) fn header_bytes(self) -> usize {
        let piece = match self.0 & (KEY | CIPHERTEXT) {
            KEY => 1 + 1184,
            CIPHERTEXT => 1 + CIPHERTEXT_BYTES,
            _ => 0,
        };
        32 + counters_bytes(self.0 & WIDTH) + piece
    }
}

fn counters_bytes(width: u8) -> usize {
    match width {
        0 => 1,
        1 => 1 + 2 * 2,
        2 => 1 + 2 * 4,
        _ => 1 + 2 * 8,
    }
}

/// The longest a header can be, before its tag.
pub(crate) const MAX_BYTES: usize = 32 + 17 + 1 + 1184;

impl Header {
    /// What the first byte says of this header.
    pub(crate) fn kind(&self) -> Kind {
        let piece = match self.piece {
            Some(Piece::Key { .. }) => KEY,
            Some(Piece::Ciphertext { .. }) => CIPHERTEXT,
            None => 0,
        };
        Kind(VERSION | piece | self.width())
    }

    fn width(&self) -> u8 {
        match self.previous.max(self.number) {
            0..=7 => 0,
            8..=0xFFFF => 1,
            0x1_0000..=0xFFFF_FFFF => 2,
            _ => 3,
        }
    }

    /// Writes the header behind `out`.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let mixed = if self.mixed { MIXED } else { 0 };
        out.extend_from_slice(self.ratchet_key.as_bytes());
        let counters = [self.previous.to_be_bytes(), self.number.to_be_bytes()];
        match self.width() {
            0 => out.push(mixed | counters[0][7] << 3 | counters[1][7]),
            width => {
                let from = 8 - (1_usize << width);
                out.push(mixed);
                for counter in counters {
                    out.extend_from_slice(&counter[from..]);
                }
            }
        }
        match &self.piece {
            Some(Piece::Key { epoch, key }) => {
                out.push(*epoch);
                out.extend_from_slice(&key[..]);
            }
            Some(Piece::Ciphertext { epoch, ciphertext }) => {
                out.push(*epoch);
                out.extend_from_slice(&ciphertext[..]);
            }
            None => {}
        }
    }

    /// The header in `bytes`, which are as many as its kind says.
    pub(crate) fn read(kind: Kind, bytes: &[u8]) -> Option<Self> {
        let mut fields = Reader::new(bytes);
        let ratchet_key = AgreementKey::from(*fields.array()?);
        let first = fields.u8()?;
        let (previous, number) = match kind.0 & WIDTH {
            0 if first & 0b0100_0000 == 0 => (u64::from(first >> 3 & 7), u64::from(first & 7)),
            _ if first & !MIXED != 0 => return None,
            1 => (u64::from(fields.u16()?), u64::from(fields.u16()?)),
            2 => (u64::from(fields.u32()?), u64::from(fields.u32()?)),
            _ => (fields.u64()?, fields.u64()?),
        };
        let piece = match kind.0 & (KEY | CIPHERTEXT) {
            KEY => Some(Piece::Key { epoch: fields.u8()?, key: Box::new(*fields.array()?) }),
            CIPHERTEXT => {
                let epoch = fields.u8()?;
                let ciphertext: Box<Ciphertext> = Box::new(*fields.array()?);
                Some(Piece::Ciphertext { epoch, ciphertext })
            }
            _ => None,
        };
        fields.end()?;
        let header = Self { ratchet_key, mixed: first & MIXED != 0, previous, number, piece };
        // One header, one encoding.
        (header.width() == kind.0 & WIDTH).then_some(header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(previous: u64, number: u64) -> Header {
        let ratchet_key = AgreementKey::from([7; 32]);
        Header { ratchet_key, mixed: true, previous, number, piece: None }
    }

    fn written(header: &Header) -> Vec<u8> {
        let mut bytes = Vec::new();
        header.write(&mut bytes);
        bytes
    }

    #[test]
    fn a_first_byte_is_of_this_version_and_announces_one_piece_at_most() {
        let legal: Vec<_> = (0..=255).filter(|byte| Kind::parse(*byte).is_some()).collect();

        let pieces = [0, KEY, CIPHERTEXT];
        let expected = (0..=255).filter(|byte| {
            byte & (VERSION_BITS | RESERVED) == VERSION
                && pieces.contains(&(byte & (KEY + CIPHERTEXT)))
        });
        assert_eq!(legal, expected.collect::<Vec<u8>>());
        assert_eq!(legal.len(), 2 * 3 * 4);
    }

    #[test]
    fn counters_of_every_width_are_read_back_from_as_many_bytes_as_the_kind_says() {
        for counter in [0, 7, 8, 0xFFFF, 0x1_0000, 0xFFFF_FFFF, 0x1_0000_0000, u64::MAX] {
            for header in [header(counter, 1), header(1, counter)] {
                let bytes = written(&header);

                assert_eq!(bytes.len(), header.kind().header_bytes());
                let read = Header::read(header.kind(), &bytes).unwrap();
                assert_eq!((read.previous, read.number), (header.previous, header.number));
                assert!(read.mixed && bytes.len() <= MAX_BYTES);
            }
        }
    }

    #[test]
    fn a_bit_that_says_nothing_makes_it_no_header() {
        for counter in [1, 8, 0x1_0000, 0x1_0000_0000] {
            let header = header(1, counter);
            let legal = written(&header);
            let mut other = legal.clone();
            other[32] |= 0b0100_0000;

            assert!(Header::read(header.kind(), &legal).is_some());
            assert!(Header::read(header.kind(), &other).is_none());
        }
    }

    #[test]
    fn the_longest_header_has_the_widest_counters_and_a_key() {
        let kind = Kind(VERSION | KEY | WIDTH);

        assert_eq!(kind.header_bytes(), MAX_BYTES);
    }
}
