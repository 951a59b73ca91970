use std::sync::Arc;

use causerie_chat::{
    AccountKey, Body, DeviceAddress, MessageRef, RoomCharter, RoomEpoch, RoomRefusal, RoomRole,
    Timestamp,
};
use causerie_session::Randomness;

use super::change_room::without;
use crate::{
    CommandHandler,
    peer::rooms::{NotChanged, NotEntered, RoomChanging, RoomFollowing, WantedChange},
    ports::{
        Asked, Group, GroupChange, GroupRefused, Guest, History, Identities, KnownRoom, RoomAsk,
        RoomStanding, RoomWishBook, RoomWishes, Unavailable,
    },
};

/// Do what others ask for in rooms, as far as this person may: take in who was invited, help back who lost a room, let go who leaves. And let go devices of
/// this person's own that were revoked.
#[derive(Debug)]
pub struct AnswerInRooms {
    /// When.
    pub at: Timestamp,
    /// What the steps draw from.
    pub randomness: Randomness,
}

/// Carries out [`AnswerInRooms`]. What cannot be done now stays for the next time; what is not to be done, or done by others, is forgotten.
pub struct AnswerInRoomsHandler {
    /// Changes rooms.
    pub changing: Arc<RoomChanging>,
    /// Knows whom this person invited.
    pub history: Arc<dyn History>,
    /// Knows what is asked for.
    pub wish_book: Arc<dyn RoomWishBook>,
    /// Forgets it.
    pub wishes: Arc<dyn RoomWishes>,
    /// Knows which devices this person has.
    pub identities: Arc<dyn Identities>,
}

/// What became of something that was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// It is done, or not to be.
    Settled,
    /// It is to be tried again.
    Later,
}

impl CommandHandler<AnswerInRooms> for AnswerInRoomsHandler {
    type Error = Unavailable;

    async fn handle(&self, command: AnswerInRooms) -> Result<(), Unavailable> {
        let AnswerInRooms { at, randomness } = command;
        for (number, ask) in self.wish_book.asks().await?.into_iter().enumerate() {
            let provider = &*self.changing.following.own.provider;
            let label = [b"room ask", &number.to_be_bytes()[..]].concat();
            let drawn = randomness.fork(provider, &label);
            let answer = match &ask.what {
                Asked::In { package, by } => {
                    self.take_in(&ask, package, by.as_ref(), at, &drawn).await?
                }
                Asked::Out { epoch } => self.let_go(&ask, *epoch, at, &drawn).await?,
            };
            if answer == Answer::Settled {
                self.wishes.settle(&ask).await?;
            }
        }
        self.let_revoked_go(at, &randomness).await
    }
}

