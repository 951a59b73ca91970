//! What changes, as it does: server-sent events (WHATWG HTML §9.2).

mod number;
mod told;

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::{Extensions, HeaderMap},
    response::{
        IntoResponse,
        sse::{Event, KeepAlive, Sse},
    },
};
use causerie_usecases::{
    QueryHandler,
    peer::{Peer, queries::WatchEvents},
    ports::EventNumber,
};
use causerie_wire as wire;
use futures_util::{
    StreamExt,
    stream::{iter, once, unfold},
};
use serde::Deserialize;

use super::Api;
use crate::{
    input::Query,
    refusal::{BAD_REQUEST, QUOTA_EXCEEDED, Refusal},
    serving::Lasting,
};
use number::InvalidEventNumber;

/// How many streams there are at once.
pub(super) const MOST_STREAMS: usize = 16;
/// After how much silence a comment says that the stream still stands.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// What changes, as it does.
///
/// A stream of server-sent events: `conversation`, `room` (who is in it, or what it is called), `delivery`, `unopened` and `presence` (each with whom), `file` (with which: one that is fetched has come further), `synced` (with since when), `behind` and `revoked` (this device was).
/// They say what to look at again, and nothing of its content. An event's id resumes the stream behind it; `gap` says that some before it
/// were missed, so that everything is to be looked at again. After 15 s of silence there is a comment. It ends when the peer stops.
#[utoipa::path(
    get,
    path = "/v1/events",
    params(
        ("Last-Event-ID" = Option<String>, Header, description = "The `id` of the last event that was seen; from now on without"),
        ("after" = Option<String>, Query, description = "The same, for whoever cannot set the header, which counts if both are there"),
    ),
    responses(
        (status = 200, body = wire::Event, content_type = "text/event-stream",
         description = "The events; each has one such document as its data"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 429 QUOTA_EXCEEDED"),
    ),
    security(("token" = []))
)]
pub(super) async fn events(
    State(api): State<Arc<Api>>,
    headers: HeaderMap,
    Query(since): Query<Since>,
    extensions: Extensions,
) -> Result<impl IntoResponse, Refusal> {
    let after = after(&headers, since)
        .map_err(|_| BAD_REQUEST.because("an event's number is what a stream had as its id"))?;
    let place = api.streams.clone().try_acquire_owned().map_err(|_| {
        QUOTA_EXCEEDED.because("16 programs watch already").until(KEEP_ALIVE.as_secs())
    })?;
    let latest = api.peer.watch_events.log.latest();
    let greeting = told::greeting(after.is_none().then_some(latest));
    let watching = Watching { peer: api.peer.clone(), after: after.unwrap_or(latest) };
    let behind = unfold(watching, async |watching| Some(watching.next().await)).flat_map(iter);

    let lasting = extensions.get::<Lasting>().cloned();
    let held = (place, lasting.as_ref().map(Lasting::begin));
    let stream = once(async { greeting }).chain(behind).map(move |event| {
        let _until_it_ends = &held;
        Ok::<_, Infallible>(event)
    });
    let stream = stream.take_until(over(lasting));
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE).text("nothing new")))
}

/// Behind which event.
#[derive(Deserialize)]
pub(super) struct Since {
    after: Option<String>,
}

fn after(headers: &HeaderMap, since: Since) -> Result<Option<EventNumber>, InvalidEventNumber> {
    let mut sent = headers.get_all("last-event-id").iter();
    let number = match (sent.next(), sent.next()) {
        (None, _) => since.after,
        (Some(one), None) => Some(one.to_str().map_err(|_| InvalidEventNumber)?.to_owned()),
        (Some(_), Some(_)) => return Err(InvalidEventNumber),
    };
    number.map(|raw| number::parse(&raw)).transpose()
}

/// How far a stream has come.
struct Watching {
    peer: Arc<Peer>,
    after: EventNumber,
}

impl Watching {
    /// What happened next, once something did.
    async fn next(mut self) -> (Vec<Event>, Self) {
        let log = &self.peer.watch_events;
        // Read before: what happens from here on is behind it.
        let latest = log.log.latest();
        // A wait is no work, so it is no span: it would be one as long as the stream.
        let Ok(happened) = log.handle(WatchEvents { after: Some(self.after) }).await;
        let last = happened.events.last().map(|(number, _)| *number);
        self.after = last.unwrap_or(latest);
        let gap = happened.gap.then(|| told::gap(last.is_none().then_some(latest)));
        let events = happened.events.into_iter().map(|(number, event)| told::told(number, event));
        (gap.into_iter().chain(events).collect(), self)
    }
}

/// Ends when the connection has to.
async fn over(lasting: Option<Lasting>) {
    match lasting {
        Some(lasting) => lasting.over().await,
        None => std::future::pending().await,
    }
}
