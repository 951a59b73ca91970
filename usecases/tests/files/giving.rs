use causerie_chat::{DeviceAddress, FileKey, FileManifest};
use causerie_files::{ChunkHashes, FileId, FileTicket};
use causerie_usecases::{
    QueryHandler,
    peer::queries::{GiveChunks, GiveError, GiveHashes},
    ports::{FetchState, Offer, OfferBook, Offers},
};

use crate::{
    fetching::offered,
    given::{
        device,
        files::{CHUNK, content},
        party::Party,
        world::World,
    },
};

const BYTES: usize = 9 * CHUNK;

pub(crate) async fn manifest(party: &Party) -> FileManifest {
    party.store.offers().await.unwrap()[0].1.clone()
}

pub(crate) fn asks(world: &World, manifest: &FileManifest, by: &DeviceAddress) -> GiveHashes {
    let (file, ticket) = (FileId::of(manifest), FileTicket::new(manifest, by));
    GiveHashes { file, ticket, by: by.clone(), at: world.clock.now() }
}

#[tokio::test]
async fn whoever_has_the_key_is_given_hashes_and_chunks() {
    let (world, alice, _bob) = offered(BYTES).await;
    let manifest = manifest(&alice).await;
    let asks = || asks(&world, &manifest, &device("bob"));

    let hashes = alice.peer.files.give.handle(asks()).await.unwrap();
    let chunks =
        alice.peer.files.give.handle(GiveChunks { of: asks(), chunks: 5..9 }).await.unwrap();

    assert!(ChunkHashes::check(&manifest, &hashes).is_ok());
    assert_eq!(chunks.iter().map(Vec::len).collect::<Vec<_>>(), [CHUNK + 16; 4]);
    let clear = &content(BYTES)[5 * CHUNK..5 * CHUNK + 64];
    assert!(!chunks[0].windows(64).any(|it| it == clear), "it is sealed");
}

#[tokio::test]
async fn t65_whoever_has_not_the_key_is_given_nothing() {
    let (world, alice, _bob) = offered(BYTES).await;
    let honest = manifest(&alice).await;
    let mut other = honest.clone();
    other.key = FileKey::from([9; 32]);
    let of_bob = asks(&world, &honest, &device("bob"));
    let guessed = GiveHashes { file: of_bob.file, ..asks(&world, &other, &device("bob")) };
    let seen = GiveHashes { by: device("carol"), ..asks(&world, &honest, &device("bob")) };
    let unknown = asks(&world, &other, &device("bob"));

    for of in [guessed, seen, unknown] {
        let GiveHashes { file, ticket, by, at } = &of;
        let again = GiveHashes { file: *file, ticket: *ticket, by: by.clone(), at: *at };
        let hashes = alice.peer.files.give.handle(again).await;
        let chunks = alice.peer.files.give.handle(GiveChunks { of, chunks: 0..1 }).await;
        assert!(matches!(hashes, Err(GiveError::NotOffered)), "{hashes:?}");
        assert!(matches!(chunks, Err(GiveError::NotOffered)));
    }
}

#[tokio::test]
async fn t54_nobody_is_given_everything_at_once() {
    let (world, alice, _bob) = offered(BYTES).await;
    let manifest = manifest(&alice).await;

    for chunks in [0..5, 0..9, 8..10, 9..10, 3..3, 0..u32::MAX] {
        let of = asks(&world, &manifest, &device("bob"));
        let refused = alice.peer.files.give.handle(GiveChunks { of, chunks: chunks.clone() }).await;
        assert!(matches!(refused, Err(GiveError::NoSuchChunks)), "{chunks:?}");
    }
}

#[tokio::test]
async fn what_was_deleted_is_given_no_more() {
    let (world, alice, _bob) = offered(BYTES).await;
    let manifest = manifest(&alice).await;

    alice.deletes(2, 1).await.unwrap();

    let refused = alice.peer.files.give.handle(asks(&world, &manifest, &device("bob"))).await;
    assert!(matches!(refused, Err(GiveError::NotOffered)), "{refused:?}");
}

#[tokio::test]
async fn what_was_changed_or_removed_since_is_not_given_under_its_key() {
    let (world, alice, _bob) = offered(BYTES).await;
    let (manifest, path) = (manifest(&alice).await, &alice.store.offers().await.unwrap()[0].2);
    let mut changed = content(BYTES);
    changed[3 * CHUNK] ^= 1;
    world.disk.put(path, &changed);
    let give = async |chunks| {
        let of = asks(&world, &manifest, &device("bob"));
        alice.peer.files.give.handle(GiveChunks { of, chunks }).await
    };

    assert!(give(0..3).await.is_ok());
    assert!(matches!(give(3..4).await, Err(GiveError::NotOffered)));
    world.disk.put(path, &content(10));
    assert!(matches!(give(0..3).await, Err(GiveError::NotOffered)));
}

#[tokio::test]
async fn what_lies_elsewhere_by_now_is_given_from_there() {
    let (world, alice, bob) = offered(9 * CHUNK).await;
    world.wire.files.brings(2);
    bob.takes_file().await;
    let file = bob.wanted().await;
    let offer = alice.store.offered(&file).await.unwrap().unwrap();
    let moved = Offer { path: "/home/moved/report.pdf".into(), ..offer.clone() };
    world.disk.put(&moved.path, &content(9 * CHUNK));
    world.disk.put(&offer.path, b"something else");
    alice.store.offer(&moved).await.unwrap();
    world.wire.files.is_mended();

    // It is noticed by what is asked for first.
    for _ in 0..2 {
        world.later(600);
        bob.takes_file().await;
    }

    let state = bob.fetched().await.remove(0).state;
    assert!(matches!(state, FetchState::Done(_)), "{state:?}");
}
