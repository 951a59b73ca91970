use std::sync::Arc;

use axum::{Json as Answer, extract::State};
use causerie_chat::Timestamp;
use causerie_edge::{answered, now};
use causerie_usecases::{
    peer::queries::SearchMessages,
    ports::{Cursor, Sought, Wish},
};
use causerie_wire as wire;

use super::{Api, shapes};
use crate::{
    input::Json,
    refusal::{BAD_REQUEST, Refusal},
};

/// How many are told unless something else is asked for, and at most.
const USUAL: usize = 50;
const MOST: usize = 1_000;

/// The messages that say that, the latest first.
#[utoipa::path(
    post,
    path = "/v1/search",
    request_body = wire::Search,
    responses(
        (status = 200, body = wire::Found),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn search(
    State(api): State<Arc<Api>>,
    Json(asked): Json<wire::Search>,
) -> Result<Answer<wire::Found>, Refusal> {
    let wire::Search { words, with, since, until, before, limit } = asked;
    let words = words.parse().map_err(|_| {
        BAD_REQUEST.because("search for 1 to 16 words, of at most 256 bytes in all")
    })?;
    let with = with.map(|with| api.conversation(&with)).transpose()?;
    let [since, until] = [since, until].map(|it| it.map(Timestamp::from_millis));
    let wanted =
        Wish { what: Sought::Words(words), with, since, until, before: before.map(Cursor) };
    let limit = limit.unwrap_or(USUAL).min(MOST);

    let query = SearchMessages { wanted, limit, at: now() };
    let found = answered(&api.peer.search_messages, query).await?;
    let last = found.last().filter(|_| found.len() == limit);
    let next = last.map(|entry| entry.cursor.0);
    Ok(Answer(wire::Found { messages: found.into_iter().map(shapes::message).collect(), next }))
}
