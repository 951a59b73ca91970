//! T36: what a message offers disappears with it, at both ends.

use causerie_chat::Timer;
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{FetchFileError, OfferFile, TakeChunks},
        queries::{GiveChunks, GiveError},
    },
};

use crate::{
    given::{
        address, device,
        files::CHUNK,
        party::Party,
        world::{World, world},
    },
    giving::{asks, manifest},
};

const BYTES: usize = 20 * CHUNK;

/// Alice offers Bob a file for a minute as message 1.
async fn for_a_minute() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    let path = world.has_file("the report.pdf", BYTES);
    let minute = Timer::try_from(60_000).unwrap();
    let offering = alice.offering(1, address("bob").into(), &path);
    let offer = OfferFile { expires_in: Some(minute), ..offering };
    alice.peer.files.offer.handle(offer).await.unwrap();
    alice.delivers("bob").await;
    (world, alice, bob)
}

#[tokio::test]
async fn t36_what_has_disappeared_is_given_no_more() {
    let (world, alice, _bob) = for_a_minute().await;
    let manifest = manifest(&alice).await;
    let asks = || asks(&world, &manifest, &device("bob"));
    assert!(alice.peer.files.give.handle(asks()).await.is_ok());

    world.later(61);

    let hashes = alice.peer.files.give.handle(asks()).await;
    let chunks = alice.peer.files.give.handle(GiveChunks { of: asks(), chunks: 0..1 }).await;
    assert!(matches!(hashes, Err(GiveError::NotOffered)), "{hashes:?}");
    assert!(matches!(chunks, Err(GiveError::NotOffered)));
}

#[tokio::test]
async fn t36_what_has_disappeared_is_not_fetched_any_further_and_leaves_nothing_behind() {
    let (world, _alice, bob) = for_a_minute().await;
    bob.wants("alice", 1).await.unwrap();
    world.wire.files.brings(1);
    bob.takes_file().await;
    assert_eq!((bob.fetched().await[0].parts.here(), world.disk.there().1), (1, 1));
    world.wire.files.is_mended();

    world.later(61);
    let take = TakeChunks { file: bob.wanted().await, at: world.clock.now(), jitter: 0 };
    bob.peer.files.take.handle(take).await.unwrap();

    assert_eq!((bob.fetched().await.len(), world.disk.there().1), (0, 0));
}

#[tokio::test]
async fn t36_what_has_disappeared_cannot_be_wanted_any_more() {
    let (world, _alice, bob) = for_a_minute().await;

    world.later(61);
    let refused = bob.wants("alice", 1).await;

    assert!(matches!(refused, Err(FetchFileError::NoSuchFile)), "{refused:?}");
    assert!(bob.fetched().await.is_empty());
}
