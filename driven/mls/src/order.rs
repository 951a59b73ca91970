use causerie_chat::{AccountKey, DeviceAddress, RoomCharter, RoomRole};
use causerie_usecases::ports::{
    AppliedCommit, Fresh, Group as _, GroupChange, GroupOrder, GroupRefused, Guest, OwnCommit,
    PreparedCommit,
};
use mls_rs::{
    KeyPackage, MlsMessage,
    error::MlsError,
    group::{
        CommitBuilder, CommitEffect, CommitMessageDescription, CommitSecrets, ContentType,
        ReceivedMessage, proposal::Proposal,
    },
    mls_rs_codec::MlsEncode,
};
use zeroize::Zeroizing;

use crate::{
    group::Room,
    messages::{MOST_OF_COMMIT, MOST_OF_PACKAGE, message, moment, of_room},
    refused::refused,
    rules::gone,
    terms::Terms,
};

impl GroupOrder for Room {
    fn prepare(
        &mut self,
        change: &GroupChange,
        fresh: Fresh,
    ) -> Result<PreparedCommit, GroupRefused> {
        self.is_in()?;
        let added = change.add.iter().map(|package| message(package, MOST_OF_PACKAGE));
        let added = added.collect::<Result<Vec<_>, _>>()?;
        let removed = self.leaves(change)?;
        let charter = self.charter_after(change, &added, &removed)?;
        let (output, secrets) = self.step(|room| {
            let Self { group, desk, .. } = room;
            let making = || {
                let builder = group.commit_builder().commit_time(moment(&fresh));
                let builder = added.into_iter().try_fold(builder, CommitBuilder::add_member)?;
                let builder =
                    removed.into_iter().try_fold(builder, CommitBuilder::remove_member)?;
                let builder = match charter {
                    Some(charter) => builder.set_group_context_ext(Terms(charter).context()?)?,
                    None => builder,
                };
                builder.build_detached()
            };
            // Whether the directory lets them go, it says when the commit is offered.
            let making = || desk.rules.while_let_go(&change.remove, making);
            desk.entropy.during(&fresh.entropy, making)
        })?;
        let bytes = |message: &MlsMessage| message.to_bytes().map_err(|it| refused(&it));
        Ok(PreparedCommit {
            epoch: self.epoch(),
            commit: bytes(&output.commit_message)?,
            welcome: output.welcome_messages.first().map(bytes).transpose()?,
            info: output.external_commit_group_info.as_ref().map(bytes).transpose()?,
            secret: secrets.to_bytes().map(Zeroizing::new).map_err(|it| refused(&it))?,
            keep: self.keep()?,
        })
    }

    fn apply_logged(
        &mut self,
        commit: &[u8],
        let_go: &[DeviceAddress],
        own: Option<OwnCommit<'_>>,
        fresh: Fresh,
    ) -> Result<AppliedCommit, GroupRefused> {
        self.is_in()?;
        let room = self.group.group_id();
        let (message, epoch) = of_room(commit, MOST_OF_COMMIT, ContentType::Commit, room)?;
        if epoch != self.epoch() {
            let is_over = epoch < self.epoch();
            return Err(if is_over {
                GroupRefused::EarlierEpoch
            } else {
                GroupRefused::LaterEpoch
            });
        }
        let own = own.filter(|own| own.epoch == epoch && own.commit == commit);
        let done = self.step(|room| {
            let Self { group, desk, .. } = room;
            let applying = || match own {
                Some(own) => group.apply_detached_commit(CommitSecrets::from_bytes(own.secret)?),
                // Whoever adds a device has looked how old its package is: members whose clocks differ would come to different ends by looking too.
                None => match group.process_incoming_message(message)? {
                    ReceivedMessage::Commit(done) => Ok(done),
                    _ => Err(MlsError::UnexpectedMessageType),
                },
            };
            desk.entropy.during(&fresh.entropy, || desk.rules.while_let_go(let_go, applying))
        })?;
        self.heard.clear();
        self.told(&done)
    }

    fn guest(&self, package: &[u8]) -> Result<Guest, GroupRefused> {
        let package = message(package, MOST_OF_PACKAGE)?;
        let package = package.as_key_package().ok_or(GroupRefused::Malformed)?;
        let identity = package.signing_identity();
        let member = self.named(identity)?;
        let key = leaf_key(package).ok_or(GroupRefused::Malformed)?;
        // To go through the tree takes longer than to add somebody.
        let has_place = self.group.roster().member_identities_iter().any(|it| it == identity);
        let is_in = has_place && {
            let tree = self.group.export_tree().to_bytes().map_err(|error| refused(&error))?;
            tree.windows(key.len()).any(|part| part == key)
        };
        Ok(Guest { member, is_in })
    }

