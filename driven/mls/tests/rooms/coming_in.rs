//! Who comes into a room, and who goes.

use std::sync::Arc;

use causerie_chat::{AccountSecret, DeviceSecret, Introduction, RoomKind, RoomMember, RoomRole};
use causerie_mls::MlsDevice;
use causerie_session::RustCrypto;
use causerie_usecases::ports::{GroupChange, GroupRefused, Groups as _, Invitations as _};
use rstest::rstest;

use crate::given::{
    Applied, Member, add, address, agree, assert_one_room, charter, device, fresh, invite, names,
    other_device, remove, room, room_of,
};

#[test]
fn members_that_were_added_removed_and_changed_their_keys_are_in_one_room() {
    let mut members = room(&["alice", "bob", "carol"]);
    assert_one_room(&mut members);

    let turn = members[1].prepare(&GroupChange::default()).unwrap();
    agree(&mut members, 1, &turn);
    assert_one_room(&mut members);

    let gone = members[2].prepare(&remove("bob")).unwrap();
    agree(&mut members, 2, &gone);
    invite(&mut members, 1, "dave");

    assert_eq!(members[0].who(), names(&["alice", "carol", "dave"]));
    assert_eq!(members[0].room.epoch(), 5);
    assert_one_room(&mut members);
}

#[test]
fn a_commit_says_who_did_what() {
    let mut members = room(&["alice", "bob", "carol"]);
    let dave = device("dave").invitable(fresh()).unwrap();
    let mut change = add(&[&dave.package]);
    change.remove.push(address("carol"));

    let prepared = members[0].prepare(&change).unwrap();

    let expected = |is_over| Applied {
        epoch: 3,
        by: address("alice").to_string(),
        added: names(&["dave"]),
        removed: names(&["carol"]),
        is_over,
    };
    assert_eq!(members[1].apply(&prepared.commit, None), Ok(expected(false)));
    assert_eq!(members[2].apply(&prepared.commit, None), Ok(expected(true)));
    assert_eq!(members[0].apply(&prepared.commit, Some(&prepared)), Ok(expected(false)));
}

#[test]
fn a_package_says_whose_it_is_and_whether_it_was_used() {
    let mut members = room(&["alice", "bob"]);
    let (carol, again) = (device("carol"), device("carol").invitable(fresh()).unwrap());
    let invitable = carol.invitable(fresh()).unwrap();
    let before = members[1].room.guest(&invitable.package).unwrap();

    let prepared = members[0].prepare(&add(&[&invitable.package])).unwrap();
    agree(&mut members, 0, &prepared);

    assert_eq!((before.member.device, before.is_in), (address("carol"), false));
    assert!(members[1].room.guest(&invitable.package).unwrap().is_in);
    assert!(!members[1].room.guest(&again.package).unwrap().is_in);
}

#[test]
fn what_is_no_package_is_refused() {
    let mut members = room(&["alice"]);
    let said = members[0].say("here");

    for bytes in [&b""[..], b"no package", &said] {
        assert_eq!(members[0].room.guest(bytes), Err(GroupRefused::Malformed));
    }
}

#[test]
fn t22_whoever_was_removed_cannot_read_what_follows() {
    let mut members = room(&["alice", "bob", "carol"]);
    let gone = members[0].prepare(&remove("carol")).unwrap();
    let (tree, state) = members[2].kept();
    let mut carol = device("carol").load(&tree, &state).unwrap();
    agree(&mut members, 0, &gone);

    let sealed = members[0].say("without carol");

    assert_eq!(members[1].hear(&sealed).unwrap().1, "without carol");
    // As one who does not take notice of it, and as one who does.
    assert_eq!(carol.open(&sealed).err(), Some(GroupRefused::LaterEpoch));
    assert!(carol.apply(&gone.commit, None, fresh()).unwrap().is_over);
    assert_eq!(carol.open(&sealed).err(), Some(GroupRefused::NotAMember));
    assert_eq!(carol.seal(b"still here", fresh()).err(), Some(GroupRefused::NotAMember));
    let kept = carol.keep().unwrap();
    let mut again = device("carol").load(&kept.tree.unwrap_or(tree), &kept.state).unwrap();
    assert_eq!(again.seal(b"still here", fresh()).err(), Some(GroupRefused::NotAMember));
}

#[test]
fn t22_what_whoever_was_removed_seals_afterwards_is_not_read() {
    let mut members = room(&["alice", "bob", "carol"]);
    let (tree, state) = members[2].kept();
    let mut carol = device("carol").load(&tree, &state).unwrap();
    let gone = members[0].prepare(&remove("carol")).unwrap();
    agree(&mut members, 0, &gone);

    let sealed = carol.seal(b"from the past", fresh()).unwrap().bytes;

    assert!(members[0].hear(&sealed).is_err());
    assert_one_room(&mut members);
}

#[test]
fn t22_whoever_comes_in_cannot_read_what_came_before() {
    let mut members = room(&["alice", "bob"]);
    let before = members[0].say("before carol");

    invite(&mut members, 0, "carol");

    assert_eq!(members[2].hear(&before), Err(GroupRefused::EarlierEpoch));
    assert_eq!(members[1].hear(&before).unwrap().1, "before carol");
}

