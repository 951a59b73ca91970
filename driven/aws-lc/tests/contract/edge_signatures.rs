//! Signatures with points of small and of mixed order, made for each combination there is.

use causerie_aws_lc::AwsLc;
use causerie_session::{Provider, Refused, RustCrypto};
use curve25519_dalek::{
    EdwardsPoint, Scalar, constants::EIGHT_TORSION, edwards::CompressedEdwardsY, traits::IsIdentity,
};
use rstest::rstest;
use sha2::{Digest, Sha512};

use crate::hex::array;

#[rstest]
fn t10_a_signature_holds_if_it_holds_without_the_cofactor_and_no_point_is_of_small_order(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
    #[values(0, 0x1234_5678)] secret: u64,
    #[values(0, 0x8765_4321)] nonce: u64,
) {
    let (secret, nonce) = (Scalar::from(secret), Scalar::from(nonce));
    let mut held = 0;

    for (torsion_of_key, torsion_of_r) in every_two_of_small_order() {
        let key = EdwardsPoint::mul_base(&secret) + torsion_of_key;
        let r = EdwardsPoint::mul_base(&nonce) + torsion_of_r;
        let (key_bytes, r_bytes) = (key.compress().to_bytes(), r.compress().to_bytes());
        for message in 0..2 {
            let k = challenge(&r_bytes, &key_bytes, &[message]);
            let signature = join(&r_bytes, &(nonce + k * secret));
            let holds = (torsion_of_r + torsion_of_key * k).is_identity();
            let accepted = holds && !key.is_small_order() && !r.is_small_order();

            let verified = provider.verify(&key_bytes, &[message], &signature);

            held += usize::from(holds);
            assert_eq!(verified.is_ok(), accepted, "{key_bytes:?} {signature:?} {message}");
        }
    }
    assert!((8..120).contains(&held), "{held} of 128");
}

#[rstest]
fn t10_a_key_that_is_not_canonical_is_refused_even_where_its_signature_holds(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
) {
    for key in not_canonical() {
        let (nonce, message) = (Scalar::from(0x8765_4321_u64), b"message");
        let r = EdwardsPoint::mul_base(&nonce).compress().to_bytes();

        // It holds where the key is the identity, whatever its hash, and by chance where it is of small order.
        let verified = provider.verify(&key, message, &join(&r, &nonce));

        assert_eq!(verified, Err(Refused), "{key:?}");
    }
}

#[rstest]
fn t10_a_signature_whose_point_is_not_canonical_is_refused_however_it_is_hashed(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
) {
    let secret = Scalar::from(0x1234_5678_u64);
    let key = EdwardsPoint::mul_base(&secret).compress().to_bytes();

    for r in not_canonical() {
        let Some(point) = CompressedEdwardsY(r).decompress() else { continue };
        for hashed in [r, point.compress().to_bytes()] {
            let signature = join(&r, &(challenge(&hashed, &key, b"message") * secret));

            assert_eq!(provider.verify(&key, b"message", &signature), Err(Refused), "{r:?}");
        }
    }
}

fn every_two_of_small_order() -> impl Iterator<Item = (EdwardsPoint, EdwardsPoint)> {
    EIGHT_TORSION.into_iter().flat_map(|one| EIGHT_TORSION.map(|other| (one, other)))
}

/// What no point is encoded as (RFC 8032 §5.1.3): `y` from p to 2²⁵⁵ - 1 with either sign, and a negative `x` that is zero.
fn not_canonical() -> Vec<[u8; 32]> {
    let unreduced = (0..19).flat_map(|beyond| {
        [0x7f, 0xff].map(|last| {
            let mut encoding = [0xff; 32];
            (encoding[0], encoding[31]) = (0xed + beyond, last);
            encoding
        })
    });
    let negative_zero = [
        array("0100000000000000000000000000000000000000000000000000000000000080"),
        array("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
    ];
    unreduced.chain(negative_zero).collect()
}

fn challenge(r: &[u8; 32], key: &[u8; 32], message: &[u8]) -> Scalar {
    let hash = Sha512::new().chain_update(r).chain_update(key).chain_update(message).finalize();
    Scalar::from_bytes_mod_order_wide(&hash.into())
}

fn join(r: &[u8; 32], s: &Scalar) -> [u8; 64] {
    [*r, s.to_bytes()].concat().try_into().unwrap()
}