    fn info(&self, fresh: Fresh) -> Result<Vec<u8>, GroupRefused> {
        self.is_in()?;
        let info = self.desk.entropy.during(&fresh.entropy, || {
            self.group.group_info_message_allowing_ext_commit(true)?.to_bytes()
        });
        info.map_err(|error| refused(&error))
    }
}

/// The key of the leaf in a package: behind version, suite and init key (RFC 9420 §10).
fn leaf_key(package: &KeyPackage) -> Option<[u8; 32]> {
    let bytes = package.mls_encode_to_vec().ok()?;
    let (_, rest) = bytes.split_at_checked(4)?;
    let (_, rest) = part(rest)?;
    part(rest)?.0.try_into().ok()
}

/// The first of what is there, whose length is before it and below 64, and the rest (RFC 9420 §2.1.2).
fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first()?;
    rest.split_at_checked(usize::from(*length))
}

impl Room {
    /// The leaves of those who are to go.
    fn leaves(&self, change: &GroupChange) -> Result<Vec<u32>, GroupRefused> {
        if change.remove.is_empty() {
            return Ok(Vec::new());
        }
        let named = self
            .group
            .roster()
            .members_iter()
            .map(|it| Ok((self.named(&it.signing_identity)?.device, it.index)));
        let named = named.collect::<Result<Vec<_>, GroupRefused>>()?;
        let leaf = |gone| named.iter().find(|(device, _)| device == gone).map(|(_, leaf)| *leaf);
        change.remove.iter().map(|gone| leaf(gone).ok_or(GroupRefused::NotAMember)).collect()
    }

    /// The charter after that change, if it is another one: whoever is gone has no role any more.
    fn charter_after(
        &self,
        change: &GroupChange,
        added: &[MlsMessage],
        removed: &[u32],
    ) -> Result<Option<RoomCharter>, GroupRefused> {
        let now = self.charter()?;
        let mut after = change.charter.as_ref().unwrap_or(&now).clone();
        let of = |leaf: &u32| {
            let found = self.group.member_at_index(*leaf).ok_or(GroupRefused::NotAMember)?;
            Ok(self.named(&found.signing_identity)?.account_key)
        };
        let removed = removed.iter().map(of).collect::<Result<Vec<_>, GroupRefused>>()?;
        if !removed.is_empty() {
            let roster = self.group.roster();
            let members = roster.member_identities_iter();
            for who in gone(members, &self.accounts(added)?, &removed) {
                after = after.with_role(who, RoomRole::Member);
            }
        }
        // Nobody reads one that does not hold.
        if after.holds() {
            Ok((after != now).then_some(after))
        } else {
            Err(GroupRefused::NotEntitled)
        }
    }

    /// Whose devices those packages are of.
    fn accounts(&self, packages: &[MlsMessage]) -> Result<Vec<AccountKey>, GroupRefused> {
        let whose = |package: &MlsMessage| {
            let package = package.as_key_package().ok_or(GroupRefused::Malformed)?;
            Ok(self.named(package.signing_identity())?.account_key)
        };
        packages.iter().map(whose).collect()
    }

    /// What the commit did, and what is to be kept of it.
    fn told(&mut self, done: &CommitMessageDescription) -> Result<AppliedCommit, GroupRefused> {
        let (new, is_over) = match &done.effect {
            CommitEffect::NewEpoch(new) => (new, false),
            CommitEffect::Removed { new_epoch, .. } => (new_epoch, true),
            CommitEffect::ReInit(_) => return Err(GroupRefused::NotAllowed),
        };
        let before = |room: &Self, leaf| {
            let found = new.prior_state().member_at_index(leaf).ok_or(GroupRefused::NotAMember)?;
            room.named(&found.signing_identity)
        };
        let by = if done.is_external {
            self.member(done.committer)?
        } else {
            before(self, done.committer)?
        };
        let (mut added, mut removed, mut charter) = (Vec::new(), Vec::new(), None);
        for change in new.applied_proposals() {
            match &change.proposal {
                Proposal::Add(new) => added.push(self.named(new.signing_identity())?),
                Proposal::Remove(gone) => removed.push(before(self, gone.to_remove())?),
                Proposal::GroupContextExtensions(context) => charter = Terms::of(context),
                _ => {}
            }
        }
        if done.is_external {
            added.push(by.clone());
        }
        self.is_over = is_over;
        let epoch = new.epoch();
        Ok(AppliedCommit { epoch, by, added, removed, charter, is_over, keep: self.keep()? })
    }
}
