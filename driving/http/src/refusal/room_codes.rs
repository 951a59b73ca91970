//! The codes of rooms, their logs and the public channel, and the status each goes with. They are part of the API: they stay.

use axum::http::StatusCode;

use super::Refusal;

pub(crate) const NO_SUCH_ROOM: Refusal =
    Refusal::new(StatusCode::NOT_FOUND, "NO_SUCH_ROOM", "there is no such room for this device");
pub(crate) const PLACE_TAKEN: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "PLACE_TAKEN",
    "another entry has that place; read it and make the change again behind it",
);
pub(crate) const PLACE_AHEAD: Refusal =
    Refusal::new(StatusCode::CONFLICT, "PLACE_AHEAD", "the log is not that far");
pub(crate) const ENTRIES_EXPIRED: Refusal = Refusal::new(
    StatusCode::GONE,
    "ENTRIES_EXPIRED",
    "the log does not go back that far any more; come into the room anew",
);
pub(crate) const WRONG_INFO: Refusal = Refusal::new(
    StatusCode::BAD_REQUEST,
    "WRONG_INFO",
    "a public room brings with each entry what others come in by, a private one never does; and a welcome is for whom an entry lets in",
);
pub(crate) const TOO_MANY_ROOMS: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "TOO_MANY_ROOMS",
    "this person has founded as many rooms as they may",
);
pub(crate) const ROOM_FULL: Refusal =
    Refusal::new(StatusCode::CONFLICT, "ROOM_FULL", "a room has at most 1,000 devices");
pub(crate) const ROOM_LOG_FULL: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "ROOM_LOG_FULL",
    "the room's log is full; there is room again as entries grow old",
);
pub(crate) const NOT_IN_ROOM: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "NOT_IN_ROOM",
    "this device is not in that room, or not any more",
);
pub(crate) const NOT_INVITED: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "NOT_INVITED",
    "nobody has invited you into that room, or not the one who was named",
);
pub(crate) const ALREADY_IN_ROOM: Refusal =
    Refusal::new(StatusCode::CONFLICT, "ALREADY_IN_ROOM", "they are in the room already");
pub(crate) const ROOM_LOST: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "ROOM_LOST",
    "this device has lost that room; it asks to be taken in again by itself",
);
pub(crate) const NOT_ENTITLED: Refusal = Refusal::new(
    StatusCode::FORBIDDEN,
    "NOT_ENTITLED",
    "this is not for this person to do in that room",
);
pub(crate) const LAST_OWNER: Refusal =
    Refusal::new(StatusCode::CONFLICT, "LAST_OWNER", "the room would have no owner any more");
pub(crate) const NOT_A_MEMBER: Refusal =
    Refusal::new(StatusCode::NOT_FOUND, "NOT_A_MEMBER", "nobody of that name is in the room");
pub(crate) const TOO_MANY_AT_ONCE: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "TOO_MANY_AT_ONCE",
    "a change of a room concerns at most 100 devices",
);
pub(crate) const NO_PUBLIC_CHANNEL: Refusal = Refusal::new(
    StatusCode::NOT_FOUND,
    "NO_PUBLIC_CHANNEL",
    "this person's directory has no public channel",
);
pub(crate) const BANNED: Refusal = Refusal::new(
    StatusCode::FORBIDDEN,
    "BANNED",
    "a moderator has banned this person from the public channel",
);
pub(crate) const MUTED: Refusal = Refusal::new(
    StatusCode::FORBIDDEN,
    "MUTED",
    "a moderator has muted this person in the public channel: nobody would hear it",
);
pub(crate) const CHANNEL_BROKEN: Refusal = Refusal::for_now(
    StatusCode::SERVICE_UNAVAILABLE,
    "CHANNEL_BROKEN",
    "what stands open there is not the public channel, or broken",
);
pub(crate) const ROOM_BUSY: Refusal = Refusal::for_now(
    StatusCode::SERVICE_UNAVAILABLE,
    "ROOM_BUSY",
    "others changed the room each time before this could",
);
