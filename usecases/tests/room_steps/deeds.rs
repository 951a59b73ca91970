//! What somebody in a room has done there.

use causerie_chat::RoomRole;
use causerie_usecases::{
    CommandHandler,
    peer::{
        commands::{CreateRoom, CreateRoomError, GiveRole, RemoveFromRoom, RenameRoom, RotateRoom},
        rooms::NotChanged,
    },
};

use crate::house::{Member, ROOM, at, device};

impl Member {
    pub(crate) async fn makes(&self, name: &str) -> Result<(), CreateRoomError> {
        let (room, name) = (ROOM.into(), name.parse().unwrap());
        let randomness = self.dice.randomness();
        self.creates.handle(CreateRoom { room, name, at: at(5), randomness }).await
    }

    pub(crate) async fn names(&self, name: &str) -> Result<(), NotChanged> {
        let (room, name) = (ROOM.into(), name.parse().unwrap());
        let randomness = self.dice.randomness();
        self.changes.handle(RenameRoom { room, name, at: at(6), randomness }).await
    }

    pub(crate) async fn removes(&self, who: &str) -> Result<(), NotChanged> {
        let (room, who) = (ROOM.into(), device(who).person);
        let randomness = self.dice.randomness();
        self.changes.handle(RemoveFromRoom { room, who, at: at(6), randomness }).await
    }

    pub(crate) async fn makes_of(&self, who: &str, role: RoomRole) -> Result<(), NotChanged> {
        let (room, who) = (ROOM.into(), device(who).person);
        let randomness = self.dice.randomness();
        self.changes.handle(GiveRole { room, who, role, at: at(6), randomness }).await
    }

    pub(crate) async fn rotates(&self, epoch: u64) -> Result<(), NotChanged> {
        let (room, randomness) = (ROOM.into(), self.dice.randomness());
        self.changes.handle(RotateRoom { room, epoch, at: at(6), randomness }).await
    }

    pub(crate) async fn name(&self) -> String {
        self.known().await.name.as_str().to_owned()
    }
}
