//! People who make rooms, come into them, talk there, and go.

use std::sync::Arc;

use causerie_chat::{Emoji, MessageId, MessageRef, RoomId, RoomRole};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        Change, ChangeError,
        commands::{
            CreateRoom, CreateRoomError, DeleteMessage, EditMessage, GiveRole, InviteError,
            InviteToRoom, JoinError, JoinRoom, LeaveRoom, LeaveRoomError, MarkRead, React,
            RemoveFromRoom, RenameRoom, RotateRoom, SendMessage, SendMessageError,
        },
        queries::ReadConversation,
        rooms::NotChanged,
    },
    ports::{Cursor, RoomBook, RoomStanding, RoomWishBook},
};

use super::record::{Meant, Said};
use crate::{
    ledger::{What, at_once},
    lock::lock,
    machine::{device, name, owner, parsed},
    people::on,
    station::Station,
    task::MachineId,
    world::World,
};

const MINUTE: u64 = 60_000;
/// How often somebody tries something that is not answered.
const PATIENCE: u64 = 4;
const SIGNS: [&str; 3] = ["👍", "❤", "🎉"];

/// Somebody makes a room and invites all others, soon after the world began.
pub(crate) async fn host(world: Arc<World>, me: MachineId) {
    world.sleep(world.chance.stretch(1_000, 2 * MINUTE)).await;
    makes(&world, me).await;
    let room = lock(&world.rooms).all.first().copied();
    for who in world.people().filter(|who| *who != me) {
        if let Some(room) = room {
            invites(&world, me, room, who).await;
        }
    }
}

/// Somebody does something that has to do with rooms, at one of their devices.
pub(crate) async fn acts(world: &Arc<World>, me: MachineId, other: MachineId) {
    let Some(store) = world.stores.get(me) else { return };
    let invited = at_once(store.invitations()).and_then(Result::ok).unwrap_or_default();
    let invited: Vec<_> = invited.into_iter().filter(|it| it.by != device(me).person).collect();
    if let Some(it) = invited.get(world.chance.index(invited.len()))
        && !world.chance.once_in(4)
    {
        return joins(world, me, it.invitation.room).await;
    }
    let here = at_once(store.rooms()).and_then(Result::ok).unwrap_or_default();
    let here: Vec<_> = here.into_iter().filter(|it| it.standing == RoomStanding::Member).collect();
    let Some(room) = here.get(world.chance.index(here.len())).map(|it| it.id) else {
        let few = lock(&world.rooms).all.len() < 2;
        if few && world.chance.once_in(3) {
            makes(world, me).await;
        }
        return;
    };
    match world.chance.below(20) {
        0..8 => says(world, me, room).await,
        8..11 => changes(world, me, room).await,
        11..13 => invites(world, me, room, owner(other)).await,
        13 => gives_role(world, me, room, owner(other)).await,
        14 => renames(world, me, room).await,
        15 => rotates(world, me, room).await,
        16 if world.chance.once_in(2) => lets_go(world, me, room, owner(other)).await,
        17 if world.chance.once_in(2) => leaves(world, me, room).await,
        _ => reads(world, me, room).await,
    }
}

impl World {
    pub(super) fn means(&self, room: RoomId, what: Meant) {
        lock(&self.rooms).meant.insert((room, what));
    }

    /// A device of somebody is about to ask to be taken into a room.
    pub(crate) fn wishes(&self, at: MachineId, room: RoomId) {
        self.note(format_args!("{} asks to be taken into {room}", name(at)));
    }
}

async fn makes(world: &Arc<World>, me: MachineId) {
    let room = RoomId::from(world.chance.bytes::<16>());
    lock(&world.rooms).all.push(room);
    for _ in 0..PATIENCE {
        let made = on(world, me, "make room", async move |station: Arc<Station>| {
            let (at, randomness) = (station.world.clock(me), station.world.randomness());
            let name = parsed("book club");
            station.peer.rooms.create.handle(CreateRoom { room, name, at, randomness }).await
        });
        match made.await {
            Ok(Ok(())) => return,
            Ok(Err(CreateRoomError::DirectoryUnreachable(_) | CreateRoomError::Unavailable(_)))
            | Err(_) => {}
            Ok(Err(CreateRoomError::Refused(_))) if world.is_revoked(me) => return,
            Ok(Err(refused)) => return world.fail(format!("a room was refused: {refused}")),
        }
        world.sleep(world.chance.stretch(1_000, 2 * MINUTE)).await;
    }
}

