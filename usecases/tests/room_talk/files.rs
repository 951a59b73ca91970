//! A file that is offered in a room comes from whoever there has it.

use std::collections::BTreeSet;

use causerie_usecases::{CommandHandler, ports::FetchState};

use crate::{
    given::{
        device,
        files::{CHUNK, content},
        party::Party,
        world::World,
    },
    scene::{here, room_of_strangers},
};

const BYTES: usize = 20 * CHUNK;

/// Alice offers a file in a room of people who do not know each other otherwise, and both others want it.
async fn scene() -> (World, Party, Party, Party) {
    let (world, mut parties) = room_of_strangers(&["alice", "bob", "carol"]).await;
    let carol = parties.pop().unwrap();
    let (bob, alice) = (parties.pop().unwrap(), parties.pop().unwrap());
    for name in ["alice", "bob", "carol"] {
        world.is_at(name, "127.0.0.1:7500").await;
    }
    let path = world.has_file("the report.pdf", BYTES);
    alice.peer.files.offer.handle(alice.offering(1, here().into(), &path)).await.unwrap();
    alice.is_heard_by(&[&bob, &carol]).await;
    for party in [&bob, &carol] {
        party.wants("alice", 1).await.unwrap();
    }
    (world, alice, bob, carol)
}

async fn has_it(world: &World, party: &Party) {
    let FetchState::Done(path) = party.takes_file().await else { panic!("{}", party.name) };
    assert!(world.file(&path).await.unwrap() == content(BYTES));
}

#[tokio::test]
async fn who_fetched_it_gives_it_to_others_in_the_room_while_its_author_is_away() {
    let (world, _alice, bob, carol) = scene().await;
    has_it(&world, &bob).await;
    world.wire.files.drain();
    world.wire.files.misses(device("alice"));

    has_it(&world, &carol).await;

    let asked: BTreeSet<_> = world.wire.files.drain().into_iter().map(|(of, _)| of).collect();
    assert_eq!(asked, BTreeSet::from([device("bob")]));
}

#[tokio::test]
async fn it_comes_from_several_at_once_and_each_chunk_once() {
    let (world, _alice, bob, carol) = scene().await;
    has_it(&world, &bob).await;
    world.wire.files.drain();

    has_it(&world, &carol).await;

    let asked = world.wire.files.drain();
    let devices: BTreeSet<_> = asked.iter().map(|(of, _)| of.clone()).collect();
    assert_eq!(devices, BTreeSet::from([device("alice"), device("bob")]));
    assert_eq!(asked.iter().map(|(_, chunks)| chunks.len()).sum::<usize>(), 20);
}

/// Bob has the key, as everybody in the room, and gives something else than the file.
#[tokio::test]
async fn t65_who_gives_something_else_is_left_and_the_file_comes_from_the_others() {
    let (world, _alice, bob, carol) = scene().await;
    has_it(&world, &bob).await;
    world.wire.files.bends(|of, given| {
        if *of == device("bob") {
            given[CHUNK / 2] ^= 1;
        }
    });

    has_it(&world, &carol).await;
}
