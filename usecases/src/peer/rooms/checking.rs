use causerie_chat::{RoomId, RoomMark, RoomPlace, RoomTrail, Timestamp};
use causerie_session::Randomness;

use super::following::{BYTES, NotFollowed, RoomFollowing};
use crate::ports::{KnownRoom, NotRead, Unavailable};

impl RoomFollowing {
    /// Looks whether the directory still tells what it told before of a room's log: at once where something does not fit, and else once a day. What was passed
    /// over because something else was told is read again then. What was applied cannot be undone: where the same is told twice, a minute apart, this device
    /// went on without the others; where it was told once, the directory is not believed. Whoever `is_about` to change the room does not wait where there is a doubt.
    pub(in crate::peer) async fn check(
        &self,
        room: RoomId,
        is_about: bool,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<(), NotFollowed> {
        let doubts = &self.live.doubts;
        let entered = self.live.enter(room).await?;
        let known = entered.known().clone();
        entered.leave(false);
        let Some(first) = known.trail.first(known.place) else { return Ok(()) };
        let is_odd = known.trail.is_passed_over(known.place, known.place);
        if !known.standing.has_keys() || !doubts.is_due(room, is_odd, is_about, at) {
            return Ok(());
        }
        let told = self.told(room, first, known.place).await?;
        match known.trail.differs(known.place, told) {
            None => doubts.settle(room, at),
            Some((place, _)) if known.trail.is_passed_over(known.place, place) => {
                doubts.settle(room, at);
                self.goes_back(room, known.version, place).await?;
                self.follow(room, at, randomness).await?;
                if is_about && doubts.is_raised(room) {
                    return Err(untrue());
                }
            }
            Some((place, mark)) if doubts.is_told_again(room, place, mark, at) => {
                return Err(NotFollowed::Forked);
            }
            Some(_) => return Err(untrue()),
        }
        Ok(())
    }

    /// What stands at the places from `first` to `last` now, as far as it is told.
    async fn told(
        &self,
        room: RoomId,
        first: RoomPlace,
        last: RoomPlace,
    ) -> Result<Vec<(RoomPlace, RoomMark)>, NotFollowed> {
        let (mut marks, mut next) = (Vec::new(), first);
        while next <= last {
            let read = self.log.entries(&self.own.device, room, next, RoomTrail::MOST, BYTES);
            let read = match read.await {
                Ok(read) => read,
                Err(NotRead::Unavailable(cause)) => {
                    return Err(NotFollowed::DirectoryUnreachable(cause));
                }
                // It is not told any more, which is not told otherwise.
                Err(NotRead::Expired | NotRead::NoSuchRoom | NotRead::NotAllowed) => Vec::new(),
            };
            marks.extend(read.iter().map(|it| (it.place, RoomMark::of(&it.commit))));
            // A directory that goes back is not asked on.
            match read.iter().map(|it| it.place.next()).max() {
                Some(behind) if behind > next => next = behind,
                _ => break,
            }
        }
        Ok(marks)
    }

    /// Takes the entry at a place and those behind it for unread; all of them were passed over. Nothing, if the room was kept meanwhile.
    async fn goes_back(
        &self,
        room: RoomId,
        version: u64,
        place: RoomPlace,
    ) -> Result<(), NotFollowed> {
        let mut entered = self.live.enter(room).await?;
        let known = entered.known().clone();
        if known.version != version {
            entered.leave(false);
            return Ok(());
        }
        let trail = known.trail.clone().before(known.place, place);
        let known = KnownRoom { place: place.before(), trail, ..known };
        let draft = self.live.book.draft(room).await?;
        self.rooms.update(&known, None, draft).await?;
        entered.goes_on(known);
        entered.leave(false);
        Ok(())
    }
}

fn untrue() -> NotFollowed {
    NotFollowed::DirectoryUnreachable(Unavailable::new("the directory tells otherwise than before"))
}
