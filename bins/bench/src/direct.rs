use std::{error::Error, time::Duration};

use causerie::Folder;
use tokio::{task::block_in_place, time::sleep};

use crate::{
    appends::appends,
    echo::{echo, other_end},
    figures::{Figures, median},
    memory::resident,
    ours::Alice,
    world::World,
};

const BODY: usize = 1024;

/// Prints the figures and the ratios of direct delivery.
pub(crate) async fn direct(seconds: u64, rounds: usize) -> Result<(), Box<dyn Error>> {
    let length = Duration::from_secs(seconds.max(1));
    eprintln!("building, and starting a directory and two peers …");
    let world = World::begin().await?;
    sleep(Duration::from_secs(2)).await;
    let (bob, directory) = world.ids();
    for (what, process, limit) in [("peer", bob, 20), ("directory", directory, 25)] {
        if let Some(mib) = resident(process) {
            println!("an idle {what}: {mib:.1} MiB resident (at most {limit})");
        }
    }

    let alice = Alice::begin(Folder(world.path("alice"))).await?;
    let server = other_end(&world.path("bob")).await?;
    let to = ["d1.bob.peers.localhost".parse()?];
    let mut limits = Limits::default();
    for waiting in [1, 64, 256] {
        let (mut ours, mut echoes, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for round in 1..=rounds.max(1) {
            eprintln!("{waiting} waiting, round {round} of {rounds} …");
            echoes.push(
                echo(
                    &world.path("alice"),
                    &server,
                    "d1.bob.peers.localhost",
                    waiting,
                    BODY,
                    length,
                )
                .await?,
            );
            let folder = world.path("alice");
            rows.push(block_in_place(|| appends(&folder, waiting, BODY, length))?);
            ours.push(alice.send(&to, waiting, BODY, length).await);
        }
        let key: fn(&Figures) -> f64 =
            if waiting == 1 { |f| f.percentile(50).as_secs_f64() } else { Figures::rate };
        let [ours, echo, rows] = [ours, echoes, rows].map(|figures| median(figures, key));
        let (Some(ours), Some(echo), Some(rows)) = (ours, echo, rows) else { continue };
        println!("{waiting} waiting, 1 KiB each");
        println!("  causerie, durable at both ends   {ours}");
        println!("  bare hyper echo, the same TLS    {echo}");
        println!("  bare appends of the sent rows    {rows}");
        limits.note(waiting, &ours, &echo, &rows);
    }
    println!("ratio direct_throughput {:.2}", limits.throughput);
    println!("ratio direct_p50_cost {:.2}", limits.latency);
    Ok(())
}

#[derive(Default)]
struct Limits {
    throughput: f64,
    latency: f64,
}

impl Limits {
    fn note(&mut self, waiting: usize, ours: &Figures, echo: &Figures, rows: &Figures) {
        match waiting {
            1 => {
                let [ours, echo, commit] =
                    [ours, echo, rows].map(|f| f.percentile(50).as_secs_f64());
                self.latency = ours / (echo + 2.0 * commit);
            }
            256 => self.throughput = ours.rate() / echo.rate().min(rows.rate()),
            _ => {}
        }
    }
}
