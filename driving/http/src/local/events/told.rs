use axum::response::sse;
use causerie_chat::{Address, Conversation};
use causerie_usecases::ports::{Event, EventNumber};
use causerie_wire as wire;

use super::number::text;

/// The first thing on a stream. Whoever did not say behind which event gets a number to come back with, before there is one.
pub(super) fn greeting(now_at: Option<EventNumber>) -> sse::Event {
    numbered(sse::Event::default().comment("connected"), now_at)
}

/// Something was missed. The number is where it goes on, if no event follows that says so.
pub(super) fn gap(goes_on_at: Option<EventNumber>) -> sse::Event {
    numbered(written("gap", &wire::Event::default()), goes_on_at)
}

/// One event.
pub(super) fn told(number: EventNumber, event: Event) -> sse::Event {
    let with = |who: Address| wire::Event { with: Some(who.to_string()), ..wire::Event::default() };
    let said =
        |it: &Conversation| wire::Event { with: Some(it.to_string()), ..wire::Event::default() };
    let (name, data) = match event {
        Event::Conversation(it) => ("conversation", said(&it)),
        Event::Room(room) => ("room", said(&room.into())),
        Event::Delivery(it) => ("delivery", said(&it)),
        Event::Unopened(who) => ("unopened", with(who)),
        Event::Typing(who) => ("typing", with(who)),
        Event::Presence(who) => ("presence", with(who)),
        Event::Contact(who) => ("contact", with(who)),
        Event::History => ("history", wire::Event::default()),
        Event::File(file) => {
            ("file", wire::Event { file: Some(file.to_string()), ..wire::Event::default() })
        }
        Event::Synced(at) => {
            ("synced", wire::Event { at: Some(at.millis()), ..wire::Event::default() })
        }
        Event::Behind => ("behind", wire::Event::default()),
        Event::Revoked => ("revoked", wire::Event::default()),
    };
    numbered(written(name, &data), Some(number))
}

fn numbered(event: sse::Event, number: Option<EventNumber>) -> sse::Event {
    match number {
        Some(number) => event.id(text(number)),
        None => event,
    }
}

fn written(name: &'static str, data: &wire::Event) -> sse::Event {
    // The shape is optional fields: this does not fail.
    sse::Event::default().event(name).data(serde_json::to_string(data).unwrap_or_default())
}
