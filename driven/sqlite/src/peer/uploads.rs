use async_trait::async_trait;
use causerie_files::FileId;
use causerie_usecases::ports::{Unavailable, Upload, UploadBook, UploadState, Uploads};
use rusqlite::{OptionalExtension, Row, params};
use thiserror::Error;

use super::{
    SqlitePeer,
    tables::Tables,
    upload_state::{self, StateCells},
};
use crate::{
    columns::{readable, unreadable},
    sealing::Place,
};

/// What the file is sealed to.
const FILE: &str = "uploads.file";

#[async_trait]
impl Uploads for SqlitePeer {
    async fn begin(&self, upload: &Upload) -> Result<(), Unavailable> {
        let upload = upload.clone();
        self.write(move |tables| {
            let (id, state) = (tables.uploaded(&upload.file), StateCells::of(&upload.state));
            let file = Place { column: FILE, row: &id };
            tables
                .db
                .prepare_cached(
                    "INSERT OR IGNORE INTO uploads
                         (id, file, state, cause, failures, last, next, until, there, blobs)
                     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                )?
                .execute(params![
                    id,
                    tables.sealer.seal(file, upload.file.as_bytes())?,
                    state.state,
                    state.cause,
                    state.failures,
                    state.last,
                    state.next,
                    state.until,
                    upload.there,
                    upload.of,
                ])
                .map(drop)
        })
        .await
    }

    async fn turn(
        &self,
        file: &FileId,
        before: &UploadState,
        now: &UploadState,
    ) -> Result<bool, Unavailable> {
        let (file, before, now) = (*file, before.clone(), now.clone());
        self.write(move |tables| {
            if tables.stands(&file)?.is_none_or(|state| state != before) {
                return Ok(false);
            }
            let state = StateCells::of(&now);
            tables
                .db
                .prepare_cached(
                    "UPDATE uploads SET state = ?2, cause = ?3, failures = ?4, last = ?5, next = ?6, until = ?7
                     WHERE id = ?1",
                )?
                .execute(params![
                    tables.uploaded(&file),
                    state.state,
                    state.cause,
                    state.failures,
                    state.last,
                    state.next,
                    state.until,
                ])?;
            Ok(true)
        })
        .await
    }

    async fn progress(&self, file: &FileId, there: u32, of: u32) -> Result<(), Unavailable> {
        let file = *file;
        self.write_at_leisure(move |tables| {
            tables
                .db
                .prepare_cached("UPDATE uploads SET there = ?2, blobs = ?3 WHERE id = ?1")?
                .execute(params![tables.uploaded(&file), there, of])
                .map(drop)
        })
        .await
    }

    async fn forget(&self, file: &FileId, state: &UploadState) -> Result<(), Unavailable> {
        let (file, state) = (*file, state.clone());
        self.write(move |tables| {
            if tables.stands(&file)?.is_none_or(|now| now != state) {
                return Ok(());
            }
            tables
                .db
                .prepare_cached("DELETE FROM uploads WHERE id = ?")?
                .execute([tables.uploaded(&file)])
                .map(drop)
        })
        .await
    }
}

#[async_trait]
impl UploadBook for SqlitePeer {
    async fn upload(&self, file: &FileId) -> Result<Option<Upload>, Unavailable> {
        let file = *file;
        self.read(move |tables| {
            tables
                .db
                .prepare_cached(
                    "SELECT state, cause, failures, last, next, until, there, blobs, id, file
                     FROM uploads WHERE id = ?",
                )?
                .query_row([tables.uploaded(&file)], |row| tables.upload(row))
                .optional()
        })
        .await
    }

    async fn uploads(&self) -> Result<Vec<Upload>, Unavailable> {
        self.read(|tables| {
            let mut statement = tables.db.prepare_cached(
                "SELECT state, cause, failures, last, next, until, there, blobs, id, file
                 FROM uploads ORDER BY seq DESC LIMIT 1000",
            )?;
            readable(statement.query([])?, |row| tables.upload(row))
        })
        .await
    }
}

impl Tables<'_> {
    /// What the row is looked up by.
    fn uploaded(&self, file: &FileId) -> [u8; 16] {
        self.sealer.lookup("uploads.id", file.as_bytes())
    }

    fn stands(&self, file: &FileId) -> rusqlite::Result<Option<UploadState>> {
        self.db
            .prepare_cached(
                "SELECT state, cause, failures, last, next, until FROM uploads WHERE id = ?",
            )?
            .query_row([self.uploaded(file)], upload_state::read)
            .optional()
    }

    fn upload(&self, row: &Row<'_>) -> rusqlite::Result<Upload> {
        let id: [u8; 16] = row.get(8)?;
        let file = self.sealer.read(row, 9, Place { column: FILE, row: &id })?;
        let file: [u8; 16] = file[..].try_into().map_err(|_| unreadable(NotThat))?;
        let (there, of) = (row.get(6)?, row.get(7)?);
        Ok(Upload { file: file.into(), state: upload_state::read(row)?, there, of })
    }
}

/// A cell holds something else than was written into it.
#[derive(Debug, Error)]
#[error("not a file")]
struct NotThat;
