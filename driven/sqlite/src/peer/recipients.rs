//! Whom something is addressed to, by number.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use causerie_chat::DeviceAddress;
use causerie_usecases::ports::Addressed;

use super::tables::Tables;

/// What is remembered of those whom something was addressed to before: each message in a room asks for a thousand of them.
#[derive(Default)]
pub(super) struct Recipients(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    /// Nothing of a device that was taken away,
    numbers: HashMap<DeviceAddress, Option<Numbers>>,
    /// when contacts had changed so often.
    changes: i64,
}

/// The numbers of a device and of whose it is. They stay, once they are in the file.
#[derive(Clone, Copy)]
pub(super) struct Numbers {
    pub(super) device: i64,
    pub(super) person: i64,
}

/// What a step found out.
pub(super) struct Found {
    new: Vec<(DeviceAddress, Option<Numbers>)>,
    changes: i64,
}

impl Recipients {
    const MOST: usize = 20_000;

    /// Remembers what a step found that is in the file, durably: until then all of it may be taken back.
    pub(super) fn learn(&self, Found { new, changes }: Found) {
        let mut memory = self.memory();
        if memory.changes != changes || memory.numbers.len() + new.len() > Self::MOST {
            *memory = Memory { changes, ..Memory::default() };
        }
        memory.numbers.extend(new);
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tables<'_> {
    /// Has this connection, which is the one that writes, count how often contacts change; nobody is one from the moment their number is given. What is taken back is
    /// not counted either.
    pub(super) fn count_changes_of_contacts(&self) -> rusqlite::Result<()> {
        self.db.execute_batch(
            "CREATE TEMP TABLE changes_of_contacts (count INTEGER NOT NULL);
             INSERT INTO temp.changes_of_contacts VALUES (1);
             CREATE TEMP TRIGGER contact_changed AFTER UPDATE OF contact ON main.persons BEGIN
                 UPDATE changes_of_contacts SET count = count + 1;
             END;",
        )
    }

    fn changes_of_contacts(&self) -> rusqlite::Result<i64> {
        self.db
            .prepare_cached("SELECT count FROM temp.changes_of_contacts")?
            .query_row([], |row| row.get(0))
    }

    /// Envelopes, each with the numbers of whom it is for, but for devices that their people have taken away ([`Tables::without_gone`]).
    pub(super) fn numbered<'a>(
        &self,
        envelopes: &'a [Addressed],
        recipients: &Recipients,
    ) -> rusqlite::Result<(Vec<(&'a Addressed, Numbers)>, Found)> {
        let changes = self.changes_of_contacts()?;
        let (mut numbered, mut new) = (Vec::with_capacity(envelopes.len()), Vec::new());
        // Where one is not known, all behind it are looked up: they seldom are either.
        let mut rest = envelopes;
        {
            let memory = recipients.memory();
            while memory.changes == changes
                && let Some((to, behind)) = rest.split_first()
                && let Some(known) = memory.numbers.get(&to.recipient)
            {
                numbered.extend(known.map(|numbers| (to, numbers)));
                rest = behind;
            }
        }
        let mut there = self.without_gone(rest)?.into_iter().peekable();
        for to in rest {
            let mut found = None;
            if there.next_if(|it| std::ptr::eq(*it, to)).is_some() {
                let device = self.device_ref(&to.recipient)?;
                let numbers = Numbers { device, person: self.owner_of(device)? };
                numbered.push((to, numbers));
                found = Some(numbers);
            }
            new.push((to.recipient.clone(), found));
        }
        Ok((numbered, Found { new, changes }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(devices: std::ops::Range<usize>, changes: i64) -> Found {
        let new = devices.map(|n| (format!("d{n}.bob.peers.x").parse().unwrap(), None));
        Found { new: new.collect(), changes }
    }

    fn remembered(recipients: &Recipients) -> usize {
        recipients.memory().numbers.len()
    }

    #[test]
    fn no_more_is_remembered_than_the_bound() {
        let recipients = Recipients::default();

        recipients.learn(found(0..Recipients::MOST, 1));
        assert_eq!(remembered(&recipients), Recipients::MOST);
        recipients.learn(found(Recipients::MOST..Recipients::MOST + 1, 1));

        assert_eq!(remembered(&recipients), 1);
    }

    #[test]
    fn what_was_found_before_contacts_changed_is_forgotten() {
        let recipients = Recipients::default();

        recipients.learn(found(0..3, 1));
        recipients.learn(found(3..5, 2));

        assert_eq!((remembered(&recipients), recipients.memory().changes), (2, 2));
    }
}
