use minicbor::{Decode, Decoder, Encode, decode::Error};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

/// The largest body that is sent to a room's log: a commit, what others come in by and what those join with whom it lets in, 1 MiB each, and 100
/// names. 3 MiB and 32 KiB.
pub const MAX_ROOM_BODY_BYTES: usize = 3 * (1 << 20) + 32 * 1024;
/// The largest answer about a room: 1 MiB of entries, or one of them, which has a welcome perhaps, with their names around. 2 MiB and 128 KiB.
pub const MAX_ROOM_ANSWER_BYTES: usize = 2 * (1 << 20) + 128 * 1024;
/// How many bytes of entries are told at once, about and at most.
pub const MAX_ROOM_PAGE_BYTES: usize = 1 << 20;
/// How many entries are told at once at most.
pub const MAX_ROOM_PAGE_ENTRIES: usize = 100;
/// How many devices a list in an entry has at most.
const MOST_NAMES: u64 = 100;

/// The media type of all of it but the list of rooms.
pub const ROOM_CONTENT_TYPE: &str = "application/cbor";

/// `PUT /v1/rooms/{room}`: found it. CBOR, a map: 0 → kind (0 private, 1 public), 1 → what others come in by (bytes; of a public room alone).
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct FoundRoom {
    /// 0 private, 1 public.
    #[n(0)]
    pub kind: u64,
    /// Of a public room.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub info: Option<Vec<u8>>,
}

/// `PUT /v1/rooms/{room}/entries/{place}`: an entry. CBOR, a map: 0 → commit (bytes); 1 → who is let in, 2 → who is let go, 3 → who is a
/// keeper from now on, 4 → who is none any more (arrays of devices' names, text; none without it); 5 → what others come in by (bytes; of a public
/// room alone); 6 → what those join with who are let in (bytes; not without them).
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct OfferedRoomEntry {
    /// For the members.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub commit: Vec<u8>,
    /// `<device>.<username>.peers.<domain>`, as in the other lists.
    #[cbor(n(1), decode_with = "names", default)]
    pub lets_in: Vec<String>,
    /// See above.
    #[cbor(n(2), decode_with = "names", default)]
    pub lets_go: Vec<String>,
    /// See above.
    #[cbor(n(3), decode_with = "names", default)]
    pub keepers: Vec<String>,
    /// See above.
    #[cbor(n(4), decode_with = "names", default)]
    pub no_keepers: Vec<String>,
    /// Of a public room.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub info: Option<Vec<u8>>,
    /// For those who are let in.
    #[cbor(n(6), with = "minicbor::bytes")]
    pub welcome: Option<Vec<u8>>,
}

/// `GET /v1/rooms/{room}/entries`: some of its log, in its order. CBOR, a map: 0 → array of entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct RoomEntries {
    /// At most [`MAX_ROOM_PAGE_ENTRIES`].
    #[cbor(n(0), decode_with = "page", default)]
    pub entries: Vec<RoomEntry>,
}

/// An entry: a map of 0 → place, 1 → the device that put it there (text), 2 → commit (bytes), 3 to 6 → the lists of an
/// [`OfferedRoomEntry`], 7 → what the caller joins with (bytes; if they are let in by it).
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct RoomEntry {
    /// From 1 on.
    #[n(0)]
    pub place: u64,
    /// Who put it there.
    #[n(1)]
    pub by: String,
    /// For the members.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub commit: Vec<u8>,
    /// Who was let in.
    #[cbor(n(3), decode_with = "names", default)]
    pub lets_in: Vec<String>,
    /// Who was let go.
    #[cbor(n(4), decode_with = "names", default)]
    pub lets_go: Vec<String>,
    /// Who is a keeper from then on.
    #[cbor(n(5), decode_with = "names", default)]
    pub keepers: Vec<String>,
    /// Who is none any more.
    #[cbor(n(6), decode_with = "names", default)]
    pub no_keepers: Vec<String>,
    /// For whoever was let in by it.
    #[cbor(n(7), with = "minicbor::bytes")]
    pub welcome: Option<Vec<u8>>,
}

/// `GET /v1/rooms/{room}/info`: how a public room stands open. CBOR, a map: 0 → how far its log is, 1 → what others come in by (bytes).
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct RoomInfo {
    /// The last place there is an entry for.
    #[n(0)]
    pub last: u64,
    /// What others come in by.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub info: Vec<u8>,
}

/// `GET /v1/rooms`: the rooms that the caller's device is in, or was until lately, by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoggedRooms {
    /// At most 1,000; there may be more behind the last one then.
    pub rooms: Vec<LoggedRoom>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoggedRoom {
    /// Its name, 32 hexadecimal digits.
    pub room: String,
    /// `private` or `public`.
    pub kind: String,
    /// The last entry that is the caller's to read.
    pub last: u64,
    /// Whether the caller's device is in it.
    pub is_in: bool,
    /// Whether it is a keeper.
    pub is_keeper: bool,
}

impl FoundRoom {
    /// The bytes that [`FoundRoom::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        // Writing to a Vec cannot fail, so there is no error to lose.
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// What stands in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedRoomBody> {
        decode(bytes)
    }
}

impl OfferedRoomEntry {
    /// The bytes that [`OfferedRoomEntry::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        // Writing to a Vec cannot fail, so there is no error to lose.
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// What stands in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedRoomBody> {
        decode(bytes)
    }
}

impl RoomEntries {
    /// The bytes that [`RoomEntries::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        // Writing to a Vec cannot fail, so there is no error to lose.
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// What stands in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedRoomBody> {
        decode(bytes)
    }
}

impl RoomInfo {
    /// The bytes that [`RoomInfo::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        // Writing to a Vec cannot fail, so there is no error to lose.
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// What stands in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedRoomBody> {
        decode(bytes)
    }
}

fn decode<T: for<'b> Decode<'b, ()>>(bytes: &[u8]) -> Result<T, MalformedRoomBody> {
    if bytes.len() > MAX_ROOM_BODY_BYTES {
        return Err(MalformedRoomBody);
    }
    let mut cbor = Decoder::new(bytes);
    let body = cbor.decode().map_err(|_| MalformedRoomBody)?;
    if cbor.position() == bytes.len() { Ok(body) } else { Err(MalformedRoomBody) }
}

/// Names of devices: a list of many short ones would take far more memory than bytes.
fn names<C>(cbor: &mut Decoder<'_>, _: &mut C) -> Result<Vec<String>, Error> {
    some(cbor, MOST_NAMES)
}

fn page<C>(cbor: &mut Decoder<'_>, _: &mut C) -> Result<Vec<RoomEntry>, Error> {
    some(cbor, MAX_ROOM_PAGE_ENTRIES as u64)
}

fn some<T: for<'b> Decode<'b, ()>>(cbor: &mut Decoder<'_>, most: u64) -> Result<Vec<T>, Error> {
    match cbor.array()? {
        Some(length) if length <= most => (0..length).map(|_| cbor.decode()).collect(),
        _ => Err(Error::message("a list that is too long")),
    }
}

/// The bytes are nothing that is said of rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("nothing that is said of rooms")]
pub struct MalformedRoomBody;

#[cfg(test)]
#[path = "rooms_tests.rs"]
mod tests;
