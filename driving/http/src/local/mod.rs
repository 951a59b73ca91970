//! A peer's router for its own person: the command line, scripts, and whatever else runs on this machine.

mod changes;
mod contacts;
mod conversations;
mod devices;
mod events;
mod files;
mod guard;
mod history;
mod identities;
mod links;
mod messages;
mod moderation;
mod offerings;
mod people;
mod presence;
mod public;
mod receipts;
mod room_doors;
mod room_shapes;
mod rooms;
mod search;
mod second_factors;
mod shapes;
mod status;
mod timers;
mod token;
mod typing;
mod unopened;
mod uploads;
mod waiting;
mod why;

use std::sync::Arc;

use axum::{
    Router,
    extract::FromRef,
    middleware::{from_fn, from_fn_with_state},
};
use causerie_chat::{Address, Conversation, DomainName};
use causerie_usecases::peer::Peer;
use tokio::sync::Semaphore;
use utoipa_axum::routes;

use crate::{
    openapi::{described, finished},
    probes::{self, Readiness},
    refusal::{BAD_REQUEST, Refusal},
    trace,
};

use offerings::Offerings;
pub use token::{LocalToken, WeakToken};

/// Who may use the local API, and under which names.
pub struct LocalConfig {
    /// What a caller shows as `Authorization: Bearer …`.
    pub token: LocalToken,
    /// The port it is served on: `Host` and `Origin` have to name it.
    pub port: u16,
    /// The domain that is meant where an address has none.
    pub home: DomainName,
}

/// The router of `peer` for its own person. Whoever calls has the token and calls this machine by a name of its own:
/// that keeps out other users of the machine, and web pages that a browser on it shows (DNS rebinding, CSRF). Whether the peer runs and is ready
/// is told without the token too.
pub fn local_router(peer: Arc<Peer>, config: LocalConfig) -> Router {
    let LocalConfig { token, port, home } = config;
    let routes = described("Causerie peer, local")
        .routes(routes!(messages::send, messages::report))
        .routes(routes!(changes::edit))
        .routes(routes!(changes::delete))
        .routes(routes!(changes::react))
        .routes(routes!(files::offer))
        .routes(routes!(files::fetch))
        .routes(routes!(files::all))
        .routes(routes!(files::one, files::turn))
        .routes(routes!(uploads::turn))
        .routes(routes!(timers::timer, timers::set))
        .routes(routes!(timers::timer_of_room, timers::set_in_room))
        .routes(routes!(typing::typing))
        .routes(routes!(contacts::all))
        .routes(routes!(contacts::decide))
        .routes(routes!(conversations::all))
        .routes(routes!(conversations::with))
        .routes(routes!(conversations::mark_read))
        .routes(routes!(events::events))
        .routes(routes!(people::who_is))
        .routes(routes!(presence::presence, presence::set))
        .routes(routes!(presence::listed, presence::be_listed))
        .routes(routes!(public::enter))
        .routes(routes!(moderation::heard, moderation::moderate))
        .routes(routes!(receipts::allow))
        .routes(routes!(rooms::all, rooms::create))
        .routes(routes!(rooms::one))
        .routes(routes!(rooms::rename))
        .routes(routes!(rooms::remove))
        .routes(routes!(rooms::give_role))
        .routes(routes!(rooms::rotate))
        .routes(routes!(room_doors::invite))
        .routes(routes!(room_doors::join))
        .routes(routes!(room_doors::leave))
        .routes(routes!(search::search))
        .routes(routes!(identities::identity, identities::decide))
        .routes(routes!(second_factors::standing, second_factors::offer))
        .routes(routes!(second_factors::confirm))
        .routes(routes!(second_factors::remove))
        .routes(routes!(second_factors::sign_in))
        .routes(routes!(devices::devices))
        .routes(routes!(devices::revoke))
        .routes(routes!(history::progress, history::fetch))
        .routes(routes!(links::open, links::asking))
        .routes(routes!(links::decide))
        .routes(routes!(status::status))
        .routes(routes!(unopened::unopened))
        .routes(routes!(waiting::waiting))
        .routes(routes!(why::message))
        .routes(routes!(why::person))
        .routes(routes!(why::room))
        .routes(routes!(probes::healthz))
        .routes(routes!(probes::readyz));
    let readiness = Readiness::new(&peer.check_readiness);
    let streams = Arc::new(Semaphore::new(events::MOST_STREAMS));
    finished(routes)
        .with_state(Arc::new(Api {
            readiness,
            peer,
            home,
            streams,
            offerings: Offerings::default(),
        }))
        .layer(from_fn(trace::join))
        .layer(from_fn_with_state(Arc::new(guard::Guard::new(token, port)), guard::admit))
}

struct Api {
    readiness: Readiness,
    peer: Arc<Peer>,
    home: DomainName,
    /// A permit for each stream of events that there may be.
    streams: Arc<Semaphore>,
    offerings: Offerings,
}

impl FromRef<Arc<Api>> for Readiness {
    fn from_ref(api: &Arc<Api>) -> Self {
        api.readiness.clone()
    }
}

impl Api {
    fn address(&self, raw: &str) -> Result<Address, Refusal> {
        Address::parse_at(raw, &self.home)
            .map_err(|_| BAD_REQUEST.because("an address is username@domain, or username"))
    }

    /// A person by their address, or a room by `#` and its id.
    fn conversation(&self, raw: &str) -> Result<Conversation, Refusal> {
        let Some(room) = raw.strip_prefix('#') else { return self.address(raw).map(Into::into) };
        Ok(rooms::parse(room)?.into())
    }
}
