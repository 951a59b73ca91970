//! What people do beside saying something: edit, delete, react, type, have things disappear; and what somebody with a program of their own
//! tries.

use std::sync::Arc;

use causerie_chat::{Body, Emoji, Message, MessageId, MessageRef, Timer};
use causerie_usecases::{
    CommandHandler,
    peer::{
        Change, ChangeError,
        commands::{DeleteMessage, EditMessage, React, SendTyping, SetTimer, SetTimerError},
    },
};

use crate::{
    ledger::{Sent, What},
    lock::lock,
    machine::{device, name, owner, parsed},
    people::on,
    station::Station,
    task::MachineId,
    world::World,
};

const MINUTE: u64 = 60_000;
const SIGNS: [&str; 3] = ["👍", "❤", "🎉"];

/// Some time after which something disappears: mostly so short that it does while the world lasts.
pub(crate) fn some_timer(world: &World) -> Option<Timer> {
    let day = 24 * 60 * MINUTE;
    Timer::try_from(world.chance.stretch(MINUTE, 3 * day)).ok()
}

/// Something that was said between the two, and that its author knows was kept.
pub(crate) fn something_said(world: &World, one: MachineId, other: MachineId) -> Option<Sent> {
    let said: Vec<_> = {
        let ledger = lock(&world.ledger);
        let between = |it: &&Sent| {
            let (author, reader) = (owner(it.author), owner(it.reader));
            let (one, other) = (owner(one), owner(other));
            (author, reader) == (one, other) || (author, reader) == (other, one)
        };
        let words = ledger.sent.iter().filter(|it| matches!(it.what, What::Words { .. }));
        words.filter(between).filter(|it| it.acknowledged.is_some()).cloned().collect()
    };
    // Mostly of late, so that some is changed more than once.
    let late = if world.chance.once_in(4) { said.len() } else { said.len().min(4) };
    said.iter().rev().nth(world.chance.index(late)).cloned()
}

/// Changes something that was said before; if that is not acknowledged, perhaps again.
pub(crate) async fn changes(world: &Arc<World>, me: MachineId, with: MachineId) {
    let Some(base) = something_said(world, me, with) else { return };
    let is_own = owner(base.author) == owner(me);
    let what = match world.chance.below(8) {
        0..4 if is_own => What::Edit(base.id),
        4..6 if is_own => What::Deletion(base.id),
        0 => What::Reaction(base.id, None),
        1..3 => What::ForgedEdit(base.id),
        3 => What::ForgedDeletion(base.id),
        _ => What::Reaction(base.id, Some(SIGNS[world.chance.index(SIGNS.len())])),
    };
    // A forgery starts from something of one's own.
    let stem = match what {
        What::ForgedEdit(_) | What::ForgedDeletion(_) => said_here(world, me, with),
        _ => Some(base.clone()),
    };
    let (Some(id), Some(stem)) = (world.message_id(me), stem) else { return };
    let label = lock(&world.ledger).begins(me, owner(with), id, what);
    world.note(format_args!("{} makes {label:?} of {} as {id}", name(me), base.text));
    let mut is_unknown = false;
    for _ in 0..4 {
        match change(world, me, id, &stem, what, &label).await {
            Some(Ok(())) => {
                if lock(&world.ledger).acknowledged(id, world.now()) {
                    world.count(|counts| match what {
                        What::Edit(_) => counts.edits += 1,
                        What::Deletion(_) => counts.deletions += 1,
                        What::Reaction(..) => counts.reactions += 1,
                        _ => counts.forgeries += 1,
                    });
                }
                return;
            }
            Some(Err(ChangeError::Unavailable(_))) | None => is_unknown = true,
            Some(Err(ChangeError::IdInUse | ChangeError::IdentityChanged)) => {
                return world.fail(format!("{label:?} was refused"));
            }
            // It is not here yet or not any more, or they are no contact: nothing was kept then.
            Some(Err(_)) => {
                if !is_unknown {
                    lock(&world.ledger).never_was(id);
                }
                return;
            }
        }
        world.sleep(world.chance.stretch(200, 2 * MINUTE)).await;
    }
}

/// Something that one person said to another.
fn said_here(world: &World, me: MachineId, with: MachineId) -> Option<Sent> {
    let said = (0..8).filter_map(|_| something_said(world, me, with));
    said.into_iter().find(|it| owner(it.author) == owner(me))
}

async fn change(
    world: &Arc<World>,
    me: MachineId,
    id: MessageId,
    base: &Sent,
    what: What,
    label: &str,
) -> Option<Result<(), ChangeError>> {
    let (message, text) = (base.id, parsed(label));
    let author = device(base.author).person;
    let changed = on(world, me, "change", async move |station: Arc<Station>| {
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
    changed.await.ok()
}

impl World {
    /// What somebody's program really sends in the place of a message: an edit or a deletion of what another said, if that is what they are
    /// up to.
    pub(crate) fn forged(&self, message: &Message) -> Message {
        let what = lock(&self.ledger).what(message.id);
        let body = match (what, &message.body) {
            (Some(What::ForgedEdit(target)), Body::Edit { text, .. }) => {
                Body::Edit { target, text: text.clone() }
            }
            (Some(What::ForgedDeletion(target)), Body::Edit { .. }) => Body::Delete { target },
            (_, body) => body.clone(),
        };
        Message { body, ..message.clone() }
    }
}

/// Somebody is typing.
pub(crate) async fn types(world: &Arc<World>, me: MachineId, to: MachineId) {
    let Some(id) = world.message_id(me) else { return };
    lock(&world.ledger).typings.push(id);
    let typed = on(world, me, "type", async move |station: Arc<Station>| {
        let (at, randomness) = (station.world.clock(me), station.world.randomness());
        let (to, jitter) = (device(to).person, station.world.chance.number());
        station.peer.send_typing.handle(SendTyping { to, id, at, jitter, randomness }).await
    });
    if let Ok(Ok(())) = typed.await {
        world.count(|counts| counts.typings += 1);
    }
}

/// Somebody has what they say from now on disappear, or stay.
pub(crate) async fn sets_timer(world: &Arc<World>, me: MachineId, with: MachineId) {
    let timer = if world.chance.once_in(3) { None } else { some_timer(world) };
    let set = on(world, me, "set timer", async move |station: Arc<Station>| {
        let at = station.world.clock(me);
        let with = device(with).person.into();
        station.peer.set_timer.handle(SetTimer { with, timer, at }).await
    });
    match set.await {
        Ok(Ok(())) => world.count(|counts| counts.timers += 1),
        Ok(Err(SetTimerError::Unknown | SetTimerError::Unavailable(_))) | Err(_) => {}
        Ok(Err(refused @ SetTimerError::NoSuchRoom)) => {
            world.fail(format!("a timer was refused: {refused}"));
        }
    }
}
