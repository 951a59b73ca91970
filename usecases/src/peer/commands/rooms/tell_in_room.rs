use std::sync::Arc;

use causerie_chat::{
    Body, DeviceAddress, EnvelopeId, Message, MessageId, Receipt, RoomId, RoomKind, RoomMember,
    SealedInRoom, Timestamp, pad,
};
use causerie_session::Randomness;
use zeroize::Zeroizing;

use crate::{
    CommandHandler,
    peer::{
        OwnIdentity, ReceiptPace,
        rooms::{Entered, LiveRooms, NotEntered},
    },
    ports::{
        Addressed, Doorbell, DueInRooms, Fresh, GroupRefused, Identities, RoomReceipts, ToldInRoom,
        Unavailable, Unopened,
    },
};

/// Tell a device in a room what became of what it said there.
#[derive(Debug)]
pub struct TellInRoom {
    /// The room.
    pub room: RoomId,
    /// The device.
    pub to: DeviceAddress,
    /// The id of the message that says so, minted by the caller.
    pub id: MessageId,
    /// When.
    pub at: Timestamp,
    /// A random number, to spread what follows too fast.
    pub jitter: u32,
    /// What sealing draws from.
    pub randomness: Randomness,
}

/// Carries out [`TellInRoom`]: it is sealed in the room and delivered to that device alone. No session is begun, and nobody becomes a contact. Who is not in
/// the room any more, or may be somebody else, is told nothing there.
pub struct TellInRoomHandler {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Has the rooms.
    pub live: Arc<LiveRooms>,
    /// Knows who people are.
    pub identities: Arc<dyn Identities>,
    /// Knows what to tell.
    pub due: Arc<dyn DueInRooms>,
    /// Keeps it until it is delivered.
    pub receipts: Arc<dyn RoomReceipts>,
    /// Knows what could not be opened.
    pub unopened: Arc<dyn Unopened>,
    /// Sees to it that they do not follow too fast.
    pub pace: Arc<ReceiptPace>,
    /// Wakes the delivery.
    pub doorbell: Arc<dyn Doorbell>,
    /// Wakes whoever renews the keys of rooms.
    pub rooms_bell: Arc<dyn Doorbell>,
}

impl CommandHandler<TellInRoom> for TellInRoomHandler {
    type Error = Unavailable;

    async fn handle(&self, command: TellInRoom) -> Result<(), Unavailable> {
        let TellInRoom { room, to, at, .. } = &command;
        let mut entered = match self.live.enter(*room).await {
            Ok(entered) => entered,
            Err(NotEntered::NoSuchRoom | NotEntered::Broken(_)) => {
                self.pace.hold(to, *at);
                return Ok(());
            }
            Err(NotEntered::Unavailable(cause)) => return Err(cause),
        };
        let known = entered.known();
        if !entered.is_member() || known.kind != RoomKind::Private || !known.keys.can_tell() {
            entered.leave(false);
            return Ok(());
        }
        if !self.is_fellow(&mut entered, to).await? {
            entered.leave(false);
            return self.receipts.leave_untold(*room, to).await;
        }
        // What comes from here on is for the next one to count.
        let unopened = self.unopened.unopened().await?;
        let receipt = self.due.to_tell(*room, to).await?;
        if receipt.is_empty() {
            entered.leave(false);
            return Ok(());
        }
        let (to, at, jitter) = (to.clone(), *at, command.jitter);
        let Ok(told) = self.sealed(&mut entered, command, receipt) else {
            // The room is read again, as it was.
            self.pace.hold(&to, at);
            return Ok(());
        };
        let written = told.step.keep.is_some();
        self.receipts.tell(told).await.map_err(Unavailable::new)?;
        let is_told_out = entered.told(&self.own.device);
        entered.leave(written);
        self.pace.tell(&to, &unopened, at, jitter);
        self.doorbell.ring();
        if is_told_out {
            self.rooms_bell.ring();
        }
        Ok(())
    }
}

impl TellInRoomHandler {
    /// Whether a device is in a room, and of whom it is said to be as far as is known: all devices of its person there have one account key, which is the one
    /// they were known by.
    async fn is_fellow(
        &self,
        entered: &mut Entered,
        device: &DeviceAddress,
    ) -> Result<bool, Unavailable> {
        let members = entered.members().map_err(Unavailable::new)?;
        let theirs = || members.iter().filter(|it| it.device.person == device.person);
        let Some(fellow) = theirs().find(|it| it.device == *device) else { return Ok(false) };
        let is_theirs = |it: &RoomMember| it.account_key == fellow.account_key;
        let known = self.identities.identity(&device.person).await?;
        Ok(theirs().all(is_theirs)
            && <dyn RoomReceipts>::notes(known.as_ref(), device)
            && known.is_none_or(|it| it.person.account_key == fellow.account_key))
    }

    fn sealed(
        &self,
        entered: &mut Entered,
        command: TellInRoom,
        receipt: Receipt,
    ) -> Result<ToldInRoom, GroupRefused> {
        let TellInRoom { room, to, id, at, randomness, .. } = command;
        let message = Message {
            id,
            author: self.own.device.person.clone(),
            recipient: room.into(),
            sent_at: at,
            body: Body::Receipt(receipt),
            reply_to: None,
            expires_at: None,
        };
        let text = Zeroizing::new(pad(message.encode()));
        let entropy = randomness.bytes(&*self.own.provider, b"room text");
        let sealed = entered.group().seal(&text, Fresh { entropy, at })?;
        let bytes = SealedInRoom { room, message: &sealed.bytes };
        let bytes = bytes.encode().map_err(|_| GroupRefused::Malformed)?;
        let to = Addressed { id: EnvelopeId::of(id, &to), recipient: to, trace: None };
        Ok(ToldInRoom { message, sealed: bytes, to, step: entered.step(sealed.keep) })
    }
}
