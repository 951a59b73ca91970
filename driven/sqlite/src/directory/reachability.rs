use async_trait::async_trait;
use causerie_chat::DeviceAddress;
use causerie_usecases::ports::{Published, Reachability, Unavailable, Whereabouts};
use rusqlite::{OptionalExtension, params};

use super::SqliteDirectory;
use crate::columns::{millis, parsed, timestamp};

#[async_trait]
impl Reachability for SqliteDirectory {
    async fn publish(
        &self,
        device: &DeviceAddress,
        published: &Published,
    ) -> Result<(), Unavailable> {
        let address = published.address.to_string();
        self.place(device, Some((address, millis(published.expires)))).await
    }

    async fn withdraw(&self, device: &DeviceAddress) -> Result<(), Unavailable> {
        self.place(device, None).await
    }
}

impl SqliteDirectory {
    async fn place(
        &self,
        device: &DeviceAddress,
        place: Option<(String, i64)>,
    ) -> Result<(), Unavailable> {
        let (address, expires) = place.unzip();
        let (person, device) = (device.person.to_string(), device.device.to_string());
        let place = move |db: &rusqlite::Connection| {
            db.prepare_cached(
                "UPDATE devices SET network_address = ?3, expires = ?4
                 WHERE device = ?2 AND revoked_at IS NULL
                     AND person_ref = (SELECT ref FROM persons WHERE address = ?1)",
            )?
            .execute(params![person, device, address, expires])
            .map(drop)
        };
        self.store.write(place).await
    }
}

#[async_trait]
impl Whereabouts for SqliteDirectory {
    async fn whereabouts(&self, device: &DeviceAddress) -> Result<Option<Published>, Unavailable> {
        let (person, device) = (device.person.to_string(), device.device.to_string());
        let find = move |db: &rusqlite::Connection| {
            db.prepare_cached(
                "SELECT d.network_address, d.expires
                 FROM persons p JOIN devices d ON d.person_ref = p.ref
                 WHERE p.address = ? AND d.device = ? AND d.network_address IS NOT NULL",
            )?
            .query_row(params![person, device], |row| {
                Ok(Published { address: parsed(row, 0)?, expires: timestamp(row, 1)? })
            })
            .optional()
        };
        self.store.read(find).await
    }
}
