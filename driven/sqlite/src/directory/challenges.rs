use async_trait::async_trait;
use causerie_chat::{Challenge, ChallengeId, Timestamp};
use causerie_usecases::ports::{
    Answer, ChallengeBook, Challenges, NotOpened, NotRedeemed, Unavailable,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{SqliteDirectory, credential};
use crate::columns::{millis, timestamp};

#[async_trait]
impl Challenges for SqliteDirectory {
    async fn open(&self, challenge: &Challenge, now: Timestamp) -> Result<(), NotOpened> {
        let (challenge, room) = (challenge.clone(), self.room);
        self.store.write(move |db| open(db, &challenge, now, room)).await?
    }

    async fn redeem(
        &self,
        id: &ChallengeId,
        answer: &Answer,
        until: Timestamp,
    ) -> Result<(), NotRedeemed> {
        let (id, answer) = (*id, answer.clone());
        self.store.write(move |db| redeem(db, &id, &answer, until)).await?
    }
}

fn open(
    db: &Connection,
    challenge: &Challenge,
    now: Timestamp,
    room: i64,
) -> rusqlite::Result<Result<(), NotOpened>> {
    db.prepare_cached("DELETE FROM challenges WHERE keep_until <= ?")?.execute([millis(now)])?;
    let known: bool = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM challenges WHERE id = ?)")?
        .query_row([challenge.id.as_bytes()], |row| row.get(0))?;
    if known {
        return Ok(Ok(()));
    }
    let kept: i64 =
        db.prepare_cached("SELECT count(*) FROM challenges")?.query_row([], |row| row.get(0))?;
    if kept >= room {
        return Ok(Err(NotOpened::TooMany));
    }
    let Challenge { id, nonce, expires } = challenge;
    db.prepare_cached(
        "INSERT INTO challenges (id, nonce, expires, keep_until) VALUES (?1, ?2, ?3, ?3)",
    )?
    .execute(params![id.as_bytes(), nonce.as_bytes(), millis(*expires)])?;
    Ok(Ok(()))
}

fn redeem(
    db: &Connection,
    id: &ChallengeId,
    answer: &Answer,
    until: Timestamp,
) -> rusqlite::Result<Result<(), NotRedeemed>> {
    let given: Option<Option<[u8; 32]>> = db
        .prepare_cached("SELECT statement FROM challenges WHERE id = ?")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?;
    match given {
        Some(Some(statement)) if statement == answer.statement => Ok(Ok(())),
        None | Some(Some(_)) => Ok(Err(NotRedeemed::Spent)),
        Some(None) => {
            let credential = credential::encode(&answer.credential);
            db.prepare_cached(
                "UPDATE challenges SET statement = ?, credential = ?, keep_until = ? WHERE id = ?",
            )?
            .execute(params![
                answer.statement,
                credential,
                millis(until),
                id.as_bytes()
            ])?;
            Ok(Ok(()))
        }
    }
}

#[async_trait]
impl ChallengeBook for SqliteDirectory {
    async fn challenge(&self, id: &ChallengeId) -> Result<Option<Challenge>, Unavailable> {
        let id = *id;
        let find = move |db: &Connection| {
            db.prepare_cached("SELECT nonce, expires FROM challenges WHERE id = ?")?
                .query_row([id.as_bytes()], |row| {
                    let nonce = row.get::<_, [u8; 32]>(0)?.into();
                    Ok(Challenge { id, nonce, expires: timestamp(row, 1)? })
                })
                .optional()
        };
        self.store.read(find).await
    }

    async fn answer(&self, id: &ChallengeId) -> Result<Option<Answer>, Unavailable> {
        let id = *id;
        let find = move |db: &Connection| {
            db.prepare_cached(
                "SELECT statement, credential FROM challenges WHERE id = ? AND statement NOT NULL",
            )?
            .query_row([id.as_bytes()], |row| {
                let credential = credential::decode(row.get_ref(1)?.as_blob()?)?;
                Ok(Answer { statement: row.get(0)?, credential })
            })
            .optional()
        };
        self.store.read(find).await
    }
}
