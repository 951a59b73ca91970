//! Every code there is, and the status it goes with; those of rooms stand by themselves. They are part of the API: they stay.

use axum::http::StatusCode;

use super::Refusal;

pub(crate) const BAD_REQUEST: Refusal =
    Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", "the request is malformed");
pub(crate) const BAD_KEY: Refusal =
    Refusal::new(StatusCode::BAD_REQUEST, "BAD_KEY", "not a usable Ed25519 public key");
pub(crate) const BAD_TIMER: Refusal = Refusal::new(
    StatusCode::BAD_REQUEST,
    "BAD_TIMER",
    "a message disappears in 1 millisecond to 365 days",
);
pub(crate) const UNKNOWN_DOMAIN: Refusal =
    Refusal::new(StatusCode::BAD_REQUEST, "UNKNOWN_DOMAIN", "that domain is not this directory's");
pub(crate) const CREDENTIAL_REQUIRED: Refusal = Refusal::new(
    StatusCode::UNAUTHORIZED,
    "CREDENTIAL_REQUIRED",
    "this takes a credential: a device certificate, or the token at the local API",
);
pub(crate) const INVALID_SIG: Refusal =
    Refusal::new(StatusCode::UNAUTHORIZED, "INVALID_SIG", "the signature does not fit");
pub(crate) const TOTP_REQUIRED: Refusal = Refusal::new(
    StatusCode::UNAUTHORIZED,
    "TOTP_REQUIRED",
    "the account has a second factor: this takes a code of its authenticator app, or a recovery code",
);
pub(crate) const TOTP_WRONG: Refusal = Refusal::new(
    StatusCode::UNAUTHORIZED,
    "TOTP_WRONG",
    "the code is not one of this account at this time, or was used before",
);
pub(crate) const TOTP_RATE_LIMITED: Refusal = Refusal::for_now(
    StatusCode::TOO_MANY_REQUESTS,
    "TOTP_RATE_LIMITED",
    "too many codes were wrong: for a while none is taken, not even a right one",
);
pub(crate) const TOTP_ENABLED: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "TOTP_ENABLED",
    "the account has a second factor already; it is to be removed first, by one of its codes",
);
pub(crate) const TOTP_NOT_OFFERED: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "TOTP_NOT_OFFERED",
    "there is no second factor to be confirmed",
);
pub(crate) const FORBIDDEN: Refusal =
    Refusal::new(StatusCode::FORBIDDEN, "FORBIDDEN", "this is not for the caller to do");
pub(crate) const NOT_FOUND: Refusal =
    Refusal::new(StatusCode::NOT_FOUND, "NOT_FOUND", "there is nothing here");
pub(crate) const USER_NOT_FOUND: Refusal =
    Refusal::new(StatusCode::NOT_FOUND, "USER_NOT_FOUND", "nobody can be found under that name");
pub(crate) const NO_PRE_KEYS: Refusal =
    Refusal::new(StatusCode::NOT_FOUND, "NO_PRE_KEYS", "no pre-keys are there under that name");
pub(crate) const NO_SUCH_CHALLENGE: Refusal = Refusal::new(
    StatusCode::NOT_FOUND,
    "NO_SUCH_CHALLENGE",
    "there is no such challenge, or it expired, or nobody answered it",
);
pub(crate) const NO_SUCH_LINK: Refusal = Refusal::new(
    StatusCode::NOT_FOUND,
    "NO_SUCH_LINK",
    "there is no such link, or not any more: a code is good for ten minutes, for one device",
);
pub(crate) const NO_SUCH_DEVICE: Refusal =
    Refusal::new(StatusCode::NOT_FOUND, "NO_SUCH_DEVICE", "there is no device of that id");
pub(crate) const METHOD_NOT_ALLOWED: Refusal = Refusal::new(
    StatusCode::METHOD_NOT_ALLOWED,
    "METHOD_NOT_ALLOWED",
    "that method does not apply here",
);
pub(crate) const TIMEOUT: Refusal = Refusal::for_now(
    StatusCode::REQUEST_TIMEOUT,
    "TIMEOUT",
    "the request did not arrive, or could not be answered, in time",
);
pub(crate) const NAME_IN_USE: Refusal =
    Refusal::new(StatusCode::CONFLICT, "NAME_IN_USE", "that name is in use");
pub(crate) const KEY_IN_USE: Refusal =
    Refusal::new(StatusCode::CONFLICT, "KEY_IN_USE", "that key is in use under another name");
pub(crate) const DEVICE_REVOKED: Refusal = Refusal::new(
    StatusCode::FORBIDDEN,
    "DEVICE_REVOKED",
    "this device was taken away from its account",
);
pub(crate) const DEVICES_STALE: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "DEVICES_STALE",
    "another list of devices is in force; look at it and begin anew",
);
pub(crate) const DEVICE_IN_USE: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "DEVICE_IN_USE",
    "a device of that id or key is there, or was; choose another id, and another data folder",
);
pub(crate) const TOO_MANY_DEVICES: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "TOO_MANY_DEVICES",
    "a person has at most 16 devices; revoke one first",
);
pub(crate) const NOT_FIRST_DEVICE: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "NOT_FIRST_DEVICE",
    "this takes the account key, which is on your first device: do it there",
);
pub(crate) const NO_TRANSFER: Refusal = Refusal::new(
    StatusCode::NOT_FOUND,
    "NO_TRANSFER",
    "no history was asked for at this device yet",
);
pub(crate) const THIS_DEVICE: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "THIS_DEVICE",
    "history comes from another device of yours, not from this one",
);
pub(crate) const FIRST_DEVICE: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "FIRST_DEVICE",
    "the first device has the account key and cannot be revoked",
);
pub(crate) const LINK_USED: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "LINK_USED",
    "something else was left under that link before; begin anew with another code",
);
pub(crate) const LINK_FORGED: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "LINK_FORGED",
    "what was left under that link was not made with its code; nothing was linked",
);
pub(crate) const UNKNOWN_DEVICE: Refusal =
    Refusal::new(StatusCode::CONFLICT, "UNKNOWN_DEVICE", "a device is not on record here");
