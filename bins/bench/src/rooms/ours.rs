//! A room of two peers and of so many others as are nothing but keys, through the use cases, over their stores.

use std::{error::Error, path::Path, sync::Arc};

use causerie::Wired;
use causerie_chat::{
    Device, DeviceAddress, Enrolment, MessageRef, Person, RoomCharter, RoomDepartures, RoomId,
    RoomKind, RoomPlace, RoomTrail, Text,
};
use causerie_edge::{message_id, now, randomness, room_id};
use causerie_usecases::{
    CommandHandler,
    peer::{
        Peer, PeerParts,
        commands::{
            AnswerInRooms, CreateRoom, FollowRoom, InviteToRoom, ReceiveEnvelopes, RemoveFromRoom,
            SendMessage,
        },
    },
    ports::{Asked, GroupChange, KnownRoom, Outgoing, RoomAsk, RoomKeys, RoomStanding},
};
use rusqlite::Connection;

use super::{
    Costs, TEXT,
    desk::{Asks, Desk},
    member::{Somebody, fresh, wired},
};
use crate::clock::{micros_each, processor_time};

/// How many texts wait at most until they are taken off, as if they were delivered.
const WAITING: usize = 8;

/// A room, and two who are in it.
pub(super) struct Ours {
    pub(super) room: RoomId,
    pub(super) parts: PeerParts,
    alice: Peer,
    bob: Peer,
    to_bob: DeviceAddress,
    asks: Arc<Asks>,
    guest: Somebody,
    /// Alice's store.
    db: Connection,
}

impl Ours {
    /// A room of `members`; files go into `folder`.
    pub(super) async fn begin(
        folder: &Path,
        root: &Path,
        members: usize,
    ) -> Result<Self, Box<dyn Error>> {
        let Wired { parts: mut alice, .. } = wired(&folder.join("alice"), root, "alice")?;
        let Wired { parts: mut bob, .. } = wired(&folder.join("bob"), root, "bob")?;
        let (desk, asks) = (Arc::new(Desk::of(alice.device.clone())), Arc::<Asks>::default());
        for parts in [&mut alice, &mut bob] {
            (parts.rooms.desk, parts.rooms.log) = (desk.clone(), desk.clone());
        }
        (alice.rooms.wishes, alice.rooms.wish_book) = (asks.clone(), asks.clone());
        let room = room_id()?;
        found(room, &alice, &bob, members).await?;

        let guest = Somebody::called("guest")?;
        alice.contacts.remember(&person(&guest)).await?;
        let db = Connection::open(folder.join("alice").join("peer.db"))?;
        db.busy_timeout(std::time::Duration::from_secs(30))?;
        let (parts, to_bob) = (alice.clone(), bob.device.clone());
        Ok(Self { room, parts, alice: alice.into(), bob: bob.into(), to_bob, asks, guest, db })
    }

    /// Does all there is to do, `texts` texts among it.
    pub(super) async fn measure(&self, texts: usize) -> Result<Costs, Box<dyn Error>> {
        let create = self.create().await?;
        let (mut send, mut said) = (0.0, Vec::new());
        for _ in 0..texts / WAITING {
            send += self.send(WAITING).await?;
            let all = usize::MAX;
            said.extend(self.parts.pending.waiting(&self.to_bob, false, all, all).await?.sealed);
            self.clear()?;
        }
        let send = send / f64::from(u32::try_from(texts / WAITING)?);
        let receive = self.receive(said).await?;
        let add = self.add().await?;
        let remove = self.remove().await?;
        self.clear()?;
        Ok([create, add, remove, send, receive])
    }

    async fn create(&self) -> Result<f64, Box<dyn Error>> {
        let (room, name, randomness) = (room_id()?, "another".parse()?, randomness()?);
        let before = processor_time();
        let create = CreateRoom { room, name, at: now(), randomness };
        self.alice.rooms.create.handle(create).await?;
        Ok(micros_each(before, 1))
    }

    async fn send(&self, texts: usize) -> Result<f64, Box<dyn Error>> {
        let text = Text::try_from(String::from_utf8(TEXT.to_vec())?)?;
        let before = processor_time();
        for _ in 0..texts {
            let message = SendMessage {
                id: message_id()?,
                to: self.room.into(),
                text: text.clone(),
                reply_to: None,
                expires_in: None,
                at: now(),
                trace: None,
                randomness: randomness()?,
            };
            self.alice.send_message.handle(message).await?;
        }
        Ok(micros_each(before, texts))
    }

    /// Bob hears what was said.
    async fn receive(&self, waiting: Vec<Outgoing>) -> Result<f64, Box<dyn Error>> {
        let (texts, before) = (waiting.len(), processor_time());
        for Outgoing { envelope, .. } in waiting {
            let (sender, at, randomness) = (self.parts.device.clone(), now(), randomness()?);
            let receive = ReceiveEnvelopes { sender, envelopes: vec![envelope], at, randomness };
            self.bob.receive_envelopes.handle(receive).await?;
        }
        Ok(micros_each(before, texts))
    }

