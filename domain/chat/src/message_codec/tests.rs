use proptest::prelude::*;

use super::*;
use crate::{FileHash, FileKey, FileManifest, SharedFile};

fn hello() -> Message {
    Message {
        id: "0191d5f2-7c4a-7abc-8def-0123456789ab".parse().unwrap(),
        author: "a@x.org".parse().unwrap(),
        recipient: "b@x.org".parse().unwrap(),
        sent_at: Timestamp::from_millis(1_000_000),
        body: Body::Text("hi".parse().unwrap()),
        reply_to: None,
        expires_at: None,
    }
}

const HELLO: &[u8] =
    b"\xa7\x00\x01\x01\x50\x01\x91\xd5\xf2\x7c\x4a\x7a\xbc\x8d\xef\x01\x23\x45\x67\x89\xab\
    \x02\x67a@x.org\x03\x67b@x.org\x04\x1a\x00\x0f\x42\x40\x05\x01\x06\x42hi";

#[test]
fn the_bytes_are_fixed() {
    assert_eq!(hello().encode(), HELLO);
    assert_eq!(Message::decode(HELLO), Ok(hello()));
}

#[test]
fn the_bytes_of_one_in_a_room_are_fixed() {
    let recipient = crate::RoomId::from([0xa1; 16]).into();
    let in_room = Message { recipient, ..hello() };
    let (before, behind) = (&HELLO[..HELLO.len() - 21], &HELLO[HELLO.len() - 12..]);
    let room = "a1".repeat(16);
    let bytes = [before, b"\x03\x78\x21#", room.as_bytes(), behind].concat();

    assert_eq!(in_room.encode(), bytes);
    assert_eq!(Message::decode(&bytes), Ok(in_room));
}

#[test]
fn the_bytes_of_one_after_another_are_fixed() {
    let before = EnvelopeId::try_from([7; 16].as_slice()).unwrap();
    let mut bytes = HELLO.to_vec();
    bytes[0] = 0xa8;
    bytes.extend_from_slice(b"\x07\x50");
    bytes.extend_from_slice(&[7; 16]);

    assert_eq!(hello().encode_after(Some(before)), bytes);
    assert_eq!(Message::decode_after(&bytes), Ok((hello(), Some(before))));
    assert_eq!(Message::decode(&bytes), Ok(hello()));
    assert_eq!(Message::decode_after(HELLO), Ok((hello(), None)));
}

#[test]
fn t36_the_bytes_of_a_reply_that_disappears_are_fixed() {
    let before = EnvelopeId::try_from([7; 16].as_slice()).unwrap();
    let reply_to = MessageRef { id: hello().id, author: "b@x.org".parse().unwrap() };
    let expires_at = Some(Timestamp::from_millis(1_000_001));
    let reply = Message { reply_to: Some(reply_to), expires_at, ..hello() };
    let mut bytes = [HELLO, b"\x07\x50", &[7; 16], b"\x08\x82\x50"].concat();
    bytes[0] = 0xaa;
    bytes.extend_from_slice(hello().id.as_bytes());
    bytes.extend_from_slice(b"\x67b@x.org\x09\x1a\x00\x0f\x42\x41");

    assert_eq!(reply.encode_after(Some(before)), bytes);
    assert_eq!(Message::decode_after(&bytes), Ok((reply.clone(), Some(before))));
    assert_eq!(Message::decode(&reply.encode()), Ok(reply));
}

#[test]
fn what_may_be_left_out_may_not_come_twice_or_as_something_else() {
    for (fields, extra) in [
        (2, &b"\x09\x01\x09\x01"[..]),
        (1, b"\x09\x60"),
        (1, b"\x08\x82\x01\x02"),
        (1, b"\x08\x81\x40"),
    ] {
        let mut bytes = [HELLO, extra].concat();
        bytes[0] += fields;

        assert_eq!(Message::decode(&bytes), Err(MalformedMessage), "{extra:?}");
    }
}

#[test]
fn what_is_no_envelope_or_comes_twice_comes_after_nothing() {
    let mut short = [HELLO, b"\x07\x4f", &[7; 15]].concat();
    short[0] = 0xa8;
    let mut twice = [HELLO, b"\x07\x50", &[7; 16], b"\x07\x50", &[7; 16]].concat();
    twice[0] = 0xa9;

    assert_eq!(Message::decode_after(&short), Err(MalformedMessage));
    assert_eq!(Message::decode_after(&twice), Err(MalformedMessage));
}

#[test]
fn t63_later_fields_are_passed_over() {
    let mut bytes = HELLO.to_vec();
    bytes[0] = 0xa8;
    bytes.extend_from_slice(b"\x0a\x82\x01\x02");

    assert_eq!(Message::decode(&bytes), Ok(hello()));
}

#[test]
fn the_bytes_of_one_that_offers_a_file_are_fixed() {
    let (hash, key) = (FileHash([1; 32]), FileKey::from([2; 32]));
    let manifest = FileManifest::new("a.txt".parse().unwrap(), None, (1, 16), hash, key).unwrap();
    let shared = SharedFile { manifest, caption: Some("hi".parse().unwrap()) };
    let data = shared.encode();
    let offer = Message { body: Body::File(Box::new(shared)), ..hello() };
    let before = &HELLO[..HELLO.len() - 6];
    let length = u8::try_from(data.len()).unwrap();
    let bytes = [before, &[0x05, 0x0e, 0x06, 0x58, length], &data].concat();

    assert_eq!(offer.encode(), bytes);
    assert_eq!(Message::decode(&bytes), Ok(offer));
}

#[test]
fn t54_one_that_offers_what_is_no_file_is_refused() {
    let before = &HELLO[..HELLO.len() - 6];

    for data in [&[0xa0][..], b"hi", &[0xa1, 0x00, 0x41, 0x00]] {
        let length = 0x40 + u8::try_from(data.len()).unwrap();
        let bytes = [before, &[0x05, 0x0e, 0x06, length], data].concat();
        assert_eq!(Message::decode(&bytes), Err(MalformedMessage));
    }
}

#[test]
fn a_truncated_or_extended_message_is_refused() {
    for length in 0..HELLO.len() {
        assert_eq!(Message::decode(&HELLO[..length]), Err(MalformedMessage));
    }
    assert_eq!(Message::decode(&[HELLO, &[0]].concat()), Err(MalformedMessage));
}

#[test]
fn t54_deep_nesting_behind_the_known_fields_is_an_error_or_skipped() {
    let mut bytes = HELLO.to_vec();
    bytes[0] = 0xa8;
    bytes.push(10);
    bytes.extend(std::iter::repeat_n(0x81, 90_000));

    assert_eq!(Message::decode(&bytes), Err(MalformedMessage));
}

proptest! {
    #[test]
    fn t63_no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Message::decode(&bytes);
    }

    #[test]
    fn t63_a_flipped_bit_is_an_error_or_another_message(bit in 0..HELLO.len() * 8) {
        let mut bytes = HELLO.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);

        if let Ok(other) = Message::decode(&bytes) {
            prop_assert_ne!(other, hello());
        }
    }

    #[test]
    fn every_body_round_trips(kind: u64, data in proptest::collection::vec(any::<u8>(), 1..300)) {
        if let Ok(body) = Body::from_parts(kind, data) {
            let message = Message { body, ..hello() };
            prop_assert_eq!(Message::decode(&message.encode()), Ok(message));
        }
    }
}
