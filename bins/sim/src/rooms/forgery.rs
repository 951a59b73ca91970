//! A member says something in the name of another, and a directory that is with them hands it out so.

use std::sync::Arc;

use causerie_chat::{Body, Envelope, EnvelopeId, Message, RoomId, SealedInRoom, pad};
use causerie_usecases::ports::{
    Fresh, Groups, MailTerms, Mailboxes, Outgoing, RoomBook, RoomStanding,
};
use zeroize::Zeroizing;

use super::record::Forged;
use crate::{
    ledger::at_once,
    lock::lock,
    machine::{device, machine, name, parsed},
    station::groups,
    task::{DIRECTORY, MachineId},
    world::World,
};

/// What a device says lies in all others' mailboxes as if another member's had put it there.
pub(super) fn says_as_another(world: &Arc<World>, at: MachineId, room: RoomId) {
    let (Some(store), Some(mls)) = (world.stores.get(at), groups(world, at)) else { return };
    let Some(Ok(Some(kept))) = at_once(store.room(room)) else { return };
    if kept.known.standing != RoomStanding::Member {
        return;
    }
    let Ok(mut group) = mls.load(&kept.tree, &kept.state) else { return };
    let members = group.members().unwrap_or_else(|_| [].into());
    let me = device(at).person;
    let other = members.iter().find(|it| it.device.person != me);
    let (Some(victim), Some(id)) = (other.map(|it| it.device.clone()), world.message_id(at)) else {
        return;
    };
    let message = Message {
        id,
        author: victim.person.clone(),
        recipient: room.into(),
        sent_at: world.clock(at),
        body: Body::Text(parsed("what nobody said")),
        reply_to: None,
        expires_at: None,
    };
    let fresh = Fresh { entropy: Zeroizing::new(world.chance.bytes()), at: world.clock(at) };
    let Ok(sealed) = group.seal(&pad(message.encode()), fresh) else { return };
    let Ok(sealed) = (SealedInRoom { room, message: &sealed.bytes }).encode() else { return };
    let others = members.iter().map(|it| it.device.clone()).filter(|it| *it != victim);
    let envelope = |recipient| {
        let id = EnvelopeId::of(id, &recipient);
        Outgoing { envelope: Envelope { id, recipient, sealed: sealed.clone() }, trace: None }
    };
    let envelopes = others.map(envelope).collect();
    let (terms, now) = (MailTerms::default(), world.clock(DIRECTORY));
    // Who is not on record any more gets none.
    let put = at_once(world.records.deposit(&victim, envelopes, &terms, now));
    if let (Some(_), Some(author)) = (put, machine(&victim)) {
        world.note(format_args!("{} says something as {victim} in {room}", name(at)));
        world.count(|counts| counts.forged_in_rooms += 1);
        lock(&world.rooms).forged.push(Forged { room, author, id });
    }
}
