use std::sync::Arc;

use axum::{extract::FromRequestParts, http::request::Parts};
use causerie_chat::{Address, DeviceAddress};
use causerie_usecases::{QueryHandler, directory::queries::IsRevoked};
use serde::Deserialize;
use utoipa::IntoParams;

use super::Api;
use crate::{
    caller::Caller,
    refusal::{CREDENTIAL_REQUIRED, DEVICE_REVOKED, FORBIDDEN, QUOTA_EXCEEDED, Refusal},
    under_way::One,
};

/// Anybody, who has not yet used up what their network address may ask for without a certificate.
pub(super) struct Stranger;

impl FromRequestParts<Arc<Api>> for Stranger {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Refusal> {
        api.strangers.count(&Caller::of(&parts.extensions).network())?;
        Ok(Self)
    }
}

/// Somebody who wants a name, and whose network address has not used up those it may have.
pub(super) struct Newcomer;

impl FromRequestParts<Arc<Api>> for Newcomer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Refusal> {
        api.registrations.count(&Caller::of(&parts.extensions).network())?;
        Ok(Self)
    }
}

/// A device that wants to be linked, and whose network address has not asked too often.
pub(super) struct Applicant;

impl FromRequestParts<Arc<Api>> for Applicant {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Refusal> {
        api.links.count(&Caller::of(&parts.extensions).network())?;
        Ok(Self)
    }
}

/// Somebody who reads the answer to what they asked as a stranger: they know an id of 256 random bits, so this only
/// keeps them from asking without end.
pub(super) struct Waiting;

impl FromRequestParts<Arc<Api>> for Waiting {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Refusal> {
        api.answers.count(&Caller::of(&parts.extensions).network())?;
        Ok(Self)
    }
}

/// A device of this directory's domain, as its certificate has it, that has not used up its look-ups.
pub(super) struct Member(Arc<DeviceAddress>);

impl Member {
    /// The caller's device.
    pub(super) fn device(&self) -> &DeviceAddress {
        &self.0
    }

    /// The device that a request is about, if it is the caller's own.
    pub(super) fn own(&self, named: &OwnDevice) -> Result<DeviceAddress, Refusal> {
        let OwnDevice { username, device } = named;
        let same = self.0.person.username.as_str() == username && self.0.device.as_str() == device;
        if same { Ok((*self.0).clone()) } else { Err(FORBIDDEN) }
    }

    /// The person that a request is about, if it is the caller.
    pub(super) fn own_person(&self, username: &str) -> Result<Address, Refusal> {
        let same = self.0.person.username.as_str() == username;
        if same { Ok(self.0.person.clone()) } else { Err(FORBIDDEN) }
    }
}

/// How a path names the caller's own device.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OwnDevice {
    /// The caller's
    username: String,
    /// The caller's
    device: String,
}

impl FromRequestParts<Arc<Api>> for Member {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Refusal> {
        let device = device(parts, api)?;
        api.look_ups_by_device.count(&device)?;
        api.look_ups_by_network.count(&Caller::of(&parts.extensions).network())?;
        still_theirs(&device, api).await?;
        Ok(Self(device))
    }
}

/// A device of this directory's domain that leaves envelopes, and has not used up those it may leave.
pub(super) struct Depositor {
    /// The caller's device.
    pub(super) device: Arc<DeviceAddress>,
    /// Its share of what is under way, until the answer.
    _share: One,
}

impl FromRequestParts<Arc<Api>> for Depositor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Refusal> {
        let device = device(parts, api)?;
        api.deposits.count(&device)?;
        let share = api.deposits_under_way.begin(&device).ok_or(QUOTA_EXCEEDED.until(1))?;
        still_theirs(&device, api).await?;
        Ok(Self { device, _share: share })
    }
}

/// A device of this directory's domain that founds a room or offers an entry, and has not used up those it may.
pub(super) struct RoomCaller {
    /// The caller's device.
    pub(super) device: Arc<DeviceAddress>,
    /// Its share of what is under way, until the answer.
    _share: One,
}

impl FromRequestParts<Arc<Api>> for RoomCaller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Refusal> {
        let device = device(parts, api)?;
        api.room_changes.count(&device)?;
        let share = api.room_changes_under_way.begin(&device).ok_or(QUOTA_EXCEEDED.until(1))?;
        still_theirs(&device, api).await?;
        Ok(Self { device, _share: share })
    }
}

/// A device of this directory's domain that reads of a room what may be large, and has not used up what it may.
pub(super) struct RoomReader(Member);

impl RoomReader {
    /// The caller's device.
    pub(super) fn device(&self) -> &DeviceAddress {
        self.0.device()
    }
}

impl FromRequestParts<Arc<Api>> for RoomReader {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Refusal> {
        let member = Member::from_request_parts(parts, api).await?;
        api.room_reads.count(member.device())?;
        Ok(Self(member))
    }
}

/// A certificate outlives the device: whoever was revoked is refused though it is still valid.
pub(super) async fn still_theirs(device: &DeviceAddress, api: &Api) -> Result<(), Refusal> {
    let query = IsRevoked { device: device.clone() };
    if api.directory.is_revoked.handle(query).await? { Err(DEVICE_REVOKED) } else { Ok(()) }
}

/// The device that the caller's certificate names, if it is of this directory's domain.
pub(super) fn device(parts: &Parts, api: &Api) -> Result<Arc<DeviceAddress>, Refusal> {
    let here = &api.directory.register_person.domain;
    let device = Caller::of(&parts.extensions).device;
    device.filter(|device| device.person.domain == *here).ok_or(CREDENTIAL_REQUIRED)
}
