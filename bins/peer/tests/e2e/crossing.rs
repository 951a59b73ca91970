//! Two who speak to each other for the first time in the same moment.

use std::{sync::Barrier, thread};

use crate::{
    local::{Local, message_id},
    look::number,
    world::{World, eventually},
};

const PAIRS: usize = 6;

#[test]
fn two_who_begin_at_the_same_time_understand_each_other() {
    let world = World::begin();
    let pairs: Vec<_> = (0..PAIRS).map(|it| (format!("alice-{it}"), format!("bob-{it}"))).collect();
    let names = pairs.iter().flat_map(|(alice, bob)| [alice, bob]);
    let mut up = Vec::new();
    thread::scope(|all| {
        let coming: Vec<_> = names.map(|name| all.spawn(|| world.newcomer(name))).collect();
        up.extend(coming.into_iter().map(|peer| peer.join().unwrap()));
    });

    for (alice, bob) in &pairs {
        world.pre_keys_of(alice);
        world.pre_keys_of(bob);
        let (now, sides) = (Barrier::new(2), [(alice, bob, "from a"), (bob, alice, "from b")]);
        let sides = sides.map(|(from, to, text)| (Local::of(&world, from), to, text));
        thread::scope(|both| {
            for (from, to, text) in &sides {
                both.spawn(|| {
                    now.wait();
                    assert_eq!(from.tell(to, &message_id(), text), "HTTP/1.1 204 No Content");
                });
            }
        });
    }
    for (alice, bob) in &pairs {
        world.says(alice, &["tell", bob, "more from a", "--wait", "0"]);
        world.says(bob, &["tell", alice, "more from b", "--wait", "0"]);
    }

    for (alice, bob) in &pairs {
        for (of, with) in [(alice, bob), (bob, alice)] {
            let texts = eventually("everything arrives", || {
                let texts = world.texts(of, with);
                (texts.len() >= 4).then_some(texts)
            });
            for side in ["a", "b"] {
                let ours: Vec<_> = texts.iter().filter(|text| text.ends_with(side)).collect();
                assert_eq!(ours, [&format!("from {side}"), &format!("more from {side}")]);
            }
            assert_eq!(world.unopened(of), Vec::<String>::new(), "{of} could not open something");
            eventually("it is known to have arrived", || {
                let all = world.conversation(of, with);
                all.iter().all(|it| it["state"] == "delivered").then_some(())
            });
        }
    }
    let directory = world.path("directory").join("directory.db");
    let claims = number(&directory, "SELECT count(*) FROM claims");
    println!("{claims} sessions were begun by {PAIRS} pairs");
    assert!(claims > i64::try_from(PAIRS).unwrap(), "none of them crossed");
}
