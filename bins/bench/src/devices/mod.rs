//! What it costs to send one message to all devices of somebody.

mod people;
mod sealing;

use std::{error::Error, time::Duration};

use causerie::Folder;
use causerie_chat::DeviceAddress;
use tokio::time::sleep;

use self::{people::People, sealing::bare_sealing};
use crate::{
    clock::{micros_each, processor_time},
    figures::{Figures, median},
    ours::Alice,
};

const BODY: usize = 1024;
/// How many devices the one with several has.
const DEVICES: usize = 5;

/// Prints the figures and the ratios of sending to several devices.
pub(crate) async fn devices(seconds: u64, rounds: usize) -> Result<(), Box<dyn Error>> {
    let length = Duration::from_secs(seconds.max(1));
    eprintln!("building, and starting a directory and {} peers …", DEVICES + 1);
    let people = People::begin(DEVICES).await?;
    sleep(Duration::from_secs(3)).await;
    let alice = Alice::begin(Folder(people.path("alice"))).await?;
    let (one, five) = (people::devices("carol", 1)?, people::devices("bob", DEVICES)?);

    println!("medians of {rounds}; 1 KiB each");
    for waiting in [1, 64] {
        let mut samples: [Vec<Sample>; 2] = Default::default();
        for round in 1..=rounds.max(1) {
            eprintln!("{waiting} waiting, round {round} of {rounds} …");
            samples[0].push(Sample::of(&alice, &one, waiting, length).await);
            samples[1].push(Sample::of(&alice, &five, waiting, length).await);
        }
        let [one, five] = samples.map(|samples| median(samples, |it| it.micros));
        let (Some(one), Some(five)) = (one, five) else {
            return Err("nothing was measured".into());
        };
        if one.figures.count().min(five.figures.count()) == 0 {
            return Err("no message came".into());
        }
        println!("{waiting} waiting");
        println!("  to one device     {}", one.figures);
        println!("  to {DEVICES} devices      {}", five.figures);
        if waiting == 1 {
            for percent in [50, 99] {
                let [one, five] = [&one, &five].map(|it| it.figures.percentile(percent));
                let cost = five.as_secs_f64() / one.as_secs_f64();
                println!("ratio devices_p{percent}_cost {cost:.2}");
            }
        } else {
            let sealing = bare_sealing(DEVICES, BODY)?;
            println!(
                "  the sender's processor time for each: {:.0} µs to one device, {:.0} µs to {DEVICES}; sealing {DEVICES} times alone {sealing:.0} µs",
                one.micros, five.micros
            );
            println!("devices_cpu_us {:.0}", five.micros);
            println!("ratio devices_cpu_cost {:.2}", five.micros / one.micros);
            println!("ratio devices_sealing_cost {:.2}", five.micros / sealing);
        }
    }
    Ok(())
}

/// What one measurement gave.
struct Sample {
    figures: Figures,
    /// This process's time for each message, in microseconds.
    micros: f64,
}

impl Sample {
    async fn of(alice: &Alice, to: &[DeviceAddress], waiting: usize, length: Duration) -> Self {
        let before = processor_time();
        let figures = alice.send(to, waiting, BODY, length).await;
        let micros = micros_each(before, figures.count());
        Self { figures, micros }
    }
}
