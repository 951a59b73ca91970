use std::sync::Arc;

use axum::{extract::FromRequestParts, http::request::Parts};
use causerie_chat::{DeviceAddress, TraceContext};

use super::Api;
use crate::{
    caller::Caller,
    refusal::{CREDENTIAL_REQUIRED, QUOTA_EXCEEDED, Refusal},
    trace,
    under_way::One,
};

/// The device that delivers, as its certificate has it, and the trace it names, if its word is taken.
pub(super) struct Sender {
    pub(super) device: Arc<DeviceAddress>,
    pub(super) trace: Option<TraceContext>,
    /// Its share of what is under way, until the answer.
    _share: One,
}

impl FromRequestParts<Arc<Api>> for Sender {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Refusal> {
        let device = Caller::of(&parts.extensions).device.ok_or(CREDENTIAL_REQUIRED)?;
        api.deliveries.count(&device)?;
        let share = api.under_way.begin(&device).ok_or(QUOTA_EXCEEDED.until(1))?;
        let trace = if api.trusts_traces { trace::parent(&parts.headers) } else { None };
        Ok(Self { device, trace, _share: share })
    }
}
