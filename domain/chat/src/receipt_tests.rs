use proptest::prelude::*;

use super::*;
use crate::Timer;

fn receipt() -> Receipt {
    let message = |n: u8| format!("0191d5f2-7c4a-7abc-8def-0123456789{n:02x}").parse().unwrap();
    Receipt {
        delivered: vec![message(1), message(2)],
        read: vec![message(1)],
        refused: vec![(EnvelopeId::try_from([7; 16].as_slice()).unwrap(), Cause::CANNOT_OPEN)],
        seen: Vec::new(),
        chosen: Vec::new(),
    }
}

/// One that has something to say to another device of its person.
fn to_own() -> Receipt {
    let seen = (receipt().read[0], "bob@example.org".parse().unwrap());
    Receipt { seen: vec![(seen.1, seen.0)], ..receipt() }
}

fn about(about: impl Into<crate::Conversation>) -> Chosen {
    let choice = Choice::Timer(Some(Timer::try_from(Timer::MAX_MILLIS).unwrap()));
    Chosen { about: about.into(), choice, at: Timestamp::from_millis(u64::MAX >> 1) }
}

const BYTES: &[u8] =
    b"\xa3\x00\x82\x50\x01\x91\xd5\xf2\x7c\x4a\x7a\xbc\x8d\xef\x01\x23\x45\x67\x89\x01\
    \x50\x01\x91\xd5\xf2\x7c\x4a\x7a\xbc\x8d\xef\x01\x23\x45\x67\x89\x02\
    \x01\x81\x50\x01\x91\xd5\xf2\x7c\x4a\x7a\xbc\x8d\xef\x01\x23\x45\x67\x89\x01\
    \x02\x81\x82\x50\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x6bCANNOT_OPEN";

#[test]
fn the_bytes_are_fixed() {
    assert_eq!(receipt().encode(), BYTES);
    assert_eq!(Receipt::decode(BYTES), Ok(receipt()));
}

#[test]
fn t63_later_fields_are_passed_over() {
    let mut bytes = BYTES.to_vec();
    bytes[0] = 0xa4;
    bytes.extend_from_slice(b"\x05\x82\x01\x02");

    assert_eq!(Receipt::decode(&bytes), Ok(receipt()));
}

#[test]
fn what_was_seen_is_told_behind_all_that_earlier_versions_read() {
    let mut expected = BYTES.to_vec();
    expected[0] = 0xa4;
    expected.extend_from_slice(b"\x03\x81\x82\x6fbob@example.org\x50");
    expected.extend_from_slice(receipt().read[0].as_bytes());

    assert_eq!(to_own().encode(), expected);
    assert_eq!(Receipt::decode(&expected), Ok(to_own()));
}

#[test]
fn t54_as_much_as_there_may_be_fits_into_a_message() {
    let (name, label) = ("a".repeat(32), "b".repeat(59));
    let longest: Address = format!("{name}@{label}.{label}.{label}").parse().unwrap();
    let refused = (receipt().refused[0].0, "A".repeat(40).parse().unwrap());
    let most = Receipt {
        delivered: vec![receipt().read[0]; Receipt::MOST],
        read: vec![receipt().read[0]; Receipt::MOST],
        refused: vec![refused; Receipt::MOST],
        seen: vec![(longest.clone(), receipt().read[0]); Receipt::MOST_SEEN],
        chosen: vec![about(longest); Receipt::MOST_CHOSEN],
    };
    let more = Receipt {
        seen: vec![to_own().seen[0].clone(); Receipt::MOST_SEEN + 1],
        ..Receipt::default()
    };

    assert!(most.encode().len() <= crate::Text::MAX_BYTES);
    assert_eq!(Receipt::decode(&most.encode()), Ok(most));
    assert_eq!(Receipt::decode(&more.encode()), Err(MalformedMessage));
}

#[test]
fn what_was_decided_is_told_behind_that_and_a_kind_that_came_later_is_passed_over() {
    let chosen = about("bob@example.org".parse::<Address>().unwrap());
    let receipt = Receipt { chosen: vec![chosen], ..receipt() };
    let mut expected = BYTES.to_vec();
    expected[0] = 0xa4;
    expected.extend_from_slice(
        b"\x04\x81\x84\x6fbob@example.org\x03\x1b\x00\x00\x00\x07\x57\xb1\x2c\x00",
    );
    expected.extend_from_slice(b"\x1b\x7f\xff\xff\xff\xff\xff\xff\xff");
    let kind = expected.len() - 19;
    let mut later = expected.clone();
    later[kind] = 4;
    let mut wrong = expected.clone();
    wrong[kind] = 1;

    assert_eq!(receipt.encode(), expected);
    assert_eq!(Receipt::decode(&expected), Ok(receipt));
    assert_eq!(Receipt::decode(&later), Ok(self::receipt()));
    assert_eq!(Receipt::decode(&wrong), Err(MalformedMessage));
}

#[test]
fn what_was_decided_about_a_room_names_it_as_conversations_do() {
    let chosen = about(crate::RoomId::from([0xa1; 16]));
    let receipt = Receipt { chosen: vec![chosen], ..receipt() };
    let room = format!("#{}", "a1".repeat(16));

    let bytes = receipt.encode();

    assert!(bytes.windows(room.len()).any(|part| part == room.as_bytes()));
    assert_eq!(Receipt::decode(&bytes), Ok(receipt));
}

#[test]
fn t54_more_than_the_most_and_a_count_that_lies_are_refused() {
    let id = receipt().read[0];
    let most = Receipt { delivered: vec![id; Receipt::MOST], ..Receipt::default() };
    let more = Receipt { delivered: vec![id; Receipt::MOST + 1], ..Receipt::default() };

    assert_eq!(Receipt::decode(&most.encode()), Ok(most));
    assert_eq!(Receipt::decode(&more.encode()), Err(MalformedMessage));
    let lie = b"\xa3\x00\x9b\xff\xff\xff\xff\xff\xff\xff\xff";
    assert_eq!(Receipt::decode(lie), Err(MalformedMessage));
}

#[test]
fn a_truncated_or_extended_receipt_is_refused() {
    for length in 0..BYTES.len() {
        assert_eq!(Receipt::decode(&BYTES[..length]), Err(MalformedMessage));
    }
    assert_eq!(Receipt::decode(&[BYTES, &[0]].concat()), Err(MalformedMessage));
}

proptest! {
    #[test]
    fn t63_no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Receipt::decode(&bytes);
    }
}
