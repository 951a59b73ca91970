use async_trait::async_trait;
use causerie_chat::{Address, Person, Standing, Terms};
use causerie_usecases::ports::{
    Contacts, Decision, Identities, KnownIdentity, NotRemembered, People, Unavailable,
};
use rusqlite::{OptionalExtension, Row, params};

use super::{
    SqlitePeer, contact_codec,
    refs::{person_lookup, read_person},
    tables::Tables,
};
use crate::{
    columns::unreadable,
    sealing::{BadCell, Place},
};

const CONTACT: &str = "persons.contact";

#[async_trait]
impl Contacts for SqlitePeer {
    async fn remember(&self, person: &Person) -> Result<(), NotRemembered> {
        let (kept, known) = (person.clone(), self.known.clone());
        // Forgotten in the write too, which goes on when the caller no longer waits.
        let write = move |tables: Tables<'_>| {
            known.forget(&kept.address);
            tables.update(&kept, Standing::ACCEPTED, Person::told)
        };
        let outcome = self.write(write).await;
        self.known.forget(&person.address);
        if outcome? { Ok(()) } else { Err(NotRemembered::IdentityChanged) }
    }

    async fn decide(&self, decision: &Decision) -> Result<(), Unavailable> {
        let (decided, known) = (decision.clone(), self.known.clone());
        let write = move |tables: Tables<'_>| {
            known.forget(&decided.who);
            tables.decide(&decided)
        };
        let outcome = self.write(write).await;
        self.known.forget(&decision.who);
        outcome
    }
}

#[async_trait]
impl People for SqlitePeer {
    async fn person(&self, who: &Address) -> Result<Option<Person>, Unavailable> {
        Ok(self.identity(who).await?.map(|known| known.person))
    }
}

#[async_trait]
impl Identities for SqlitePeer {
    async fn identity(&self, who: &Address) -> Result<Option<KnownIdentity>, Unavailable> {
        if let Some(known) = self.known.find(who) {
            return Ok(Some(known));
        }
        let (age, wanted) = (self.known.age(), who.clone());
        let found = self.glance(move |tables| tables.contact(&wanted)).await?;
        if let Some(known) = &found {
            self.known.keep(known, age);
        }
        Ok(found)
    }

    async fn identities(&self) -> Result<Vec<KnownIdentity>, Unavailable> {
        self.read(|tables| tables.contacts()).await
    }

    async fn standing(&self, who: &Address) -> Result<Option<Standing>, Unavailable> {
        if let Some(known) = self.identity(who).await? {
            return Ok(Some(known.standing));
        }
        let who = who.clone();
        self.glance(move |tables| {
            if !tables.has_decided_standing(&who)? {
                return Ok(None);
            }
            tables.decided_before(&who, Standing::REQUESTED).map(Some)
        })
        .await
    }

    async fn asking(&self) -> Result<usize, Unavailable> {
        self.read(|tables| {
            let requested = terms_column(Terms::Requested);
            let all: i64 = tables
                .db
                .prepare_cached(
                    "SELECT count(*) FROM persons WHERE contact NOT NULL AND terms = ? AND NOT blocked",
                )?
                .query_row([requested], |row| row.get(0))?;
            Ok(usize::try_from(all).unwrap_or(usize::MAX))
        })
        .await
    }
}