async fn invites(world: &Arc<World>, me: MachineId, room: RoomId, who: MachineId) {
    if owner(me) == who {
        return;
    }
    let Some(id) = world.message_id(me) else { return };
    world.means(room, Meant::Invite { by: owner(me), who });
    for _ in 0..PATIENCE {
        let invited = on(world, me, "invite", async move |station: Arc<Station>| {
            let (at, randomness) = (station.world.clock(me), station.world.randomness());
            let who = device(who).person;
            let command = InviteToRoom { id, room, who, at, trace: None, randomness };
            station.peer.rooms.invite.handle(command).await
        });
        match invited.await {
            Ok(Ok(())) => return world.count(|counts| counts.invited += 1),
            Ok(Err(InviteError::DirectoryUnreachable(_) | InviteError::Unavailable(_)))
            | Err(_) => {}
            Ok(Err(
                refused @ (InviteError::IdInUse
                | InviteError::IdentityChanged
                | InviteError::UnknownDomain
                | InviteError::UnknownPerson),
            )) => return world.fail(format!("an invitation was refused: {refused}")),
            Ok(Err(_)) => return,
        }
        world.sleep(world.chance.stretch(1_000, 2 * MINUTE)).await;
    }
}

async fn joins(world: &Arc<World>, me: MachineId, room: RoomId) {
    let Some(id) = world.message_id(me) else { return };
    world.means(room, Meant::Come { who: owner(me) });
    for _ in 0..PATIENCE {
        let joined = on(world, me, "join", async move |station: Arc<Station>| {
            let (at, randomness) = (station.world.clock(me), station.world.randomness());
            let command = JoinRoom { id, room, by: None, at, trace: None, randomness };
            station.peer.rooms.join.handle(command).await
        });
        match joined.await {
            // With an id in use it was asked the first time, and only the answer was lost.
            Ok(
                Ok(()) | Err(JoinError::NotInvited | JoinError::NobodyThere | JoinError::IdInUse),
            ) => return,
            Ok(Err(JoinError::Unavailable(_))) | Err(_) => {}
            Ok(Err(refused @ JoinError::NotMade(_))) => {
                return world.fail(format!("nobody could be asked: {refused}"));
            }
        }
        world.sleep(world.chance.stretch(1_000, 2 * MINUTE)).await;
    }
}

async fn leaves(world: &Arc<World>, me: MachineId, room: RoomId) {
    let Some(id) = world.message_id(me) else { return };
    world.means(room, Meant::Leave { who: owner(me) });
    lock(&world.rooms).farewells.insert(id);
    for _ in 0..PATIENCE {
        let left = on(world, me, "leave room", async move |station: Arc<Station>| {
            let (at, randomness) = (station.world.clock(me), station.world.randomness());
            let command = LeaveRoom { id, room, at, trace: None, randomness };
            station.peer.rooms.leave.handle(command).await
        });
        match left.await {
            Ok(Ok(()) | Err(LeaveRoomError::LastOwner | LeaveRoomError::NoSuchRoom)) => return,
            // Once it is in the room again.
            Ok(Err(LeaveRoomError::Lost | LeaveRoomError::Unconfirmed)) => {}
            Ok(Err(LeaveRoomError::Unavailable(_))) | Err(_) => {}
            Ok(Err(refused)) => return world.fail(format!("nobody may leave: {refused}")),
        }
        world.sleep(world.chance.stretch(1_000, 2 * MINUTE)).await;
    }
}

async fn lets_go(world: &Arc<World>, me: MachineId, room: RoomId, who: MachineId) {
    if who == owner(me) {
        return;
    }
    world.means(room, Meant::LetGo { by: owner(me), who });
    let done = on(world, me, "let go", async move |station: Arc<Station>| {
        let (at, randomness) = (station.world.clock(me), station.world.randomness());
        let command = RemoveFromRoom { room, who: device(who).person, at, randomness };
        station.peer.rooms.change.handle(command).await
    });
    if world.is_changed(done.await.ok().as_ref()) {
        world.count(|counts| counts.let_go += 1);
    }
}

