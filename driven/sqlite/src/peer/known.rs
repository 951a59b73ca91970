use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use causerie_chat::Address;
use causerie_usecases::ports::KnownIdentity;

/// Contacts that were read before: each message asks for one, and checking the keys in a row anew takes longer than
/// all else that a look-up does.
#[derive(Default)]
pub(super) struct Known(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    persons: HashMap<Address, KnownIdentity>,
    /// How often something was forgotten.
    age: u64,
}

impl Known {
    const MOST: usize = 10_000;

    pub(super) fn find(&self, who: &Address) -> Option<KnownIdentity> {
        self.memory().persons.get(who).cloned()
    }

    /// To be asked before a contact is read that is then to be kept.
    pub(super) fn age(&self) -> u64 {
        self.memory().age
    }

    /// Keeps what was read, unless something was forgotten since: then it may be out of date already.
    pub(super) fn keep(&self, known: &KnownIdentity, age: u64) {
        let mut memory = self.memory();
        if memory.age == age {
            if memory.persons.len() >= Self::MOST {
                memory.persons.clear();
            }
            memory.persons.insert(known.person.address.clone(), known.clone());
        }
    }

    /// To be called once another state of a contact is in the file.
    pub(super) fn forget(&self, who: &Address) {
        let mut memory = self.memory();
        memory.age += 1;
        memory.persons.remove(who);
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use causerie_chat::{AccountSecret, Device, DeviceSecret, Person, Standing};

    use super::*;

    fn bob(seed: u8) -> KnownIdentity {
        let key = DeviceSecret::from_seed(&[seed; 32]).public();
        let person = Person {
            address: "bob@example.org".parse().unwrap(),
            account_key: AccountSecret::from_seed(&[seed; 32]).public(),
            devices: vec![Device { id: "d1".parse().unwrap(), key, signature: [0; 64].into() }],
            list: None,
        };
        KnownIdentity { person, verified: None, offered: None, standing: Standing::ACCEPTED }
    }

    #[test]
    fn what_was_read_before_another_state_was_written_is_not_kept() {
        let known = Known::default();
        let age = known.age();

        known.forget(&bob(1).person.address);
        known.keep(&bob(1), age);

        assert_eq!(known.find(&bob(1).person.address), None);
    }

    #[test]
    fn what_is_kept_is_found_until_it_is_forgotten() {
        let known = Known::default();
        known.keep(&bob(1), known.age());
        assert_eq!(known.find(&bob(1).person.address), Some(bob(1)));

        known.forget(&bob(1).person.address);

        assert_eq!(known.find(&bob(1).person.address), None);
    }
}
