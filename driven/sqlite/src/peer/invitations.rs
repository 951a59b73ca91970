//! Messages that invite this person into rooms: what they say is sealed, so they are noted as they come.

use causerie_chat::{Address, Body, Message, RoomId};
use causerie_usecases::ports::Invited;
use rusqlite::params;

use super::{
    entry::{self, COLUMNS, JOINS},
    messages::NewMessage,
    refs::conversation_lookup,
    room_standing::MEMBER,
    tables::Tables,
};
use crate::columns::readable;

impl Tables<'_> {
    /// Notes that a message of that number invites, if it does, and was said to this person.
    pub(super) fn note_if_invitation(
        &self,
        seq: i64,
        new: &NewMessage<'_>,
    ) -> rusqlite::Result<()> {
        let NewMessage { message, author, person, .. } = new;
        match &message.body {
            Body::Invitation(invitation) if author == person => {
                self.note_invitation(seq, *person, invitation.room)
            }
            _ => Ok(()),
        }
    }

    pub(super) fn note_invitation(
        &self,
        seq: i64,
        person: i64,
        room: RoomId,
    ) -> rusqlite::Result<()> {
        self.db
            .prepare_cached(
                "INSERT INTO invitations (message_seq, person_ref, room) VALUES (?, ?, ?)",
            )?
            .execute(params![seq, person, conversation_lookup(self.sealer, &room.into())])
            .map(drop)
    }

    /// What a message said is wiped: it does not invite any more.
    pub(super) fn forget_invitation(&self, seq: i64) -> rusqlite::Result<()> {
        self.db
            .prepare_cached("DELETE FROM invitations WHERE message_seq = ?")?
            .execute([seq])
            .map(drop)
    }

    pub(super) fn invitations(&self, me: &Address) -> rusqlite::Result<Vec<Invited>> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT {COLUMNS}
             FROM (
                 SELECT max(i.message_seq) AS latest FROM invitations i
                 JOIN persons w ON w.ref = i.person_ref
                 WHERE NOT w.blocked AND i.room NOT IN
                     (SELECT h.lookup FROM rooms r JOIN persons h ON h.ref = r.person_ref
                      WHERE r.standing = ?1)
                 GROUP BY i.person_ref, i.room ORDER BY latest DESC LIMIT ?2
             ) c
             JOIN messages m ON m.seq = c.latest {JOINS}
             ORDER BY m.seq DESC"
        ))?;
        let most = i64::try_from(Invited::MOST).unwrap_or(i64::MAX);
        // One that is damaged hides no other.
        let told =
            readable(statement.query([MEMBER, most])?, |row| entry::message(self.sealer, row, me))?;
        Ok(told.into_iter().filter_map(invited).collect())
    }
}

fn invited(message: Message) -> Option<Invited> {
    let Message { id, author, sent_at, body, .. } = message;
    match body {
        Body::Invitation(it) => {
            Some(Invited { by: author, message: id, invitation: *it, at: sent_at })
        }
        _ => None,
    }
}
