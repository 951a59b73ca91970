//! What a directory stores is what `docs/leak-budget.md` says, and nothing else.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeSet;

use causerie_sqlite::SqliteDirectory;
use rusqlite::Connection;
use tempfile::TempDir;

const BUDGET: &str = include_str!("../../../docs/leak-budget.md");

/// The columns in the list of what is stored.
fn allowed() -> BTreeSet<&'static str> {
    let (_, stored) = BUDGET.split_once("\n## Stored\n").unwrap();
    let list = stored.split("```").nth(1).unwrap();
    list.lines().filter_map(|line| line.split("  --").next()).filter(|it| !it.is_empty()).collect()
}

fn stored() -> BTreeSet<String> {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("directory.db");
    drop(SqliteDirectory::open(&file).unwrap());
    let db = Connection::open(&file).unwrap();
    db.prepare(
        "SELECT t.name || '.' || c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .unwrap()
    .query_map([], |row| row.get(0))
    .unwrap()
    .collect::<Result<_, _>>()
    .unwrap()
}

#[test]
fn the_directory_stores_what_the_budget_allows_and_nothing_else() {
    let stored = stored();

    assert!(stored.contains("mail.sealed"));
    assert_eq!(stored.iter().map(String::as_str).collect::<BTreeSet<_>>(), allowed());
}
