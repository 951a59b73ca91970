use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use causerie_usecases::ports::Sighting;

/// What was seen last: at most [`Sighting::MOST`]. The oldest makes room for the next.
#[derive(Debug, Default)]
pub(crate) struct Seen(Mutex<Table>);

#[derive(Debug, Default)]
struct Table {
    next: u64,
    /// By the name of the instance.
    all: HashMap<String, (u64, Arc<Sighting>)>,
}

impl Seen {
    /// Keeps it in place of what that instance showed before.
    pub(crate) fn note(&self, instance: String, sighting: Sighting) {
        let mut table = self.table();
        table.next += 1;
        let entry = (table.next, Arc::new(sighting));
        table.all.insert(instance, entry);
        if table.all.len() > Sighting::MOST {
            let oldest = table.all.iter().min_by_key(|(_, (number, _))| *number);
            let oldest = oldest.map(|(instance, _)| instance.clone());
            oldest.and_then(|oldest| table.all.remove(&oldest));
        }
    }

    pub(crate) fn forget(&self, instance: &str) {
        self.table().all.remove(instance);
    }

    pub(crate) fn clear(&self) {
        self.table().all.clear();
    }

    /// All, the latest first.
    pub(crate) fn all(&self) -> Vec<Arc<Sighting>> {
        let mut all: Vec<_> = self.table().all.values().cloned().collect();
        all.sort_unstable_by_key(|(number, _)| u64::MAX - number);
        all.into_iter().map(|(_, sighting)| sighting).collect()
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use causerie_chat::BeaconMarks;

    use super::*;

    fn sighting(n: u16) -> Sighting {
        let bytes = n.to_be_bytes().repeat(BeaconMarks::BYTES / 2);
        Sighting { marks: BeaconMarks::try_from(&bytes[..]).unwrap(), addresses: vec![] }
    }

    #[test]
    fn the_latest_are_kept_and_told_first() {
        let seen = Seen::default();

        for n in 0..300 {
            seen.note(n.to_string(), sighting(n));
        }

        let all = seen.all();
        assert_eq!(all.len(), Sighting::MOST);
        assert_eq!((&*all[0], &*all[255]), (&sighting(299), &sighting(44)));
    }

    #[test]
    fn an_instance_shows_one_thing_at_a_time_and_may_be_gone() {
        let seen = Seen::default();
        seen.note("a".to_owned(), sighting(1));
        seen.note("b".to_owned(), sighting(2));

        seen.note("a".to_owned(), sighting(3));
        seen.forget("b");

        assert_eq!(seen.all(), [Arc::new(sighting(3))]);
        seen.clear();
        assert!(seen.all().is_empty());
    }
}
