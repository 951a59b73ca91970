//! T54: what goes wrong in the middle is told clearly, and nothing else is harmed.

use causerie_chat::Cause;
use causerie_usecases::{
    CommandHandler,
    peer::commands::ResumeFetch,
    ports::{FetchState, Retry},
};

use crate::{
    fetching::{how_often, offered},
    given::{
        device,
        files::{CHUNK, content, folder},
        party::Party,
        world::World,
    },
};

const BYTES: usize = 20 * CHUNK;

async fn resumes(party: &Party) {
    let file = party.wanted().await;
    party.peer.files.resume.handle(ResumeFetch { file }).await.unwrap();
}

async fn is_whole(world: &World, party: &Party) {
    let state = party.takes_file().await;
    let FetchState::Done(path) = state else { panic!("{state:?}") };
    assert!(world.file(&path).await.unwrap() == content(BYTES));
}

#[tokio::test]
async fn t54_a_disk_that_is_full_in_the_middle_is_told_and_what_is_here_stays() {
    let (world, alice, bob) = offered(BYTES).await;
    let mine = folder().join("mine.txt");
    world.disk.put(&mine, b"mine");
    world.disk.fills_up_after(Some(17 * CHUNK));

    let state = bob.takes_file().await;

    assert_eq!(state, FetchState::Failed(Cause::DISK_FULL));
    let here = bob.fetched().await[0].parts.here();
    assert!((1..=17).contains(&here), "{here}");
    assert_eq!(world.file(&mine).await.unwrap(), b"mine");
    assert_eq!(world.disk.there().0.len(), 2, "nothing is there under its name");
    alice.tells(2, "bob").await;
    assert_eq!(bob.heard("alice").await.len(), 1, "words come as ever");

    // It is for this person to mend, so it is not tried again by itself.
    world.disk.fills_up_after(None);
    world.later(600);
    assert_eq!(bob.takes_file().await, FetchState::Failed(Cause::DISK_FULL));
    resumes(&bob).await;
    is_whole(&world, &bob).await;
    assert!(how_often(&world).values().all(|often| *often <= 2), "at most once more than needed");
}

#[tokio::test]
async fn t54_who_has_given_enough_for_now_is_asked_again_later() {
    let (world, _alice, bob) = offered(BYTES).await;
    world.wire.files.wearies(device("alice"));

    let state = bob.takes_file().await;

    let FetchState::Wanted(Some(Retry { cause, failures: 1, .. })) = state else {
        panic!("{state:?}")
    };
    assert_eq!(cause, Cause::PEER_UNAVAILABLE);
    world.wire.files.rests();
    world.later(600);
    is_whole(&world, &bob).await;
}

#[tokio::test]
async fn t54_a_file_that_nobody_gives_holds_up_no_other_one() {
    let (world, alice, bob) = offered(BYTES).await;
    let small = world.has_file("small.txt", 10);
    alice.offers(2, "bob", &small).await;
    world.wire.files.bends(|_, given| given.truncate(CHUNK));
    bob.takes_file().await;

    bob.wants("alice", 2).await.unwrap();
    let state = bob.takes_file().await;

    assert_eq!(state, FetchState::Done(folder().join("small.txt")));
    assert_eq!(bob.fetched().await.len(), 2);
}
