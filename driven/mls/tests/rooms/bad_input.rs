//! What comes from outside and is not what it should be.

use causerie_chat::RoomKind;
use causerie_usecases::ports::{
    GroupChange, GroupRefused, Groups as _, Invitations as _, SealedText,
};
use proptest::prelude::*;
use rstest::rstest;

use crate::given::{Member, add, assert_one_room, charter, device, fresh, remove, room, room_of};

#[test]
fn t07_a_message_is_read_once() {
    let mut members = room(&["alice", "bob"]);
    let sealed = members[0].say("once");

    assert!(members[1].hear(&sealed).is_ok());
    assert_eq!(members[1].hear(&sealed), Err(GroupRefused::OutOfReach));
    assert_one_room(&mut members);
}

#[test]
fn t07_a_message_is_read_once_also_after_something_was_refused() {
    let mut members = room(&["alice", "bob"]);
    let (sealed, mut wrong) = (members[0].say("once"), members[0].say("changed on its way"));
    let right = wrong.clone();
    *wrong.last_mut().unwrap() ^= 1;

    assert!(members[1].hear(&sealed).is_ok());
    assert_eq!(members[1].hear(&wrong), Err(GroupRefused::CannotOpen));

    assert_eq!(members[1].hear(&sealed), Err(GroupRefused::OutOfReach));
    assert_eq!(members[1].hear(&right).unwrap().1, "changed on its way");
}

#[test]
fn a_message_of_another_room_is_refused() {
    let mut members = room(&["alice", "bob"]);
    let alice = device("alice");
    let other =
        alice.create([8; 16].into(), &charter(RoomKind::Private, "alice"), fresh()).unwrap();
    let mut other = Member::new("alice", alice, other);
    let (text, turn) = (other.say("elsewhere"), other.prepare(&GroupChange::default()).unwrap());

    assert_eq!(members[1].hear(&text), Err(GroupRefused::WrongRoom));
    assert_eq!(members[1].apply(&turn.commit, None), Err(GroupRefused::WrongRoom));
    assert_one_room(&mut members);
}

#[test]
fn t31_one_who_is_no_member_neither_says_nor_changes_anything() {
    let mut members = room(&["alice", "bob"]);
    // Eve makes a room of the same name and epoch, with somebody in bob's place.
    let mut eve = vec![room_of("eve", RoomKind::Private)];
    crate::given::invite(&mut eve, 0, "mallory");
    let (text, turn) = (eve[0].say("hello"), eve[0].prepare(&remove("mallory")).unwrap());

    assert_eq!(members[0].hear(&text), Err(GroupRefused::CannotOpen));
    assert_eq!(members[0].apply(&turn.commit, None), Err(GroupRefused::CannotOpen));
    assert_one_room(&mut members);
}

#[test]
fn t54_what_is_too_long_is_refused_before_it_is_read() {
    let mut members = room(&["alice", "bob"]);
    let long = vec![b'x'; SealedText::MAX_TEXT];

    let sealed = members[0].room.seal(&long, fresh()).unwrap().bytes;
    assert_eq!(members[1].open(&sealed).unwrap().text.len(), SealedText::MAX_TEXT);
    let longer = [long.as_slice(), b"x"].concat();
    assert_eq!(members[0].room.seal(&longer, fresh()).err(), Some(GroupRefused::Malformed));
    let padded = [sealed.as_slice(), &[0; 2_048]].concat();
    assert_eq!(members[1].open(&padded).err(), Some(GroupRefused::Malformed));
    assert_eq!(members[1].apply(&vec![0; 3 << 20], None), Err(GroupRefused::Malformed));
    assert_eq!(members[0].prepare(&add(&[&[0; 9_000]])).err(), Some(GroupRefused::Malformed));
}

#[test]
fn something_behind_a_message_is_refused() {
    let mut members = room(&["alice", "bob"]);
    let mut sealed = members[0].say("x");

    sealed.push(0);

    assert_eq!(members[1].hear(&sealed), Err(GroupRefused::Malformed));
    sealed.pop();
    assert_eq!(members[1].hear(&sealed).unwrap().1, "x");
}

#[test]
fn each_kind_of_message_is_taken_where_it_belongs_only() {
    let mut members = room(&["alice", "bob"]);
    let text = members[0].say("text");
    let carol = device("carol").invitable(fresh()).unwrap();
    let prepared = members[0].prepare(&add(&[&carol.package])).unwrap();
    let welcome = prepared.welcome.clone().unwrap();
    let info = members[0].room.info(fresh()).unwrap();

    for (at, bytes) in [&text, &prepared.commit, &welcome, &carol.package, &info].iter().enumerate()
    {
        let malformed = Err(GroupRefused::Malformed);
        let bob = &mut members[1];
        assert!(at == 0 || bob.hear(bytes).map(drop) == malformed, "text {at}");
        assert!(at == 1 || bob.apply(bytes, None).map(drop) == malformed, "commit {at}");
        assert!(at == 3 || bob.prepare(&add(&[bytes])).is_err(), "package {at}");
        let dave = device("dave");
        let secret = dave.invitable(fresh()).unwrap().secret;
        assert!(dave.join(bytes, &secret, fresh()).is_err(), "welcome {at}");
        assert!(at == 4 || dave.join_public(bytes, fresh()).is_err(), "info {at}");
    }
    assert_one_room(&mut members);
}

#[rstest]
fn a_secret_that_is_none_joins_nothing(#[values(0, 1, 33, 100)] length: usize) {
    let mut alice = room_of("alice", RoomKind::Private);
    let bob = device("bob");
    let invitable = bob.invitable(fresh()).unwrap();
    let welcome = alice.prepare(&add(&[&invitable.package])).unwrap().welcome.unwrap();

    let refused = bob.join(&welcome, &invitable.secret[..length], fresh()).err();

    assert_eq!(refused, Some(GroupRefused::Broken));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_was_changed_anywhere_is_refused_and_changes_nothing(
        at in any::<prop::sample::Index>(),
        bit in 0_u8..8,
        cut in any::<prop::sample::Index>(),
    ) {
        let mut members = room(&["alice", "bob"]);
        let text = members[0].say("a text of some length");
        let prepared = members[0].prepare(&GroupChange::default()).unwrap();

        let flipped = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            bytes
        };
        prop_assert!(members[1].hear(&flipped(&text)).is_err());
        prop_assert!(members[1].hear(&text[..cut.index(text.len())]).is_err());
        let commit = &prepared.commit;
        prop_assert!(members[1].apply(&flipped(commit), None).is_err());
        prop_assert!(members[1].apply(&commit[..cut.index(commit.len())], None).is_err());

        prop_assert_eq!(members[1].hear(&text).unwrap().1, "a text of some length");
        prop_assert_eq!(members[1].apply(commit, None).unwrap().epoch, 2);
    }

    #[test]
    fn no_bytes_make_a_room_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut alice = room_of("alice", RoomKind::Public);

        prop_assert!(alice.hear(&bytes).is_err());
        prop_assert!(alice.apply(&bytes, None).is_err());
        prop_assert!(alice.prepare(&add(&[&bytes])).is_err());
        prop_assert!(alice.device.join_public(&bytes, fresh()).is_err());
        prop_assert!(alice.device.load(&bytes, &bytes).is_err());
    }
}
