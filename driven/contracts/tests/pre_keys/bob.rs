use causerie_chat::{DeviceAddress, Timestamp};
use causerie_contracts::{ALICE, BOB, DirectoryStore, Store, at, batch, device, enrolment};
use causerie_session::Bundle;
use causerie_usecases::ports::{Claim, ClaimCount, PreKeysLeft};

/// The seed of Bob's device key.
pub(crate) const BOBS: u8 = 2;
/// The seed of some other key.
pub(crate) const OTHERS: u8 = 77;

/// A directory where Bob is on record.
pub(crate) struct WithBob {
    pub(crate) store: DirectoryStore,
}

pub(crate) async fn with_bob(store: Store) -> WithBob {
    let store = store.directory(10);
    store.registry.register(&enrolment(BOB, 1, BOBS), at(0)).await.unwrap();
    WithBob { store }
}

impl WithBob {
    /// Bob publishes.
    pub(crate) async fn publish(&self, generation: u32, numbers: impl IntoIterator<Item = u32>) {
        self.store.pre_keys.publish(&bob(), &batch(BOBS, generation, numbers)).await.unwrap();
    }

    /// What is left of Bob's pre-keys.
    pub(crate) async fn left(&self) -> Option<PreKeysLeft> {
        self.store.pre_key_book.left(&bob()).await.unwrap()
    }

    /// What Alice's claim number `n` on Bob is given.
    pub(crate) async fn take(&self, n: u8) -> Bundle {
        let claim = claim(n, &alice(), &bob());
        self.store.pre_keys.claim(&claim).await.unwrap();
        self.claimed(&claim).await.unwrap()
    }

    pub(crate) async fn claimed(&self, claim: &Claim) -> Option<Bundle> {
        self.store.pre_key_book.claimed(&claim.id, &claim.requester).await.unwrap()
    }

    /// What Alice claimed after that moment, and what was claimed of Bob.
    pub(crate) async fn used(&self, since: Timestamp) -> ClaimCount {
        self.store.pre_key_use.claims_since(&alice(), &bob(), since).await.unwrap()
    }
}

pub(crate) fn alice() -> DeviceAddress {
    device("d1", ALICE)
}

pub(crate) fn bob() -> DeviceAddress {
    device("d1", BOB)
}

#[allow(clippy::unnecessary_wraps, reason = "it is compared with what may be nothing")]
pub(crate) fn left(generation: u32, one_time: u64, last_number: u32) -> Option<PreKeysLeft> {
    Some(PreKeysLeft { generation, one_time, last_number })
}

/// The claim number `n`, made in the first second of the story.
pub(crate) fn claim(n: u8, requester: &DeviceAddress, target: &DeviceAddress) -> Claim {
    causerie_contracts::claim(n, requester, target, at(1))
}

/// The bundle of last resort of that seed and generation.
pub(crate) fn last_resort(own: u8, generation: u32) -> Bundle {
    batch(own, generation, []).last_resort().bundle().clone()
}