impl Tables<'_> {
    /// What is known of a person, or nothing.
    pub(super) fn contact(&self, who: &Address) -> rusqlite::Result<Option<KnownIdentity>> {
        let lookup = person_lookup(self.sealer, who);
        self.db
            .prepare_cached(
                "SELECT lookup, address, contact, terms, blocked FROM persons
                 WHERE lookup = ? AND contact NOT NULL",
            )?
            .query_row([lookup], |row| self.read_contact(row))
            .optional()
    }

    fn contacts(&self) -> rusqlite::Result<Vec<KnownIdentity>> {
        self.db
            .prepare_cached(
                "SELECT lookup, address, contact, terms, blocked FROM persons
                 WHERE contact NOT NULL ORDER BY ref",
            )?
            .query_map([], |row| self.read_contact(row))?
            .collect()
    }

    /// Keeps what is known of a person, by joining what was known and what is new, and how they stand if they were not known; whether their
    /// account key is the pinned one.
    fn update(
        &self,
        person: &Person,
        standing: Standing,
        join: fn(Person, &Person) -> Person,
    ) -> rusqlite::Result<bool> {
        let standing = self.decided_before(&person.address, standing)?;
        let fresh =
            || KnownIdentity { person: person.clone(), verified: None, offered: None, standing };
        let mut known = self.contact(&person.address)?.unwrap_or_else(fresh);
        let pinned = known.person.account_key == person.account_key;
        if pinned {
            let before = known.person.clone();
            known.person = join(before.clone(), person);
            let mut gone = before.devices_gone(&known.person);
            gone.extend(self.queued_for_gone(&known.person)?);
            self.let_go(&gone, &known.person)?;
        } else {
            known.offered = Some(person.clone());
        }
        self.put_contact(&known)?;
        Ok(pinned)
    }

    /// Keeps one who was met at one of their devices, and how they stand if that is new.
    pub(super) fn meet(&self, met: &Person, standing: Standing) -> rusqlite::Result<()> {
        // That the key has changed is kept; whether it matters was for the opening to say.
        self.update(met, standing, Person::met).map(drop)
    }

    /// Another device of this person wrote to somebody: whoever is written to is a contact, unless something was decided about them.
    pub(super) fn accept_reader(&self, who: &Address) -> rusqlite::Result<()> {
        let Some(mut known) = self.contact(who)? else { return Ok(()) };
        let accepted = Standing { terms: Terms::Accepted, ..known.standing };
        known.standing = self.decided_before(who, accepted)?;
        self.put_contact(&known)
    }

    /// Whether this person wrote to somebody, at any device.
    pub(super) fn has_written_to(&self, own: i64, who: &Address) -> rusqlite::Result<bool> {
        let Some(who) = self.known_person_ref(who)? else { return Ok(false) };
        self.db
            .prepare_cached(
                "SELECT 1 FROM messages WHERE person_ref = ? AND author_ref = ? LIMIT 1",
            )?
            .exists([who, own])
    }

    fn decide(&self, decision: &Decision) -> rusqlite::Result<()> {
        let Decision { who, key, verified } = decision;
        let Some(mut known) = self.contact(who)? else { return Ok(()) };
        if known.person.account_key == *key {
            known.offered = None;
            known.verified = verified.or(known.verified);
        } else if let Some(offered) = known.offered.take_if(|it| it.account_key == *key) {
            (known.person, known.verified) = (offered, *verified);
            self.begin_anew(who)?;
        } else {
            return Ok(());
        }
        self.put_contact(&known)?;
        self.make_due(who)
    }

    /// Forgets the sessions with all devices of a person; what waits for them will be sealed in fresh ones.
    fn begin_anew(&self, who: &Address) -> rusqlite::Result<()> {
        let person = self.person_ref(who)?;
        self.db.execute(
            "UPDATE outbox SET sealed = CASE WHEN in_room THEN sealed END, stored = 0
             WHERE device_ref IN (SELECT ref FROM devices WHERE person_ref = ?)",
            [person],
        )?;
        self.db
            .execute(
                "UPDATE devices SET sessions = NULL, usable = 0, version = version + 1
                 WHERE person_ref = ?",
                [person],
            )
            .map(drop)
    }

    /// What waits for a person need wait no longer.
    fn make_due(&self, who: &Address) -> rusqlite::Result<()> {
        let person = self.person_ref(who)?;
        self.db
            .execute(
                "DELETE FROM retries
                 WHERE device_ref IN (SELECT ref FROM devices WHERE person_ref = ?)",
                [person],
            )
            .map(drop)
    }

    pub(super) fn put_contact(&self, known: &KnownIdentity) -> rusqlite::Result<()> {
        let person = self.put_contact_cell(known)?;
        let Standing { terms, is_blocked } = known.standing;
        self.db
            .prepare_cached("UPDATE persons SET terms = ?, blocked = ? WHERE ref = ?")?
            .execute(params![terms_column(terms), is_blocked, person])
            .map(drop)
    }

    /// Keeps what is known of a person but for how they stand; which of the persons it is.
    pub(super) fn put_contact_cell(&self, known: &KnownIdentity) -> rusqlite::Result<i64> {
        let who = &known.person.address;
        let (person, lookup) = (self.person_ref(who)?, person_lookup(self.sealer, who));
        let place = Place { column: CONTACT, row: &lookup };
        let cell = self.sealer.seal(place, &contact_codec::encode(known))?;
        self.db
            .prepare_cached("UPDATE persons SET contact = ? WHERE ref = ?")?
            .execute(params![cell, person])?;
        Ok(person)
    }

    /// The columns are lookup, address, contact, terms and blocked.
    fn read_contact(&self, row: &Row<'_>) -> rusqlite::Result<KnownIdentity> {
        let who = read_person(self.sealer, row, 0)?;
        let place = Place { column: CONTACT, row: row.get_ref(0)?.as_blob()? };
        let text = self.sealer.open(place, row.get_ref(2)?.as_blob()?)?;
        let standing = Standing { terms: terms(row.get(3)?), is_blocked: row.get(4)? };
        contact_codec::decode(&text, &who, standing).ok_or_else(|| unreadable(BadCell(CONTACT)))
    }
}

pub(super) fn terms_column(terms: Terms) -> i64 {
    match terms {
        Terms::Accepted => 0,
        Terms::Requested => 1,
        Terms::Ignored => 2,
    }
}

/// What nobody wrote there accepts nobody.
pub(super) fn terms(column: i64) -> Terms {
    match column {
        0 => Terms::Accepted,
        2 => Terms::Ignored,
        _ => Terms::Requested,
    }
}
