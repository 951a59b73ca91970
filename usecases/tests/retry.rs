//! How long what could not be delivered waits.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

use causerie_chat::{Cause, Timestamp};
use causerie_usecases::ports::Retry;

/// The waits after one failure behind the other for `cause`, in milliseconds, each as long as it gets.
fn waits(cause: &Cause) -> impl Iterator<Item = u64> {
    let cause = cause.clone();
    let mut before: Option<Retry> = None;
    std::iter::repeat_with(move || {
        let at = before.as_ref().map_or(Timestamp::from_millis(0), |before| before.next);
        let longest = |jitter| Retry::after(before.as_ref(), cause.clone(), at, jitter);
        let retry = (0..512).map(|n| longest(n * 293)).max_by_key(|retry| retry.next).unwrap();
        let wait = retry.next.millis() - at.millis();
        before = Some(retry);
        wait
    })
}

#[test]
fn a_device_that_has_just_been_linked_is_not_kept_waiting_once_it_comes_up() {
    let (mut clock, mut longest) = (0, 0);
    for wait in waits(&Cause::NO_PRE_KEYS) {
        if clock > 5 * 60_000 {
            break;
        }
        clock += wait;
        longest = longest.max(wait);
    }

    assert!(longest <= 8_000, "{longest}");
    let other: u64 = waits(&Cause::UNREACHABLE).take(8).max().unwrap();
    assert!(other > 60_000, "others are left alone for longer: {other}");
}

#[test]
fn t41_a_device_that_never_comes_up_costs_as_little_as_one_that_is_away() {
    let late: Vec<_> = waits(&Cause::NO_PRE_KEYS).skip(80).take(10).collect();

    assert!(late.iter().all(|wait| *wait > 290_000), "{late:?}");
    let mut clock = 0;
    let attempts = waits(&Cause::NO_PRE_KEYS).take_while(|wait| {
        clock += wait;
        clock < 24 * 3_600_000
    });
    assert!(attempts.count() < 600);
}
