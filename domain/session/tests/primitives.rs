//! The default provider against published examples. The many others, and the refusals, are in the contract that every provider is held
//! to, in the crate of the provider on aws-lc-rs: there the two are also held to each other.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use causerie_session::*;
use given::keys::hex;

#[test]
fn t62_x25519_is_that_of_rfc_7748() {
    let alice = hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    let bob = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    let shared = hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");

    let bobs = RustCrypto.public_key(&bob);

    assert_eq!(bobs, hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
    assert_eq!(RustCrypto.agree(&alice, &bobs), Ok(shared));
    assert_eq!(RustCrypto.agree(&bob, &RustCrypto.public_key(&alice)), Ok(shared));
}

#[test]
fn t62_ed25519_is_that_of_rfc_8032() {
    let seed = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    let key = hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    let (r, s): ([u8; 32], [u8; 32]) = (
        hex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"),
        hex("5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    );

    let signature = RustCrypto.sign(&seed, b"");

    assert_eq!(RustCrypto.verifying_key(&seed), key);
    assert_eq!(signature[..], [r, s].concat());
    assert_eq!(RustCrypto.verify(&key, b"", &signature), Ok(()));
    assert_eq!(RustCrypto.verify(&key, b"x", &signature), Err(Refused));
}

#[test]
fn t62_chacha20_poly1305_is_that_of_rfc_8439() {
    let key = core::array::from_fn(|at| 0x80 + u8::try_from(at).unwrap());
    let nonce = hex("070000004041424344454647");
    let associated: [u8; 12] = hex("50515253c0c1c2c3c4c5c6c7");
    let text = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for \
        the future, sunscreen would be it.";

    let mut sealed = text.to_vec();
    let tag = RustCrypto.seal(&key, &nonce, &associated, &mut sealed);

    assert_eq!(tag, hex("1ae10b594f09e26a7e902ecbd0600691"));
    assert_eq!(sealed[..16], hex::<16>("d31a8d34648e60db7b86afbc53ef7ec2"));
    assert_eq!(RustCrypto.open(&key, &nonce, &associated, &mut sealed, &tag), Ok(()));
    assert_eq!(sealed, text);
    assert_eq!(RustCrypto.open(&key, &nonce, b"", &mut sealed, &tag), Err(Refused));
}

#[test]
fn t62_hmac_and_hkdf_are_those_of_rfc_4231_and_rfc_5869() {
    // Shorter keys are filled up with zeros.
    let mut key = [0; 32];
    key[..20].fill(0x0B);
    let mut output = [0; 42];

    RustCrypto.derive(&[0; 32], &[0x0B; 22], b"", &mut output);

    let mac = hex("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    assert_eq!(RustCrypto.mac(&key, b"Hi There"), mac);
    let head = hex::<32>("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    assert_eq!(output[..32], head);
    assert_eq!(output[32..], hex::<10>("9d201395faa4b61a96c8"));
}

#[test]
fn t62_ml_kem_agrees_with_itself_and_refuses_a_key_out_of_range() {
    let (seed, other) = ([7; 64], [8; 64]);
    let key = RustCrypto.encapsulation_key(&seed);

    let (ciphertext, shared) = RustCrypto.encapsulate(&key, &[9; 32]).unwrap();

    let mut changed = ciphertext;
    changed[0] ^= 1;
    let mut out_of_range = key;
    out_of_range[..2].fill(0xFF);
    assert_eq!(RustCrypto.decapsulate(&seed, &ciphertext), shared);
    assert_ne!(RustCrypto.decapsulate(&seed, &changed), shared);
    assert_ne!(RustCrypto.decapsulate(&other, &ciphertext), shared);
    assert!(RustCrypto.encapsulate(&out_of_range, &[9; 32]).is_err());
}

#[test]
fn t08_the_default_x25519_refuses_points_of_small_order_by_itself() {
    for point in given::keys::small_order() {
        assert_eq!(RustCrypto.agree(&[5; 32], &point), Err(Refused));
    }
}
