//! What the tests of this module show.

use causerie_wire::{Identity, Message};

pub(super) fn hello() -> Message {
    Message {
        id: "0191d5f2-7c4a-7abc-8def-0123456789ab".to_owned(),
        cursor: 1,
        from: "alice@localhost".to_owned(),
        to: "bob@localhost".to_owned(),
        text: Some("Hello, Bob!".to_owned()),
        kind: 1,
        devices: None,
        sent_at: 1_000,
        changed_at: 1_012,
        state: "delivered".to_owned(),
        path: Some("direct".to_owned()),
        cause: None,
        ..Message::default()
    }
}

pub(super) fn queued() -> Message {
    Message { state: "queued".to_owned(), path: None, ..hello() }
}

pub(super) fn stored() -> Message {
    Message { state: "stored".to_owned(), ..queued() }
}

pub(super) fn by_mailbox() -> Message {
    Message { path: Some("mailbox".to_owned()), ..hello() }
}

pub(super) fn read() -> Message {
    Message { state: "read".to_owned(), ..queued() }
}

pub(super) fn failed(cause: &str) -> Message {
    Message { state: "failed".to_owned(), path: None, cause: Some(cause.to_owned()), ..hello() }
}

pub(super) fn bob() -> Identity {
    Identity {
        address: "bob@localhost".to_owned(),
        safety_number: "00000 11111 22222 33333 44444 55555 66666 77777 88888 99999 01234 56789"
            .to_owned(),
        verified_at: None,
        changed_safety_number: None,
    }
}

pub(super) fn bob_changed() -> Identity {
    let changed = "99999 88888 77777 66666 55555 44444 33333 22222 11111 00000 98765 43210";
    Identity { changed_safety_number: Some(changed.to_owned()), ..bob() }
}
