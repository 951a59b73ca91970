//! The directory's router.

mod caller;
mod people;
mod pre_keys;
mod reachability;
mod shapes;
mod sign_in;

use std::{net::IpAddr, sync::Arc};

use axum::{Router, http::StatusCode, middleware::from_fn};
use causerie_chat::DeviceAddress;
use causerie_usecases::directory::Directory;
use utoipa_axum::routes;

use crate::{
    openapi::{described, finished},
    quota::{Counter, Quota},
    trace,
};

/// How a directory treats those who call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DirectoryConfig {
    /// How often each network address may register: names are given once and for all.
    pub registrations: Quota,
    /// How often each network address may open a challenge or answer one.
    pub strangers: Quota,
    /// How often each device, and each network address, may look something up or publish where it is.
    pub look_ups: Quota,
    /// How often each device may publish pre-keys: trying a batch of them takes a while.
    pub publications: Quota,
    /// Whether a request may join the trace it names: only where everybody who calls belongs together (T60).
    pub trusts_traces: bool,
}

impl Default for DirectoryConfig {
    fn default() -> Self {
        Self {
            registrations: Quota::new(1, 30),
            strangers: Quota::new(20, 60),
            look_ups: Quota::new(20, 200),
            publications: Quota::new(1, 10),
            trusts_traces: false,
        }
    }
}

/// The router of `directory`. Registering and signing in take no certificate, everything else takes one of a device of
/// the directory's own domain. Whoever has none learns nothing of who is on record (T43).
pub fn directory_router(directory: Arc<Directory>, config: DirectoryConfig) -> Router {
    let api = Arc::new(Api {
        directory,
        registrations: Counter::new(config.registrations),
        strangers: Counter::new(config.strangers),
        answers: Counter::new(config.look_ups),
        look_ups_by_device: Counter::new(config.look_ups),
        look_ups_by_network: Counter::new(config.look_ups),
        publications: Counter::new(config.publications),
    });
    let routes = described("Causerie directory")
        .routes(routes!(people::register, people::who_is))
        .routes(routes!(sign_in::open, sign_in::challenge))
        .routes(routes!(sign_in::request, sign_in::credential))
        .routes(routes!(reachability::publish, reachability::withdraw, reachability::where_is))
        .routes(routes!(pre_keys::publish, pre_keys::left))
        .routes(routes!(pre_keys::claim, pre_keys::claimed))
        .routes(routes!(health));
    let router = finished(routes).with_state(api);
    if config.trusts_traces { router.layer(from_fn(trace::join)) } else { router }
}

struct Api {
    directory: Arc<Directory>,
    registrations: Counter<IpAddr>,
    strangers: Counter<IpAddr>,
    answers: Counter<IpAddr>,
    look_ups_by_device: Counter<DeviceAddress>,
    look_ups_by_network: Counter<IpAddr>,
    publications: Counter<DeviceAddress>,
}

/// Whether this directory runs.
#[utoipa::path(get, path = "/v1/health", responses((status = 204, description = "It does")))]
async fn health() -> StatusCode {
    StatusCode::NO_CONTENT
}
