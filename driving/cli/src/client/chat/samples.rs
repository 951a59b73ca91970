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
        sent_at: 60_000,
        changed_at: 60_012,
        state: "delivered".to_owned(),
        path: Some("direct".to_owned()),
        ..Message::default()
    }
}

pub(super) fn answer(text: &str) -> Message {
    Message {
        id: "0191d5f2-7c4a-7abc-8def-0123456789ac".to_owned(),
        cursor: 2,
        from: "bob@localhost".to_owned(),
        to: "alice@localhost".to_owned(),
        text: Some(text.to_owned()),
        ..hello()
    }
}
