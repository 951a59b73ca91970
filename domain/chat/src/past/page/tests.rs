use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::{
    AccountSecret, Body, Cause, DeliveryState, Device, DeviceSecret, Message, Path, Person,
    Standing, Terms, Timestamp,
};

fn entry(n: u64, text: &str) -> PastMessage {
    let message = Message {
        id: format!("0191d5f2-7c4a-7abc-8def-{n:012x}").parse().unwrap(),
        author: "alice@x.org".parse().unwrap(),
        recipient: "bob@x.org".parse().unwrap(),
        sent_at: Timestamp::from_millis(1_000),
        body: Body::Text(text.parse().unwrap()),
        reply_to: None,
        expires_at: None,
    };
    PastMessage { message, changed_at: Timestamp::from_millis(9), state: DeliveryState::Read }
}

fn person() -> PastPerson {
    let device = Device {
        id: "d1".parse().unwrap(),
        key: DeviceSecret::from_seed(&[2; 32]).public(),
        signature: [3; 64].into(),
    };
    let person = Person {
        address: "bob@x.org".parse().unwrap(),
        account_key: AccountSecret::from_seed(&[1; 32]).public(),
        devices: vec![device],
        list: None,
    };
    PastPerson {
        offered: Some(person.clone()),
        person,
        verified: Some(Timestamp::from_millis(5)),
        standing: Standing { terms: Terms::Ignored, is_blocked: true },
        timer: Some(1_000.try_into().unwrap()),
    }
}

fn read(page: &HistoryPage) -> Result<HistoryPage, MalformedHistory> {
    HistoryPage::decode(&page.encode())
}

#[test]
fn the_bytes_are_fixed() {
    let page = HistoryPage::of_entries(vec![(7, entry(1, "hi"))], 300, false);
    let message = entry(1, "hi").message.encode();

    let bytes = page.encode();

    let length = u8::try_from(message.len()).unwrap();
    let head = [&b"\x85\x01\x19\x01\x2c\x07\x01\x81\x84\x58"[..], &[length]].concat();
    assert_eq!(bytes, [&head[..], &message, b"\x09\x04\xf6"].concat());
    assert_eq!(HistoryPage::decode(&bytes), Ok(page));
    let empty = HistoryPage::of_people(Vec::new(), 0, true);
    assert_eq!(empty.encode(), b"\x85\x01\x00\xf6\x00\x80");
}

#[rstest]
#[case(DeliveryState::Queued)]
#[case(DeliveryState::Stored)]
#[case(DeliveryState::Delivered(Path::Direct))]
#[case(DeliveryState::Delivered(Path::Mailbox))]
#[case(DeliveryState::Read)]
#[case(DeliveryState::Failed(Cause::UNREACHABLE))]
fn each_state_comes_back(#[case] state: DeliveryState) {
    let page = HistoryPage::of_entries(vec![(1, PastMessage { state, ..entry(1, "hi") })], 1, true);

    assert_eq!(read(&page), Ok(page));
}

#[test]
fn people_come_back_with_all_that_is_known_of_them() {
    let plain = PastPerson {
        verified: None,
        offered: None,
        standing: Standing::ACCEPTED,
        timer: None,
        ..person()
    };
    let page = HistoryPage::of_people(vec![(1, person()), (2, plain)], 0, true);

    assert_eq!(read(&page), Ok(page));
}

#[test]
fn a_page_has_as_many_as_fit_and_says_where_to_go_on() {
    let short = |n| (n, entry(n, "hi"));
    let long = |n| (n, entry(n, &"a".repeat(64_000)));
    let count = |page: &HistoryPage| match &page.items {
        HistoryItems::Entries(entries) => entries.len(),
        HistoryItems::People(_) => 0,
    };

    let many = HistoryPage::of_entries((1..=300).map(short).collect(), 300, true);
    let heavy = HistoryPage::of_entries((1..=9).map(long).collect(), 9, true);
    let last = HistoryPage::of_entries((1..=3).map(short).collect(), 3, true);
    let more = HistoryPage::of_entries((1..=3).map(short).collect(), 9, false);

    assert_eq!((count(&many), many.next), (200, Some(200)));
    assert_eq!((count(&heavy), heavy.next), (2, Some(2)));
    assert_eq!((count(&last), last.next), (3, None));
    assert_eq!((count(&more), more.next), (3, Some(3)));
    assert!(heavy.encode().len() < HistoryPage::MAX_BYTES + 64);
    assert_eq!(read(&heavy), Ok(heavy));
}

#[test]
fn t54_the_largest_page_fits_its_seal() {
    let padded = crate::pad(vec![0; HistoryPage::MAX_BYTES + 64]);

    assert!(padded.len() + 40 <= HistoryPage::MAX_SEALED_BYTES);
}

#[test]
fn t54_a_page_of_more_than_its_bound_is_refused() {
    let page = HistoryPage {
        total: 201,
        next: None,
        items: HistoryItems::Entries(vec![entry(1, "hi"); 201]),
    };

    assert_eq!(read(&page), Err(MalformedHistory));
    assert_eq!(
        HistoryPage::decode(b"\x85\x01\x00\xf6\x01\x9b\xff\xff\xff\xff\xff\xff\xff\xff"),
        Err(MalformedHistory)
    );
}

#[test]
fn what_is_behind_a_page_is_refused() {
    let page = HistoryPage::of_people(Vec::new(), 0, true);

    assert_eq!(HistoryPage::decode(&[page.encode(), vec![0]].concat()), Err(MalformedHistory));
}

proptest! {
    #[test]
    fn t63_no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = HistoryPage::decode(&bytes);
    }

    #[test]
    fn t63_no_change_of_a_page_panics(at in 0_usize..200, to: u8) {
        let page = HistoryPage::of_people(vec![(1, person())], 1, true);
        let mut bytes = page.encode();
        let at = at % bytes.len();
        bytes[at] = to;
        let _ = HistoryPage::decode(&bytes);
    }
}
