//! A file whose both ends are killed as it comes.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{
    kill::{Dice, up},
    world::{Up, World, eventually},
};

const BYTES: usize = 300_000_000;
const CHUNK: usize = 1 << 20;
const CHUNKS: usize = BYTES.div_ceil(CHUNK);
const KILLS: usize = 20;
/// How much comes between two of them at least, in chunks: twice what is on its way at once.
const APART: usize = 8;
/// What has a peer say which chunks it gives.
const TELLING: &str = "warn,causerie_http_api::peer::files=debug";

/// Both ends, each with the port that the other one knows it by, and what Alice logged.
struct Ends {
    world: World,
    alice: (Up, String),
    bob: (Up, String),
    log: String,
}

impl Ends {
    fn begin() -> Self {
        let world = World::begin_with(&[("CAUSERIE_LOG", TELLING)]);
        let [alice, bob] = ["alice", "bob"].map(|name| {
            let up = world.newcomer(name);
            let port = up.peers.clone();
            (up, port)
        });
        Self { world, alice, bob, log: String::new() }
    }

    /// Kills one of them or both at once; how much of the file was written when they were dead.
    fn kill(&mut self, [alice, bob]: [bool; 2], folder: &Path) -> usize {
        if alice {
            self.log += &self.alice.0.process.end();
        }
        if bob {
            self.bob.0.process.end();
        }
        let came = written(folder).unwrap_or(0);
        if alice {
            self.alice.0 = up(&self.world, "alice", &self.alice.1);
        }
        if bob {
            self.bob.0 = up(&self.world, "bob", &self.bob.1);
        }
        came
    }

    /// How often Alice gave each chunk.
    fn given(&mut self) -> Vec<usize> {
        self.log += &self.alice.0.process.end();
        let mut given = vec![0; CHUNKS];
        for line in self.log.lines().filter_map(|line| line.split("gives chunks ").nth(1)) {
            let (from, end) = line.trim().split_once("..").unwrap();
            let end: String = end.chars().take_while(char::is_ascii_digit).collect();
            let run = from.parse::<usize>().unwrap()..end.parse().unwrap();
            given[run].iter_mut().for_each(|often| *often += 1);
        }
        given
    }
}

/// How much of the only part there was written, in chunks; nothing once it is not there any more.
fn written(folder: &Path) -> Option<usize> {
    let mut parts = fs::read_dir(folder.join(".causerie-parts")).ok()?;
    let blocks = parts.next()?.ok()?.metadata().ok()?.blocks();
    usize::try_from(blocks * 512).ok().map(|bytes| bytes / CHUNK)
}

#[test]
fn a_file_comes_whole_though_both_ends_are_killed_at_random_and_no_chunk_comes_more_than_twice() {
    let mut dice = Dice::thrown();
    println!("CAUSERIE_TEST_SEED={}", dice.0);
    let mut ends = Ends::begin();
    let (path, folder) = (ends.world.path("large.bin"), ends.world.path("here"));
    let content: Vec<u8> =
        (0..=BYTES / 8).flat_map(|at| (at * 0x9e37_79b9).to_le_bytes()).take(BYTES).collect();
    fs::write(&path, &content).unwrap();
    ends.world.says("alice", &["send", "bob", path.to_str().unwrap()]);
    let file = eventually("Bob hears of it", || ends.world.files("bob").pop());
    let id = file["id"].as_str().unwrap();
    fs::create_dir(&folder).unwrap();

    ends.world.says("bob", &["fetch", id, "--to", folder.to_str().unwrap(), "--no-wait"]);
    let spare = (CHUNKS / KILLS - APART) / 2;
    let mut kills: Vec<usize> = Vec::new();
    for kill in 1..=KILLS {
        let last = kills.last().copied().unwrap_or(0);
        let at = last + APART + usize::try_from(dice.next(spare as u64)).unwrap();
        let begin = Instant::now();
        while written(&folder).is_none_or(|written| written < at) {
            assert!(begin.elapsed() < Duration::from_mins(1), "it stopped before kill {kill}");
            let is_here = folder.join("large.bin").exists();
            assert!(!is_here, "it was there before kill {kill}: {kills:?}");
            sleep(Duration::from_millis(1));
        }
        let who = dice.next(3);
        kills.push(ends.kill([who != 0, who != 1], &folder));
    }

    let said = ends.world.says("bob", &["fetch", id, "--to", folder.to_str().unwrap()]);
    assert!(said.contains("all of it is here"), "{said}");
    assert!(fs::read(folder.join("large.bin")).unwrap() == content, "its bytes are others");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing else is left");
    let given = ends.given();
    let (most, more) = (given.iter().max(), given.iter().filter(|often| **often > 1).count());
    println!("{more} of {CHUNKS} chunks came twice");
    assert!(
        given.iter().all(|often| (1..=2).contains(often)),
        "{most:?} times at most: {given:?}, killed at {kills:?}"
    );
}
