//! What has to be true at the end.
//!
//! * What somebody said at one device to somebody is exactly once at each device of both, in the order in which that device keeps it. That
//!   order is no excuse: if sending one message was acknowledged before another to the same reader was begun at the same device, it comes first.
//! * What was acknowledged is among it.
//! * Each device of its author knows that it was delivered, and read if it was, where the reader tells; each of its reader, whether it was read.
//! * What a person decided about others is the same at all of their devices.
//! * Nothing waits anywhere, and nothing lies unopened; nothing is there that nobody said.
//!
//! A device that was linked meanwhile has to have what was said where it was known by then. One that was revoked has to have nothing, and what it said
//! may be anywhere or nowhere.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use causerie_chat::{Body, DeliveryState, DeviceAddress, EnvelopeId, MessageId};
use causerie_usecases::ports::{
    DueReceipts, Entry, MailNumber, Mailbox, Pending, Unavailable, Unopened,
};

use crate::{
    ledger::{Sent, at_once, conversation},
    lock::lock,
    machine::{device, machine, name, owner},
    task::MachineId,
    world::World,
};

/// What is not true yet.
pub(crate) fn wrong(world: &Arc<World>) -> Vec<String> {
    let mut wrong = Vec::new();
    for author in world.live() {
        for reader in world.people().filter(|reader| *reader != owner(author)) {
            wrong.extend(between(world, author, reader));
        }
        let mut found = waits(world, author).unwrap_or_else(|failed| vec![failed.to_string()]);
        found.extend(crate::shown::never_said(world, author));
        wrong.extend(found.into_iter().map(|what| format!("{}: {what}", name(author))));
    }
    wrong.extend(crate::agreed::wrong(world));
    wrong.extend(crate::shown::wrong(world));
    wrong.extend(crate::household::wrong(world));
    wrong.extend(crate::history::wrong(world));
    wrong.extend(crate::rooms::wrong(world));
    if world.setting.has_presence {
        wrong.extend(crate::presence::wrong(world));
    }
    wrong
}

/// What is not true yet of what somebody said at one device to one person.
fn between(world: &World, author: MachineId, reader: MachineId) -> Vec<String> {
    let theirs = world.live_of(reader);
    let others = world.live_of(author).into_iter();
    let others: Vec<_> = others.filter(|other| *other != author).collect();
    let ends = theirs.iter().chain(&others).map(|at| Between::of(world, author, reader, *at));
    let ends: Vec<_> = ends.collect();
    let (heard, _) = ends.split_at(theirs.len());

    let mut wrong = Vec::new();
    for end in &ends {
        let found = [end.once_in_order(), end.as_acknowledged(world)].into_iter().flatten();
        let found = found.map(|what| (end.at, what));
        let told = if end.is_copy() { end.told_of_copy(world, heard) } else { end.told(world) };
        let told = told.into_iter().map(|what| (end.at, what));
        let path = |at| format!("{} to {} at {}", name(author), name(reader), name(at));
        wrong.extend(found.chain(told).map(|(at, what)| format!("{}: {what}", path(at))));
    }
    wrong
}

/// What one person said to another, at the device they said it at and at one other.
struct Between {
    author: MachineId,
    reader: MachineId,
    /// Where it is to be: a device of the reader, or another of the author's.
    at: MachineId,
    /// Whether it fetched what was said before.
    is_taker: bool,
    /// Each with its name.
    said: Vec<(String, Entry)>,
    heard: Vec<(String, Entry)>,
}

impl Between {
    fn of(world: &World, author: MachineId, reader: MachineId, at: MachineId) -> Self {
        let address = device(author).person;
        let (said_here, names): (BTreeSet<_>, BTreeMap<_, _>) = {
            let ledger = lock(&world.ledger);
            let theirs = ledger.sent.iter().filter(|it| it.author == author);
            let names = ledger.sent.iter().map(|it| (it.id, it.text.clone())).collect();
            (theirs.map(|it| it.text.clone()).collect(), names)
        };
        let doubtful = |it: &Entry| world.is_doubtful(it.message.id);
        let theirs = |entries: Vec<Entry>| {
            let named = entries.into_iter().map(|it| (text(&it, &names), it));
            let is_theirs = |(name, it): &(String, Entry)| {
                it.message.author == address && said_here.contains(name) && !doubtful(it)
            };
            named.filter(is_theirs).collect()
        };
        let with = if owner(at) == owner(author) { reader } else { author };
        let mut said: Vec<_> = theirs(conversation(world, author, reader));
        let heard: Vec<_> = theirs(conversation(world, at, with));
        if world.is_late(at) {
            // What was said before the device was known there need not come, but may.
            let due = lock(&world.ledger).due.clone();
            let came = |id| heard.iter().any(|(_, it)| it.message.id == id);
            said.retain(|(_, it)| due.contains(&(it.message.id, at)) || came(it.message.id));
        }
        Self { author, reader, at, is_taker: world.is_taker(at), said, heard }
    }

