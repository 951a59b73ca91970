//! Several who change a room at once, with crashes.

use causerie_usecases::ports::{GroupChange, GroupRefused, Invitations as _};
use proptest::{prelude::*, sample::Index};

use crate::given::{Member, add, agree, assert_one_room, device, fresh, remove, room_of_owners};

#[derive(Clone, Debug)]
struct Round {
    /// Who commits, each to add somebody new, to remove somebody, or to change keys.
    commits: Vec<(Index, u8, Index)>,
    /// Whose commit is the one.
    winner: Index,
    /// Who crashes after the commits were made.
    crashed: Index,
}

fn rounds() -> impl Strategy<Value = Vec<Round>> {
    let commits = prop::collection::vec((any::<Index>(), 0_u8..3, any::<Index>()), 1..4);
    let round = (commits, any::<Index>(), any::<Index>())
        .prop_map(|(commits, winner, crashed)| Round { commits, winner, crashed });
    prop::collection::vec(round, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn t27_whoever_wins_all_members_are_in_one_room(rounds in rounds()) {
        let others: Vec<_> = (0..5).flat_map(|round| (0..3).map(move |at| new_name(round, at))).collect();
        let others: Vec<_> = others.iter().map(String::as_str).collect();
        let mut members = room_of_owners(&["alice", "bob", "carol"], &others);

        for (number, Round { commits, winner, crashed }) in rounds.into_iter().enumerate() {
            let mut offered = Vec::new();
            for (at, (who, what, whom)) in commits.into_iter().enumerate() {
                let by = who.index(members.len());
                let whom = whom.index(members.len());
                let name = new_name(number, at);
                let new = device(&name);
                let invitable = new.invitable(fresh()).unwrap();
                let change = match what {
                    0 if members.len() < 6 => add(&[&invitable.package]),
                    1 if whom != by && members.len() > 2 => remove(&members[whom].name),
                    _ => GroupChange::default(),
                };
                offered.push((by, members[by].prepare(&change).unwrap(), (name, new), invitable));
            }
            let crashed = crashed.index(members.len());
            members[crashed].crash();

            let (by, accepted, (name, new), invitable) = offered.swap_remove(winner.index(offered.len()));
            let epoch = members[by].room.epoch();
            agree(&mut members, by, &accepted);
            if let Some(welcome) = &accepted.welcome {
                let joined = new.join(welcome, &invitable.secret, fresh()).unwrap();
                members.push(Member::new(&name, new, joined));
            }

            prop_assert!(members.iter().all(|member| member.room.epoch() == epoch + 1));
            for (_, lost, ..) in &offered {
                for member in &mut members {
                    let late = member.apply(&lost.commit, Some(lost));
                    prop_assert_eq!(late, Err(GroupRefused::EarlierEpoch));
                }
            }
            assert_one_room(&mut members);
        }
    }
}

/// What somebody is called who comes in in that round.
fn new_name(round: usize, at: usize) -> String {
    format!("n{round}-{at}")
}
