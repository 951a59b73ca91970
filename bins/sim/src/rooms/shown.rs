//! What was said in a room shows the same at all who have all of it: its words of now, that it was edited or deleted, and what each thinks of it.

use std::{collections::BTreeMap, sync::Arc};

use causerie_chat::{MessageId, RoomId};
use causerie_usecases::{
    QueryHandler,
    peer::queries::{ReadConversation, ReadConversationHandler},
    ports::Cursor,
};

use super::{heard::is_kept, record::Said};
use crate::{
    ledger::{Sent, at_once},
    lock::lock,
    machine::{name, owner},
    shown::{Shown, as_meant, shown},
    task::MachineId,
    world::World,
};

/// What is not true yet.
pub(super) fn wrong(world: &Arc<World>, room: RoomId) -> Vec<String> {
    let said: Vec<_> = {
        let rooms = lock(&world.rooms);
        rooms.said.iter().filter(|it| it.room == room && it.sealed.is_some()).cloned().collect()
    };
    let pages: Vec<_> = world.live().into_iter().map(|at| (at, page(world, at, room))).collect();
    let mut wrong = Vec::new();
    for base in said.iter().filter(|it| it.what.of().is_none()) {
        let changes: Vec<_> = said.iter().filter(|it| it.what.of() == Some(base.id)).collect();
        let has_all = |at: MachineId| changes.iter().all(|it| is_kept(world, at, it));
        let shown = pages.iter().filter_map(|(at, page)| Some((*at, page.get(&base.id)?)));
        let shown: Vec<_> = shown.filter(|(at, _)| has_all(*at)).collect();
        let Some((first, reference)) = shown.first() else { continue };
        for (at, shown) in &shown {
            if shown != reference {
                let (here, there) = (name(*first), name(*at));
                wrong.push(format!(
                    "{:?} is {reference:?} at {here} and {shown:?} at {there}",
                    base.text
                ));
            }
        }
        let (sent, meant): (Sent, Vec<Sent>) =
            (as_sent(base), changes.iter().map(|it| as_sent(it)).collect());
        let found = as_meant(&sent, &meant.iter().collect::<Vec<_>>(), reference);
        wrong.extend(found.into_iter().map(|what| format!("{:?} {what}", base.text)));
    }
    wrong
}

/// What of a room is shown at a device.
fn page(world: &World, at: MachineId, room: RoomId) -> BTreeMap<MessageId, Shown> {
    let Some(store) = world.stores.get(at) else { return BTreeMap::new() };
    let handler = ReadConversationHandler { history: store.clone() };
    let (with, after, limit, at) = (room.into(), Cursor(0), 1_000, world.clock(at));
    let entries = at_once(handler.handle(ReadConversation { with, after, limit, at }));
    let entries = entries.and_then(Result::ok).unwrap_or_default();
    let words = entries.into_iter().filter(|it| it.message.target().is_none());
    words.map(|it| (it.message.id, shown(&it))).collect()
}

/// The same as what one says to another.
fn as_sent(said: &Said) -> Sent {
    let now = said.is_acknowledged.then_some(0);
    Sent {
        what: said.what,
        author: said.author,
        reader: owner(said.author),
        id: said.id,
        text: said.text.clone(),
        begun: 0,
        acknowledged: now,
        acknowledged_at: now,
    }
}
