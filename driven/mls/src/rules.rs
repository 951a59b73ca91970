use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use causerie_chat::{
    AccountKey, DeviceAddress, NotEntitled, RoomAct, RoomCharter, RoomKind, RoomMember,
};
use mls_rs::{
    MlsRules,
    client_builder::PaddingMode,
    error::IntoAnyError,
    group::{GroupContext, Roster},
    identity::SigningIdentity,
    mls_rules::{CommitDirection, CommitOptions, CommitSource, EncryptionOptions, ProposalBundle},
};
use thiserror::Error;

use crate::{
    credential::{account_bytes, decode},
    terms::Terms,
};

/// What a commit may do; every member holds every commit to it, also its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules(Arc<Mutex<Vec<DeviceAddress>>>);

impl Rules {
    /// Takes a step while the room's directory lets these go.
    pub(crate) fn while_let_go<T>(&self, gone: &[DeviceAddress], step: impl FnOnce() -> T) -> T {
        *self.let_go() = gone.to_vec();
        let taken = step();
        self.let_go().clear();
        taken
    }

    fn let_go(&self) -> MutexGuard<'_, Vec<DeviceAddress>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which rule a commit breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum Broken {
    #[error("a change that is not allowed")]
    NotAllowed,
    #[error("may not do that in this room")]
    NotEntitled,
    #[error("the room is full")]
    Full,
    #[error("not a public room")]
    NotPublic,
}

impl From<NotEntitled> for Broken {
    fn from(_: NotEntitled) -> Self {
        Self::NotEntitled
    }
}

impl IntoAnyError for Broken {
    fn into_dyn_error(self) -> Result<Box<dyn std::error::Error + Send + Sync>, Self> {
        Ok(self.into())
    }
}

impl MlsRules for Rules {
    type Error = Broken;

    fn filter_proposals(
        &self,
        _: CommitDirection,
        source: CommitSource,
        members: &Roster,
        context: &GroupContext,
        proposals: ProposalBundle,
    ) -> Result<ProposalBundle, Broken> {
        let charter = Terms::of(context.extensions()).ok_or(Broken::NotAllowed)?;
        if !proposals.reinit_proposals().is_empty() {
            return Err(Broken::NotAllowed);
        }
        let change = Change::of(&source, members, &proposals, &self.let_go())?;
        let grows = !change.added.is_empty();
        if change.comes_in && grows && charter.kind == RoomKind::Private {
            return Err(Broken::NotPublic);
        }
        let after = (members.member_identities_iter().count() + change.added.len())
            .saturating_sub(change.removed.len());
        if after > RoomMember::MOST && grows {
            return Err(Broken::Full);
        }
        charter.permits(&RoomAct {
            by: &change.by,
            added: &change.added,
            removed: &change.removed,
            let_go: &change.let_go,
            gone: &gone(members.member_identities_iter(), &change.added, &change.removed),
            charter: change.charter.as_ref(),
        })?;
        Ok(proposals)
    }

    fn commit_options(
        &self,
        _: &Roster,
        context: &GroupContext,
        _: &ProposalBundle,
    ) -> Result<CommitOptions, Broken> {
        let charter = Terms::of(context.extensions()).ok_or(Broken::NotAllowed)?;
        // Others come in behind each commit of a public room.
        Ok(CommitOptions::new().with_allow_external_commit(charter.kind == RoomKind::Public))
    }

    /// Commits are encrypted too, so that who carries them does not learn who is in the room; contents come padded.
    fn encryption_options(
        &self,
        _: &Roster,
        _: &GroupContext,
    ) -> Result<EncryptionOptions, Broken> {
        Ok(EncryptionOptions::new(true, PaddingMode::None))
    }
}

/// Who does what by a commit. A device that goes and comes in at once, with the same keys and the same account, lost its state and takes its place
/// again: it is among neither, and nobody needs a right to help it.
struct Change {
    by: AccountKey,
    comes_in: bool,
    added: Vec<AccountKey>,
    removed: Vec<AccountKey>,
    let_go: Vec<AccountKey>,
    charter: Option<RoomCharter>,
}

impl Change {
    fn of(
        source: &CommitSource,
        members: &Roster,
        proposals: &ProposalBundle,
        let_go: &[DeviceAddress],
    ) -> Result<Self, Broken> {
        let (by, newcomer) = match source {
            CommitSource::ExistingMember(by) => (member(&by.signing_identity)?, None),
            CommitSource::NewMember(identity) => (member(identity)?, Some(member(identity))),
        };
        let comes_in = newcomer.is_some();
        let added = proposals.add_proposals().iter();
        let added = added.map(|it| member(it.proposal.signing_identity()));
        let mut added = added.chain(newcomer).collect::<Result<Vec<_>, _>>()?;
        let removed = proposals.remove_proposals().iter().map(|it| {
            let gone = members.member_with_index(it.proposal.to_remove());
            member(&gone.map_err(|_| Broken::NotAllowed)?.signing_identity)
        });
        let mut removed = removed.collect::<Result<Vec<_>, _>>()?;
        added.retain(|new| !takes_out(&mut removed, new));
        let charter = proposals.group_context_ext_proposals().first();
        let charter = charter.map(|it| Terms::of(&it.proposal).ok_or(Broken::NotAllowed));
        let charter = charter.transpose()?;
        let whose = |all: Vec<RoomMember>| all.into_iter().map(|it| it.account_key).collect();
        let let_go = removed.iter().filter(|it| let_go.contains(&it.device)).cloned().collect();
        let (added, removed, let_go) = (whose(added), whose(removed), whose(let_go));
        Ok(Self { by: by.account_key, comes_in, added, removed, let_go, charter })
    }
}

fn member(of: &SigningIdentity) -> Result<RoomMember, Broken> {
    decode(of).map(|(member, _)| member).ok_or(Broken::NotAllowed)
}

/// Takes somebody out of a list, if they are there.
fn takes_out(all: &mut Vec<RoomMember>, who: &RoomMember) -> bool {
    let at = all.iter().position(|one| one == who);
    at.map(|at| all.swap_remove(at)).is_some()
}

/// Of those devices are `removed` of, who has none among the members afterwards.
pub(crate) fn gone<'a>(
    members: impl Iterator<Item = &'a SigningIdentity>,
    added: &[AccountKey],
    removed: &[AccountKey],
) -> Vec<AccountKey> {
    if removed.is_empty() {
        return Vec::new();
    }
    let members: Vec<_> = members.filter_map(account_bytes).collect();
    let count = |all: &[AccountKey], who: &AccountKey| all.iter().filter(|one| *one == who).count();
    let has_none = |who: &&AccountKey| {
        let before = members.iter().filter(|one| **one == who.as_bytes()).count();
        before + count(added, who) <= count(removed, who)
    };
    removed.iter().filter(has_none).copied().collect()
}
