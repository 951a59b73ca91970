use async_trait::async_trait;
use causerie_chat::{Address, Person};
use causerie_usecases::ports::{
    Contacts, Decision, Identities, KnownIdentity, NotRemembered, People, Unavailable,
};
use rusqlite::{OptionalExtension, params};

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
            tables.update(&kept, Person::told)
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
        let found = self.read(move |tables| tables.contact(&wanted)).await?;
        if let Some(known) = &found {
            self.known.keep(known, age);
        }
        Ok(found)
    }

    async fn identities(&self) -> Result<Vec<KnownIdentity>, Unavailable> {
        self.read(|tables| tables.contacts()).await
    }
}

impl Tables<'_> {
    /// What is known of a person, or nothing.
    pub(super) fn contact(&self, who: &Address) -> rusqlite::Result<Option<KnownIdentity>> {
        let lookup = person_lookup(self.sealer, who);
        let cell: Option<Option<Vec<u8>>> = self
            .db
            .prepare_cached("SELECT contact FROM persons WHERE lookup = ?")?
            .query_row([lookup], |row| row.get(0))
            .optional()?;
        cell.flatten().map(|cell| self.open_contact(&lookup, &cell, who)).transpose()
    }

    fn contacts(&self) -> rusqlite::Result<Vec<KnownIdentity>> {
        self.db
            .prepare_cached(
                "SELECT lookup, address, contact FROM persons WHERE contact NOT NULL ORDER BY ref",
            )?
            .query_map([], |row| {
                let who = read_person(self.sealer, row, 0)?;
                self.open_contact(row.get_ref(0)?.as_blob()?, row.get_ref(2)?.as_blob()?, &who)
            })?
            .collect()
    }

    /// Keeps what is known of a person, by joining what was known and what is new; whether their account key is the pinned one.
    fn update(
        &self,
        person: &Person,
        join: fn(Person, &Person) -> Person,
    ) -> rusqlite::Result<bool> {
        let fresh = || KnownIdentity { person: person.clone(), verified: None, offered: None };
        let mut known = self.contact(&person.address)?.unwrap_or_else(fresh);
        let pinned = known.person.account_key == person.account_key;
        if pinned {
            let before = known.person.clone();
            known.person = join(before.clone(), person);
            self.let_go(&before.devices_gone(&known.person), &known.person)?;
        } else {
            known.offered = Some(person.clone());
        }
        self.put_contact(&known)?;
        Ok(pinned)
    }

    /// Keeps one who was met at one of their devices.
    pub(super) fn meet(&self, met: &Person) -> rusqlite::Result<()> {
        // That the key has changed is kept; whether it matters was for the opening to say.
        self.update(met, Person::met).map(drop)
    }

    fn decide(&self, decision: &Decision) -> rusqlite::Result<()> {
        let Decision { who, key, verified } = decision;
        let Some(mut known) = self.contact(who)? else { return Ok(()) };
        if known.person.account_key == *key {
            known.offered = None;
            known.verified = verified.or(known.verified);
        } else if let Some(offered) = known.offered.take_if(|it| it.account_key == *key) {
            known = KnownIdentity { person: offered, verified: *verified, offered: None };
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
            "UPDATE outbox SET sealed = NULL, stored = 0
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
        let who = &known.person.address;
        let (person, lookup) = (self.person_ref(who)?, person_lookup(self.sealer, who));
        let place = Place { column: CONTACT, row: &lookup };
        let cell = self.sealer.seal(place, &contact_codec::encode(known))?;
        self.db
            .prepare_cached("UPDATE persons SET contact = ? WHERE ref = ?")?
            .execute(params![cell, person])
            .map(drop)
    }

    fn open_contact(
        &self,
        lookup: &[u8],
        cell: &[u8],
        who: &Address,
    ) -> rusqlite::Result<KnownIdentity> {
        let text = self.sealer.open(Place { column: CONTACT, row: lookup }, cell)?;
        contact_codec::decode(&text, who).ok_or_else(|| unreadable(BadCell(CONTACT)))
    }
}
