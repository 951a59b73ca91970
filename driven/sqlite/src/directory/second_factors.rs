use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{Address, SecondFactor};
use causerie_usecases::ports::{
    KeptSecondFactor, NotReplaced, SecondFactorBook, SecondFactors, Unavailable,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    SqliteDirectory,
    second_factor_key::{self, OtherKey},
};
use crate::{
    StoreKey,
    columns::{count, unreadable},
    sealing::{Place, Sealer},
};

/// The second factors in a directory's file, sealed: who has the file and not the key learns who has one, and nothing else.
pub struct SqliteSecondFactors {
    directory: Arc<SqliteDirectory>,
    sealer: Arc<Sealer>,
}

impl SqliteSecondFactors {
    /// Those of `directory`, sealed with `key`; an error if what is there is sealed with another.
    pub async fn open(
        directory: Arc<SqliteDirectory>,
        key: &StoreKey,
    ) -> Result<Self, Unavailable> {
        let sealer = Arc::new(Sealer::new(key));
        let with = sealer.clone();
        let is_another = move |db: &Connection| second_factor_key::is_another(db, &with);
        if directory.store.read(is_another).await? {
            return Err(Unavailable::new(OtherKey));
        }
        Ok(Self { directory, sealer })
    }
}

#[async_trait]
impl SecondFactors for SqliteSecondFactors {
    async fn replace(
        &self,
        who: &Address,
        seen: u64,
        next: Option<&SecondFactor>,
    ) -> Result<(), NotReplaced> {
        let (who, sealer) = (who.to_string(), self.sealer.clone());
        let next = next.map(SecondFactor::encode);
        let replace = move |db: &Connection| {
            let sealed = match &next {
                Some(next) => {
                    second_factor_key::keep(db, &sealer)?;
                    Some(sealer.seal(place(&who), next)?)
                }
                None => None,
            };
            replace(db, &who, seen, sealed.as_deref())
        };
        if self.directory.store.write(replace).await? { Ok(()) } else { Err(NotReplaced::Stale) }
    }
}

/// Whether `seen` was still the revision.
fn replace(db: &Connection, who: &str, seen: u64, sealed: Option<&[u8]>) -> rusqlite::Result<bool> {
    let changed = if seen == 0 {
        db.prepare_cached(
            "INSERT INTO second_factors (person_ref, revision, sealed)
             SELECT ref, 1, ?2 FROM persons WHERE address = ?1
             ON CONFLICT (person_ref) DO NOTHING",
        )?
        .execute(params![who, sealed])?
    } else {
        db.prepare_cached(
            "UPDATE second_factors SET revision = revision + 1, sealed = ?3
             WHERE person_ref = (SELECT ref FROM persons WHERE address = ?1) AND revision = ?2",
        )?
        .execute(params![who, seen.cast_signed(), sealed])?
    };
    Ok(changed == 1)
}

#[async_trait]
impl SecondFactorBook for SqliteSecondFactors {
    async fn second_factor(&self, who: &Address) -> Result<KeptSecondFactor, Unavailable> {
        let (who, sealer) = (who.to_string(), self.sealer.clone());
        let find = move |db: &Connection| {
            let found = db
                .prepare_cached(
                    "SELECT s.revision, s.sealed
                     FROM persons p JOIN second_factors s ON s.person_ref = p.ref
                     WHERE p.address = ?",
                )?
                .query_row([&who], |row| Ok((count(row, 0)?, row.get::<_, Option<Vec<u8>>>(1)?)))
                .optional()?;
            let Some((revision, sealed)) = found else { return Ok(KeptSecondFactor::default()) };
            let factor = sealed.map(|cell| opened(&sealer, &who, &cell)).transpose()?;
            Ok(KeptSecondFactor { revision, factor })
        };
        self.directory.store.read(find).await
    }
}

fn opened(sealer: &Sealer, who: &str, cell: &[u8]) -> rusqlite::Result<SecondFactor> {
    SecondFactor::decode(&sealer.open(place(who), cell)?).map_err(unreadable)
}

/// Bound to the name: what was sealed for one account does not open for another.
fn place(who: &str) -> Place<'_> {
    Place { column: "second_factors.sealed", row: who.as_bytes() }
}
