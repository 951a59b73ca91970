//! Which devices people have: those they began with, those they linked, and those they revoked.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use causerie_chat::{DeviceAddress, Introduction};
use causerie_usecases::ports::{Identities, Revocations};

use crate::{
    ledger::at_once,
    lock::lock,
    machine::{MOST_DEVICES, device, machine, machine_with, name, owner},
    task::MachineId,
    world::World,
};

/// So long after a device knows of another, whatever it began before is done, in milliseconds.
const DONE: u64 = 2 * 60_000;

/// What is known of people's devices beside what they began with.
#[derive(Default)]
pub(crate) struct Household {
    /// Those that were linked and run, each with the account's word.
    pub(crate) linked: BTreeMap<MachineId, Introduction>,
    /// Since which version of its person's list each of these is in it.
    pub(crate) since: BTreeMap<MachineId, u64>,
    /// Who revokes at the moment what never began.
    pub(crate) tidying: BTreeSet<MachineId>,
    /// How many of each person's devices have a number.
    numbers: BTreeMap<MachineId, usize>,
    /// Since when a machine knows of a device that was linked,
    knows: BTreeMap<(MachineId, MachineId), u64>,
    /// and that one was revoked.
    heard: BTreeMap<(MachineId, MachineId), u64>,
    /// Who was told of which version of whose devices.
    pub(crate) told: BTreeSet<(MachineId, u64, MachineId)>,
}

impl World {
    /// A device of a person that has not been anybody's.
    pub(crate) fn new_device(&self, of: MachineId) -> Option<MachineId> {
        let first = self.setting.devices_of(of).len();
        let mut household = lock(&self.household);
        let number = household.numbers.entry(owner(of)).or_insert(first);
        *number += 1;
        (*number <= MOST_DEVICES).then(|| machine_with(*number, of))
    }

    /// Whether a device was linked while the world lasted: it has not got what was said before.
    pub(crate) fn is_late(&self, device: MachineId) -> bool {
        lock(&self.household).linked.contains_key(&device)
    }

    /// Whether the directory knows that a device is nobody's any more.
    pub(crate) fn is_revoked(&self, machine: MachineId) -> bool {
        let revoked = at_once(self.records.revoked(&device(machine)));
        matches!(revoked, Some(Ok(Some(_))))
    }

    /// Whether somebody revoked a device.
    pub(crate) fn has_revoked(&self, person: MachineId) -> bool {
        self.peers().into_iter().any(|it| owner(it) == owner(person) && self.is_revoked(it))
    }

    /// The devices that are somebody's.
    pub(crate) fn live(&self) -> Vec<MachineId> {
        self.peers().into_iter().filter(|it| !self.is_revoked(*it)).collect()
    }

    /// The devices that one person ever had.
    pub(crate) fn devices_of(&self, person: MachineId) -> Vec<MachineId> {
        self.peers().into_iter().filter(|it| owner(*it) == owner(person)).collect()
    }

    /// The devices that are one person's.
    pub(crate) fn live_of(&self, person: MachineId) -> Vec<MachineId> {
        self.live().into_iter().filter(|it| owner(*it) == owner(person)).collect()
    }

    /// Notes what a machine knows of others' devices.
    pub(crate) fn hears(&self, at: MachineId) {
        if !self.setting.has_links {
            return;
        }
        let Some(store) = self.stores.get(at) else { return };
        let now = self.now();
        for other in self.peers() {
            let address = device(other);
            let Some(Ok(Some(known))) = at_once(store.identity(&address.person)) else { continue };
            let has = known.person.has(&address.device);
            let mut household = lock(&self.household);
            // A list of before it was linked says nothing of it.
            let since = household.since.get(&other).copied().unwrap_or_default();
            let is_without = known.person.list.is_some() && known.person.version() >= since;
            if has && household.linked.contains_key(&other) {
                household.knows.entry((at, other)).or_insert(now);
            }
            if !has && is_without && {
                drop(household);
                self.is_revoked(other)
            } {
                lock(&self.household).heard.entry((at, other)).or_insert(now);
            }
        }
    }

    /// Whether what is said at a machine from now on has to go to a device that was linked.
    pub(crate) fn has_long_known(&self, at: MachineId, other: MachineId) -> bool {
        let since = lock(&self.household).knows.get(&(at, other)).copied();
        since.is_some_and(|since| since + DONE < self.now())
    }

    /// Whether a machine knows that a device was revoked.
    pub(crate) fn has_heard(&self, at: MachineId, other: MachineId) -> bool {
        lock(&self.household).heard.contains_key(&(at, other))
    }

    /// The same, and whatever it began before it knew is done.
    pub(crate) fn has_long_heard(&self, at: MachineId, other: MachineId) -> bool {
        let since = lock(&self.household).heard.get(&(at, other)).copied();
        since.is_some_and(|since| since + DONE < self.now())
    }

    /// Something goes from one device to another, or into its mailbox.
    pub(crate) fn sends(&self, from: MachineId, to: &DeviceAddress) {
        let Some(to) = machine(to) else { return };
        let since = lock(&self.household).heard.get(&(from, to)).copied();
        if since.is_some_and(|since| since + DONE < self.now()) {
            let (from, to) = (name(from), name(to));
            self.fail(format!("{from} sends something to {to}, which was revoked"));
        }
    }
}

/// What is not true yet of who knows which devices people have.
pub(crate) fn wrong(world: &Arc<World>) -> Vec<String> {
    let mut wrong = Vec::new();
    for person in world.people() {
        let address = device(person).person;
        let at_directory =
            at_once(causerie_usecases::ports::People::person(&*world.records, &address));
        let Some(Ok(Some(truth))) = at_directory else { continue };
        if truth.list.is_none() {
            continue;
        }
        let version = |at: MachineId| {
            let store = world.stores.get(at)?;
            Some(at_once(store.identity(&address))?.ok()??.person.version())
        };
        for own in world.live_of(person) {
            if version(own) != Some(truth.version()) {
                wrong.push(format!("{} does not know its person's devices", name(own)));
            }
        }
        let told = lock(&world.household).told.clone();
        for (_, told, at) in told.into_iter().filter(|(whose, ..)| *whose == person) {
            if !world.is_revoked(at) && version(at).is_none_or(|it| it < told) {
                wrong.push(format!(
                    "{} was told of {address}'s devices, and does not know",
                    name(at)
                ));
            }
        }
        let running = world.live_of(person).len();
        if truth.devices.len() != running {
            wrong.push(format!("{address} has {} devices, {running} run", truth.devices.len()));
        }
    }
    wrong
}
