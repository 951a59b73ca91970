use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::{DeviceAddress, DeviceSecret, Enrolment, MalformedDeviceList};

fn account() -> AccountSecret {
    AccountSecret::from_seed(&[1; 32])
}

fn device(id: &str, seed: u8) -> Device {
    let own = DeviceSecret::from_seed(&[seed; 32]);
    let device: DeviceAddress = format!("{id}.a.peers.x.org").parse().unwrap();
    let enrolment = Enrolment::sign(device.clone(), &account(), &own);
    Device { id: device.device, key: own.public(), signature: enrolment.account_signature }
}

fn alice() -> Person {
    Person {
        address: "a@x.org".parse().unwrap(),
        account_key: account().public(),
        devices: vec![device("d1", 2)],
        list: None,
    }
}

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn second() -> DeviceList {
    DeviceList::with(&alice(), device("d2", 3), at(1_000_000), &account()).unwrap()
}

fn with_second() -> Person {
    Person::listed(account().public(), second())
}

#[test]
fn the_bytes_are_fixed() {
    let list = second();
    let bytes = list.encode();

    assert_eq!(&bytes[..21], b"\x88\x01\x67a@x.org\x02\x1a\x00\x0f\x42\x40\x01\x62d2\x82");
    assert_eq!(&bytes[21..27], b"\x84\x62d1\x58\x20");
    assert_eq!(bytes.len(), 21 + 2 * (6 + 32 + 2 + 64) + 1 + 5 + 2 + 64);
    assert_eq!(&bytes[bytes.len() - 64..], list.signature.as_bytes());
    assert_eq!(DeviceList::decode(&bytes), Ok(list.clone()));
    let signed = list.signed();
    assert_eq!(&signed[..44], b"\x2bcauserie v1 device list, by the account key");
    // The same bytes without the last place.
    assert_eq!(signed[44], 0x87);
    assert_eq!(signed[45..], bytes[1..bytes.len() - 66]);
}

#[test]
fn what_the_account_signed_is_verified() {
    assert_eq!(second().verify(&account().public()), Ok(()));
    assert_eq!(
        second().devices.iter().map(|it| it.since).collect::<Vec<_>>(),
        [None, Some(at(1_000_000))]
    );
}

#[rstest]
#[case::another_person(|it: &mut DeviceList| it.person = "b@x.org".parse().unwrap())]
#[case::another_version(|it: &mut DeviceList| it.version = 3)]
#[case::another_moment(|it: &mut DeviceList| it.issued_at = at(7))]
#[case::another_change(|it: &mut DeviceList| it.change = DeviceChange::Linked("d1".parse().unwrap()))]
#[case::one_device_less(|it: &mut DeviceList| drop(it.devices.pop()))]
#[case::one_device_more(|it: &mut DeviceList| it.devices.push(ListedDevice { device: device("d3", 9), since: None }))]
#[case::another_order(|it: &mut DeviceList| it.devices.reverse())]
#[case::no_signature(|it: &mut DeviceList| it.signature = [0; 64].into())]
fn t06_a_change_of_anything_is_refused(#[case] change: fn(&mut DeviceList)) {
    let mut list = second();

    change(&mut list);

    assert_eq!(list.verify(&account().public()), Err(BadSignature));
}

#[test]
fn t01_a_device_that_the_account_did_not_take_on_is_refused_even_in_a_list_it_signed() {
    let stranger = Device { signature: [0; 64].into(), ..device("d2", 3) };

    let list = DeviceList::with(&alice(), stranger, at(1), &account()).unwrap();

    assert_eq!(list.verify(&account().public()), Err(BadSignature));
}

#[test]
fn t01_the_signature_of_an_enrolment_is_none_of_a_list() {
    let mut list = second();

    list.signature = list.devices[0].device.signature;

    assert_eq!(list.verify(&account().public()), Err(BadSignature));
    let other = AccountSecret::from_seed(&[9; 32]).public();
    assert_eq!(second().verify(&other), Err(BadSignature));
}

#[test]
fn t49_an_earlier_list_and_another_of_the_same_number_are_refused() {
    let (second, alice) = (second(), with_second());
    let third = DeviceList::without(&alice, &"d2".parse().unwrap(), at(2), &account()).unwrap();
    let other = DeviceList::with(&self::alice(), device("d9", 9), at(3), &account()).unwrap();

    assert_eq!(second.after(None), Succession::Newer);
    assert_eq!(third.after(Some(&second)), Succession::Newer);
    assert_eq!(second.after(Some(&second)), Succession::Same);
    assert_eq!(second.after(Some(&third)), Succession::Refused);
    assert_eq!(other.after(Some(&second)), Succession::Refused);
}

