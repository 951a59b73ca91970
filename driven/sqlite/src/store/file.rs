use std::{
    fs::{File, OpenOptions, TryLockError},
    path::Path,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};

use crate::OpenError;

/// Keeps other processes out while it lives. It is a file beside the database, since `SQLite` locks the database
/// itself, and only for moments.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    pub(super) fn acquire(database: &Path) -> Result<Self, OpenError> {
        let mut path = database.as_os_str().to_owned();
        path.push(".lock");
        let path = Path::new(&path);
        let file = private(path).map_err(|error| OpenError::cannot(path, error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse(database.into())),
            Err(TryLockError::Error(error)) => Err(OpenError::cannot(path, error)),
        }
    }
}

/// Sees to it that there is a file; a new one is empty, and its owner alone may read it. `SQLite` would let everybody,
/// and gives the log beside it the same rights.
pub(super) fn create(path: &Path) -> Result<(), OpenError> {
    private(path).map(drop).map_err(|error| OpenError::cannot(path, error))
}

/// A connection that can write.
pub(super) fn writable(path: &Path) -> Result<Connection, OpenError> {
    connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
}

/// A connection that can only read.
pub(super) fn readable(path: &Path) -> Result<Connection, OpenError> {
    connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

/// Has a connection write so that what is committed survives a power cut, leave the log to the checkpointer, and leave no copies of
/// what it moves or replaces on pages that it writes anyway.
pub(super) fn configure(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = FAST;
         PRAGMA wal_autocheckpoint = 0;
         PRAGMA journal_size_limit = 67108864;
         PRAGMA cache_size = -8192;
         PRAGMA temp_store = MEMORY;",
    )
}

fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn connect(path: &Path, access: OpenFlags) -> Result<Connection, OpenError> {
    let open = || {
        let db = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        db.busy_timeout(Duration::from_secs(5))?;
        db.set_prepared_statement_cache_capacity(64);
        db.pragma_update(None, "trusted_schema", false)?;
        Ok(db)
    };
    open().map_err(|error: rusqlite::Error| OpenError::cannot(path, error))
}
