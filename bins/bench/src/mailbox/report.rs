use super::{cost::Measured, drive::Load};
use crate::figures::{Figures, median};

/// How many pairs, and what they send.
pub(super) type Shape = (usize, Load);

/// What is measured beside the relay.
pub(super) const SHAPES: [Shape; 4] =
    [(1, Load::InFlight(1)), (1, Load::InFlight(256)), FULL, STEADY];

/// What the throughput is told by.
pub(super) const FULL: Shape = (16, Load::InFlight(32));

/// What the latency is told by.
const STEADY: Shape = (16, Load::PerSecond(500));

/// Prints what one shape gave; each round has ours first, and then the relay's. The ratio by which it counts, if it does.
pub(super) fn compared(shape: Shape, rounds: &[[Measured; 2]]) -> Option<String> {
    let [ours, relay] = [0, 1].map(|which| {
        let side = rounds.iter().map(|round| round[which].clone()).collect();
        median(side, |measured: &Measured| counts(shape, &measured.figures))
    });
    let (ours, relay) = ours.zip(relay)?;
    println!("{}", name(shape));
    println!("  causerie, durable                {}", told(&ours));
    println!("  least possible relay, in memory  {}", told(&relay));
    let ratio = counts(shape, &ours.figures) / counts(shape, &relay.figures);
    let of = [(FULL, "mailbox_throughput"), (STEADY, "mailbox_p99_cost")];
    let name = of.iter().find(|(told_by, _)| *told_by == shape).map(|(_, name)| name)?;
    Some(format!("ratio {name} {ratio:.2}"))
}

/// A line of figures with the processor time of each message.
pub(super) fn told(measured: &Measured) -> String {
    let each = measured.each.map(|each| each.as_secs_f64() * 1e6);
    let each = each.map(|micros| format!("   {micros:>6.1} µs of the server's processor each"));
    format!("{}{}", measured.figures, each.unwrap_or_default())
}

/// What of it counts: the latency where little is under way, the throughput elsewhere.
fn counts(shape: Shape, figures: &Figures) -> f64 {
    match shape.1 {
        Load::InFlight(1) => figures.percentile(50).as_secs_f64(),
        Load::InFlight(_) => figures.rate(),
        Load::PerSecond(_) => figures.percentile(99).as_secs_f64(),
    }
}

pub(super) fn name((pairs, load): Shape) -> String {
    let pairs = if pairs == 1 { "1 pair".to_owned() } else { format!("{pairs} pairs") };
    match load {
        Load::InFlight(messages) => format!("{pairs}, {messages} in flight each, 1 KiB"),
        Load::PerSecond(rate) => format!("{pairs}, {rate}/s in all, 1 KiB"),
    }
}
