use causerie_chat::{RoomKind, RoomMember};
use mls_rs::{
    MlsRules,
    client_builder::PaddingMode,
    error::IntoAnyError,
    group::{GroupContext, Roster},
    mls_rules::{CommitDirection, CommitOptions, CommitSource, EncryptionOptions, ProposalBundle},
};
use thiserror::Error;

use crate::terms::Terms;

/// What a commit may do; every member holds every commit to it, also its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules;

/// Which rule a commit breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum Broken {
    #[error("a change that is not allowed")]
    NotAllowed,
    #[error("the room is full")]
    Full,
    #[error("not a public room")]
    NotPublic,
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
        let comes_in = matches!(source, CommitSource::NewMember(_));
        let terms = Terms::of(context.extensions()).ok_or(Broken::NotAllowed)?;
        let is_other = !proposals.reinit_proposals().is_empty()
            || !proposals.group_context_ext_proposals().is_empty();
        if is_other {
            return Err(Broken::NotAllowed);
        }
        // Whoever takes a member's place has to be that member, which the library asks `Vouched`.
        let returns = !proposals.remove_proposals().is_empty();
        if comes_in && !returns && terms.0 == RoomKind::Private {
            return Err(Broken::NotPublic);
        }
        let added = proposals.add_proposals().len() + usize::from(comes_in);
        let removed = proposals.remove_proposals().len();
        let after = (members.members_iter().count() + added).saturating_sub(removed);
        if after > RoomMember::MOST && added > 0 {
            return Err(Broken::Full);
        }
        Ok(proposals)
    }

    fn commit_options(
        &self,
        _: &Roster,
        _: &GroupContext,
        _: &ProposalBundle,
    ) -> Result<CommitOptions, Broken> {
        Ok(CommitOptions::new())
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
