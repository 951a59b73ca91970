use async_trait::async_trait;
use causerie_chat::{
    Address, Choice, Chosen, Conversation, DeviceAddress, Standing, Timer, Timestamp,
};
use causerie_usecases::ports::{Choices, Unavailable};
use rusqlite::{Row, params};

use super::{
    SqlitePeer,
    contacts::{terms, terms_column},
    news::Teller,
    receipts::{CHOSEN, REFUSED},
    tables::Tables,
};
use crate::columns::{millis, timestamp, unreadable};

const PUT_TERMS: &str = "UPDATE persons SET terms = ?, terms_at = ? WHERE ref = ?";
const PUT_BLOCKED: &str = "UPDATE persons SET blocked = ?, blocked_at = ? WHERE ref = ?";
const PUT_UNTOLD: &str = "UPDATE persons SET untold = ?, untold_at = ? WHERE ref = ?";
const PUT_TIMER: &str = "UPDATE persons SET timer = ?, timer_at = ? WHERE ref = ?";
const ALL: &str = "SELECT terms, terms_at, blocked, blocked_at, untold, untold_at, timer, timer_at
     FROM persons WHERE ref = ?";

#[async_trait]
impl Choices for SqlitePeer {
    async fn choose(
        &self,
        about: &Conversation,
        choices: &[Choice],
        others: Vec<DeviceAddress>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let mut choices = choices.to_vec();
        choices.retain(|choice| choice.is_about(about, &self.me));
        let (who, known) = (about.clone(), self.known.clone());
        let write = move |tables: Tables<'_>| {
            who.person().into_iter().for_each(|who| known.forget(who));
            choices.iter().try_for_each(|choice| tables.choose(&who, *choice, &others, at))
        };
        let outcome = self.write(write).await;
        about.person().into_iter().for_each(|who| self.known.forget(who));
        outcome
    }

    async fn tell_all(&self, other: &DeviceAddress) -> Result<(), Unavailable> {
        let other = other.clone();
        self.write(move |tables| {
            let device = tables.device_ref(&other)?;
            for person in tables.decided_about()? {
                for (at, choice) in tables.all_chosen(person)? {
                    if at > Timestamp::default() {
                        tables.tell_choice(device, person, choice.numbers().0)?;
                    }
                }
            }
            Ok(())
        })
        .await
    }
}

