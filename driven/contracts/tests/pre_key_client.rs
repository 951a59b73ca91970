//! Pre-keys over HTTPS keep the promises of the ports, and people come with no device but their own.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod network;

use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{Address, ClaimId, Device, Person, Timestamp};
use causerie_contracts::{BOB, address, person};
use causerie_edge::{claim_id, now};
use causerie_memory::MemoryDirectory;
use causerie_session::{
    Bundle, IdentitySecret, OneTimePreKeys, PreKeyBatch, Randomness, RustCrypto, SignedPreKeys,
};
use causerie_usecases::ports::{
    Claim, NotClaimed, People, PreKeyBook, PreKeyUse, PreKeys, PreKeysLeft, Unavailable,
};
use network::{Member, Network};
use rstest::rstest;

#[tokio::test]
async fn what_was_published_is_handed_out_once_each_and_then_the_last_resort() {
    let network = Network::begin().await;
    let (bob, carol) = (network.member("bob").await, network.member("carol").await);
    let batch = pre_keys(&bob, 1, &[1, 2]);

    bob.directory.publish(&bob.device, &batch).await.unwrap();
    bob.directory.publish(&bob.device, &batch).await.unwrap();
    let before = bob.directory.left(&bob.device).await.unwrap();
    let mut handed_out = Vec::new();
    for _ in 0..4 {
        handed_out.push(claims(&carol, &bob).await.unwrap());
    }

    let left = |one_time| PreKeysLeft { generation: 1, one_time, last_number: 2 };
    assert_eq!(before, Some(left(2)));
    assert_eq!(bob.directory.left(&bob.device).await.unwrap(), Some(left(0)));
    let [one, two] = batch.one_time() else { unreachable!() };
    let expected = [one, two, batch.last_resort(), batch.last_resort()];
    assert_eq!(handed_out, expected.map(|bundle| bundle.bundle().clone()));
}

#[tokio::test]
async fn the_same_claim_again_changes_nothing_and_is_read_as_often_as_one_likes() {
    let network = Network::begin().await;
    let (bob, carol) = (network.member("bob").await, network.member("carol").await);
    bob.directory.publish(&bob.device, &pre_keys(&bob, 1, &[1, 2])).await.unwrap();
    let claim = claim(claim_id().unwrap(), &carol, &bob);

    let before = carol.directory.claimed(&claim.id, &carol.device).await.unwrap();
    carol.directory.claim(&claim).await.unwrap();
    carol.directory.claim(&claim).await.unwrap();
    let first = carol.directory.claimed(&claim.id, &carol.device).await.unwrap();
    let second = carol.directory.claimed(&claim.id, &carol.device).await.unwrap();

    assert_eq!(before, None);
    assert!(first.is_some());
    assert_eq!(first, second);
    assert_eq!(bob.directory.left(&bob.device).await.unwrap().unwrap().one_time, 1);
}

#[tokio::test]
async fn t51_a_claim_is_read_by_nobody_but_whoever_made_it() {
    let network = Network::begin().await;
    let (bob, carol) = (network.member("bob").await, network.member("carol").await);
    let eve = network.member("eve").await;
    bob.directory.publish(&bob.device, &pre_keys(&bob, 1, &[1, 2])).await.unwrap();
    let claim = claim(claim_id().unwrap(), &carol, &bob);
    carol.directory.claim(&claim).await.unwrap();

    let read = eve.directory.claimed(&claim.id, &carol.device).await.unwrap();
    let taken_over = eve.directory.claim(&claim).await;

    assert_eq!(read, None);
    assert!(matches!(taken_over, Err(NotClaimed::IdInUse)), "{taken_over:?}");
    assert_eq!(bob.directory.left(&bob.device).await.unwrap().unwrap().one_time, 1);
}

#[tokio::test]
async fn of_who_published_none_none_are_claimed() {
    let network = Network::begin().await;
    let (bob, carol) = (network.member("bob").await, network.member("carol").await);

    let refused = claims(&carol, &bob).await;

    assert!(matches!(refused, Err(NotClaimed::NoPreKeys)), "{refused:?}");
    assert_eq!(bob.directory.left(&bob.device).await.unwrap(), None);
}

#[tokio::test]
async fn t51_nobody_publishes_for_somebody_else() {
    let network = Network::begin().await;
    let (bob, eve) = (network.member("bob").await, network.member("eve").await);

    let in_his_place = eve.directory.publish(&bob.device, &pre_keys(&eve, 1, &[1])).await;
    let of_another_key = bob.directory.publish(&bob.device, &pre_keys(&eve, 1, &[1])).await;

    assert!(in_his_place.is_err() && of_another_key.is_err());
    assert_eq!(bob.directory.left(&bob.device).await.unwrap(), None);
}

