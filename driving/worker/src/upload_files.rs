use std::{sync::Arc, time::Duration};

use causerie_edge::{answered, chain, handled, jitter, now};
use causerie_usecases::peer::{
    Peer,
    commands::CarryUpload,
    queries::{DueUpload, DueUploads},
};
use tokio::{sync::Notify, time::timeout};

/// How long to wait after a failure of this peer's own.
const AGAIN: Duration = Duration::from_secs(5);

/// How often it is looked whether what is at the directory is still offered: messages go at any time, and nobody rings for that.
const LOOK: Duration = Duration::from_secs(30);

/// Brings the files that are to be at the directory there, one after another, once `bell` is rung, and has it forget what is not offered any more; also what was begun
/// before this peer was started.
pub async fn upload_files(peer: Arc<Peer>, bell: Arc<Notify>) {
    loop {
        let wait = match round(&peer).await {
            Ok(next) => next,
            Err(why) => {
                tracing::warn!("files are not uploaded now: {why}");
                Some(AGAIN)
            }
        };
        match wait {
            Some(wait) => drop(timeout(wait, bell.notified()).await),
            None => bell.notified().await,
        }
    }
}

/// Carries on what is due, and says how long it is until something is again; nothing if there is nothing at all.
async fn round(peer: &Peer) -> Result<Option<Duration>, String> {
    let mut next = None;
    let due = answered(&peer.files.uploads.read, DueUploads).await;
    for upload in due.map_err(|failed| chain(&failed))? {
        let at = now();
        let left = |DueUpload { next, .. }: &DueUpload| {
            next.map_or(0, |next| next.millis().saturating_sub(at.millis()))
        };
        if upload.rests || left(&upload) == 0 {
            let jitter = jitter().map_err(|failed| failed.to_string())?;
            let carry = CarryUpload { file: upload.file, at, jitter };
            handled(&peer.files.uploads.carry, carry).await.map_err(|failed| chain(&failed))?;
        }
        // How it stands now is looked at then.
        let wait = if upload.rests { LOOK } else { Duration::from_millis(left(&upload)).min(LOOK) };
        next = Some(next.map_or(wait, |next: Duration| next.min(wait)));
    }
    Ok(next)
}
