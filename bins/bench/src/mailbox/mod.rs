//! A directory's mailbox and push beside a relay that keeps nothing, driven by one driver in the same run.
//!
//! On our side are the `causerie-server` binary and the client that peers have, without sealing and without a peer's store: an envelope goes
//! in by a deposit, which is durable once it is answered, comes out on the recipient's line, and is acknowledged there. A message counts
//! from when it was wanted until it came; one that is lost, doubled or out of order fails the run.

mod carrier;
mod cores;
mod cost;
mod directory;
mod drive;
mod idle;
mod people;
mod relay;
mod relayed;
mod report;
mod waiting;

use std::{error::Error, io, path::PathBuf, time::Duration};

use tempfile::TempDir;
use tokio::time::sleep;

use self::{
    carrier::Carrier,
    cores::Cores,
    cost::{measure, memory},
    drive::Pair,
    idle::Idle,
    relayed::Relayed,
    report::{FULL, SHAPES, compared, name, told},
    waiting::{ENVELOPES, deposit_and_fetch},
};
pub(crate) use self::{
    carrier::{content, number},
    cost::processor_time,
    directory::{Directory, Line, init},
    people::{Person, people},
    relay::serve as relay,
};
use crate::world::build;

/// How long and how often is measured.
pub(crate) struct Options {
    pub(crate) length: Duration,
    pub(crate) rounds: usize,
    pub(crate) idle: u32,
}

/// Prints the figures and the ratios of the mailbox.
pub(crate) async fn mailbox(options: Options) -> Result<(), Box<dyn Error>> {
    eprintln!("building, and putting people on record …");
    build(&["causerie-server"]).await?;
    let bench = Bench::begin(options).await?;
    let kib = bench.idle().await?;
    let mut ratios = bench.beside_the_relay().await?;
    let fetched = bench.waiting().await?;
    ratios.extend(kib.map(|kib| format!("idle_connection_kib {kib:.1}")));
    ratios.push(format!("fetch_10000_seconds {fetched:.2}"));
    for ratio in ratios {
        println!("{ratio}");
    }
    Ok(())
}

struct Bench {
    options: Options,
    cores: Cores,
    folder: TempDir,
    /// Those who send and receive, one behind the other.
    busy: Vec<Person>,
    idle: Vec<Person>,
    away: Person,
}

impl Bench {
    async fn begin(options: Options) -> Result<Self, Box<dyn Error>> {
        let cores = Cores::choose();
        cores.driver();
        let apart = if cores.are_apart() { "one processor for each" } else { "not pinned" };
        println!("server and driver: {apart}");
        let folder = TempDir::new()?;
        let directory = folder.path().join("directory");
        init(&directory).await?;
        let pairs = SHAPES.iter().map(|(pairs, _)| *pairs).max().unwrap_or_default();
        let count = u32::try_from(2 * pairs)? + options.idle + 1;
        let mut busy = people(&directory, &folder.path().join("people"), count).await?;
        let away = busy.pop().ok_or("nobody is on record")?;
        let idle = busy.split_off(2 * pairs);
        Ok(Self { options, cores, folder, busy, idle, away })
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("directory")
    }

    async fn directory(&self) -> Result<Directory, Box<dyn Error>> {
        self.cores.servers();
        let started = Directory::start(&self.data()).await;
        self.cores.driver();
        started
    }

    async fn relay(&self) -> Result<Relayed, Box<dyn Error>> {
        self.cores.servers();
        let started = Relayed::start(&self.data()).await;
        self.cores.driver();
        started
    }

    /// What an idle connection costs, in KiB.
    async fn idle(&self) -> Result<Option<f64>, Box<dyn Error>> {
        let (directory, relay) = (self.directory().await?, self.relay().await?);
        self.idle_at("least possible relay", &relay).await?;
        let each = self.idle_at("causerie", &directory).await?;
        directory.stop().await?;
        Ok(each)
    }

