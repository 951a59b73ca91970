use async_trait::async_trait;
use causerie_chat::DeviceAddress;
use causerie_usecases::ports::{LastSignIn, SignInLog, SignIns, Unavailable};
use rusqlite::{OptionalExtension, params};

use super::SqliteDirectory;
use crate::columns::{millis, timestamp};

#[async_trait]
impl SignIns for SqliteDirectory {
    async fn note(&self, device: &DeviceAddress, sign_in: LastSignIn) -> Result<(), Unavailable> {
        let (person, device) = (device.person.to_string(), device.device.to_string());
        let note = move |db: &rusqlite::Connection| {
            db.prepare_cached(
                "UPDATE devices SET signed_in_at = ?3, signed_in_for = ?4
                 WHERE device = ?2 AND revoked_at IS NULL
                     AND person_ref = (SELECT ref FROM persons WHERE address = ?1)",
            )?
            .execute(params![person, device, millis(sign_in.at), sign_in.installation])
            .map(drop)
        };
        self.store.write(note).await
    }
}

#[async_trait]
impl SignInLog for SqliteDirectory {
    async fn last(&self, device: &DeviceAddress) -> Result<Option<LastSignIn>, Unavailable> {
        let (person, device) = (device.person.to_string(), device.device.to_string());
        let find = move |db: &rusqlite::Connection| {
            db.prepare_cached(
                "SELECT d.signed_in_for, d.signed_in_at
                 FROM persons p JOIN devices d ON d.person_ref = p.ref
                 WHERE p.address = ? AND d.device = ? AND d.signed_in_at IS NOT NULL",
            )?
            .query_row(params![person, device], |row| {
                Ok(LastSignIn { installation: row.get(0)?, at: timestamp(row, 1)? })
            })
            .optional()
        };
        self.store.read(find).await
    }
}
