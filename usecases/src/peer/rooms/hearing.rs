use std::{collections::BTreeSet, sync::Arc};

use causerie_chat::{
    Address, Body, Cause, DeviceAddress, Envelope, EnvelopeId, Message, Path, RoomId, RoomKind,
    RoomPlace, SealedInRoom, Standing, Timestamp,
};
use causerie_session::Randomness;

use super::{
    entering::{Entrance, NotLooked, RoomEntering},
    following::{NotFollowed, RoomFollowing},
    live::{Entered, NotEntered},
    told::{fellows, may_tell},
    ward::PublicWard,
};
use crate::ports::{
    Event, GroupRefused, HeardInRoom, Identities, NotHeard, OpenedText, RoomMail, RoomNews,
    RoomStanding, RoomWishBook, Unavailable,
};

/// Hears what is said in rooms.
pub struct RoomHearing {
    /// Reads what changed in a room since.
    pub following: Arc<RoomFollowing>,
    /// Comes into one that it is said in, if this device was taken in and has not heard of that yet.
    pub entering: Arc<RoomEntering>,
    /// Knows which ones it wished to be taken into.
    pub wish_book: Arc<dyn RoomWishBook>,
    /// Knows who people are.
    pub identities: Arc<dyn Identities>,
    /// Keeps what was said.
    pub mail: Arc<dyn RoomMail>,
    /// Knows what was taken before.
    pub news: Arc<dyn RoomNews>,
    /// Knows what is heard in the public channel.
    pub ward: Arc<PublicWard>,
}

/// How something came.
#[derive(Clone, Copy)]
pub(in crate::peer) struct Arrival<'a> {
    /// From which device.
    pub(in crate::peer) from: &'a DeviceAddress,
    /// By which way.
    pub(in crate::peer) path: Path,
    /// When.
    pub(in crate::peer) at: Timestamp,
}

impl RoomHearing {
    /// Takes envelopes of rooms that a device brought, and says which it did not, each for its reason; those are kept for inspection. One that was taken before
    /// changes nothing. One of an epoch that is yet to be reached has the room's log read first.
    pub(in crate::peer) async fn hear(
        &self,
        arrival: Arrival<'_>,
        envelopes: Vec<Envelope>,
        randomness: &Randomness,
    ) -> Result<Vec<(EnvelopeId, Cause)>, Unavailable> {
        let mut refused = Vec::new();
        for envelope in envelopes {
            let id = envelope.id;
            if let Err(cause) = self.hear_one(arrival, envelope, randomness).await? {
                refused.push((id, cause));
            }
        }
        Ok(refused)
    }

