//! Members whose histories are unequal settle on the same room.

use causerie_chat::RoomRole;

use crate::{
    given::party::Party,
    scene::{company, settle},
};

/// In which order bob, carol and dave hear of what happened.
const ORDERS: [[usize; 3]; 6] = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]];

async fn minds(party: &Party) {
    party.delivers_to_all().await;
    party.fetches().await;
    party.minds_rooms().await;
    party.delivers_to_all().await;
}

#[tokio::test]
async fn t34_members_with_unequal_histories_settle_on_the_same_room_in_whatever_order_they_hear() {
    let mut rooms = Vec::new();
    for order in ORDERS {
        let (world, mut all) = company(&["alice", "bob", "carol", "dave"]).await;
        all[0].makes_of("carol", RoomRole::Admin).await.unwrap();
        settle(&all).await;
        let place = all[3].place().await;

        // Bob is away all the time, carol begins anew in the midst of it, and dave is told of the log up to a gap, and hears what was said behind it.
        world.untruths.end("dave", place + 1);
        for n in 1..=3 {
            all[0].renames(&format!("number {n}")).await.unwrap();
            all[0].says_here(n).await.unwrap();
            all[0].delivers_to_all().await;
            if n == 2 {
                let carol = world.restarts(all.remove(2));
                all.insert(2, carol);
                minds(&all[2]).await;
                all[2].renames("of carol").await.unwrap();
            }
            minds(&all[3]).await;
        }
        world.untruths.are_over();
        for at in order {
            minds(&all[at]).await;
        }
        for _ in 0..4 {
            world.later(301);
            settle(&all).await;
        }

        for party in &all {
            let mut words = party.words_here().await;
            words.sort();
            assert_eq!(words, ["number 1", "number 2", "number 3"], "{} {order:?}", party.name);
            rooms.push((party.name_here().await, party.epoch().await, party.company().await));
        }
    }
    rooms.dedup();
    assert_eq!(rooms.len(), 1, "{rooms:#?}");
}