impl AnswerInRoomsHandler {
    /// Takes a device in, or helps it back into its place, if it may be.
    async fn take_in(
        &self,
        ask: &RoomAsk,
        package: &[u8],
        by: Option<&MessageRef>,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<Answer, Unavailable> {
        let (known, looked) = match self.look(ask, package).await? {
            Ok(seen) => seen,
            Err(answer) => return Ok(answer),
        };
        let Ok(looked) = looked else { return Ok(Answer::Settled) };
        if looked.guest.is_in {
            return Ok(Answer::Settled);
        }
        let me = &self.changing.following.own.account_key;
        let is_invited = looked.may_take_in(me)
            && self.is_invited(ask, &looked.guest.member.account_key, &known, by).await?;
        if !looked.is_welcome(me) && !is_invited {
            return Ok(Answer::Settled);
        }
        let wanted = |group: &dyn Group| {
            // They may have gone since, or come.
            let now = seen(group, ask, package)?;
            if now.guest.is_in {
                return Ok(None);
            }
            if !now.is_welcome(me) && now.epoch != looked.epoch {
                return Err(NotChanged::Busy);
            }
            let members = group.members()?;
            let remove = members.iter().map(|it| &it.device).filter(|it| **it == ask.from);
            let (add, remove) = (vec![package.to_vec()], remove.cloned().collect());
            let change = GroupChange { add, remove, charter: None };
            Ok(Some(WantedChange { change, adds: vec![ask.from.clone()] }))
        };
        answer(self.changing.change(ask.room, wanted, at, randomness).await)
    }

    /// Lets somebody go who leaves, if this person may: others do otherwise. Where it is this person, who said so at another device, this one goes too.
    async fn let_go(
        &self,
        ask: &RoomAsk,
        epoch: RoomEpoch,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<Answer, Unavailable> {
        if self.went_since(ask, epoch).await? {
            return Ok(Answer::Settled);
        }
        if ask.from.person == self.changing.following.own.device.person {
            return match self.changing.following.go(ask.room, RoomStanding::Left).await {
                Err(NotEntered::Unavailable(cause)) => Err(cause),
                Ok(()) | Err(NotEntered::NoSuchRoom | NotEntered::Broken(_)) => Ok(Answer::Settled),
            };
        }
        answer(self.changing.change(ask.room, without(&ask.from.person), at, randomness).await)
    }

    /// Whether whoever asks to be let go went since they said so in that epoch, and is back.
    async fn went_since(&self, ask: &RoomAsk, epoch: RoomEpoch) -> Result<bool, Unavailable> {
        let entered = match self.changing.following.live.enter(ask.room).await {
            Ok(entered) => entered,
            Err(NotEntered::Unavailable(cause)) => return Err(cause),
            Err(NotEntered::NoSuchRoom | NotEntered::Broken(_)) => return Ok(false),
        };
        let departures = entered.known().departures.clone();
        let members = entered.members();
        entered.leave(false);
        let members = members.map_err(Unavailable::new)?;
        let theirs = members.iter().find(|it| it.device.person == ask.from.person);
        Ok(theirs.is_some_and(|it| departures.has_gone_since(&it.account_key, epoch)))
    }

    /// Takes devices of this person that were revoked out of the keys of all rooms: until then they could go on reading.
    async fn let_revoked_go(
        &self,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<(), Unavailable> {
        let RoomFollowing { own, live, .. } = &*self.changing.following;
        let me = self.identities.identity(&own.device.person).await?;
        let Some(me) = me.map(|known| known.person).filter(|me| own.admits(me)) else {
            return Ok(());
        };
        let revoked = |group: &dyn Group| -> Result<Vec<DeviceAddress>, GroupRefused> {
            let members = group.members()?;
            let is_revoked =
                |it: &&DeviceAddress| it.person == me.address && me.is_without(&it.device);
            Ok(members.iter().map(|it| &it.device).filter(is_revoked).cloned().collect())
        };
        for known in live.book.rooms().await? {
            if known.standing != RoomStanding::Member {
                continue;
            }
            let Ok(mut entered) = live.enter(known.id).await else { continue };
            let found = revoked(entered.group());
            entered.leave(false);
            if !found.is_ok_and(|found| !found.is_empty()) {
                continue;
            }
            let wanted = |group: &dyn Group| {
                let change = GroupChange { remove: revoked(group)?, ..GroupChange::default() };
                let is_so = change.remove.is_empty();
                Ok((!is_so).then(|| WantedChange { change, adds: Vec::new() }))
            };
            let label = [b"room revoked", known.id.as_bytes().as_slice()].concat();
            let drawn = randomness.fork(&*own.provider, &label);
            answer(self.changing.change(known.id, wanted, at, &drawn).await)?;
        }
        Ok(())
    }

    /// The room as it is here, and how whoever asks stands to it; or what is to be answered at once.
    async fn look(
        &self,
        ask: &RoomAsk,
        package: &[u8],
    ) -> Result<Result<(KnownRoom, Result<Seen, GroupRefused>), Answer>, Unavailable> {
        let mut entered = match self.changing.following.live.enter(ask.room).await {
            Ok(entered) => entered,
            Err(NotEntered::Unavailable(cause)) => return Err(cause),
            Err(NotEntered::NoSuchRoom | NotEntered::Broken(_)) => return Ok(Err(Answer::Settled)),
        };
        let known = entered.known().clone();
        let looked = seen(entered.group(), ask, package);
        entered.leave(false);
        Ok(match known.standing {
            RoomStanding::Member => Ok((known, looked)),
            RoomStanding::Unconfirmed | RoomStanding::Lost | RoomStanding::Forked => {
                Err(Answer::Later)
            }
            RoomStanding::Leaving | RoomStanding::Left | RoomStanding::Gone => Err(Answer::Settled),
        })
    }

    /// Whether this person invited them, and they have not gone since.
    async fn is_invited(
        &self,
        ask: &RoomAsk,
        account: &AccountKey,
        known: &KnownRoom,
        by: Option<&MessageRef>,
    ) -> Result<bool, Unavailable> {
        let me = &self.changing.following.own.device.person;
        let Some(by) = by.filter(|by| by.author == *me) else { return Ok(false) };
        let Some(said) = self.history.message(me, by.id).await? else { return Ok(false) };
        let Body::Invitation(invitation) = &said.message.body else { return Ok(false) };
        Ok(said.message.recipient == ask.from.person
            && invitation.room == known.id
            && known.departures.admits(account, invitation.epoch))
    }
}

/// How a device that asks to be taken in stands to a room.
struct Seen {
    guest: Guest,
    /// In that epoch.
    epoch: RoomEpoch,
    charter: RoomCharter,
    /// Whether that very device has a place in it.
    is_back: bool,
    /// Whether another device of its person is in it.
    is_of_member: bool,
}

impl Seen {
    /// Whether it is taken in by this person without an invitation.
    fn is_welcome(&self, me: &AccountKey) -> bool {
        let is_own = self.guest.member.account_key == *me;
        self.is_back || self.is_of_member && (is_own || self.may_take_in(me))
    }

    /// Whether this person takes in whom they invited.
    fn may_take_in(&self, me: &AccountKey) -> bool {
        self.charter.role(me) >= RoomRole::Admin
    }
}

fn seen(group: &dyn Group, ask: &RoomAsk, package: &[u8]) -> Result<Seen, GroupRefused> {
    let guest = group.guest(package)?;
    // Whoever asks for another device, or another person, is not heard.
    if guest.member.device != ask.from {
        return Err(GroupRefused::NotVouchedFor);
    }
    let members = group.members()?;
    let account = guest.member.account_key;
    let is_back = members.contains(&guest.member);
    let is_of_member = members.iter().any(|it| it.account_key == account);
    let (epoch, charter) = (group.epoch(), group.charter()?);
    Ok(Seen { guest, epoch, charter, is_back, is_of_member })
}

/// What is to become of it after the change was made, or was not.
fn answer(changed: Result<(), NotChanged>) -> Result<Answer, Unavailable> {
    Ok(match changed {
        Err(NotChanged::Unavailable(cause)) => return Err(cause),
        Err(
            NotChanged::Lost
            | NotChanged::Busy
            // Whoever asks was there: the directory is not believed, and is asked again.
            | NotChanged::NoSuchRoom
            | NotChanged::DirectoryUnreachable(_)
            | NotChanged::Refused(RoomRefusal::TooOften | RoomRefusal::LogFull),
        ) => Answer::Later,
        // Of the others none comes out otherwise the next time.
        Ok(()) | Err(_) => Answer::Settled,
    })
}
