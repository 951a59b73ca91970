use proptest::prelude::*;
use rstest::rstest;

use super::*;

const ID: &[u8] = b"\x01\x91\xd5\xf2\x7c\x4a\x7a\xbc\x8d\xef\x01\x23\x45\x67\x89\xab";

fn id() -> MessageId {
    ID.try_into().unwrap()
}

fn edit() -> (Body, Vec<u8>) {
    let body = Body::Edit { target: id(), text: "hi".parse().unwrap() };
    (body, [b"\xa2\x00\x50", ID, b"\x01\x62hi"].concat())
}

fn deletion() -> (Body, Vec<u8>) {
    (Body::Delete { target: id() }, [b"\xa1\x00\x50", ID].concat())
}

fn reaction() -> (Body, Vec<u8>) {
    let target = MessageRef { id: id(), author: "a@x.org".parse().unwrap() };
    let body = Body::Reaction { target, emoji: Some("+1".parse().unwrap()) };
    (body, [b"\xa3\x00\x50", ID, b"\x01\x67a@x.org\x02\x62+1"].concat())
}

fn taken_back() -> (Body, Vec<u8>) {
    let target = MessageRef { id: id(), author: "a@x.org".parse().unwrap() };
    let body = Body::Reaction { target, emoji: None };
    (body, [b"\xa2\x00\x50", ID, b"\x01\x67a@x.org"].concat())
}

#[rstest]
#[case::edit(edit())]
#[case::deletion(deletion())]
#[case::reaction(reaction())]
#[case::taken_back(taken_back())]
#[case::typing((Body::Typing, vec![0xa0]))]
fn the_bytes_are_fixed(#[case] (body, bytes): (Body, Vec<u8>)) {
    assert_eq!(*body.data(), bytes);
    assert_eq!(Body::from_parts(body.kind(), bytes), Ok(body));
}

#[rstest]
#[case::edit(edit())]
#[case::deletion(deletion())]
#[case::reaction(reaction())]
#[case::taken_back(taken_back())]
#[case::typing((Body::Typing, vec![0xa0]))]
fn t63_later_fields_are_passed_over(#[case] (body, mut bytes): (Body, Vec<u8>)) {
    bytes[0] += 1;
    let later = [&bytes[..], b"\x08\x82\x01\x02"].concat();
    let own = [&bytes[..], b"\x07\x01"].concat();

    assert_eq!(Body::from_parts(body.kind(), later), Ok(body.clone()));
    assert!(Body::from_parts(body.kind(), own).is_err());
}

#[rstest]
#[case::edit(edit())]
#[case::deletion(deletion())]
#[case::reaction(reaction())]
#[case::typing((Body::Typing, vec![0xa0]))]
fn what_is_cut_off_or_goes_on_is_refused(#[case] (body, bytes): (Body, Vec<u8>)) {
    for length in 0..bytes.len() {
        assert!(Body::from_parts(body.kind(), bytes[..length].to_vec()).is_err(), "{length}");
    }
    assert!(Body::from_parts(body.kind(), [&bytes[..], &[0]].concat()).is_err());
}

#[test]
fn t54_a_map_that_lies_and_a_sign_that_is_too_long_are_refused() {
    let endless = [b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff\x00\x50", ID].concat();
    let many = [b"\xb8\x21\x00\x50", ID].concat();
    let sign = [b"\xa3\x00\x50", ID, b"\x01\x67a@x.org\x02\x78\x21", &[b'a'; 33]].concat();

    assert!(Body::from_parts(4, endless).is_err());
    assert!(Body::from_parts(4, many).is_err());
    assert!(Body::from_parts(5, sign).is_err());
}

#[test]
fn the_longest_text_can_be_edited() {
    let edit = Body::Edit { target: id(), text: "a".repeat(65_536).try_into().unwrap() };
    let longer =
        [b"\xa2\x00\x50", ID, b"\x01\x7a\x00\x01\x00\x01", "a".repeat(65_537).as_bytes()].concat();

    assert_eq!(Body::from_parts(3, edit.data().into_owned()), Ok(edit));
    assert!(Body::from_parts(3, longer).is_err());
}

proptest! {
    #[test]
    fn t63_no_bytes_panic(kind in 0_u64..8, bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Body::from_parts(kind, bytes);
    }

    #[test]
    fn t63_what_begins_well_does_not_panic(
        which in 0_usize..3,
        at in 0_usize..40,
        bytes in proptest::collection::vec(any::<u8>(), 0..20),
    ) {
        let (body, known) = [edit(), deletion(), reaction()][which].clone();
        let begun = [&known[..at.min(known.len())], &bytes].concat();
        let _ = Body::from_parts(body.kind(), begun);
    }
}
