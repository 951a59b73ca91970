use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    task::{Context, Poll, Waker},
};

use causerie_chat::{Address, DeliveryState, EnvelopeId, MessageId, Timer, Timestamp};
use causerie_usecases::ports::{Cursor, Entry, History};

use crate::{
    history::Promise,
    lock::lock,
    machine::{device, owner},
    task::MachineId,
    world::World,
};

/// What people did, and what they were told: what has to be true follows from it alone.
#[derive(Default)]
pub(crate) struct Ledger {
    /// In the order in which they were begun, by which device of its author, to the first device of its reader.
    pub(crate) sent: Vec<Sent>,
    /// How far each message has come that was looked at, on each machine.
    states: BTreeMap<(MachineId, MessageId), DeliveryState>,
    /// Who does not tell whom what they received, each by their first device.
    pub(crate) discreet: BTreeSet<(MachineId, MachineId)>,
    /// How often it is asked at the moment why something is not where it should be.
    pub(crate) asks_why: u64,
    /// When what disappears does, by the clock of whoever said so.
    pub(crate) ends: BTreeMap<MessageId, u64>,
    /// Under which ids somebody said that they are typing.
    pub(crate) typings: Vec<MessageId>,
    /// At which devices something was decided about whom.
    pub(crate) decided: BTreeSet<(MachineId, Address)>,
    /// In which envelopes other devices were asked for history.
    pub(crate) questions: BTreeSet<EnvelopeId>,
    /// What devices are to have that fetch it from others.
    pub(crate) promises: BTreeMap<MachineId, Promise>,
    /// How many devices are being linked or revoked.
    pub(crate) links: u64,
    /// What has to come to which devices that were linked meanwhile.
    pub(crate) due: BTreeSet<(MessageId, MachineId)>,
    number: u64,
    moments: u64,
    /// How many people still do something.
    pub(crate) people: usize,
    /// Times that something was handed to a device or its mailbox, by author and reader: when.
    pub(crate) attempts: BTreeMap<(MachineId, MachineId), Vec<u64>>,
    /// Requests, by who made them to whom: when.
    pub(crate) requests: BTreeMap<(MachineId, MachineId), Vec<u64>>,
}

/// What something that was sent is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// Words, which may answer something, and disappear.
    Words { answers: Option<MessageId>, timer: Option<Timer> },
    /// Other words for one's own.
    Edit(MessageId),
    /// The end of one's own words.
    Deletion(MessageId),
    /// A sign, or none any more.
    Reaction(MessageId, Option<&'static str>),
    /// Other words for somebody else's.
    ForgedEdit(MessageId),
    /// The end of somebody else's words.
    ForgedDeletion(MessageId),
}

impl What {
    /// What it is to change.
    pub(crate) fn of(self) -> Option<MessageId> {
        match self {
            Self::Words { .. } => None,
            Self::Edit(of)
            | Self::Deletion(of)
            | Self::Reaction(of, _)
            | Self::ForgedEdit(of)
            | Self::ForgedDeletion(of) => Some(of),
        }
    }
}

/// Something that somebody sent, or tried to.
#[derive(Clone)]
pub(crate) struct Sent {
    pub(crate) what: What,
    pub(crate) author: MachineId,
    pub(crate) reader: MachineId,
    pub(crate) id: MessageId,
    /// What it says; what says nothing is called so.
    pub(crate) text: String,
    /// When it was first tried, as the number of a moment,
    pub(crate) begun: u64,
    /// and first acknowledged.
    pub(crate) acknowledged: Option<u64>,
    /// The same as a time.
    pub(crate) acknowledged_at: Option<u64>,
}

