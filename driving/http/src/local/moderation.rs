//! What moderators decide in the public channel.

use std::sync::Arc;

use axum::{Json as Answer, extract::State};
use causerie_chat::{Address, Body, Message, Moderated, Moderation, Timer, Timestamp};
use causerie_edge::{answered, handled_about, message_id, now, randomness};
use causerie_usecases::peer::{
    commands::Moderate,
    queries::{MutedHere, ReadMute, ReadPublicRoom},
};
use causerie_wire as wire;

use super::{Api, messages};
use crate::{
    input::Json,
    refusal::{BAD_REQUEST, Refusal},
};

/// Whether a moderator has muted this person in the public channel, or banned them, until when and why, as far as this device heard.
#[utoipa::path(
    get,
    path = "/v1/public/moderation",
    responses(
        (status = 200, body = wire::Heard),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn heard(State(api): State<Arc<Api>>) -> Result<Answer<wire::Heard>, Refusal> {
    let muted = answered(&api.peer.rooms.read_mute, ReadMute { at: now() }).await?;
    Ok(Answer(wire::Heard { mute: muted.map(own_mute) }))
}

/// Decide something in the public channel, for all who are in it to see: remove a message, mute somebody, ban them, or lift that. Only whom the
/// operator of the directory named does. The same with the same id changes nothing, and goes on with what was cut short.
#[utoipa::path(
    post,
    path = "/v1/public/moderation",
    request_body = wire::Moderate,
    responses(
        (status = 200, description = "It counts at everybody who hears of it", body = wire::Moderation),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST, UNKNOWN_DOMAIN; 401 CREDENTIAL_REQUIRED; 403 NOT_ENTITLED; \
            404 NO_PUBLIC_CHANNEL, NOT_FOUND, USER_NOT_FOUND; 409 NOT_IN_ROOM, ROOM_LOST, ID_IN_USE, ROOM_LOG_FULL; \
            413 TOO_LARGE; 429 QUOTA_EXCEEDED; 503 ROOM_BUSY, DIRECTORY_UNREACHABLE, UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn moderate(
    State(api): State<Arc<Api>>,
    Json(body): Json<wire::Moderate>,
) -> Result<Answer<wire::Moderation>, Refusal> {
    let at = now();
    let decision = parsed(&api, &body, at)?;
    let id = match &body.id {
        Some(id) => messages::parse(id)?,
        None => message_id()?,
    };
    let randomness = randomness()?;
    let command = |trace| Moderate { id, decision, at, trace, randomness };
    handled_about(&api.peer.rooms.moderate, &[("message", id.to_string())], command).await?;
    let room = answered(&api.peer.rooms.read_public, ReadPublicRoom).await?;
    Ok(Answer(wire::Moderation { id: id.to_string(), room: room.to_string() }))
}

fn parsed(api: &Api, body: &wire::Moderate, at: Timestamp) -> Result<Moderation, Refusal> {
    let who = || match &body.who {
        Some(who) => own(api, who),
        None => Err(BAD_REQUEST.because("this takes who it is about")),
    };
    let what = match (body.what.as_str(), &body.message) {
        ("remove", Some(it)) => Moderated::Remove(messages::reference(api, &it.id, &it.from)?),
        ("remove", None) => {
            return Err(BAD_REQUEST.because("this takes the message that is to be removed"));
        }
        ("mute", _) => Moderated::Mute { who: who()?, until: end(body, at)? },
        ("ban", _) => Moderated::Ban(who()?),
        ("lift", _) => Moderated::Lift(who()?),
        _ => return Err(BAD_REQUEST.because("what is done is remove, mute, ban or lift")),
    };
    let refused = BAD_REQUEST.because("a reason is 1 to 1,000 bytes of UTF-8");
    let reason = body.reason.parse().map_err(|_| refused.clone())?;
    Moderation::new(what, reason).map_err(|_| refused)
}

/// Somebody of one's own directory: nobody else is in its channel.
fn own(api: &Api, raw: &str) -> Result<Address, Refusal> {
    let who = api.address(raw)?;
    if who.domain == api.home { Ok(who) } else { Err(crate::refusal::UNKNOWN_DOMAIN) }
}

/// Until when somebody is muted.
fn end(body: &wire::Moderate, at: Timestamp) -> Result<Timestamp, Refusal> {
    let millis = match (body.until, body.for_ms) {
        (Some(until), None) => until.saturating_sub(at.millis()),
        (None, Some(millis)) => millis,
        _ => return Err(BAD_REQUEST.because("somebody is muted until then, or for so long")),
    };
    let timer = Timer::try_from(millis);
    let timer = timer.map_err(|_| BAD_REQUEST.because("a mute ends within a year from now on"))?;
    Ok(timer.end(at))
}

/// What a moderator decided, if the message says so.
pub(super) fn decision(message: &Message) -> Option<wire::Decision> {
    let Body::Moderation(decision) = &message.body else { return None };
    let (what, who, until) = match &decision.what {
        Moderated::Remove(target) => ("remove", &target.author, None),
        Moderated::Mute { who, until } => ("mute", who, Some(until.millis())),
        Moderated::Ban(who) => ("ban", who, None),
        Moderated::Lift(who) => ("lift", who, None),
    };
    let (what, who) = (what.to_owned(), who.to_string());
    Some(wire::Decision { what, who, until, reason: decision.reason().as_str().to_owned() })
}

fn own_mute(MutedHere { room, mute, reason }: MutedHere) -> wire::OwnMute {
    wire::OwnMute {
        room: room.to_string(),
        until: (!mute.is_for_ever()).then_some(mute.until.millis()),
        since: mute.since.millis(),
        by: mute.decision.author.to_string(),
        reason: reason.map(|it| it.as_str().to_owned()),
    }
}
