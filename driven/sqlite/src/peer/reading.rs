//! What this person has read, and who is told.

use causerie_chat::{Conversation, DeviceAddress};
use causerie_usecases::ports::{KnownIdentity, RoomReceipts};
use rusqlite::params;

use super::{receipts::READ, tables::Tables};

impl Tables<'_> {
    pub(super) fn mark_read(
        &self,
        own: i64,
        with: &Conversation,
        up_to: i64,
        (others, fellows): (&[DeviceAddress], &[DeviceAddress]),
    ) -> rusqlite::Result<()> {
        let Some(person) = self.known_conversation_ref(with)?.filter(|it| *it != own) else {
            return Ok(());
        };
        let (from, to): (i64, Option<i64>) = self
            .db
            .prepare_cached(
                "SELECT read_through, (SELECT max(seq) FROM messages WHERE person_ref = ?1 AND seq <= ?2)
                 FROM persons WHERE ref = ?1",
            )?
            .query_row([person, up_to], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let Some(to) = to.filter(|to| *to > from) else { return Ok(()) };
        for author in self.unseen_authors(own, person, (from, to))? {
            let told = self.told_of_read(author, fellows)?;
            self.note_read(author, (person, with.room().is_some()), (from, to), &told)?;
        }
        for other in others {
            self.note_seen(self.device_ref(other)?, own, person, (from, to))?;
        }
        self.forget_read_elsewhere(person, to)?;
        self.db
            .prepare_cached("UPDATE persons SET read_through = ? WHERE ref = ?")?
            .execute([to, person])
            .map(drop)
    }

    /// The devices of an author that are told what was read.
    fn told_of_read(&self, author: i64, fellows: &[DeviceAddress]) -> rusqlite::Result<Vec<i64>> {
        let who = self.person(author)?;
        if !self.receipts_allowed(&who)? {
            return Ok(Vec::new());
        }
        let theirs = fellows.iter().filter(|it| it.person == who);
        self.told_with(self.contact(&who)?.as_ref(), theirs)
    }

    /// Devices are to be told what of their person's was read in a conversation, which may be a room, from one number in the history to another.
    fn note_read(
        &self,
        author: i64,
        (person, is_room): (i64, bool),
        (from, to): (i64, i64),
        told: &[i64],
    ) -> rusqlite::Result<()> {
        let room = is_room.then_some(person);
        let mut statement = self.db.prepare_cached(
            "INSERT OR IGNORE INTO receipts (device_ref, kind, id, room_ref)
             SELECT ?1, ?2, id, ?7 FROM messages
             WHERE person_ref = ?3 AND author_ref = ?4 AND seq > ?5 AND seq <= ?6
                 AND seq NOT IN (SELECT message_seq FROM read_elsewhere)",
        )?;
        for device in told {
            statement.execute(params![device, READ, person, author, from, to, room])?;
        }
        Ok(())
    }

    /// The devices of a person that get answers by themselves, and in a room those that are `fellows`.
    pub(super) fn told_with<'f>(
        &self,
        who: Option<&KnownIdentity>,
        fellows: impl Iterator<Item = &'f DeviceAddress>,
    ) -> rusqlite::Result<Vec<i64>> {
        let mut told = self.told(who)?;
        for fellow in fellows.filter(|it| <dyn RoomReceipts>::notes(who, it)) {
            let device = self.device_ref(fellow)?;
            if !told.contains(&device) {
                told.push(device);
            }
        }
        Ok(told)
    }

    /// The devices of a person that get answers by themselves: none of somebody who is not known here, or whose account key is in doubt.
    pub(super) fn told(&self, who: Option<&KnownIdentity>) -> rusqlite::Result<Vec<i64>> {
        let known = who.filter(|known| known.offered.is_none());
        let devices = known.iter().flat_map(|known| known.person.addressees());
        devices.map(|device| self.device_ref(&device)).collect()
    }
}
