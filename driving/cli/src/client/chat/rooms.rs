//! The rooms one knows of.

use causerie_wire::Rooms;
use serde::Serialize;
use tracing::Instrument;

use super::{
    commands::room_typed_as,
    names::Meant,
    session::{Session, State},
};
use crate::{
    client::{span, unanswered::Unanswered},
    failure::Failure,
    show::room_called,
};

impl Session<'_> {
    /// Notes which rooms there are, and what they are called.
    pub(super) async fn see_rooms(&self) -> Result<(), Unanswered> {
        let all: Rooms = self.api.get("/v1/rooms").instrument(span("chat")).await?;
        let mut state = self.state();
        let State { people, words, .. } = &mut *state;
        let rooms = all.rooms.iter().map(|it| (&*it.room.id, &*it.room.name, &*it.standing));
        people.set_rooms(rooms);
        let invited = all.invitations.iter().map(|it| room_called(&it.room.name));
        words.set_rooms(people.rooms(), invited.collect());
        Ok(())
    }

    /// The room that is meant: `#` and its id.
    pub(super) fn room(&self, raw: &str) -> Result<String, Failure> {
        let wanted = room_typed_as(raw)?.to_string();
        match self.meant(&wanted)? {
            Meant::Known(with) | Meant::Stranger(with) => Ok(with),
        }
    }

    /// Who is meant, where only a person can be.
    pub(super) fn person(&self, raw: &str) -> Result<Meant, Failure> {
        if raw.starts_with('#') {
            return Err(Failure::Other("that is a room, and this is for people".to_owned()));
        }
        self.meant(raw)
    }

    /// Has the peer do something, for which there is no second try.
    pub(super) async fn post<T: Serialize>(&self, path: &str, body: &T) -> Result<(), Failure> {
        let asked = self.api.post(path, body).instrument(span("chat")).await;
        asked.map_err(|none| none.at(self.api.data))
    }
}
