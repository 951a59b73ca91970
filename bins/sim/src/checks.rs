//! What has to be true at the end.
//!
//! * What somebody said to somebody is there exactly once, in the order in which the author's device keeps it. That order is no excuse: if
//!   sending one message was acknowledged before another to the same reader was begun, it comes first.
//! * What was acknowledged is among it.
//! * Its author knows that it was delivered, and read if it was, where the reader tells.
//! * Nothing waits anywhere, and nothing lies unopened.

use std::collections::BTreeSet;

use causerie_chat::{Body, DeliveryState, MessageId};
use causerie_usecases::ports::{
    DueReceipts, Entry, MailNumber, Mailbox, Pending, Unavailable, Unopened,
};

use crate::{
    ledger::{at_once, conversation},
    lock::lock,
    machine::{device, name},
    task::MachineId,
    world::World,
};

/// What is not true yet.
pub(crate) fn wrong(world: &World) -> Vec<String> {
    let mut wrong = Vec::new();
    for author in world.peers() {
        for reader in world.peers().filter(|reader| *reader != author) {
            let between = Between::of(world, author, reader);
            let found = [between.once_in_order(), between.as_acknowledged(world)];
            let found = found.into_iter().flatten().chain(between.told(world));
            let pair = format!("{} to {}", name(author), name(reader));
            wrong.extend(found.map(|what| format!("{pair}: {what}")));
        }
        let found = waits(world, author).unwrap_or_else(|failed| vec![failed.to_string()]);
        wrong.extend(found.into_iter().map(|what| format!("{}: {what}", name(author))));
    }
    wrong
}

/// What one person said to another, at both ends.
struct Between {
    author: MachineId,
    reader: MachineId,
    said: Vec<Entry>,
    heard: Vec<Entry>,
}

impl Between {
    fn of(world: &World, author: MachineId, reader: MachineId) -> Self {
        let theirs = |entries: Vec<Entry>| {
            let address = device(author).person;
            entries.into_iter().filter(|it| it.message.author == address).collect()
        };
        let said = theirs(conversation(world, author, reader));
        let heard = theirs(conversation(world, reader, author));
        Self { author, reader, said, heard }
    }

    fn once_in_order(&self) -> Option<String> {
        let (said, heard) = (texts(&self.said), texts(&self.heard));
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
        let ledger = lock(&world.ledger);
        let ours = ledger.sent.iter().filter(|it| {
            it.author == self.author && it.reader == self.reader && it.acknowledged.is_some()
        });
        let ours: Vec<_> = ours.collect();
        let place = |id: MessageId| self.heard.iter().position(|it| it.message.id == id);
        for (index, later) in ours.iter().enumerate() {
            let Some(at) = place(later.id) else {
                return Some(format!("{:?} was acknowledged and did not come", later.text));
            };
            let earlier = ours.iter().take(index);
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
        let discreet = lock(&world.ledger).discreet.contains(&(self.reader, self.author));
        let mut wrong = Vec::new();
        for said in &self.said {
            let heard = self.heard.iter().find(|it| it.message.id == said.message.id);
            let read = heard.is_some_and(|it| it.state == DeliveryState::Read);
            let is_fine = match said.state {
                DeliveryState::Read => read,
                DeliveryState::Delivered(_) => discreet || !read,
                DeliveryState::Stored => discreet,
                DeliveryState::Queued | DeliveryState::Failed(_) => false,
            };
            if !is_fine {
                let words = text(said);
                wrong.push(format!("{words:?} is {:?} to its author, read {read}", said.state));
            }
        }
        wrong
    }
}

/// What waits at a peer, or for it.
fn waits(world: &World, peer: MachineId) -> Result<Vec<String>, Unavailable> {
    let Some(store) = world.stores.get(peer) else { return Ok(Vec::new()) };
    let mut wrong = Vec::new();
    for other in world.peers() {
        let to = device(other);
        let waiting = store.waiting(&to, true, 10_000, usize::MAX);
        let batch = at_once(waiting).transpose()?.unwrap_or_default();
        let discreet = lock(&world.ledger).discreet.contains(&(other, peer));
        let in_mailbox = usize::try_from(batch.in_mailbox).unwrap_or(usize::MAX);
        let receipts = usize::try_from(batch.receipts_in_mailbox).unwrap_or(usize::MAX);
        let many = batch.sealed.len() - receipts - if discreet { in_mailbox } else { 0 };
        if many > 0 || batch.unsealed_next {
            wrong.push(format!("{many} envelopes wait for {}", name(other)));
        }
    }
    let due = at_once(store.due()).transpose()?.unwrap_or_default();
    let receipts = at_once(store.due_receipts(true)).transpose()?.unwrap_or_default();
    let unopened = at_once(store.unopened()).transpose()?.unwrap_or_default();
    let me = device(peer);
    let mail = world.records.pending(&me, MailNumber::default(), 10_000, usize::MAX);
    let mail = at_once(mail).transpose()?.unwrap_or_default();
    let many = [
        ("deliveries are due", due.len()),
        ("receipts are due", receipts.len()),
        ("envelopes lie unopened", unopened.len()),
        ("items lie in the mailbox", mail.len()),
    ];
    let many = many.into_iter().filter(|(_, many)| *many > 0);
    wrong.extend(many.map(|(what, many)| format!("{many} {what}")));
    Ok(wrong)
}

fn texts(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(text).collect()
}

fn text(entry: &Entry) -> String {
    match &entry.message.body {
        Body::Text(text) => text.as_str().to_owned(),
        other => format!("a body of kind {}", other.kind()),
    }
}
