//! To the tables of `0010`: what somebody wrote before may invite this person into a room, though nobody understood that then.

use causerie_chat::Body;
use rusqlite::Connection;

use super::{
    messages::{open_content, row},
    tables::Tables,
};
use crate::sealing::Sealer;

pub(super) const STEP: &str = "0010 room wishes";

/// Carries out the second half of the step, in its transaction.
pub(super) fn note_all(db: &Connection, sealer: &Sealer) -> rusqlite::Result<()> {
    let mut statement = db.prepare(
        "SELECT seq, id, author_ref, person_ref, content FROM messages
         WHERE author_ref = person_ref AND standing = 0",
    )?;
    let mut rows = statement.query([])?;
    while let Some(message) = rows.next()? {
        let (seq, author, person) = (message.get(0)?, message.get(2)?, message.get(3)?);
        let place = row(message.get_ref(1)?.as_blob()?, author, person);
        // One that is damaged keeps no store from being opened.
        let body = open_content(sealer, &place, message.get_ref(4)?.as_blob()?);
        if let Ok(Body::Invitation(invitation)) = body {
            Tables { db, sealer }.note_invitation(seq, person, invitation.room)?;
        }
    }
    Ok(())
}
