//! The machines, and what can be done to them.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::cast::Cast;
use crate::{
    binaries,
    local::Local,
    network::{Cut, Network},
    process::{Process, tail},
    stage::log_level,
};

/// How long a machine may take to stand again.
const PATIENCE: Duration = Duration::from_mins(1);

/// What is done to one machine.
#[derive(Default)]
struct Machine {
    process: Mutex<Option<Process>>,
    is_cut: AtomicBool,
    kills: AtomicU64,
    cuts: AtomicU64,
}

/// A directory, and a peer for each device. What they are made of goes away with this value, unless the test has failed.
pub(crate) struct House {
    pub(crate) cast: Cast,
    pub(crate) network: Network,
    machines: Vec<Machine>,
    troubles: Mutex<Vec<String>>,
    server: PathBuf,
    folder: TempDir,
}

impl House {
    /// Nobody registered, and nothing running.
    pub(crate) fn build(cast: Cast, server: PathBuf) -> Self {
        let folder = TempDir::new().unwrap();
        let (network, says) = Network::begin(folder.path(), cast.devices());
        match says {
            Ok(how) => println!("network: {how}"),
            Err(how) => eprintln!("fault tests, network: {how}"),
        }
        let machines = (0..=cast.directory()).map(|_| Machine::default()).collect();
        Self { cast, network, machines, troubles: Mutex::default(), server, folder }
    }

    pub(crate) fn local(&self, who: usize) -> Local {
        let (host, door) = self.network.local(self.folder.path(), who);
        Local { host, door, token: self.path(&self.cast.name(who)).join("local.token") }
    }

    /// Ends a machine's process by kill -9, unless somebody else is at it, and starts it again after a pause.
    pub(crate) fn kill(&self, who: usize, pause: Duration) {
        let Ok(mut process) = self.machines[who].process.try_lock() else { return };
        self.look_after(who, &mut process);
        if let Some(process) = process.take() {
            process.kill();
            self.machines[who].kills.fetch_add(1, Relaxed);
        }
        thread::sleep(pause);
        self.begin(who, &mut process);
    }

    pub(crate) fn start(&self, who: usize) {
        self.begin(who, &mut self.machines[who].process.lock().unwrap());
    }

    /// Cuts a machine off for a while, unless it is.
    pub(crate) fn cut(&self, who: usize, how: Cut, lasts: Duration) {
        if self.machines[who].is_cut.swap(true, Relaxed) {
            return;
        }
        self.network.cut(who, how);
        self.machines[who].cuts.fetch_add(1, Relaxed);
        thread::sleep(lasts);
        self.network.heal(who);
        self.machines[who].is_cut.store(false, Relaxed);
    }

    /// Starts whatever ended by itself, which it must not.
    pub(crate) fn look_after_all(&self) {
        for (who, machine) in self.machines.iter().enumerate() {
            self.look_after(who, &mut machine.process.lock().unwrap());
        }
    }

    fn look_after(&self, who: usize, process: &mut MutexGuard<'_, Option<Process>>) {
        if process.as_mut().is_some_and(|process| !process.runs()) {
            let log = tail(&self.log(who), 20);
            self.trouble(format!("{} ended by itself: {log}", self.cast.name(who)));
            **process = None;
            self.begin(who, process);
        }
    }

    fn begin(&self, who: usize, at: &mut MutexGuard<'_, Option<Process>>) {
        let begin = Instant::now();
        let mut process = Process::start(&mut self.run(who), &self.log(who));
        while !self.stands(who, &process) {
            if begin.elapsed() > PATIENCE || !process.runs() {
                let log = tail(&self.log(who), 5);
                self.trouble(format!("{} does not start: {log}", self.cast.name(who)));
                break;
            }
            thread::sleep(Duration::from_millis(30));
        }
        **at = Some(process);
    }

    fn stands(&self, who: usize, process: &Process) -> bool {
        if who == self.cast.directory() {
            process.has_spoken()
        } else {
            self.local(who).get("status").is_some()
        }
    }

    fn run(&self, who: usize) -> Command {
        let listen = self.network.listen(who);
        if who == self.cast.directory() {
            let mut command = self.directory();
            command.args(["run", "--listen", &listen, "--data"]);
            command.arg(self.path(&self.cast.name(who)));
            return command;
        }
        let (local, advertise) = (self.local(who).host, self.network.advertise(who));
        let mut command = self.peer(who);
        command.args(["--json", "up", "--no-lan", "--accept-everybody", "--listen", &listen]);
        command.args(["--local", &local, "--advertise", &advertise]);
        command
    }

    /// The directory's program, at its machine.
    pub(crate) fn directory(&self) -> Command {
        self.program(self.cast.directory(), &self.server)
    }

    /// A peer's program at its machine, with its folder.
    pub(crate) fn peer(&self, who: usize) -> Command {
        let mut command = self.program(who, binaries::peer());
        command.arg("--data").arg(self.path(&self.cast.name(who)));
        command
    }

    fn program(&self, who: usize, program: &Path) -> Command {
        let mut command = self.network.within(who);
        binaries::forget_settings(&mut command);
        command.arg(program).env("NO_COLOR", "1");
        if let Some(level) = log_level() {
            command.env("CAUSERIE_LOG", level);
        }
        command
    }

    fn log(&self, who: usize) -> PathBuf {
        self.path(&format!("{}.log", self.cast.name(who)))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Something went wrong that must not.
    pub(crate) fn trouble(&self, what: String) {
        eprintln!("trouble: {what}");
        self.troubles.lock().unwrap().push(what);
    }

    pub(crate) fn troubles(&self) -> Vec<String> {
        self.troubles.lock().unwrap().clone()
    }

    /// How often machines were killed, and cut off; and of that the directory.
    pub(crate) fn suffered(&self) -> [(u64, u64); 2] {
        let count = |of: fn(&Machine) -> &AtomicU64| {
            let counts = self.machines.iter().map(|machine| of(machine).load(Relaxed));
            let all = counts.clone().sum();
            (all, counts.last().unwrap_or_default())
        };
        [count(|it| &it.kills), count(|it| &it.cuts)]
    }

    /// Keeps the logs, and says where.
    pub(crate) fn keep(&mut self) {
        self.folder.disable_cleanup(true);
        println!("logs are kept in {}", self.folder.path().display());
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if thread::panicking() {
            self.keep();
        }
    }
}
