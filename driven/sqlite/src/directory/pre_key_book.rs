use async_trait::async_trait;
use causerie_chat::{ClaimId, DeviceAddress, Timestamp};
use causerie_session::Bundle;
use causerie_usecases::ports::{ClaimCount, PreKeyBook, PreKeyUse, PreKeysLeft, Unavailable};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    SqliteDirectory,
    pre_keys::{bundle, device_ref},
};
use crate::columns::{count, millis};

#[async_trait]
impl PreKeyBook for SqliteDirectory {
    async fn claimed(
        &self,
        id: &ClaimId,
        requester: &DeviceAddress,
    ) -> Result<Option<Bundle>, Unavailable> {
        let (id, requester) = (*id, requester.to_string());
        let find = move |db: &Connection| {
            db.prepare_cached("SELECT bundle FROM claims WHERE id = ? AND requester = ?")?
                .query_row(params![id.as_bytes(), requester], |row| bundle(row, 0))
                .optional()
        };
        self.store.read(find).await
    }

    async fn left(&self, device: &DeviceAddress) -> Result<Option<PreKeysLeft>, Unavailable> {
        let device = device.clone();
        let find = move |db: &Connection| {
            let Some(device) = device_ref(db, &device)? else { return Ok(None) };
            db.prepare_cached(
                "SELECT generation, last_number,
                     (SELECT count(*) FROM one_time_pre_keys o WHERE o.device_ref = p.device_ref)
                 FROM pre_keys p WHERE p.device_ref = ?",
            )?
            .query_row([device], |row| {
                let (generation, last_number) = (row.get(0)?, row.get(1)?);
                Ok(PreKeysLeft { generation, one_time: count(row, 2)?, last_number })
            })
            .optional()
        };
        self.store.read(find).await
    }
}

#[async_trait]
impl PreKeyUse for SqliteDirectory {
    async fn claims_since(
        &self,
        requester: &DeviceAddress,
        target: &DeviceAddress,
        since: Timestamp,
    ) -> Result<ClaimCount, Unavailable> {
        let (requester, target) = (requester.to_string(), target.clone());
        let find = move |db: &Connection| {
            let target = device_ref(db, &target)?;
            db.prepare_cached(
                "SELECT (SELECT count(*) FROM claims WHERE requester = ?1 AND at >= ?3),
                     (SELECT count(*) FROM claims WHERE target_ref = ?2 AND at >= ?3 AND is_one_time),
                     (SELECT count(*) FROM claims
                      WHERE requester = ?1 AND target_ref = ?2 AND at >= ?3 AND is_one_time)",
            )?
            .query_row(params![requester, target, millis(since)], |row| {
                Ok(ClaimCount {
                    by_requester: count(row, 0)?,
                    of_target: count(row, 1)?,
                    of_target_by_requester: count(row, 2)?,
                })
            })
        };
        self.store.read(find).await
    }
}
