use async_trait::async_trait;
use causerie_chat::{
    DeviceAddress, RoomChange, RoomEntry, RoomId, RoomInfo, RoomKind, RoomPlace, RoomRefusal,
    RoomWelcome,
};
use causerie_usecases::ports::{
    LoggedEntry, LoggedRoom, NotAppended, NotFounded, NotRead, PublicRoom, RoomDesk, RoomLogBook,
    Unavailable,
};
use causerie_wire::{self as wire, ROOM_CONTENT_TYPE};
use reqwest::{Method, StatusCode, header::CONTENT_TYPE};

use super::DirectoryClient;
use crate::call::NoAnswer;

#[async_trait]
impl RoomDesk for DirectoryClient {
    async fn found(
        &self,
        room: RoomId,
        kind: RoomKind,
        info: Option<&RoomInfo>,
    ) -> Result<(), NotFounded> {
        let kind = u64::from(kind == RoomKind::Public);
        let body = wire::FoundRoom { kind, info: info.map(|info| info.as_bytes().to_vec()) };
        let path = format!("rooms/{room}");
        let founded = self.put_room("directory.found_room", &path, body.encode()).await;
        founded.map_err(not_founded)
    }

    async fn append(
        &self,
        room: RoomId,
        place: RoomPlace,
        entry: &RoomEntry,
    ) -> Result<(), NotAppended> {
        let names = |devices: &[DeviceAddress]| devices.iter().map(ToString::to_string).collect();
        let body = wire::OfferedRoomEntry {
            commit: entry.commit.as_bytes().to_vec(),
            lets_in: names(entry.change.lets_in()),
            lets_go: names(entry.change.lets_go()),
            keepers: names(entry.change.keepers()),
            no_keepers: names(entry.change.no_keepers()),
            info: entry.info.as_ref().map(|info| info.as_bytes().to_vec()),
            welcome: entry.welcome.as_ref().map(|welcome| welcome.as_bytes().to_vec()),
        };
        let path = format!("rooms/{room}/entries/{place}");
        let appended = self.put_room("directory.append_room_entry", &path, body.encode()).await;
        appended.map_err(not_appended)
    }
}

#[async_trait]
impl RoomLogBook for DirectoryClient {
    async fn entries(
        &self,
        _reader: &DeviceAddress,
        room: RoomId,
        from: RoomPlace,
        items: usize,
        bytes: usize,
    ) -> Result<Vec<LoggedEntry>, NotRead> {
        let query = [("from", from.0), ("items", items as u64), ("bytes", bytes as u64)];
        let request = self.request(Method::GET, &format!("rooms/{room}/entries")).query(&query);
        let answer = self.call_for_room("directory.read_room_entries", request).await;
        let answer = answer.map_err(not_read)?;
        let read =
            wire::RoomEntries::decode(answer.bytes()).ok().and_then(|raw| entries(raw, from));
        Ok(read.ok_or_else(nonsense)?)
    }

    async fn rooms(
        &self,
        _of: &DeviceAddress,
        after: Option<RoomId>,
        items: usize,
    ) -> Result<Vec<LoggedRoom>, Unavailable> {
        let after = after.map(|after| ("after", after.to_string()));
        let request = self.request(Method::GET, "rooms").query(after.as_slice());
        let answer = self.call("directory.read_rooms", request).await?;
        let raw: wire::LoggedRooms = answer.json()?;
        let rooms: Option<Vec<_>> = raw.rooms.iter().take(items).map(logged).collect();
        rooms.ok_or_else(nonsense)
    }

    async fn info(
        &self,
        _reader: &DeviceAddress,
        room: RoomId,
    ) -> Result<Option<PublicRoom>, Unavailable> {
        let request = self.request(Method::GET, &format!("rooms/{room}/info"));
        let answer = match self.call_for_room("directory.read_room_info", request).await {
            Err(refused) if refused.is_absence() => return Ok(None),
            answer => answer?,
        };
        let raw = wire::RoomInfo::decode(answer.bytes()).ok();
        let open = raw.and_then(|raw| {
            Some(PublicRoom { last: RoomPlace(raw.last), info: raw.info.try_into().ok()? })
        });
        open.map(Some).ok_or_else(nonsense)
    }
}

