//! A room's keys are not in use for ever.

use causerie_usecases::ports::{RoomBook, RoomKeys, Rooms};

use crate::scene::{company, here, settle};

const DAY: u64 = 24 * 60 * 60;

#[tokio::test]
async fn after_a_week_one_of_the_devices_renews_the_keys_and_spares_the_others() {
    let (world, all) = company(&["alice", "bob", "carol"]).await;
    let epoch = all[0].epoch().await;

    world.later(7 * DAY - 60);
    settle(&all).await;
    let before = all[0].epoch().await;
    world.later(DAY + 120);
    settle(&all).await;

    assert_eq!(before, epoch);
    for party in &all {
        assert_eq!(party.epoch().await, epoch + 1, "{}", party.name);
    }
}

#[tokio::test]
async fn after_ten_thousand_texts_or_so_the_keys_are_renewed() {
    let (world, mut all) = company(&["alice", "bob"]).await;
    let epoch = all[0].epoch().await;

    // As often as the room is kept while so much is said.
    for _ in 0..=(12_000 / RoomKeys::TEXTS) {
        let known = all[0].store.room(here()).await.unwrap().unwrap().known;
        all[0].store.update(&known, None, None).await.unwrap();
    }
    let alice = world.restarts(all.remove(0));
    all.insert(0, alice);
    settle(&all).await;

    assert_eq!((all[0].epoch().await, all[1].epoch().await), (epoch + 1, epoch + 1));
}
