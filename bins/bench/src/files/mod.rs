//! A large file between two peers.

mod bare;

use std::{
    error::Error,
    fs,
    io::{BufWriter, Write},
    path::Path,
    time::{Duration, Instant},
};

use tokio::time::sleep;

use crate::{
    figures::median,
    memory::{forget_peak, peak},
    world::{World, output, peer, run, start},
};

pub(crate) use bare::serve;

/// How much memory more than when it is idle a peer may take, in MiB.
const MOST: f64 = 64.0;
const MIB: u64 = 1_024 * 1_024;

/// Prints how fast a file goes from Alice to Bob, beside curl, and what it costs.
pub(crate) async fn files(mib: u32, rounds: usize) -> Result<(), Box<dyn Error>> {
    eprintln!("building, and starting a directory and two peers …");
    let world = World::begin().await?;
    let alice = start(peer(&world.path("alice"))?.args(["up", "--accept-everybody"])).await?;
    let path = world.path("file.bin");
    write(&path, mib)?;
    // Bob has her as a contact, and both are idle.
    run(peer(&world.path("bob"))?.args(["tell", "alice", "hello"])).await?;
    sleep(Duration::from_secs(2)).await;
    let (bob, _) = world.ids();
    let both = [("sender", alice.child.id()), ("receiver", bob)];
    let mut idle = Vec::new();
    for (_, process) in both {
        forget_peak(process)?;
        idle.push(peak(process)?);
    }
    let server = bare::other_end(&world.path("alice"), &path).await?;
    let (mut ours, mut bares, mut reads) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=rounds.max(1) {
        eprintln!("round {round} of {rounds} …");
        let to = world.path("bare.bin");
        bares.push(bare::curl(&world.path("bob"), &server, "d1.alice.peers.localhost", &to).await?);
        fs::remove_file(to)?;
        let begin = Instant::now();
        let sent =
            output(peer(&world.path("alice"))?.args(["--json", "send", "bob"]).arg(&path)).await?;
        reads.push(begin.elapsed());
        let id = sent.split(r#""file":{"id":""#).nth(1).and_then(|rest| rest.get(..32));
        let id = id.ok_or("what was sent has no file")?.to_owned();
        heard(&world, &id).await?;
        let begin = Instant::now();
        run(peer(&world.path("bob"))?.args(["fetch", &id, "--to"]).arg(world.path("in"))).await?;
        ours.push(begin.elapsed());
        let came = world.path("in").join("file.bin");
        run(tokio::process::Command::new("cmp").arg(&came).arg(&path)).await?;
        fs::remove_file(came)?;
    }
    let rate = |took: &Duration| f64::from(mib) / took.as_secs_f64();
    let [ours, bare, read] = [ours, bares, reads].map(|all| median(all, rate).unwrap_or_default());
    println!("{mib} MiB");
    println!("  causerie fetch, checked and durable       {:>6.0} MiB/s", rate(&ours));
    println!("  curl from bare hyper, the same TLS        {:>6.0} MiB/s", rate(&bare));
    println!("  causerie send, which reads and hashes it  {:>6.0} MiB/s", rate(&read));
    for ((who, process), idle) in both.into_iter().zip(idle) {
        let more = peak(process)? - idle;
        println!("{who}: {idle:.1} MiB idle, at its peak {more:.1} MiB more (at most {MOST})");
    }
    println!("ratio file_throughput {:.2}", rate(&ours) / rate(&bare));
    Ok(())
}

/// Waits until Bob has heard of it.
async fn heard(world: &World, id: &str) -> Result<(), Box<dyn Error>> {
    for _ in 0..100 {
        let all = output(peer(&world.path("bob"))?.args(["--json", "files"])).await?;
        if all.contains(id) {
            return Ok(());
        }
        sleep(Duration::from_millis(100)).await;
    }
    Err("the message did not come".into())
}

/// Bytes that are not all the same.
fn write(path: &Path, mib: u32) -> Result<(), Box<dyn Error>> {
    let mut file = BufWriter::with_capacity(1 << 20, fs::File::create(path)?);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..u64::from(mib) * MIB / 8 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        file.write_all(&state.to_le_bytes())?;
    }
    file.into_inner()?.sync_all()?;
    Ok(())
}
