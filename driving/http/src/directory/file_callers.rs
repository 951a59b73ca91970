//! Who keeps files at a directory, and who reads them.

use std::sync::Arc;

use axum::{extract::FromRequestParts, http::request::Parts};
use causerie_chat::{Address, DeviceAddress};
use tokio::sync::OwnedSemaphorePermit;

use super::{
    Api,
    caller::{device, still_theirs},
};
use crate::{
    refusal::{QUOTA_EXCEEDED, Refusal, UNAVAILABLE},
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
        Ok(Self { device, _uploader: uploader })
    }
}

/// A device of this directory's domain that reads of files, and has not asked too often.
pub(super) struct FileReader {
    /// Its person's share of what is under way, and a place among all that is, until the last byte is sent.
    _share: (One<Address>, OwnedSemaphorePermit),
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
        Ok(Self { _share: (share, place) })
    }
}
