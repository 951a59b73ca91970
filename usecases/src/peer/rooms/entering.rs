use std::sync::Arc;

use causerie_chat::{
    DeviceAddress, RoomCharter, RoomDepartures, RoomId, RoomMark, RoomPlace, RoomTrail, Timestamp,
};
use causerie_session::Randomness;
use thiserror::Error;

use super::{
    following::{BYTES, RoomFollowing},
    live::NotEntered,
};
use crate::ports::{
    Event, Fresh, GroupRefused, Invitations, KnownRoom, LoggedEntry, NotRead, RoomKeys,
    RoomLogBook, RoomNotKept, RoomStanding, RoomWish, Unavailable,
};

/// Comes into rooms that others took this device into.
pub struct RoomEntering {
    /// Reads on from there.
    pub following: Arc<RoomFollowing>,
    /// Opens what others let this device in with.
    pub invitations: Arc<dyn Invitations>,
}

/// Whether there was a way into a room.
#[derive(Debug)]
pub(in crate::peer) enum Entrance {
    /// There was, and this device is in now.
    Taken,
    /// That device let it in by the entry at that place, which is the last one to do so, and by something else than it wished with: it cannot come in by that.
    Other(RoomPlace, DeviceAddress),
    /// There was none.
    None,
}

/// Why it is not known whether there is one.
#[derive(Debug, Error)]
pub(in crate::peer) enum NotLooked {
    /// The directory does not answer.
    #[error("the directory does not answer")]
    DirectoryUnreachable(#[source] Unavailable),
    /// This machine failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotLooked> for Unavailable {
    fn from(not: NotLooked) -> Self {
        match not {
            NotLooked::DirectoryUnreachable(cause) | NotLooked::Unavailable(cause) => cause,
        }
    }
}

impl RoomEntering {
    /// Comes into the room that this device wished to be taken into, if somebody did so behind `place`.
    pub(in crate::peer) async fn enter(
        &self,
        wish: &RoomWish,
        place: RoomPlace,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<Entrance, NotLooked> {
        let room = wish.invitation.room;
        let RoomFollowing { own, log, .. } = &*self.following;
        let mut found = Entrance::None;
        let mut next = place.next();
        loop {
            let most = <dyn RoomLogBook>::MOST_ENTRIES;
            let entries = match log.entries(&own.device, room, next, most, BYTES).await {
                Ok(entries) => entries,
                Err(NotRead::Unavailable(cause)) => {
                    return Err(NotLooked::DirectoryUnreachable(cause));
                }
                // It was not taken in, or what did so was thrown away.
                Err(_) => return Ok(found),
            };
            let Some(last) = entries.last() else { return Ok(found) };
            next = last.place.next();
            for entry in &entries {
                if self.opens(wish, entry, at, randomness).await? {
                    return Ok(Entrance::Taken);
                }
                if entry.change.lets_in().contains(&own.device) {
                    found = Entrance::Other(entry.place, entry.by.clone());
                }
            }
        }
    }

    /// Comes in by an entry, if it lets this device in by what it wished with.
    async fn opens(
        &self,
        wish: &RoomWish,
        entry: &LoggedEntry,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<bool, Unavailable> {
        let Some(welcome) = &entry.welcome else { return Ok(false) };
        let own = &self.following.own;
        let label = [b"room welcome", &entry.place.0.to_be_bytes()[..]].concat();
        let fresh = Fresh { entropy: randomness.bytes(&*own.provider, &label), at };
        // Any of these is a welcome that was made for another wish, or by somebody who keeps to no rules.
        let Ok(mut group) = self.invitations.join(welcome.as_bytes(), &wish.secret, fresh) else {
            return Ok(false);
        };
        let room = wish.invitation.room;
        let Some(charter) = group.charter().ok().filter(|_| group.room() == room) else {
            return Ok(false);
        };
        let departures = RoomDepartures::since(group.epoch());
        let mut trail = RoomTrail::default();
        trail.note(RoomMark::of(&entry.commit), false);
        let known = KnownRoom {
            trail,
            keys: RoomKeys::fresh(at, 0),
            ..known(room, charter, entry.place, departures)
        };
        let keep = group.keep().map_err(Unavailable::new)?;
        match self.following.rooms.add(&known, keep).await {
            Ok(()) | Err(RoomNotKept::AlreadyHere) => {}
            Err(RoomNotKept::Stale) => return Ok(false),
            Err(RoomNotKept::Unavailable(cause)) => return Err(cause),
        }
        self.following.live.forget(room).await;
        self.following.events.tell(Event::Conversation(room.into()));
        Ok(true)
    }

    /// Notes that this device cannot go on in a room, and how that is, so that it asks to be taken in again.
    pub(in crate::peer) async fn lose(
        &self,
        room: RoomId,
        standing: RoomStanding,
    ) -> Result<(), Unavailable> {
        let RoomFollowing { live, rooms, events, .. } = &*self.following;
        let Some(known) = live.book.known(room).await? else { return Ok(()) };
        // Whoever leaves does not come back for it.
        let standing = if known.standing.leaves() { RoomStanding::Gone } else { standing };
        let mut known = KnownRoom { standing, ..known };
        if standing == RoomStanding::Forked {
            // What was read may reach further than what there is.
            let first = known.trail.first(known.place);
            known.place = first.map_or(known.place, RoomPlace::before);
        }
        match rooms.update(&known, None, None).await {
            // Somebody else was faster; it is looked at again.
            Ok(()) | Err(RoomNotKept::Stale | RoomNotKept::AlreadyHere) => {}
            Err(RoomNotKept::Unavailable(cause)) => return Err(cause),
        }
        live.forget(room).await;
        events.tell(Event::Conversation(room.into()));
        Ok(())
    }

    /// Whether what was kept of a room can be read.
    pub(in crate::peer) async fn can_be_read(&self, room: RoomId) -> Result<bool, Unavailable> {
        match self.following.live.enter(room).await {
            Ok(entered) => {
                entered.leave(false);
                Ok(true)
            }
            Err(NotEntered::Broken(GroupRefused::Broken)) => Ok(false),
            Err(NotEntered::Broken(_) | NotEntered::NoSuchRoom) => Ok(true),
            Err(NotEntered::Unavailable(cause)) => Err(cause),
        }
    }
}

fn known(
    id: RoomId,
    charter: RoomCharter,
    place: RoomPlace,
    departures: RoomDepartures,
) -> KnownRoom {
    let RoomCharter { kind, host, name, .. } = charter;
    let standing = RoomStanding::Member;
    KnownRoom {
        id,
        kind,
        host,
        name,
        place,
        standing,
        departures,
        trail: RoomTrail::default(),
        keys: RoomKeys::default(),
        version: 0,
    }
}
