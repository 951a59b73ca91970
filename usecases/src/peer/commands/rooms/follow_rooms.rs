use std::{collections::BTreeMap, sync::Arc};

use causerie_chat::{Body, Message, RoomId, RoomInvitation, RoomKind, RoomPlace, Timestamp};
use causerie_session::Randomness;

use super::JoinPublicRoomHandler;
use crate::{
    CommandHandler,
    peer::{
        fan_out::other_devices,
        rooms::{
            Entrance, LostRoom, NotFollowed, OpenInvitations, RoomEntering, RoomFollowing,
            RoomPost, RoomWishing,
        },
    },
    ports::{
        Identities, KnownRoom, LoggedRoom, NotQueued, RoomBook, RoomLogBook, RoomNotKept,
        RoomStanding, RoomWishBook, Unavailable,
    },
};

/// Take over what changed in all rooms: come into those that somebody took this device into, read the logs of those it is in, and ask to be taken into those
/// of this person's that it is not in, or has lost. Into the public channel it comes by itself.
#[derive(Debug)]
pub struct FollowRooms {
    /// When.
    pub at: Timestamp,
    /// What the steps draw from.
    pub randomness: Randomness,
}

/// Carries out [`FollowRooms`]. Done again it goes on where it was, and asks for the same once in [`FollowRoomsHandler::PATIENCE_MILLIS`].
pub struct FollowRoomsHandler {
    /// Reads their logs.
    pub following: Arc<RoomFollowing>,
    /// Comes into them.
    pub entering: Arc<RoomEntering>,
    /// Finds whom to ask for those that were lost.
    pub lost: Arc<LostRoom>,
    /// Knows into which this person's other devices said to come.
    pub open: Arc<OpenInvitations>,
    /// Asks.
    pub wishing: Arc<RoomWishing>,
    /// Knows what this device wished for.
    pub wish_book: Arc<dyn RoomWishBook>,
    /// Knows which devices this person has.
    pub identities: Arc<dyn Identities>,
    /// Tells them.
    pub post: Arc<RoomPost>,
    /// Comes into the public channel.
    pub join_public: Arc<JoinPublicRoomHandler>,
}

impl CommandHandler<FollowRooms> for FollowRoomsHandler {
    type Error = Unavailable;

    async fn handle(&self, command: FollowRooms) -> Result<(), Unavailable> {
        let FollowRooms { at, randomness } = command;
        let logged = self.logged().await?;
        for (room, logged) in &logged {
            let drawn = self.fork(&randomness, b"room", *room);
            self.take(*room, logged, at, &drawn).await?;
        }
        let known = self.book().rooms().await?;
        self.join_public.come_back(&known, at, &randomness).await?;
        for known in known {
            let drawn = self.fork(&randomness, b"room of mine", known.id);
            match known.standing {
                RoomStanding::Member => self.tell_own(&known, at, &drawn).await?,
                RoomStanding::Lost | RoomStanding::Forked if known.kind == RoomKind::Private => {
                    self.ask_back(&known, at, drawn).await?;
                }
                RoomStanding::Lost
                | RoomStanding::Forked
                | RoomStanding::Unconfirmed
                | RoomStanding::Leaving
                | RoomStanding::Left
                | RoomStanding::Gone => {}
            }
        }
        self.come_along(at, &randomness).await
    }
}

impl FollowRoomsHandler {
    /// After how long somebody is asked again to take this device in: one day.
    pub const PATIENCE_MILLIS: u64 = 24 * 60 * 60 * 1_000;

    /// How long the entry that let this device in is looked for, before it asks for another one: ten minutes.
    pub const ENTRANCE_MILLIS: u64 = 10 * 60 * 1_000;

    fn book(&self) -> &dyn RoomBook {
        &*self.following.live.book
    }

    pub(super) fn fork(&self, randomness: &Randomness, label: &[u8], room: RoomId) -> Randomness {
        randomness.fork(&*self.following.own.provider, &[label, room.as_bytes()].concat())
    }

    /// All rooms that the directory says this device has to do with.
    async fn logged(&self) -> Result<BTreeMap<RoomId, LoggedRoom>, Unavailable> {
        let RoomFollowing { own, log, .. } = &*self.following;
        let (mut all, mut after) = (BTreeMap::new(), None);
        loop {
            let most = <dyn RoomLogBook>::MOST_ROOMS;
            let page = log.rooms(&own.device, after, most).await?;
            let is_last = page.len() < most;
            after = page.last().map(|it| it.room);
            all.extend(page.into_iter().map(|it| (it.room, it)));
            // As many rooms as there may be, ten times over: a directory that names more is not asked on.
            if is_last || all.len() > 10 * most {
                return Ok(all);
            }
        }
    }

