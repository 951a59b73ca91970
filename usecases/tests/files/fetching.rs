use std::collections::BTreeMap;

use causerie_chat::Cause;
use causerie_files::FileId;
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{FetchFile, FetchFileError},
        queries::DueFetches,
    },
    ports::{FetchState, Retry},
};

use crate::given::{
    files::{CHUNK, content, folder},
    party::Party,
    world::{World, world},
};

/// Twenty whole chunks and a short one.
const BYTES: usize = 20 * CHUNK + 5;

/// Alice offers Bob a file as message 1, and he wants it.
pub(crate) async fn offered(bytes: usize) -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.offers(1, "bob", &world.has_file("the report.pdf", bytes)).await;
    bob.wants("alice", 1).await.unwrap();
    (world, alice, bob)
}

/// How often each chunk was asked for and brought.
pub(crate) fn how_often(world: &World) -> BTreeMap<u32, usize> {
    let mut often = BTreeMap::new();
    for number in world.wire.files.drain().into_iter().flat_map(|(_, chunks)| chunks) {
        *often.entry(number).or_default() += 1;
    }
    often
}

#[tokio::test]
async fn a_file_comes_whole_under_its_name_each_chunk_once() {
    let (world, _alice, bob) = offered(BYTES).await;

    let state = bob.takes_file().await;

    let path = folder().join("the report.pdf");
    assert_eq!(state, FetchState::Done(path.clone()));
    assert!(world.file(&path).await.unwrap() == content(BYTES));
    assert_eq!(how_often(&world), (0..21).map(|number| (number, 1)).collect());
    assert_eq!(world.disk.there().1, 0, "no parts are left");
}

#[tokio::test]
async fn a_file_of_nothing_and_one_of_a_byte_come() {
    for bytes in [0, 1, CHUNK] {
        let (world, _alice, bob) = offered(bytes).await;

        let state = bob.takes_file().await;

        let FetchState::Done(path) = state else { panic!("{state:?}") };
        assert_eq!(world.file(&path).await.unwrap().len(), bytes);
    }
}

#[tokio::test]
async fn what_was_cut_goes_on_where_it_was_though_both_began_anew() {
    let (world, alice, bob) = offered(BYTES).await;
    world.wire.files.brings(3);
    let state = bob.takes_file().await;
    let FetchState::Wanted(Some(Retry { failures: 1, cause, .. })) = state else {
        panic!("{state:?}")
    };
    assert_eq!((cause, bob.fetched().await[0].parts.here()), (Cause::UNREACHABLE, 3));
    assert_eq!(world.disk.there().0.len(), 1, "nothing is there under its name yet");
    let (_alice, bob) = (world.restarts(alice), world.restarts(bob));
    world.wire.files.is_mended();

    assert!(matches!(bob.takes_file().await, FetchState::Wanted(Some(_))), "its time has not come");
    world.later(600);
    let state = bob.takes_file().await;

    let FetchState::Done(path) = state else { panic!("{state:?}") };
    assert!(world.file(&path).await.unwrap() == content(BYTES));
    assert_eq!(how_often(&world), (0..21).map(|number| (number, 1)).collect());
}

#[tokio::test]
async fn what_is_to_be_fetched_is_known_with_its_moment() {
    let (world, _alice, bob) = offered(10).await;
    let file = bob.wanted().await;
    let due = async || bob.peer.files.due.handle(DueFetches).await.unwrap();
    assert_eq!(due().await, [(file, None)]);

    world.wire.files.brings(0);
    let FetchState::Wanted(Some(retry)) = bob.takes_file().await else { panic!("it waits") };
    assert_eq!(due().await, [(file, Some(retry.next))]);

    world.wire.files.is_mended();
    world.later(600);
    assert!(matches!(bob.takes_file().await, FetchState::Done(_)));
    assert_eq!(due().await, []);
}

