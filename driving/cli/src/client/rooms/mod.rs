//! What is done with rooms.

mod find;
mod moderate;
mod public;

use std::{io::Write, time::Duration};

use causerie_edge::room_id;
use causerie_wire::{
    CreateRoom, CreatedRoom, GiveRole, InviteToRoom, JoinRoom, RenameRoom, Room, RoomDetails,
    Rooms, Status,
};
use serde::Serialize;
use tokio::time::{sleep, timeout};

use super::{LocalApi, Printer};
use crate::{
    args::{self, Name, RoomRef},
    failure::Failure,
    show::{self, room_called, room_typed},
};

pub(super) use find::{Where, all, in_path, invited, names, place};
pub(super) use moderate::{about, decide, moderate, removal};
pub(super) use public::{entered, muted, public};

/// How often it is looked whether somebody took this device in.
const LOOK: Duration = Duration::from_millis(200);

/// Does with a room what was asked for, and says so.
pub(super) async fn room<W: Write>(
    api: &LocalApi<'_>,
    what: args::Room,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    use args::Room::{
        Create, Demote, Invite, Join, Leave, List, Promote, Remove, Rename, Rotate, Show,
    };
    match what {
        Create(wanted) => create(api, wanted, printer).await,
        List => printer.print(&all(api).await?, show::rooms),
        Show(wanted) => {
            let room = find::here(api, &wanted.room).await?;
            let details: RoomDetails = api
                .get(&format!("/v1/rooms/{}", room.id))
                .await
                .map_err(|none| none.at(api.data))?;
            printer.print(&details, show::room)
        }
        Invite(wanted) => invite(api, &wanted, printer).await,
        Join(wanted) => join(api, &wanted, printer).await,
        Leave(wanted) => {
            let room = post(api, &wanted.room, "leave").await?;
            done(&room, "left", None, printer)
        }
        Remove(args::InRoom { room, name }) => remove(api, &room, &name, printer).await,
        Promote(args::Promote { room, name, owner }) => {
            let role = if owner { "owner" } else { "admin" };
            give(api, &room, &name, role, printer).await
        }
        Demote(args::InRoom { room, name }) => give(api, &room, &name, "member", printer).await,
        Rename(args::RenameRoom { room, name }) => {
            let before = find::here(api, &room).await?;
            let name = name.as_str().to_owned();
            let path = format!("/v1/rooms/{}/name", before.id);
            let named = api.put(&path, &RenameRoom { name: name.clone() }).await;
            named.map_err(|none| none.at(api.data))?;
            done(&Room { name, ..before }, "renamed", None, printer)
        }
        Rotate(wanted) => {
            let room = post(api, &wanted.room, "rotate").await?;
            done(&room, "rotated", None, printer)
        }
    }
}

async fn create<W: Write>(
    api: &LocalApi<'_>,
    wanted: args::CreateRoom,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    // Minted once: however often it is asked for, it is one room.
    let id = wanted.id.map_or_else(room_id, Ok)?;
    let name = wanted.name.as_str().to_owned();
    let body = CreateRoom { name: name.clone(), id: Some(id.to_string()) };
    let made: Result<CreatedRoom, _> = api.ask_for("/v1/rooms", &body).await;
    let made = made.map_err(|none| {
        none.at(api.data).advised("DIRECTORY_UNREACHABLE", || {
            format!("when it is there, the same again with --id {id}: it will be one room")
        })
    })?;
    done(&Room { id: made.id, name, ..Room::default() }, "created", None, printer)
}

/// Invites one after the other; who comes behind one who cannot be invited is not.
async fn invite<W: Write>(
    api: &LocalApi<'_>,
    wanted: &args::InviteToRoom,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let room = find::here(api, &wanted.room).await?;
    for name in &wanted.names {
        let who = name.to_string();
        let path = format!("/v1/rooms/{}/invitations", room.id);
        let invited = api.post(&path, &InviteToRoom { who: who.clone() }).await;
        invited.map_err(|none| none.at(api.data))?;
        done(&room, "invited", Some(who), printer)?;
    }
    Ok(())
}

