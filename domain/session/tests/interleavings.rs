//! Whatever happens to messages on their way, what was sent arrives once and as it was.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use given::model::{Event, Who, World};
use proptest::prelude::*;

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![Just(Who::Alice), Just(Who::Bob)]
}

fn event() -> impl Strategy<Value = Event> {
    let which = 0..64_usize;
    prop_oneof![
        8 => (who(), 0..200_usize).prop_map(|(from, length)| Event::Send { from, length }),
        5 => (who(), which.clone()).prop_map(|(to, which)| Event::Deliver { to, which }),
        3 => who().prop_map(|to| Event::Deliver { to, which: 0 }),
        1 => (who(), which.clone()).prop_map(|(to, which)| Event::Again { to, which }),
        1 => (who(), which.clone(), any::<usize>())
            .prop_map(|(to, which, bit)| Event::Damage { to, which, bit }),
        1 => (who(), which).prop_map(|(to, which)| Event::Lose { to, which }),
        1 => who().prop_map(|who| Event::Restart { who }),
        1 => who().prop_map(|who| Event::Week { who }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_sent_arrives_once_and_as_it_was(
        events in prop::collection::vec(event(), 1..160),
    ) {
        let mut world = World::new();

        for event in events {
            world.happen(event);
        }

        world.settle();
    }

    #[test]
    fn a_state_kept_between_any_two_steps_goes_on_as_if_it_had_not_been(
        events in prop::collection::vec(event(), 1..40),
    ) {
        let mut world = World::new();

        for event in events {
            world.happen(event);
            world.happen(Event::Restart { who: Who::Alice });
            world.happen(Event::Restart { who: Who::Bob });
        }

        world.settle();
    }
}

#[test]
fn a_year_of_conversation_over_a_bad_network_takes_the_ml_kem_ratchet_forward() {
    let mut world = World::new();

    for step in 0..1_500_usize {
        let who = if step % 2 == 0 { Who::Alice } else { Who::Bob };
        let to = if step % 2 == 0 { Who::Bob } else { Who::Alice };
        world.happen(Event::Send { from: who, length: step % 90 });
        if step % 3 == 0 {
            world.happen(Event::Send { from: who, length: 5 });
        }
        if step % 7 == 0 {
            world.happen(Event::Lose { to, which: step });
        }
        if step % 11 != 0 {
            world.happen(Event::Deliver { to, which: step });
        }
        world.happen(Event::Again { to, which: step });
        if step % 28 == 0 {
            world.happen(Event::Week { who });
        }
    }

    let (epoch, chains) = world.progress();
    assert!(epoch > 8 && chains > 60, "{epoch} {chains}");
}
