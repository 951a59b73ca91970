//! Who keeps files at a directory, and who reads them.

use std::{sync::Arc, time::Duration};

use axum::{extract::FromRequestParts, http::request::Parts};
use causerie_chat::{Address, DeviceAddress};
use causerie_files::BlobList;
use tokio::{
    sync::{OwnedSemaphorePermit, oneshot},
    time::timeout,
};

use super::{
    Api,
    caller::{device, still_theirs},
};
use crate::{
    refusal::{QUOTA_EXCEEDED, Refusal, UNAVAILABLE},
    serving::Patience,
    under_way::One,
};

/// A device of this directory's domain that brings what it keeps of its files, and has not asked too often.
pub(super) struct Uploader {
    /// The caller's device.
    pub(super) device: Arc<DeviceAddress>,
    /// Its person's share of what is under way, until the answer.
    _share: One<Address>,
}

impl FromRequestParts<Arc<Api>> for Uploader {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Refusal> {
        let device = device(parts, api)?;
        api.uploads.count(&device)?;
        let person = Arc::new(device.person.clone());
        let share = api.uploads_under_way.begin(&person).ok_or(QUOTA_EXCEEDED.until(1))?;
        still_theirs(&device, api).await?;
        Ok(Self { device, _share: share })
    }
}

/// One that changes which files it keeps there, which costs the directory more.
pub(super) struct Lister {
    /// The caller's device.
    pub(super) device: Arc<DeviceAddress>,
    _uploader: Uploader,
}

impl FromRequestParts<Arc<Api>> for Lister {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Refusal> {
        let uploader = Uploader::from_request_parts(parts, api).await?;
        let device = uploader.device.clone();
        api.file_lists.count(&device)?;
        if let Some(patience) = parts.extensions.get::<Patience>() {
            patience.extend_for(u32::try_from(BlobList::MOST_BYTES).unwrap_or(u32::MAX));
        }
        Ok(Self { device, _uploader: uploader })
    }
}

/// A device of this directory's domain that reads of files, and has not asked too often.
pub(super) struct FileReader {
    /// Its person's share of what is under way, until the last byte is sent.
    _share: One<Address>,
    /// And a place among all that is.
    _place: Place,
}

impl FromRequestParts<Arc<Api>> for FileReader {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Refusal> {
        let device = device(parts, api)?;
        api.file_reads.count(&device)?;
        let person = Arc::new(device.person.clone());
        let share = api.reads_under_way.begin(&person).ok_or(QUOTA_EXCEEDED.until(1))?;
        still_theirs(&device, api).await?;
        let place = api.reads_at_once.clone().acquire_owned().await.map_err(|_| UNAVAILABLE)?;
        Ok(Self { _share: share, _place: Place::of(place) })
    }
}

/// A place among all who read at once, until it is dropped, or [`Place::LONGEST`] at most: who takes their answer slowly, or not at all, keeps nobody else waiting, and has no
/// more in memory than the share of their person.
struct Place(#[allow(dead_code, reason = "it is only dropped")] oneshot::Sender<()>);

impl Place {
    /// How long one is held at most.
    const LONGEST: Duration = Duration::from_secs(80);

    fn of(permit: OwnedSemaphorePermit) -> Self {
        let (held, dropped) = oneshot::channel();
        tokio::spawn(async move {
            let _ = timeout(Self::LONGEST, dropped).await;
            drop(permit);
        });
        Self(held)
    }
}

#[cfg(test)]
mod tests {
    use tokio::{sync::Semaphore, task::yield_now, time::sleep};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn t54_a_place_is_given_back_at_the_end_and_after_a_while_at_most() {
        let all = Arc::new(Semaphore::new(2));
        let place = async || Place::of(all.clone().acquire_owned().await.unwrap());
        let (first, _second) = (place().await, place().await);
        assert_eq!(all.available_permits(), 0);

        drop(first);
        yield_now().await;
        assert_eq!(all.available_permits(), 1);
        sleep(Place::LONGEST * 2).await;
        assert_eq!(all.available_permits(), 2);
    }
}
