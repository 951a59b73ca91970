use std::sync::Arc;

use axum::{
    Json as Answer,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use causerie_chat::RoomPlace;
use causerie_edge::{answered as answered_by, handled, now};
use causerie_usecases::{
    directory::{
        commands::{AppendRoomEntry, FoundRoom},
        queries::{ReadRoomEntries, ReadRoomInfo, ReadRooms},
    },
    ports::{RoomFounding, RoomOffer},
};
use causerie_wire::{self as wire, MAX_ROOM_PAGE_BYTES, MAX_ROOM_PAGE_ENTRIES};
use serde::Deserialize;

use super::{
    Api,
    caller::{Member, RoomCaller, RoomReader},
    room_shapes::{
        EntriesBytes, FoundingBytes, InfoBytes, OfferedBytes, entries, entry, founding, listed,
        place, room,
    },
};
use crate::{
    input::{Query, RoomBody, Segments},
    refusal::{NO_SUCH_ROOM, Refusal},
};

/// Found a room. The same again by the same device changes nothing.
#[utoipa::path(
    put,
    path = "/v1/rooms/{room}",
    params(("room" = String, Path, description = "16 random bytes that the caller minted, as 32 hexadecimal digits")),
    request_body(content = FoundingBytes, content_type = "application/cbor"),
    responses(
        (status = 204, description = "Founded; the caller's device is in it and its keeper"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST, WRONG_INFO; 401 CREDENTIAL_REQUIRED; 403 DEVICE_REVOKED; 409 ID_IN_USE, TOO_MANY_ROOMS, \
            UNKNOWN_DEVICE; 413 TOO_LARGE; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn found(
    State(api): State<Arc<Api>>,
    caller: RoomCaller,
    Segments(name): Segments<String>,
    RoomBody(body): RoomBody,
) -> Result<StatusCode, Refusal> {
    let (room, (kind, info)) = (room(&name)?, founding(&body)?);
    let founding = RoomFounding { room, by: (*caller.device).clone(), kind, info };
    handled(&api.directory.found_room, FoundRoom { founding, at: now() }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Put an entry at its place in a room's log: one that is taken is not given twice. The same again by the same device changes nothing, also once
/// there are later ones.
#[utoipa::path(
    put,
    path = "/v1/rooms/{room}/entries/{place}",
    params(
        ("room" = String, Path, description = "32 hexadecimal digits"),
        ("place" = u64, Path, description = "The one behind the last entry, from 1 on"),
    ),
    request_body(content = OfferedBytes, content_type = "application/cbor"),
    responses(
        (status = 204, description = "It counts"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST, WRONG_INFO; 401 CREDENTIAL_REQUIRED; 403 FORBIDDEN, DEVICE_REVOKED; 404 NO_SUCH_ROOM; \
            409 PLACE_TAKEN, PLACE_AHEAD, UNKNOWN_DEVICE, ROOM_FULL, ROOM_LOG_FULL; 410 ENTRIES_EXPIRED; 413 TOO_LARGE; \
            429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn append(
    State(api): State<Arc<Api>>,
    caller: RoomCaller,
    Segments(Entry { room: name, place: number }): Segments<Entry>,
    RoomBody(body): RoomBody,
) -> Result<StatusCode, Refusal> {
    let (room, place, entry) = (room(&name)?, place(&number)?, entry(&body)?);
    let offer = RoomOffer { room, by: (*caller.device).clone(), place, entry };
    handled(&api.directory.append_room_entry, AppendRoomEntry { offer, at: now() }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Read a room's log from an entry on: those of the time that the caller's device was in the room, with the one that let it in and the one that
/// let it go.
#[utoipa::path(
    get,
    path = "/v1/rooms/{room}/entries",
    params(
        ("room" = String, Path, description = "32 hexadecimal digits"),
        ("from" = Option<u64>, Query, description = "From which place on; from the beginning without it"),
        ("items" = Option<usize>, Query, description = "How many at most; 100 without it"),
        ("bytes" = Option<usize>, Query, description = "About how many bytes of content at most; 1 MiB without it"),
    ),
    responses(
        (status = 200, body = EntriesBytes, content_type = "application/cbor"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 FORBIDDEN, DEVICE_REVOKED; 404 NO_SUCH_ROOM; \
            410 ENTRIES_EXPIRED; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn log(
    State(api): State<Arc<Api>>,
    reader: RoomReader,
    Segments(name): Segments<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Refusal> {
    let query = ReadRoomEntries {
        reader: reader.device().clone(),
        room: room(&name)?,
        from: RoomPlace(wanted.from.unwrap_or_default()),
        items: wanted.items.unwrap_or(usize::MAX).min(MAX_ROOM_PAGE_ENTRIES),
        bytes: wanted.bytes.unwrap_or(usize::MAX).min(MAX_ROOM_PAGE_BYTES),
    };
    let read = answered_by(&api.directory.read_rooms, query).await?;
    Ok(cbor(entries(read).encode()))
}

/// The rooms that the caller's device is in, and those it was let go of, as long as the entry that did is kept.
#[utoipa::path(
    get,
    path = "/v1/rooms",
    params(("after" = Option<String>, Query, description = "Behind which room; from the first without it")),
    responses(
        (status = 200, body = wire::LoggedRooms),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 DEVICE_REVOKED; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn rooms(
    State(api): State<Arc<Api>>,
    member: Member,
    Query(behind): Query<Behind>,
) -> Result<Answer<wire::LoggedRooms>, Refusal> {
    let after = behind.after.as_deref().map(room).transpose()?;
    let query = ReadRooms { of: member.device().clone(), after };
    Ok(Answer(listed(answered_by(&api.directory.read_rooms, query).await?)))
}

/// What one comes into a public room by at present, and how far its log is.
#[utoipa::path(
    get,
    path = "/v1/rooms/{room}/info",
    params(("room" = String, Path, description = "32 hexadecimal digits")),
    responses(
        (status = 200, body = InfoBytes, content_type = "application/cbor"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 DEVICE_REVOKED; 404 NO_SUCH_ROOM, also for one that is \
            private; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn info(
    State(api): State<Arc<Api>>,
    reader: RoomReader,
    Segments(name): Segments<String>,
) -> Result<Response, Refusal> {
    let query = ReadRoomInfo { reader: reader.device().clone(), room: room(&name)? };
    let open = answered_by(&api.directory.read_rooms, query).await?.ok_or(NO_SUCH_ROOM)?;
    let info = wire::RoomInfo { last: open.last.0, info: open.info.as_bytes().to_vec() };
    Ok(cbor(info.encode()))
}

fn cbor(body: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, wire::ROOM_CONTENT_TYPE)], body).into_response()
}

/// How a path names an entry.
#[derive(Deserialize)]
pub(super) struct Entry {
    room: String,
    place: String,
}

/// Which piece of a log.
#[derive(Deserialize)]
pub(super) struct Wanted {
    from: Option<u64>,
    items: Option<usize>,
    bytes: Option<usize>,
}

/// Which rooms.
#[derive(Deserialize)]
pub(super) struct Behind {
    after: Option<String>,
}
