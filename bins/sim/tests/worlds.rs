//! Worlds in which everything goes wrong, and in which nothing is lost.

use causerie_sim::{ACTIONS, Counts, Options, Report, broken, in_rooms, outage, simulate};
use rstest::rstest;

fn options(seed: u64) -> Options {
    Options { seed, actions: ACTIONS, is_told: false, sabotage: None }
}

fn is_well(report: &Report) {
    let again = format!("causerie-sim --seed {}", report.seed);
    assert!(report.failures.is_empty(), "{again}: {:#?}", report.failures);
}

#[test]
fn the_same_seed_is_the_same_world_step_by_step() {
    for seed in [1, 2, 3, 4, 5, 6, 7, 8] {
        let (one, other) = (simulate(&options(seed)), simulate(&options(seed)));

        assert_eq!(one, other);
        assert_ne!(one.hash, simulate(&options(seed + 100)).hash);
    }
}

#[rstest]
#[case::of_the_first_half(1, 500)]
#[case::of_the_second_half(501, 1_000)]
fn nothing_is_lost_doubled_or_overtaken_in_a_thousand_worlds(
    #[case] first: u64,
    #[case] last: u64,
) {
    let mut all = Counts::default();
    for seed in first..=last {
        let report = simulate(&options(seed));

        is_well(&report);
        all = all.and(&report.counts);
    }
    assert!(all.crashes > 1_000, "{all}");
    assert_eq!(never(&all, |name| !OF_ROOMS.contains(&name)), [""; 0]);
}

/// What happens where there are rooms alone.
const OF_ROOMS: [&str; 26] = [
    "rooms",
    "invited into rooms",
    "joined rooms",
    "out of rooms",
    "let go",
    "roles given",
    "rooms renamed",
    "keys rotated",
    "places taken",
    "changes made again",
    "said in rooms",
    "changed in rooms",
    "read in rooms",
    "told in rooms",
    "refused in rooms",
    "rooms set back",
    "commits forgotten",
    "garbage entries",
    "rooms lost",
    "rooms repaired",
    "lies",
    "second faces",
    "forks named",
    "uninvited",
    "forged in rooms",
    "told much",
];

/// Those of the counts that stayed at zero: what never happens checks nothing.
fn never(all: &Counts, counts: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let zero = all.named().into_iter().filter(|(name, times)| *times == 0 && counts(name));
    zero.map(|(name, _)| name).collect()
}

#[rstest]
#[case::of_the_first_half(1, 500)]
#[case::of_the_second_half(501, 1_000)]
fn rooms_come_to_one_epoch_and_one_transcript_or_say_why_not_in_a_thousand_worlds(
    #[case] first: u64,
    #[case] last: u64,
) {
    let mut all = Counts::default();
    for seed in first..=last {
        let report = in_rooms(&options(seed));

        let again = format!("causerie-sim --scenario rooms --seed {seed}");
        assert!(report.failures.is_empty(), "{again}: {:#?}", report.failures);
        all = all.and(&report.counts);
    }
    assert_eq!(never(&all, |name| OF_ROOMS.contains(&name)), [""; 0]);
    assert!(all.losers > 50 && all.made_again > 50, "nobody is at the same place: {all}");
}

#[rstest]
#[case(20021)]
#[case(20022)]
fn t42_two_who_lost_their_sessions_understand_each_other_again_and_do_not_complain_forever(
    #[case] seed: u64,
) {
    let report = simulate(&Options { actions: 250, ..options(seed) });

    is_well(&report);
}

#[rstest]
fn t41_a_day_without_network_costs_few_attempts_and_ends_without_a_storm(
    #[values(1, 2, 3)] seed: u64,
) {
    let report = outage(&options(seed));

    is_well(&report);
    assert!(report.counts.messages > 200, "{}", report.counts);
}

#[rstest]
fn t33_those_who_are_broken_delay_nobody_else(
    #[values(0, 1, 3, 9)] how_many: usize,
    #[values(1, 2, 3)] seed: u64,
) {
    let report = broken(&options(seed), how_many);

    is_well(&report);
}