impl Ledger {
    /// Somebody begins to send something; what it says.
    pub(crate) fn begins(
        &mut self,
        author: MachineId,
        reader: MachineId,
        id: MessageId,
        what: What,
    ) -> String {
        self.moments += 1;
        self.number += 1;
        let kind = match what {
            What::Words { .. } => "message",
            What::Edit(_) => "edit",
            What::Deletion(_) => "deletion",
            What::Reaction(..) => "reaction",
            What::ForgedEdit(_) | What::ForgedDeletion(_) => "forgery",
        };
        let text = format!("{kind} {} to {reader}", self.number);
        let begun = self.moments;
        let (acknowledged, acknowledged_at) = (None, None);
        let text_kept = text.clone();
        let sent = Sent {
            what,
            author,
            reader,
            id,
            text: text_kept,
            begun,
            acknowledged,
            acknowledged_at,
        };
        self.sent.push(sent);
        text
    }

    /// It was refused, and nothing of it kept.
    pub(crate) fn never_was(&mut self, id: MessageId) {
        self.sent.retain(|it| it.id != id);
    }

    /// What is to be sent under that id.
    pub(crate) fn what(&self, id: MessageId) -> Option<What> {
        self.sent.iter().rev().find(|it| it.id == id).map(|it| it.what)
    }

    /// Whether that was the first time.
    pub(crate) fn acknowledged(&mut self, id: MessageId, at: u64) -> bool {
        self.moments += 1;
        let now = self.moments;
        let sent = self.sent.iter_mut().find(|it| it.id == id && it.acknowledged.is_none());
        sent.map(|it| (it.acknowledged, it.acknowledged_at) = (Some(now), Some(at))).is_some()
    }

    /// Notes how far something has come; what is wrong with that.
    fn sees(&mut self, on: MachineId, entry: &Entry) -> Option<String> {
        if let Some(end) = entry.view.expires_at.map(Timestamp::millis) {
            let known = *self.ends.entry(entry.message.id).or_insert(end);
            if known != end {
                return Some(format!("{} disappears at {known} and at {end}", entry.message.id));
            }
        }
        let now = entry.state.clone();
        let before = self.states.insert((on, entry.message.id), now.clone());
        let is_same = before.as_ref().is_none_or(|before| *before == now);
        let forward = before.clone().is_none_or(|before| before.advance(now.clone()) == now);
        (!is_same && !forward).then(|| format!("a state moved back from {before:?} to {now:?}"))
    }
}

impl Sent {
    /// Whether it is words, and not what changes some.
    pub(crate) fn is_words(&self) -> bool {
        matches!(self.what, What::Words { .. })
    }
}

impl World {
    /// Whether something has disappeared for somebody whose clock was that far, or is about to: others may never have had it.
    pub(crate) fn is_doubtful(&self, id: MessageId) -> bool {
        let end = lock(&self.ledger).ends.get(&id).copied();
        end.is_some_and(|end| self.peers().into_iter().any(|it| self.furthest(it) >= end))
    }

    /// Something is handed on. Where a peer's own disk is full it cannot keep that this failed, nor how long to wait: that is not counted.
    pub(crate) fn attempts(&self, from: MachineId, to: MachineId) {
        let now = self.now();
        if self.machine(from, |it| it.full_until <= now) {
            lock(&self.ledger).attempts.entry((from, to)).or_default().push(now);
        }
    }
}

/// Looks at all messages that are kept on a machine.
pub(crate) fn observe(world: &Arc<World>, on: MachineId) {
    for with in world.people().filter(|with| *with != owner(on)) {
        for entry in conversation(world, on, with) {
            let wrong = lock(&world.ledger).sees(on, &entry);
            if let Some(wrong) = wrong {
                world.fail(wrong);
            }
        }
    }
}

/// All that two said to each other, as one of them keeps it.
pub(crate) fn conversation(world: &World, on: MachineId, with: MachineId) -> Vec<Entry> {
    let with = device(with).person.into();
    let Some(store) = world.stores.get(on) else { return Vec::new() };
    at_once(store.conversation(&with, Cursor::default(), 1_000))
        .and_then(Result::ok)
        .unwrap_or_default()
}

/// What a future gives that waits for nothing.
pub(crate) fn at_once<A>(future: impl Future<Output = A>) -> Option<A> {
    match Box::pin(future).as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => Some(done),
        Poll::Pending => None,
    }
}
