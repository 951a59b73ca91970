use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::Limits;
use crate::caller::network;

/// Counts connections, in all and for each network address.
pub(super) struct Slots {
    limits: Limits,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    each: HashMap<IpAddr, usize>,
}

impl Slots {
    pub(super) fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self { limits, taken: Mutex::default() })
    }

    /// Room for one more connection, if there is any.
    pub(super) fn take(self: &Arc<Self>, from: IpAddr) -> Option<Slot> {
        let from = network(from);
        let mut taken = self.taken();
        let one = taken.each.get(&from).copied().unwrap_or_default();
        if taken.all >= self.limits.connections || one >= self.limits.connections_per_address {
            return None;
        }
        taken.all += 1;
        taken.each.insert(from, one + 1);
        Some(Slot { slots: Arc::clone(self), from })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The room of one connection, until it is dropped.
pub(super) struct Slot {
    slots: Arc<Slots>,
    from: IpAddr,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut taken = self.slots.taken();
        taken.all -= 1;
        match taken.each.get_mut(&self.from) {
            Some(more) if *more > 1 => *more -= 1,
            _ => drop(taken.each.remove(&self.from)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_the_room_of_others_and_gives_its_own_back() {
        let slots =
            Slots::new(Limits { connections: 3, connections_per_address: 2, ..Limits::default() });
        let take = |raw: &str| slots.take(raw.parse().unwrap());

        let greedy = (take("192.0.2.1"), take("192.0.2.1"));
        assert!(greedy.0.is_some() && greedy.1.is_some() && take("192.0.2.1").is_none());
        let other = take("192.0.2.2");
        assert!(other.is_some() && take("192.0.2.3").is_none());

        drop((greedy, other));
        assert!(take("192.0.2.1").is_some());
        assert!(slots.taken().each.is_empty());
    }
}
