use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

const HOUR: u64 = BeaconHour::LENGTH;

fn device(n: u8) -> DeviceSecret {
    DeviceSecret::from_seed(&[n; 32])
}

fn keys(of: impl IntoIterator<Item = u8>) -> Vec<DeviceKey> {
    of.into_iter().map(|n| device(n).public()).collect()
}

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(1_800_000_000_000 + millis)
}

fn port(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap()
}

/// What device 1 shows to these.
fn shown_to(contacts: &[DeviceKey], millis: u64) -> Beacon {
    Beacon::light(&device(1), port(7_500), contacts, BeaconHour::of(at(millis)))
}

/// What `by` finds of device 1 in it.
fn found(beacon: &Beacon, by: u8, millis: u64) -> Option<u16> {
    let lookout = Lookout::of(&device(by), &device(1).public(), at(millis));
    lookout.port(beacon.marks()).map(NonZeroU16::get)
}

/// Whether any `n` bytes stand in both.
fn share(one: &[u8], other: &[u8], n: usize) -> bool {
    let runs: HashSet<_> = one.windows(n).collect();
    other.windows(n).any(|run| runs.contains(run))
}

#[test]
fn t45_two_beacons_an_hour_apart_have_nothing_in_common_and_a_contact_finds_both() {
    let contacts = keys(2..6);
    let (now, later) = (shown_to(&contacts, 0), shown_to(&contacts, HOUR));

    let finds = [found(&now, 2, 0), found(&later, 2, HOUR)];

    assert_eq!(finds, [Some(7_500); 2]);
    assert!(!share(now.marks().as_bytes(), later.marks().as_bytes(), 4));
    assert!(!share(now.name().as_bytes(), later.name().as_bytes(), 6));
    // The measure itself sees what stays the same.
    assert!(share(now.marks().as_bytes(), shown_to(&contacts, 1).marks().as_bytes(), 4));
}

#[test]
fn t45_a_stranger_finds_nobody_nor_does_one_contact_find_what_is_for_another() {
    let beacon = shown_to(&keys([2]), 0);

    let finds = [3, 4, 1].map(|by| found(&beacon, by, 0));

    assert_eq!(finds, [None; 3]);
    assert_eq!(found(&beacon, 2, 0), Some(7_500));
}

#[test]
fn t45_how_many_contacts_there_are_does_not_show() {
    let sizes = [0, 1, 63, 64, 100].map(|n| {
        let beacon = shown_to(&keys(2..2 + n), 0);
        let marks = beacon.marks().as_bytes().chunks_exact(10);
        assert!(marks.clone().is_sorted());
        marks.collect::<HashSet<_>>().len()
    });

    assert_eq!(sizes, [BeaconMarks::COUNT; 5]);
}

#[test]
fn t45_the_port_does_not_show() {
    let beacon = shown_to(&keys(2..34), 0);

    let ports: HashSet<_> =
        beacon.marks().as_bytes().chunks_exact(10).map(|mark| &mark[8..]).collect();

    assert!(ports.len() > 60, "{} different ones", ports.len());
}

#[test]
fn t45_a_mark_is_not_the_answer_to_itself() {
    let both = [(1, 2), (2, 1)].map(|(own, other)| {
        Beacon::light(&device(own), port(7_500), &keys([other]), BeaconHour::of(at(0)))
    });

    assert!(!share(both[0].marks().as_bytes(), both[1].marks().as_bytes(), 4));
}

#[test]
fn the_first_of_too_many_contacts_find_it() {
    let beacon = shown_to(&keys(2..102), 0);

    assert_eq!(found(&beacon, 65, 0), Some(7_500));
    assert_eq!(found(&beacon, 66, 0), None);
}

#[test]
fn clocks_may_be_an_hour_apart_and_no_more() {
    let beacon = shown_to(&keys([2]), HOUR * 5);

    let finds = [3, 4, 5, 6, 7].map(|hour| found(&beacon, 2, HOUR * hour));

    assert_eq!(finds, [None, Some(7_500), Some(7_500), Some(7_500), None]);
}

#[test]
fn within_an_hour_it_stays_the_same() {
    assert_eq!(shown_to(&keys([2]), 0), shown_to(&keys([2]), HOUR - 1));
}

#[test]
fn its_bytes_are_these() {
    let beacon = Beacon::light(&device(1), port(7_500), &keys([2]), BeaconHour::of(at(0)));

    let marks = beacon.marks().as_bytes();
    let first = [0x00, 0x25, 0xb5, 0x64, 0x0c, 0xe4, 0xb9, 0x98, 0x6c, 0x36];
    let of_the_pair = [0x6b, 0x20, 0x8e, 0x9b, 0x60, 0x2a, 0xa9, 0x12, 0xed, 0x80];
    assert_eq!(beacon.name(), "92cfaf17b6dcf8c8e76f6348ba0b2114");
    assert_eq!((&marks[..10], &marks[250..260]), (&first[..], &of_the_pair[..]));
}

#[test]
fn t61_what_is_looked_for_does_not_print() {
    let lookout = Lookout::of(&device(2), &device(1).public(), at(0));

    assert_eq!(format!("{lookout:?}"), "Lookout(..)");
    assert_eq!(format!("{:?}", BeaconKey::of_own(&device(1))), "BeaconKey(..)");
}

proptest! {
    #[test]
    fn every_port_is_found_as_it_is(wanted in 1_u16.., millis in 0..HOUR * 1_000) {
        let hour = BeaconHour::of(at(millis));
        let beacon = Beacon::light(&device(1), port(wanted), &keys([2]), hour);

        prop_assert_eq!(found(&beacon, 2, millis), Some(wanted));
    }

    #[test]
    fn any_marks_can_be_looked_at(bytes in prop::collection::vec(any::<u8>(), BeaconMarks::BYTES)) {
        let marks = BeaconMarks::try_from(&bytes[..]).unwrap();
        let lookout = Lookout::of(&device(2), &device(1).public(), at(0));

        prop_assert_eq!(lookout.port(&marks), None);
    }
}
