use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_edge::{answered, handled};
use causerie_usecases::{
    directory::{commands::ListPerson, queries::ReadListed},
    ports::Listed,
};
use causerie_wire as wire;

use super::{Api, caller::Member};
use crate::refusal::Refusal;

/// Which listed people are there at the moment, and whether the caller is listed. Whoever is not listed is not told of.
#[utoipa::path(
    get,
    path = "/v1/listed",
    responses(
        (status = 200, body = wire::ListedPeople),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn listed(
    State(api): State<Arc<Api>>,
    member: Member,
) -> Result<Answer<wire::ListedPeople>, Refusal> {
    let query = ReadListed { who: member.device().person.clone() };
    let Listed { me, people } = answered(&api.directory.read_listed, query).await?;
    let usernames = people.iter().map(|person| person.username.to_string()).collect();
    Ok(Answer(wire::ListedPeople { listed: me, usernames }))
}

/// Let others of this directory find the caller while they are there. Again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/listed",
    responses(
        (status = 204, description = "Listed"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn list(
    State(api): State<Arc<Api>>,
    member: Member,
) -> Result<StatusCode, Refusal> {
    be(&api, &member, true).await
}

/// Let nobody find the caller any more. Again changes nothing.
#[utoipa::path(
    delete,
    path = "/v1/listed",
    responses(
        (status = 204, description = "Not listed"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn unlist(
    State(api): State<Arc<Api>>,
    member: Member,
) -> Result<StatusCode, Refusal> {
    be(&api, &member, false).await
}

async fn be(api: &Api, member: &Member, listed: bool) -> Result<StatusCode, Refusal> {
    let command = ListPerson { who: member.device().person.clone(), listed };
    handled(&api.directory.list_person, command).await?;
    Ok(StatusCode::NO_CONTENT)
}
