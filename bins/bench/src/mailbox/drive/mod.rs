//! Has pairs of people send and receive, and times each message from when it was wanted until it came.

#[cfg(test)]
mod tests;

use std::{
    cell::Cell,
    io,
    time::{Duration, Instant},
};

use futures_util::future::try_join_all;
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::{sleep_until, timeout},
    try_join,
};

use super::carrier::{Carrier, Inlet, MOST, Outlet};
use crate::figures::Figures;

/// Somebody who sends and somebody who receives.
pub(super) struct Pair {
    outlet: Box<dyn Outlet>,
    inlet: Box<dyn Inlet>,
    next: u64,
}

/// How much is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Load {
    /// So many messages of each pair are under way at any time: when one comes, the next one goes.
    InFlight(usize),
    /// So many a second, of all pairs together, whatever becomes of them.
    PerSecond(u32),
}

/// When a message was wanted.
type Wanted = Instant;

impl Pair {
    pub(super) fn new(outlet: Box<dyn Outlet>, inlet: Box<dyn Inlet>) -> Self {
        Self { outlet, inlet, next: 0 }
    }
}

/// Has `pairs` send through `carrier` for `length`, and waits until all has come: each once and in order, or it is an error. A pair that
/// was at its outlet as often as the carrier lets it ends before.
pub(super) async fn drive(
    carrier: &dyn Carrier,
    pairs: &mut [Pair],
    load: Load,
    length: Duration,
) -> io::Result<Figures> {
    const PATIENCE: Duration = Duration::from_secs(30);
    let begin = Instant::now();
    let of = u32::try_from(pairs.len()).unwrap_or(u32::MAX);
    let all = (0..of).zip(pairs.iter_mut()).map(|(nth, pair)| async move {
        match load {
            Load::InFlight(messages) => in_flight(carrier, pair, messages, length).await,
            Load::PerSecond(rate) => {
                let every = Duration::from_secs(1) * of / rate;
                per_second(pair, begin + every * nth / of, every, begin + length).await
            }
        }
    });
    let all = timeout(length + PATIENCE, try_join_all(all)).await;
    let latencies = all.map_err(|_| io::Error::other("some messages never came"))??;
    Ok(Figures::new(latencies.concat(), begin.elapsed()))
}

async fn in_flight(
    carrier: &dyn Carrier,
    pair: &mut Pair,
    messages: usize,
    length: Duration,
) -> io::Result<Vec<Duration>> {
    let (want, wanted) = unbounded_channel();
    let begin = Instant::now();
    for _ in 0..messages {
        let _ = want.send(begin);
    }
    let visits = Cell::new(0);
    let visited = &visits;
    let again = move |came| {
        let elapsed = came - begin;
        elapsed < length && visited.get() < carrier.visits(elapsed) && want.send(came).is_ok()
    };
    carry(pair, wanted, visited, messages, again).await
}

async fn per_second(
    pair: &mut Pair,
    first: Instant,
    every: Duration,
    end: Instant,
) -> io::Result<Vec<Duration>> {
    let (want, wanted) = unbounded_channel();
    let times: Vec<_> = std::iter::successors(Some(first), |last| Some(*last + every))
        .take_while(|at| *at < end)
        .collect();
    let messages = times.len();
    let ticking = async move {
        for at in times {
            sleep_until(at.into()).await;
            // The timer wakes up to a millisecond late: no carrier's fault.
            let _ = want.send(Instant::now());
        }
        Ok(())
    };
    let visits = Cell::new(0);
    let carrying = carry(pair, wanted, &visits, messages, |_| false);
    let ((), latencies) = try_join!(ticking, carrying)?;
    Ok(latencies)
}

/// Sends what is wanted and receives it, until nothing is `under_way` any more, and counts the visits to the outlet. Whenever something came,
/// `again` says whether it wants another one.
async fn carry(
    pair: &mut Pair,
    wanted: UnboundedReceiver<Wanted>,
    visits: &Cell<u32>,
    under_way: usize,
    again: impl FnMut(Instant) -> bool,
) -> io::Result<Vec<Duration>> {
    let (sent, since) = unbounded_channel();
    let first = pair.next;
    let putting = put(&mut *pair.outlet, first, wanted, sent, visits);
    let taking = take(&mut *pair.inlet, first, since, under_way, again);
    let (next, latencies) = try_join!(putting, taking)?;
    pair.next = next;
    Ok(latencies)
}

async fn put(
    outlet: &mut dyn Outlet,
    mut next: u64,
    mut wanted: UnboundedReceiver<Wanted>,
    sent: UnboundedSender<Wanted>,
    visits: &Cell<u32>,
) -> io::Result<u64> {
    let mut batch = Vec::new();
    while wanted.recv_many(&mut batch, MOST).await > 0 {
        let first = next;
        for wanted in batch.drain(..) {
            let _ = sent.send(wanted);
            next += 1;
        }
        visits.set(visits.get() + 1);
        outlet.send(first..next).await?;
    }
    Ok(next)
}

async fn take(
    inlet: &mut dyn Inlet,
    mut expected: u64,
    mut since: UnboundedReceiver<Wanted>,
    mut under_way: usize,
    mut again: impl FnMut(Instant) -> bool,
) -> io::Result<Vec<Duration>> {
    let (mut latencies, mut numbers) = (Vec::new(), Vec::new());
    while under_way > 0 {
        inlet.next(&mut numbers).await?;
        let came = Instant::now();
        for number in numbers.drain(..) {
            let wanted = since.try_recv().ok().filter(|_| number == expected);
            let wanted = wanted.ok_or_else(|| {
                io::Error::other(format!("message {number} came where {expected} was due"))
            })?;
            latencies.push(came - wanted);
            expected += 1;
            if !again(came) {
                under_way -= 1;
            }
        }
        inlet.keep().await?;
    }
    Ok(latencies)
}
