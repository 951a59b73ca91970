//! The directory's router.

mod blobs;
mod caller;
mod deposits;
mod devices;
mod file_callers;
mod files;
mod links;
mod listed;
mod mail;
mod mailbox;
mod people;
mod pre_keys;
mod public;
mod push;
mod reachability;
mod room_shapes;
mod rooms;
mod second_factors;
mod shapes;
mod sign_in;

use std::{net::IpAddr, sync::Arc};

use axum::{Router, extract::FromRef, http::StatusCode, middleware::from_fn};
use causerie_chat::{Address, DeviceAddress};
use causerie_usecases::{directory::Directory, ports::MailWatch};
use tokio::sync::Semaphore;
use tower::limit::GlobalConcurrencyLimitLayer;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    openapi::{described, finished},
    probes::{self, Readiness},
    quota::{Counter, Quota},
    trace,
    under_way::UnderWay,
};

pub use push::PushConfig;

/// How many deposits are under way at once: with the largest bodies they take 64 MiB. The others wait their turn.
const DEPOSITS_AT_ONCE: usize = 256;

/// How many entries for rooms are under way at once: with the largest bodies they take 65 MiB. The others wait their turn.
const ROOM_CHANGES_AT_ONCE: usize = 32;
/// How many of them each device has at most.
const ROOM_CHANGES_EACH: usize = 2;

/// How many bytes of blobs are brought at once, in chunks as files are usually cut: 64 MiB, and how many requests each person has under way who brings some. The others
/// wait their turn.
const BLOBS_AT_ONCE: usize = 64;
const UPLOADS_EACH: usize = 4;
/// How many of them are read at once, and how many of them by each person: they take 32 MiB.
const READS_AT_ONCE: usize = 256;
const READS_EACH: usize = 16;

/// How a directory treats those who call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DirectoryConfig {
    /// How often each network address may register: names are given once and for all.
    pub registrations: Quota,
    /// How often each network address may ask to be linked.
    pub links: Quota,
    /// How often each network address may open a challenge or answer one.
    pub strangers: Quota,
    /// How often each device, and each network address, may look something up or publish where it is.
    pub look_ups: Quota,
    /// How often each device may publish pre-keys: trying a batch of them takes a while.
    pub publications: Quota,
    /// How often each device may leave envelopes for others: many fit into one request.
    pub deposits: Quota,
    /// How often each device may found a room or offer an entry for one's log.
    pub room_changes: Quota,
    /// How often each device may read a room's log, or what others come in by: an answer has up to a mebibyte.
    pub room_reads: Quota,
    /// How often each device may say what it wants kept of a file, or no more: that can be many blobs.
    pub file_lists: Quota,
    /// How often each device may bring something of its files, or ask what is here of them.
    pub uploads: Quota,
    /// How often each device may read of files that are kept.
    pub file_reads: Quota,
    /// How the lines are looked after on which devices hear what is new.
    pub push: PushConfig,
    /// Whether a request may join the trace it names: only where everybody who calls belongs together (T60).
    pub trusts_traces: bool,
}

impl Default for DirectoryConfig {
    fn default() -> Self {
        Self {
            registrations: Quota::new(1, 30),
            links: Quota::new(1, 20),
            strangers: Quota::new(20, 60),
            look_ups: Quota::new(20, 200),
            publications: Quota::new(1, 10),
            deposits: Quota::new(200, 1_000),
            room_changes: Quota::new(5, 100),
            room_reads: Quota::new(10, 40),
            file_lists: Quota::new(1, 20),
            uploads: Quota::new(200, 1_000),
            file_reads: Quota::new(400, 2_000),
            push: PushConfig::default(),
            trusts_traces: false,
        }
    }
}

