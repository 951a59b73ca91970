//! Whether this device is in a room, as a number.

use causerie_usecases::ports::RoomStanding;
use rusqlite::{Row, types::FromSqlError};

const UNCONFIRMED: i64 = 0;
pub(super) const MEMBER: i64 = 1;
pub(super) const GONE: i64 = 2;
pub(super) const LOST: i64 = 3;
pub(super) const FORKED: i64 = 4;
const LEAVING: i64 = 5;
pub(super) const LEFT: i64 = 6;

pub(super) fn standing_column(standing: RoomStanding) -> i64 {
    match standing {
        RoomStanding::Unconfirmed => UNCONFIRMED,
        RoomStanding::Member => MEMBER,
        RoomStanding::Gone => GONE,
        RoomStanding::Lost => LOST,
        RoomStanding::Forked => FORKED,
        RoomStanding::Leaving => LEAVING,
        RoomStanding::Left => LEFT,
    }
}

pub(super) fn read_standing(row: &Row<'_>, column: usize) -> rusqlite::Result<RoomStanding> {
    Ok(match row.get(column)? {
        UNCONFIRMED => RoomStanding::Unconfirmed,
        MEMBER => RoomStanding::Member,
        GONE => RoomStanding::Gone,
        LOST => RoomStanding::Lost,
        FORKED => RoomStanding::Forked,
        LEAVING => RoomStanding::Leaving,
        LEFT => RoomStanding::Left,
        other => return Err(FromSqlError::OutOfRange(other).into()),
    })
}
