use std::{error::Error, hint::black_box};

use causerie_aws_lc::AwsLc;
use causerie_chat::pad;

use crate::session::{Causerie, Library, Stopwatch};

/// How many messages are sealed.
const MANY: usize = 2_000;
/// What a message has around its text, before it is padded.
const AROUND: usize = 80;

/// How long it takes to seal a text of so many bytes in so many sessions with the library alone, in microseconds of processor time.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub(super) fn bare_sealing(sessions: usize, bytes: usize) -> Result<f64, Box<dyn Error>> {
    let text = pad(vec![b'x'; bytes + AROUND]);
    let mut library = Causerie::new(&AwsLc)?;
    let mut ends = Vec::new();
    for _ in 0..sessions {
        let mut met = library.meet(b"question")?;
        let answer = met.far.seal(b"answer")?;
        met.near.open(&answer)?;
        ends.push(met.near);
    }
    let started = Stopwatch::start();
    for _ in 0..MANY {
        for end in &mut ends {
            black_box(end.seal(&text)?.bytes);
        }
    }
    Ok(started.elapsed().as_secs_f64() * 1e6 / MANY as f64)
}
