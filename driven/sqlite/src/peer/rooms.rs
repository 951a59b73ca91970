use async_trait::async_trait;
use causerie_chat::{RoomDepartures, RoomDraft, RoomId, RoomInvitation, RoomPlace, RoomTrail};
use causerie_usecases::ports::{
    GroupKeep, KeptRoom, KnownRoom, RoomBook, RoomKeys, RoomNotKept, Rooms, Unavailable,
};
use rusqlite::{OptionalExtension, Row, params};

use super::{
    SqlitePeer,
    refs::{conversation_lookup, read_conversation},
    room_standing::{FORKED, GONE, LEFT, LOST, read_standing, standing_column},
    tables::Tables,
};
use crate::{
    columns::{count, millis, readable, timestamp, unreadable},
    sealing::{BadCell, Place, Sealer},
};

const ABOUT: &str = "rooms.about";
const DEPARTURES: &str = "rooms.departures";
const TREE: &str = "rooms.tree";
const STATE: &str = "rooms.state";
const DRAFT: &str = "rooms.draft";

#[async_trait]
impl Rooms for SqlitePeer {
    async fn add(&self, room: &KnownRoom, keep: GroupKeep) -> Result<(), RoomNotKept> {
        let Some(tree) = &keep.tree else {
            return Err(Unavailable::new("a room without its tree").into());
        };
        let (room, tree) = (room.clone(), tree.clone());
        let added = self.write(move |tables| tables.add_room(&room, &tree, &keep.state)).await?;
        if added { Ok(()) } else { Err(RoomNotKept::AlreadyHere) }
    }

    async fn update(
        &self,
        room: &KnownRoom,
        keep: Option<GroupKeep>,
        draft: Option<RoomDraft>,
    ) -> Result<(), RoomNotKept> {
        let room = room.clone();
        let kept = self
            .write(move |tables| tables.update_room(&room, keep.as_ref(), draft.as_ref()))
            .await?;
        if kept { Ok(()) } else { Err(RoomNotKept::Stale) }
    }
}

#[async_trait]
impl RoomBook for SqlitePeer {
    async fn room(&self, room: RoomId) -> Result<Option<KeptRoom>, Unavailable> {
        self.read(move |tables| tables.kept_room(room)).await
    }

    async fn known(&self, room: RoomId) -> Result<Option<KnownRoom>, Unavailable> {
        self.glance(move |tables| tables.known_room(room)).await
    }

    async fn draft(&self, room: RoomId) -> Result<Option<RoomDraft>, Unavailable> {
        self.read(move |tables| tables.kept_draft(room)).await
    }

    async fn rooms(&self) -> Result<Vec<KnownRoom>, Unavailable> {
        self.read(|tables| {
            let mut statement = tables.db.prepare_cached(
                "SELECT p.lookup, p.address, r.about, r.place, r.standing, r.version, r.departures,
                     r.keys_since, r.keys_version, r.keys_told
                 FROM rooms r JOIN persons p ON p.ref = r.person_ref ORDER BY r.rowid",
            )?;
            // One that is damaged hides no other.
            readable(statement.query([])?, |row| known_room(tables.sealer, row))
        })
        .await
    }
}

