use super::{
    counts::Counts,
    rows::{Measure, ROWS, Row},
};

/// One for vodozemac, ours on AWS-LC, ours on `RustCrypto`.
pub(crate) type Sides<T> = [T; 3];

/// Prints what was measured beside its limits, then the ratios.
pub(crate) fn report(samples: [Sides<Vec<f64>>; ROWS.len()], counts: &Sides<Counts>) {
    println!(
        "{:<42}{:>12}{:>42}{:>42}",
        "µs, medians; times vodozemac's", "vodozemac", "causerie, aws-lc", "causerie, rustcrypto"
    );
    let mut ratios = Vec::new();
    for (row, samples) in ROWS.iter().zip(samples) {
        let [theirs, ours, rustcrypto] = samples.map(median);
        let costs = [ours / theirs, rustcrypto / theirs];
        let cell = |value: f64, cost: f64, limit: Option<f64>| {
            format!("{value:.2}  ×{cost:.2}{}", verdict(cost, limit))
        };
        let [limit, limit_rustcrypto] = row.limits.map_or([None; 2], |limits| limits.map(Some));
        println!(
            "{:<42}{theirs:>12.2}{:>42}{:>42}",
            label(row),
            cell(ours, costs[0], limit),
            cell(rustcrypto, costs[1], limit_rustcrypto),
        );
        ratios.push((row.name, costs));
    }
    report_counts(counts);
    let [theirs, ours, rustcrypto] = counts;
    ratios.push(("save_size", [ours.saved / theirs.saved, rustcrypto.saved / theirs.saved]));
    for (name, [ours, rustcrypto]) in ratios {
        println!("ratio {name} {ours:.2}");
        println!("ratio {name}_rustcrypto {rustcrypto:.2}");
    }
}

type Count = (&'static str, fn(&Counts) -> f64, Option<f64>);

const COUNTS: [Count; 10] = [
    ("overhead, ping-pong", |counts| counts.pingpong_overhead, Some(88.0)),
    ("overhead, stream", |counts| counts.stream_overhead, Some(88.0)),
    ("overhead, first message", |counts| counts.first_overhead, None),
    ("allocations, ping-pong, a plain message", |counts| counts.pingpong_plain, Some(2.0)),
    ("allocations, ping-pong, on average", |counts| counts.pingpong_allocations, None),
    ("allocations, stream, a plain message", |counts| counts.stream_plain, Some(2.0)),
    ("allocations, stream, on average", |counts| counts.stream_allocations, None),
    ("saved", |counts| counts.saved, Some(1024.0)),
    ("saved, largest of 1,000 turns", |counts| counts.largest, None),
    (
        "saved, with 1,000 skipped (vodozemac: 40)",
        |counts| counts.with_skipped,
        Some(45.0 * 1024.0),
    ),
];

fn report_counts(counts: &Sides<Counts>) {
    println!("bytes, and allocations of both ends together a message");
    for (label, count, limit) in COUNTS {
        let [theirs, ours, rustcrypto] = counts.each_ref().map(count);
        let cell = |value: f64| format!("{value:.2}{}", verdict(value, limit));
        println!("{label:<42}{theirs:>12.2}{:>42}{:>42}", cell(ours), cell(rustcrypto));
    }
}

fn verdict(value: f64, limit: Option<f64>) -> String {
    match limit {
        None => String::new(),
        Some(limit) if value <= limit => format!(" (at most {limit}: met)"),
        Some(limit) => format!(" (at most {limit}: MISSED)"),
    }
}

fn label(row: &Row) -> String {
    let what = match row.measure {
        Measure::Establishment => "establishment, both sides",
        Measure::Beginning => "  of it beginning",
        Measure::Accepting => "  of it accepting",
        Measure::PingPong => "ping-pong",
        Measure::Stream => "one-way stream",
        Measure::Jump => "jump over 1,000",
        Measure::Late => "late, of 1,000 (vodozemac: of 40)",
        Measure::Save => "save",
        Measure::Load => "load",
    };
    match row.bytes {
        0 => what.to_owned(),
        bytes if bytes < 1024 => format!("{what}, {bytes} B"),
        bytes => format!("{what}, {} KiB", bytes / 1024),
    }
}

/// The one in the middle.
pub(crate) fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples.get(samples.len() / 2).copied().unwrap_or(f64::NAN)
}