/// The router of `directory`. Registering and signing in take no certificate, everything else takes one of a device of
/// the directory's own domain. Whoever has none learns nothing of who is on record (T43). `watch` is the other end of the
/// bell that `directory` rings.
pub fn directory_router(
    directory: Arc<Directory>,
    watch: Arc<dyn MailWatch>,
    config: DirectoryConfig,
) -> Router {
    let api = Arc::new(Api {
        readiness: Readiness::new(&directory.check_readiness),
        directory,
        watch,
        lines: Arc::default(),
        push: config.push,
        trusts_traces: config.trusts_traces,
        deposits: Counter::new(config.deposits),
        deposits_under_way: Arc::default(),
        room_changes: Counter::new(config.room_changes),
        room_reads: Counter::new(config.room_reads),
        room_changes_under_way: Arc::new(UnderWay::of_each(ROOM_CHANGES_EACH)),
        file_lists: Counter::new(config.file_lists),
        uploads: Counter::new(config.uploads),
        uploads_under_way: Arc::new(UnderWay::of_each(UPLOADS_EACH)),
        blobs_at_once: Semaphore::new(BLOBS_AT_ONCE),
        file_reads: Counter::new(config.file_reads),
        reads_under_way: Arc::new(UnderWay::of_each(READS_EACH)),
        reads_at_once: Arc::new(Semaphore::new(READS_AT_ONCE)),
        registrations: Counter::new(config.registrations),
        links: Counter::new(config.links),
        strangers: Counter::new(config.strangers),
        answers: Counter::new(config.look_ups),
        look_ups_by_device: Counter::new(config.look_ups),
        look_ups_by_network: Counter::new(config.look_ups),
        publications: Counter::new(config.publications),
    });
    let deposits = OpenApiRouter::new()
        .routes(routes!(deposits::deposit))
        .layer(GlobalConcurrencyLimitLayer::new(DEPOSITS_AT_ONCE));
    let room_changes = OpenApiRouter::new()
        .routes(routes!(rooms::found))
        .routes(routes!(rooms::append))
        .layer(GlobalConcurrencyLimitLayer::new(ROOM_CHANGES_AT_ONCE));
    let routes = described("Causerie directory")
        .merge(deposits)
        .merge(room_changes)
        .routes(routes!(rooms::rooms))
        .routes(routes!(rooms::log))
        .routes(routes!(rooms::info))
        .routes(routes!(files::list, files::unlist, files::listed))
        .routes(routes!(files::standing))
        .routes(routes!(blobs::put, blobs::read))
        .routes(routes!(public::channel))
        .routes(routes!(public::ban, public::lift))
        .routes(routes!(mailbox::read))
        .routes(routes!(mailbox::acknowledge))
        .routes(routes!(push::open))
        .routes(routes!(people::register, people::who_is))
        .routes(routes!(devices::publish))
        .routes(routes!(links::open))
        .routes(routes!(links::ask, links::asked))
        .routes(routes!(links::answer, links::answered))
        .routes(routes!(sign_in::open, sign_in::challenge))
        .routes(routes!(sign_in::request, sign_in::credential))
        .routes(routes!(reachability::publish, reachability::withdraw, reachability::where_is))
        .routes(routes!(second_factors::standing, second_factors::offer))
        .routes(routes!(second_factors::confirm))
        .routes(routes!(second_factors::remove))
        .routes(routes!(listed::listed, listed::list, listed::unlist))
        .routes(routes!(pre_keys::publish, pre_keys::left))
        .routes(routes!(pre_keys::claim, pre_keys::claimed))
        .routes(routes!(health))
        .routes(routes!(probes::healthz))
        .routes(routes!(probes::readyz));
    let router = finished(routes).with_state(api);
    if config.trusts_traces { router.layer(from_fn(trace::join)) } else { router }
}

struct Api {
    readiness: Readiness,
    directory: Arc<Directory>,
    watch: Arc<dyn MailWatch>,
    lines: Arc<push::Lines>,
    push: PushConfig,
    trusts_traces: bool,
    deposits: Counter<DeviceAddress>,
    deposits_under_way: Arc<UnderWay>,
    room_changes: Counter<DeviceAddress>,
    room_reads: Counter<DeviceAddress>,
    room_changes_under_way: Arc<UnderWay>,
    file_lists: Counter<DeviceAddress>,
    uploads: Counter<DeviceAddress>,
    uploads_under_way: Arc<UnderWay<Address>>,
    blobs_at_once: Semaphore,
    file_reads: Counter<DeviceAddress>,
    reads_under_way: Arc<UnderWay<Address>>,
    reads_at_once: Arc<Semaphore>,
    registrations: Counter<IpAddr>,
    links: Counter<IpAddr>,
    strangers: Counter<IpAddr>,
    answers: Counter<IpAddr>,
    look_ups_by_device: Counter<DeviceAddress>,
    look_ups_by_network: Counter<IpAddr>,
    publications: Counter<DeviceAddress>,
}

impl FromRef<Arc<Api>> for Readiness {
    fn from_ref(api: &Arc<Api>) -> Self {
        api.readiness.clone()
    }
}

/// Whether this directory runs.
#[utoipa::path(get, path = "/v1/health", responses((status = 204, description = "It does")))]
async fn health() -> StatusCode {
    StatusCode::NO_CONTENT
}