async fn gives_role(world: &Arc<World>, me: MachineId, room: RoomId, who: MachineId) {
    let roles = [RoomRole::Admin, RoomRole::Admin, RoomRole::Owner, RoomRole::Member];
    let role = roles[world.chance.index(roles.len())];
    world.means(room, Meant::Role { by: owner(me), who, role });
    let done = on(world, me, "give role", async move |station: Arc<Station>| {
        let (at, randomness) = (station.world.clock(me), station.world.randomness());
        let command = GiveRole { room, who: device(who).person, role, at, randomness };
        station.peer.rooms.change.handle(command).await
    });
    if world.is_changed(done.await.ok().as_ref()) {
        world.count(|counts| counts.roles += 1);
    }
}

async fn renames(world: &Arc<World>, me: MachineId, room: RoomId) {
    let called = format!("book club {}", world.chance.below(1_000));
    world.means(room, Meant::Name { by: owner(me), name: called.clone() });
    let done = on(world, me, "rename", async move |station: Arc<Station>| {
        let (at, randomness) = (station.world.clock(me), station.world.randomness());
        let command = RenameRoom { room, name: parsed(&called), at, randomness };
        station.peer.rooms.change.handle(command).await
    });
    if world.is_changed(done.await.ok().as_ref()) {
        world.count(|counts| counts.renamed += 1);
    }
}

async fn rotates(world: &Arc<World>, me: MachineId, room: RoomId) {
    let epoch = lock(&world.rooms).stands.get(&(me, room)).map(|it| it.epoch);
    let Some(epoch) = epoch else { return };
    let done = on(world, me, "rotate", async move |station: Arc<Station>| {
        let (at, randomness) = (station.world.clock(me), station.world.randomness());
        station.peer.rooms.change.handle(RotateRoom { room, epoch, at, randomness }).await
    });
    if world.is_changed(done.await.ok().as_ref()) {
        world.count(|counts| counts.rotated += 1);
    }
}

impl World {
    /// Whether a room was changed; that others may not do it, or were faster, is nothing wrong.
    fn is_changed(&self, done: Option<&Result<(), NotChanged>>) -> bool {
        if let Some(Err(refused @ (NotChanged::Busy | NotChanged::Unlisted(_)))) = done {
            self.fail(format!("a room was not changed: {refused}"));
        }
        matches!(done, Some(Ok(())))
    }

    fn begins_in(&self, room: RoomId, author: MachineId, id: MessageId, what: What) -> String {
        let mut rooms = lock(&self.rooms);
        rooms.number += 1;
        let text = format!("number {} in a room", rooms.number);
        let (is_acknowledged, sealed) = (false, None);
        let said = Said { room, author, id, what, text: text.clone(), is_acknowledged, sealed };
        rooms.said.push(said);
        text
    }

    /// It was kept; whether that is new.
    fn is_said(&self, id: MessageId) -> bool {
        let mut rooms = lock(&self.rooms);
        let said = rooms.said.iter_mut().find(|it| it.id == id && !it.is_acknowledged);
        said.map(|it| it.is_acknowledged = true).is_some()
    }
}