async fn join<W: Write>(
    api: &LocalApi<'_>,
    wanted: &args::JoinRoom,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let rooms = all(api).await?;
    let by = match &wanted.by {
        Some(name) => Some(address(api, name).await?),
        None => None,
    };
    let is_by = |who: &str| by.as_deref().is_none_or(|by| by == who);
    let room = invited(&rooms, &wanted.room, is_by)?;
    let asked = api.post(&format!("/v1/rooms/{}/join", room.id), &JoinRoom { by }).await;
    asked.map_err(|none| none.at(api.data))?;
    let told = if is_in(&rooms, &room.id) {
        "in"
    } else if comes_in(api, &room.id, wanted.wait).await {
        "came"
    } else {
        "asked"
    };
    done(&room, told, None, printer)
}

/// Whether this device is in a room before that is over: it was asked for, and goes on being so.
async fn comes_in(api: &LocalApi<'_>, room: &str, wait: Duration) -> bool {
    let coming = async {
        loop {
            sleep(LOOK).await;
            if all(api).await.is_ok_and(|rooms| is_in(&rooms, room)) {
                return;
            }
        }
    };
    timeout(wait, coming).await.is_ok()
}

fn is_in(rooms: &Rooms, room: &str) -> bool {
    rooms.rooms.iter().any(|it| it.room.id == room && it.standing == "member")
}

async fn remove<W: Write>(
    api: &LocalApi<'_>,
    wanted: &RoomRef,
    name: &Name,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let room = find::here(api, wanted).await?;
    let who = address(api, name).await?;
    let path = format!("/v1/rooms/{}", room.id);
    let before: RoomDetails = api.get(&path).await.map_err(|none| none.at(api.data))?;
    let gone = api.delete(&format!("{path}/members/{who}"), &()).await;
    gone.map_err(|none| none.at(api.data))?;
    let was_there = before.members.iter().any(|it| it.address == who);
    done(&room, if was_there { "removed" } else { "not_there" }, Some(name.to_string()), printer)
}

async fn give<W: Write>(
    api: &LocalApi<'_>,
    wanted: &RoomRef,
    name: &Name,
    role: &'static str,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let room = find::here(api, wanted).await?;
    let path = format!("/v1/rooms/{}/members/{name}/role", room.id);
    let given = api.put(&path, &GiveRole { role: role.to_owned() }).await;
    given.map_err(|none| none.at(api.data))?;
    done(&room, role, Some(name.to_string()), printer)
}

/// Has something done with a room that needs no more words.
async fn post(api: &LocalApi<'_>, wanted: &RoomRef, what: &str) -> Result<Room, Failure> {
    let room = find::here(api, wanted).await?;
    let done = api.post(&format!("/v1/rooms/{}/{what}", room.id), &()).await;
    done.map_err(|none| none.at(api.data))?;
    Ok(room)
}

/// The whole address of somebody.
async fn address(api: &LocalApi<'_>, name: &Name) -> Result<String, Failure> {
    let status: Status = api.get("/v1/status").await.map_err(|none| none.at(api.data))?;
    let me = status.address.parse::<causerie_chat::Address>().map_err(|_| Failure::NotAPeer)?;
    Ok(name.clone().at(&me.domain).to_string())
}

fn done<W: Write>(
    room: &Room,
    done: &'static str,
    who: Option<String>,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let told = Deed { room: &room.id, name: &room.name, done, who };
    printer.print(&told, |told, _| words(told))
}

/// What was done with a room, in a line, and what could be next.
fn words(told: &Deed<'_>) -> String {
    let (called, typed) = (room_called(told.name), room_typed(told.name, told.room));
    let who = told.who.as_deref().unwrap_or_default();
    match told.done {
        "created" => format!(
            "{called} is there, and yours: #{}\n  next: causerie room invite '{typed}' NAME\n",
            told.room
        ),
        "invited" => format!("{who} is invited into {called}\n"),
        "asked" => format!(
            "asked to be taken into {called}; you are as soon as a device of whoever invited you hears of it\n  \
             next: see whether you are: causerie room list\n"
        ),
        "came" => format!("you are in {called}\n"),
        "in" => format!("you are in {called} already\n"),
        "left" => format!("you left {called}\n"),
        "removed" => format!("{who} is not in {called} any more\n"),
        "not_there" => format!("{who} is not in {called}\n"),
        "renamed" => format!("it is {called} now\n"),
        "rotated" => format!("{called} has new keys\n"),
        role => format!("{who} is {role} in {called} now\n"),
    }
}

/// The same for scripts.
#[derive(Serialize)]
struct Deed<'a> {
    room: &'a str,
    name: &'a str,
    done: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    who: Option<String>,
}
