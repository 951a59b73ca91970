//! What people say in rooms, change of what was said there, and read.

use std::sync::Arc;

use causerie_chat::{Emoji, MessageId, MessageRef, RoomId};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        Change, ChangeError,
        commands::{DeleteMessage, EditMessage, MarkRead, React, SendMessage, SendMessageError},
        queries::ReadConversation,
    },
    ports::Cursor,
};

use super::{people::PATIENCE, record::Said};
use crate::{
    ledger::What,
    lock::lock,
    machine::{device, name, owner, parsed},
    people::on,
    station::Station,
    task::MachineId,
    world::World,
};

const MINUTE: u64 = 60_000;
const SIGNS: [&str; 3] = ["👍", "❤", "🎉"];

impl World {
    fn begins_in(&self, room: RoomId, author: MachineId, id: MessageId, what: What) -> String {
        let mut rooms = lock(&self.rooms);
        rooms.number += 1;
        let text = format!("number {} in a room", rooms.number);
        let (is_acknowledged, sealed) = (false, None);
        let said = Said { room, author, id, what, text: text.clone(), is_acknowledged, sealed };
        rooms.said.push(said);
        text
    }

    /// It was kept; whether that is new.
    fn is_said(&self, id: MessageId) -> bool {
        let mut rooms = lock(&self.rooms);
        let said = rooms.said.iter_mut().find(|it| it.id == id && !it.is_acknowledged);
        said.map(|it| it.is_acknowledged = true).is_some()
    }
}

pub(super) async fn says(world: &Arc<World>, me: MachineId, room: RoomId) {
    let Some(id) = world.message_id(me) else { return };
    let base = said_here(world, me, room).filter(|_| world.chance.once_in(4));
    let reply_to =
        base.as_ref().map(|it| MessageRef { id: it.id, author: device(it.author).person });
    let what = What::Words { answers: base.map(|it| it.id), timer: None };
    let text = world.begins_in(room, me, id, what);
    world.note(format_args!("{} says {text:?} as {id}", name(me)));
    for _ in 0..PATIENCE {
        let (words, reply_to) = (parsed(&text), reply_to.clone());
        let said = on(world, me, "say in room", async move |station: Arc<Station>| {
            let (at, randomness) = (station.world.clock(me), station.world.randomness());
            let (to, text, expires_in, trace) = (room.into(), words, None, None);
            let command = SendMessage { id, to, text, reply_to, expires_in, at, trace, randomness };
            station.peer.send_message.handle(command).await
        });
        match said.await {
            Ok(Ok(())) => {
                if world.is_said(id) {
                    world.count(|counts| counts.said_in_rooms += 1);
                }
                if !world.chance.once_in(8) {
                    return;
                }
            }
            Ok(Err(SendMessageError::NotInRoom | SendMessageError::NoSuchRoom)) => return,
            Ok(Err(SendMessageError::Unavailable(_))) | Err(_) => {}
            Ok(Err(refused)) => {
                return world.fail(format!("a message in a room was refused: {refused}"));
            }
        }
        world.sleep(world.chance.stretch(200, 2 * MINUTE)).await;
    }
}

/// Something that was said in a room, and is kept at a device.
fn said_here(world: &World, me: MachineId, room: RoomId) -> Option<Said> {
    let said: Vec<_> = {
        let rooms = lock(&world.rooms);
        let words = rooms.said.iter().filter(|it| matches!(it.what, What::Words { .. }));
        words.filter(|it| it.room == room && it.is_acknowledged).cloned().collect()
    };
    let it = said.get(world.chance.index(said.len()))?;
    super::heard::is_kept(world, me, it).then(|| it.clone())
}

pub(super) async fn changes(world: &Arc<World>, me: MachineId, room: RoomId) {
    let Some(base) = said_here(world, me, room) else { return };
    let is_own = owner(base.author) == owner(me);
    let what = match world.chance.below(4) {
        0 | 1 if is_own => What::Edit(base.id),
        2 if is_own => What::Deletion(base.id),
        0 => What::Reaction(base.id, None),
        _ => What::Reaction(base.id, Some(SIGNS[world.chance.index(SIGNS.len())])),
    };
    let Some(id) = world.message_id(me) else { return };
    let text = world.begins_in(room, me, id, what);
    for _ in 0..PATIENCE {
        let (text, author, message) = (parsed(&text), device(base.author).person, base.id);
        let changed = on(world, me, "change in room", async move |station: Arc<Station>| {
            let (at, randomness) = (station.world.clock(me), station.world.randomness());
            let change = Change { id, at, trace: None, randomness };
            let peer = &station.peer;
            match what {
                What::Deletion(_) => {
                    peer.delete_message.handle(DeleteMessage { message, change }).await
                }
                What::Reaction(_, sign) => {
                    let to = MessageRef { id: message, author };
                    let emoji = sign.map(parsed::<Emoji>);
                    peer.react.handle(React { to, emoji, change }).await
                }
                _ => peer.edit_message.handle(EditMessage { message, text, change }).await,
            }
        });
        match changed.await {
            Ok(Ok(())) => {
                if world.is_said(id) {
                    world.count(|counts| counts.changed_in_rooms += 1);
                }
                return;
            }
            Ok(Err(ChangeError::Unavailable(_))) | Err(_) => {}
            Ok(Err(
                refused @ (ChangeError::IdInUse
                | ChangeError::IdentityChanged
                | ChangeError::NotSealed(_)),
            )) => return world.fail(format!("a change in a room was refused: {refused}")),
            Ok(Err(_)) => return,
        }
        world.sleep(world.chance.stretch(200, 2 * MINUTE)).await;
    }
}

pub(super) async fn reads(world: &Arc<World>, me: MachineId, room: RoomId) {
    let upper = world.chance.index(4);
    let read = on(world, me, "read in room", async move |station: Arc<Station>| {
        let at = station.world.clock(me);
        let query = ReadConversation { with: room.into(), after: Cursor(0), limit: 1_000, at };
        let said = station.peer.read_conversation.handle(query).await.ok()?;
        let up_to = said.get(said.len().checked_sub(upper + 1)?)?.cursor;
        station.peer.mark_read.handle(MarkRead { with: room.into(), up_to, at }).await.ok()
    });
    if let Ok(Some(())) = read.await {
        world.count(|counts| counts.read_in_rooms += 1);
    }
}
