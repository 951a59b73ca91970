//! Claiming pre-keys at a directory, and reading what was claimed.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

#[path = "given/batches.rs"]
mod batches;
mod given;

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use async_trait::async_trait;
use batches::batch;
use causerie_chat::{ClaimId, DeviceAddress, Timestamp};
use causerie_memory::{MemoryDirectory, MemoryMailBell};
use causerie_session::{Bundle, PreKeyBatch};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        commands::{ClaimPreKeys, ClaimPreKeysHandler, ClaimsUnderWay},
        queries::{ReadClaim, ReadClaimHandler},
    },
    ports::{
        ClaimCount, MailWatch, NotClaimed, PreKeyBook, PreKeyUse, PreKeys, Registry, Rung,
        Unavailable,
    },
};
use given::{at, device, enrolment};
use tokio::{task::yield_now, time::timeout};

struct Directory {
    store: Arc<MemoryDirectory>,
    bell: Arc<MemoryMailBell>,
    claim: ClaimPreKeysHandler,
    read: ReadClaimHandler,
}

/// Made once: it takes a while.
static BOBS: LazyLock<PreKeyBatch> = LazyLock::new(|| batch("bob", 1..=100));
static CAROLS: LazyLock<PreKeyBatch> = LazyLock::new(|| batch("carol", 1..=100));

/// A directory where Bob and Carol published 100 one-time bundles each.
async fn directory() -> Directory {
    let store = Arc::new(MemoryDirectory::default());
    for (name, batch) in [("bob", &*BOBS), ("carol", &*CAROLS)] {
        store.register(&enrolment(name), at(1)).await.unwrap();
        store.publish(&device(name), batch).await.unwrap();
    }
    let bell = Arc::new(MemoryMailBell::default());
    let claim = ClaimPreKeysHandler {
        pre_keys: store.clone(),
        pre_key_book: store.clone(),
        pre_key_use: store.clone(),
        under_way: ClaimsUnderWay::default(),
        bell: bell.clone(),
    };
    let read = ReadClaimHandler { pre_key_book: store.clone() };
    Directory { store, bell, claim, read }
}

fn claim_id(n: u16) -> ClaimId {
    format!("0191d5f2-7c4a-7abc-8def-01234567{n:04x}").parse().unwrap()
}

fn claim(n: u16, requester: &str, target: &str) -> ClaimPreKeys {
    let (requester, target) = (device(requester), device(target));
    ClaimPreKeys { id: claim_id(n), requester, target, at: at(10) }
}

impl Directory {
    async fn read(&self, n: u16, requester: &str) -> Option<Bundle> {
        let query = ReadClaim { id: claim_id(n), requester: device(requester) };
        self.read.handle(query).await.unwrap()
    }

    /// Whether that claim was given a one-time bundle.
    async fn is_one_time(&self, command: ClaimPreKeys) -> bool {
        let query = ReadClaim { id: command.id, requester: command.requester.clone() };
        self.claim.handle(command).await.unwrap();
        self.read.handle(query).await.unwrap().unwrap().one_time().is_some()
    }

    async fn left(&self, name: &str) -> u64 {
        self.store.left(&device(name)).await.unwrap().unwrap().one_time
    }
}

#[tokio::test]
async fn whoever_claims_reads_a_bundle_of_the_target_and_nobody_else_does() {
    let directory = directory().await;

    directory.claim.handle(claim(1, "alice", "bob")).await.unwrap();

    let given = directory.read(1, "alice").await.unwrap();
    assert_eq!(given, *BOBS.one_time()[0].bundle());
    assert_eq!(directory.read(1, "carol").await, None);
    assert_eq!(directory.read(2, "alice").await, None);
}

#[tokio::test]
async fn whoever_is_claimed_from_is_told_that_there_is_less_left() {
    let directory = directory().await;
    let mut bob = directory.bell.watch(&device("bob"));

    directory.claim.handle(claim(1, "alice", "bob")).await.unwrap();

    let rung = timeout(Duration::from_secs(5), bob.next()).await.unwrap();
    assert_eq!(rung, Rung { pre_keys: true, ..Rung::default() });
}

#[tokio::test]
async fn a_claim_that_was_refused_or_made_before_tells_nobody() {
    let directory = directory().await;
    directory.claim.handle(claim(1, "alice", "bob")).await.unwrap();
    let (mut alice, mut bob) =
        (directory.bell.watch(&device("alice")), directory.bell.watch(&device("bob")));

    directory.claim.handle(claim(1, "alice", "bob")).await.unwrap();
    directory.claim.handle(claim(2, "bob", "alice")).await.unwrap_err();

    let shortly = Duration::from_millis(20);
    assert!(timeout(shortly, alice.next()).await.is_err());
    assert!(timeout(shortly, bob.next()).await.is_err());
}

#[tokio::test]
async fn there_is_nothing_to_claim_of_somebody_without_pre_keys() {
    let directory = directory().await;

    let refused = directory.claim.handle(claim(1, "bob", "alice")).await;

    assert!(matches!(refused, Err(NotClaimed::NoPreKeys)));
}

#[tokio::test]
async fn an_id_is_good_for_one_claim() {
    let directory = directory().await;
    directory.claim.handle(claim(1, "alice", "bob")).await.unwrap();

    let on_another = directory.claim.handle(claim(1, "alice", "carol")).await;
    let by_another = directory.claim.handle(claim(1, "carol", "bob")).await;

    assert!(matches!(on_another, Err(NotClaimed::IdInUse)));
    assert!(matches!(by_another, Err(NotClaimed::IdInUse)));
    assert_eq!((directory.left("bob").await, directory.left("carol").await), (99, 100));
}