    fn is_copy(&self) -> bool {
        owner(self.at) == owner(self.author)
    }

    fn once_in_order(&self) -> Option<String> {
        let (mut said, mut heard) = (texts(&self.said), texts(&self.heard));
        if self.is_taker {
            // What was fetched stands in front, also if it was on its way at the same time.
            said.sort();
            heard.sort();
        }
        if said == heard {
            return None;
        }
        let all_said: BTreeSet<_> = said.iter().collect();
        let all_heard: BTreeSet<_> = heard.iter().collect();
        if all_heard.len() < heard.len() {
            return Some("something came twice".to_owned());
        }
        if let Some(never) = all_heard.difference(&all_said).next() {
            return Some(format!("{never:?} came, and was never said"));
        }
        let lost = all_said.difference(&all_heard).count();
        if lost > 0 {
            return Some(format!("{lost} of {} did not come", said.len()));
        }
        let place = said.iter().zip(&heard).position(|(said, heard)| said != heard);
        let (said, heard) = (said.get(place?), heard.get(place?));
        Some(format!("out of order: {heard:?} came where {said:?} was said"))
    }

    fn as_acknowledged(&self, world: &World) -> Option<String> {
        let sent = lock(&world.ledger).sent.clone();
        let ours = sent.iter().filter(|it| {
            it.author == self.author && it.reader == self.reader && it.acknowledged.is_some()
        });
        let place = |id: MessageId| self.heard.iter().position(|(_, it)| it.message.id == id);
        let is_late = world.is_late(self.at);
        let counts = |it: &&Sent| !is_late || place(it.id).is_some();
        let ours = ours.filter(|it| !world.is_doubtful(it.id));
        let ours: Vec<_> = ours.filter(counts).collect();
        for (index, later) in ours.iter().enumerate() {
            let Some(at) = place(later.id) else {
                return Some(format!("{:?} was acknowledged and did not come", later.text));
            };
            let earlier = ours.iter().take(if self.is_taker { 0 } else { index });
            let mut before =
                earlier.filter(|it| it.acknowledged.is_some_and(|it| it < later.begun));
            let found = before.find(|it| place(it.id).is_none_or(|it| it > at));
            if let Some(earlier) = found {
                return Some(format!("{:?} overtook {:?}", later.text, earlier.text));
            }
        }
        None
    }

    fn told(&self, world: &World) -> Vec<String> {
        if world.is_late(self.at) {
            return Vec::new();
        }
        let has_revoked = world.has_revoked(self.reader);
        let discreet = self.is_discreet(world);
        let mut wrong = Vec::new();
        for (words, said) in &self.said {
            let heard = self.heard.iter().find(|(_, it)| it.message.id == said.message.id);
            let read = heard.is_some_and(|(_, it)| it.state == DeliveryState::Read);
            let is_fine = match said.state {
                // One that was revoked may have told this and not the others, or the others and not this.
                DeliveryState::Read => read || has_revoked,
                DeliveryState::Delivered(_) => discreet || !read || has_revoked,
                DeliveryState::Stored => discreet,
                DeliveryState::Queued | DeliveryState::Failed(_) => false,
            };
            if !is_fine {
                wrong.push(format!("{words:?} is {:?} to its author, read {read}", said.state));
            }
        }
        wrong
    }

    /// Whether another device of the author knows how far it has come, of what is at the `readers` devices.
    fn told_of_copy(&self, world: &World, readers: &[Self]) -> Vec<String> {
        if world.is_late(self.at) {
            return Vec::new();
        }
        let (discreet, has_revoked) = (self.is_discreet(world), world.has_revoked(self.reader));
        let mut wrong = Vec::new();
        for (words, copy) in &self.heard {
            let read_at = |end: &Self| {
                let mut heard = end.heard.iter().map(|(_, it)| it);
                heard.any(|it| it.message.id == copy.message.id && it.state == DeliveryState::Read)
            };
            let read = readers.iter().any(read_at);
            // What is fetched counts as read where what came later was, and nobody is told.
            let read_for_sure = readers.iter().filter(|it| !it.is_taker).any(read_at);
            let is_fine = match copy.state {
                DeliveryState::Read => read || has_revoked,
                DeliveryState::Delivered(_) => discreet || !read_for_sure || has_revoked,
                DeliveryState::Queued => discreet,
                DeliveryState::Stored | DeliveryState::Failed(_) => false,
            };
            if !is_fine {
                wrong.push(format!("{words:?} is {:?} there, read {read}", copy.state));
            }
        }
        wrong
    }

