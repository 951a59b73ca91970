//! Devices that their person took away.

use causerie_chat::{Cause, DeviceAddress, EnvelopeId, Person};
use causerie_usecases::ports::Outcome;

use super::tables::Tables;
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

    fn waiting_for(&self, device: i64) -> rusqlite::Result<Vec<EnvelopeId>> {
        self.db
            .prepare_cached("SELECT envelope_id FROM outbox WHERE device_ref = ?")?
            .query_map([device], |row| {
                EnvelopeId::try_from(row.get_ref(0)?.as_blob()?).map_err(unreadable)
            })?
            .collect()
    }
}