pub(crate) const ONLY_BETWEEN_TWO: Refusal = Refusal::new(
    StatusCode::BAD_REQUEST,
    "ONLY_BETWEEN_TWO",
    "that is told between two people, not in rooms",
);
pub(crate) const FILE_NOT_OFFERED: Refusal = Refusal::new(
    StatusCode::NOT_FOUND,
    "FILE_NOT_OFFERED",
    "no such file is offered to this device",
);
pub(crate) const NO_SUCH_FILE: Refusal =
    Refusal::new(StatusCode::NOT_FOUND, "NO_SUCH_FILE", "no file is offered there");
pub(crate) const FILE_CHANGES: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "FILE_CHANGES",
    "the file was changed while it was read; nothing was sent",
);
pub(crate) const FETCHED_ELSEWHERE: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "FETCHED_ELSEWHERE",
    "some of it is in another folder already",
);
pub(crate) const NO_SUCH_FETCH: Refusal = Refusal::new(
    StatusCode::NOT_FOUND,
    "NO_SUCH_FETCH",
    "this device neither fetches such a file nor offers it",
);
pub(crate) const ID_IN_USE: Refusal =
    Refusal::new(StatusCode::CONFLICT, "ID_IN_USE", "another message has that id");
pub(crate) const NOT_CHANGEABLE: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "NOT_CHANGEABLE",
    "only words can be edited or deleted, and only words reacted to",
);
pub(crate) const NOT_ACCEPTED: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "NOT_ACCEPTED",
    "they are no contact and get no answer; accept them first (causerie accept)",
);
pub(crate) const TOO_LATE: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "TOO_LATE",
    "a message can be edited or deleted for 24 hours after it was sent",
);
pub(crate) const CHALLENGE_SPENT: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "CHALLENGE_SPENT",
    "the challenge answered another request before",
);
pub(crate) const CURSOR_AHEAD: Refusal =
    Refusal::new(StatusCode::CONFLICT, "CURSOR_AHEAD", "the mailbox never had that number");
pub(crate) const IDENTITY_CHANGED: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "IDENTITY_CHANGED",
    "the account key under that name is not the one known here; nothing is sent until somebody decides (causerie verify)",
);
pub(crate) const BLOCKED: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "BLOCKED",
    "you have blocked them; nothing is sent to them until you have not (causerie unblock)",
);
pub(crate) const SAFETY_NUMBER_MISMATCH: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "SAFETY_NUMBER_MISMATCH",
    "the safety number is another: somebody may stand between you",
);
pub(crate) const TOO_LARGE: Refusal =
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "TOO_LARGE", "the body is larger than 256 KiB");
pub(crate) const URI_TOO_LONG: Refusal =
    Refusal::new(StatusCode::URI_TOO_LONG, "URI_TOO_LONG", "the path is longer than 2 KiB");
pub(crate) const UNSUPPORTED_MEDIA_TYPE: Refusal = Refusal::new(
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    "UNSUPPORTED_MEDIA_TYPE",
    "the body is not of the media type that this takes",
);
pub(crate) const ENVELOPES_REFUSED: Refusal = Refusal::new(
    StatusCode::UNPROCESSABLE_ENTITY,
    "ENVELOPES_REFUSED",
    "these envelopes are refused, each for its reason; all the others are kept",
);
pub(crate) const UPGRADE_REQUIRED: Refusal = Refusal::new(
    StatusCode::UPGRADE_REQUIRED,
    "UPGRADE_REQUIRED",
    "this takes a WebSocket of version 13 over HTTP/1.1 (RFC 6455)",
);
pub(crate) const QUOTA_EXCEEDED: Refusal =
    Refusal::for_now(StatusCode::TOO_MANY_REQUESTS, "QUOTA_EXCEEDED", "too many requests");
pub(crate) const UNAVAILABLE: Refusal = Refusal::for_now(
    StatusCode::SERVICE_UNAVAILABLE,
    "UNAVAILABLE",
    "this cannot be done at present",
);
pub(crate) const STORE_UNAVAILABLE: Refusal = Refusal::for_now(
    StatusCode::SERVICE_UNAVAILABLE,
    "STORE_UNAVAILABLE",
    "the store cannot be read and written",
);
pub(crate) const NO_VALID_CREDENTIAL: Refusal = Refusal::for_now(
    StatusCode::SERVICE_UNAVAILABLE,
    "NO_VALID_CREDENTIAL",
    "there is no certificate that is valid now",
);
pub(crate) const DIRECTORY_UNREACHABLE: Refusal = Refusal::for_now(
    StatusCode::SERVICE_UNAVAILABLE,
    "DIRECTORY_UNREACHABLE",
    "the directory, which alone may know that name, does not answer; nothing was sent",
);