impl Tables<'_> {
    fn choose(
        &self,
        about: &Conversation,
        choice: Choice,
        others: &[DeviceAddress],
        at: Timestamp,
    ) -> rusqlite::Result<()> {
        let person = self.conversation_ref(about)?;
        let (kind, _) = choice.numbers();
        let (before, _) = self.chosen(person, kind)?;
        let at = at.max(before.plus(1));
        self.put_choice(person, choice, at)?;
        others.iter().try_for_each(|other| self.tell_choice(self.device_ref(other)?, person, kind))
    }

    /// A device is to be told that choice, as it stands when it is told.
    fn tell_choice(&self, device: i64, person: i64, kind: u8) -> rusqlite::Result<()> {
        let row = [&person.to_be_bytes()[..], &[kind]].concat();
        self.db
            .prepare_cached(
                "INSERT OR IGNORE INTO receipts (device_ref, kind, id) VALUES (?, ?, ?)",
            )?
            .execute(params![device, CHOSEN, row])
            .map(drop)
    }

    /// The people and rooms about whom anything was decided.
    fn decided_about(&self) -> rusqlite::Result<Vec<i64>> {
        self.db
            .prepare_cached(
                "SELECT ref FROM persons WHERE terms_at > 0 OR blocked_at > 0 OR untold_at > 0 OR timer_at > 0",
            )?
            .query_map([], |row| row.get(0))?
            .collect()
    }

    /// Another device of this person says what was decided there.
    pub(super) fn was_chosen(
        &self,
        teller: Teller<'_>,
        chosen: &Chosen,
        now: Timestamp,
    ) -> rusqlite::Result<()> {
        let Chosen { about, choice, at } = chosen;
        let person = self.conversation_ref(about)?;
        let is_about_others = about.person().is_some() && person != teller.own;
        let is_timer = matches!(choice, Choice::Timer(_));
        if !(is_timer || is_about_others) || *at > now.plus(Chosen::AHEAD) {
            return Ok(());
        }
        let before = self.chosen(person, choice.numbers().0)?;
        if choice.counts_after(*at, before) {
            self.put_choice(person, *choice, *at)
        } else {
            Ok(())
        }
    }

    /// How somebody stands who was not known: as was decided before, as far as anything was.
    pub(super) fn decided_before(
        &self,
        who: &Address,
        standing: Standing,
    ) -> rusqlite::Result<Standing> {
        let Some(person) = self.known_person_ref(who)? else { return Ok(standing) };
        let all = self.all_chosen(person)?.into_iter();
        let decided = all.filter(|(at, _)| *at > Timestamp::default());
        Ok(decided.fold(standing, |standing, (_, choice)| standing.with(choice)))
    }

    /// Whether it was decided how somebody stands.
    pub(super) fn has_decided_standing(&self, who: &Address) -> rusqlite::Result<bool> {
        let Some(person) = self.known_person_ref(who)? else { return Ok(false) };
        self.db
            .prepare_cached(
                "SELECT 1 FROM persons WHERE ref = ? AND (terms_at > 0 OR blocked_at > 0)",
            )?
            .exists([person])
    }

    /// The choice in a row of what is to be told, as it is now.
    pub(super) fn chosen_in(&self, row: &Row<'_>) -> rusqlite::Result<Chosen> {
        let id = row.get_ref(0)?.as_blob()?;
        let (person, kind) = id.split_first_chunk().unwrap_or((&[0; 8], &[]));
        let person = i64::from_be_bytes(*person);
        let (at, choice) = self.chosen(person, kind.first().copied().unwrap_or_default())?;
        Ok(Chosen { about: self.conversation(person)?, choice, at })
    }

    fn chosen(&self, person: i64, kind: u8) -> rusqlite::Result<(Timestamp, Choice)> {
        let [first, rest @ ..] = self.all_chosen(person)?;
        let place = rest.into_iter().nth(usize::from(kind).wrapping_sub(1));
        Ok(place.unwrap_or(first))
    }

    /// In the order of their kinds.
    fn all_chosen(&self, person: i64) -> rusqlite::Result<[(Timestamp, Choice); Choice::KINDS]> {
        self.db.prepare_cached(ALL)?.query_row([person], |row| {
            let timer: Option<i64> = row.get(6)?;
            let timer = timer.map(|millis| Timer::try_from(millis.cast_unsigned()));
            Ok([
                (timestamp(row, 1)?, Choice::Terms(terms(row.get(0)?))),
                (timestamp(row, 3)?, Choice::Blocked(row.get(2)?)),
                (timestamp(row, 5)?, Choice::Receipts(!row.get::<_, bool>(4)?)),
                (timestamp(row, 7)?, Choice::Timer(timer.transpose().map_err(unreadable)?)),
            ])
        })
    }

    fn put_choice(&self, person: i64, choice: Choice, at: Timestamp) -> rusqlite::Result<()> {
        let at = millis(at);
        let prepared = |sql| self.db.prepare_cached(sql);
        match choice {
            Choice::Terms(terms) => {
                prepared(PUT_TERMS)?.execute(params![terms_column(terms), at, person])
            }
            Choice::Blocked(is_blocked) => {
                prepared(PUT_BLOCKED)?.execute(params![is_blocked, at, person])
            }
            Choice::Receipts(are_told) => {
                self.tell_no_more(person, are_told)?;
                prepared(PUT_UNTOLD)?.execute(params![!are_told, at, person])
            }
            Choice::Timer(timer) => {
                let timer = timer.map(|timer| timer.millis().cast_signed()); // at most a year
                prepared(PUT_TIMER)?.execute(params![timer, at, person])
            }
        }
        .map(drop)
    }

    fn tell_no_more(&self, person: i64, are_told: bool) -> rusqlite::Result<()> {
        if are_told {
            return Ok(());
        }
        self.db
            .prepare_cached(
                "DELETE FROM receipts WHERE kind <> ?
                 AND device_ref IN (SELECT ref FROM devices WHERE person_ref = ?)",
            )?
            .execute([REFUSED, person])
            .map(drop)
    }
}
