//! Contacts on one network, and no directory: each in a network of its own, both on one bridge.

use std::{
    io::{Write, stderr},
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{
    binaries,
    cast::{DIRECTORY, DOMAIN, name},
    door::{self, Door},
    holder::done,
    local::Local,
    namespaces::{Namespaces, address, door as door_of},
    network::Cut,
    process::{Process, tail},
};

const ALICE: usize = 0;
const BOB: usize = 1;
/// How long a message may take, discovery included.
const PATIENCE: Duration = Duration::from_mins(1);

/// Two peers, a directory, and what they are made of.
struct Scene {
    network: Namespaces,
    server: PathBuf,
    folder: TempDir,
}

impl Scene {
    /// Alice and Bob, registered at a directory that runs; nothing if there can be no namespaces, which it says.
    fn set() -> Option<(Self, Process)> {
        let folder = TempDir::new().unwrap();
        let network = match Namespaces::begin(folder.path(), DIRECTORY) {
            Ok(network) => network,
            Err(reason) => {
                let _ = writeln!(stderr(), "LAN test left out, for want of namespaces: {reason}");
                return None;
            }
        };
        let scene = Self { network, server: binaries::server(false), folder };
        let data = scene.path(name(DIRECTORY));
        let at = format!("{}:7443", address(DIRECTORY));
        let server = |arguments: &[&str]| {
            let mut command = scene.program(DIRECTORY, &scene.server);
            command.args(arguments).arg("--data").arg(&data);
            command
        };
        done(&mut server(&["init", "--domain", DOMAIN])).unwrap();
        let log = scene.path(name(DIRECTORY));
        let directory = Process::start(&mut server(&["run", "--listen", &at]), &log);
        until("the directory runs", || directory.has_spoken());
        for who in [ALICE, BOB] {
            let (person, url) = (format!("{}@{DOMAIN}", name(who)), format!("https://{at}"));
            let mut register = scene.peer(who, &["register", &person, "--directory", &url]);
            done(register.arg("--root").arg(data.join("root.pem"))).unwrap();
        }
        Some((scene, directory))
    }

    /// Somebody's peer, at a port that nobody knows from before.
    fn up(&self, who: usize, lan: &[&str]) -> Process {
        let arguments =
            ["up", "--accept-everybody", "--listen", "0.0.0.0:0", "--local", door::LOCAL];
        let mut command = self.peer(who, &arguments);
        let process = Process::start(command.args(lan), &self.path(name(who)));
        until("the peer is up", || process.has_spoken());
        process
    }

    /// Has somebody say message `n` to the other, and returns once it is kept.
    fn says(&self, n: u32, from: usize, to: usize) {
        let (id, to) = (id(n), format!("{}@{DOMAIN}", name(to)));
        let (status, answer) = self.local(from).say(&to, &id, "hello").unwrap();
        assert_eq!(status, 204, "{answer}");
    }

    /// How far message `n` has come, as its author knows.
    fn state(&self, n: u32, from: usize) -> Option<String> {
        let report = self.local(from).get(&format!("messages/{}", id(n)))?;
        Some(report["message"]["state"].as_str()?.to_owned())
    }

    fn arrives(&self, n: u32, from: usize) {
        let begin = Instant::now();
        while self.state(n, from).as_deref() != Some("delivered") {
            if begin.elapsed() > PATIENCE {
                let why = self.local(from).why(&id(n));
                let logs = [ALICE, BOB].map(|who| tail(&self.path(name(who)), 20));
                panic!("message {n} does not arrive: {why:?}, {}", logs.join("\n--\n"));
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn local(&self, who: usize) -> Local {
        let door = Door::File(door_of(self.folder.path(), who));
        let token = self.path(name(who)).join("local.token");
        Local { host: door::LOCAL.to_owned(), door, token }
    }

    fn peer(&self, who: usize, arguments: &[&str]) -> Command {
        let mut command = self.program(who, binaries::peer());
        command.arg("--data").arg(self.path(name(who))).args(arguments);
        command
    }

    /// A program at that machine, without the developer's own settings.
    fn program(&self, who: usize, program: &Path) -> Command {
        let mut command = self.network.within(who);
        binaries::forget_settings(&mut command);
        command.arg(program).env("NO_COLOR", "1");
        command
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn id(n: u32) -> String {
    format!("0191d5f2-7c4a-7abc-8def-{n:012x}")
}

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < PATIENCE, "not yet: {what}");
        thread::sleep(Duration::from_millis(30));
    }
}

#[test]
fn contacts_on_one_network_speak_with_each_other_while_their_directory_is_away() {
    let Some((scene, directory)) = Scene::set() else { return };
    let acquainted = [ALICE, BOB].map(|who| scene.up(who, &[]));
    scene.says(1, ALICE, BOB);
    scene.arrives(1, ALICE);
    scene.says(2, BOB, ALICE);
    scene.arrives(2, BOB);
    directory.kill();
    acquainted.into_iter().for_each(Process::stop);

    let apart = [ALICE, BOB].map(|who| scene.up(who, &["--no-lan"]));
    scene.says(3, ALICE, BOB);
    thread::sleep(Duration::from_secs(8));
    let alone = (scene.state(3, ALICE), scene.local(ALICE).why(&id(3)).unwrap());
    apart.into_iter().for_each(Process::stop);
    let [_alice, bob] = [ALICE, BOB].map(|who| scene.up(who, &[]));
    scene.arrives(3, ALICE);
    scene.says(4, BOB, ALICE);
    scene.arrives(4, BOB);
    bob.stop();
    scene.says(5, ALICE, BOB);
    thread::sleep(Duration::from_secs(2));
    let gone = scene.state(5, ALICE);
    let _bob_elsewhere = scene.up(BOB, &[]);

    scene.arrives(5, ALICE);
    assert_eq!(alone.0.as_deref(), Some("queued"));
    assert_eq!(alone.1[0].cause, "DIRECTORY_UNREACHABLE");
    assert_eq!(gone.as_deref(), Some("queued"));
}

#[test]
fn a_peer_comes_up_without_a_network_and_is_found_once_it_has_one() {
    let Some((scene, _directory)) = Scene::set() else { return };
    let _bob = scene.up(BOB, &[]);
    scene.network.cut(ALICE, Cut::Told);

    let _alice = scene.up(ALICE, &[]);
    let status = scene.local(ALICE).get("status");
    scene.network.heal(ALICE);
    until("Alice has signed in", || {
        scene.local(ALICE).get("status").is_some_and(|status| status["signed_in"] == true)
    });
    scene.says(1, ALICE, BOB);
    scene.arrives(1, ALICE);

    assert_eq!(status.unwrap()["signed_in"], false);
}