#[test]
fn a_device_is_taken_away_and_the_first_one_never() {
    let alice = with_second();
    let without = |id: &str| DeviceList::without(&alice, &id.parse().unwrap(), at(2), &account());

    let third = without("d2").unwrap();

    assert_eq!((third.version, third.devices()), (3, vec![device("d1", 2)]));
    assert_eq!(third.change, DeviceChange::Revoked("d2".parse().unwrap()));
    assert_eq!(without("d1"), Err(NoSuchList::First));
    assert_eq!(without("d9"), Err(NoSuchList::Unknown));
}

#[test]
fn no_id_and_no_key_is_there_twice_and_no_more_than_sixteen_are() {
    let with = |alice: &Person, device| DeviceList::with(alice, device, at(2), &account());
    let mut alice = alice();
    assert_eq!(with(&alice, device("d1", 3)), Err(NoSuchList::Twice));
    assert_eq!(
        with(&alice, Device { key: device("d1", 2).key, ..device("d2", 3) }),
        Err(NoSuchList::Twice)
    );

    for n in 2..=16 {
        let list = with(&alice, device(&format!("fourteen-chars{n:02}"), n + 1)).unwrap();
        alice = Person::listed(alice.account_key, list);
    }

    let longest = alice.list.clone().unwrap();
    assert_eq!(longest.devices.len(), DeviceList::MOST);
    assert!(longest.encode().len() < DeviceList::MAX_BYTES);
    assert_eq!(DeviceList::decode(&longest.encode()), Ok(longest));
    assert_eq!(with(&alice, device("one-more", 99)), Err(NoSuchList::TooMany));
}

#[test]
fn telling_somebody_again_is_telling_them_once_and_nobody_else() {
    let (bob, carol) = ("b@x.org".parse().unwrap(), "c@x.org".parse().unwrap());

    let id = second().message_id(&bob);

    assert_eq!(second().message_id(&bob), id);
    assert_eq!(id.to_string().as_bytes()[14], b'7');
    assert_ne!(second().message_id(&carol), id);
}

#[test]
fn t54_a_count_that_lies_and_a_list_that_none_can_be_are_refused() {
    let bytes = second().encode();
    let mut many = bytes.clone();
    many.splice(20..21, [0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    let twice = DeviceList { devices: vec![second().devices[1].clone(); 2], ..second() };
    let none = DeviceList { devices: vec![], ..second() };
    let first = DeviceList { version: 1, ..second() };

    for bytes in [many, twice.encode(), none.encode(), first.encode()] {
        assert_eq!(DeviceList::decode(&bytes), Err(MalformedDeviceList));
    }
    assert_eq!(DeviceList::decode(&[0; DeviceList::MAX_BYTES + 1]), Err(MalformedDeviceList));
}

#[test]
fn a_truncated_or_extended_list_is_refused() {
    let bytes = second().encode();

    for end in 0..bytes.len() {
        assert_eq!(DeviceList::decode(&bytes[..end]), Err(MalformedDeviceList));
    }
    assert_eq!(DeviceList::decode(&[&bytes[..], &[0]].concat()), Err(MalformedDeviceList));
}

#[test]
fn t06_whoever_tells_of_an_earlier_list_or_of_none_changes_nothing() {
    let (before, now) = (alice(), with_second());
    let revoked = DeviceList::without(&now, &"d2".parse().unwrap(), at(2), &account()).unwrap();
    let later = Person::listed(account().public(), revoked);

    assert_eq!(before.clone().told(&now), now);
    assert_eq!(now.clone().told(&later), later);
    assert_eq!(later.clone().told(&now), later);
    assert_eq!(later.clone().told(&before), later);
    let more = Person { devices: vec![device("d1", 2), device("d2", 3)], ..before.clone() };
    assert_eq!(before.told(&more), more);
}

proptest! {
    #[test]
    fn t63_no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = DeviceList::decode(&bytes);
    }

    #[test]
    fn t63_a_flipped_bit_is_an_error_or_another_list(bit in 0..350_usize * 8) {
        let mut bytes = second().encode();
        let bit = bit % (bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);

        if let Ok(other) = DeviceList::decode(&bytes) {
            prop_assert_eq!(other.verify(&account().public()), Err(BadSignature));
        }
    }
}
