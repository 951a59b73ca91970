//! The machines, and all that can be done to them.

use std::{
    io::{Write, stderr},
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, MutexGuard, atomic::Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{
    binaries,
    cast::{ALL, DIRECTORY, DOMAIN, PEOPLE, name},
    clocks::Clocks,
    disk::Disk,
    holder::done,
    ledger::Ledger,
    local::Local,
    network::{Cut, Network},
    process::{Process, tail},
    standing::{Condition, Standing},
};

/// How long a machine may take to stand again.
const PATIENCE: Duration = Duration::from_secs(30);
/// For how many minutes there has been a directory when the first person registers.
const AGE: i64 = 120;

/// A machine, for who may do something to it.
pub(crate) type Machine<'a> = MutexGuard<'a, Option<Process>>;

/// A directory and four peers. What they are made of goes away with this value.
pub(crate) struct Stage {
    machines: [Mutex<Option<Process>>; ALL.end],
    pub(crate) standing: Standing,
    pub(crate) ledger: Ledger,
    pub(crate) clocks: Clocks,
    disk: Disk,
    pub(crate) network: Network,
    server: PathBuf,
    folder: TempDir,
}

impl Stage {
    /// Everybody registered and up.
    pub(crate) fn set(server: PathBuf) -> Self {
        let folder = TempDir::new().unwrap();
        let (network, cut) = Network::begin(folder.path(), PEOPLE.len());
        let (clocks, jump) = Clocks::begin(folder.path());
        let (disk, full) = Disk::begin(&network, &folder.path().join(name(DIRECTORY)));
        for (what, how) in [("network", cut), ("clocks", jump), ("disk of the directory", full)] {
            match how {
                Ok(how) => println!("{what}: {how}"),
                // Past what keeps the words of a test that passes to itself.
                Err(how) => drop(writeln!(stderr(), "fault tests, {what}: {how}")),
            }
        }
        let stage = Self {
            machines: Default::default(),
            standing: Standing::new(),
            ledger: Ledger::default(),
            clocks,
            disk,
            network,
            server,
            folder,
        };
        stage.found();
        stage
    }

    fn found(&self) {
        self.clocks.set(DIRECTORY, -AGE);
        let mut init = self.server(&["init", "--domain", DOMAIN]);
        done(init.arg("--data").arg(self.path(name(DIRECTORY)))).unwrap();
        self.clocks.set(DIRECTORY, 0);
        let root = self.path("root.pem");
        let made = self.disk.seen(&self.path(name(DIRECTORY))).join("root.pem");
        std::fs::copy(made, &root).unwrap();
        self.start(DIRECTORY, &mut self.machine(DIRECTORY));
        for (who, person) in PEOPLE.iter().enumerate() {
            let url = format!("https://{}", self.network.directory(who));
            let person = format!("{person}@{DOMAIN}");
            let mut register = self.peer(who, &["register", &person, "--directory", &url]);
            done(register.arg("--root").arg(&root)).unwrap();
            self.start(who, &mut self.machine(who));
        }
    }

    /// A machine, once nobody else does anything to it.
    pub(crate) fn machine(&self, who: usize) -> Machine<'_> {
        self.machines[who].lock().unwrap()
    }

    /// A machine, if nobody does anything to it.
    pub(crate) fn idle(&self, who: usize) -> Option<Machine<'_>> {
        self.machines[who].try_lock().ok()
    }

    pub(crate) fn local(&self, who: usize) -> Local {
        let (host, door) = self.network.local(self.folder.path(), who);
        Local { host, door, token: self.path(name(who)).join("local.token") }
    }

    /// Ends a machine's process by kill -9; it stays so.
    pub(crate) fn kill(&self, who: usize, machine: &mut Machine<'_>) {
        self.standing.set(who, Condition::Unsettled);
        self.look_after(who, machine);
        if let Some(process) = machine.take() {
            process.kill();
            self.ledger.killed(who);
        }
        self.standing.set(who, Condition::Killed);
    }

    /// Starts it again, and waits until it stands.
    pub(crate) fn start(&self, who: usize, machine: &mut Machine<'_>) {
        self.standing.set(who, Condition::Unsettled);
        let begin = Instant::now();
        let mut process = self.begin(who);
        while !self.stands(who, &process) {
            if begin.elapsed() > PATIENCE || !process.runs() {
                let log = tail(&self.log(who), 5);
                self.ledger.trouble(format!("{} does not start: {log}", name(who)));
                break;
            }
            thread::sleep(Duration::from_millis(30));
        }
        **machine = Some(process);
        self.standing.set(who, Condition::Well);
    }

    /// Ends it as who runs it does, and starts it again.
    pub(crate) fn restart(&self, who: usize, machine: &mut Machine<'_>) {
        self.standing.set(who, Condition::Unsettled);
        if let Some(process) = machine.take() {
            process.stop();
        }
        self.start(who, machine);
    }

    pub(crate) fn cut(&self, who: usize, how: Cut) {
        self.standing.set(who, Condition::Unsettled);
        self.network.cut(who, how);
        self.ledger.cut(who);
        self.standing.set(who, Condition::Cut);
    }

    pub(crate) fn heal(&self, who: usize) {
        self.standing.set(who, Condition::Unsettled);
        self.network.heal(who);
        self.standing.set(who, Condition::Well);
    }

    /// Fills the directory's disk, which runs.
    pub(crate) fn fill(&self, directory: &Machine<'_>) {
        self.standing.set(DIRECTORY, Condition::Unsettled);
        self.disk.fill(directory.as_ref().unwrap().id());
        self.ledger.fills.fetch_add(1, Relaxed);
        self.standing.set(DIRECTORY, Condition::Full);
    }

    /// Makes room on it again.
    pub(crate) fn free(&self, directory: &Machine<'_>) {
        self.standing.set(DIRECTORY, Condition::Unsettled);
        self.disk.free(directory.as_ref().map(Process::id));
        self.standing.set(DIRECTORY, Condition::Well);
    }

    /// Whether its disk can be full.
    pub(crate) fn fills(&self) -> bool {
        !matches!(self.disk, Disk::Endless)
    }

    /// Sets a machine's clock so many minutes off; nobody waits for it to be seen.
    pub(crate) fn jump(&self, who: usize, minutes: i64) {
        self.clocks.set(who, minutes);
        if self.clocks.jump() {
            self.ledger.jumps.fetch_add(1, Relaxed);
        }
    }

    /// Starts it again if it ended by itself, which it must not.
    pub(crate) fn look_after(&self, who: usize, machine: &mut Machine<'_>) {
        if machine.as_mut().is_some_and(|process| !process.runs()) {
            let log = tail(&self.log(who), 20);
            self.ledger.trouble(format!("{} ended by itself: {log}", name(who)));
            **machine = None;
            self.start(who, machine);
        }
    }

    /// Where the logs are, which are kept from now on.
    pub(crate) fn keep(&mut self) -> PathBuf {
        self.folder.disable_cleanup(true);
        self.folder.path().to_owned()
    }

    fn begin(&self, who: usize) -> Process {
        let listen = self.network.listen(who);
        let mut command = if who == DIRECTORY {
            let mut command = self.server(&["run", "--listen", &listen]);
            command.arg("--data").arg(self.path(name(who)));
            command
        } else {
            let (local, advertise) = (self.local(who).host, self.network.advertise(who));
            self.peer(
                who,
                &[
                    "--json",
                    "up",
                    "--no-lan",
                    "--accept-everybody",
                    "--listen",
                    &listen,
                    "--local",
                    &local,
                    "--advertise",
                    &advertise,
                ],
            )
        };
        Process::start(&mut command, &self.log(who))
    }

    fn stands(&self, who: usize, process: &Process) -> bool {
        if who == DIRECTORY {
            process.has_spoken()
        } else {
            self.local(who).get("status").is_some()
        }
    }

    fn server(&self, arguments: &[&str]) -> Command {
        let mut command = self.program(DIRECTORY, self.disk.before(), &self.server);
        command.args(arguments);
        command
    }

    fn peer(&self, who: usize, arguments: &[&str]) -> Command {
        let mut command = self.program(who, &[], binaries::peer());
        command.arg("--data").arg(self.path(name(who))).args(arguments);
        command
    }

    /// A program at that machine, without the developer's own settings.
    fn program(&self, who: usize, before: &[&str], program: &Path) -> Command {
        let mut command = self.network.within(who);
        // The clock is for the program alone, not for what begins it.
        self.clocks.show(command.args(before).arg("env"), who);
        binaries::forget_settings(&mut command);
        command.arg(program).env("NO_COLOR", "1");
        if let Some(level) = log_level() {
            command.env("CAUSERIE_LOG", level);
        }
        command
    }

    fn log(&self, who: usize) -> PathBuf {
        self.path(&format!("{}.log", name(who)))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// How much is logged, if that was said; what is logged is kept then also where nothing failed.
pub(crate) fn log_level() -> Option<String> {
    std::env::var("CAUSERIE_FAULTS_LOG").ok()
}
