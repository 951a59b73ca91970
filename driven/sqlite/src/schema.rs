//! What kind of file it is, and how its tables came to be.
//!
//! A file of ours says so by its `application_id`, a number each kind has for itself. Its tables are made by steps
//! that only ever go forward, and each step leaves its *name* in `schema_history`: two editions of this program whose
//! steps have the same numbers but other contents refuse each other's files instead of ruining them.

use std::{path::Path, sync::Arc};

use rusqlite::{Connection, ErrorCode};
use rusqlite_migration::{M, Migrations};

use crate::OpenError;

/// A kind of file.
pub(crate) struct Schema {
    /// Written in the file's header; says whose it is.
    pub(crate) application_id: i32,
    /// All steps there ever were, in their order. None is ever changed, and none takes anything away.
    pub(crate) steps: &'static [Step],
}

/// One step from nothing to the tables of today.
pub(crate) struct Step {
    /// Its own for all time.
    pub(crate) name: &'static str,
    /// What it does.
    pub(crate) sql: &'static str,
}

/// What is done to the tables after the SQL of the step of that name, in its transaction.
pub(crate) type Then = dyn Fn(&str, &Connection) -> rusqlite::Result<()> + Send + Sync;

impl Schema {
    /// How many steps were taken in a file that is new or one of ours that this version can read. It changes nothing.
    pub(crate) fn check(&self, db: &Connection, file: &Path) -> Result<usize, OpenError> {
        let version = self.version(db).map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => OpenError::Foreign(file.into()),
            _ => OpenError::cannot(file, error),
        })?;
        let Some(version) = version else { return Err(OpenError::Foreign(file.into())) };
        let Some(done) = self.steps.get(..version) else {
            return Err(OpenError::Newer(file.into()));
        };
        let names = if version == 0 { Vec::new() } else { history(db).unwrap_or_default() };
        if done.iter().map(|step| step.name).eq(names) {
            Ok(version)
        } else {
            Err(OpenError::OtherHistory(file.into()))
        }
    }

    /// Marks the file as ours and takes the steps that are missing, each in whole or not at all.
    pub(crate) fn apply(
        &self,
        db: &mut Connection,
        file: &Path,
        then: &Arc<Then>,
    ) -> Result<(), OpenError> {
        db.pragma_update(None, "application_id", self.application_id)
            .map_err(|error| OpenError::cannot(file, error))?;
        let steps: Migrations<'_> = self
            .steps
            .iter()
            .map(|&Step { name, sql }| {
                let then = then.clone();
                M::up_with_hook(sql, move |transaction: &rusqlite::Transaction<'_>| {
                    then(name, transaction)?;
                    transaction.execute("INSERT INTO schema_history (name) VALUES (?)", [name])?;
                    Ok(())
                })
            })
            .collect();
        steps.to_latest(db).map_err(|error| OpenError::cannot(file, error))
    }

    /// How many steps were taken; nothing if the file is not ours.
    fn version(&self, db: &Connection) -> rusqlite::Result<Option<usize>> {
        let number = |pragma| db.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
        let (application, version) = (number("application_id")?, number("user_version")?);
        let tables = "SELECT count(*) FROM sqlite_schema";
        let tables: i64 = db.query_row(tables, [], |row| row.get(0))?;
        let new = application == 0 && version == 0 && tables == 0;
        let ours = application == self.application_id || new;
        Ok(usize::try_from(version).ok().filter(|_| ours))
    }
}

fn history(db: &Connection) -> rusqlite::Result<Vec<String>> {
    db.prepare("SELECT name FROM schema_history ORDER BY position")?
        .query_map([], |row| row.get(0))?
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crate::{directory, peer};

    #[test]
    fn t57_no_step_takes_anything_away() {
        for step in directory::SCHEMA.steps.iter().chain(peer::SCHEMA.steps) {
            let sql = step.sql.to_uppercase();
            for word in ["DROP", "DELETE", "REPLACE", "TRUNCATE"] {
                assert!(!sql.contains(word), "{}: {word}", step.name);
            }
        }
    }

    #[test]
    fn t57_each_step_has_a_name_of_its_own_and_each_kind_a_number() {
        for schema in [directory::SCHEMA, peer::SCHEMA] {
            let names: HashSet<_> = schema.steps.iter().map(|step| step.name).collect();
            assert_eq!(names.len(), schema.steps.len());
        }
        assert_ne!(directory::SCHEMA.application_id, peer::SCHEMA.application_id);
    }
}
