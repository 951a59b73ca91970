use std::{hint::black_box, time::Duration};

use super::{
    counts::{self, Counts},
    library::{End, Library, Met, Outcome},
    pair::{Gap, LATE, Pair, saved},
    rows::Measure,
    stopwatch::Stopwatch,
};

/// How many turns, or messages one way, one sample takes.
pub(crate) const MANY: usize = 1_000;
/// How many sessions begin, and are loaded to skip messages, in one sample.
const FEW: usize = 20;

/// A library, and sessions in it that have been going on for a while.
pub(crate) struct Contender {
    library: Box<dyn Library>,
    pingpong: Pair,
    stream: Pair,
    /// Saved after 20 turns: both sides have all the chains they keep, and no ML-KEM step is under way.
    resting: Box<dyn End>,
}

impl Contender {
    pub(crate) fn new(mut library: Box<dyn Library>) -> Outcome<Self> {
        let pingpong = Pair::met(&mut *library)?;
        let stream = Pair::met(&mut *library)?;
        let mut resting = Pair::met(&mut *library)?;
        resting.turns(20, b"text")?;
        Ok(Self { library, pingpong, stream, resting: resting.near })
    }

    /// Microseconds, on average over one sample.
    pub(crate) fn measure(&mut self, what: Measure, text: &[u8]) -> Outcome<f64> {
        match what {
            Measure::Establishment => self.meetings(text, |met| met.beginning + met.accepting),
            Measure::Beginning => self.meetings(text, |met| met.beginning),
            Measure::Accepting => self.meetings(text, |met| met.accepting),
            Measure::PingPong => timed(MANY, || self.pingpong.turns(MANY, text).map(drop)),
            Measure::Stream => timed(MANY, || self.stream.one_way(MANY, text).map(drop)),
            Measure::Jump => self.jumps(text),
            Measure::Late => self.late_messages(text),
            Measure::Save => timed(MANY, || {
                (0..MANY).try_for_each(|_| {
                    self.resting.save(&mut |bytes| {
                        black_box(bytes);
                    })
                })
            }),
            Measure::Load => {
                let saved = saved(&*self.resting)?;
                timed(MANY, || {
                    (0..MANY)
                        .try_for_each(|_| self.resting.load(&saved).map(|end| drop(black_box(end))))
                })
            }
        }
    }

    /// What is counted rather than timed.
    pub(crate) fn counts(&mut self) -> Outcome<Counts> {
        counts::counts(&mut *self.library, &*self.resting)
    }

    fn meetings(&mut self, text: &[u8], took: fn(&Met) -> Duration) -> Outcome<f64> {
        let mut total = Duration::ZERO;
        for _ in 0..FEW {
            total += took(&self.library.meet(text)?);
        }
        Ok(average(total, FEW))
    }

    fn jumps(&mut self, text: &[u8]) -> Outcome<f64> {
        let Gap { before, last, .. } = Gap::new(&mut *self.library, text)?;
        let before_jump = saved(&*before)?;
        let mut total = Duration::ZERO;
        for _ in 0..FEW {
            let mut end = before.load(&before_jump)?;
            let started = Stopwatch::start();
            black_box(end.open(&last)?);
            total += started.elapsed();
        }
        Ok(average(total, FEW))
    }

    fn late_messages(&mut self, text: &[u8]) -> Outcome<f64> {
        let Gap { mut before, late, last } = Gap::new(&mut *self.library, text)?;
        before.open(&last)?;
        let after_jump = saved(&*before)?;
        let mut total = Duration::ZERO;
        for _ in 0..FEW {
            let mut end = before.load(&after_jump)?;
            let started = Stopwatch::start();
            for sealed in &late {
                black_box(end.open(sealed)?);
            }
            total += started.elapsed();
        }
        Ok(average(total, FEW * LATE))
    }
}

fn timed(count: usize, work: impl FnOnce() -> Outcome<()>) -> Outcome<f64> {
    let started = Stopwatch::start();
    work()?;
    Ok(average(started.elapsed(), count))
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn average(total: Duration, count: usize) -> f64 {
    total.as_secs_f64() * 1e6 / count as f64
}
