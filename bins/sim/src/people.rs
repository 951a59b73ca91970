use std::sync::Arc;

use causerie_chat::{MessageId, MessageRef};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{MarkRead, SendMessage, SendMessageError},
        queries::ReadConversation,
    },
    ports::Cursor,
};

use crate::{
    answer::{Answer, Lost, promise},
    history::fetches,
    kinds::{changes, sets_timer, some_timer, something_said, types},
    ledger::{Ledger, What},
    links::{links, revokes},
    lock::lock,
    machine::{device, parsed},
    presence::chooses,
    rulings::rules,
    station::Station,
    task::MachineId,
    world::World,
};

/// Somebody who says something now and then, and reads what others say.
pub(crate) async fn person(world: Arc<World>, me: MachineId, actions: u64) {
    for _ in 0..actions {
        world.sleep(world.chance.stretch(100, 900_000)).await;
        act(&world, me).await;
    }
    lock(&world.ledger).people -= 1;
}

/// At any of their devices.
async fn act(world: &Arc<World>, me: MachineId) {
    let others: Vec<_> = world.people().filter(|other| *other != me).collect();
    // Now and then at one that was revoked, and does not know.
    let own = if world.chance.once_in(3) { world.devices_of(me) } else { world.live_of(me) };
    let me = own.get(world.chance.index(own.len())).copied().unwrap_or(me);
    let Some(one) = others.get(world.chance.index(others.len())).copied() else { return };
    if world.setting.has_rooms && world.chance.once_in(2) {
        return crate::rooms::acts(world, me, one).await;
    }
    match world.chance.below(16) {
        0..5 => says(world.clone(), me, one).await,
        5 => {
            for other in others {
                says(world.clone(), me, other).await;
            }
        }
        6 => {
            // At the same time.
            let (done, both) = promise();
            let too = world.clone();
            world.begin(None, "person", async move {
                says(too, me, one).await;
                done.keep(Ok(()));
            });
            says(world.clone(), me, one).await;
            // It is the person's, so it is not lost.
            let _ = hear(world, both).await;
        }
        7 if world.setting.is_reserved => rules(world, me, one).await,
        8..11 if world.setting.has_kinds => changes(world, me, one).await,
        11 if world.setting.has_kinds => types(world, me, one).await,
        14 if world.setting.has_presence => chooses(world, me).await,
        14 if world.setting.has_history => fetches(world, me).await,
        13 | 15 if world.setting.has_links && world.chance.once_in(3) => revokes(world, me).await,
        13 | 15 if world.setting.has_links => links(world, me).await,
        12 if world.setting.has_timers => sets_timer(world, me, one).await,
        _ => reads(world, me, one).await,
    }
}

/// Sends something; if it is not acknowledged, perhaps again under the same id, and once in a while though it was.
pub(crate) async fn says(world: Arc<World>, me: MachineId, to: MachineId) {
    let Some(id) = world.message_id(me) else { return };
    let what = words(&world, me, to);
    let text = lock(&world.ledger).begins(me, to, id, what);
    world.note(format_args!("{} says {text:?} as {id}", crate::machine::name(me)));
    loop {
        if send(&world, me, to, id, what, &text).await && !world.chance.once_in(8) {
            return;
        }
        world.sleep(world.chance.stretch(200, 120_000)).await;
        if world.chance.once_in(8) {
            return;
        }
    }
}

/// What they say answers something now and then, or disappears.
fn words(world: &World, me: MachineId, to: MachineId) -> What {
    let (has_kinds, has_timers) = (world.setting.has_kinds, world.setting.has_timers);
    let answers = (has_kinds && world.chance.once_in(4)).then(|| something_said(world, me, to));
    let timer = (has_timers && world.chance.once_in(4)).then(|| some_timer(world));
    What::Words { answers: answers.flatten().map(|it| it.id), timer: timer.flatten() }
}

/// The message of that id.
fn reference(world: &World, id: MessageId) -> Option<MessageRef> {
    let ledger = lock(&world.ledger);
    let said = ledger.sent.iter().find(|it| it.id == id)?;
    Some(MessageRef { id, author: device(said.author).person })
}

/// Whether it was acknowledged.
pub(crate) async fn send(
    world: &Arc<World>,
    me: MachineId,
    to: MachineId,
    id: MessageId,
    what: What,
    text: &str,
) -> bool {
    let text = parsed(text);
    let (reply_to, expires_in) = match what {
        What::Words { answers, timer } => (answers.and_then(|id| reference(world, id)), timer),
        _ => (None, None),
    };
    let (is_reply, is_timed) = (reply_to.is_some(), expires_in.is_some());
    let sent = on(world, me, "send", async move |station: Arc<Station>| {
        let (at, randomness) = (station.world.clock(me), station.world.randomness());
        let to = device(to).person.into();
        let command =
            SendMessage { id, to, text, reply_to, expires_in, at, trace: None, randomness };
        station.peer.send_message.handle(command).await
    });
    match sent.await {
        Ok(Ok(())) => {
            if lock(&world.ledger).acknowledged(id, world.now()) {
                world.count(|counts| {
                    counts.messages += 1;
                    counts.replies += u64::from(is_reply);
                    counts.timed += u64::from(is_timed);
                });
            }
            true
        }
        Ok(Err(
            SendMessageError::DirectoryUnreachable(_)
            | SendMessageError::Unavailable(_)
            | SendMessageError::Blocked,
        ))
        | Err(Lost) => false,
        Ok(Err(refused)) => {
            world.fail(format!("a message was refused: {refused}"));
            false
        }
    }
}

async fn reads(world: &Arc<World>, me: MachineId, with: MachineId) {
    let (with, upper) = (device(with).person, world.chance.index(6));
    let read = on(world, me, "read", async move |station: Arc<Station>| {
        let at = station.world.clock(me);
        let query =
            ReadConversation { with: with.clone().into(), after: Cursor(0), limit: 1_000, at };
        let said = station.peer.read_conversation.handle(query).await.ok()?;
        let up_to = said.get(said.len().checked_sub(upper + 1)?)?.cursor;
        station.peer.mark_read.handle(MarkRead { with: with.into(), up_to, at }).await.ok()
    });
    if let Ok(Some(())) = read.await {
        world.count(|counts| counts.read += 1);
    }
}

/// Does something at a machine's program; lost if it is not there or crashes meanwhile.
pub(crate) async fn on<A, F>(
    world: &Arc<World>,
    machine: MachineId,
    name: &'static str,
    job: impl FnOnce(Arc<Station>) -> F,
) -> Result<A, Lost>
where
    A: Send + 'static,
    F: Future<Output = A> + Send + 'static,
{
    let station = world.station(machine).ok_or(Lost)?;
    let (promise, answer) = promise();
    let (run, after) = (station.run, world.clone());
    let job = job(station);
    world.begin(Some(run), name, async move {
        let done = job.await;
        after.step().await;
        promise.keep(Ok(done));
    });
    hear(world, answer).await
}

async fn hear<A>(world: &Arc<World>, answer: Answer<A>) -> Result<A, Lost> {
    world.wait_for(&answer.is_there(), u64::MAX / 4).await;
    answer.open()
}

impl Ledger {
    pub(crate) fn are_people_done(&self) -> bool {
        self.people == 0
    }
}
