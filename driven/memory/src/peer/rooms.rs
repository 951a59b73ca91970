use async_trait::async_trait;
use causerie_chat::{RoomDraft, RoomId};
use causerie_usecases::ports::{
    GroupKeep, KeptRoom, KnownRoom, RoomBook, RoomNotKept, RoomStep, Rooms, Unavailable,
};

use super::{Kept, MemoryPeer};
use crate::lock::lock;

#[async_trait]
impl Rooms for MemoryPeer {
    async fn add(&self, room: &KnownRoom, keep: GroupKeep) -> Result<(), RoomNotKept> {
        let GroupKeep { tree: Some(tree), state } = keep else {
            return Err(Unavailable::new("a room without its tree").into());
        };
        let mut kept = lock(&self.kept);
        let fresh = KnownRoom { version: 0, ..room.clone() };
        match kept.rooms.iter_mut().find(|it| it.known.id == room.id) {
            None => kept.rooms.push(KeptRoom { known: fresh, tree, state }),
            Some(here) if here.known.standing.is_over() => {
                let known = KnownRoom { version: here.known.version + 1, ..fresh };
                *here = KeptRoom { known, tree, state };
            }
            Some(_) => return Err(RoomNotKept::AlreadyHere),
        }
        kept.drafts.retain(|(of, _)| *of != room.id);
        kept.wishes.retain(|wish| wish.invitation.room != room.id);
        kept.send_again_in(room.id);
        Ok(())
    }

    async fn update(
        &self,
        room: &KnownRoom,
        keep: Option<GroupKeep>,
        draft: Option<RoomDraft>,
    ) -> Result<(), RoomNotKept> {
        let mut kept = lock(&self.kept);
        let Some(here) = kept.room_in(room.id, room.version) else {
            return Err(RoomNotKept::Stale);
        };
        here.known = KnownRoom { version: room.version + 1, ..room.clone() };
        if let Some(keep) = keep {
            put(here, keep);
        }
        kept.drafts.retain(|(of, _)| *of != room.id);
        kept.drafts.extend(draft.map(|draft| (room.id, draft)));
        Ok(())
    }
}

#[async_trait]
impl RoomBook for MemoryPeer {
    async fn room(&self, room: RoomId) -> Result<Option<KeptRoom>, Unavailable> {
        let kept = lock(&self.kept);
        let copy = |KeptRoom { known, tree, state }: &KeptRoom| KeptRoom {
            known: known.clone(),
            tree: tree.clone(),
            state: state.clone(),
        };
        Ok(kept.room(room).map(copy))
    }

    async fn known(&self, room: RoomId) -> Result<Option<KnownRoom>, Unavailable> {
        Ok(lock(&self.kept).room(room).map(|kept| kept.known.clone()))
    }

    async fn draft(&self, room: RoomId) -> Result<Option<RoomDraft>, Unavailable> {
        let kept = lock(&self.kept);
        let found = kept.drafts.iter().find(|(of, _)| *of == room);
        Ok(found.map(|(_, draft)| draft.clone()))
    }

    async fn rooms(&self) -> Result<Vec<KnownRoom>, Unavailable> {
        Ok(lock(&self.kept).rooms.iter().map(|room| room.known.clone()).collect())
    }
}

impl Kept {
    fn room(&self, room: RoomId) -> Option<&KeptRoom> {
        self.rooms.iter().find(|it| it.known.id == room)
    }

    fn room_in(&mut self, room: RoomId, version: u64) -> Option<&mut KeptRoom> {
        self.rooms.iter_mut().find(|it| it.known.id == room && it.known.version == version)
    }

    /// Whether the room is still in the version that the step was taken from; what is to be kept of it is then.
    pub(super) fn keep_step(&mut self, step: RoomStep) -> bool {
        let Some(here) = self.room_in(step.room, step.version) else { return false };
        if let Some(keep) = step.keep {
            put(here, keep);
            here.known.version += 1;
        }
        true
    }
}

fn put(room: &mut KeptRoom, GroupKeep { tree, state }: GroupKeep) {
    room.tree = tree.unwrap_or_else(|| std::mem::take(&mut room.tree));
    room.state = state;
}
