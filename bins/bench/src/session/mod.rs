//! `causerie-session` beside vodozemac, whose ratchet is a classical one, in one process and interleaved.
//!
//! Both sides do what their users do and no more: a message leaves as bytes and comes as bytes, randomness comes from the
//! operating system in the time that is measured, and a session is begun from signed keys whose signature is checked.

mod causerie;
mod contender;
mod counts;
mod library;
mod pair;
mod report;
mod rows;
mod stopwatch;
mod vodozemac;

pub(crate) use self::{causerie::Causerie, library::Library, stopwatch::Stopwatch};

use std::error::Error;

use causerie_aws_lc::AwsLc;
use causerie_session::RustCrypto;

use self::{
    contender::Contender,
    report::{Sides, report},
    rows::ROWS,
    vodozemac::Vodozemac,
};

/// Prints the figures and the ratios of sessions.
pub(crate) fn session(rounds: usize) -> Result<(), Box<dyn Error>> {
    let mut sides: Sides<Contender> = [
        Contender::new(Box::new(Vodozemac::new()))?,
        Contender::new(Box::new(Causerie::new(&AwsLc)?))?,
        Contender::new(Box::new(Causerie::new(&RustCrypto)?))?,
    ];
    let mut samples = ROWS.map(|_| <Sides<Vec<f64>>>::default());
    for round in 1..=rounds.max(1) {
        eprintln!("round {round} of {rounds} …");
        for (row, samples) in ROWS.iter().zip(&mut samples) {
            let text = vec![b'x'; row.bytes];
            // Each round another one goes first.
            let mut order = [0, 1, 2];
            order.rotate_left(round % 3);
            for side in order {
                samples[side].push(sides[side].measure(row.measure, &text)?);
            }
        }
    }
    let [theirs, ours, rustcrypto] = &mut sides;
    let counts = [theirs.counts()?, ours.counts()?, rustcrypto.counts()?];
    report(samples, &counts);
    Ok(())
}