    fn is_discreet(&self, world: &World) -> bool {
        lock(&world.ledger).discreet.contains(&(self.reader, owner(self.author)))
    }
}

/// What waits at a peer, or for it.
fn waits(world: &World, peer: MachineId) -> Result<Vec<String>, Unavailable> {
    let Some(store) = world.stores.get(peer) else { return Ok(Vec::new()) };
    let mut wrong = Vec::new();
    let heard = |other: &MachineId| !world.is_revoked(*other) || world.has_heard(peer, *other);
    for other in world.peers().into_iter().filter(heard) {
        let to = device(other);
        let waiting = store.waiting(&to, true, 10_000, usize::MAX);
        let batch = at_once(waiting).transpose()?.unwrap_or_default();
        let discreet = lock(&world.ledger).discreet.contains(&(owner(other), owner(peer)));
        let in_mailbox = usize::try_from(batch.in_mailbox).unwrap_or(usize::MAX);
        let receipts = usize::try_from(batch.receipts_in_mailbox).unwrap_or(usize::MAX);
        let here = at_once(store.waiting(&to, false, 10_000, usize::MAX)).transpose()?;
        let here = here.unwrap_or_default().sealed;
        let stored = batch.sealed.iter().filter(|it| !here.contains(it));
        let untold = stored.filter(|it| crate::rooms::is_told_of_no_more(world, peer, it)).count();
        let lying = receipts + untold + if discreet { in_mailbox } else { 0 };
        let many = batch.sealed.len().saturating_sub(lying);
        if many > 0 || batch.unsealed_next {
            let ids: Vec<_> = batch.sealed.iter().map(|it| it.envelope.id.to_string()).collect();
            wrong.push(format!("{many} envelopes wait for {}: {}", name(other), ids.join(", ")));
        }
    }
    let is_there = |of: &DeviceAddress| machine(of).is_some_and(|it| !world.is_revoked(it));
    let mut due = at_once(store.due()).transpose()?.unwrap_or_default();
    due.retain(|it| is_there(&it.to));
    let mut receipts = at_once(store.due_receipts(true)).transpose()?.unwrap_or_default();
    receipts.retain(is_there);
    let mut unopened = at_once(store.unopened()).transpose()?.unwrap_or_default();
    unopened.retain(|it| is_there(&it.from));
    let me = device(peer);
    let mail = world.records.pending(&me, MailNumber::default(), 10_000, usize::MAX);
    let mail = at_once(mail).transpose()?.unwrap_or_default();
    let many = [
        ("deliveries are due", due.len()),
        ("receipts are due", receipts.len()),
        ("items lie in the mailbox", mail.len()),
    ];
    // Nobody sends it again, and it is not kept what it was: where the network doubles it, its second coming cannot be opened.
    let typings = lock(&world.ledger).typings.clone();
    let was_typing = |id| typings.iter().any(|it| EnvelopeId::of(*it, &me) == id);
    // What disappears before it could be opened does not come again.
    let ends = lock(&world.ledger).ends.clone();
    let ended: Vec<_> = ends.into_keys().filter(|it| world.is_doubtful(*it)).collect();
    let has_ended = |id| ended.iter().any(|it| EnvelopeId::of(*it, &me) == id);
    // A question for history is asked anew.
    let questions = lock(&world.ledger).questions.clone();
    unopened.retain(|it| !was_typing(it.id) && !has_ended(it.id) && !questions.contains(&it.id));
    unopened.retain(|it| !world.is_of_room(it.id, peer));
    let lying = unopened.iter().map(|it| format!("{} of {} lies unopened", it.cause, it.from));
    wrong.extend(lying);
    let many = many.into_iter().filter(|(_, many)| *many > 0);
    wrong.extend(many.map(|(what, many)| format!("{many} {what}")));
    Ok(wrong)
}

fn texts(entries: &[(String, Entry)]) -> Vec<String> {
    entries.iter().map(|(name, _)| name.clone()).collect()
}

/// What it says, or is called where it says nothing any more.
fn text(entry: &Entry, names: &BTreeMap<MessageId, String>) -> String {
    match (names.get(&entry.message.id), &entry.message.body) {
        (Some(name), _) => name.clone(),
        (None, Body::Text(text)) => text.as_str().to_owned(),
        (None, other) => format!("a body of kind {}", other.kind()),
    }
}
