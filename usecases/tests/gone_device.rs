//! What waits for a device that its person has taken away, where nobody has heard of that yet.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use given::{
    linking::{acquainted, delivers_to, known, links, of_alice, revokes},
    world::world,
};

#[tokio::test]
async fn whoever_asks_for_its_pre_keys_learns_that_it_is_gone_and_keeps_nothing_for_it() {
    let world = world();
    let (alice, bob) = acquainted(&world).await;
    let _phone = links(&world, &alice, "phone").await;
    alice.delivers("bob").await;
    revokes(&world, &alice, "phone").await.unwrap();
    bob.says(7, "alice").await;
    bob.delivers("alice").await;
    let before = (known(&bob).await, bob.depth().await);

    delivers_to(&bob, of_alice("phone")).await;

    assert_eq!(before, (vec!["d1".to_owned(), "phone".to_owned()], 1));
    assert_eq!(known(&bob).await, ["d1"]);
    assert_eq!(bob.depth().await, 0);
}
