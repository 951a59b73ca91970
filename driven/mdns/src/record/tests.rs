use std::{
    net::{IpAddr, Ipv4Addr},
    num::NonZeroU16,
};

use causerie_chat::{BeaconHour, DeviceSecret, Timestamp};
use rstest::rstest;

use super::*;

/// The beacon of device 1 for device 2, in hour `n`.
fn beacon(n: u64) -> Beacon {
    let [own, contact] = [1, 2].map(|n| DeviceSecret::from_seed(&[n; 32]));
    let hour = BeaconHour::of(Timestamp::from_millis(n * BeaconHour::LENGTH));
    Beacon::light(&own, NonZeroU16::new(7_500).unwrap(), &[contact.public()], hour)
}

fn shown(beacon: &Beacon) -> ServiceInfo {
    let listener = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
    instance(beacon, Networks::of_listener(listener).unwrap()).unwrap()
}

/// What is in the records but addresses, which the network gives, and what all beacons have in common.
fn told(info: &ServiceInfo) -> Vec<Vec<u8>> {
    let instance = info.get_fullname().strip_suffix(&format!(".{SERVICE}")).unwrap();
    let host = info.get_hostname().strip_suffix(".local.").unwrap();
    assert_eq!((info.get_port(), info.get_property_val("v")), (9, Some(Some(&b"1"[..]))));
    let pieces = PIECES.map(|key| info.get_property_val(key).flatten().unwrap().to_vec());
    let names = [instance, host].map(|name| name.as_bytes().to_vec());
    assert_eq!(info.get_properties().len(), 1 + PIECES.len());
    names.into_iter().chain(pieces).collect()
}

#[test]
fn t45_the_records_of_two_hours_share_nothing_that_not_every_beacon_has() {
    let (now, later) = (told(&shown(&beacon(500_000))), told(&shown(&beacon(500_001))));

    let shared = |one: &Vec<u8>| {
        let others = later.iter().flat_map(|other| other.windows(4));
        others.into_iter().any(|run| one.windows(4).any(|other| other == run))
    };

    assert!(!now[2..].iter().any(shared));
    assert_ne!(now[..2], later[..2]);
}

#[test]
fn the_records_hold_no_more_than_marks_a_name_and_the_address() {
    let info = shown(&beacon(500_000));

    assert_eq!(told(&info)[0], told(&info)[1]);
    assert_eq!(info.get_addresses().len(), 1);
    assert!(!info.is_addr_auto());
}

#[test]
fn marks_are_read_as_they_were_shown() {
    let beacon = beacon(500_000);

    let read = marks(shown(&beacon).get_properties());

    assert_eq!(read.as_ref(), Some(beacon.marks()));
}

#[rstest]
#[case::nothing(&[])]
#[case::another_version(&[("v", 2), ("0", 160), ("1", 160), ("2", 160), ("3", 160)])]
#[case::no_version(&[("0", 160), ("1", 160), ("2", 160), ("3", 160)])]
#[case::a_piece_is_missing(&[("v", 1), ("0", 160), ("1", 160), ("2", 160)])]
#[case::a_piece_is_short(&[("v", 1), ("0", 160), ("1", 160), ("2", 160), ("3", 159)])]
#[case::a_piece_is_long(&[("v", 1), ("0", 160), ("1", 160), ("2", 160), ("3", 161)])]
fn what_is_no_beacon_is_passed_over(#[case] pieces: &[(&str, usize)]) {
    let text: Vec<u8> = pieces
        .iter()
        .flat_map(|(key, length)| {
            let value =
                if *key == "v" { length.to_string().into_bytes() } else { vec![7; *length] };
            let string = [key.as_bytes(), b"=", &value].concat();
            [vec![u8::try_from(string.len()).unwrap()], string].concat()
        })
        .collect();

    assert_eq!(marks(&TxtProperties::from(&text[..])), None);
}