#[tokio::test]
async fn t13_who_claims_much_is_given_the_last_resort_and_leaves_the_others_theirs() {
    let network = Network::begin().await;
    let (bob, eve) = (network.member("bob").await, network.member("eve").await);
    let carol = network.member("carol").await;
    let numbers: Vec<_> = (1..=20).collect();
    let batch = pre_keys(&bob, 1, &numbers);
    bob.directory.publish(&bob.device, &batch).await.unwrap();

    let mut given = Vec::new();
    for _ in 0..10 {
        given.push(claims(&eve, &bob).await.unwrap().one_time());
    }
    let to_carol = claims(&carol, &bob).await.unwrap().one_time();

    let expected: Vec<_> = (1..=6).map(Some).chain([None; 4]).collect();
    assert_eq!(given, expected);
    assert_eq!(to_carol, Some(7));
}

#[tokio::test]
async fn who_claims_too_much_is_told_so() {
    let network = Network::begin().await;
    let (bob, eve) = (network.member("bob").await, network.member("eve").await);
    bob.directory.publish(&bob.device, &pre_keys(&bob, 1, &[])).await.unwrap();
    for _ in 0..200 {
        let claim = claim(claim_id().unwrap(), &eve, &bob);
        network.records.claim(&claim).await.unwrap();
    }

    let refused = claims(&eve, &bob).await;

    assert!(matches!(refused, Err(NotClaimed::QuotaExceeded)), "{refused:?}");
    let since = Timestamp::from_millis(0);
    let count = network.records.claims_since(&eve.device, &bob.device, since).await.unwrap();
    assert_eq!(count.by_requester, 200);
}

#[rstest]
#[case::one_that_a_stranger_signed("d2", &[("d1", 2)])]
#[case::one_in_place_of_another("d1", &[("d2", 3)])]
#[tokio::test]
async fn t04_a_device_that_its_person_did_not_take_on_is_dropped(
    #[case] slipped_in: &str,
    #[case] own: &[(&str, u8)],
) {
    let bob = person(BOB, 1, own);
    let mut told = bob.clone();
    told.devices.insert(0, forged(slipped_in));
    let network = that_tells_of(told).await;
    let carol = network.member("carol").await;

    let found = carol.directory.person(&address(BOB)).await.unwrap();

    assert_eq!(found, Some(bob));
}

#[tokio::test]
async fn t04_a_person_without_a_device_of_their_own_is_an_error() {
    let told = Person { devices: vec![forged("d1")], ..person(BOB, 1, &[]) };
    let network = that_tells_of(told).await;
    let carol = network.member("carol").await;

    let found = carol.directory.person(&address(BOB)).await;

    assert!(found.is_err(), "{found:?}");
}

/// A device with a key of somebody else's, who vouches for it in Bob's name.
fn forged(id: &str) -> Device {
    person(BOB, 66, &[(id, 67)]).devices.remove(0)
}

/// A network whose directory says of somebody what they never said.
async fn that_tells_of(told: Person) -> Network {
    let records = Arc::new(MemoryDirectory::default());
    Network::told_by(records.clone(), Arc::new(Tells { told, records })).await
}

struct Tells {
    told: Person,
    records: Arc<MemoryDirectory>,
}

#[async_trait]
impl People for Tells {
    async fn person(&self, who: &Address) -> Result<Option<Person>, Unavailable> {
        if *who == self.told.address {
            Ok(Some(self.told.clone()))
        } else {
            self.records.person(who).await
        }
    }
}

async fn claims(by: &Member, of: &Member) -> Result<Bundle, NotClaimed> {
    let claim = claim(claim_id().unwrap(), by, of);
    by.directory.claim(&claim).await?;
    Ok(by.directory.claimed(&claim.id, &by.device).await?.unwrap())
}

fn claim(id: ClaimId, by: &Member, of: &Member) -> Claim {
    let (requester, target) = (by.device.clone(), of.device.clone());
    Claim { id, requester, target, may_use_one_time: true, at: now() }
}

/// Pre-keys of a member's device.
fn pre_keys(of: &Member, generation: u32, numbers: &[u32]) -> PreKeyBatch {
    let identity = IdentitySecret::of_seed(&RustCrypto, &of.seed);
    let randomness = |n: u32| Randomness::new([u8::try_from(n).unwrap(); 32]);
    let signed = SignedPreKeys::generate(&RustCrypto, generation, &randomness(generation + 100));
    let verified = |bundle: Bundle| bundle.verify(&RustCrypto).unwrap();
    let one_time = numbers.iter().map(|number| {
        let keys = OneTimePreKeys::generate(&RustCrypto, *number, &randomness(*number));
        verified(signed.with(&RustCrypto, &identity, &keys))
    });
    let one_time = one_time.collect();
    PreKeyBatch::new(verified(signed.last_resort(&RustCrypto, &identity)), one_time).unwrap()
}