async fn says(world: &Arc<World>, me: MachineId, room: RoomId) {
    let Some(id) = world.message_id(me) else { return };
    let base = said_here(world, me, room).filter(|_| world.chance.once_in(4));
    let reply_to =
        base.as_ref().map(|it| MessageRef { id: it.id, author: device(it.author).person });
    let what = What::Words { answers: base.map(|it| it.id), timer: None };
    let text = world.begins_in(room, me, id, what);
    world.note(format_args!("{} says {text:?} as {id}", name(me)));
    for _ in 0..PATIENCE {
        let (words, reply_to) = (parsed(&text), reply_to.clone());
        let said = on(world, me, "say in room", async move |station: Arc<Station>| {
            let (at, randomness) = (station.world.clock(me), station.world.randomness());
            let (to, text, expires_in, trace) = (room.into(), words, None, None);
            let command = SendMessage { id, to, text, reply_to, expires_in, at, trace, randomness };
            station.peer.send_message.handle(command).await
        });
        match said.await {
            Ok(Ok(())) => {
                if world.is_said(id) {
                    world.count(|counts| counts.said_in_rooms += 1);
                }
                if !world.chance.once_in(8) {
                    return;
                }
            }
            Ok(Err(SendMessageError::NotInRoom | SendMessageError::NoSuchRoom)) => return,
            Ok(Err(SendMessageError::Unavailable(_))) | Err(_) => {}
            Ok(Err(refused)) => {
                return world.fail(format!("a message in a room was refused: {refused}"));
            }
        }
        world.sleep(world.chance.stretch(200, 2 * MINUTE)).await;
    }
}

/// Something that was said in a room, and is kept at a device.
fn said_here(world: &World, me: MachineId, room: RoomId) -> Option<Said> {
    let said: Vec<_> = {
        let rooms = lock(&world.rooms);
        let words = rooms.said.iter().filter(|it| matches!(it.what, What::Words { .. }));
        words.filter(|it| it.room == room && it.is_acknowledged).cloned().collect()
    };
    let it = said.get(world.chance.index(said.len()))?;
    super::heard::is_kept(world, me, it).then(|| it.clone())
}

async fn changes(world: &Arc<World>, me: MachineId, room: RoomId) {
    let Some(base) = said_here(world, me, room) else { return };
    let is_own = owner(base.author) == owner(me);
    let what = match world.chance.below(4) {
        0 | 1 if is_own => What::Edit(base.id),
        2 if is_own => What::Deletion(base.id),
        0 => What::Reaction(base.id, None),
        _ => What::Reaction(base.id, Some(SIGNS[world.chance.index(SIGNS.len())])),
    };
    let Some(id) = world.message_id(me) else { return };
    let text = world.begins_in(room, me, id, what);
    for _ in 0..PATIENCE {
        let (text, author, message) = (parsed(&text), device(base.author).person, base.id);
        let changed = on(world, me, "change in room", async move |station: Arc<Station>| {
            let (at, randomness) = (station.world.clock(me), station.world.randomness());
            let change = Change { id, at, trace: None, randomness };
            let peer = &station.peer;
            match what {
                What::Deletion(_) => {
                    peer.delete_message.handle(DeleteMessage { message, change }).await
                }
                What::Reaction(_, sign) => {
                    let to = MessageRef { id: message, author };
                    let emoji = sign.map(parsed::<Emoji>);
                    peer.react.handle(React { to, emoji, change }).await
                }
                _ => peer.edit_message.handle(EditMessage { message, text, change }).await,
            }
        });
        match changed.await {
            Ok(Ok(())) => {
                if world.is_said(id) {
                    world.count(|counts| counts.changed_in_rooms += 1);
                }
                return;
            }
            Ok(Err(ChangeError::Unavailable(_))) | Err(_) => {}
            Ok(Err(
                refused @ (ChangeError::IdInUse
                | ChangeError::IdentityChanged
                | ChangeError::NotSealed(_)),
            )) => return world.fail(format!("a change in a room was refused: {refused}")),
            Ok(Err(_)) => return,
        }
        world.sleep(world.chance.stretch(200, 2 * MINUTE)).await;
    }
}

async fn reads(world: &Arc<World>, me: MachineId, room: RoomId) {
    let upper = world.chance.index(4);
    let read = on(world, me, "read in room", async move |station: Arc<Station>| {
        let at = station.world.clock(me);
        let query = ReadConversation { with: room.into(), after: Cursor(0), limit: 1_000, at };
        let said = station.peer.read_conversation.handle(query).await.ok()?;
        let up_to = said.get(said.len().checked_sub(upper + 1)?)?.cursor;
        station.peer.mark_read.handle(MarkRead { with: room.into(), up_to, at }).await.ok()
    });
    if let Ok(Some(())) = read.await {
        world.count(|counts| counts.read_in_rooms += 1);
    }
}