impl Tables<'_> {
    fn add_room(&self, room: &KnownRoom, tree: &[u8], state: &[u8]) -> rusqlite::Result<bool> {
        let number = self.conversation_ref(&room.id.into())?;
        let added = self
            .db
            .prepare_cached(
                "INSERT INTO rooms
                     (person_ref, about, departures, tree, state, version, place, standing,
                      keys_since, keys_version, keys_told)
                 VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)
                 ON CONFLICT DO UPDATE SET about = excluded.about,
                     departures = excluded.departures, tree = excluded.tree,
                     state = excluded.state, place = excluded.place,
                     standing = excluded.standing, keys_since = excluded.keys_since,
                     keys_version = excluded.keys_version, keys_told = excluded.keys_told,
                     draft = NULL, version = version + 1
                     WHERE standing IN (?, ?, ?, ?)",
            )?
            .execute(params![
                number,
                self.seal_about(room)?,
                self.seal_departures(room)?,
                self.seal_of(TREE, room.id, tree)?,
                self.seal_of(STATE, room.id, state)?,
                number_column(room.place.0),
                standing_column(room.standing),
                millis(room.keys.since),
                number_column(room.keys.version),
                room.keys.told,
                GONE,
                LOST,
                FORKED,
                LEFT,
            ])?;
        if added == 1 {
            self.forget_wish(room.id)?;
            self.db
                .prepare_cached(
                    "UPDATE outbox SET stored = 0
                     WHERE stored AND in_room AND message_seq NOT NULL AND message_seq IN
                         (SELECT seq FROM messages WHERE person_ref = ?)",
                )?
                .execute([number])?;
        }
        Ok(added == 1)
    }

    fn update_room(
        &self,
        room: &KnownRoom,
        keep: Option<&GroupKeep>,
        draft: Option<&RoomDraft>,
    ) -> rusqlite::Result<bool> {
        if !self.keep_group(room.id, room.version, keep)? {
            return Ok(false);
        }
        let number = self.conversation_ref(&room.id.into())?;
        self.db
            .prepare_cached(
                "UPDATE rooms SET about = ?, departures = ?, place = ?, standing = ?, version = ?,
                     draft = ?, keys_since = ?, keys_version = ?, keys_told = ?
                 WHERE person_ref = ?",
            )?
            .execute(params![
                self.seal_about(room)?,
                self.seal_departures(room)?,
                number_column(room.place.0),
                standing_column(room.standing),
                number_column(room.version.saturating_add(1)),
                draft.map(|draft| self.seal_of(DRAFT, room.id, &draft.encode())).transpose()?,
                millis(room.keys.since),
                number_column(room.keys.version),
                room.keys.told,
                number,
            ])?;
        Ok(true)
    }

    /// Whether a room is here in that version; what is to be kept of it is, as the next one, if there is anything.
    pub(super) fn keep_group(
        &self,
        room: RoomId,
        version: u64,
        keep: Option<&GroupKeep>,
    ) -> rusqlite::Result<bool> {
        let Some(number) = self.known_conversation_ref(&room.into())? else { return Ok(false) };
        let Some(GroupKeep { tree, state }) = keep else {
            return self
                .db
                .prepare_cached("SELECT 1 FROM rooms WHERE person_ref = ? AND version = ?")?
                .exists([number, number_column(version)]);
        };
        let tree = tree.as_ref().map(|tree| self.seal_of(TREE, room, tree)).transpose()?;
        let kept = self
            .db
            .prepare_cached(
                "UPDATE rooms SET tree = coalesce(?, tree), state = ?, version = version + 1
                 WHERE person_ref = ? AND version = ?",
            )?
            .execute(params![
                tree,
                self.seal_of(STATE, room, state)?,
                number,
                number_column(version)
            ])?;
        Ok(kept == 1)
    }

    fn kept_room(&self, room: RoomId) -> rusqlite::Result<Option<KeptRoom>> {
        self.db
            .prepare_cached(
                "SELECT p.lookup, p.address, r.about, r.place, r.standing, r.version, r.departures,
                     r.keys_since, r.keys_version, r.keys_told, r.tree, r.state
                 FROM rooms r JOIN persons p ON p.ref = r.person_ref WHERE p.lookup = ?",
            )?
            .query_row([conversation_lookup(self.sealer, &room.into())], |row| {
                let known = known_room(self.sealer, row)?;
                let tree = self.sealer.read(row, 10, place(TREE, &known.id))?.to_vec();
                let state = self.sealer.read(row, 11, place(STATE, &known.id))?;
                Ok(KeptRoom { known, tree, state })
            })
            .optional()
    }

    fn known_room(&self, room: RoomId) -> rusqlite::Result<Option<KnownRoom>> {
        self.db
            .prepare_cached(
                "SELECT p.lookup, p.address, r.about, r.place, r.standing, r.version, r.departures,
                     r.keys_since, r.keys_version, r.keys_told
                 FROM rooms r JOIN persons p ON p.ref = r.person_ref WHERE p.lookup = ?",
            )?
            .query_row([conversation_lookup(self.sealer, &room.into())], |row| {
                known_room(self.sealer, row)
            })
            .optional()
    }

    fn kept_draft(&self, room: RoomId) -> rusqlite::Result<Option<RoomDraft>> {
        let Some(number) = self.known_conversation_ref(&room.into())? else { return Ok(None) };
        let cell: Option<Vec<u8>> = self
            .db
            .prepare_cached("SELECT draft FROM rooms WHERE person_ref = ?")?
            .query_row([number], |row| row.get(0))
            .optional()?
            .flatten();
        let Some(cell) = cell else { return Ok(None) };
        let text = self.sealer.open(place(DRAFT, &room), &cell)?;
        RoomDraft::decode(&text).map(Some).map_err(|_| unreadable(BadCell(DRAFT)))
    }

    fn seal_about(&self, room: &KnownRoom) -> rusqlite::Result<Vec<u8>> {
        let KnownRoom { id, kind, host, name, .. } = room;
        let (host, name) = (host.clone(), name.clone());
        self.seal_of(
            ABOUT,
            *id,
            &RoomInvitation { room: *id, kind: *kind, host, name, epoch: 0 }.encode(),
        )
    }

    fn seal_departures(&self, room: &KnownRoom) -> rusqlite::Result<Vec<u8>> {
        let past = [room.departures.encode(), room.trail.encode()].concat();
        self.seal_of(DEPARTURES, room.id, &past)
    }

    fn seal_of(
        &self,
        column: &'static str,
        room: RoomId,
        text: &[u8],
    ) -> rusqlite::Result<Vec<u8>> {
        self.sealer.seal(place(column, &room), text)
    }
}

