use std::sync::Arc;

use axum::{Json as Answer, extract::State};
use causerie_edge::answered;
use causerie_usecases::peer::queries::WhoIsThat;
use causerie_wire as wire;

use super::Api;
use crate::{
    input::Segments,
    refusal::{Refusal, USER_NOT_FOUND},
    shapes::person,
};

/// Who is behind a name.
#[utoipa::path(
    get,
    path = "/v1/people/{who}",
    params(("who" = String, Path, description = "`username@domain`, or `username` at one's own directory")),
    responses(
        (status = 200, body = wire::Person),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 USER_NOT_FOUND; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn who_is(
    State(api): State<Arc<Api>>,
    Segments(who): Segments<String>,
) -> Result<Answer<wire::Person>, Refusal> {
    let query = WhoIsThat { who: api.address(&who)? };
    let found = answered(&api.peer.who_is_that, query).await?;
    found.map(|found| Answer(person(&found))).ok_or(USER_NOT_FOUND)
}
