use std::sync::Arc;

use causerie_chat::{
    Cause, RoomChange, RoomCharter, RoomDepartures, RoomEntry, RoomId, RoomInfo, RoomKind,
    RoomPlace, RoomRefusal, RoomTrail, Timestamp,
};
use causerie_session::Randomness;
use futures_util::lock::Mutex as Lock;
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::rooms::RoomFollowing,
    ports::{
        Event, Fresh, Group, GroupRefused, KnownRoom, NotAppended, NotFounded, PublicChannel,
        PublicDesk, PublicRoom, RoomDesk, RoomKeys, RoomNotKept, RoomStanding, Unavailable,
    },
};

/// Be in the public channel of this person's directory: come into it, or found it if nobody did.
#[derive(Debug)]
pub struct JoinPublicRoom {
    /// When.
    pub at: Timestamp,
    /// What the steps draw from.
    pub randomness: Randomness,
}

/// Carries out [`JoinPublicRoom`]. Once it returns, this device is in it; again changes nothing. The room that was the channel before, if the operator ended that, is
/// over here then.
pub struct JoinPublicRoomHandler {
    /// Has the rooms.
    pub following: Arc<RoomFollowing>,
    /// Has what is done there counted: the directory.
    pub desk: Arc<dyn RoomDesk>,
    /// Knows which room it is.
    pub public: Arc<dyn PublicDesk>,
    /// One at a time: a device that comes in twice takes its place from itself.
    pub turn: Lock<()>,
}

impl CommandHandler<JoinPublicRoom> for JoinPublicRoomHandler {
    type Error = NotJoinedPublic;

    async fn handle(&self, command: JoinPublicRoom) -> Result<(), NotJoinedPublic> {
        let _turn = self.turn.lock().await;
        let channel = self.public.public_channel().await;
        let channel = channel.map_err(NotJoinedPublic::DirectoryUnreachable)?;
        let channel = channel.ok_or(NotJoinedPublic::NoPublicChannel)?;
        let room = channel.room;
        let joined = self.join(command, channel).await;
        match &joined {
            Ok(()) => self.end_all_but(Some(room)).await?,
            // Whoever lost it does not ask on and on.
            Err(NotJoinedPublic::Banned) => self.end_all_but(None).await?,
            Err(_) => {}
        }
        joined
    }
}

/// One attempt.
struct Step<'a> {
    room: RoomId,
    charter: &'a RoomCharter,
    at: Timestamp,
    drawn: Randomness,
}

/// The room that this device is in then, and up to where in its log.
type Made = Option<(Box<dyn Group>, RoomPlace)>;

impl JoinPublicRoomHandler {
    /// How often it is tried again after somebody else was faster.
    const ATTEMPTS: u8 = 32;

    async fn join(
        &self,
        JoinPublicRoom { at, randomness }: JoinPublicRoom,
        channel: PublicChannel,
    ) -> Result<(), NotJoinedPublic> {
        let room = channel.room;
        let RoomFollowing { own, live, log, .. } = &*self.following;
        let host = own.device.person.domain.clone();
        let charter = RoomCharter::unowned(host, channel.name);
        for attempt in 0..Self::ATTEMPTS {
            let known = live.book.known(room).await?;
            match known.map(|known| known.standing) {
                Some(RoomStanding::Member) => return Ok(()),
                // It comes in anew, in its own place.
                Some(RoomStanding::Leaving) => {
                    let left = self.following.go(room, RoomStanding::Left).await;
                    left.map_err(Unavailable::new)?;
                }
                _ => {}
            }
            let label = [b"public room", &[attempt][..]].concat();
            let step = Step {
                room,
                charter: &charter,
                at,
                drawn: randomness.fork(&*own.provider, &label),
            };
            let open = log.info(&own.device, room).await;
            let made = match open.map_err(NotJoinedPublic::DirectoryUnreachable)? {
                Some(open) => self.come_in(&step, &open).await?,
                None => self.found(&step).await?,
            };
            // Nothing, where somebody else was faster.
            if let Some((mut group, place)) = made {
                return self.keep(&step, &mut *group, place).await;
            }
        }
        Err(NotJoinedPublic::Busy)
    }

    /// Notes of the rooms that were the channel before, or of all of them, that they are over. What was said in them stays.
    async fn end_all_but(&self, present: Option<RoomId>) -> Result<(), Unavailable> {
        let RoomFollowing { live, rooms, events, .. } = &*self.following;
        for known in live.book.rooms().await? {
            let is_over = known.kind == RoomKind::Public && Some(known.id) != present;
            if !is_over || known.standing == RoomStanding::Gone {
                continue;
            }
            let id = known.id;
            let gone = KnownRoom { standing: RoomStanding::Gone, ..known };
            match rooms.update(&gone, None, None).await {
                // Somebody else was faster; it is looked at again.
                Ok(()) | Err(RoomNotKept::Stale | RoomNotKept::AlreadyHere) => {}
                Err(RoomNotKept::Unavailable(cause)) => return Err(cause),
            }
            live.forget(id).await;
            events.tell(Event::Conversation(id.into()));
        }
        Ok(())
    }