fn place<'a>(column: &'static str, room: &'a RoomId) -> Place<'a> {
    Place { column, row: room.as_bytes() }
}

/// The columns are lookup and address of its person, about, place, standing, version, departures, since when and from which version its keys are in use, and how
/// many receipts were sealed with them.
fn known_room(sealer: &Sealer, row: &Row<'_>) -> rusqlite::Result<KnownRoom> {
    let bad = || unreadable(BadCell(ABOUT));
    let id = read_conversation(sealer, row, 0)?.room().ok_or_else(bad)?;
    let about = sealer.read(row, 2, place(ABOUT, &id))?;
    let RoomInvitation { kind, host, name, .. } =
        RoomInvitation::decode(&about).map_err(|_| bad())?;
    let standing = read_standing(row, 4)?;
    let (place, version) = (RoomPlace(count(row, 3)?), count(row, 5)?);
    let (departures, trail) = past(sealer, row, &id)?;
    let keys = RoomKeys { since: timestamp(row, 7)?, version: count(row, 8)?, told: row.get(9)? };
    Ok(KnownRoom { id, kind, host, name, place, standing, departures, trail, keys, version })
}

/// When people went, and behind that what stood in the log; an earlier version of this kept the former alone, or nothing.
fn past(
    sealer: &Sealer,
    row: &Row<'_>,
    room: &RoomId,
) -> rusqlite::Result<(RoomDepartures, RoomTrail)> {
    let Some(cell) = row.get_ref(6)?.as_blob_or_null()? else { return Ok(Default::default()) };
    let text = sealer.open(place(DEPARTURES, room), cell)?;
    let bad = || unreadable(BadCell(DEPARTURES));
    let (departures, trail) = RoomDepartures::decode_first(&text).map_err(|_| bad())?;
    Ok((departures, RoomTrail::decode(trail).ok_or_else(bad)?))
}

/// Places and versions count up one by one.
fn number_column(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
