//! What is said of rooms, as what it means, and back.

use causerie_chat::{
    DeviceAddress, RoomChange, RoomEntry, RoomId, RoomInfo, RoomKind, RoomPlace, RoomWelcome,
};
use causerie_usecases::ports::{LoggedEntry, LoggedRoom};
use causerie_wire as wire;
use utoipa::ToSchema;

use crate::refusal::{BAD_REQUEST, Refusal};

pub(super) fn room(raw: &str) -> Result<RoomId, Refusal> {
    raw.parse().map_err(|_| BAD_REQUEST.because("a room is named by 32 of 0-9 and a-f"))
}

pub(super) fn place(raw: &str) -> Result<RoomPlace, Refusal> {
    let place = raw.parse().ok().filter(|place| *place > 0);
    place.map(RoomPlace).ok_or(BAD_REQUEST.because("places are numbers from 1 on"))
}

pub(super) fn founding(body: &[u8]) -> Result<(RoomKind, Option<RoomInfo>), Refusal> {
    let refused = BAD_REQUEST.because("the body founds no room");
    let body = wire::FoundRoom::decode(body).map_err(|_| refused.clone())?;
    let kind = match body.kind {
        0 => RoomKind::Private,
        1 => RoomKind::Public,
        _ => return Err(refused),
    };
    Ok((kind, info(body.info)?))
}

pub(super) fn entry(body: &[u8]) -> Result<RoomEntry, Refusal> {
    let body = wire::OfferedRoomEntry::decode(body);
    let body = body.map_err(|_| BAD_REQUEST.because("the body is no entry for a room's log"))?;
    let commit = body.commit.try_into();
    let commit = commit.map_err(|_| BAD_REQUEST.because("a commit is 1 byte to 1 MiB"))?;
    let change = RoomChange::new(
        devices(&body.lets_in)?,
        devices(&body.lets_go)?,
        devices(&body.keepers)?,
        devices(&body.no_keepers)?,
    );
    let change = change.map_err(|_| {
        BAD_REQUEST.because("an entry names at most 100 devices, and does not contradict itself")
    })?;
    let welcome = body.welcome.map(RoomWelcome::try_from).transpose();
    let welcome = welcome.map_err(|_| BAD_REQUEST.because("a welcome is 1 byte to 1 MiB"))?;
    Ok(RoomEntry { commit, change, info: info(body.info)?, welcome })
}

fn info(bytes: Option<Vec<u8>>) -> Result<Option<RoomInfo>, Refusal> {
    let info = bytes.map(RoomInfo::try_from).transpose();
    info.map_err(|_| BAD_REQUEST.because("what others come in by is 1 byte to 1 MiB"))
}

fn devices(raw: &[String]) -> Result<Vec<DeviceAddress>, Refusal> {
    let devices: Result<_, _> = raw.iter().map(|raw| raw.parse()).collect();
    devices
        .map_err(|_| BAD_REQUEST.because("a device's name is <device>.<username>.peers.<domain>"))
}

pub(super) fn entries(read: Vec<LoggedEntry>) -> wire::RoomEntries {
    let names = |devices: &[DeviceAddress]| devices.iter().map(ToString::to_string).collect();
    let one = |LoggedEntry { place, by, commit, change, welcome }: LoggedEntry| wire::RoomEntry {
        place: place.0,
        by: by.to_string(),
        commit: commit.as_bytes().to_vec(),
        lets_in: names(change.lets_in()),
        lets_go: names(change.lets_go()),
        keepers: names(change.keepers()),
        no_keepers: names(change.no_keepers()),
        welcome: welcome.map(|welcome| welcome.as_bytes().to_vec()),
    };
    wire::RoomEntries { entries: read.into_iter().map(one).collect() }
}

pub(super) fn listed(rooms: Vec<LoggedRoom>) -> wire::LoggedRooms {
    let one = |LoggedRoom { room, kind, last, is_in, is_keeper }: LoggedRoom| wire::LoggedRoom {
        room: room.to_string(),
        kind: match kind {
            RoomKind::Private => "private".to_owned(),
            RoomKind::Public => "public".to_owned(),
        },
        last: last.0,
        is_in,
        is_keeper,
    };
    wire::LoggedRooms { rooms: rooms.into_iter().map(one).collect() }
}

/// CBOR (RFC 8949), a map: 0 → kind (0 private, 1 public); 1 → of a public room, what others come in by, at most 1 MiB.
#[derive(ToSchema)]
#[schema(as = FoundRoom, value_type = String, format = Binary)]
#[allow(dead_code, reason = "it only documents what is sent")]
pub(super) struct FoundingBytes(Vec<u8>);

/// CBOR (RFC 8949), a map: 0 → commit, 1 byte to 1 MiB; 1 → devices that are let in, 2 → that are let go, 3 → that are keepers from now on,
/// 4 → that are none any more: arrays of text, `<device>.<username>.peers.<domain>`, 100 names in all; 5 → of a public room, what others come
/// in by, at most 1 MiB; 6 → what those join with who are let in, at most 1 MiB.
#[derive(ToSchema)]
#[schema(as = OfferedRoomEntry, value_type = String, format = Binary)]
#[allow(dead_code, reason = "it only documents what is sent")]
pub(super) struct OfferedBytes(Vec<u8>);

/// CBOR (RFC 8949), a map: 0 → array of at most 100 entries. Each is a map: 0 → place; 1 → the device that put it there, text; 2 → commit;
/// 3 to 6 → who was let in, let go, is a keeper from then on, is none any more: arrays of text; 7 → what the caller joins with, if they were let
/// in by it.
#[derive(ToSchema)]
#[schema(as = RoomEntries, value_type = String, format = Binary)]
#[allow(dead_code, reason = "it only documents what is answered")]
pub(super) struct EntriesBytes(Vec<u8>);

/// CBOR (RFC 8949), a map: 0 → the last place there is an entry for; 1 → what others come in by, at most 1 MiB.
#[derive(ToSchema)]
#[schema(as = RoomInfo, value_type = String, format = Binary)]
#[allow(dead_code, reason = "it only documents what is answered")]
pub(super) struct InfoBytes(Vec<u8>);
