use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use causerie_chat::{RoomCharter, RoomEpoch, RoomId, RoomMember};
use causerie_usecases::ports::{Group, GroupKeep, GroupRefused, RoomKeys};
use mls_rs::{error::MlsError, group::ExportedTree, identity::SigningIdentity};

use crate::{
    device::{Config, Desk},
    messages::room_id,
    refused::{is_harmless, refused},
    seen::Seen,
    state::{Kept, split},
    terms::Terms,
};

/// How many texts are sealed, or opened, until the state is kept again. A device that is started anew leaves out as many keys; so whoever opened one text
/// fewer than these since it kept the room, each after another start of its author, is still within reach of the next (RFC 9420, section 9.2).
pub(crate) const KEPT_AHEAD: u32 = RoomKeys::TEXTS;

/// A room in memory.
pub(crate) struct Room {
    pub(crate) desk: Desk,
    pub(crate) group: mls_rs::Group<Config>,
    id: RoomId,
    /// How many more texts may be sealed before the state has to be kept.
    pub(crate) ahead: u32,
    /// How many keys to skip before one is sealed with: they may have been used before this room was loaded.
    pub(crate) to_skip: u32,
    /// How many keys were sealed with since the state was written.
    pub(crate) used: u32,
    /// What was opened since the state was kept, by SHA-256.
    pub(crate) opened: HashSet<[u8; 32]>,
    /// Those who were heard of in this epoch, by leaf.
    pub(crate) heard: HashMap<u32, RoomMember>,
    /// Those who were looked at.
    seen: Seen,
    /// Who was in it in that epoch.
    members: Mutex<Option<(RoomEpoch, Arc<[RoomMember]>)>>,
    /// The tree that was kept, by its hash.
    kept_tree: Option<[u8; 32]>,
    pub(crate) is_over: bool,
}

impl Room {
    /// A room this device just came into, if it is one of ours.
    pub(crate) fn new(desk: Desk, group: mls_rs::Group<Config>) -> Result<Self, GroupRefused> {
        let id = room_id(group.group_id())?;
        Terms::of(group.context().extensions()).ok_or(GroupRefused::NotAllowed)?;
        if group.roster().members_iter().count() > RoomMember::MOST {
            return Err(GroupRefused::Full);
        }
        let mut room = Self {
            desk,
            group,
            id,
            ahead: 0,
            to_skip: 0,
            used: 0,
            opened: HashSet::new(),
            heard: HashMap::new(),
            seen: Seen::default(),
            members: Mutex::default(),
            kept_tree: None,
            is_over: false,
        };
        room.write()?;
        Ok(room)
    }

    /// A room that was kept.
    pub(crate) fn load(
        desk: Desk,
        tree: &[u8],
        to_skip: u32,
        is_over: bool,
    ) -> Result<Self, GroupRefused> {
        let broken = |_| GroupRefused::Broken;
        let (hash, nodes) = split(tree)?;
        let nodes = ExportedTree::from_bytes(nodes).map_err(broken)?;
        let group = desk.client.load_group_with_ratchet_tree(&[], nodes).map_err(broken)?;
        let id = room_id(group.group_id())?;
        let kept_tree = Some(*hash);
        Ok(Self {
            desk,
            group,
            id,
            ahead: 0,
            to_skip,
            used: to_skip,
            opened: HashSet::new(),
            heard: HashMap::new(),
            seen: Seen::default(),
            members: Mutex::default(),
            kept_tree,
            is_over,
        })
    }

    /// A step that leaves the room as it was, if it is refused: unless the library knew that at once, the room is taken up again from what
    /// was written last. What was opened since is not opened again, and no key is sealed with twice.
    pub(crate) fn step<T>(
        &mut self,
        step: impl FnOnce(&mut Self) -> Result<T, MlsError>,
    ) -> Result<T, GroupRefused> {
        let error = match step(self) {
            Ok(taken) => return Ok(taken),
            Err(error) => error,
        };
        if !is_harmless(&error) {
            let tree = self.group.export_tree().into_owned();
            let again = self.desk.client.load_group_with_ratchet_tree(&[], tree);
            self.group = again.map_err(|_| GroupRefused::Broken)?;
            self.to_skip = self.used;
        }
        Err(refused(&error))
    }

    /// Whether anything can be done in it.
    pub(crate) fn is_in(&self) -> Result<(), GroupRefused> {
        if self.is_over { Err(GroupRefused::NotAMember) } else { Ok(()) }
    }

    /// Who has that leaf now.
    pub(crate) fn member(&mut self, leaf: u32) -> Result<RoomMember, GroupRefused> {
        if let Some(known) = self.heard.get(&leaf) {
            return Ok(known.clone());
        }
        let found = self.group.member_at_index(leaf).ok_or(GroupRefused::NotAMember)?;
        let member = self.named(&found.signing_identity)?;
        self.heard.insert(leaf, member.clone());
        Ok(member)
    }

    /// Whom a credential names.
    pub(crate) fn named(&self, identity: &SigningIdentity) -> Result<RoomMember, GroupRefused> {
        self.seen.member(identity).ok_or(GroupRefused::NotVouchedFor)
    }

    fn write(&mut self) -> Result<(), GroupRefused> {
        let written = self.group.write_to_storage_without_ratchet_tree();
        written.map_err(|error| refused(&error))
    }
}

impl Group for Room {
    fn room(&self) -> RoomId {
        self.id
    }

    fn epoch(&self) -> RoomEpoch {
        self.group.current_epoch()
    }

    fn members(&self) -> Result<Arc<[RoomMember]>, GroupRefused> {
        let epoch = self.epoch();
        let mut members = self.members.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, members)) = &*members
            && *of == epoch
        {
            return Ok(members.clone());
        }
        let roster = self.group.roster();
        let now = roster.member_identities_iter().map(|identity| self.named(identity));
        let now = now.collect::<Result<Arc<[_]>, _>>()?;
        *members = Some((epoch, now.clone()));
        Ok(now)
    }

    fn charter(&self) -> Result<RoomCharter, GroupRefused> {
        Terms::of(self.group.context().extensions()).ok_or(GroupRefused::NotAllowed)
    }

    fn keep(&mut self) -> Result<GroupKeep, GroupRefused> {
        self.write()?;
        self.opened.clear();
        let ahead = if self.to_skip == 0 { KEPT_AHEAD } else { self.to_skip };
        (self.ahead, self.used) =
            if self.to_skip == 0 { (KEPT_AHEAD, 0) } else { (0, self.to_skip) };
        let hash = self.group.context().tree_hash.as_slice();
        let hash: [u8; 32] = hash.try_into().map_err(|_| GroupRefused::Broken)?;
        let tree = if self.kept_tree == Some(hash) {
            None
        } else {
            let nodes = self.group.export_tree().to_bytes().map_err(|error| refused(&error))?;
            Some([hash.as_slice(), &nodes].concat())
        };
        self.kept_tree = Some(hash);
        let shelved = self.desk.shelf.look();
        let kept = Kept { is_over: self.is_over, ahead, tree: hash, shelved };
        Ok(GroupKeep { tree, state: kept.encode() })
    }
}