#[tokio::test]
async fn t13_one_requester_cannot_empty_a_targets_stock() {
    let directory = directory().await;

    let mut one_time = 0;
    for n in 1..=200 {
        one_time += u64::from(directory.is_one_time(claim(n, "mallory", "bob")).await);
    }
    let one_more = directory.claim.handle(claim(201, "mallory", "carol")).await;

    assert_eq!(one_time, ClaimPreKeys::MOST_OF_TARGET_BY_REQUESTER);
    assert!(matches!(one_more, Err(NotClaimed::QuotaExceeded)));
    assert_eq!((directory.left("bob").await, directory.left("carol").await), (94, 100));
}

#[tokio::test]
async fn t13_many_requesters_cannot_either_and_nobody_is_turned_away_for_it() {
    let directory = directory().await;

    let mut one_time = 0;
    for n in 1..=100 {
        let command = claim(n, &format!("m{n}"), "bob");
        one_time += u64::from(directory.is_one_time(command).await);
    }

    assert_eq!(one_time, 60);
    assert_eq!(directory.left("bob").await, 40);
    assert!(directory.is_one_time(claim(101, "alice", "carol")).await);
}

#[tokio::test]
async fn t13_an_hour_later_there_are_one_time_bundles_again() {
    let directory = directory().await;
    for n in 1..=60 {
        directory.claim.handle(claim(n, &format!("m{n}"), "bob")).await.unwrap();
    }
    for n in 61..=260 {
        directory.claim.handle(claim(n, "mallory", "carol")).await.unwrap();
    }
    let within = |n, requester| ClaimPreKeys { at: at(3_610), ..claim(n, requester, "bob") };
    let after = |n, requester| ClaimPreKeys { at: at(3_611), ..claim(n, requester, "bob") };

    let refused = directory.claim.handle(within(301, "mallory")).await;
    let spared = directory.is_one_time(within(302, "alice")).await;
    let given = directory.is_one_time(after(303, "alice")).await;
    let given_again = directory.is_one_time(after(304, "mallory")).await;

    assert!(matches!(refused, Err(NotClaimed::QuotaExceeded)));
    assert_eq!((spared, given, given_again), (false, true, true));
}

#[tokio::test]
async fn t13_a_claim_that_is_made_again_does_not_count_again() {
    let directory = directory().await;
    for n in 1..=200 {
        directory.claim.handle(claim(n, "alice", "bob")).await.unwrap();
    }

    let again = directory.claim.handle(claim(1, "alice", "bob")).await;

    assert!(again.is_ok());
    assert_eq!(directory.read(1, "alice").await.unwrap().one_time(), Some(1));
}

#[tokio::test]
async fn t13_claims_that_come_to_nothing_do_not_count() {
    let directory = directory().await;
    for n in 1..=300 {
        let vain = directory.claim.handle(claim(n, "alice", "nobody")).await;
        assert!(matches!(vain, Err(NotClaimed::NoPreKeys)));
    }

    assert!(directory.is_one_time(claim(301, "alice", "bob")).await);
}

/// Counts slowly, so that many count before the first has claimed.
struct Slow(Arc<MemoryDirectory>);

#[async_trait]
impl PreKeyUse for Slow {
    async fn claims_since(
        &self,
        requester: &DeviceAddress,
        target: &DeviceAddress,
        since: Timestamp,
    ) -> Result<ClaimCount, Unavailable> {
        let count = self.0.claims_since(requester, target, since).await;
        yield_now().await;
        count
    }
}

#[tokio::test]
async fn t13_many_claims_at_once_take_no_more_than_one_after_the_other() {
    let Directory { store, claim: handler, .. } = directory().await;
    let handler =
        Arc::new(ClaimPreKeysHandler { pre_key_use: Arc::new(Slow(store.clone())), ..handler });

    let at_once: Vec<_> = (1..=250)
        .map(|n| {
            let handler = handler.clone();
            tokio::spawn(async move { handler.handle(claim(n, "mallory", "bob")).await.is_ok() })
        })
        .collect();
    let mut made = 0;
    for outcome in at_once {
        made += u64::from(outcome.await.unwrap());
    }

    assert_eq!(made, ClaimPreKeys::MOST_BY_REQUESTER);
    assert_eq!(store.left(&device("bob")).await.unwrap().unwrap().one_time, 94);
}

#[tokio::test]
async fn t13_many_requesters_at_once_take_no_more_than_one_after_the_other() {
    let Directory { store, claim: handler, .. } = directory().await;
    let slow = Arc::new(Slow(store.clone()));
    let handler = Arc::new(ClaimPreKeysHandler { pre_key_use: slow, ..handler });

    let at_once: Vec<_> = (1..=90)
        .map(|n| {
            let handler = handler.clone();
            let claim = claim(n, &format!("m{n}"), "bob");
            tokio::spawn(async move { handler.handle(claim).await.is_ok() })
        })
        .collect();
    for outcome in at_once {
        assert!(outcome.await.unwrap());
    }

    assert_eq!(store.left(&device("bob")).await.unwrap().unwrap().one_time, 40);
}
