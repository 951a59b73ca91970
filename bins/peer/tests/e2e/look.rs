//! Looking into files, for what must be there and for what must not.

use std::{
    ffi::OsString,
    fmt::Write,
    fs::{self, DirEntry},
    io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags};

/// Whether `words` stand anywhere in `bytes`.
pub(crate) fn has(bytes: &[u8], words: impl AsRef<[u8]>) -> bool {
    let words = words.as_ref();
    bytes.windows(words.len()).any(|window| window == words)
}

/// All that lies on disk of a database: the file, its log, and what its users share.
pub(crate) fn on_disk(database: &Path) -> Vec<u8> {
    parts(database).iter().flat_map(|part| fs::read(part).unwrap_or_default()).collect()
}

/// The files of a database.
pub(crate) fn parts(database: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|end| {
        let mut path = OsString::from(database);
        path.push(end);
        PathBuf::from(path)
    })
}

/// A database that others may be writing to.
pub(crate) fn database(path: &Path) -> Connection {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    db
}

/// The number that `sql` asks for.
pub(crate) fn number(path: &Path, sql: &str) -> i64 {
    database(path).query_row(sql, [], |row| row.get(0)).unwrap()
}

/// How many one-time pre-keys of somebody at `localhost` the directory has that nobody has claimed.
pub(crate) fn pre_keys_left(directory: &Path, name: &str) -> i64 {
    let sql = "SELECT count(*) FROM one_time_pre_keys o JOIN devices d ON d.ref = o.device_ref
        JOIN persons p ON p.ref = d.person_ref WHERE p.address = ?";
    let address = format!("{name}@localhost");
    database(directory).query_row(sql, [address], |row| row.get(0)).unwrap()
}

/// What waits in an outbox, in its order: sealed as it will cross the wire, or not sealed yet.
pub(crate) fn outbox(path: &Path) -> Vec<Option<Vec<u8>>> {
    database(path)
        .prepare("SELECT sealed FROM outbox ORDER BY seq")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap()
}

/// The files in a folder and in the folders of it, each with its name.
pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entry = |entry: io::Result<DirEntry>| {
        let (entry, path) = entry.map(|entry| (entry.file_name(), entry.path())).unwrap();
        if path.is_dir() {
            files(&path)
        } else {
            vec![(entry.into_string().unwrap(), fs::read(path).unwrap_or_default())]
        }
    };
    fs::read_dir(folder).unwrap().flat_map(entry).collect()
}

/// The ways in which key bytes could be told: as they are, in hexadecimal, in base64 and as a list of numbers.
pub(crate) fn spellings(secret: &[u8]) -> Vec<Vec<u8>> {
    let mut hex = String::new();
    for byte in secret {
        write!(hex, "{byte:02x}").unwrap();
    }
    let base64 = serde_json::to_string(&causerie_wire::Base64::from(secret)).unwrap();
    let base64 = base64.trim_matches('"').to_owned();
    let list = format!("{:?}", &secret[..8]);
    vec![
        secret.to_vec(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
        base64.replace('-', "+").replace('_', "/").into_bytes(),
        base64.into_bytes(),
        list.trim_end_matches(']').as_bytes().to_vec(),
    ]
}
