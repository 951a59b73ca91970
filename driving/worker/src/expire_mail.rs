use std::{sync::Arc, time::Duration};

use causerie_edge::{chain, handled, now};
use causerie_usecases::directory::{Directory, commands::ExpireMail};
use tokio::time::sleep;

/// How often a directory looks for what nobody fetched in time.
const ROUND: Duration = Duration::from_mins(1);

/// Throws away what nobody fetched in time, at a directory.
pub async fn expire_mail(directory: Arc<Directory>) {
    loop {
        if let Err(failed) = handled(&directory.expire_mail, ExpireMail { at: now() }).await {
            tracing::error!("old mail is not thrown away: {}", chain(&failed));
        }
        sleep(ROUND).await;
    }
}
