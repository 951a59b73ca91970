use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{
    Address, Body, Cause, Conversation, DeliveryState, DeviceAddress, EnvelopeId, Message,
    MessageId, MessageRef, Receipt, RoomId, Timestamp,
};
use causerie_usecases::ports::{
    Addressed, Cursor, DueReceipts, Receipts, RoomReceipts, Sealing, Unavailable,
};

use super::{Cargo, Kept, MemoryPeer, Queued, history::place, room_receipts::Noted};
use crate::lock::lock;

/// How many devices are named at once.
const MOST: usize = 1_000;

#[async_trait]
impl Receipts for MemoryPeer {
    async fn mark_read(
        &self,
        with: &Conversation,
        up_to: Cursor,
        others: Vec<DeviceAddress>,
        fellows: Vec<DeviceAddress>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        let mut read = Vec::new();
        let up_to = place(up_to);
        let earlier = kept.standing_in_order().take_while(|(_, record)| record.place <= up_to);
        let said = earlier.filter(|(_, it)| it.message.conversation(&self.me) == *with);
        let mut last = None;
        for (index, record) in said {
            last = Some(record.place);
            if record.message.author != self.me && record.state != DeliveryState::Read {
                read.push((index, record.message.reference()));
            }
        }
        if let Some(last) = last {
            let read_to = kept.read_to.entry(with.clone()).or_insert(last);
            *read_to = last.max(*read_to);
        }
        for (index, MessageRef { id, author }) in read {
            kept.advance(index, DeliveryState::Read, at);
            kept.note_read(&author, id, with.room(), &fellows);
            for other in &others {
                let seen = &mut kept.receipts.entry(other.clone()).or_default().seen;
                add(seen, (author.clone(), id));
            }
        }
        Ok(())
    }

    async fn send_receipts(
        &self,
        to: &DeviceAddress,
        id: MessageId,
        sealing: Arc<dyn Sealing>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        let envelope = EnvelopeId::of(id, to);
        if kept.outbox.iter().any(|queued| queued.to.id == envelope) {
            return Ok(());
        }
        let Some(due) = kept.receipts.get_mut(to) else { return Ok(()) };
        let receipt = cut(due);
        if due.is_empty() {
            kept.receipts.remove(to);
            kept.of_rooms.remove(to);
        }
        if receipt.refused.iter().any(|(_, cause)| *cause == Cause::NOT_ACCEPTED) {
            // It comes again from here on, or never.
            kept.unopened.retain(|it| it.from != *to || it.cause != Cause::NOT_ACCEPTED);
        }
        let message = Message {
            id,
            author: self.me.clone(),
            recipient: to.person.clone().into(),
            sent_at: at,
            body: Body::Receipt(receipt),
            reply_to: None,
            expires_at: None,
        };
        let to = Addressed { id: envelope, recipient: to.clone(), trace: None };
        let sealed = kept.seal(&message, &to, None, &*sealing);
        kept.outbox.push(Queued {
            to,
            sealed,
            cargo: Cargo::Receipt(Box::new(message)),
            in_room: false,
            stored: false,
            refusals: 0,
        });
        Ok(())
    }
}

#[async_trait]
impl DueReceipts for MemoryPeer {
    async fn due_receipts(&self, strangers: bool) -> Result<Vec<DeviceAddress>, Unavailable> {
        let kept = lock(&self.kept);
        let is_told = |to: &&DeviceAddress| {
            let known = kept.contacts.get(&to.person);
            known.map_or(strangers && !kept.is_due_in_rooms_alone(to), |known| {
                known.standing.is_accepted()
            })
        };
        let mut due: Vec<_> = kept.receipts.keys().filter(is_told).cloned().collect();
        due.sort_unstable_by_key(ToString::to_string);
        due.truncate(MOST);
        Ok(due)
    }

    async fn receipts_allowed(&self, to: &Address) -> Result<bool, Unavailable> {
        Ok(!lock(&self.kept).untold.contains(to))
    }
}

/// The first of each kind, taken off.
fn cut(due: &mut Receipt) -> Receipt {
    fn first<T>(of: &mut Vec<T>, most: usize) -> Vec<T> {
        let rest = of.split_off(of.len().min(most));
        std::mem::replace(of, rest)
    }
    Receipt {
        delivered: first(&mut due.delivered, Receipt::MOST),
        read: first(&mut due.read, Receipt::MOST),
        refused: first(&mut due.refused, Receipt::MOST),
        seen: first(&mut due.seen, Receipt::MOST_SEEN),
        chosen: first(&mut due.chosen, Receipt::MOST_CHOSEN),
    }
}

impl Kept {
    /// A device is to be told that a message came, which was said in that room, or to this person.
    pub(super) fn note_delivered(
        &mut self,
        from: &DeviceAddress,
        message: MessageId,
        room: Option<RoomId>,
    ) {
        if !self.untold.contains(&from.person) {
            add(&mut self.receipts.entry(from.clone()).or_default().delivered, message);
            self.note_room(from, Noted::Delivered(message), room);
        }
    }

    /// A message came: the other devices of its author are to know too, and in a room those that are `fellows`.
    pub(super) fn note_delivered_to_others(
        &mut self,
        from: &DeviceAddress,
        message: MessageId,
        room: Option<RoomId>,
        fellows: &[DeviceAddress],
    ) {
        for other in self.told(&from.person, fellows).into_iter().filter(|it| it != from) {
            self.note_delivered(&other, message, room);
        }
    }

    /// The devices of a person that get answers by themselves: none of somebody whose account key is in doubt, and of somebody who is not known here those that are
    /// `fellows` in a room.
    fn told(&self, who: &Address, fellows: &[DeviceAddress]) -> Vec<DeviceAddress> {
        let known = self.contacts.get(who);
        let sure = known.filter(|known| known.offered.is_none());
        let mut told: Vec<_> = sure.iter().flat_map(|known| known.person.addressees()).collect();
        let theirs = fellows.iter().filter(|it| {
            it.person == *who && !told.contains(it) && <dyn RoomReceipts>::notes(known, it)
        });
        let theirs: Vec<_> = theirs.cloned().collect();
        told.extend(theirs);
        told
    }

    pub(super) fn note_refused(&mut self, from: &DeviceAddress, id: EnvelopeId, cause: Cause) {
        let refused = &mut self.receipts.entry(from.clone()).or_default().refused;
        refused.retain(|(known, _)| *known != id);
        refused.push((id, cause));
    }

    /// Whether the device is to be told of something that was refused.
    pub(super) fn is_refused(&self, from: &DeviceAddress) -> bool {
        self.receipts.get(from).is_some_and(|due| !due.refused.is_empty())
    }

    /// Whether the device is to be told that something of it was put off: it sends all of it again then.
    pub(super) fn is_put_off(&self, from: &DeviceAddress) -> bool {
        let put_off = |(_, cause): &(EnvelopeId, Cause)| *cause == Cause::NOT_ACCEPTED;
        self.receipts.get(from).is_some_and(|due| due.refused.iter().any(put_off))
    }

    fn note_read(
        &mut self,
        author: &Address,
        message: MessageId,
        room: Option<RoomId>,
        fellows: &[DeviceAddress],
    ) {
        if self.untold.contains(author) {
            return;
        }
        for device in self.told(author, fellows) {
            self.note_room(&device, Noted::Read(message), room);
            add(&mut self.receipts.entry(device).or_default().read, message);
        }
    }
}

fn add<T: PartialEq>(ids: &mut Vec<T>, id: T) {
    if !ids.contains(&id) {
        ids.push(id);
    }
}
