use std::{mem, sync::Arc};

use causerie_chat::{Cause, DeviceAddress, Envelope, EnvelopeId, Path, Timestamp};
use causerie_session::Randomness;

use super::receive_envelopes::is_of_room;
use crate::{
    CommandHandler,
    peer::{
        Doorkeeper, OwnIdentity,
        doorkeeper::Admission,
        rooms::{Arrival, RoomHearing},
        sealing::Open,
    },
    ports::{
        Doorbell, Event, Events, Inbox, Mail, MailItem, NotTaken, Outbox, Outcome, Unavailable,
    },
};

/// Take what lay in this device's mailbox, and keep what is in it.
#[derive(Debug)]
pub struct TakeMail {
    /// What the directory handed out, in its order.
    pub items: Vec<MailItem>,
    /// When.
    pub at: Timestamp,
    /// What following a room draws from.
    pub randomness: Randomness,
}

/// Carries out [`TakeMail`]. Once it returns, all of it may be acknowledged: what was taken is durable, and what was refused is kept for
/// inspection and will be told to who sent it.
pub struct TakeMailHandler {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Sees to it that little is taken of those who are no contacts.
    pub door: Arc<Doorkeeper>,
    /// Keeps the messages.
    pub inbox: Arc<dyn Inbox>,
    /// Hears what is said in rooms.
    pub hearing: Arc<RoomHearing>,
    /// Wakes whoever does what others ask for there.
    pub rooms_bell: Arc<dyn Doorbell>,
    /// Learns what was thrown away.
    pub outbox: Arc<dyn Outbox>,
    /// Wakes the delivery: a receipt may have brought something back.
    pub doorbell: Arc<dyn Doorbell>,
    /// Wakes whoever sends receipts.
    pub receipts_bell: Arc<dyn Doorbell>,
    /// Hears of it.
    pub events: Arc<dyn Events>,
}

impl CommandHandler<TakeMail> for TakeMailHandler {
    type Error = Unavailable;

    async fn handle(&self, command: TakeMail) -> Result<(), Unavailable> {
        let TakeMail { items, at, randomness } = command;
        let mut run = Run::default();
        for MailItem { mail, .. } in items {
            match mail {
                Mail::Envelope { from, sent } => {
                    if run.from.as_ref() != Some(&from) {
                        self.take(mem::take(&mut run), at, &randomness).await?;
                        run.from = Some(from);
                    }
                    run.envelopes.push(sent.envelope);
                }
                Mail::Expired { id, from, to } => {
                    self.take(mem::take(&mut run), at, &randomness).await?;
                    self.expired(id, from, to, at).await?;
                }
            }
        }
        self.take(run, at, &randomness).await?;
        self.doorbell.ring();
        self.receipts_bell.ring();
        self.rooms_bell.ring();
        Ok(())
    }
}

/// Envelopes of one device that follow one another.
#[derive(Default)]
struct Run {
    from: Option<DeviceAddress>,
    envelopes: Vec<Envelope>,
}

impl TakeMailHandler {
    async fn take(
        &self,
        run: Run,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<(), Unavailable> {
        let Some(sender) = run.from else { return Ok(()) };
        let (in_rooms, envelopes) = run.envelopes.into_iter().partition::<Vec<_>, _>(is_of_room);
        self.hear(&sender, in_rooms, at, randomness).await?;
        let envelopes = self.admitted(&sender, envelopes, at).await?;
        if envelopes.is_empty() {
            return Ok(());
        }
        let opening = Arc::new(Open::new(self.own.clone(), sender.clone(), at));
        let others = self.door.choosing.others(&sender.person).await?;
        let taken = self.inbox.take(&sender, envelopes, opening.clone(), Path::Mailbox, at).await;
        match taken {
            Ok(()) => {}
            // Receipts say so.
            Err(NotTaken::Refused(_)) => self.events.tell(Event::Unopened(sender.person.clone())),
            Err(NotTaken::Unavailable(cause)) => return Err(cause),
        }
        let sender = sender.person;
        self.door.receives(&sender).await?;
        self.door.choosing.tell_new(&sender, &others).await?;
        let standing = self.door.standing(&sender).await?;
        self.events.tell(match standing {
            Some(standing) if !standing.is_accepted() => Event::Contact(sender),
            _ => Event::Conversation(sender.into()),
        });
        let also = opening.also(&*self.door.history).await;
        for changed in also {
            self.events.tell(changed);
        }
        Ok(())
    }

    /// Hears what somebody says in rooms, who need not be a contact. What one says who is blocked waits until they are not.
    async fn hear(
        &self,
        from: &DeviceAddress,
        brought: Vec<Envelope>,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<(), Unavailable> {
        if brought.is_empty() {
            return Ok(());
        }
        let standing = self.door.standing(&from.person).await?;
        if standing.is_some_and(|standing| standing.is_blocked) {
            let ids: Vec<_> = brought.iter().map(|envelope| envelope.id).collect();
            return self.inbox.put_off(from, &ids, at).await;
        }
        let arrival = Arrival { from, path: Path::Mailbox, at };
        let refused = self.hearing.hear(arrival, brought, randomness).await?;
        if !refused.is_empty() {
            // Receipts say so.
            self.events.tell(Event::Unopened(from.person.clone()));
        }
        Ok(())
    }

    /// Those of a device's envelopes that may be taken: the first of them, so that they stay in their order.
    async fn admitted(
        &self,
        from: &DeviceAddress,
        mut brought: Vec<Envelope>,
        at: Timestamp,
    ) -> Result<Vec<Envelope>, Unavailable> {
        let (most, mut room) = match self.door.admits(&from.person).await? {
            Admission::All => return Ok(brought),
            Admission::Nothing => (0, 0),
            Admission::Some { envelopes, bytes } => (envelopes, bytes),
        };
        let fits = brought.iter().take(most).take_while(|envelope| {
            let size = envelope.sealed.as_bytes().len();
            let fits = size <= room;
            room = room.saturating_sub(size);
            fits
        });
        let fits = fits.count();
        let put_off: Vec<_> = brought.drain(fits..).map(|envelope| envelope.id).collect();
        if !put_off.is_empty() {
            self.inbox.put_off(from, &put_off, at).await?;
        }
        Ok(brought)
    }

    async fn expired(
        &self,
        id: EnvelopeId,
        from: DeviceAddress,
        to: DeviceAddress,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        if from == self.own.device {
            let fate = vec![(id, Outcome::Failed(Cause::EXPIRED))];
            self.outbox.settle(&to, fate, at).await?;
            self.events.tell(Event::Delivery(to.person.clone().into()));
            if to.person == self.own.device.person {
                // What was decided may have been in it.
                self.door.choosing.tell_all(&to).await?;
            }
        }
        if to == self.own.device {
            self.inbox.missed(&from, id, at).await?;
            self.events.tell(Event::Unopened(from.person));
        }
        Ok(())
    }
}
