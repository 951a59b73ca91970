//! Whom something is addressed to, by number.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use causerie_chat::{DeviceAddress, DeviceId};
use causerie_usecases::ports::Addressed;
use rusqlite::OptionalExtension;

use super::tables::Tables;

/// What is remembered of those whom something was addressed to before: each message in a room asks for a thousand of them.
#[derive(Default)]
pub(super) struct Recipients(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    numbers: HashMap<DeviceAddress, Numbers>,
    /// By person: a contact's cell, and which devices they have according to it.
    listed: HashMap<i64, (Vec<u8>, Listed)>,
}

/// The devices of somebody who has a list of them.
type Listed = Option<Vec<DeviceId>>;

/// The numbers of a device and of whose it is. They stay, once they are in the file.
#[derive(Clone, Copy)]
pub(super) struct Numbers {
    pub(super) device: i64,
    pub(super) person: i64,
}

impl Recipients {
    const MOST: usize = 20_000;

    /// Remembers numbers that are in the file, durably: in a transaction they may yet be taken back.
    pub(super) fn learn(&self, new: Vec<(DeviceAddress, Numbers)>) {
        let mut memory = self.memory();
        if memory.numbers.len() + new.len() > Self::MOST {
            *memory = Memory::default();
        }
        memory.numbers.extend(new);
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Envelopes, each with the numbers of whom it is for.
pub(super) struct Numbered<'a> {
    pub(super) envelopes: Vec<(&'a Addressed, Numbers)>,
    /// Whose numbers are to be learnt once they are in the file.
    pub(super) new: Vec<(DeviceAddress, Numbers)>,
}

impl Tables<'_> {
    /// Those for devices that their people have not taken away, as [`Tables::without_gone`] has it.
    pub(super) fn numbered<'a>(
        &self,
        envelopes: &'a [Addressed],
        recipients: &Recipients,
    ) -> rusqlite::Result<Numbered<'a>> {
        let mut memory = recipients.memory();
        let mut all = Numbered { envelopes: Vec::with_capacity(envelopes.len()), new: Vec::new() };
        for to in envelopes {
            let known = memory.numbers.get(&to.recipient).copied();
            let person = match known {
                Some(known) => known.person,
                None => self.person_ref(&to.recipient.person)?,
            };
            if self.is_gone(person, &to.recipient.device, &mut memory)? {
                continue;
            }
            let numbers = match known {
                Some(known) => known,
                None => {
                    let device = self.device_ref(&to.recipient)?;
                    all.new.push((to.recipient.clone(), Numbers { device, person }));
                    Numbers { device, person }
                }
            };
            all.envelopes.push((to, numbers));
        }
        Ok(all)
    }

    /// Whether that person has a list of their devices without this one. What was read of a cell before is what it says, as long as it is the same.
    fn is_gone(
        &self,
        person: i64,
        device: &DeviceId,
        memory: &mut Memory,
    ) -> rusqlite::Result<bool> {
        let mut statement = self.db.prepare_cached(
            "SELECT lookup, address, contact, terms, blocked FROM persons
             WHERE ref = ? AND contact NOT NULL",
        )?;
        let is_gone = statement.query_row([person], |row| {
            let is_without =
                |listed: &Listed| listed.as_ref().is_some_and(|all| !all.contains(device));
            let cell = row.get_ref(2)?.as_blob()?;
            if let Some((before, listed)) = memory.listed.get(&person)
                && before == cell
            {
                return Ok(is_without(listed));
            }
            let known = self.read_contact(row)?.person;
            let ids = known.devices.into_iter().map(|device| device.id);
            let listed = known.list.map(|_| ids.collect());
            let is_gone = is_without(&listed);
            memory.listed.insert(person, (cell.to_vec(), listed));
            Ok(is_gone)
        });
        Ok(is_gone.optional()?.unwrap_or(false))
    }
}
