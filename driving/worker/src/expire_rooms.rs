use std::{sync::Arc, time::Duration};

use causerie_edge::{chain, handled, now};
use causerie_usecases::directory::{Directory, commands::ExpireRoomEntries};
use tokio::time::sleep;

/// How often a directory looks for what is too old.
const ROUND: Duration = Duration::from_mins(1);

/// Throws away what is too old in the logs of rooms, at a directory.
pub async fn expire_rooms(directory: Arc<Directory>) {
    loop {
        let command = ExpireRoomEntries { at: now() };
        if let Err(failed) = handled(&directory.expire_room_entries, command).await {
            tracing::error!("old room entries are not thrown away: {}", chain(&failed));
        }
        sleep(ROUND).await;
    }
}
