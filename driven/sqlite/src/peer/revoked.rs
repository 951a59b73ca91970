//! Devices that their person took away.

use causerie_chat::{Cause, DeviceAddress, EnvelopeId, Person};
use causerie_usecases::ports::Outcome;

use super::{refs::read_device, tables::Tables};
use crate::columns::unreadable;

impl Tables<'_> {
    /// Forgets the sessions with devices that are gone, and what is to be told to them; what waits for them has failed. The moment is that of
    /// the list by which they went.
    pub(super) fn let_go(&self, gone: &[DeviceAddress], now: &Person) -> rusqlite::Result<()> {
        let at = now.list.as_ref().map(|list| list.issued_at).unwrap_or_default();
        for device in gone {
            let Some(device) = self.known_device_ref(device)? else { continue };
            for id in self.waiting_for(device)? {
                self.take_off(device, id, &Outcome::Failed(Cause::DEVICE_REVOKED), at)?;
            }
            self.forget_retry(device)?;
            self.db
                .prepare_cached("DELETE FROM receipts WHERE device_ref = ?")?
                .execute([device])?;
            self.db
                .prepare_cached(
                    "UPDATE devices SET sessions = NULL, usable = 0, version = version + 1
                     WHERE ref = ?",
                )?
                .execute([device])?;
        }
        Ok(())
    }

    /// The devices that something is queued for and that the person is without: it was queued as they went.
    pub(super) fn queued_for_gone(&self, person: &Person) -> rusqlite::Result<Vec<DeviceAddress>> {
        if person.list.is_none() {
            return Ok(Vec::new());
        }
        let Some(theirs) = self.known_person_ref(&person.address)? else { return Ok(Vec::new()) };
        let mut statement = self.db.prepare_cached(
            "SELECT DISTINCT d.lookup, d.device FROM outbox o JOIN devices d ON d.ref = o.device_ref
             WHERE d.person_ref = ?",
        )?;
        let queued = statement.query_map([theirs], |row| read_device(self.sealer, row, 0))?;
        let queued = queued.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(queued.into_iter().filter(|it| person.is_without(&it.device)).collect())
    }

    fn waiting_for(&self, device: i64) -> rusqlite::Result<Vec<EnvelopeId>> {
        self.db
            .prepare_cached("SELECT envelope_id FROM outbox WHERE device_ref = ?")?
            .query_map([device], |row| {
                EnvelopeId::try_from(row.get_ref(0)?.as_blob()?).map_err(unreadable)
            })?
            .collect()
    }
}
