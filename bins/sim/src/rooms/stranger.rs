//! Somebody who was not invited asks to be taken in all the same.

use std::sync::Arc;

use causerie_chat::{Body, EnvelopeId, Message, MessageRef, RoomId, RoomRequest, Sealed};
use causerie_session::Sessions;
use causerie_usecases::ports::{
    Addressed, Fresh, Identities, Invitations, Outbox, RoomStanding, Sealing,
};
use zeroize::Zeroizing;

use super::{checks::known, record::Meant};
use crate::{
    ledger::at_once,
    lock::lock,
    machine::{device, name, owner},
    station::groups,
    task::MachineId,
    world::World,
};

/// Seals nothing: that is done when it is delivered.
struct Later;

impl Sealing for Later {
    fn begin(&self, known: Option<Sessions>) -> Option<Sessions> {
        known
    }

    fn seal(
        &self,
        _: &Message,
        _: &Addressed,
        _: Option<EnvelopeId>,
        sessions: Sessions,
    ) -> (Sessions, Option<Sealed>) {
        (sessions, None)
    }
}

/// A device asks somebody in a room to take it in, and says that they had invited it.
pub(super) fn asks_uninvited(world: &Arc<World>, who: MachineId, room: RoomId) {
    let Some(host) = host(world, who, room) else { return };
    let (Some(store), Some(mls)) = (world.stores.get(who), groups(world, who)) else { return };
    let (of, at) = (device(host).person, world.clock(who));
    let Some(Ok(Some(known))) = at_once(store.identity(&of)) else { return };
    let fresh = Fresh { entropy: Zeroizing::new(world.chance.bytes()), at };
    let (Ok(made), Some(id), Some(by)) =
        (mls.invitable(fresh), world.message_id(who), world.message_id(host))
    else {
        return;
    };
    let request = RoomRequest { room, package: made.package };
    let message = Message {
        id,
        author: device(who).person,
        recipient: of.clone().into(),
        sent_at: at,
        body: Body::RoomRequest(Box::new(request)),
        reply_to: Some(MessageRef { id: by, author: of }),
        expires_at: None,
    };
    let addressed =
        |recipient| Addressed { id: EnvelopeId::of(id, &recipient), recipient, trace: None };
    let envelopes = known.person.addressees().map(addressed).collect();
    if matches!(at_once(store.enqueue(&message, envelopes, Arc::new(Later))), Some(Ok(()))) {
        world.note(format_args!("{} asks uninvited to be taken into {room}", name(who)));
        world.count(|counts| counts.uninvited += 1);
        if let Some(station) = world.station(who) {
            station.doorbell.raise();
        }
    }
}

/// Who is in a room, where nobody has invited that person yet, nor is any device of theirs there.
fn host(world: &World, who: MachineId, room: RoomId) -> Option<MachineId> {
    let there: Vec<_> = {
        let rooms = lock(&world.rooms);
        let meant = rooms.meant.iter().filter(|(of, _)| *of == room);
        let mut invited = meant.filter_map(|(_, meant)| match meant {
            Meant::Invite { who, .. } => Some(*who),
            _ => None,
        });
        if invited.any(|it| it == owner(who)) {
            return None;
        }
        rooms.seen.keys().filter(|(_, of)| *of == room).map(|(at, _)| *at).collect()
    };
    if there.iter().any(|at| owner(*at) == owner(who)) {
        return None;
    }
    let is_in = |at: &MachineId| {
        known(world, *at, room).is_some_and(|it| it.standing == RoomStanding::Member)
    };
    there.into_iter().find(is_in)
}
