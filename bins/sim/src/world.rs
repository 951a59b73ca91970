use std::{
    fmt::Arguments,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use causerie_chat::{ClaimId, MessageId, Timestamp};
use causerie_memory::{MemoryDirectory, MemoryPeer};
use causerie_session::Randomness;
use causerie_usecases::directory::Directory;
use uuid::Uuid;

use crate::{
    chance::Chance,
    counts::Counts,
    doors::Doors,
    household::Household,
    ledger::Ledger,
    lock::lock,
    machine::{MOST_PEERS, Machine, name},
    network::Network,
    rooms::Rooms,
    setting::Setting,
    station::Station,
    task::{DIRECTORY, MachineId, Run, Task, Wait},
    trace::Trace,
};

/// When every world begins, in milliseconds since 1970.
pub(crate) const BEGINNING: u64 = 1_800_000_000_000;

/// One directory, some peers, what lies between them, and what is done at the moment.
pub(crate) struct World {
    pub(crate) setting: Setting,
    pub(crate) chance: Chance,
    pub(crate) network: Mutex<Network>,
    pub(crate) ledger: Mutex<Ledger>,
    pub(crate) household: Mutex<Household>,
    pub(crate) doors: Mutex<Doors>,
    pub(crate) rooms: Mutex<Rooms>,
    /// What the directory keeps, also over a crash.
    pub(crate) records: Arc<MemoryDirectory>,
    /// What each peer keeps, also over a crash; the first one is nobody's.
    pub(crate) stores: Vec<Arc<MemoryPeer>>,
    directory: Mutex<Option<Arc<Directory>>>,
    stations: Mutex<Vec<Option<Arc<Station>>>>,
    machines: Mutex<Vec<Machine>>,
    trace: Mutex<Trace>,
    counts: Mutex<Counts>,
    begun: Mutex<Vec<Task>>,
    waited: Mutex<Wait>,
    someone_crashed: AtomicBool,
    now: AtomicU64,
    calm_until: AtomicU64,
    failures: Mutex<Vec<String>>,
}

impl World {
    pub(crate) fn new(setting: Setting, chance: Chance, is_told: bool) -> Self {
        let machines = 0..=MOST_PEERS;
        Self {
            chance,
            network: Mutex::default(),
            ledger: Mutex::default(),
            household: Mutex::default(),
            doors: Mutex::default(),
            rooms: Mutex::default(),
            records: Arc::default(),
            stores: machines.clone().map(crate::station::store).collect(),
            directory: Mutex::default(),
            stations: Mutex::new(machines.clone().map(|_| None).collect()),
            machines: Mutex::new(machines.map(|_| Machine::new()).collect()),
            trace: Mutex::new(Trace::new(is_told)),
            counts: Mutex::default(),
            begun: Mutex::default(),
            waited: Mutex::default(),
            someone_crashed: AtomicBool::new(false),
            now: AtomicU64::new(0),
            calm_until: AtomicU64::new(0),
            failures: Mutex::default(),
            setting,
        }
    }

    /// The true time, in milliseconds since the beginning.
    pub(crate) fn now(&self) -> u64 {
        self.now.load(Ordering::Relaxed)
    }

    pub(crate) fn pass_until(&self, then: u64) {
        self.now.fetch_max(then, Ordering::Relaxed);
    }

    /// The time by a machine's clock.
    pub(crate) fn clock(&self, of: MachineId) -> Timestamp {
        let ahead = self.machine(of, |machine| machine.ahead);
        Timestamp::from_millis((BEGINNING + self.now()).saturating_add_signed(ahead))
    }

    /// The latest time that a machine's clock ever showed.
    pub(crate) fn furthest(&self, of: MachineId) -> u64 {
        self.clock(of).millis().max(self.machine(of, |machine| machine.furthest))
    }

    /// All machines but the directory's: one for each device, also one that was revoked.
    pub(crate) fn peers(&self) -> Vec<MachineId> {
        let first = self.people().flat_map(|person| self.setting.devices_of(person));
        first.chain(lock(&self.household).linked.keys().copied()).collect()
    }

    /// The first device of everybody, which stands for them.
    pub(crate) fn people(&self) -> std::ops::RangeInclusive<MachineId> {
        1..=self.setting.people
    }

    /// All machines.
    pub(crate) fn all(&self) -> Vec<MachineId> {
        [vec![DIRECTORY], self.peers()].concat()
    }

    pub(crate) fn machine<A>(&self, id: MachineId, look: impl FnOnce(&mut Machine) -> A) -> A {
        let mut machines = lock(&self.machines);
        let mut nobody = Machine::new();
        look(machines.get_mut(id).unwrap_or(&mut nobody))
    }

    pub(crate) fn randomness(&self) -> Randomness {
        Randomness::new(self.chance.bytes())
    }

    /// A message's id, minted on a machine.
    pub(crate) fn message_id(&self, on: MachineId) -> Option<MessageId> {
        MessageId::try_from(self.uuid(on)).ok()
    }

    /// A claim's id, minted on a machine.
    pub(crate) fn claim_id(&self, on: MachineId) -> Option<ClaimId> {
        ClaimId::try_from(self.uuid(on)).ok()
    }

    fn uuid(&self, on: MachineId) -> Uuid {
        let random = self.chance.bytes();
        uuid::Builder::from_unix_timestamp_millis(self.clock(on).millis(), &random).into_uuid()
    }

    pub(crate) fn note(&self, what: Arguments<'_>) {
        lock(&self.trace).note(self.now(), what);
    }

    pub(crate) fn count(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut lock(&self.counts));
    }

    pub(crate) fn counts(&self) -> Counts {
        let minutes = self.now() / 60_000;
        Counts { minutes, ..lock(&self.counts).clone() }
    }

    pub(crate) fn hash(&self) -> String {
        lock(&self.trace).hash()
    }

    /// Something is not as it must be.
    pub(crate) fn fail(&self, what: String) {
        self.note(format_args!("FAILED {what}"));
        let mut failures = lock(&self.failures);
        if failures.len() < 20 && !failures.contains(&what) {
            failures.push(what);
        }
    }

    pub(crate) fn failures(&self) -> Vec<String> {
        lock(&self.failures).clone()
    }

    /// For so long nothing goes wrong but what does already.
    pub(crate) fn is_calm(&self) -> bool {
        self.now() < self.calm_until.load(Ordering::Relaxed)
    }

    pub(crate) fn calm_for(&self, millis: u64) {
        self.calm_until.store(self.now().saturating_add(millis), Ordering::Relaxed);
    }

    // What is done.

    pub(crate) fn begin(
        &self,
        owner: Option<Run>,
        name: &'static str,
        job: impl Future<Output = ()> + Send + 'static,
    ) {
        let task = Task { owner, name, job: Box::pin(job), wait: Wait::default() };
        lock(&self.begun).push(task);
    }

    pub(crate) fn begun(&self) -> Vec<Task> {
        std::mem::take(&mut lock(&self.begun))
    }

    pub(crate) fn waits(&self, wait: Wait) {
        *lock(&self.waited) = wait;
    }

    pub(crate) fn waited(&self) -> Wait {
        std::mem::take(&mut lock(&self.waited))
    }

    pub(crate) fn begins(&self, task: &'static str, owner: Option<Run>) {
        self.count(|counts| counts.steps += 1);
        let whose = owner.map_or_else(|| "-".to_owned(), |run| name(run.of));
        self.note(format_args!("{whose} {task}"));
    }

    /// A step was taken; now is the time for a crash.
    pub(crate) fn ends(self: &Arc<Self>, owner: Option<Run>) {
        if self.chance.once_in(3) {
            self.pass_until(self.now() + 1);
        }
        let Some(run) = owner.filter(|run| !self.is_calm() && self.is_running(*run)) else {
            return;
        };
        if self.chance.once_in(self.setting.crash_once_in) {
            self.crash(run.of);
        }
    }

    // Who is there.

    pub(crate) fn is_running(&self, run: Run) -> bool {
        self.running(run.of) == Some(run)
    }

    pub(crate) fn someone_crashed(&self) -> bool {
        self.someone_crashed.swap(false, Ordering::Relaxed)
    }

    pub(crate) fn directory(&self) -> Option<Arc<Directory>> {
        lock(&self.directory).clone()
    }

    pub(crate) fn station(&self, of: MachineId) -> Option<Arc<Station>> {
        lock(&self.stations).get(of).cloned().flatten()
    }

    pub(crate) fn open(&self, directory: Directory) {
        *lock(&self.directory) = Some(Arc::new(directory));
    }

    pub(crate) fn seat(&self, station: Arc<Station>) {
        if let Some(seat) = lock(&self.stations).get_mut(station.id) {
            *seat = Some(station);
        }
    }

    /// Ends what runs on a machine; what it keeps stays.
    pub(crate) fn stop(&self, machine: MachineId) {
        self.machine(machine, |it| it.is_up = false);
        self.someone_crashed.store(true, Ordering::Relaxed);
        if machine == DIRECTORY {
            lock(&self.directory).take();
        } else if let Some(seat) = lock(&self.stations).get_mut(machine) {
            seat.take();
        }
    }

    /// Ends everything. Programs and world know each other, so that neither would go otherwise.
    pub(crate) fn end(&self) {
        self.all().into_iter().for_each(|machine| self.stop(machine));
        drop(self.begun());
    }
}
