//! Who may do what.

use causerie_chat::{RoomKind, RoomRole};
use causerie_usecases::ports::{GroupChange, GroupRefused, Groups as _, Invitations as _};

use crate::given::{
    Member, account, add, address, agree, assert_one_room, charter, device, fresh, invite,
    other_device, remove, room_of,
};

/// Alice's, with bob and carol.
fn of_alice() -> Vec<Member> {
    let mut members = vec![room_of("alice", RoomKind::Private)];
    invite(&mut members, 0, "bob");
    invite(&mut members, 0, "carol");
    members
}

fn gives(members: &[Member], whom: &str, role: RoomRole) -> GroupChange {
    let charter = members[0].room.charter().unwrap().with_role(account(whom), role);
    GroupChange { charter: Some(charter), ..GroupChange::default() }
}

/// One of them makes that change.
fn takes(members: &mut Vec<Member>, by: usize, change: &GroupChange) {
    let prepared = members[by].prepare(change).unwrap();
    agree(members, by, &prepared);
}

#[test]
fn all_members_have_the_charter_the_room_was_made_with() {
    let members = of_alice();

    for member in &members {
        assert_eq!(member.room.charter(), Ok(charter(RoomKind::Private, "alice")));
    }
}

#[test]
fn nobody_makes_a_room_that_somebody_else_owns() {
    let of_bob = charter(RoomKind::Private, "bob");

    let refused = device("alice").create([1; 16].into(), &of_bob, fresh()).err();

    assert_eq!(refused, Some(GroupRefused::NotEntitled));
}

#[test]
fn a_new_name_is_told_to_all() {
    let mut members = of_alice();
    let renamed = members[0].room.charter().unwrap().named("chess club".parse().unwrap());
    let change = GroupChange { charter: Some(renamed.clone()), ..GroupChange::default() };

    let prepared = members[0].prepare(&change).unwrap();
    let told = members[1].room.apply(&prepared.commit, None, fresh()).unwrap().charter;

    assert_eq!(told, Some(renamed.clone()));
    assert_eq!(members[1].room.charter(), Ok(renamed));
}

#[test]
fn an_admin_takes_in_and_lets_go_until_they_are_none_any_more() {
    let mut members = of_alice();
    let dave = device("dave").invitable(fresh()).unwrap();

    for change in [add(&[&dave.package]), remove("carol"), gives(&members, "bob", RoomRole::Admin)]
    {
        assert_eq!(members[1].prepare(&change).err(), Some(GroupRefused::NotEntitled));
    }
    let made = gives(&members, "bob", RoomRole::Admin);
    takes(&mut members, 0, &made);
    takes(&mut members, 1, &remove("carol"));
    let unmade = gives(&members, "bob", RoomRole::Member);
    takes(&mut members, 0, &unmade);

    assert_eq!(members[1].prepare(&add(&[&dave.package])).err(), Some(GroupRefused::NotEntitled));
    assert_one_room(&mut members);
}

#[test]
fn an_admin_does_not_let_the_owner_go() {
    let mut members = of_alice();
    let made = gives(&members, "bob", RoomRole::Admin);
    takes(&mut members, 0, &made);

    let refused = members[1].prepare(&remove("alice")).err();

    assert_eq!(refused, Some(GroupRefused::NotEntitled));
    assert_one_room(&mut members);
}

#[test]
fn whoever_was_let_go_comes_back_without_their_role() {
    let mut members = of_alice();
    let made = gives(&members, "bob", RoomRole::Admin);
    takes(&mut members, 0, &made);

    takes(&mut members, 0, &remove("bob"));
    invite(&mut members, 0, "bob");

    assert_eq!(members[0].room.charter().unwrap().role(&account("bob")), RoomRole::Member);
    assert_one_room(&mut members);
}

#[test]
fn a_room_is_never_without_an_owner() {
    let mut members = of_alice();

    let steps_down = gives(&members, "alice", RoomRole::Member);

    assert_eq!(members[0].prepare(&steps_down).err(), Some(GroupRefused::NotEntitled));
    assert_one_room(&mut members);
}

#[test]
fn a_member_without_rights_helps_another_that_lost_its_state_back_into_its_place() {
    let mut members = of_alice();
    let bob = device("bob");
    let invitable = bob.invitable(fresh()).unwrap();
    let back = GroupChange { remove: vec![address("bob")], ..add(&[&invitable.package]) };

    let prepared = members[2].prepare(&back).unwrap();
    members.remove(1);
    agree(&mut members, 1, &prepared);
    let room = bob.join(&prepared.welcome.unwrap(), &invitable.secret, fresh()).unwrap();
    members.push(Member::new("bob", bob, room));

    assert_eq!(members[0].who().len(), 3);
    assert_one_room(&mut members);
}

#[test]
fn t51_nobody_but_the_device_itself_takes_its_place() {
    let mut members = of_alice();
    let others = other_device("bob").invitable(fresh()).unwrap();
    let swapped = GroupChange { remove: vec![address("bob")], ..add(&[&others.package]) };

    assert_eq!(members[2].prepare(&swapped).err(), Some(GroupRefused::NotEntitled));
}

#[test]
fn an_admin_that_lost_its_state_keeps_its_role() {
    let mut members = of_alice();
    let made = gives(&members, "bob", RoomRole::Admin);
    takes(&mut members, 0, &made);
    let invitable = device("bob").invitable(fresh()).unwrap();
    let back = GroupChange { remove: vec![address("bob")], ..add(&[&invitable.package]) };

    let prepared = members[2].prepare(&back).unwrap();
    members.remove(1);
    agree(&mut members, 1, &prepared);

    assert_eq!(members[0].room.charter().unwrap().role(&account("bob")), RoomRole::Admin);
}