    /// The guest, who is invited and asks, is taken in.
    async fn add(&self) -> Result<f64, Box<dyn Error>> {
        let (id, room, guest) = (message_id()?, self.room, &self.guest.device);
        let (who, at, randomness) = (guest.person.clone(), now(), self::randomness()?);
        let invite = InviteToRoom { id, room, who, at, trace: None, randomness };
        self.alice.rooms.invite.handle(invite).await?;
        let by = Some(MessageRef { id, author: self.parts.device.person.clone() });
        let what = Asked::In { package: self.guest.invitable()?.package, by };
        self.asks.put(RoomAsk { room, from: guest.clone(), what });

        let (before, randomness) = (processor_time(), self::randomness()?);
        self.alice.rooms.answer.handle(AnswerInRooms { at: now(), randomness }).await?;
        let took = micros_each(before, 1);
        self.expect_guest(true).await?;
        Ok(took)
    }

    async fn remove(&self) -> Result<f64, Box<dyn Error>> {
        let (room, who, randomness) = (self.room, self.guest.device.person.clone(), randomness()?);
        let before = processor_time();
        let remove = RemoveFromRoom { room, who, at: now(), randomness };
        self.alice.rooms.change.handle(remove).await?;
        let took = micros_each(before, 1);
        self.expect_guest(false).await?;
        Ok(took)
    }

    /// Bob follows, and everybody finds the guest in it, or not.
    async fn expect_guest(&self, is_in: bool) -> Result<(), Box<dyn Error>> {
        let (room, at, randomness) = (self.room, now(), randomness()?);
        self.bob.rooms.follow.handle(FollowRoom { room, at, randomness }).await?;
        let kept = self.parts.rooms.book.room(room).await?.ok_or("no room")?;
        let members = self.parts.rooms.groups.load(&kept.tree, &kept.state)?.members()?;
        let found = members.iter().any(|it| it.device == self.guest.device);
        if found == is_in { Ok(()) } else { Err("the room was not changed".into()) }
    }

    /// What the guest is added with, another one each time.
    pub(super) fn package(&self) -> Result<Vec<u8>, Box<dyn Error>> {
        Ok(self.guest.invitable()?.package)
    }

    /// Takes off what waits: nobody delivers it.
    pub(super) fn clear(&self) -> rusqlite::Result<()> {
        self.db
            .execute_batch("BEGIN IMMEDIATE; DELETE FROM outbox; DELETE FROM room_sealed; COMMIT;")
    }
}

/// Makes the room, with all in it at once.
async fn found(
    room: RoomId,
    alice: &PeerParts,
    bob: &PeerParts,
    members: usize,
) -> Result<(), Box<dyn Error>> {
    let account = alice.introduction.account_key;
    let (kind, host) = (RoomKind::Private, alice.device.person.domain.clone());
    let charter = RoomCharter::new(kind, host.clone(), "bench".parse()?, account);
    let mut group = alice.rooms.groups.create(room, &charter, fresh()?)?;
    let invitable = bob.rooms.invitations.invitable(fresh()?)?;
    let mut add = vec![invitable.package];
    for number in 2..members {
        add.push(Somebody::called(&format!("p{number}"))?.invitable()?.package);
    }
    let change = GroupChange { add, ..GroupChange::default() };
    let made = group.prepare(&change, fresh()?)?;
    let of_alice = group.apply(&made.commit, Some(made.own()), fresh()?)?.keep;
    let welcome = made.welcome.as_ref().ok_or("nobody is welcome")?;
    let mut joined = bob.rooms.invitations.join(welcome, &invitable.secret, fresh()?)?;
    let of_bob = joined.keep()?;
    let known = KnownRoom {
        id: room,
        kind,
        host,
        name: charter.name,
        place: RoomPlace(0),
        standing: RoomStanding::Member,
        departures: RoomDepartures::default(),
        trail: RoomTrail::default(),
        keys: RoomKeys::fresh(now(), 0),
        version: 0,
    };
    for (parts, keep) in [(alice, of_alice), (bob, of_bob)] {
        parts.rooms.rooms.add(&known, keep).await?;
    }
    Ok(())
}

fn person(of: &Somebody) -> Person {
    let enrolment = Enrolment::sign(of.device.clone(), &of.account, &of.own);
    let signature = enrolment.account_signature;
    let device = Device { id: of.device.device.clone(), key: of.own.public(), signature };
    Person {
        address: of.device.person.clone(),
        account_key: of.account.public(),
        devices: vec![device],
        list: None,
    }
}
