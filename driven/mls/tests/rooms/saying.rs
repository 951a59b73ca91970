//! What is said in a room.

use causerie_usecases::ports::{GroupChange, GroupRefused, OpenedText};
use proptest::{prelude::*, sample::Index};

use crate::given::{agree, assert_one_room, room};

#[test]
fn what_was_said_before_the_last_commits_is_still_read() {
    let mut members = room(&["alice", "bob"]);
    let said: Vec<_> = (0..=OpenedText::FORMER_EPOCHS + 1)
        .map(|epoch| {
            let sealed = members[0].say(&epoch.to_string());
            if epoch <= OpenedText::FORMER_EPOCHS {
                let turn = members[0].prepare(&GroupChange::default()).unwrap();
                agree(&mut members, 0, &turn);
            }
            sealed
        })
        .collect();

    members[1].crash();

    assert_eq!(members[1].hear(&said[0]), Err(GroupRefused::EarlierEpoch));
    for (epoch, sealed) in said.iter().enumerate().skip(1) {
        assert_eq!(members[1].hear(sealed).unwrap().1, epoch.to_string());
    }
}

#[test]
fn more_than_so_many_missing_messages_are_out_of_reach() {
    let mut members = room(&["alice", "bob"]);
    let mut said: Vec<_> =
        (0..=OpenedText::AHEAD + 1).map(|n| members[0].say(&n.to_string())).collect();

    assert_eq!(members[1].hear(&said.pop().unwrap()), Err(GroupRefused::OutOfReach));
    assert_eq!(members[1].hear(&said.pop().unwrap()).unwrap().1, OpenedText::AHEAD.to_string());
    assert_eq!(members[1].hear(&said[0]).unwrap().1, "0");
}

#[test]
fn what_one_says_is_not_opened_by_themselves() {
    let mut members = room(&["alice", "bob"]);
    let sealed = members[0].say("to the others");

    assert_eq!(members[0].hear(&sealed), Err(GroupRefused::Own));
    assert_one_room(&mut members);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn messages_are_read_once_in_whatever_order_they_come(
        order in prop::collection::vec(any::<Index>(), 1..40),
        crashes in prop::collection::vec(any::<bool>(), 40),
    ) {
        let mut members = room(&["alice", "bob"]);
        let said: Vec<_> = (0..20).map(|n| members[0].say(&n.to_string())).collect();
        let mut read = [false; 20];

        for (index, crash) in order.into_iter().zip(crashes) {
            let n = index.index(20);
            if crash {
                let keep = members[1].room.keep().unwrap();
                members[1].keep(keep);
                members[1].crash();
            }
            let heard = members[1].hear(&said[n]).map(|(_, text)| text);
            let expected = if read[n] { Err(GroupRefused::OutOfReach) } else { Ok(n.to_string()) };
            prop_assert_eq!(heard, expected);
            read[n] = true;
        }
    }
}