    /// Comes in by what stands open, behind the last entry. What was accepted and not kept, because this was cut short, is done anew: this
    /// device takes the place that it has then.
    async fn come_in(&self, step: &Step<'_>, open: &PublicRoom) -> Result<Made, NotJoinedPublic> {
        let fresh = self.fresh(step, b"comes in");
        let groups = &self.following.live.groups;
        let (group, commit) = groups.join_public(open.info.as_bytes(), fresh)?;
        // Whoever founded it, or put in the last entry, may have made another room of it.
        if group.room() != step.room || group.charter()? != *step.charter {
            return Err(NotJoinedPublic::NotTheChannel);
        }
        let info = self.info(step, &*group)?;
        let device = self.following.own.device.clone();
        let change = RoomChange::new(vec![device], Vec::new(), Vec::new(), Vec::new());
        let change = change.map_err(|_| GroupRefused::Malformed)?;
        let commit = commit.try_into().map_err(|_| GroupRefused::Full)?;
        let entry = RoomEntry { commit, change, info: Some(info), welcome: None };
        let place = open.last.next();
        match self.desk.append(step.room, place, &entry).await {
            Ok(()) => Ok(Some((group, place))),
            Err(NotAppended::Refused(RoomRefusal::Taken | RoomRefusal::Ahead)) => Ok(None),
            Err(NotAppended::Refused(RoomRefusal::NotAllowed)) => Err(NotJoinedPublic::Banned),
            Err(NotAppended::Refused(refusal)) => Err(NotJoinedPublic::Refused(refusal)),
            Err(NotAppended::Unlisted(cause)) => Err(NotJoinedPublic::Unlisted(cause)),
            Err(NotAppended::Unavailable(cause)) => {
                Err(NotJoinedPublic::DirectoryUnreachable(cause))
            }
        }
    }

    /// Founds it, with nobody in it but this device.
    async fn found(&self, step: &Step<'_>) -> Result<Made, NotJoinedPublic> {
        let groups = &self.following.live.groups;
        let group = groups.create(step.room, step.charter, self.fresh(step, b"founds"))?;
        let info = self.info(step, &*group)?;
        match self.desk.found(step.room, RoomKind::Public, Some(&info)).await {
            Ok(()) => Ok(Some((group, RoomPlace(0)))),
            Err(NotFounded::IdInUse) => Ok(None),
            Err(NotFounded::TooMany) => Err(NotJoinedPublic::TooMany),
            Err(NotFounded::WrongInfo) => Err(NotJoinedPublic::Unlisted(Cause::MALFORMED)),
            Err(NotFounded::UnknownDevice) => Err(NotJoinedPublic::Unlisted(Cause::UNKNOWN_DEVICE)),
            Err(NotFounded::Refused(cause)) => Err(NotJoinedPublic::Unlisted(cause)),
            Err(NotFounded::Unavailable(cause)) => {
                Err(NotJoinedPublic::DirectoryUnreachable(cause))
            }
        }
    }

    async fn keep(
        &self,
        step: &Step<'_>,
        group: &mut dyn Group,
        place: RoomPlace,
    ) -> Result<(), NotJoinedPublic> {
        let RoomFollowing { live, rooms, events, .. } = &*self.following;
        let RoomCharter { kind, host, name, .. } = step.charter.clone();
        let (id, standing) = (step.room, RoomStanding::Member);
        let departures = RoomDepartures::since(group.epoch());
        let keys = RoomKeys::fresh(step.at, 0);
        let (trail, version) = (RoomTrail::default(), 0);
        let known =
            KnownRoom { id, kind, host, name, place, standing, departures, trail, keys, version };
        match rooms.add(&known, group.keep()?).await {
            Ok(()) => {}
            Err(RoomNotKept::Unavailable(cause)) => return Err(cause.into()),
            Err(stale) => return Err(Unavailable::new(stale).into()),
        }
        live.forget(id).await;
        events.tell(Event::Conversation(id.into()));
        Ok(())
    }

    /// What the next ones come in by.
    fn info(&self, step: &Step<'_>, group: &dyn Group) -> Result<RoomInfo, GroupRefused> {
        let info = group.info(self.fresh(step, b"stands open"))?;
        info.try_into().map_err(|_| GroupRefused::Full)
    }

    fn fresh(&self, step: &Step<'_>, label: &[u8]) -> Fresh {
        Fresh { entropy: step.drawn.bytes(&*self.following.own.provider, label), at: step.at }
    }
}

/// Why this device is not in the public channel.
#[derive(Debug, Error)]
pub enum NotJoinedPublic {
    /// The directory has none: it is of an earlier version.
    #[error("the directory has no public channel")]
    NoPublicChannel,
    /// A moderator has banned this person.
    #[error("this person is banned from the public channel")]
    Banned,
    /// What stands open there is not the directory's channel, but a room that somebody made of it.
    #[error("what stands open there is not the public channel")]
    NotTheChannel,
    /// This person has made as many rooms as the directory lets them, and nobody else founded it yet.
    #[error("the directory takes no more rooms of this person")]
    TooMany,
    /// The directory refuses it.
    #[error("the directory refuses: {0}")]
    Refused(RoomRefusal),
    /// The directory refuses it, for another reason.
    #[error("the directory refuses: {0}")]
    Unlisted(Cause),
    /// What stands open there is broken, or too large.
    #[error("the public channel cannot be entered: {0}")]
    NotMade(#[from] GroupRefused),
    /// Others come in all the time; it can be tried again.
    #[error("others come in all the time")]
    Busy,
    /// The directory does not answer; the same command again goes on with it.
    #[error("the directory does not answer")]
    DirectoryUnreachable(#[source] Unavailable),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
