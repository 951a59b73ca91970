use stats_alloc::Region;

use super::{
    contender::MANY,
    library::{End, Library, Outcome},
    pair::{Gap, Pair, saved},
    report::median,
};
use crate::ALLOCATOR;

/// What is counted rather than timed.
pub(crate) struct Counts {
    /// How many bytes longer a message of a ping-pong is than its text, on average.
    pub(crate) pingpong_overhead: f64,
    /// The same of a one-way stream.
    pub(crate) stream_overhead: f64,
    /// The same of a first message.
    pub(crate) first_overhead: f64,
    /// How often the two ends together ask for memory for a plain message of a ping-pong: the median.
    pub(crate) pingpong_plain: f64,
    /// The same on average, ML-KEM steps included.
    pub(crate) pingpong_allocations: f64,
    /// As [`Counts::pingpong_plain`], of a one-way stream.
    pub(crate) stream_plain: f64,
    /// As [`Counts::pingpong_allocations`], of a one-way stream.
    pub(crate) stream_allocations: f64,
    /// Bytes of a saved session.
    pub(crate) saved: f64,
    /// The most during 1,000 turns.
    pub(crate) largest: f64,
    /// With the keys of as many of 1,000 skipped messages as are kept.
    pub(crate) with_skipped: f64,
}

const TEXT: [u8; 1024] = [b'x'; 1024];

/// Counts once; nothing is timed.
pub(crate) fn counts(library: &mut dyn Library, resting: &dyn End) -> Outcome<Counts> {
    let first = library.meet(&TEXT)?.first;

    let mut pair = Pair::met(library)?;
    pair.turns(MANY, &TEXT)?;
    let turns = pair.turns(10 * MANY, &TEXT)?;
    let (_, turns_allocated) = allocations(MANY, || pair.turns(1, &TEXT))?;
    let mut largest = 0;
    for _ in 0..MANY {
        pair.turns(1, &TEXT)?;
        largest = largest.max(saved(&*pair.near)?.len());
    }

    let mut streaming = Pair::met(library)?;
    let (mut stream, mut stream_allocated) = (0, Vec::new());
    for _ in 0..6 {
        let (bytes, allocated) = allocations(MANY, || streaming.message(&TEXT))?;
        stream += bytes;
        stream_allocated.extend(allocated);
        streaming.turn();
    }

    let Gap { mut before, last, .. } = Gap::new(library, &TEXT)?;
    before.open(&last)?;

    let overhead = |bytes, messages| each(bytes, messages) - each(TEXT.len(), 1);
    Ok(Counts {
        pingpong_overhead: overhead(turns, 10 * MANY),
        stream_overhead: overhead(stream, 6 * MANY),
        first_overhead: overhead(first, 1),
        pingpong_plain: median(turns_allocated.clone()),
        pingpong_allocations: mean(&turns_allocated),
        stream_plain: median(stream_allocated.clone()),
        stream_allocations: mean(&stream_allocated),
        saved: each(saved(resting)?.len(), 1),
        largest: each(largest, 1),
        with_skipped: each(saved(&*before)?.len(), 1),
    })
}

/// What `work` returned in sum, and how often memory was asked for each of the `times` it was done.
fn allocations(
    times: usize,
    mut work: impl FnMut() -> Outcome<usize>,
) -> Outcome<(usize, Vec<f64>)> {
    let (mut sum, mut counted) = (0, Vec::with_capacity(times));
    for _ in 0..times {
        let region = Region::new(ALLOCATOR);
        sum += work()?;
        let change = region.change();
        counted.push(each(change.allocations + change.reallocations, 1));
    }
    Ok((sum, counted))
}

fn mean(counted: &[f64]) -> f64 {
    counted.iter().sum::<f64>() / each(counted.len(), 1)
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn each(total: usize, count: usize) -> f64 {
    total as f64 / count as f64
}
