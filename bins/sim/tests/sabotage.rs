//! Checks that cannot fail check nothing: each is seen to fail here.

use causerie_sim::{ACTIONS, Options, Report, Sabotage, in_rooms, outage, simulate};
use rstest::rstest;

fn options(seed: u64, sabotage: Sabotage) -> Options {
    Options { seed, actions: ACTIONS, is_told: false, sabotage: Some(sabotage) }
}

#[rstest]
#[case::an_inbox_that_keeps_things_twice(Sabotage::KeepsTwice, "came twice")]
#[case::mail_that_is_dropped_unfetched(Sabotage::DropsUnfetched, "did not come")]
#[case::a_sender_that_overtakes_the_mailbox(Sabotage::Overtakes, "out of order")]
#[case::a_sender_that_takes_stored_for_delivered(Sabotage::Hopes, "overtook")]
#[case::a_peer_that_hides_causes(Sabotage::HidesCauses, "why says")]
#[case::a_sender_that_leaves_out_second_devices(Sabotage::LeavesOut, "did not come")]
#[case::a_peer_that_decides_alone(Sabotage::DecidesAlone, "differ about")]
#[case::a_transfer_that_is_noted_before_its_page_is_kept(Sabotage::NotesFirst, "are not at")]
#[case::a_directory_that_takes_codes_twice(
    Sabotage::TakesCodesTwice,
    "by a code that was taken before"
)]
#[case::a_sender_that_never_waits(Sabotage::NeverWaits, "attempts in an hour")]
fn what_is_broken_is_noticed(#[case] sabotage: Sabotage, #[case] noticed: &str) {
    is_noticed(simulate, sabotage, noticed);
}

#[rstest]
#[case::a_device_that_keeps_no_draft(Sabotage::KeepsNoDraft, "and nobody knows why")]
#[case::a_device_that_keeps_no_keys(Sabotage::KeepsNoKeys, "others are in epoch")]
#[case::a_member_that_says_it_to_fewer(Sabotage::SaysToFewer, "for others than are in")]
#[case::a_member_that_keeps_nothing_it_hears(Sabotage::HearsNothing, "it did not come")]
#[case::a_member_that_takes_in_who_was_not_invited(Sabotage::TakesInAnybody, "who may not")]
#[case::a_member_that_goes_on_before_its_commit_was_accepted(
    Sabotage::AppliesFirst,
    "nothing was accepted there"
)]
#[case::a_directory_that_takes_two_entries_at_one_place(
    Sabotage::TakesPlacesTwice,
    "was decided twice"
)]
#[case::a_member_that_takes_what_was_refused_for_delivered(Sabotage::Hopes, "it did not come")]
#[case::a_member_that_believes_what_it_was_told_first(
    Sabotage::ReadsNothingAgain,
    "was told another log"
)]
#[case::a_member_that_does_not_look_who_sealed_what_is_said(
    Sabotage::BelievesAuthors,
    "what its author never said"
)]
#[case::a_member_that_never_renews_keys(Sabotage::NeverRenews, "renews nothing")]
fn what_is_broken_in_rooms_is_noticed(#[case] sabotage: Sabotage, #[case] noticed: &str) {
    is_noticed(in_rooms, sabotage, noticed);
}

fn is_noticed(run: fn(&Options) -> Report, sabotage: Sabotage, noticed: &str) {
    let mut failures = Vec::new();
    let found = (1..=60).any(|seed| {
        let report = run(&options(seed, sabotage));
        let found = report.failures.iter().any(|failure| failure.contains(noticed));
        failures.extend(report.failures);
        if found {
            eprintln!("SEED {sabotage:?} {seed}")
        }
        found
    });

    assert!(found, "{failures:#?}");
}

#[test]
fn t41_an_outage_without_waits_is_noticed() {
    let report = outage(&options(1, Sabotage::NeverWaits));

    let noticed = report.failures.iter().any(|it| it.contains("attempts in the outage"));
    assert!(noticed, "{:#?}", report.failures);
}
