use std::{sync::Arc, time::Duration};

use causerie_edge::{chain, handled, now};
use causerie_usecases::directory::{Directory, commands::ExpireBlobs};
use tokio::time::sleep;

/// How often a directory looks for what is too old.
const ROUND: Duration = Duration::from_mins(1);

/// Throws away what was kept of files long enough, at a directory.
pub async fn expire_blobs(directory: Arc<Directory>) {
    loop {
        if let Err(failed) = handled(&directory.expire_blobs, ExpireBlobs { at: now() }).await {
            tracing::error!("old files are not thrown away: {}", chain(&failed));
        }
        sleep(ROUND).await;
    }
}
