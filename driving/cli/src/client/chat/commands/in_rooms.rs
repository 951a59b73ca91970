//! What is done in rooms.

use causerie_wire::{InviteToRoom, JoinRoom};

use super::{Command, Completes, Entry, did_you_mean, with_word, word};
use crate::{
    args::RoomRef,
    client::{
        chat::{names::Meant, session::Session},
        rooms,
    },
    failure::Failure,
    show::{self, room_called},
};

pub(super) const ROOM: Entry = Entry {
    name: "room",
    alias: Some("rooms"),
    arguments: "[ROOM]",
    about: "list your rooms, or go to one",
    details: "A room is its name with hyphens for blanks, such as #book-club, or # and 8 digits or more of its id. /chat #book-club goes there too; \
        causerie room makes rooms, and does the rest.",
    completes: &[Completes::Rooms],
    read: |arguments| with_word(arguments, Command::Room),
};

pub(super) const JOIN: Entry = Entry {
    name: "join",
    alias: None,
    arguments: "ROOM",
    about: "come into a room you are invited into",
    details: "Whoever invited you is asked, and takes you in as soon as a device of theirs runs; then you can go there (/room ROOM).",
    completes: &[Completes::Invitations],
    read: |arguments| word(arguments).map(Command::Join),
};

pub(super) const LEAVE: Entry = Entry {
    name: "leave",
    alias: None,
    arguments: "[ROOM]",
    about: "leave a room for good, with all your devices",
    details: "Without a name, the one you are in. What was said stays here; to come back you have to be invited again.",
    completes: &[Completes::Rooms],
    read: |arguments| with_word(arguments, Command::Leave),
};

pub(super) const INVITE: Entry = Entry {
    name: "invite",
    alias: None,
    arguments: "NAME",
    about: "invite somebody into the room you are in",
    details: "Only owners and admins do. Whom you invite is a contact of yours, and reads what is said once they came in, nothing from before.",
    completes: &[Completes::Names],
    read: |arguments| word(arguments).map(Command::Invite),
};

pub(super) const KICK: Entry = Entry {
    name: "kick",
    alias: None,
    arguments: "NAME",
    about: "have somebody go from the room you are in",
    details: "The room's keys change: they read nothing that is said from then on. Admins let members go, owners anybody.",
    completes: &[Completes::Names],
    read: |arguments| word(arguments).map(Command::Kick),
};

pub(super) async fn room(session: &Session<'_>, which: Option<&str>) -> Result<(), Failure> {
    session.see_rooms().await.map_err(|none| none.at(session.api.data))?;
    let Some(raw) = which else {
        let all = rooms::all(session.api).await?;
        let shown = show::rooms(&all, session.paint);
        return session.print(&shown.replace("causerie room join ", "/join "));
    };
    let with = session.room(raw)?;
    session.enter(&with).await
}

pub(super) async fn join(session: &Session<'_>, raw: &str) -> Result<(), Failure> {
    let all = rooms::all(session.api).await?;
    let room = rooms::invited(&all, &typed(raw)?, |_| true)?;
    session.post(&format!("/v1/rooms/{}/join", room.id), &JoinRoom::default()).await?;
    session.see_rooms().await.map_err(|none| none.at(session.api.data))?;
    let called = room_called(&room.name);
    session
        .note(&format!("asked to be taken into {called}; once you are, /room {called} goes there"))
}

pub(super) async fn leave(session: &Session<'_>, which: Option<&str>) -> Result<(), Failure> {
    let with = match which {
        Some(raw) => session.room(raw)?,
        None => here(session)?,
    };
    let short = session.with_people(|people| people.short(&with));
    session.post(&format!("/v1/rooms/{}/leave", id(&with)), &()).await?;
    let mut state = session.state();
    if state.current.as_ref() == Some(&with) {
        state.current = None;
    }
    drop(state);
    session.note(&format!("you left {short}; what was said in it stays: /chat {short}"))
}

pub(super) async fn invite(session: &Session<'_>, name: &str) -> Result<(), Failure> {
    let (with, who) = (here(session)?, person(session, name)?);
    let path = format!("/v1/rooms/{}/invitations", id(&with));
    let invited = session.post(&path, &InviteToRoom { who: who.clone() }).await;
    let hint = session.with_people(|people| did_you_mean(people, name));
    invited.map_err(|failure| failure.advised("USER_NOT_FOUND", || hint))?;
    session.met([who.as_str()]);
    told(session, &who, "is invited into", &with)
}

pub(super) async fn kick(session: &Session<'_>, name: &str) -> Result<(), Failure> {
    let (with, who) = (here(session)?, person(session, name)?);
    let path = format!("/v1/rooms/{}", id(&with));
    let before: causerie_wire::RoomDetails = session.get(&path).await?;
    if before.members.iter().all(|it| it.address != who) {
        return told(session, &who, "is not in", &with);
    }
    let gone = session.api.delete(&format!("{path}/members/{who}"), &()).await;
    gone.map_err(|none| none.at(session.api.data))?;
    told(session, &who, "is not any more in", &with)
}

fn told(session: &Session<'_>, who: &str, what: &str, with: &str) -> Result<(), Failure> {
    let [who, room] = session.with_people(|people| [people.short(who), people.short(with)]);
    session.note(&format!("{who} {what} {room}"))
}

/// The room one is in.
fn here(session: &Session<'_>) -> Result<String, Failure> {
    let current = session.current().filter(|with| with.starts_with('#'));
    current.ok_or_else(|| {
        Failure::Other("you are in no room; go to one: /room ROOM, or see /room".to_owned())
    })
}

fn person(session: &Session<'_>, name: &str) -> Result<String, Failure> {
    let (Meant::Known(address) | Meant::Stranger(address)) = session.person(name)?;
    Ok(address)
}

/// A room as it is typed, perhaps in the quotes that a shell wants.
pub(in super::super) fn typed(raw: &str) -> Result<RoomRef, Failure> {
    raw.trim_matches('\'')
        .parse()
        .map_err(|why: crate::args::InvalidRoomRef| Failure::Other(why.to_string()))
}

fn id(with: &str) -> &str {
    with.trim_start_matches('#')
}
