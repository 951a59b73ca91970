use std::{collections::HashSet, sync::Arc};

use causerie_chat::{AccountKey, RoomDraft, RoomEpoch, RoomId, RoomMark, RoomMember, Timestamp};
use causerie_session::Randomness;
use thiserror::Error;

use super::live::{Entered, LiveRooms, NotEntered};
use crate::{
    peer::OwnIdentity,
    ports::{
        AppliedCommit, Event, Events, Fresh, Group, GroupRefused, KnownRoom, LoggedEntry, NotRead,
        OwnCommit, RoomKeys, RoomLogBook, RoomNotKept, RoomStanding, Rooms, Unavailable,
    },
};

/// Follows the logs of rooms: applies the commits that were accepted, in their order.
pub struct RoomFollowing {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Has the rooms.
    pub live: Arc<LiveRooms>,
    /// Has their logs: the directory.
    pub log: Arc<dyn RoomLogBook>,
    /// Keeps how far they were read.
    pub rooms: Arc<dyn Rooms>,
    /// Hears what changed.
    pub events: Arc<dyn Events>,
}

/// The most bytes of entries that are asked for at once.
pub(super) const BYTES: usize = 4 << 20;

impl RoomFollowing {
    /// Reads on in a room's log as far as it goes. What was read before is not read again, and an entry that no member can apply is passed over: all
    /// who are in the same epoch find the same.
    pub(in crate::peer) async fn follow(
        &self,
        room: RoomId,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<(), NotFollowed> {
        self.read_on(room, RoomEpoch::MAX, false, at, randomness).await
    }

    /// The same, but not beyond that epoch: whoever is further on opens less of what was said before.
    pub(in crate::peer) async fn follow_to(
        &self,
        room: RoomId,
        epoch: RoomEpoch,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<(), NotFollowed> {
        self.read_on(room, epoch, false, at, randomness).await
    }

    /// The same for whoever is about to change the room: nothing is believed of a directory that tells otherwise than before. At the `first` attempt the entry that
    /// was read last is read again; where nothing fits into an answer with it, the log is not read to its end.
    pub(in crate::peer) async fn follow_to_change(
        &self,
        room: RoomId,
        first: bool,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<(), NotFollowed> {
        self.read_on(room, RoomEpoch::MAX, first, at, randomness).await?;
        self.check(room, true, at, randomness).await
    }

    async fn read_on(
        &self,
        room: RoomId,
        epoch: RoomEpoch,
        mut is_about: bool,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<(), NotFollowed> {
        loop {
            let mut entered = self.live.enter(room).await?;
            let (known, is_member) = (entered.known().clone(), entered.is_member());
            let is_there = entered.group().epoch() >= epoch;
            entered.leave(false);
            if !is_member || is_there {
                return Ok(());
            }
            let (last, next) = (known.place, known.place.next());
            let again = is_about && known.trail.first(last).is_some();
            let most = <dyn RoomLogBook>::MOST_ENTRIES;
            let from = if again { last } else { next };
            is_about = false;
            let mut entries =
                match self.log.entries(&self.own.device, room, from, most, BYTES).await {
                    // What was read last may be thrown away already.
                    Err(NotRead::Expired) if again => continue,
                    read => read?,
                };
            if again && entries.first().is_some_and(|it| it.place == last) {
                let same = entries.remove(0);
                if known.trail.differs(last, [(last, RoomMark::of(&same.commit))]).is_some() {
                    self.live.doubts.raise(room);
                }
            }
            if entries.is_empty() {
                return Ok(());
            }
            let mut expected = next;
            for entry in &entries {
                // Whoever passed over one that was left out would never come into the epoch behind it.
                if entry.place != expected {
                    let untrue = Unavailable::new("the directory leaves entries out");
                    return Err(NotFollowed::DirectoryUnreachable(untrue));
                }
                expected = expected.next();
                if self.take(room, entry, at, randomness).await? >= epoch {
                    return Ok(());
                }
            }
        }
    }

    /// Takes an entry, unless it was: whoever else follows may have been faster. The epoch that the room is in then.
    async fn take(
        &self,
        room: RoomId,
        entry: &LoggedEntry,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<RoomEpoch, NotFollowed> {
        let mut entered = self.live.enter(room).await?;
        if entry.place <= entered.known().place || !entered.is_member() {
            let epoch = entered.group().epoch();
            entered.leave(false);
            return Ok(epoch);
        }
        let label = [b"room entry", &entry.place.0.to_be_bytes()[..]].concat();
        let fresh = Fresh { entropy: randomness.bytes(&*self.own.provider, &label), at };
        let draft = entered.draft(&*self.live.book).await?;
        let own = draft.as_ref().filter(|draft| draft.place == entry.place).map(own);
        let (commit, let_go) = (entry.commit.as_bytes(), entry.change.lets_go());
        let applied = entered.group().apply_logged(commit, let_go, own, fresh);
        let epoch = entered.group().epoch();
        self.keep(entered, entry, applied, at).await?;
        self.events.tell(Event::Room(room));
        self.events.tell(Event::Conversation(room.into()));
        Ok(epoch)
    }

    async fn keep(
        &self,
        mut entered: Entered,
        entry: &LoggedEntry,
        applied: Result<AppliedCommit, GroupRefused>,
        at: Timestamp,
    ) -> Result<(), NotFollowed> {
        let mut known = KnownRoom { place: entry.place, ..entered.known().clone() };
        known.trail.note(RoomMark::of(&entry.commit), applied.is_err());
        let keep = match applied {
            Ok(AppliedCommit { charter, is_over, keep, removed, added, epoch, .. }) => {
                for who in gone(entered.group(), &removed, &added) {
                    known.departures.note(who, epoch);
                }
                if let Some(charter) = charter {
                    known.name = charter.name;
                }
                known.keys = RoomKeys::fresh(at, known.version + 1);
                // Whose place was given back to them by something they asked for long ago has it, and has lost what belongs to it.
                let has_place = added.iter().any(|it| it.device == self.own.device);
                if is_over {
                    known.standing =
                        if has_place { RoomStanding::Lost } else { RoomStanding::Gone };
                }
                Some(keep)
            }
            // Its own commit was accepted, and it knows no more what that led to.
            Err(GroupRefused::Own | GroupRefused::Broken) => return Err(NotFollowed::Lost),
            Err(_) => {
                self.live.doubts.raise(known.id);
                None
            }
        };
        self.rooms.update(&known, keep, None).await?;
        entered.goes_on(known);
        entered.leave(false);
        Ok(())
    }
}

/// Of those whose devices were removed, who has none in the room any more. Whoever was removed themselves has the room as it was before.
fn gone(group: &dyn Group, removed: &[RoomMember], added: &[RoomMember]) -> HashSet<AccountKey> {
    if removed.is_empty() {
        return HashSet::new();
    }
    let is_among = |all: &[RoomMember], device: &_| all.iter().any(|it| it.device == *device);
    let members = group.members().unwrap_or_else(|_| [].into());
    let stay = members.iter().filter(|it| !is_among(removed, &it.device)).chain(added);
    let stay: HashSet<_> = stay.map(|it| it.account_key).collect();
    removed.iter().map(|it| it.account_key).filter(|who| !stay.contains(who)).collect()
}

fn own(draft: &RoomDraft) -> OwnCommit<'_> {
    let RoomDraft { epoch, entry, secret, .. } = draft;
    OwnCommit { epoch: *epoch, commit: entry.commit.as_bytes(), secret }
}

/// Why a log was not followed to its end.
#[derive(Debug, Error)]
pub enum NotFollowed {
    /// The room is not known here, or the directory knows none in which this device is.
    #[error("there is no such room")]
    NoSuchRoom,
    /// This device cannot go on in it, and has to come in anew: it was away for too long, or what was kept is lost.
    #[error("this device has lost the room")]
    Lost,
    /// The directory tells other changes of it than it told before, which this device has applied.
    #[error("the directory tells other changes of the room than before")]
    Forked,
    /// The directory does not answer.
    #[error("the directory does not answer")]
    DirectoryUnreachable(#[source] Unavailable),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotEntered> for NotFollowed {
    fn from(not: NotEntered) -> Self {
        match not {
            NotEntered::NoSuchRoom => Self::NoSuchRoom,
            NotEntered::Broken(_) => Self::Lost,
            NotEntered::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}

impl From<NotRead> for NotFollowed {
    fn from(not: NotRead) -> Self {
        match not {
            NotRead::NoSuchRoom | NotRead::NotAllowed => Self::NoSuchRoom,
            NotRead::Expired => Self::Lost,
            NotRead::Unavailable(cause) => Self::DirectoryUnreachable(cause),
        }
    }
}

impl From<RoomNotKept> for NotFollowed {
    fn from(not: RoomNotKept) -> Self {
        match not {
            RoomNotKept::Unavailable(cause) => Self::Unavailable(cause),
            stale => Self::Unavailable(Unavailable::new(stale)),
        }
    }
}