#[tokio::test]
async fn the_waits_grow_while_nothing_comes_and_begin_anew_once_something_did() {
    let (world, _alice, bob) = offered(BYTES).await;
    let mut failures = Vec::new();
    for answers in [0, 0, 0, 1, 0] {
        world.wire.files.brings(answers);
        let FetchState::Wanted(Some(retry)) = bob.takes_file().await else { panic!("it waits") };
        failures.push(retry.failures);
        world.later(600);
    }

    assert_eq!(failures, [1, 2, 3, 1, 2]);
}

#[tokio::test]
async fn what_is_wanted_twice_is_one_and_wanted_at_once() {
    let (world, _alice, bob) = offered(BYTES).await;
    world.wire.files.brings(0);
    bob.takes_file().await;

    bob.wants("alice", 1).await.unwrap();

    let all = bob.fetched().await;
    assert_eq!((all.len(), &all[0].state), (1, &FetchState::Wanted(None)));
}

#[tokio::test]
async fn a_file_comes_into_a_folder_that_is_named_whole() {
    let (world, _alice, bob) = offered(10).await;
    let said = bob.fetched().await[0].said.clone();

    let wanted = FetchFile { said, folder: "downloads".into(), at: world.clock.now() };
    let refused = bob.peer.files.fetch.handle(wanted).await;

    assert!(matches!(refused, Err(FetchFileError::NoFolder)), "{refused:?}");
}

#[tokio::test]
async fn only_what_a_message_offers_is_wanted() {
    let (_world, alice, bob) = offered(10).await;
    alice.tells(2, "bob").await;

    for n in [2, 3] {
        let refused = bob.wants("alice", n).await;
        assert!(matches!(refused, Err(FetchFileError::NoSuchFile)), "{refused:?}");
    }
    assert_eq!(bob.fetched().await.len(), 1);
}

#[tokio::test]
async fn what_was_fetched_is_offered_in_its_turn() {
    let (_world, _alice, bob) = offered(10).await;
    assert!(matches!(bob.takes_file().await, FetchState::Done(_)));
    let offers = bob.peer.files.read.offers.offers().await.unwrap();

    assert_eq!(offers.len(), 1);
    assert_eq!(FileId::of(&offers[0].1), bob.wanted().await);
    assert_eq!(offers[0].2, folder().join("the report.pdf"));
}

/// What Bob's program had written, and not noted, when it ended.
async fn written(bytes: usize) -> (World, Party, Party) {
    let (world, alice, bob) = offered(bytes).await;
    world.wire.files.brings(3);
    bob.takes_file().await;
    world.wire.files.is_mended();
    let file = bob.wanted().await;
    bob.peer.files.take.progress.restart(&file).await.unwrap();
    world.wire.files.drain();
    world.later(600);
    (world, alice, bob)
}

#[tokio::test]
async fn what_was_written_and_not_noted_is_not_fetched_again() {
    let (world, _alice, bob) = written(9 * CHUNK).await;

    let state = bob.takes_file().await;

    let FetchState::Done(path) = state else { panic!("{state:?}") };
    assert!(world.file(&path).await.unwrap() == content(9 * CHUNK));
    assert_eq!(how_often(&world), (3..9).map(|number| (number, 1)).collect());
}

#[tokio::test]
async fn what_somebody_wrote_into_a_part_is_found_before_the_file_has_its_name() {
    let (world, _alice, bob) = offered(9 * CHUNK).await;
    world.wire.files.brings(3);
    bob.takes_file().await;
    world.wire.files.is_mended();
    world.wire.files.drain();
    world.later(600);
    world.disk.harm_parts(CHUNK + 7);

    let state = bob.takes_file().await;

    let FetchState::Done(path) = state else { panic!("{state:?}") };
    assert!(world.file(&path).await.unwrap() == content(9 * CHUNK));
    // What was right stays, of what was noted too.
    assert_eq!(how_often(&world), [1].into_iter().chain(3..9).map(|number| (number, 1)).collect());
}
