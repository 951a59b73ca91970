//! What devices publish at a directory.

use causerie_session::{
    Bundle, IdentitySecret, OneTimePreKeys, PreKeyBatch, Randomness, RustCrypto, SignedPreKeys,
    VerifiedBundle,
};

use crate::given::secrets;

/// What the device of `name` publishes first: one-time bundles with those numbers, and one of last resort.
pub(crate) fn batch(name: &str, numbers: impl IntoIterator<Item = u32>) -> PreKeyBatch {
    let (_, own) = secrets(name);
    let random = |seed| Randomness::new([seed; 32]);
    let identity = IdentitySecret::generate(&RustCrypto, own.seed(), &random(1));
    let signed = SignedPreKeys::generate(&RustCrypto, 1, &random(2));
    let one_time = numbers.into_iter().map(|number| {
        let mut seed = [3; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        let keys = OneTimePreKeys::generate(&RustCrypto, number, &Randomness::new(seed));
        verified(signed.with(&RustCrypto, &identity, &keys))
    });
    let last_resort = verified(signed.last_resort(&RustCrypto, &identity));
    PreKeyBatch::new(last_resort, one_time.collect()).unwrap()
}

fn verified(bundle: Bundle) -> VerifiedBundle {
    bundle.verify(&RustCrypto).unwrap()
}
