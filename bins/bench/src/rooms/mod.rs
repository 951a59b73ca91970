//! Rooms beside the bare library, in one run.
//!
//! On our side are the use cases over the stores that peers have, with a directory that takes everything; on the other the library alone with the same
//! primitives, once in memory, and once with its state written to a database after each operation. Times are processor time of the whole process.

mod adding;
mod breakdown;
mod desk;
mod fan_out;
mod library;
mod member;
mod ours;
mod table;

use std::{error::Error, path::Path, time::Duration};

use causerie_chat::RoomMember;
use mls_rs::storage_provider::in_memory::InMemoryGroupStateStorage;
use tempfile::TempDir;
use tokio::process::Command;

use self::{
    adding::adding, breakdown::breakdown, fan_out::fan_out, library::library, ours::Ours,
    table::Table,
};
use crate::{
    figures::median,
    world::{binary, build, run},
};

/// What is said.
const TEXT: [u8; 1024] = [b'x'; 1024];

/// Of each operation, in microseconds.
type Costs = [f64; OPERATIONS.len()];

const OPERATIONS: [&str; 5] = ["create", "add", "remove", "send", "receive"];

/// How many texts there are in a round: a room is kept at every 32nd.
const TEXTS: usize = 256;
/// From how many members on there are fewer texts, and rounds.
const MANY: usize = 500;

/// Prints the figures and the ratios of rooms.
pub(crate) async fn rooms(
    members: &[usize],
    seconds: u64,
    rounds: usize,
) -> Result<(), Box<dyn Error>> {
    eprintln!("building …");
    build(&["causerie-server"]).await?;
    let folder = TempDir::new()?;
    let directory = folder.path().join("directory");
    let mut command = Command::new(binary("causerie-server")?);
    run(command.args(["init", "--domain", "localhost", "--data"]).arg(&directory)).await?;
    let root = directory.join("root.pem");

    println!("medians of {rounds}; µs of processor time; texts of 1 KiB");
    for (number, members) in members.iter().enumerate() {
        let folder = folder.path().join(number.to_string());
        std::fs::create_dir(&folder)?;
        let many = *members >= MANY;
        let (texts, most) = if many { (TEXTS / 4, 5) } else { (TEXTS, usize::MAX) };
        // One more is added, and goes again.
        let members = (*members).clamp(2, RoomMember::MOST - 1);
        Box::pin(beside(&folder, &root, members, texts, rounds.clamp(1, most))).await?;
    }
    let length = Duration::from_secs(seconds.max(1));
    fan_out(folder.path(), length, rounds.clamp(1, 3)).await
}

/// The library's, the library's with what it keeps, and ours.
type Sides<T> = [T; 3];

async fn beside(
    folder: &Path,
    root: &Path,
    members: usize,
    texts: usize,
    rounds: usize,
) -> Result<(), Box<dyn Error>> {
    eprintln!("{members} members …");
    let ours = Ours::begin(folder, root, members).await?;
    let memory = || InMemoryGroupStateStorage::new();
    let mut bare = library(members, false, [memory(), memory()])?;
    let table = |name: &str| Table::open(&folder.join(name));
    let mut kept = library(members, true, [table("first.db")?, table("second.db")?])?;
    let guest = library::guest()?;

    let mut samples: Sides<Vec<Costs>> = Default::default();
    // The first round is not counted: everybody is new in it.
    for round in 0..=rounds {
        let costs = [
            bare.measure(texts, &guest)?,
            kept.measure(texts, &guest)?,
            ours.measure(texts).await?,
        ];
        for (samples, costs) in samples.iter_mut().zip(costs) {
            samples.extend((round > 0).then_some(costs));
        }
    }
    let costs = samples.map(|samples| medians(&samples));
    report(members, costs);
    breakdown(&ours, members).await?;
    adding(&ours, members).await
}

fn medians(samples: &[Costs]) -> Costs {
    let of = |operation: usize| {
        let costs = samples.iter().map(|costs| costs[operation]).collect();
        median(costs, |cost| *cost).unwrap_or(f64::NAN)
    };
    [of(0), of(1), of(2), of(3), of(4)]
}

fn report(members: usize, [bare, kept, ours]: Sides<Costs>) {
    println!("{members} members       library in memory    library with storage        causerie");
    for (operation, what) in OPERATIONS.iter().enumerate() {
        let [bare, kept, ours] = [bare, kept, ours].map(|costs| costs[operation]);
        println!("  {what:<10}{bare:>19.1}{kept:>24.1}{ours:>16.1}");
        println!("ratio room_{what}_{members}_cost {:.2}", ours / kept);
        println!("ratio room_{what}_{members}_bare_cost {:.2}", ours / bare);
    }
}
