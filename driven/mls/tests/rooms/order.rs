//! In which order commits are applied.

use causerie_usecases::ports::{GroupChange, GroupRefused, Invitations as _};
use rstest::rstest;

use crate::given::{add, agree, assert_one_room, device, fresh, names, remove, room};

#[rstest]
fn t27_of_two_commits_one_is_applied_and_the_other_made_again(
    #[values(0, 1)] winner: usize,
    #[values(false, true)] crashed: bool,
) {
    let mut members = room(&["alice", "bob", "carol"]);
    let dave = device("dave");
    let invitable = dave.invitable(fresh()).unwrap();
    let changes = [add(&[&invitable.package]), remove("carol")];
    let prepared = [0, 1].map(|at: usize| members[at].prepare(&changes[at]).unwrap());

    if crashed {
        members.iter_mut().for_each(crate::given::Member::crash);
    }
    agree(&mut members, winner, &prepared[winner]);
    let loser = 1 - winner;
    let late = members[loser].apply(&prepared[loser].commit, Some(&prepared[loser]));
    let again = members[loser].prepare(&changes[loser]).unwrap();
    agree(&mut members, loser, &again);

    assert_eq!(late, Err(GroupRefused::EarlierEpoch));
    assert_eq!(members[0].who(), names(&["alice", "bob", "dave"]));
    assert_one_room(&mut members);
}

#[test]
fn t28_a_commit_changes_nothing_before_it_is_applied() {
    let mut members = room(&["alice", "bob"]);
    let prepared = members[0].prepare(&remove("bob")).unwrap();

    assert_eq!(members[0].room.epoch(), prepared.epoch);
    assert_one_room(&mut members);
}

#[test]
fn t28_the_own_commit_is_recognised_also_after_a_crash() {
    let mut members = room(&["alice", "bob"]);
    let prepared = members[0].prepare(&GroupChange::default()).unwrap();
    members[0].crash();

    let done = members[0].apply(&prepared.commit, Some(&prepared)).unwrap();
    members[1].apply(&prepared.commit, None).unwrap();

    assert_eq!(done.by, names(&["alice"])[0]);
    assert_one_room(&mut members);
}

#[test]
fn t28_an_own_commit_that_was_forgotten_is_told_from_a_foreign_one() {
    let mut members = room(&["alice", "bob"]);
    let prepared = members[0].prepare(&GroupChange::default()).unwrap();

    assert_eq!(members[0].apply(&prepared.commit, None), Err(GroupRefused::Own));
    agree(&mut members, 0, &prepared);
    assert_one_room(&mut members);
}

#[test]
fn t28_another_ones_commit_is_not_taken_for_the_own_one() {
    let mut members = room(&["alice", "bob"]);
    let own = members[0].prepare(&GroupChange::default()).unwrap();
    let other = members[1].prepare(&GroupChange::default()).unwrap();

    let done = members[0].apply(&other.commit, Some(&own)).unwrap();
    members[1].apply(&other.commit, Some(&other)).unwrap();

    assert_eq!(done.by, names(&["bob"])[0]);
    assert_one_room(&mut members);
}

#[test]
fn t32_a_commit_of_an_epoch_that_is_over_never_wins() {
    let mut members = room(&["alice", "bob", "carol"]);
    let old = members[2].prepare(&remove("alice")).unwrap();
    let gone = members[0].prepare(&remove("carol")).unwrap();
    agree(&mut members, 0, &gone);

    for member in &mut members {
        assert_eq!(member.apply(&old.commit, None), Err(GroupRefused::EarlierEpoch));
    }
    assert_one_room(&mut members);
}

#[test]
fn a_commit_of_an_epoch_yet_to_come_is_refused_until_its_turn() {
    let mut members = room(&["alice", "bob"]);
    let first = members[0].prepare(&GroupChange::default()).unwrap();
    members[0].apply(&first.commit, Some(&first)).unwrap();
    let second = members[0].prepare(&GroupChange::default()).unwrap();
    members[0].apply(&second.commit, Some(&second)).unwrap();

    assert_eq!(members[1].apply(&second.commit, None), Err(GroupRefused::LaterEpoch));
    assert_eq!(members[1].apply(&first.commit, None).unwrap().epoch, 2);
    assert_eq!(members[1].apply(&second.commit, None).unwrap().epoch, 3);
    assert_one_room(&mut members);
}