    /// Follows a room, or comes into it.
    async fn take(
        &self,
        room: RoomId,
        logged: &LoggedRoom,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<(), Unavailable> {
        let known = self.book().known(room).await?;
        match known.as_ref().map(|known| known.standing) {
            Some(RoomStanding::Member | RoomStanding::Leaving) => {
                let is_behind = known.is_some_and(|known| known.place < logged.last);
                self.follow(room, is_behind, at, randomness).await
            }
            // It was begun, and whoever made it did not hear so.
            Some(RoomStanding::Unconfirmed) => self.confirm(known).await,
            Some(
                RoomStanding::Left | RoomStanding::Gone | RoomStanding::Lost | RoomStanding::Forked,
            )
            | None => self.come_in(known, room, logged, at, randomness).await,
        }
    }

    /// Comes into a room as it wished, if somebody took it in. One that it has left, and wishes for no more, it follows until it was let go.
    async fn come_in(
        &self,
        known: Option<KnownRoom>,
        room: RoomId,
        logged: &LoggedRoom,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<(), Unavailable> {
        let place = known.as_ref().map_or(RoomPlace(0), |known| known.place);
        let wishes = self.wish_book.wishes().await?;
        let Some(wish) = wishes.iter().find(|wish| wish.invitation.room == room) else {
            let has_left = known.is_some_and(|it| it.standing.leaves());
            if has_left && place < logged.last {
                self.follow(room, true, at, randomness).await?;
            }
            return Ok(());
        };
        let (other, by) = match self.entering.enter(wish, place, at, randomness).await? {
            Entrance::Taken => return self.follow(room, true, at, randomness).await,
            Entrance::Other(other, by) => (other, by.person),
            Entrance::None => return Ok(()),
        };
        let since = at.millis().saturating_sub(wish.at.millis());
        if logged.is_in && since >= Self::ENTRANCE_MILLIS {
            // Somebody let it in by what it asked with before, which it cannot come in by any more. Whoever did may do so again.
            let of = if self.lost.may_help(&by).await? { by } else { wish.of.clone() };
            let invitation = wish.invitation.clone();
            let drawn = self.fork(randomness, b"room entrance", room);
            self.ask(invitation, of, at, drawn).await?;
            self.passes(known, other).await?;
        }
        Ok(())
    }

    /// Notes that what lets this device into a room up to a place is of no use to it, so that it asks anew on account of that once.
    async fn passes(&self, known: Option<KnownRoom>, place: RoomPlace) -> Result<(), Unavailable> {
        let Some(known) = known else { return Ok(()) };
        let known = KnownRoom { place, ..known };
        match self.following.rooms.update(&known, None, None).await {
            Ok(()) | Err(RoomNotKept::Stale | RoomNotKept::AlreadyHere) => {}
            Err(RoomNotKept::Unavailable(cause)) => return Err(cause),
        }
        self.following.live.forget(known.id).await;
        Ok(())
    }

    /// Notes that a room that this device made is there.
    async fn confirm(&self, known: Option<KnownRoom>) -> Result<(), Unavailable> {
        let Some(known) = known else { return Ok(()) };
        let known = KnownRoom { standing: RoomStanding::Member, ..known };
        match self.following.rooms.update(&known, None, None).await {
            // Whoever makes it was faster.
            Ok(()) | Err(RoomNotKept::Stale | RoomNotKept::AlreadyHere) => {}
            Err(RoomNotKept::Unavailable(cause)) => return Err(cause),
        }
        self.following.live.forget(known.id).await;
        Ok(())
    }

    /// Reads on in a room's log, if it is longer than what was read, looks whether it still is what it was, and notes it if this device cannot go on.
    async fn follow(
        &self,
        room: RoomId,
        is_behind: bool,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<(), Unavailable> {
        if !self.entering.can_be_read(room).await? {
            return self.entering.lose(room, RoomStanding::Lost).await;
        }
        let followed =
            if is_behind { self.following.follow(room, at, randomness).await } else { Ok(()) };
        let checked = match followed {
            // What cannot be looked into now is later.
            Ok(()) => match self.following.check(room, false, at, randomness).await {
                Err(NotFollowed::DirectoryUnreachable(_)) => Ok(()),
                checked => checked,
            },
            not => not,
        };
        match checked {
            Err(NotFollowed::Lost) => self.entering.lose(room, RoomStanding::Lost).await,
            Err(NotFollowed::Forked) => self.entering.lose(room, RoomStanding::Forked).await,
            Err(NotFollowed::Unavailable(cause) | NotFollowed::DirectoryUnreachable(cause)) => {
                Err(cause)
            }
            Ok(()) | Err(NotFollowed::NoSuchRoom) => Ok(()),
        }
    }

    /// Tells the other devices of this person that are not in a room that they may come.
    async fn tell_own(
        &self,
        known: &KnownRoom,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<(), Unavailable> {
        let own = &self.following.own;
        let others = other_devices(own, &*self.identities).await?;
        if others.is_empty() {
            return Ok(());
        }
        let Ok(mut entered) = self.following.live.enter(known.id).await else { return Ok(()) };
        let (epoch, members) = (entered.group().epoch(), entered.group().members());
        entered.leave(false);
        let members = members.map_err(Unavailable::new)?;
        let is_in = |device| members.iter().any(|it| it.device == device);
        let invitation = invitation(known, epoch);
        for device in others.into_iter().filter(|device| !is_in(device.clone())) {
            let since = known.departures.known_from();
            let message = Message {
                id: invitation.message_id(since, &device),
                author: own.device.person.clone(),
                recipient: own.device.person.clone().into(),
                sent_at: at,
                body: Body::Invitation(Box::new(invitation.clone())),
                reply_to: None,
                expires_at: None,
            };
            let drawn = randomness.fork(&*own.provider, device.to_string().as_bytes());
            match self.post.send(&message, [device], None, drawn).await {
                // It was told before.
                Ok(()) | Err(NotQueued::IdInUse) => {}
                Err(NotQueued::Unavailable(cause)) => return Err(cause),
            }
        }
        Ok(())
    }
}

/// What is said of a room by somebody who is or was in it.
pub(super) fn invitation(known: &KnownRoom, epoch: u64) -> RoomInvitation {
    let KnownRoom { id, kind, host, name, .. } = known.clone();
    RoomInvitation { room: id, kind, host, name, epoch }
}
