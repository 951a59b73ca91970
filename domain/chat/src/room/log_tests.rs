use rstest::rstest;

use super::*;

fn device(raw: &str) -> DeviceAddress {
    format!("{raw}.peers.x.org").parse().unwrap()
}

/// The four lists, each with a blank between the devices.
fn change(lists: [&str; 4]) -> RoomChange {
    let [lets_in, lets_go, keepers, no_keepers] =
        lists.map(|list| list.split_whitespace().map(device).collect());
    RoomChange::new(lets_in, lets_go, keepers, no_keepers).unwrap()
}

fn entry(kind: RoomKind, change: RoomChange) -> RoomEntry {
    let info = (kind == RoomKind::Public).then(|| vec![1].try_into().unwrap());
    RoomEntry { commit: vec![1].try_into().unwrap(), change, info, welcome: None }
}

fn log(kind: RoomKind, seat: RoomSeat) -> RoomLog {
    RoomLog { kind, first: RoomPlace(4), last: RoomPlace(6), seat }
}

const ALL: [RoomSeat; 3] = [RoomSeat::Keeper, RoomSeat::Member, RoomSeat::Outside];

#[rstest]
#[case::nothing(["", "", "", ""], [true, true, false])]
#[case::own_device(["d2.bob", "", "", ""], [true, true, false])]
#[case::own_device_gone(["", "d2.bob", "", ""], [true, true, false])]
#[case::itself(["d1.bob", "", "", ""], [true, true, true])]
#[case::itself_and_another(["d1.bob d2.bob", "", "", ""], [true, true, false])]
#[case::somebody(["d1.eve", "", "", ""], [true, false, false])]
#[case::somebody_gone(["", "d1.eve", "", ""], [true, false, false])]
#[case::keeper(["d1.bob", "", "d1.bob", ""], [true, false, false])]
#[case::no_keeper(["", "", "", "d1.bob"], [true, false, false])]
#[case::itself_gone(["", "d1.bob", "", ""], [true, true, false])]
#[case::itself_for_somebody(["d1.bob", "d1.eve", "", ""], [true, false, false])]
fn t51_who_may_change_what(#[case] lists: [&str; 4], #[case] allowed: [bool; 3]) {
    let kind = RoomKind::Public;
    let entry = entry(kind, change(lists));
    for (seat, allowed) in ALL.into_iter().zip(allowed) {
        let said = log(kind, seat).admits(&device("d1.bob"), RoomPlace(7), &entry, &[]);
        assert_eq!(said.is_ok(), allowed, "{seat:?}");
        assert!(allowed || said == Err(RoomRefusal::NotAllowed));
    }
}

#[rstest]
#[case::thrown_away(3, Err(RoomRefusal::Expired))]
#[case::first(4, Err(RoomRefusal::Taken))]
#[case::last(6, Err(RoomRefusal::Taken))]
#[case::next(7, Ok(()))]
#[case::beyond(8, Err(RoomRefusal::Ahead))]
#[case::far(u64::MAX, Err(RoomRefusal::Ahead))]
#[case::beginning(0, Err(RoomRefusal::Taken))]
fn only_the_next_place_is_free(#[case] place: u64, #[case] said: Result<(), RoomRefusal>) {
    let kind = RoomKind::Private;
    let log = log(kind, RoomSeat::Member);

    let empty = entry(kind, RoomChange::default());

    assert_eq!(log.admits(&device("d1.bob"), RoomPlace(place), &empty, &[]), said);
}

#[rstest]
fn t48_whatever_a_stranger_asks_of_a_private_room_there_is_none(
    #[values(0, 3, 5, 7, 8)] place: u64,
    #[values(RoomKind::Private, RoomKind::Public)] like: RoomKind,
) {
    let bob = device("d1.bob");
    let entry = entry(like, change(["d1.bob", "", "", ""]));

    let said =
        log(RoomKind::Private, RoomSeat::Outside).admits(&bob, RoomPlace(place), &entry, &[]);

    assert_eq!(said, Err(RoomRefusal::NoSuchRoom));
}

#[rstest]
#[case::missing(RoomKind::Public, RoomKind::Private)]
#[case::not_to_be_there(RoomKind::Private, RoomKind::Public)]
fn what_others_come_in_by_stands_in_each_entry_of_a_public_room_and_in_no_other(
    #[case] kind: RoomKind,
    #[case] like: RoomKind,
) {
    let entry = entry(like, RoomChange::default());

    let said = log(kind, RoomSeat::Keeper).admits(&device("d1.bob"), RoomPlace(7), &entry, &[]);

    assert_eq!(said, Err(RoomRefusal::WrongInfo));
}

#[rstest]
#[case::somebody_comes(["d1.eve", "", "", ""], Ok(()))]
#[case::somebody_comes_and_goes(["d1.eve", "d1.mallory", "", ""], Ok(()))]
#[case::nobody(["", "", "", ""], Err(RoomRefusal::WrongInfo))]
#[case::somebody_goes(["", "d1.eve", "", ""], Err(RoomRefusal::WrongInfo))]
#[case::somebody_is_keeper(["", "", "d1.eve", ""], Err(RoomRefusal::WrongInfo))]
fn a_welcome_is_for_somebody(
    #[case] lists: [&str; 4],
    #[case] expected: Result<(), RoomRefusal>,
    #[values(RoomKind::Private, RoomKind::Public)] kind: RoomKind,
) {
    let welcome = Some(vec![1].try_into().unwrap());
    let entry = RoomEntry { welcome, ..entry(kind, change(lists)) };

    let said = log(kind, RoomSeat::Keeper).admits(&device("d1.bob"), RoomPlace(7), &entry, &[]);

    assert_eq!(said, expected);
}

#[rstest]
#[case::member(RoomSeat::Member, &["d1.carol"], Ok(()))]
#[case::somebody_else_is_inside(RoomSeat::Member, &["d1.dave"], Err(RoomRefusal::NotAllowed))]
#[case::nobody_is(RoomSeat::Member, &[], Err(RoomRefusal::NotAllowed))]
#[case::from_outside(RoomSeat::Outside, &["d1.carol"], Err(RoomRefusal::NoSuchRoom))]
fn a_member_welcomes_again_who_is_inside(
    #[case] seat: RoomSeat,
    #[case] inside: &[&str],
    #[case] expected: Result<(), RoomRefusal>,
) {
    let entry = entry(RoomKind::Private, change(["d1.carol", "", "", ""]));
    let inside: Vec<_> = inside.iter().map(|raw| device(raw)).collect();

    let said =
        log(RoomKind::Private, seat).admits(&device("d1.bob"), RoomPlace(7), &entry, &inside);

    assert_eq!(said, expected);
}
