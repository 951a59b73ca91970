use std::{collections::BTreeMap, pin::Pin, sync::Arc};

use crate::{
    answer::{Lost, Promise, promise},
    lock::lock,
    task::{MachineId, Run},
    world::World,
};

/// How long an answer is waited for, in milliseconds.
pub(crate) const PATIENCE: u64 = 20_000;

/// What lies between the machines.
#[derive(Default)]
pub(crate) struct Network {
    /// Which pairs cannot talk, and until when; the smaller one first.
    pub(crate) cuts: BTreeMap<(MachineId, MachineId), u64>,
    /// Of a hundred requests, so many are lost;
    pub(crate) requests_lost: u64,
    /// so many are carried out and the answer lost;
    pub(crate) answers_lost: u64,
    /// so many come twice;
    pub(crate) doubled: u64,
    /// and so many are slow, perhaps too slow for whoever waits.
    pub(crate) slow: u64,
}

/// What a machine does for another; nothing if the program is not there.
pub(crate) type Served<A> = Pin<Box<dyn Future<Output = Option<A>> + Send>>;

impl World {
    pub(crate) fn is_cut(&self, one: MachineId, other: MachineId) -> bool {
        let pair = (one.min(other), one.max(other));
        let now = self.now();
        lock(&self.network).cuts.get(&pair).is_some_and(|until| now < *until)
            || [one, other].into_iter().any(|it| self.machine(it, |it| now < it.alone_until))
    }

    /// Has `to` serve a request of `from`, and waits for the answer. It may get lost on either way while the request is served, or
    /// be served twice, or once nobody waits any more.
    pub(crate) async fn request<A: Send + 'static>(
        self: &Arc<Self>,
        from: MachineId,
        to: MachineId,
        name: &'static str,
        serve: impl Fn() -> Served<A> + Send + 'static,
    ) -> Result<A, Lost> {
        lock(&self.ledger).requests.entry((from, to)).or_default().push(self.now());
        let fate = self.fate();
        let (promise, answer) = promise();
        let world = self.clone();
        let travel = async move {
            world.sleep(fate.outward).await;
            if fate.is_lost || world.is_cut(from, to) {
                // Some networks say so, others are silent.
                let silence = if world.chance.percent(50) { 0 } else { PATIENCE };
                world.sleep(silence).await;
                return drop(promise);
            }
            if fate.outward > PATIENCE {
                world.count(|counts| counts.late += 1);
            }
            if let Some(later) = fate.again {
                world.count(|counts| counts.duplicates += 1);
                let (world, serve) = (world.clone(), serve());
                world.clone().begin(None, name, async move {
                    world.sleep(later).await;
                    if let Some(run) = world.running(to) {
                        world.begin(Some(run), name, async { drop(serve.await) });
                    }
                });
            }
            if let Some(run) = world.running(to) {
                let job = serve_once(world.clone(), serve(), fate, (from, to), promise);
                world.begin(Some(run), name, job);
            }
        };
        self.begin(None, "on the way", travel);
        self.wait_for(&answer.is_there(), PATIENCE).await;
        answer.open()
    }

    /// The run that a machine is in, if it is up.
    pub(crate) fn running(&self, machine: MachineId) -> Option<Run> {
        self.machine(machine, |it| it.is_up.then_some(Run { of: machine, number: it.run }))
    }

    fn fate(&self) -> Fate {
        let chance = &self.chance;
        if self.is_calm() {
            let (outward, back) = (chance.between(1, 20), chance.between(1, 20));
            return Fate { outward, back, ..Fate::default() };
        }
        let network = lock(&self.network);
        let slow = |is_slow| if is_slow { chance.stretch(50, 600_000) } else { chance.below(40) };
        let fate = Fate {
            is_lost: chance.percent(network.requests_lost),
            is_unanswered: chance.percent(network.answers_lost),
            outward: slow(chance.percent(network.slow)),
            back: slow(chance.percent(network.slow / 2)),
            again: chance.percent(network.doubled).then(|| chance.stretch(1, 900_000)),
        };
        drop(network);
        self.count(|counts| {
            counts.requests_lost += u64::from(fate.is_lost);
            counts.answers_lost += u64::from(fate.is_unanswered && !fate.is_lost);
        });
        fate
    }
}

async fn serve_once<A>(
    world: Arc<World>,
    served: Served<A>,
    fate: Fate,
    (from, to): (MachineId, MachineId),
    promise: Promise<A>,
) {
    let Some(answer) = served.await else { return drop(promise) };
    world.step().await;
    world.sleep(fate.back).await;
    if fate.is_unanswered || world.is_cut(from, to) {
        drop(promise);
    } else {
        promise.keep(Ok(answer));
    }
}

/// What becomes of a request.
#[derive(Clone, Copy, Default)]
struct Fate {
    is_lost: bool,
    is_unanswered: bool,
    /// How long it is on its way, in milliseconds,
    outward: u64,
    /// and its answer.
    back: u64,
    /// When it comes once more.
    again: Option<u64>,
}
