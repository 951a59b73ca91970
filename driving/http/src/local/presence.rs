use std::{sync::Arc, time::Duration};

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_chat::{PresenceState, Timestamp};
use causerie_edge::{answered, handled, now};
use causerie_usecases::{
    peer::{
        commands::{BeListed, SetPresence},
        queries::{ContactPresence, Presences, ReadListed, ReadPresence},
    },
    ports::Listed,
};
use causerie_wire as wire;
use tokio::time::timeout;

use super::Api;
use crate::{
    input::Json,
    refusal::{BAD_REQUEST, Refusal},
};

/// How long the directory is waited for where its answer is only a part of what is asked.
const ASIDE: Duration = Duration::from_secs(1);
/// Own presence that nobody sees.
const INVISIBLE: &str = "invisible";

/// Who is there: this person, and each contact. What contacts show is known while the directory is heard.
#[utoipa::path(
    get,
    path = "/v1/presence",
    responses(
        (status = 200, body = wire::Presence),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn presence(
    State(api): State<Arc<Api>>,
) -> Result<Answer<wire::Presence>, Refusal> {
    let Presences { own, contacts } =
        answered(&api.peer.read_presence, ReadPresence { at: now() }).await?;
    let listed = timeout(ASIDE, answered(&api.peer.read_listed, ReadListed)).await;
    let state = match own.state {
        PresenceState::Offline => INVISIBLE,
        state => state.word(),
    };
    Ok(Answer(wire::Presence {
        state: state.to_owned(),
        since: own.since.millis(),
        listed: listed.ok().and_then(Result::ok).map(|listed| listed.me),
        contacts: contacts.iter().map(contact).collect(),
    }))
}

/// Be seen by contacts as online, busy or away, or not at all. It lasts until the peer stops, and is online at first.
#[utoipa::path(
    put,
    path = "/v1/presence",
    request_body = wire::SetPresence,
    responses(
        (status = 204, description = "Chosen; contacts see it about as soon as the directory does"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED"),
    ),
    security(("token" = []))
)]
pub(super) async fn set(
    State(api): State<Arc<Api>>,
    Json(body): Json<wire::SetPresence>,
) -> Result<StatusCode, Refusal> {
    let state = match body.state.as_str() {
        INVISIBLE => Some(PresenceState::Offline),
        word => word.parse().ok().filter(|state| *state != PresenceState::Offline),
    };
    let state = state.ok_or(BAD_REQUEST.because("one is online, busy, away or invisible"))?;
    let Ok(()) = handled(&api.peer.set_presence, SetPresence { state, at: now() }).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Which people of the directory want to be found, and are there.
#[utoipa::path(
    get,
    path = "/v1/listed",
    responses(
        (status = 200, body = wire::Listed),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn listed(State(api): State<Arc<Api>>) -> Result<Answer<wire::Listed>, Refusal> {
    let Listed { me, people } = answered(&api.peer.read_listed, ReadListed).await?;
    let people = people.iter().map(ToString::to_string).collect();
    Ok(Answer(wire::Listed { listed: me, people }))
}

/// Let others of the directory find this person while they are there, or no longer. At first they may not.
#[utoipa::path(
    put,
    path = "/v1/listed",
    request_body = wire::BeListed,
    responses(
        (status = 204, description = "Decided"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn be_listed(
    State(api): State<Arc<Api>>,
    Json(body): Json<wire::BeListed>,
) -> Result<StatusCode, Refusal> {
    handled(&api.peer.be_listed, BeListed { listed: body.listed }).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn contact(contact: &ContactPresence) -> wire::ContactPresence {
    wire::ContactPresence {
        address: contact.who.to_string(),
        state: contact.state.to_string(),
        since: contact.since.map(Timestamp::millis),
    }
}
