use std::{io, time::Duration};

use super::{
    carrier::Carrier,
    drive::{Load, Pair, drive},
};
use crate::{figures::Figures, memory::resident};

/// What a load gave, and what it took.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    pub(super) figures: Figures,
    /// The carrier's processor time for each message; nothing where the system does not say.
    pub(super) each: Option<Duration>,
}

/// Has `pairs` carry `load` for `length`.
pub(super) async fn measure(
    carrier: &dyn Carrier,
    pairs: &mut [Pair],
    load: Load,
    length: Duration,
) -> io::Result<Measured> {
    let before = processor_time(carrier.process());
    let figures = drive(carrier, pairs, load, length).await?;
    let after = processor_time(carrier.process());
    let messages = u32::try_from(figures.count()).unwrap_or(u32::MAX).max(1);
    let each = before.zip(after).map(|(before, after)| after.saturating_sub(before) / messages);
    Ok(Measured { figures, each })
}

/// How much memory of its own a carrier holds at present, in KiB.
pub(super) fn memory(carrier: &dyn Carrier) -> Option<f64> {
    resident(carrier.process()).map(|mib| mib * 1024.0)
}

/// How long a process and all its threads, those that ended included, have been computing, to about 10 ms.
pub(crate) fn processor_time(process: Option<u32>) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", process?)).ok()?;
    // The name stands in brackets and may hold anything; the 12th and 13th behind it are ticks in user and in kernel mode.
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    let ticks = ticks()? + ticks()?;
    Some(Duration::from_millis(ticks * 1_000 / ticks_per_second()))
}

#[cfg(target_os = "linux")]
fn ticks_per_second() -> u64 {
    rustix::param::clock_ticks_per_second()
}

#[cfg(not(target_os = "linux"))]
fn ticks_per_second() -> u64 {
    100
}
