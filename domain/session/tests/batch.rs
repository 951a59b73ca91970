//! Bundles that are published at once belong together.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use causerie_session::*;
use given::{Device, randomness};
use rstest::rstest;

fn bundles(
    device: &Device,
    generation: u32,
    numbers: &[u32],
) -> (VerifiedBundle, Vec<VerifiedBundle>) {
    let signed = SignedPreKeys::generate(&RustCrypto, generation, &randomness(50));
    let one_time = numbers.iter().map(|number| {
        let keys = OneTimePreKeys::generate(&RustCrypto, *number, &randomness(u64::from(*number)));
        signed.with(&RustCrypto, &device.identity, &keys).verify(&RustCrypto).unwrap()
    });
    let last_resort = signed.last_resort(&RustCrypto, &device.identity);
    (last_resort.verify(&RustCrypto).unwrap(), one_time.collect())
}

#[test]
fn a_batch_is_of_one_identity_and_generation() {
    let alice = Device::new(b"alice", 1);
    let (last_resort, one_time) = bundles(&alice, 5, &[3, 4, 9]);

    let batch = PreKeyBatch::new(last_resort.clone(), one_time.clone()).unwrap();

    assert_eq!((batch.identity(), batch.generation()), (alice.identity.public(), 5));
    assert_eq!((batch.last_resort(), batch.one_time()), (&last_resort, &one_time[..]));
    assert!(PreKeyBatch::new(last_resort, Vec::new()).is_ok());
}

#[test]
fn bundles_of_others_or_of_other_generations_do_not_belong_to_a_batch() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let (last_resort, one_time) = bundles(&alice, 5, &[3]);
    let (_, of_bob) = bundles(&bob, 5, &[4]);
    let (_, of_another) = bundles(&alice, 6, &[4]);

    for other in [&of_bob, &of_another] {
        let mixed = [&one_time[..], other].concat();
        assert_eq!(PreKeyBatch::new(last_resort.clone(), mixed), Err(InconsistentBatch));
    }
    let twice = vec![last_resort.clone()];
    assert_eq!(PreKeyBatch::new(last_resort, twice), Err(InconsistentBatch));
    let first = one_time[0].clone();
    assert_eq!(PreKeyBatch::new(first, one_time), Err(InconsistentBatch));
}

#[rstest]
#[case::twice(&[3, 3])]
#[case::out_of_order(&[4, 3])]
fn the_numbers_of_a_batch_rise(#[case] numbers: &[u32]) {
    let (last_resort, one_time) = bundles(&Device::new(b"alice", 1), 5, numbers);

    assert_eq!(PreKeyBatch::new(last_resort, one_time), Err(InconsistentBatch));
}

#[rstest]
#[case::as_many_as_fit(100, true)]
#[case::one_more(101, false)]
fn a_batch_is_a_hundred_at_most(#[case] count: u32, #[case] fits: bool) {
    let numbers: Vec<_> = (0..count).collect();
    let (last_resort, one_time) = bundles(&Device::new(b"alice", 1), 5, &numbers);

    assert_eq!(PreKeyBatch::new(last_resort, one_time).is_ok(), fits);
}
