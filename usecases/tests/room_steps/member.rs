//! What somebody does in the room, one step at a time.

use causerie_chat::{
    Conversation, DeviceAddress, Envelope, EnvelopeId, Message, MessageId, Path, RoomChange,
    RoomEntry, RoomId, RoomWelcome, SealedInRoom, Timestamp, pad,
};
use causerie_usecases::{
    CommandHandler,
    peer::{
        commands::{FollowRoom, HearInRooms, SendMessage, SendMessageError},
        rooms::NotFollowed,
    },
    ports::{
        Cursor, Group, GroupChange, Groups, History, Invitations, KnownRoom, NotTaken, Pending,
        RoomBook, RoomDesk, RoomStanding, Rooms,
    },
};

use crate::house::{Member, ROOM, at};

impl Member {
    /// Takes somebody in, as owner too.
    pub(crate) async fn takes_in(&mut self, other: &Self) {
        let invitable = other.mls.invitable(self.dice.fresh()).unwrap();
        let (known, welcome) = self.adds(other, invitable.package, false).await;
        let mut joined = other.mls.join(&welcome, &invitable.secret, self.dice.fresh()).unwrap();
        let known = KnownRoom { standing: RoomStanding::Member, version: 0, ..known };
        other.store.add(&known, joined.keep().unwrap()).await.unwrap();
    }

    /// Adds a device with that, which hears of it from the directory if it is `told`. What is known of the room then, and what it comes in with.
    pub(crate) async fn adds(
        &mut self,
        other: &Self,
        package: Vec<u8>,
        told: bool,
    ) -> (KnownRoom, Vec<u8>) {
        let room = RoomId::from(ROOM);
        let kept = self.store.room(room).await.unwrap().unwrap();
        let mut group = self.mls.load(&kept.tree, &kept.state).unwrap();
        let charter = group.charter().unwrap();
        let charter = charter.with_role(other.own.account_key, causerie_chat::RoomRole::Owner);
        let change =
            GroupChange { add: vec![package], charter: Some(charter), ..GroupChange::default() };
        let prepared = group.prepare(&change, self.dice.fresh()).unwrap();
        let lets_in = vec![other.device.clone()];
        let change = RoomChange::new(lets_in.clone(), vec![], lets_in, vec![]).unwrap();
        let commit = prepared.commit.clone().try_into().unwrap();
        let welcome = prepared.welcome.clone().unwrap();
        let told = told.then(|| RoomWelcome::try_from(welcome.clone()).unwrap());
        let place = kept.known.place.next();
        let entry = RoomEntry { commit, change, info: None, welcome: told };
        self.desk.append(room, place, &entry).await.unwrap();
        let applied = group.apply(&prepared.commit, Some(prepared.own()), self.dice.fresh());
        let keep = applied.unwrap().keep;
        let known = KnownRoom { place, ..kept.known };
        self.store.update(&known, Some(keep), None).await.unwrap();
        self.restarts();
        (known, welcome)
    }

    pub(crate) async fn known(&self) -> KnownRoom {
        self.store.room(ROOM.into()).await.unwrap().unwrap().known
    }

    pub(crate) async fn group(&self) -> Box<dyn Group> {
        let kept = self.store.room(ROOM.into()).await.unwrap().unwrap();
        self.mls.load(&kept.tree, &kept.state).unwrap()
    }

    pub(crate) async fn follows(&self) -> Result<(), NotFollowed> {
        let (room, randomness) = (ROOM.into(), self.dice.randomness());
        self.follows.handle(FollowRoom { room, at: at(9), randomness }).await
    }

    pub(crate) fn saying(&self, id: MessageId, text: &str) -> SendMessage {
        SendMessage {
            id,
            to: RoomId::from(ROOM).into(),
            text: text.parse().unwrap(),
            reply_to: None,
            expires_in: None,
            at: at(9),
            trace: None,
            randomness: self.dice.randomness(),
        }
    }

    pub(crate) async fn says(&self, id: MessageId, text: &str) -> Result<(), SendMessageError> {
        self.sends(self.saying(id, text)).await
    }

    pub(crate) async fn sends(&self, said: SendMessage) -> Result<(), SendMessageError> {
        self.says.handle(said).await
    }

    /// What this device seals if it keeps to no rules.
    pub(crate) async fn forges(&self, message: &Message, to: &Self, id: EnvelopeId) -> Envelope {
        let text = pad(message.encode());
        let sealed = self.group().await.seal(&text, self.dice.fresh()).unwrap().bytes;
        let sealed = SealedInRoom { room: ROOM.into(), message: &sealed }.encode().unwrap();
        Envelope { id, recipient: to.device.clone(), sealed }
    }

    /// The envelopes that wait here for another one.
    pub(crate) async fn has_for(&self, other: &Self) -> Vec<Envelope> {
        let batch = self.store.waiting(&other.device, true, 1_000, 1 << 20).await.unwrap();
        batch.sealed.into_iter().map(|sent| sent.envelope).collect()
    }

    pub(crate) async fn hears(
        &self,
        from: &Self,
        envelopes: Vec<Envelope>,
    ) -> Result<(), NotTaken> {
        self.hears_of(from.device.clone(), envelopes).await
    }

    /// Hears what a device brings.
    pub(crate) async fn hears_of(
        &self,
        sender: DeviceAddress,
        envelopes: Vec<Envelope>,
    ) -> Result<(), NotTaken> {
        self.hears_at(sender, envelopes, Timestamp::from_millis(9_500)).await
    }

    /// The same at that moment.
    pub(crate) async fn hears_at(
        &self,
        sender: DeviceAddress,
        envelopes: Vec<Envelope>,
        at: Timestamp,
    ) -> Result<(), NotTaken> {
        let (path, randomness) = (Path::Direct, self.dice.randomness());
        self.hears.handle(HearInRooms { sender, envelopes, path, at, randomness }).await
    }

    /// The words in the room, as they stand here.
    pub(crate) async fn words(&self) -> Vec<String> {
        let here = Conversation::Room(ROOM.into());
        let said = self.store.conversation(&here, Cursor(0), 1_000).await.unwrap();
        let words = |text: Option<&causerie_chat::Text>| text.map(|it| it.as_str().to_owned());
        said.iter().filter_map(|entry| words(entry.view.text(&entry.message))).collect()
    }
}
