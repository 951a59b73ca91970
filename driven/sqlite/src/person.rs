use causerie_chat::{Address, Device, Person};
use rusqlite::Rows;

use crate::columns::{from_bytes, parsed};

/// The person at `address`, from rows of account key, device id and device key, one for each device.
pub(crate) fn from_rows(mut rows: Rows<'_>, address: Address) -> rusqlite::Result<Option<Person>> {
    let mut found = None;
    while let Some(row) = rows.next()? {
        let account_key = from_bytes(row, 0)?;
        let device = Device {
            id: parsed(row, 1)?,
            key: from_bytes(row, 2)?,
            signature: row.get::<_, [u8; 64]>(3)?.into(),
        };
        let (_, devices) = found.get_or_insert((account_key, Vec::new()));
        devices.push(device);
    }
    Ok(found.map(|(account_key, devices)| Person { address, account_key, devices, list: None }))
}
