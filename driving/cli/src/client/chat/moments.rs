//! When something was, as it stands on the screen.

use crate::show::Moment;

/// `16:41Z`, the time of day in UTC.
pub(super) fn clock(millis: u64) -> String {
    let moment = Moment(millis).to_string();
    moment.get(11..16).map_or(moment.clone(), |time| format!("{time}Z"))
}

/// `2026-11-21`, the day in UTC.
pub(super) fn day(millis: u64) -> String {
    let moment = Moment(millis).to_string();
    moment.get(..10).map_or(moment.clone(), str::to_owned)
}