    async fn idle_at(
        &self,
        what: &str,
        carrier: &dyn Carrier,
    ) -> Result<Option<f64>, Box<dyn Error>> {
        let count = self.idle.len();
        eprintln!("{what}: {count} idle connections …");
        // The first few cost what all later ones share.
        drop(Idle::open(carrier, &self.busy[..4]).await?);
        sleep(Duration::from_secs(2)).await;
        let without = memory(carrier);
        let mut idle = Idle::open(carrier, &self.idle).await?;
        sleep(Duration::from_secs(2)).await;
        let with = memory(carrier);
        let mut pairs = self.pairs(carrier, FULL.0).await?;
        let busy = measure(carrier, &mut pairs, FULL.1, self.options.length).await?;
        match idle.ended() {
            0 => {}
            ended => return Err(format!("{ended} idle connections ended").into()),
        }
        let count = f64::from(u32::try_from(count)?.max(1));
        let each = without.zip(with).map(|(without, with)| (with - without) / count);
        if let (Some(without), Some(with), Some(each)) = (without, with, each) {
            let [without, with] = [without, with].map(|kib| kib / 1024.0);
            println!(
                "{what}: {without:.1} MiB resident without connections, {with:.1} MiB with {count} idle ones: {each:.1} KiB each"
            );
        }
        println!("  with them, {}: {}", name(FULL), told(&busy));
        Ok(each)
    }

    /// The ratios that the shapes count by.
    async fn beside_the_relay(&self) -> Result<Vec<String>, Box<dyn Error>> {
        let (directory, relay) = (self.directory().await?, self.relay().await?);
        let mut ours = self.pairs(&directory, self.busy.len() / 2).await?;
        let mut theirs = self.pairs(&relay, self.busy.len() / 2).await?;
        let mut ratios = Vec::new();
        for shape in SHAPES {
            let (pairs, load) = shape;
            let mut rounds = Vec::new();
            for round in 1..=self.options.rounds {
                eprintln!("{}, round {round} of {} …", name(shape), self.options.rounds);
                let length = self.options.length;
                let relayed = measure(&relay, &mut theirs[..pairs], load, length).await?;
                let measured = measure(&directory, &mut ours[..pairs], load, length).await?;
                rounds.push([measured, relayed]);
                // The next round is sent by others: a directory takes only so much of each at once.
                ours.rotate_left(pairs);
                theirs.rotate_left(pairs);
            }
            ratios.extend(compared(shape, &rounds));
        }
        directory.stop().await?;
        Ok(ratios)
    }

    /// How long it takes to fetch what waits, in seconds.
    async fn waiting(&self) -> Result<f64, Box<dyn Error>> {
        eprintln!("{ENVELOPES} waiting …");
        let directory = self.directory().await?;
        let from = self.busy.first().ok_or("nobody is on record")?;
        let took = deposit_and_fetch(&directory, from, &self.away, self.options.rounds).await?;
        let (mut deposited, mut fetched): (Vec<_>, Vec<_>) = took.into_iter().unzip();
        let [deposited, fetched] = [&mut deposited, &mut fetched].map(|took| {
            took.sort_unstable();
            took.get(took.len() / 2).map_or(f64::NAN, Duration::as_secs_f64)
        });
        println!(
            "{ENVELOPES} waiting envelopes: deposited in {deposited:.2} s, fetched in {fetched:.2} s"
        );
        Ok(fetched)
    }

    async fn pairs(&self, carrier: &dyn Carrier, count: usize) -> io::Result<Vec<Pair>> {
        let mut pairs = Vec::new();
        for two in self.busy.chunks_exact(2).take(count) {
            let inlet = idle::opened(carrier, &two[1]).await?;
            pairs.push(Pair::new(carrier.outlet(&two[0], &two[1]).await?, inlet));
        }
        Ok(pairs)
    }
}
