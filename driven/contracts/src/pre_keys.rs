//! Pre-keys, and claims to them.

use causerie_chat::{ClaimId, DeviceAddress, Timestamp};
use causerie_session::{
    IdentitySecret, OneTimePreKeys, PreKeyBatch, Randomness, RustCrypto, SignedPreKeys,
};
use causerie_usecases::ports::{Claim, PreKeySecret};
use zeroize::Zeroizing;

/// The pre-keys of generation `generation` of the device whose key is of the seed `own`, with one-time ones of those numbers.
#[must_use]
pub fn batch(own: u8, generation: u32, numbers: impl IntoIterator<Item = u32>) -> PreKeyBatch {
    let identity = IdentitySecret::of_seed(&RustCrypto, &[own; 32]);
    let signed = signed(generation);
    let verified = |bundle: causerie_session::Bundle| bundle.verify(&RustCrypto).unwrap();
    let one_time = numbers
        .into_iter()
        .map(|number| verified(signed.with(&RustCrypto, &identity, &one_time(number))));
    let one_time = one_time.collect();
    PreKeyBatch::new(verified(signed.last_resort(&RustCrypto, &identity)), one_time).unwrap()
}

/// The claim number `n` to pre-keys of `target`, one-time ones if there are any.
#[must_use]
pub fn claim(n: u8, requester: &DeviceAddress, target: &DeviceAddress, at: Timestamp) -> Claim {
    let mut id = [n; 16];
    id[6] = 0x70; // version 7
    id[8] = 0x80; // variant of RFC 9562
    let id = ClaimId::try_from(&id[..]).unwrap();
    let (requester, target) = (requester.clone(), target.clone());
    Claim { id, requester, target, may_use_one_time: true, at }
}

/// The secrets of a generation.
#[must_use]
pub fn signed_secret(generation: u32) -> PreKeySecret {
    Zeroizing::new(signed(generation).encode())
}

/// The secrets of a number.
#[must_use]
pub fn one_time_secret(number: u32) -> PreKeySecret {
    Zeroizing::new(one_time(number).encode())
}

fn signed(generation: u32) -> SignedPreKeys {
    SignedPreKeys::generate(&RustCrypto, generation, &randomness(1, generation))
}

fn one_time(number: u32) -> OneTimePreKeys {
    OneTimePreKeys::generate(&RustCrypto, number, &randomness(2, number))
}

fn randomness(purpose: u8, number: u32) -> Randomness {
    let mut seed = [purpose; 32];
    seed[..4].copy_from_slice(&number.to_be_bytes());
    Randomness::new(seed)
}
