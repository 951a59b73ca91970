//! T65 and T54: what a device gives that has the key and means no good.

use causerie_chat::{Cause, DeviceAddress};
use causerie_usecases::ports::{FetchState, Retry};
use rstest::rstest;

use crate::{
    fetching::{how_often, offered},
    given::{
        device,
        files::{CHUNK, content, folder},
    },
};

/// Changes what somebody gives.
type Bend = fn(&DeviceAddress, &mut Vec<u8>);

const BYTES: usize = 9 * CHUNK;

#[rstest]
#[case::flipped(|_: &DeviceAddress, given: &mut Vec<u8>| given[CHUNK / 2] ^= 1)]
#[case::shorter(|_: &DeviceAddress, given: &mut Vec<u8>| given.truncate(given.len() - 1))]
#[case::longer(|_: &DeviceAddress, given: &mut Vec<u8>| given.push(0))]
#[case::nothing(|_: &DeviceAddress, given: &mut Vec<u8>| given.clear())]
#[tokio::test]
async fn t65_what_is_no_chunk_is_not_written_and_the_file_comes_later(#[case] bend: Bend) {
    let (world, _alice, bob) = offered(8 * CHUNK).await;
    world.wire.files.bends(bend);

    let state = bob.takes_file().await;

    let FetchState::Wanted(Some(Retry { cause, .. })) = state else { panic!("{state:?}") };
    assert_eq!((cause, bob.fetched().await[0].parts.here()), (Cause::FILE_BROKEN, 0));
    world.wire.files.is_straight();
    world.later(600);
    let state = bob.takes_file().await;
    let FetchState::Done(path) = state else { panic!("{state:?}") };
    assert!(world.file(&path).await.unwrap() == content(8 * CHUNK));
}

#[rstest]
#[case::swapped(|number| number ^ 1, 0)]
#[case::sent_twice(|_| 0, 1)]
#[case::from_the_end(|number| 7 - number, 0)]
#[tokio::test]
async fn t65_a_chunk_of_another_place_is_not_written(
    #[case] others: fn(u32) -> u32,
    #[case] right: u32,
) {
    let (world, _alice, bob) = offered(8 * CHUNK).await;
    world.wire.files.gives_others(others);

    let state = bob.takes_file().await;

    let FetchState::Wanted(Some(Retry { cause, .. })) = state else { panic!("{state:?}") };
    assert_eq!((cause, bob.fetched().await[0].parts.here()), (Cause::FILE_BROKEN, right));
    world.wire.files.is_straight();
    world.later(600);
    let state = bob.takes_file().await;
    let FetchState::Done(path) = state else { panic!("{state:?}") };
    assert!(world.file(&path).await.unwrap() == content(8 * CHUNK));
}

#[rstest]
#[case::flipped(|_: &DeviceAddress, given: &mut Vec<u8>| given[0] ^= 1)]
#[case::swapped(|_: &DeviceAddress, given: &mut Vec<u8>| given.rotate_left(32))]
#[case::shorter(|_: &DeviceAddress, given: &mut Vec<u8>| given.truncate(32))]
#[case::longer(|_: &DeviceAddress, given: &mut Vec<u8>| given.extend([0; 32]))]
#[tokio::test]
async fn t65_hashes_that_are_not_the_files_are_believed_by_nobody(#[case] bend: Bend) {
    let (world, _alice, bob) = offered(BYTES).await;
    world.wire.files.bends_hashes(bend);

    let state = bob.takes_file().await;

    let FetchState::Wanted(Some(Retry { cause, .. })) = state else { panic!("{state:?}") };
    assert_eq!((cause, how_often(&world).len()), (Cause::FILE_BROKEN, 0));
}

#[tokio::test]
async fn t65_somebody_elses_device_is_given_nothing_for_this_ones_ticket() {
    let (world, _alice, bob) = offered(BYTES).await;
    world.wire.files.poses_as(device("carol"));

    let state = bob.takes_file().await;

    let FetchState::Wanted(Some(Retry { cause, .. })) = state else { panic!("{state:?}") };
    assert_eq!(cause, Cause::FILE_NOT_OFFERED);
}

#[tokio::test]
async fn t54_a_name_that_is_a_path_is_a_file_in_the_folder() {
    let world = crate::given::world::world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.offers(1, "bob", &world.has_file("..\\..\\nul", 10)).await;
    bob.wants("alice", 1).await.unwrap();

    let state = bob.takes_file().await;

    assert_eq!(state, FetchState::Done(folder().join("_nul")));
}

#[tokio::test]
async fn what_was_taken_back_is_abandoned_with_what_is_here() {
    let (world, alice, bob) = offered(20 * CHUNK).await;
    world.wire.files.brings(1);
    bob.takes_file().await;
    assert_eq!(world.disk.there().1, 1);

    alice.deletes(2, 1).await.unwrap();
    alice.delivers("bob").await;
    world.later(600);
    let (file, at) = (bob.wanted().await, world.clock.now());
    let take = causerie_usecases::peer::commands::TakeChunks { file, at, jitter: 0 };
    causerie_usecases::CommandHandler::handle(&bob.peer.files.take, take).await.unwrap();

    assert_eq!((bob.fetched().await.len(), world.disk.there().1), (0, 0));
}
