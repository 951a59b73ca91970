//! How old what a device is added with may be, and who looks at that.

use causerie_chat::{RoomKind, Timestamp};
use causerie_usecases::ports::{Fresh, GroupRefused, Groups as _, Invitations as _};
use rstest::rstest;

use crate::given::{add, device, fresh, room, room_of};

/// So many days later, or earlier.
fn later(days: i64) -> Fresh {
    let now = fresh();
    let at = now.at.millis().saturating_add_signed(days * 24 * 60 * 60 * 1_000);
    Fresh { at: Timestamp::from_millis(at), ..now }
}

#[rstest]
#[case::of_tomorrow(-1, None)]
#[case::of_the_day_after_tomorrow(-2, Some(GroupRefused::Expired))]
#[case::of_three_months_ago(89, None)]
#[case::older_than_that(91, Some(GroupRefused::Expired))]
fn a_device_is_added_with_a_package_of_its_time(
    #[case] days: i64,
    #[case] refused: Option<GroupRefused>,
) {
    let mut alice = room_of("alice", RoomKind::Private);
    let package = device("bob").invitable(fresh()).unwrap().package;

    let prepared = alice.room.prepare(&add(&[&package]), later(days));

    assert_eq!(prepared.err(), refused);
}

#[rstest]
#[case::whose_clock_is_behind(-2)]
#[case::who_reads_it_late(200)]
fn a_device_that_was_added_in_time_is_in_for_a_member(#[case] days: i64) {
    let mut members = room(&["alice", "bob"]);
    let package = device("carol").invitable(fresh()).unwrap().package;
    let added = members[0].prepare(&add(&[&package])).unwrap();

    let applied = members[1].room.apply(&added.commit, None, later(days));

    assert_eq!(applied.unwrap().added.len(), 1);
}

#[rstest]
#[case::half_a_year_later(183)]
#[case::by_a_clock_that_is_a_week_behind(-7)]
fn who_was_added_long_ago_and_never_changed_keys_keeps_nobody_out(
    #[case] days: i64,
    #[values(RoomKind::Private, RoomKind::Public)] kind: RoomKind,
) {
    let mut alice = room_of("alice", kind);
    let carol = device("carol");

    let joined = match kind {
        RoomKind::Public => {
            let info = alice.room.info(later(days)).unwrap();
            carol.join_public(&info, later(days)).map(drop)
        }
        RoomKind::Private => {
            let invitable = carol.invitable(later(days)).unwrap();
            let prepared = alice.room.prepare(&add(&[&invitable.package]), later(days)).unwrap();
            carol.join(&prepared.welcome.unwrap(), &invitable.secret, later(days)).map(drop)
        }
    };

    assert_eq!(joined, Ok(()));
}
