use proptest::prelude::*;

use super::*;

fn offered() -> OfferedRoomEntry {
    OfferedRoomEntry {
        commit: b"hi".to_vec(),
        lets_in: vec!["d1.b.peers.x".to_owned()],
        info: Some(b"in".to_vec()),
        ..OfferedRoomEntry::default()
    }
}

fn entry() -> RoomEntry {
    RoomEntry {
        place: 9,
        by: "d1.b.peers.x".to_owned(),
        commit: b"hi".to_vec(),
        ..RoomEntry::default()
    }
}

#[test]
fn the_bytes_are_fixed() {
    let bytes = b"\xa6\x00\x42hi\x01\x81\x6cd1.b.peers.x\x02\x80\x03\x80\x04\x80\x05\x42in";
    assert_eq!(offered().encode(), bytes);
    assert_eq!(OfferedRoomEntry::decode(bytes), Ok(offered()));

    let founded = FoundRoom { kind: 1, info: Some(b"in".to_vec()) };
    assert_eq!(founded.encode(), b"\xa2\x00\x01\x01\x42in");
    assert_eq!(FoundRoom::decode(b"\xa2\x00\x01\x01\x42in"), Ok(founded));
    assert_eq!(FoundRoom::decode(b"\xa1\x00\x00"), Ok(FoundRoom::default()));

    let entries = RoomEntries { entries: vec![entry()] };
    let bytes =
        b"\xa1\x00\x81\xa7\x00\x09\x01\x6cd1.b.peers.x\x02\x42hi\x03\x80\x04\x80\x05\x80\x06\x80";
    assert_eq!(entries.encode(), bytes);
    assert_eq!(RoomEntries::decode(bytes), Ok(entries));

    let welcome = || Some(b"you".to_vec());
    let (offered, entry) = (
        OfferedRoomEntry { welcome: welcome(), ..offered() },
        RoomEntry { welcome: welcome(), ..entry() },
    );
    let bytes =
        b"\xa7\x00\x42hi\x01\x81\x6cd1.b.peers.x\x02\x80\x03\x80\x04\x80\x05\x42in\x06\x43you";
    assert_eq!(offered.encode(), bytes);
    assert_eq!(OfferedRoomEntry::decode(bytes), Ok(offered));
    let entries = RoomEntries { entries: vec![entry] };
    let bytes =
        b"\xa1\x00\x81\xa8\x00\x09\x01\x6cd1.b.peers.x\x02\x42hi\x03\x80\x04\x80\x05\x80\x06\x80\x07\x43you";
    assert_eq!(entries.encode(), bytes);
    assert_eq!(RoomEntries::decode(bytes), Ok(entries));

    let info = RoomInfo { last: 9, info: b"in".to_vec() };
    assert_eq!(info.encode(), b"\xa2\x00\x09\x01\x42in");
    assert_eq!(RoomInfo::decode(b"\xa2\x00\x09\x01\x42in"), Ok(info));
}

#[test]
fn t63_what_a_later_version_says_more_is_passed_over_and_lists_need_not_be_there() {
    let bare = OfferedRoomEntry { commit: b"hi".to_vec(), ..OfferedRoomEntry::default() };

    assert_eq!(OfferedRoomEntry::decode(b"\xa2\x00\x42hi\x09\x82\x01\x02"), Ok(bare));
}

#[test]
fn t54_too_much_and_too_little_is_refused() {
    let many_names = [&b"\xa2\x00\x42hi\x01\x98\x65"[..], &[0x60; 101]].concat();
    let a_count_that_lies = [&b"\xa2\x00\x42hi\x01\x9b"[..], &[0xff; 8]].concat();
    let a_length_that_lies = [&b"\xa1\x00\x5b"[..], &[0xff; 8]].concat();
    let no_count = b"\xa2\x00\x42hi\x01\x9f\x60\xff".to_vec();
    let more_behind_it = b"\xa1\x00\x42hi\x00".to_vec();
    let no_commit = b"\xa0".to_vec();

    for bytes in
        [many_names, a_count_that_lies, a_length_that_lies, no_count, more_behind_it, no_commit]
    {
        assert_eq!(OfferedRoomEntry::decode(&bytes), Err(MalformedRoomBody), "{bytes:x?}");
    }
}

#[test]
fn the_largest_entry_fits_a_body_and_the_largest_page_an_answer() {
    let names = vec!["a".repeat(253); 100];
    let largest = OfferedRoomEntry {
        commit: vec![0; 1 << 20],
        lets_in: names.clone(),
        info: Some(vec![0; 1 << 20]),
        welcome: Some(vec![0; 1 << 20]),
        ..OfferedRoomEntry::default()
    };
    let welcome = Some(vec![0; 1 << 20]);
    let one = RoomEntry { commit: vec![0; 1 << 20], lets_in: names, welcome, ..entry() };
    let few = RoomEntry { by: "a".repeat(253), commit: vec![0; (1 << 20) / 100], ..entry() };
    let page = |entries| RoomEntries { entries }.encode().len();

    assert!(largest.encode().len() <= MAX_ROOM_BODY_BYTES);
    assert!(page(vec![one]) <= MAX_ROOM_ANSWER_BYTES);
    assert!(page(vec![few; MAX_ROOM_PAGE_ENTRIES]) <= MAX_ROOM_ANSWER_BYTES);
    let crowd = RoomEntries { entries: vec![entry(); MAX_ROOM_PAGE_ENTRIES + 1] };
    assert_eq!(RoomEntries::decode(&crowd.encode()), Err(MalformedRoomBody));
    assert_eq!(RoomInfo::decode(&vec![0; MAX_ROOM_BODY_BYTES + 1]), Err(MalformedRoomBody));
}

proptest! {
    #[test]
    fn t63_no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = OfferedRoomEntry::decode(&bytes);
        let _ = FoundRoom::decode(&bytes);
        let _ = RoomEntries::decode(&bytes);
        let _ = RoomInfo::decode(&bytes);
    }
}
