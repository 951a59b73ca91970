//! Checks that cannot fail check nothing: each is seen to fail here.

use causerie_sim::{ACTIONS, Options, Sabotage, outage, simulate};
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
#[case::a_device_that_keeps_no_draft(Sabotage::KeepsNoDraft, "and nobody knows why")]
#[case::a_device_that_keeps_no_keys(Sabotage::KeepsNoKeys, "others are in epoch")]
#[case::a_member_that_says_it_to_fewer(Sabotage::SaysToFewer, "for others than are in")]
#[case::a_member_that_keeps_nothing_it_hears(Sabotage::HearsNothing, "it did not come")]
fn what_is_broken_is_noticed(#[case] sabotage: Sabotage, #[case] noticed: &str) {
    let mut failures = Vec::new();
    let found = (1..=60).any(|seed| {
        let report = simulate(&options(seed, sabotage));
        let found = report.failures.iter().any(|failure| failure.contains(noticed));
        failures.extend(report.failures);
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
