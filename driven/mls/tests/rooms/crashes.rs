//! A device that goes on from what it had kept.

use std::collections::HashSet;

use causerie_usecases::ports::{GroupRefused, Groups as _};

use crate::given::{assert_one_room, device, fresh, room};

#[test]
fn a_room_goes_on_from_what_was_kept() {
    let mut members = room(&["alice", "bob", "carol"]);
    assert_one_room(&mut members);

    members.iter_mut().for_each(crate::given::Member::crash);

    assert_one_room(&mut members);
}

#[test]
fn t28_no_key_seals_twice_however_often_a_device_crashes() {
    let mut members = room(&["alice", "bob"]);
    let mut sealed = Vec::new();

    for n in 0..3 {
        sealed.extend((0..3).map(|m| members[0].say(&format!("{n} {m}"))));
        members[0].crash();
    }
    sealed.push(members[0].say("last"));

    // Had a key been used twice, the second one that came with it would not be opened.
    let read: HashSet<_> = sealed.iter().map(|it| members[1].hear(it).unwrap().1).collect();
    assert_eq!(read.len(), 10);
}

#[test]
fn t28_no_key_seals_twice_after_something_was_refused() {
    let mut members = room(&["alice", "bob"]);
    let (before, mut wrong) = (members[0].say("before"), members[1].say("changed on its way"));
    *wrong.last_mut().unwrap() ^= 1;

    assert_eq!(members[0].hear(&wrong), Err(GroupRefused::CannotOpen));
    let after = members[0].say("after");

    assert_eq!(members[1].hear(&before).unwrap().1, "before");
    assert_eq!(members[1].hear(&after).unwrap().1, "after");
}

#[test]
fn t54_what_is_refused_costs_nobody_keys() {
    let mut members = room(&["alice", "bob"]);
    let mut wrong = members[1].say("changed on its way");
    *wrong.last_mut().unwrap() ^= 1;

    let mut said = Vec::new();
    for n in 0..20 {
        assert_eq!(members[0].hear(&wrong), Err(GroupRefused::CannotOpen));
        said = members[0].say(&n.to_string());
    }
    members[0].crash();

    // Out of reach, had it skipped at each refusal all that it keeps ahead.
    assert_eq!(members[1].hear(&said).unwrap().1, "19");
    assert_one_room(&mut members);
}

#[test]
fn a_room_is_kept_at_every_32nd_message_and_loses_none_before_it_is() {
    let mut members = room(&["alice", "bob"]);
    let kept_at_first = members[1].kept();

    let sealed: Vec<_> = (0..80).map(|n| members[0].say(&n.to_string())).collect();
    let mut times = 0;
    let mut kept = kept_at_first.clone();
    for one in &sealed {
        members[1].hear(one).unwrap();
        times += usize::from(members[1].kept() != kept);
        kept = members[1].kept();
    }

    assert_eq!(times, 2);
    assert_eq!(kept.0, kept_at_first.0, "the tree is kept once an epoch");
    members[1].crash();
    assert_eq!(members[1].hear(&sealed[63]), Err(GroupRefused::OutOfReach));
    assert_eq!(members[1].hear(&sealed[64]).unwrap().1, "64");
}

#[test]
fn an_author_who_is_started_anew_before_each_text_stays_within_reach_of_who_kept_none() {
    let mut members = room(&["alice", "bob"]);

    for n in 0..100 {
        members[0].crash();
        let sealed = members[0].say(&n.to_string());
        let (tree, state) = members[1].kept();
        let mut just_started = members[1].device.load(&tree, &state).unwrap();

        assert!(just_started.open(&sealed).is_ok(), "{n}");
        assert_eq!(members[1].hear(&sealed).unwrap().1, n.to_string());
    }
}

#[test]
fn a_room_that_is_looked_at_after_each_crash_skips_no_keys() {
    let mut members = room(&["alice", "bob"]);

    for _ in 0..10 {
        members[0].crash();
        let keep = members[0].room.keep().unwrap();
        members[0].keep(keep);
    }

    assert_one_room(&mut members);
}

#[test]
fn a_state_with_another_tree_is_refused() {
    let mut members = room(&["alice", "bob"]);
    let (old_tree, _) = members[0].kept();
    crate::given::invite(&mut members, 0, "carol");
    let (tree, state) = members[0].kept();

    let alice = device("alice");

    assert_eq!(alice.load(&old_tree, &state).err(), Some(GroupRefused::Broken));
    assert_eq!(alice.load(&tree, &state[..state.len() / 2]).err(), Some(GroupRefused::Broken));
    assert_eq!(alice.load(&[], &[]).err(), Some(GroupRefused::Broken));
    assert!(alice.load(&tree, &state).is_ok());
}

#[test]
fn t61_what_is_kept_holds_no_key_of_the_device() {
    let mut members = room(&["alice", "bob"]);
    let secret = {
        let mut seed = [2; 32];
        seed[..5].copy_from_slice(b"alice");
        seed
    };
    let _ = members[0].room.seal(b"x", fresh()).unwrap();

    let (tree, state) = members[0].kept();

    for kept in [tree, state] {
        assert!(!kept.windows(32).any(|it| it == secret));
    }
}
