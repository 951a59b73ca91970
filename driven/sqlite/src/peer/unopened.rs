use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, EnvelopeId, Timestamp};
use causerie_usecases::ports::{Outcome, Unavailable, Unopened, UnopenedEnvelope};
use rusqlite::{OptionalExtension, params};

use super::{SqlitePeer, refs::read_device, tables::Tables};
use crate::columns::{count, millis, parsed, timestamp, unreadable};

#[async_trait]
impl Unopened for SqlitePeer {
    async fn unopened(&self) -> Result<Vec<UnopenedEnvelope>, Unavailable> {
        self.read(|tables| tables.unopened()).await
    }
}

impl Tables<'_> {
    fn unopened(&self) -> rusqlite::Result<Vec<UnopenedEnvelope>> {
        self.db
            .prepare_cached(
                "SELECT d.lookup, d.device, u.envelope_id, u.at, u.cause, length(u.envelope)
                 FROM unopened u JOIN devices d ON d.ref = u.device_ref ORDER BY u.seq DESC",
            )?
            .query_map([], |row| {
                Ok(UnopenedEnvelope {
                    id: EnvelopeId::try_from(row.get_ref(2)?.as_blob()?).map_err(unreadable)?,
                    from: read_device(self.sealer, row, 0)?,
                    at: timestamp(row, 3)?,
                    cause: parsed(row, 4)?,
                    bytes: count(row, 5)?,
                })
            })?
            .collect()
    }

    /// Whether an envelope was refused for a cause that its sender gives it up for.
    pub(super) fn was_given_up(&self, id: EnvelopeId, device: i64) -> rusqlite::Result<bool> {
        let cause = self
            .db
            .prepare_cached("SELECT cause FROM unopened WHERE envelope_id = ? AND device_ref = ?")?
            .query_row(params![id.as_bytes(), device], |row| parsed(row, 0))
            .optional()?;
        Ok(cause.is_some_and(|cause| matches!(Outcome::of_refusal(cause), Outcome::Failed(_))))
    }

    /// Whether something of a device is kept here that will come again, so that it is known what others wait for.
    pub(super) fn waits_for_one(&self, device: i64) -> rusqlite::Result<bool> {
        let [a, b, c] = [Cause::CANNOT_OPEN, Cause::EARLIER_MISSING, Cause::NOT_ACCEPTED];
        self.db
            .prepare_cached("SELECT 1 FROM unopened WHERE device_ref = ? AND cause IN (?, ?, ?)")?
            .exists(params![device, a.as_str(), b.as_str(), c.as_str()])
    }

    /// What was put off of a device comes again from here on, or never.
    pub(super) fn forget_put_off(&self, device: i64) -> rusqlite::Result<()> {
        self.db
            .prepare_cached("DELETE FROM unopened WHERE device_ref = ? AND cause = ?")?
            .execute(params![device, Cause::NOT_ACCEPTED.as_str()])
            .map(drop)
    }

    /// Keeps an envelope that was refused, in place of the oldest one if there are too many.
    pub(super) fn set_aside(
        &self,
        from: &DeviceAddress,
        id: EnvelopeId,
        sealed: &[u8],
        cause: &Cause,
        at: Timestamp,
    ) -> rusqlite::Result<()> {
        let most = i64::try_from(<dyn Unopened>::MOST).unwrap_or(i64::MAX);
        let device = self.device_ref(from)?;
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO unopened (envelope_id, device_ref, at, cause, envelope)
                 VALUES (?, ?, ?, ?, ?)",
            )?
            .execute(params![id.as_bytes(), device, millis(at), cause.as_str(), sealed,])?;
        self.db
            .prepare_cached(
                "DELETE FROM unopened WHERE seq <=
                     (SELECT seq FROM unopened ORDER BY seq DESC LIMIT 1 OFFSET ?)",
            )?
            .execute([most])
            .map(drop)
    }
}
