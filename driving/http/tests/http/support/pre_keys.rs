use axum::{Router, body::Body, http::Request};
use causerie_session::{
    Bundle, IdentitySecret, OneTimePreKeys, Randomness, RustCrypto, SignedPreKeys,
};
use causerie_wire::{Base64, ClaimPreKeys, ClaimedPreKeys, PublishPreKeys};

use super::{Asking, ask, device, get, put_json, secrets};

/// A generation of pre-keys of somebody's first device.
pub(crate) struct Keys {
    identity: IdentitySecret,
    pub(crate) signed: SignedPreKeys,
}

impl Keys {
    pub(crate) fn of(name: &str, generation: u32) -> Self {
        let (_, own) = secrets(name);
        Self::signed_by(own.seed(), generation)
    }

    /// Those of whoever has this signing key.
    pub(crate) fn signed_by(seed: &[u8; 32], generation: u32) -> Self {
        let identity = IdentitySecret::of_seed(&RustCrypto, seed);
        let signed = SignedPreKeys::generate(&RustCrypto, generation, &Randomness::new(*seed));
        Self { identity, signed }
    }

    pub(crate) fn last_resort(&self) -> Bundle {
        self.signed.last_resort(&RustCrypto, &self.identity)
    }

    pub(crate) fn one_time(&self, number: u32) -> Bundle {
        let mut seed = [0xA5; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        let one = OneTimePreKeys::generate(&RustCrypto, number, &Randomness::new(seed));
        self.signed.with(&RustCrypto, &self.identity, &one)
    }

    /// What is published of them: the one of last resort, and one-time ones of these numbers.
    pub(crate) fn batch(&self, numbers: impl IntoIterator<Item = u32>) -> PublishPreKeys {
        let one_time = numbers.into_iter().map(|number| self.one_time(number).encode().into());
        PublishPreKeys { last_resort: base64(&self.last_resort()), one_time: one_time.collect() }
    }
}

pub(crate) fn base64(bundle: &Bundle) -> Base64 {
    bundle.encode().into()
}

/// Where somebody's first device publishes.
pub(crate) fn pre_keys_path(name: &str) -> String {
    format!("/v1/people/{name}/devices/d1/pre-keys")
}

/// Publishes as somebody's first device.
pub(crate) fn publish(name: &str, batch: &PublishPreKeys) -> Request<Body> {
    put_json(&pre_keys_path(name), batch).by(&device(name).to_string())
}

/// Registers somebody, who publishes their first generation with one-time bundles of these numbers.
pub(crate) async fn enrol_with_pre_keys(
    directory: &Router,
    name: &str,
    numbers: impl IntoIterator<Item = u32>,
) {
    super::enrol(directory, name).await;
    let batch = Keys::of(name, 1).batch(numbers);
    assert_eq!(ask(directory, publish(name, &batch)).await.outcome(), "204");
}

/// Where claims are made; each number is another.
pub(crate) fn claim_path(n: usize) -> String {
    format!("/v1/pre-key-claims/0191d5f2-7c4a-7abc-8def-0123{n:08x}")
}

/// Claims a bundle of somebody's first device.
pub(crate) fn claim(n: usize, target: &str) -> Request<Body> {
    claim_of(n, &device(target).to_string())
}

/// Claims a bundle of whatever that is.
pub(crate) fn claim_of(n: usize, target: &str) -> Request<Body> {
    put_json(&claim_path(n), &ClaimPreKeys { target: target.to_owned() })
}

/// What somebody is handed out for a new claim.
pub(crate) async fn claimed(directory: &Router, by: &str, n: usize, target: &str) -> Bundle {
    let by = device(by).to_string();
    let reply = ask(directory, claim(n, target).by(&by)).await;
    assert_eq!(reply.outcome(), "204");
    read_claim(directory, &by, n).await
}

/// What was set aside for a claim.
pub(crate) async fn read_claim(directory: &Router, by: &str, n: usize) -> Bundle {
    let found: ClaimedPreKeys = ask(directory, get(&claim_path(n)).by(by)).await.json();
    Bundle::decode(&found.bundle.0).unwrap()
}