    /// Whether a device is in one of the rooms that these are of, as far as is known here.
    pub(in crate::peer) async fn is_fellow(
        &self,
        device: &DeviceAddress,
        envelopes: &[Envelope],
    ) -> Result<bool, Unavailable> {
        let of = |it: &Envelope| SealedInRoom::read(&it.sealed).map(|sealed| sealed.room);
        for room in envelopes.iter().filter_map(of).collect::<BTreeSet<_>>() {
            let Ok(entered) = self.entered(room).await? else { continue };
            let members = entered.members();
            entered.leave(false);
            if members.map_err(Unavailable::new)?.iter().any(|it| it.device == *device) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn hear_one(
        &self,
        arrival: Arrival<'_>,
        envelope: Envelope,
        randomness: &Randomness,
    ) -> Result<Result<(), Cause>, Unavailable> {
        let Arrival { from, path, at } = arrival;
        if self.news.was_taken(from, envelope.id).await? {
            self.mail.hear_again(from, envelope.id, path).await?;
            return Ok(Ok(()));
        }
        let cause = match self.opened(arrival, &envelope, randomness).await? {
            Ok((entered, heard)) => return self.keep(entered, heard).await,
            Err(cause) => cause,
        };
        // By two ways at once it can be opened once.
        if self.news.was_taken(from, envelope.id).await? {
            self.mail.hear_again(from, envelope.id, path).await?;
            return Ok(Ok(()));
        }
        self.mail.refuse(from, &envelope, &cause, path, at).await?;
        Ok(Err(cause))
    }

    async fn keep(
        &self,
        entered: Entered,
        heard: HeardInRoom,
    ) -> Result<Result<(), Cause>, Unavailable> {
        let (room, written) = (heard.step.room, heard.step.keep.is_some());
        match self.mail.hear(heard).await {
            Ok(()) => {
                entered.leave(written);
                self.following.events.tell(Event::Conversation(room.into()));
                Ok(Ok(()))
            }
            Err(NotHeard::Refused(cause)) => {
                entered.leave(written);
                Ok(Err(cause))
            }
            Err(NotHeard::Stale) => Err(Unavailable::new(NotHeard::Stale)),
            Err(NotHeard::Unavailable(cause)) => Err(cause),
        }
    }

    /// What a member said, and the room it was opened in; or why it cannot be heard.
    async fn opened(
        &self,
        arrival: Arrival<'_>,
        envelope: &Envelope,
        randomness: &Randomness,
    ) -> Result<Result<(Entered, HeardInRoom), Cause>, Unavailable> {
        let Some(sealed) = SealedInRoom::read(&envelope.sealed) else {
            return Ok(Err(Cause::MALFORMED));
        };
        let room = sealed.room;
        let mut entered = match self.entered(room).await? {
            Ok(entered) => entered,
            // Whoever was just taken in may hear of that later than of what is said.
            Err(_) => match self.comes_in(room, arrival, randomness).await? {
                Ok(entered) => entered,
                Err(cause) => return Ok(Err(cause)),
            },
        };
        let mut opened = entered.group().open(sealed.message);
        if matches!(opened, Err(GroupRefused::LaterEpoch)) {
            let epoch = entered.group().epoch_of(sealed.message).unwrap_or_default();
            entered.leave(false);
            // No further: what comes behind it may be of before.
            match self.following.follow_to(room, epoch, arrival.at, randomness).await {
                Err(NotFollowed::Unavailable(cause)) => return Err(cause),
                Err(NotFollowed::DirectoryUnreachable(_)) => return Ok(Err(not_now(arrival))),
                // It comes again.
                Err(_) => return Ok(Err(Cause::CANNOT_OPEN)),
                Ok(()) => {}
            }
            entered = match self.entered(room).await? {
                Ok(entered) => entered,
                Err(cause) => return Ok(Err(cause)),
            };
            opened = entered.group().open(sealed.message);
        }
        let OpenedText { sender, text, keep } = match opened {
            Ok(opened) => opened,
            Err(refused) => {
                entered.leave(false);
                // Whoever sealed it may be in another epoch than this device, by the same number or a later one.
                if !matches!(refused, GroupRefused::EarlierEpoch) {
                    self.following.live.doubts.raise(room);
                }
                return Ok(Err(cause(refused)));
            }
        };
        let step = entered.step(keep);
        let message = match self.message(arrival.from, envelope, room, &sender, &text).await? {
            Ok(Message { body: Body::Receipt(receipt), .. })
                if !may_tell(&receipt, entered.known().kind) =>
            {
                return Ok(Err(Cause::MALFORMED));
            }
            Ok(message) if entered.stays() || matches!(message.body, Body::Receipt(_)) => message,
            // Whoever leaves hears how far they came and nothing else.
            Ok(_) => return Ok(Err(Cause::LEFT_ROOM)),
            // What it was opened with is used up, and the room not kept: it is read again, as it was.
            Err(cause) => return Ok(Err(cause)),
        };
        if let Err(cause) = self.ward.admits(entered.known(), &message, arrival.at).await? {
            return Ok(Err(cause));
        }
        // Of what others say, nobody is waited for.
        let is_own = message.author == self.following.own.device.person;
        let readers = if is_own { self.readers(&mut entered)? } else { Vec::new() };
        let is_receipt = matches!(message.body, Body::Receipt(_));
        let is_told = !is_receipt && self.is_told(entered.known().kind, &message.author).await?;
        let fellows = if is_told && !is_own { fellows(&mut entered, &sender)? } else { Vec::new() };
        let epoch = entered.group().epoch_of(sealed.message);
        let leaves = epoch.filter(|_| message.body == Body::Leaving);
        let heard = HeardInRoom {
            message,
            from: arrival.from.clone(),
            envelope: envelope.clone(),
            step,
            path: arrival.path,
            at: arrival.at,
            is_told,
            fellows,
            readers,
            leaves,
        };
        Ok(Ok((entered, heard)))
    }

    /// Comes into a room, if this device wished for that and somebody took it in. Where it does not wish for it, or not any more, it may just have come in.
    async fn comes_in(
        &self,
        room: RoomId,
        arrival: Arrival<'_>,
        randomness: &Randomness,
    ) -> Result<Result<Entered, Cause>, Unavailable> {
        let wishes = self.wish_book.wishes().await?;
        let Some(wish) = wishes.iter().find(|it| it.invitation.room == room) else {
            return self.entered(room).await;
        };
        let known = self.following.live.book.known(room).await?;
        let place = known.map_or(RoomPlace(0), |known| known.place);
        match self.entering.enter(wish, place, arrival.at, randomness).await {
            Ok(Entrance::Taken) => self.entered(room).await,
            Ok(Entrance::Other(..) | Entrance::None) => Ok(Err(Cause::CANNOT_OPEN)),
            Err(NotLooked::DirectoryUnreachable(_)) => Ok(Err(not_now(arrival))),
            Err(NotLooked::Unavailable(cause)) => Err(cause),
        }
    }

    async fn entered(&self, room: RoomId) -> Result<Result<Entered, Cause>, Unavailable> {
        match self.following.live.enter(room).await {
            Ok(entered)
                if entered.is_member() && entered.known().standing != RoomStanding::Left =>
            {
                Ok(Ok(entered))
            }
            Ok(entered) => {
                // Who is back before they have heard of it comes in first.
                let is_gone =
                    matches!(entered.known().standing, RoomStanding::Left | RoomStanding::Gone);
                entered.leave(false);
                Ok(Err(if is_gone { Cause::LEFT_ROOM } else { Cause::CANNOT_OPEN }))
            }
            Err(NotEntered::NoSuchRoom | NotEntered::Broken(_)) => Ok(Err(Cause::CANNOT_OPEN)),
            Err(NotEntered::Unavailable(cause)) => Err(cause),
        }
    }

    /// Whether who says something is told that it came: in public rooms only contacts are.
    async fn is_told(&self, kind: RoomKind, author: &Address) -> Result<bool, Unavailable> {
        if kind == RoomKind::Private || *author == self.following.own.device.person {
            return Ok(true);
        }
        let standing = self.identities.standing(author).await?;
        Ok(standing.is_some_and(Standing::is_accepted))
    }

    /// Everybody in the room but this person.
    fn readers(&self, entered: &mut Entered) -> Result<Vec<Address>, Unavailable> {
        let me = &self.following.own.device.person;
        let members = entered.members().map_err(Unavailable::new)?;
        let readers = members.iter().map(|it| &it.device.person).filter(|who| *who != me);
        let mut readers: Vec<_> = readers.cloned().collect();
        readers.sort_unstable();
        readers.dedup();
        Ok(readers)
    }
}

/// What the sender is told where the directory does not answer this device: that it is not counted among the times it could not be opened, as far as that
/// can be said at once.
fn not_now(arrival: Arrival<'_>) -> Cause {
    match arrival.path {
        Path::Direct => Cause::PEER_UNAVAILABLE,
        Path::Mailbox => Cause::CANNOT_OPEN,
    }
}

/// What the sender is told: what may be opened later comes again, what never will does not.
fn cause(refused: GroupRefused) -> Cause {
    match refused {
        GroupRefused::Malformed | GroupRefused::WrongRoom => Cause::MALFORMED,
        // Of too early an epoch: its author seals it anew.
        _ => Cause::CANNOT_OPEN,
    }
}
