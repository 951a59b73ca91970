//! What people decided about others, at each of their devices: it has to be the same at all of them in the end.

use std::sync::Arc;

use causerie_chat::{Address, Standing, Timer};
use causerie_usecases::ports::{DueReceipts, Identities, TimerBook};

use crate::{
    ledger::at_once,
    lock::lock,
    machine::{device, name, owner},
    task::MachineId,
    world::World,
};

/// What is not true yet.
pub(crate) fn wrong(world: &Arc<World>) -> Vec<String> {
    let mut wrong = Vec::new();
    for person in world.people() {
        for about in world.people().filter(|about| *about != person) {
            if world.is_half_told(person, about) {
                continue;
            }
            let devices = world.live_of(person).into_iter();
            let decided = devices.filter_map(|at| Some((at, Decided::at(world, at, about)?)));
            let decided: Vec<_> = decided.collect();
            for pair in decided.windows(2) {
                let [(one, first), (other, second)] = pair else { continue };
                if !first.agrees(second) {
                    let (one, other, about) = (name(*one), name(*other), name(about));
                    wrong.push(format!(
                        "{one} and {other} differ about {about}: {first:?}, {second:?}"
                    ));
                }
            }
        }
    }
    wrong
}

impl World {
    /// Somebody decides something about somebody else at a device.
    pub(crate) fn decides(&self, at: MachineId, about: &Address) {
        lock(&self.ledger).decided.insert((at, about.clone()));
    }

    /// Whether something was decided at a device that was revoked: it may have told this one of the others, and not that.
    fn is_half_told(&self, person: MachineId, about: MachineId) -> bool {
        let about = device(about).person;
        let decided = lock(&self.ledger).decided.clone();
        let theirs =
            decided.into_iter().filter(|(at, whom)| owner(*at) == person && *whom == about);
        theirs.into_iter().any(|(at, _)| self.is_revoked(at))
    }
}

#[derive(Debug)]
struct Decided {
    /// Nothing where they are not known.
    standing: Option<Standing>,
    are_told: bool,
    timer: Option<Timer>,
}

impl Decided {
    fn at(world: &World, at: MachineId, about: MachineId) -> Option<Self> {
        let (store, who) = (world.stores.get(at)?, device(owner(about)).person);
        let known = at_once(store.identity(&who))?.ok()?;
        Some(Self {
            standing: known.map(|known| known.standing),
            are_told: at_once(store.receipts_allowed(&who))?.ok()?,
            timer: at_once(store.timer(&who.clone().into()))?.ok()?,
        })
    }

    fn agrees(&self, other: &Self) -> bool {
        let stands = self.standing.zip(other.standing).is_none_or(|(one, other)| one == other);
        stands && self.are_told == other.are_told && self.timer == other.timer
    }
}