#[test]
fn anybody_comes_into_a_public_room_by_themselves() {
    let mut alice = room_of("alice", RoomKind::Public);
    let info = alice.room.info(fresh()).unwrap();

    let bob = device("bob");
    let (joined, commit) = bob.join_public(&info, fresh()).unwrap();
    let done = alice.apply(&commit, None).unwrap();

    assert_eq!((done.by, done.added), (address("bob").to_string(), names(&["bob"])));
    assert_one_room(&mut [alice, Member::new("bob", bob, joined)]);
}

#[test]
fn nobody_comes_into_a_private_room_by_themselves() {
    let members = room(&["alice", "bob"]);
    let info = members[0].room.info(fresh()).unwrap();

    let refused = device("eve").join_public(&info, fresh()).err();

    assert_eq!(refused, Some(GroupRefused::NotPublic));
}

#[rstest]
fn a_member_that_lost_its_state_comes_back_in_its_own_place(
    #[values(RoomKind::Private, RoomKind::Public)] kind: RoomKind,
) {
    let mut members = vec![room_of("alice", kind)];
    invite(&mut members, 0, "bob");
    let info = members[0].room.info(fresh()).unwrap();

    let bob = device("bob");
    let (room, commit) = bob.join_public(&info, fresh()).unwrap();
    let done = members[0].apply(&commit, None).unwrap();
    members[1] = Member::new("bob", bob, room);

    assert_eq!((done.added, done.removed), (names(&["bob"]), names(&["bob"])));
    assert_eq!(members[0].who(), names(&["alice", "bob"]));
    assert_one_room(&mut members);
}

#[test]
fn t51_a_device_nobody_vouches_for_is_not_added() {
    let mut alice = room_of("alice", RoomKind::Private);
    let eve = DeviceSecret::from_seed(&[66; 32]);
    let of_bob = Introduction::sign(
        address("bob"),
        &AccountSecret::from_seed(&[1; 32]),
        &DeviceSecret::from_seed(&[2; 32]),
    );
    let as_bob = MlsDevice::new(Arc::new(RustCrypto), address("bob"), eve, &of_bob);

    let package = as_bob.invitable(fresh()).unwrap().package;

    let refused = alice.prepare(&add(&[&package])).err();
    assert_eq!(refused, Some(GroupRefused::NotVouchedFor));
}

#[test]
fn t51_a_device_nobody_vouches_for_makes_no_room() {
    let eve = DeviceSecret::from_seed(&[66; 32]);
    let of_bob = Introduction::sign(
        address("bob"),
        &AccountSecret::from_seed(&[1; 32]),
        &DeviceSecret::from_seed(&[2; 32]),
    );
    let as_bob = MlsDevice::new(Arc::new(RustCrypto), address("bob"), eve, &of_bob);
    let charter = charter(RoomKind::Public, "bob").with_role(of_bob.account_key, RoomRole::Owner);

    let made = as_bob.create(crate::given::ROOM.into(), &charter, fresh());

    assert_eq!(made.err(), Some(GroupRefused::NotVouchedFor));
}

#[test]
fn t51_a_device_is_in_a_room_once_whatever_account_vouches_for_it() {
    let mut members = room(&["alice", "bob"]);

    for bob in [device("bob"), other_device("bob")] {
        let package = bob.invitable(fresh()).unwrap().package;

        let refused = members[0].prepare(&add(&[&package])).err();
        assert_eq!(refused, Some(GroupRefused::AlreadyMember));
    }
    assert_one_room(&mut members);
}

#[test]
fn only_a_member_can_be_removed_and_nobody_by_themselves() {
    let mut members = room(&["alice", "bob"]);

    assert_eq!(members[0].prepare(&remove("carol")).err(), Some(GroupRefused::NotAMember));
    assert_eq!(members[0].prepare(&remove("alice")).err(), Some(GroupRefused::NotAllowed));
    assert_one_room(&mut members);
}

#[test]
fn t30_a_room_has_so_many_devices_and_no_more() {
    let mut alice = room_of("alice", RoomKind::Public);
    let packages = (1..=RoomMember::MOST)
        .map(|n| device(&format!("p{n}")).invitable(fresh()).unwrap().package)
        .collect::<Vec<_>>();
    let change =
        |count: usize| GroupChange { add: packages[..count].to_vec(), ..GroupChange::default() };

    let refused = alice.prepare(&change(RoomMember::MOST)).err();
    let full = alice.prepare(&change(RoomMember::MOST - 1)).unwrap();
    alice.apply(&full.commit, Some(&full)).unwrap();
    let info = alice.room.info(fresh()).unwrap();
    let late = device("late").join_public(&info, fresh()).err();

    assert_eq!((refused, late), (Some(GroupRefused::Full), Some(GroupRefused::Full)));
    assert_eq!(alice.who().len(), RoomMember::MOST);
    let sealed = alice.say("to a thousand");
    assert!(full.welcome.unwrap().len() < 2 << 20 && sealed.len() < 1_024);
}

#[test]
fn a_welcome_is_for_whom_it_was_made_and_for_nobody_else() {
    let mut alice = room_of("alice", RoomKind::Private);
    let (bob, eve) = (device("bob"), device("eve"));
    let (for_bob, for_eve) = (bob.invitable(fresh()).unwrap(), eve.invitable(fresh()).unwrap());
    let welcome = alice.prepare(&add(&[&for_bob.package])).unwrap().welcome.unwrap();

    let refused = eve.join(&welcome, &for_eve.secret, fresh()).err();

    assert_eq!(refused, Some(GroupRefused::NotForUs));
    assert!(bob.join(&welcome, &for_bob.secret, fresh()).is_ok());
}
