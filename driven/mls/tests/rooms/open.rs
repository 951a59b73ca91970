//! The public room that nobody owns.

use causerie_chat::{RoomCharter, RoomRole};
use causerie_usecases::ports::{Fresh, GroupChange, GroupRefused, Groups as _};
use rstest::rstest;

use crate::given::{
    Member, account, add, address, assert_one_room, charter, device, fresh, names, remove,
    room_with,
};

fn open() -> RoomCharter {
    RoomCharter::unowned("example.org".parse().unwrap(), "public".parse().unwrap())
}

/// Somebody comes in by themselves, with the info there is.
fn comes_in(members: &mut Vec<Member>, name: &str, info: &[u8]) {
    let new = device(name);
    let (room, commit) = new.join_public(info, fresh()).unwrap();
    for member in members.iter_mut() {
        member.apply(&commit, None).unwrap();
    }
    members.push(Member::new(name, new, room));
}

/// Alice, bob and carol in it.
fn three() -> Vec<Member> {
    let mut members = vec![room_with("alice", &open())];
    for name in ["bob", "carol"] {
        let info = members.last().unwrap().room.info(fresh()).unwrap();
        comes_in(&mut members, name, &info);
    }
    members
}

#[test]
fn anybody_makes_it_and_everybody_comes_in() {
    let mut members = three();

    assert_eq!(members[0].who(), names(&["alice", "bob", "carol"]));
    assert_one_room(&mut members);
}

#[test]
fn each_commit_brings_what_the_next_ones_come_in_by() {
    let mut members = three();
    let mut again = remove("nobody");
    again.remove.clear();

    let turn = members[1].prepare(&again).unwrap();
    for (at, member) in members.iter_mut().enumerate() {
        member.apply(&turn.commit, (at == 1).then_some(&turn)).unwrap();
    }
    comes_in(&mut members, "dave", &turn.info.unwrap());

    assert_eq!(members[0].who(), names(&["alice", "bob", "carol", "dave"]));
    assert_one_room(&mut members);
}

#[test]
fn a_private_room_tells_nobody_how_to_come_in() {
    let mut alice = room_with("alice", &charter(causerie_chat::RoomKind::Private, "alice"));

    assert_eq!(alice.prepare(&GroupChange::default()).unwrap().info, None);
}

#[rstest]
#[case::whom_it_let_go("carol", true)]
#[case::somebody_else("alice", false)]
#[case::nobody("nobody", false)]
fn t02_whom_the_directory_let_go_is_let_go_and_nobody_else(
    #[case] let_go: &str,
    #[case] expected: bool,
) {
    let mut members = three();
    let turn = members[1].prepare(&remove("carol")).unwrap();

    let applied =
        members[0].room.apply_logged(&turn.commit, &[address(let_go)], None, fresh()).map(|it| {
            assert_eq!(it.removed[0].device, address("carol"));
        });

    assert_eq!(applied, if expected { Ok(()) } else { Err(GroupRefused::NotEntitled) });
    // What was let go with one commit is not with the next.
    let next = members[0].room.prepare(&GroupChange::default(), fresh());
    assert_eq!(next.unwrap().epoch, if expected { 3 } else { 2 });
}

#[test]
fn t02_whom_the_directory_let_go_once_is_not_let_go_with_the_next_commit() {
    let mut members = three();
    let fresh_keys = members[2].prepare(&GroupChange::default()).unwrap();
    let carol = [address("carol")];
    members[0].room.apply_logged(&fresh_keys.commit, &carol, None, fresh()).unwrap();
    members[1].apply(&fresh_keys.commit, None).unwrap();

    let turn = members[1].prepare(&remove("carol")).unwrap();

    assert_eq!(members[0].apply(&turn.commit, None), Err(GroupRefused::NotEntitled));
}

#[test]
fn t02_nobody_names_it_takes_it_or_takes_others_in() {
    let mut members = three();
    let dave = causerie_usecases::ports::Invitations::invitable(&device("dave"), fresh()).unwrap();
    let with = |charter| GroupChange { charter: Some(charter), ..GroupChange::default() };

    for change in [
        with(open().named("mine".parse().unwrap())),
        with(open().with_role(account("alice"), RoomRole::Owner)),
        add(&[&dave.package]),
    ] {
        assert_eq!(members[0].prepare(&change).err(), Some(GroupRefused::NotEntitled));
    }
    assert_one_room(&mut members);
}

#[test]
fn who_has_lost_it_comes_back_into_their_place() {
    let mut members = three();
    let info = members[0].room.info(Fresh { ..fresh() }).unwrap();

    members.pop();
    comes_in(&mut members, "carol", &info);

    assert_eq!(members[0].who(), names(&["alice", "bob", "carol"]));
    assert_one_room(&mut members);
}
