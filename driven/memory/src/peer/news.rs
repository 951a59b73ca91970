//! What a receipt says, done.

use causerie_chat::{
    Address, Cause, DeliveryState, DeviceAddress, EnvelopeId, Path, Receipt, Timestamp,
};
use causerie_usecases::ports::{Outcome, Retry};

use super::{Cargo, Kept, Queued, early::Early};

impl Kept {
    /// Does what a receipt of `from` says, to what was sent to them.
    pub(super) fn apply(
        &mut self,
        me: &Address,
        from: &DeviceAddress,
        receipt: Receipt,
        at: Timestamp,
    ) {
        let Receipt { delivered, read, refused, seen, chosen } = receipt;
        let news =
            [(delivered, DeliveryState::Delivered(Path::Mailbox)), (read, DeliveryState::Read)];
        for (ids, state) in news {
            for id in ids {
                let Some(index) = self.by_id.get(&(me.clone(), id)).copied() else {
                    let (author, teller) = (me.clone(), from.person.clone());
                    self.hold(me, Early { author, message: id, teller, news: state.clone() });
                    continue;
                };
                let is_to_them = self.is_to(index, &from.person);
                if is_to_them || from.person == *me {
                    let before = self.outbox.len();
                    self.outbox.retain(|queued| {
                        queued.cargo != Cargo::Message(index) || queued.to.recipient != *from
                    });
                    if self.outbox.len() < before {
                        self.retries.remove(from);
                    }
                }
                if is_to_them {
                    self.advance_with(index, &from.person, state.clone(), at);
                }
            }
        }
        for chosen in chosen.iter().filter(|_| from.person == *me) {
            self.was_chosen(me, chosen, at);
        }
        let seen = seen.into_iter().filter(|(author, _)| from.person == *me && author != me);
        for (author, id) in seen {
            let (teller, news) = (me.clone(), DeliveryState::Read);
            if let Some(index) = self.by_id.get(&(author.clone(), id)).copied() {
                self.advance(index, news, at);
            } else {
                self.hold(me, Early { author, message: id, teller, news });
            }
        }
        let before = self.retries.get(from).cloned();
        let mut was_put_off = false;
        for (id, cause) in refused {
            // One stands for all.
            if cause == Cause::NOT_ACCEPTED && std::mem::replace(&mut was_put_off, true) {
                continue;
            }
            match Outcome::of_refusal(cause.clone()) {
                again @ (Outcome::SealAnew | Outcome::SendAgain) => {
                    if cause != Cause::NOT_ACCEPTED && self.refused_in_room(from, id, &cause, at) {
                        let (before, refusals) = (before.as_ref(), self.refusals(from));
                        let spread = Outcome::spread(id);
                        let retry = Retry::after_refusal(before, refusals, cause, at, spread);
                        self.retries.insert(from.clone(), retry);
                        continue;
                    }
                    let anew = again == Outcome::SealAnew;
                    let Some(queued) = self.refused(from, id, &cause) else { continue };
                    queued.refusals += 1;
                    let id = queued.to.id;
                    // That this receipt came shows that there is a session that works. Refused again, it is not the one in use.
                    if anew && queued.refusals > 1 {
                        self.retire_sessions(from);
                    }
                    if anew {
                        self.unseal_all(|device| device == from);
                    } else {
                        self.send_again(from, id, cause == Cause::NOT_ACCEPTED);
                    }
                    let (before, refusals) = (before.as_ref(), self.refusals(from));
                    let spread = Outcome::spread(id);
                    let retry = Retry::after_refusal(before, refusals, cause, at, spread);
                    self.retries.insert(from.clone(), retry);
                }
                outcome => drop(self.settle_one(from, id, outcome, at)),
            }
        }
    }

    /// What the device refused, of what is to be sent to it. What it put off may be here no more, and stands for all that it put off then: so
    /// the first does in its place.
    fn refused(
        &mut self,
        by: &DeviceAddress,
        id: EnvelopeId,
        cause: &Cause,
    ) -> Option<&mut Queued> {
        let theirs = |it: &Queued| it.to.recipient == *by;
        let named = self.outbox.iter().position(|it| theirs(it) && it.to.id == id);
        let place = if *cause == Cause::NOT_ACCEPTED {
            named.or_else(|| self.outbox.iter().position(theirs))
        } else {
            named
        };
        self.outbox.get_mut(place?)
    }

    /// How often the device refused what it refused most often of what is to be sent to it.
    pub(super) fn refusals(&self, by: &DeviceAddress) -> u32 {
        let theirs = self.outbox.iter().filter(|queued| queued.to.recipient == *by);
        theirs.map(|queued| queued.refusals).max().unwrap_or_default()
    }
}