impl DirectoryClient {
    async fn put_room(
        &self,
        name: &'static str,
        path: &str,
        body: Vec<u8>,
    ) -> Result<(), NoAnswer> {
        let request = self.request(Method::PUT, path).header(CONTENT_TYPE, ROOM_CONTENT_TYPE);
        self.call(name, request.body(body)).await.map(drop)
    }
}

/// What was read, if it makes sense: places that grow, from where was asked on.
fn entries(raw: wire::RoomEntries, from: RoomPlace) -> Option<Vec<LoggedEntry>> {
    let mut next = from.max(RoomPlace(1));
    let one = |raw: wire::RoomEntry| {
        let place = RoomPlace(raw.place);
        let in_order = place >= next;
        next = place.next();
        entry(raw).filter(|_| in_order)
    };
    raw.entries.into_iter().map(one).collect()
}

fn entry(raw: wire::RoomEntry) -> Option<LoggedEntry> {
    let change = RoomChange::new(
        devices(&raw.lets_in)?,
        devices(&raw.lets_go)?,
        devices(&raw.keepers)?,
        devices(&raw.no_keepers)?,
    );
    let (place, by) = (RoomPlace(raw.place), raw.by.parse().ok()?);
    Some(LoggedEntry {
        place,
        by,
        commit: raw.commit.try_into().ok()?,
        change: change.ok()?,
        welcome: raw.welcome.map(RoomWelcome::try_from).transpose().ok()?,
    })
}

fn devices(raw: &[String]) -> Option<Vec<DeviceAddress>> {
    raw.iter().map(|raw| raw.parse().ok()).collect()
}

fn logged(raw: &wire::LoggedRoom) -> Option<LoggedRoom> {
    let kind = match raw.kind.as_str() {
        "private" => RoomKind::Private,
        "public" => RoomKind::Public,
        _ => return None,
    };
    let (room, last) = (raw.room.parse().ok()?, RoomPlace(raw.last));
    Some(LoggedRoom { room, kind, last, is_in: raw.is_in, is_keeper: raw.is_keeper })
}

fn not_founded(answer: NoAnswer) -> NotFounded {
    match answer.code() {
        Some("ID_IN_USE") => NotFounded::IdInUse,
        Some("TOO_MANY_ROOMS") => NotFounded::TooMany,
        Some("WRONG_INFO") => NotFounded::WrongInfo,
        Some("UNKNOWN_DEVICE") => NotFounded::UnknownDevice,
        _ => match answer.refusal() {
            Some(code) if !answer.asks_for_credential() => NotFounded::Refused(code),
            _ => NotFounded::Unavailable(answer.into()),
        },
    }
}

fn not_appended(answer: NoAnswer) -> NotAppended {
    let why = match answer.code() {
        Some("NO_SUCH_ROOM") => RoomRefusal::NoSuchRoom,
        Some("FORBIDDEN") => RoomRefusal::NotAllowed,
        Some("PLACE_TAKEN") => RoomRefusal::Taken,
        Some("PLACE_AHEAD") => RoomRefusal::Ahead,
        Some("ENTRIES_EXPIRED") => RoomRefusal::Expired,
        Some("WRONG_INFO") => RoomRefusal::WrongInfo,
        Some("UNKNOWN_DEVICE") => RoomRefusal::UnknownDevice,
        Some("ROOM_FULL") => RoomRefusal::TooManyDevices,
        Some("ROOM_LOG_FULL") => RoomRefusal::LogFull,
        Some("QUOTA_EXCEEDED") => RoomRefusal::TooOften,
        _ => {
            return match answer.refusal() {
                Some(code) if !answer.asks_for_credential() => NotAppended::Unlisted(code),
                _ => NotAppended::Unavailable(answer.into()),
            };
        }
    };
    NotAppended::Refused(why)
}

fn not_read(answer: NoAnswer) -> NotRead {
    match answer.code() {
        Some("NO_SUCH_ROOM") => NotRead::NoSuchRoom,
        Some("FORBIDDEN") => NotRead::NotAllowed,
        Some("ENTRIES_EXPIRED") => NotRead::Expired,
        _ => NotRead::Unavailable(answer.into()),
    }
}

fn nonsense() -> Unavailable {
    NoAnswer::Nonsense(StatusCode::OK).into()
}
