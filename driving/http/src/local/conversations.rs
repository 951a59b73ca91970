use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_edge::{answered, handled, now};
use causerie_usecases::{
    peer::{
        commands::MarkRead,
        queries::{ReadConversation, ReadConversations},
    },
    ports::Cursor,
};
use causerie_wire as wire;
use serde::Deserialize;

use super::{Api, shapes};
use crate::{
    input::{Json, Query, Segments},
    refusal::Refusal,
};

/// All conversations, the latest first.
#[utoipa::path(
    get,
    path = "/v1/conversations",
    responses(
        (status = 200, body = wire::Conversations),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn all(
    State(api): State<Arc<Api>>,
) -> Result<Answer<wire::Conversations>, Refusal> {
    let all = answered(&api.peer.read_conversations, ReadConversations { at: now() }).await?;
    let conversations = all.into_iter().map(shapes::conversation).collect();
    Ok(Answer(wire::Conversations { conversations }))
}

/// A piece of one conversation, oldest message first; an empty one if nothing was said.
#[utoipa::path(
    get,
    path = "/v1/conversations/{with}",
    params(
        ("with" = String, Path, description = "`username@domain`, `username` at one's own directory, or `#` and a room's 32 hexadecimal digits (as `%23…`)"),
        ("after" = Option<u64>, Query, description = "The `next` of the piece before; 0 for the beginning"),
        ("limit" = Option<usize>, Query, description = "How many at most: 100 unless told, 1,000 at most"),
    ),
    responses(
        (status = 200, body = wire::ConversationPage),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn with(
    State(api): State<Arc<Api>>,
    Segments(with): Segments<String>,
    Query(piece): Query<Piece>,
) -> Result<Answer<wire::ConversationPage>, Refusal> {
    let with = api.conversation(&with)?;
    let (after, limit) = (piece.after.unwrap_or_default(), piece.limit.unwrap_or(100));
    let query = ReadConversation { with: with.clone(), after: Cursor(after), limit, at: now() };
    let entries = answered(&api.peer.read_conversation, query).await?;
    let next = entries.last().map_or(after, |entry| entry.cursor.0);
    let messages = entries.into_iter().map(shapes::message).collect();
    Ok(Answer(wire::ConversationPage { with: with.to_string(), messages, next }))
}

/// Say that this person has seen what somebody wrote, up to an entry of their conversation; the author is told, unless receipts are not
/// allowed.
#[utoipa::path(
    put,
    path = "/v1/conversations/{with}/read",
    params(("with" = String, Path, description = "`username@domain`, `username` at one's own directory, or `#` and a room's 32 hexadecimal digits (as `%23…`)")),
    request_body = wire::MarkRead,
    responses(
        (status = 204, description = "Marked; what was read before stays as it was"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn mark_read(
    State(api): State<Arc<Api>>,
    Segments(with): Segments<String>,
    Json(body): Json<wire::MarkRead>,
) -> Result<StatusCode, Refusal> {
    let with = api.conversation(&with)?;
    let command = MarkRead { with, up_to: Cursor(body.up_to), at: now() };
    handled(&api.peer.mark_read, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which piece.
#[derive(Deserialize)]
pub(super) struct Piece {
    after: Option<u64>,
    limit: Option<usize>,
}
