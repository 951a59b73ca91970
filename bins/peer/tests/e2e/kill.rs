//! Processes that are killed at any moment.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use crate::world::{Up, World, eventually};

const MESSAGES: usize = 80;

/// A small generator, so that a run can be repeated by its seed (`CAUSERIE_TEST_SEED`).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn thrown() -> Self {
        let now = std::time::Instant::now();
        let fresh = u64::from(std::process::id()) << 20 ^ std::ptr::from_ref(&now) as u64;
        let seed = std::env::var("CAUSERIE_TEST_SEED").ok().and_then(|s| s.parse().ok());
        Self(seed.unwrap_or(fresh).max(1))
    }

    pub(crate) fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

struct Cast {
    world: World,
    alice: Option<Up>,
    bob: Option<Up>,
}

pub(crate) fn up(world: &World, name: &str, port: &str) -> Up {
    let mut command = world.command(name, &["--json", "up", "--listen", port]);
    let (process, said) = crate::world::Process::start(&mut command);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    let text = |key: &str| said[key].as_str().unwrap().to_owned();
    Up { peers: text("peers"), process }
}

#[test]
fn kill_9_loses_no_acknowledged_message_and_doubles_none() {
    let mut dice = Dice::thrown();
    println!("CAUSERIE_TEST_SEED={}", dice.0);
    let world = World::begin();
    let bob = world.newcomer("bob");
    let alice = world.newcomer("alice");
    let (bob_port, alice_port) = (bob.peers.clone(), alice.peers.clone());
    // The first message makes Bob known, so that no later one needs the directory to be accepted.
    world.says("alice", &["tell", "bob", "message 0"]);
    let teller = world.command("alice", &[]);
    let (program, arguments): (_, Vec<_>) =
        (teller.get_program().to_owned(), teller.get_args().map(ToOwned::to_owned).collect());
    let cast = Arc::new(Mutex::new(Cast { world, alice: Some(alice), bob: Some(bob) }));

    let done = Arc::new(AtomicBool::new(false));
    let (stage, over) = (cast.clone(), done.clone());
    let killer = thread::spawn(move || {
        let mut kills = 0;
        while !over.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(50 + dice.next(250)));
            let mut cast = stage.lock().unwrap();
            match dice.next(3) {
                0 => {
                    drop(cast.alice.take());
                    cast.alice = Some(up(&cast.world, "alice", &alice_port));
                }
                1 => {
                    drop(cast.bob.take());
                    cast.bob = Some(up(&cast.world, "bob", &bob_port));
                }
                _ => {
                    let _ = cast.world.directory.end();
                    cast.world.restart_directory();
                }
            }
            kills += 1;
        }
        kills
    });

    let mut acknowledged = vec!["message 0".to_owned()];
    let mut refused = 0;
    for number in 1..MESSAGES {
        let text = format!("message {number}");
        let told = std::process::Command::new(&program)
            .args(&arguments)
            .args(["tell", "bob", &text, "--wait", "0"])
            .output()
            .unwrap();
        if told.status.success() {
            acknowledged.push(text);
        } else {
            refused += 1;
        }
        thread::sleep(Duration::from_millis(30));
    }
    done.store(true, Ordering::Relaxed);
    let kills = killer.join().unwrap();

    let cast = cast.lock().unwrap();
    eventually("nothing waits any more", || {
        cast.world.says("alice", &["--json", "waiting"]).contains("\"devices\":[]").then_some(())
    });
    let arrived = eventually("all acknowledged messages arrive", || {
        let texts: Vec<String> = cast
            .world
            .conversation("bob", "alice")
            .iter()
            .map(|m| m["text"].as_str().unwrap().to_owned())
            .collect();
        acknowledged.iter().all(|text| texts.contains(text)).then_some(texts)
    });
    println!(
        "{kills} kills: {} acknowledged, {refused} not, {} arrived",
        acknowledged.len(),
        arrived.len()
    );
    let mut counts = HashMap::new();
    for text in &arrived {
        *counts.entry(text).or_insert(0) += 1;
    }
    assert!(counts.values().all(|count| *count == 1), "doubled: {counts:?}");
    let order: Vec<_> = arrived.iter().filter(|text| acknowledged.contains(text)).collect();
    assert_eq!(order, acknowledged.iter().collect::<Vec<_>>(), "out of order");
    // Of what went by the mailbox, a receipt has to come first.
    eventually("all are known to be delivered", || {
        let sent = cast.world.conversation("alice", "bob");
        sent.iter().all(|message| message["state"] == "delivered").then_some(())
    });
    assert!(kills >= 5, "only {kills} kills");
    assert!(acknowledged.len() > MESSAGES / 4, "hardly anything was acknowledged");
}
