//! People who make rooms, come into them, change them, and go.

use std::sync::Arc;

use causerie_chat::{RoomId, RoomRole};
use causerie_usecases::{
    CommandHandler,
    peer::{
        commands::{
            CreateRoom, CreateRoomError, GiveRole, InviteError, InviteToRoom, JoinError, JoinRoom,
            LeaveRoom, LeaveRoomError, RemoveFromRoom, RenameRoom, RotateRoom,
        },
        rooms::NotChanged,
    },
    ports::{RoomBook, RoomStanding, RoomWishBook},
};

use super::{
    contest::contest,
    record::Meant,
    talk::{changes, reads, says},
};
use crate::{
    ledger::at_once,
    lock::lock,
    machine::{device, name, owner, parsed},
    people::on,
    station::Station,
    task::MachineId,
    world::World,
};

const MINUTE: u64 = 60_000;
/// How often somebody tries something that is not answered.
pub(super) const PATIENCE: u64 = 4;
/// How often the first room is fought over.
const CONTESTS: u64 = 3;

/// Somebody makes a room and invites all others, soon after the world began, and gives them rights in it; then it is fought over.
pub(crate) async fn host(world: Arc<World>, me: MachineId) {
    world.sleep(world.chance.stretch(1_000, 2 * MINUTE)).await;
    makes(&world, me).await;
    let room = lock(&world.rooms).all.first().copied();
    for who in world.people().filter(|who| *who != me) {
        if let Some(room) = room {
            invites(&world, me, room, who).await;
        }
    }
    lock(&world.ledger).people += 1;
    for _ in 0..CONTESTS {
        world.sleep(world.chance.stretch(5 * MINUTE, 20 * MINUTE)).await;
        let Some(room) = room else { break };
        let who = world.chance.between(1, world.setting.people as u64);
        gives_role(&world, me, room, usize::try_from(who).unwrap_or(me)).await;
        contest(&world, room).await;
    }
    lock(&world.ledger).people -= 1;
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
            // Once it is in the room again, or up.
            Ok(Err(
                LeaveRoomError::Lost | LeaveRoomError::Unconfirmed | LeaveRoomError::Unavailable(_),
            ))
            | Err(_) => {}
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

pub(super) async fn gives_role(world: &Arc<World>, me: MachineId, room: RoomId, who: MachineId) {
    let roles = [RoomRole::Admin, RoomRole::Owner, RoomRole::Owner, RoomRole::Member];
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

pub(super) async fn renames(world: &Arc<World>, me: MachineId, room: RoomId) {
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

pub(super) async fn rotates(world: &Arc<World>, me: MachineId, room: RoomId) {
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
        let is_wrong = match done {
            // It may be told of a log that goes nowhere.
            Some(Err(NotChanged::Busy)) => !self.setting.lies,
            Some(Err(NotChanged::Unlisted(_))) => true,
            _ => false,
        };
        if let Some(Err(refused)) = done.filter(|_| is_wrong) {
            self.fail(format!("a room was not changed: {refused}"));
        }
        matches!(done, Some(Ok(())))
    }
}
