use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, EnvelopeId, Timestamp};
use causerie_usecases::ports::{Unavailable, Unopened, UnopenedEnvelope};
use rusqlite::params;

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
