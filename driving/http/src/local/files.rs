//! Files that are offered, and fetched.

use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_chat::{Conversation, SharedFile, Text};
use causerie_edge::{answered, handled, handled_about, now, randomness};
use causerie_files::FileId;
use causerie_usecases::{
    peer::{
        Peer,
        commands::{CancelFetch, FetchFile, OfferFile, PauseFetch, ResumeFetch},
        files::Tally,
        queries::{KnownFile, ReadFile, ReadFiles},
    },
    ports::{Cursor, Fetch, FetchState},
};
use causerie_wire as wire;
use serde::Deserialize;

use super::{Api, messages, uploads::uploaded};
use crate::{
    input::{Json, Query, Segments},
    refusal::{BAD_REQUEST, NO_SUCH_FETCH, Refusal},
};

/// How many are told unless something else is asked for, and at most.
const USUAL: usize = 50;
const MOST: usize = 1_000;

/// Offer a file of this machine to somebody, or in a room: it is read once, and a message says so. Ask again until it is done; the same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/messages/{id}/file",
    params(("id" = String, Path, description = "A UUID of version 7 that the caller minted")),
    request_body = wire::OfferFile,
    responses(
        (status = 200, body = wire::Offering),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST, BAD_TIMER, UNKNOWN_DOMAIN; 401 CREDENTIAL_REQUIRED; 404 NO_SUCH_FILE, USER_NOT_FOUND, NO_SUCH_ROOM; \
            403 BANNED, MUTED; 409 BLOCKED, FILE_CHANGES, ID_IN_USE, IDENTITY_CHANGED, NOT_IN_ROOM; 413 TOO_LARGE; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn offer(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
    Json(body): Json<wire::OfferFile>,
) -> Result<Answer<wire::Offering>, Refusal> {
    let id = messages::parse(&id)?;
    let to = api.conversation(&body.to)?;
    let media_type = body.media_type.as_ref().map(|it| it.parse()).transpose();
    let media_type = media_type
        .map_err(|_| BAD_REQUEST.because("a media type is type/subtype in lower case"))?;
    let caption = body.caption.clone().map(messages::text).transpose()?;
    let expires_in = body.expires_in_ms.map(messages::timer).transpose()?;
    let (about, randomness) = ([("message", id.to_string())], randomness()?);
    let begin = |body: wire::OfferFile, read: Tally| {
        let peer: Arc<Peer> = api.peer.clone();
        let command = move |trace| OfferFile {
            id,
            to,
            path: body.path.into(),
            media_type,
            caption,
            expires_in,
            at: now(),
            trace,
            randomness,
            read,
        };
        async move { Ok(handled_about(&peer.files.offer, &about, command).await?) }
    };
    Ok(Answer(api.offerings.go_on(id, body, begin).await?))
}

/// Fetch the file that a message offers. It goes on by itself, also after a restart, until all of it is here; the same again goes on at once.
#[utoipa::path(
    put,
    path = "/v1/messages/{id}/fetch",
    params(("id" = String, Path, description = "The message's UUID")),
    request_body = wire::FetchFile,
    responses(
        (status = 204, description = "It is being fetched, or all of it is here"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NO_SUCH_FILE; 409 FETCHED_ELSEWHERE; 413 TOO_LARGE; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn fetch(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
    Json(body): Json<wire::FetchFile>,
) -> Result<StatusCode, Refusal> {
    let said = messages::reference(&api, &id, &body.from)?;
    handled(&api.peer.files.fetch, FetchFile { said, folder: body.folder.into(), at: now() })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which files were offered, the latest first, and how they stand here.
#[utoipa::path(
    get,
    path = "/v1/files",
    params(
        ("with" = Option<String>, Query, description = "Only those of that conversation: `username@domain`, `username` at one's own directory, or `#` and a room's 32 hexadecimal digits (as `%23…`)"),
        ("before" = Option<u64>, Query, description = "The `next` of the piece before"),
        ("limit" = Option<usize>, Query, description = "How many at most: 50 unless told, 1,000 at most"),
    ),
    responses(
        (status = 200, body = wire::Files),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn all(
    State(api): State<Arc<Api>>,
    Query(piece): Query<Piece>,
) -> Result<Answer<wire::Files>, Refusal> {
    let with = piece.with.map(|with| api.conversation(&with)).transpose()?;
    let limit = piece.limit.unwrap_or(USUAL).min(MOST);
    let query = ReadFiles { with, before: piece.before.map(Cursor), limit, at: now() };
    let known = answered(&api.peer.files.read, query).await?;
    let next = known.last().filter(|_| known.len() == limit).map(|last| last.entry.cursor.0);
    Ok(Answer(wire::Files { files: known.iter().filter_map(|it| file(&api, it)).collect(), next }))
}

/// Which.
#[derive(Deserialize)]
pub(super) struct Piece {
    with: Option<String>,
    before: Option<u64>,
    limit: Option<usize>,
}

/// How a file stands that this device offers, or fetches.
#[utoipa::path(
    get,
    path = "/v1/files/{id}",
    params(("id" = String, Path, description = "Its 32 hexadecimal digits")),
    responses(
        (status = 200, body = wire::File),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NO_SUCH_FETCH; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn one(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
) -> Result<Answer<wire::File>, Refusal> {
    let query = ReadFile { file: parse(&id)?, at: now() };
    let known = answered(&api.peer.files.read, query).await?;
    let told = known.and_then(|known| file(&api, &known));
    Ok(Answer(told.ok_or(NO_SUCH_FETCH)?))
}

/// Pause, resume or cancel fetching a file. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/files/{id}",
    params(("id" = String, Path, description = "Its 32 hexadecimal digits")),
    request_body = wire::TurnFetch,
    responses(
        (status = 204, description = "So it is"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NO_SUCH_FETCH; 413 TOO_LARGE; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn turn(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
    Json(body): Json<wire::TurnFetch>,
) -> Result<StatusCode, Refusal> {
    let (file, files) = (parse(&id)?, &api.peer.files);
    match body.state.as_str() {
        "wanted" => handled(&files.resume, ResumeFetch { file }).await?,
        "paused" => handled(&files.pause, PauseFetch { file }).await?,
        "cancelled" => handled(&files.cancel, CancelFetch { file }).await?,
        _ => return Err(BAD_REQUEST.because("a fetch is wanted, paused or cancelled")),
    }
    Ok(StatusCode::NO_CONTENT)
}

pub(super) fn parse(id: &str) -> Result<FileId, Refusal> {
    id.parse().map_err(|_| BAD_REQUEST.because("a file's id is 32 hexadecimal digits"))
}

fn file(api: &Api, known: &KnownFile) -> Option<wire::File> {
    let KnownFile { entry, lies_at, fetch, upload, .. } = known;
    let (said, me) = (&entry.message, &api.peer.who_am_i.device.person);
    let with: Conversation = said.conversation(me);
    Some(wire::File {
        file: shared(entry.view.file(said)?),
        message: wire::MessageRef { id: said.id.to_string(), from: said.author.to_string() },
        with: with.to_string(),
        sent_at: said.sent_at.millis(),
        lies_at: lies_at.as_ref().map(|path| path.display().to_string()),
        fetch: fetch.as_ref().map(fetched),
        upload: upload.as_ref().map(uploaded),
    })
}

fn fetched(fetch: &Fetch) -> wire::Fetch {
    let told = wire::Fetch {
        folder: fetch.folder.display().to_string(),
        bytes: fetch.bytes_here(),
        ..wire::Fetch::default()
    };
    let state = |state: &str| state.to_owned();
    match &fetch.state {
        FetchState::Wanted(None) => wire::Fetch { state: state("wanted"), ..told },
        FetchState::Wanted(Some(retry)) => wire::Fetch {
            state: state("wanted"),
            cause: Some(retry.cause.to_string()),
            failures: Some(retry.failures),
            next_attempt: Some(retry.next.millis()),
            ..told
        },
        FetchState::Paused => wire::Fetch { state: state("paused"), ..told },
        FetchState::Failed(cause) => {
            wire::Fetch { state: state("failed"), cause: Some(cause.to_string()), ..told }
        }
        FetchState::Done(path) => {
            wire::Fetch { state: state("done"), path: Some(path.display().to_string()), ..told }
        }
    }
}

/// What its sender says of it; its key stays here.
pub(super) fn shared(file: &SharedFile) -> wire::SharedFile {
    let SharedFile { manifest, caption } = file;
    wire::SharedFile {
        id: FileId::of(manifest).to_string(),
        name: manifest.name.as_str().to_owned(),
        size: manifest.size(),
        media_type: manifest.media_type.as_ref().map(ToString::to_string),
        hash: manifest.hash.to_string(),
        caption: caption.as_ref().map(Text::as_str).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use causerie_chat::{FileHash, FileKey, FileManifest};

    use super::*;

    #[test]
    fn a_file_is_told_without_its_key() {
        let media_type = Some("text/plain".parse().unwrap());
        let (hash, key) = (FileHash([0xab; 32]), FileKey::from([0xcd; 32]));
        let name = "../a.txt".parse().unwrap();
        let manifest = FileManifest::new(name, media_type, (70_000, 16), hash, key).unwrap();

        let id = FileId::of(&manifest).to_string();
        let told = shared(&SharedFile { manifest, caption: Some("hi".parse().unwrap()) });

        let json = serde_json::to_string(&told).unwrap();
        let hash = "ab".repeat(32);
        assert_eq!(
            json,
            format!(
                r#"{{"id":"{id}","name":"../a.txt","size":70000,"media_type":"text/plain","hash":"{hash}","caption":"hi"}}"#
            )
        );
    }
}
