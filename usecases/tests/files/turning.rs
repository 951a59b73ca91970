use causerie_chat::Cause;
use causerie_usecases::{
    CommandHandler,
    peer::commands::{CancelFetch, NotTurned, PauseFetch, ResumeFetch},
    ports::FetchState,
};

use crate::{
    fetching::{how_often, offered},
    given::{files::CHUNK, party::Party},
};

const BYTES: usize = 20 * CHUNK;

async fn pauses(party: &Party) -> Result<(), NotTurned> {
    let file = party.wanted().await;
    party.peer.files.pause.handle(PauseFetch { file }).await
}

async fn resumes(party: &Party) {
    let file = party.wanted().await;
    party.peer.files.resume.handle(ResumeFetch { file }).await.unwrap();
}

#[tokio::test]
async fn what_is_paused_stays_as_it_is_until_it_is_wanted_again() {
    let (world, _alice, bob) = offered(BYTES).await;
    world.wire.files.brings(2);
    bob.takes_file().await;
    world.wire.files.is_mended();
    world.later(600);

    pauses(&bob).await.unwrap();
    pauses(&bob).await.unwrap();
    assert_eq!(
        (bob.takes_file().await, bob.fetched().await[0].parts.here()),
        (FetchState::Paused, 2)
    );
    resumes(&bob).await;

    let state = bob.takes_file().await;
    assert!(matches!(state, FetchState::Done(_)), "{state:?}");
    assert_eq!(how_often(&world), (0..20).map(|number| (number, 1)).collect());
}

#[tokio::test]
async fn what_is_paused_while_it_comes_stops_soon() {
    let (_world, _alice, bob) = offered(BYTES).await;

    let (state, paused) = tokio::join!(bob.takes_file(), pauses(&bob));

    paused.unwrap();
    let here = bob.fetched().await[0].parts.here();
    assert!(state == FetchState::Paused && (1..=8).contains(&here), "{state:?}, {here}");
}

#[tokio::test]
async fn what_is_wanted_once_more_while_it_comes_goes_on() {
    let (world, _alice, bob) = offered(BYTES).await;
    world.wire.files.brings(2);
    bob.takes_file().await;
    world.wire.files.is_mended();
    world.later(600);

    let (_, wanted) = tokio::join!(bob.takes_file(), bob.wants("alice", 1));

    wanted.unwrap();
    assert_eq!(bob.fetched().await[0].parts.here(), 20);
    let state = bob.takes_file().await;
    assert!(matches!(state, FetchState::Done(_)), "{state:?}");
    assert_eq!(how_often(&world), (0..20).map(|number| (number, 1)).collect());
}

#[tokio::test]
async fn what_is_done_stays_done() {
    let (_world, _alice, bob) = offered(10).await;
    let done = bob.takes_file().await;

    pauses(&bob).await.unwrap();
    resumes(&bob).await;
    bob.wants("alice", 1).await.unwrap();

    assert_eq!(bob.takes_file().await, done);
}

#[tokio::test]
async fn what_is_done_and_not_there_any_more_comes_again() {
    let (world, _alice, bob) = offered(10).await;
    let FetchState::Done(path) = bob.takes_file().await else { panic!("it is done") };
    world.disk.put(&path, b"changed");

    bob.wants("alice", 1).await.unwrap();

    let FetchState::Done(again) = bob.takes_file().await else { panic!("it is done") };
    assert_eq!(world.file(&again).await.unwrap().len(), 10);
    assert_eq!(world.file(&path).await.unwrap(), b"changed");
}

#[tokio::test]
async fn what_is_done_comes_into_another_folder_too() {
    let (world, _alice, bob) = offered(10).await;
    let FetchState::Done(path) = bob.takes_file().await else { panic!("it is done") };

    bob.wants_in("alice", 1, "/home/elsewhere").await.unwrap();

    let FetchState::Done(other) = bob.takes_file().await else { panic!("it is done") };
    assert!(other.starts_with("/home/elsewhere"), "{}", other.display());
    for path in [path, other] {
        assert_eq!(world.file(&path).await.unwrap().len(), 10);
    }
}

#[tokio::test]
async fn what_is_cancelled_leaves_nothing_behind() {
    let (world, _alice, bob) = offered(BYTES).await;
    world.wire.files.brings(2);
    bob.takes_file().await;
    let file = bob.wanted().await;
    assert_eq!(world.disk.there().1, 1);

    bob.peer.files.cancel.handle(CancelFetch { file }).await.unwrap();

    assert_eq!((bob.fetched().await.len(), world.disk.there().1), (0, 0));
    let again = bob.peer.files.cancel.handle(CancelFetch { file }).await;
    assert!(matches!(again, Err(NotTurned::NoSuchFetch)), "{again:?}");
}

#[tokio::test]
async fn what_was_cancelled_once_it_was_done_stays_where_it_is() {
    let (world, _alice, bob) = offered(10).await;
    let FetchState::Done(path) = bob.takes_file().await else { panic!("it is done") };

    let file = bob.wanted().await;
    bob.peer.files.cancel.handle(CancelFetch { file }).await.unwrap();

    assert_eq!(world.file(&path).await.unwrap().len(), 10);
}

#[tokio::test]
async fn t54_what_has_no_room_fails_and_harms_nothing() {
    let (world, _alice, bob) = offered(BYTES).await;
    let filler = world.has_file("filler", 40 << 20);

    let state = bob.takes_file().await;

    assert_eq!(state, FetchState::Failed(Cause::DISK_FULL));
    assert_eq!((world.disk.there().1, how_often(&world).len()), (0, 0));
    world.disk.put(&filler, &[]);
    resumes(&bob).await;
    assert!(matches!(bob.takes_file().await, FetchState::Done(_)));
}

#[tokio::test]
async fn a_part_that_somebody_removed_comes_once_more() {
    let (world, _alice, bob) = offered(BYTES).await;
    world.wire.files.brings(2);
    bob.takes_file().await;
    world.wire.files.is_mended();
    world.later(600);
    let (file, folder) = (bob.wanted().await, crate::given::files::folder());
    causerie_usecases::ports::PartFiles::discard(&*world.disk, &folder, &file).await.unwrap();

    let state = bob.takes_file().await;

    let FetchState::Done(path) = state else { panic!("{state:?}") };
    assert!(world.file(&path).await.unwrap() == crate::given::files::content(BYTES));
}
