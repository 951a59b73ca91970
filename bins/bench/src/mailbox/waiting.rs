use std::{
    io,
    time::{Duration, Instant},
};

use causerie_usecases::ports::MailNumber;

use super::{
    carrier::{Carrier, Inlet, MOST},
    directory::Directory,
    people::Person,
};

/// How many envelopes wait.
pub(super) const ENVELOPES: u64 = 10_000;

/// Leaves [`ENVELOPES`] in a mailbox and fetches them, each time anew, and says how long both took. The line is opened within the time of
/// fetching, and what came is acknowledged.
pub(super) async fn deposit_and_fetch(
    directory: &Directory,
    from: &Person,
    to: &Person,
    rounds: usize,
) -> io::Result<Vec<(Duration, Duration)>> {
    let mut outlet = directory.outlet(from, to).await?;
    let (mut next, mut after) = (0, MailNumber::default());
    let mut took = Vec::new();
    for _ in 0..rounds {
        let (begin, end) = (Instant::now(), next + ENVELOPES);
        let first = next;
        while next < end {
            let batch = next..end.min(next + MOST as u64);
            next = batch.end;
            outlet.send(batch).await?;
        }
        let deposited = begin.elapsed();

        let begin = Instant::now();
        let mut line = directory.line(to, after).await?;
        let mut numbers = Vec::new();
        while (numbers.len() as u64) < ENVELOPES {
            line.next(&mut numbers).await?;
            line.keep().await?;
        }
        took.push((deposited, begin.elapsed()));
        after = line.last();
        if !numbers.into_iter().eq(first..end) {
            return Err(io::Error::other("what was fetched is not what was deposited"));
        }
    }
    Ok(took)
}
