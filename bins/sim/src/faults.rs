use std::sync::Arc;

use crate::{
    lock::lock,
    machine::{device, name},
    network::Network,
    station::start,
    task::{DIRECTORY, MachineId},
    watch,
    world::World,
};

const MINUTE: u64 = 60_000;
const HOUR: i64 = 3_600_000;

/// Has one thing after another go wrong.
pub(crate) async fn fate(world: Arc<World>) {
    let every = world.setting.fault_every;
    if every == 0 {
        return;
    }
    loop {
        world.sleep(world.chance.between(every / 2, every * 3 / 2)).await;
        if world.is_calm() {
            return;
        }
        if world.setting.has_rooms && world.chance.once_in(5) {
            crate::rooms::goes_wrong(&world).await;
            continue;
        }
        match world.chance.below(17) {
            0..4 => world.cut_some(),
            4..6 => world.isolate_one(),
            6..8 if world.setting.has_presence => world.isolate_one(),
            6..8 => world.turn_a_clock(),
            8..10 => world.fill_a_disk(),
            10..13 => world.crash(world.any_machine()),
            13 if world.setting.loses_sessions => world.lose_sessions(),
            13 => world.moves(world.any_peer()),
            14 => leaves(&world, world.any_peer()).await,
            _ => {
                // The world goes on until the answer is there.
                lock(&world.ledger).people += 1;
                watch::why(&world).await;
                lock(&world.ledger).people -= 1;
            }
        }
    }
}

impl World {
    /// How good the network is while nothing special is wrong with it.
    pub(crate) fn spoil_network(&self) {
        let chance = &self.chance;
        let some = || if chance.once_in(3) { 0 } else { chance.stretch(1, 25) };
        let (requests_lost, answers_lost) = (some(), some());
        let (doubled, slow) = (some(), some());
        let cuts = lock(&self.network).cuts.clone();
        let network = Network { cuts, requests_lost, answers_lost, doubled, slow };
        *lock(&self.network) = network;
    }

    pub(crate) fn any_peer(&self) -> MachineId {
        let peers = self.peers();
        peers.get(self.chance.index(peers.len())).copied().unwrap_or(1)
    }

    fn any_machine(&self) -> MachineId {
        let all = self.all();
        all.get(self.chance.index(all.len())).copied().unwrap_or(DIRECTORY)
    }

    fn some_time(&self) -> u64 {
        self.chance.stretch(1_000, 40 * MINUTE)
    }

    fn cut_some(&self) {
        let (one, other) = (self.any_machine(), self.any_peer());
        if one != other {
            self.cut(one, other, self.some_time());
        }
    }

    pub(crate) fn cut(&self, one: MachineId, other: MachineId, millis: u64) {
        self.note(format_args!("{} and {} are cut off: {millis}", name(one), name(other)));
        self.count(|counts| counts.partitions += 1);
        let until = self.now() + millis;
        lock(&self.network).cuts.insert((one.min(other), one.max(other)), until);
    }

    fn isolate_one(&self) {
        self.isolate(self.any_machine(), self.some_time());
    }

    pub(crate) fn isolate(&self, machine: MachineId, millis: u64) {
        self.note(format_args!("{} is cut off: {millis}", name(machine)));
        self.count(|counts| counts.partitions += 1);
        let until = self.now() + millis;
        self.machine(machine, |it| it.alone_until = until);
    }

    fn turn_a_clock(&self) {
        let far = if self.setting.jumps_days { 15 * 24 * HOUR } else { 12 * HOUR };
        let by = i64::try_from(self.chance.stretch(1_000, far.unsigned_abs())).unwrap_or_default();
        let ahead = if self.chance.percent(50) { by } else { -by };
        let machine = self.any_machine();
        self.note(format_args!("the clock of {} is {ahead} ahead", name(machine)));
        self.count(|counts| counts.clock_jumps += 1);
        let furthest = self.furthest(machine);
        self.machine(machine, |it| (it.ahead, it.furthest) = (ahead, furthest));
    }

    fn fill_a_disk(&self) {
        self.fill(self.any_machine(), self.some_time());
    }

    pub(crate) fn fill(&self, machine: MachineId, millis: u64) {
        self.note(format_args!("the disk of {} is full: {millis}", name(machine)));
        self.count(|counts| counts.full_disks += 1);
        let until = self.now() + millis;
        self.machine(machine, |it| it.full_until = until);
    }

    fn moves(&self, machine: MachineId) {
        self.note(format_args!("{} moves", name(machine)));
        self.count(|counts| counts.moves += 1);
        self.machine(machine, |it| it.moves += 1);
    }

    fn lose_sessions(&self) {
        let (one, other) = (self.any_peer(), self.any_peer());
        self.note(format_args!("{} lost the sessions with {}", name(one), name(other)));
        self.count(|counts| counts.lost_sessions += 1);
        if let Some(store) = self.stores.get(one) {
            store.lose_sessions(&device(other));
        }
    }

    /// A program ends at once, wherever it is, and is started again later, perhaps elsewhere.
    pub(crate) fn crash(self: &Arc<Self>, machine: MachineId) {
        if !self.machine(machine, |it| it.is_up) {
            return;
        }
        self.note(format_args!("{} crashes", name(machine)));
        self.count(|counts| counts.crashes += 1);
        self.stop(machine);
        self.restart_later(machine);
    }

    fn restart_later(self: &Arc<Self>, machine: MachineId) {
        let world = self.clone();
        self.begin(None, "restart", async move {
            world.sleep(world.chance.stretch(200, 30 * MINUTE)).await;
            world.bring_up(machine);
        });
    }

    /// Starts a machine's program if it is not there.
    pub(crate) fn bring_up(self: &Arc<Self>, machine: MachineId) {
        if self.machine(machine, |it| it.is_up) {
            return;
        }
        if machine != DIRECTORY && self.chance.once_in(3) {
            self.moves(machine);
        }
        start(self, machine);
    }

    /// All that is wrong is put right; clocks stay as they are. Nothing more goes wrong for that long.
    pub(crate) fn heal(self: &Arc<Self>, calm: u64) {
        self.note(format_args!("all is well"));
        self.calm_for(calm);
        lock(&self.network).cuts.clear();
        self.is_honest();
        for machine in self.all() {
            self.machine(machine, |it| (it.alone_until, it.full_until) = (0, 0));
            self.bring_up(machine);
        }
    }
}

/// A peer that says good-bye before it ends.
async fn leaves(world: &Arc<World>, machine: MachineId) {
    use causerie_usecases::{CommandHandler, peer::commands::Leave};
    let left = crate::people::on(
        world,
        machine,
        "leave",
        async |station: Arc<crate::station::Station>| station.peer.leave.handle(Leave).await,
    );
    // Whether it was heard or not.
    let _ = left.await;
    if world.machine(machine, |it| it.is_up) {
        world.stop(machine);
        world.restart_later(machine);
    }
}
