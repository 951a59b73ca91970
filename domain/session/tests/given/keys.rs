//! Bad keys, and bundles that carry them.

use causerie_session::*;

use super::Device;

/// Where the fields of an encoded bundle are.
pub const VERIFYING: usize = 2;
pub const IDENTITY: usize = 34;
pub const GENERATION: usize = 66;
pub const SIGNED: usize = 70;
pub const KEM: usize = 102;
pub const ONE_TIME_ID: usize = 1286;
pub const ONE_TIME: usize = 1290;

pub const BUNDLE_LABEL: &[u8] = b"causerie session v1, pre-key bundle";
pub const IDENTITY_LABEL: &[u8] = b"causerie session v1, agreement key of an identity";

/// Every encoding of a point of small order of Curve25519 and its twist: seven, each with and without the bit that
/// RFC 7748 has ignored.
pub fn small_order() -> Vec<[u8; 32]> {
    let mut top = [0xFF; 32];
    top[31] = 0x7F;
    let near_p = |low| [&[low][..], &top[1..]].concat().try_into().unwrap();
    let one = [&[1][..], &[0; 31]].concat().try_into().unwrap();
    let points: [[u8; 32]; 7] = [
        [0; 32],
        one,
        hex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
        hex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
        near_p(0xEC),
        near_p(0xED),
        near_p(0xEE),
    ];
    points.iter().flat_map(|point| [*point, with_top_bit(*point)]).collect()
}

fn with_top_bit(mut point: [u8; 32]) -> [u8; 32] {
    point[31] |= 0x80;
    point
}

/// The points of small order of edwards25519, in their canonical encodings.
pub fn small_order_edwards() -> Vec<[u8; 32]> {
    curve25519_dalek::constants::EIGHT_TORSION.iter().map(|it| it.compress().to_bytes()).collect()
}

pub fn hex<const N: usize>(text: &str) -> [u8; N] {
    let byte = |at: usize| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap();
    core::array::from_fn(byte)
}

pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// The bundle's bytes with `field` at `at`, signed again by its owner.
pub fn resigned(device: &Device, bundle: &Bundle, at: usize, field: &[u8]) -> Vec<u8> {
    let mut bytes = bundle.encode();
    bytes[at..at + field.len()].copy_from_slice(field);
    let signed = bytes.len() - 64;
    let statement = [BUNDLE_LABEL, &bytes[..signed]].concat();
    let signature = RustCrypto.sign(&device.seed, &statement);
    bytes[signed..].copy_from_slice(&signature);
    bytes
}
