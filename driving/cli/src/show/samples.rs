//! What the tests of this module show.

use causerie_wire::Message;

pub(super) fn hello() -> Message {
    Message {
        id: "0191d5f2-7c4a-7abc-8def-0123456789ab".to_owned(),
        cursor: 1,
        from: "alice@localhost".to_owned(),
        to: "bob@localhost".to_owned(),
        text: Some("Hello, Bob!".to_owned()),
        kind: 1,
        sent_at: 1_000,
        changed_at: 1_012,
        state: "delivered".to_owned(),
        path: Some("direct".to_owned()),
        cause: None,
    }
}

pub(super) fn queued() -> Message {
    Message { state: "queued".to_owned(), path: None, ..hello() }
}

pub(super) fn failed(cause: &str) -> Message {
    Message { state: "failed".to_owned(), path: None, cause: Some(cause.to_owned()), ..hello() }
}
