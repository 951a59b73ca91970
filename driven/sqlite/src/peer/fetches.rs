use async_trait::async_trait;
use causerie_files::{ChunkHashes, FileId, Parts};
use causerie_usecases::ports::{Fetch, FetchBook, FetchProgress, FetchState, Fetches, Unavailable};
use rusqlite::{OptionalExtension, Row, params};

use super::{
    SqlitePeer,
    fetch_state::{self, StateCells},
    file_cells::{Cells, Columns},
    tables::Tables,
};
use crate::columns::{readable, unreadable};

pub(super) const FETCHES: Columns = Columns {
    id: "fetches.id",
    said: "fetches.said",
    manifest: "fetches.manifest",
    hashes: "fetches.hashes",
    parts: "fetches.parts",
    folder: "fetches.folder",
    path: "fetches.path",
};

#[async_trait]
impl Fetches for SqlitePeer {
    async fn begin(&self, fetch: &Fetch) -> Result<(), Unavailable> {
        let (id, fetch) = (fetch.id(), fetch.clone());
        self.write(move |tables| {
            let cells = Cells::of(tables.sealer, &FETCHES, &id);
            let state = StateCells::of(&cells, &fetch.state)?;
            tables
                .db
                .prepare_cached(
                    "INSERT OR IGNORE INTO fetches
                         (id, said, manifest, folder, parts, state, cause, failures, last, next, path)
                     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                )?
                .execute(params![
                    cells.id,
                    cells.seal_said(&fetch.said)?,
                    cells.seal_manifest(&fetch.manifest)?,
                    cells.seal_folder(&fetch.folder)?,
                    cells.seal_parts(fetch.parts.as_bytes())?,
                    state.state,
                    state.cause,
                    state.failures,
                    state.last,
                    state.next,
                    state.path,
                ])
                .map(drop)
        })
        .await
    }

    async fn turn(
        &self,
        id: &FileId,
        before: &FetchState,
        now: &FetchState,
    ) -> Result<bool, Unavailable> {
        let (id, before, now) = (*id, before.clone(), now.clone());
        self.write(move |tables| {
            let cells = Cells::of(tables.sealer, &FETCHES, &id);
            if tables.state(&cells)?.is_none_or(|state| state != before) {
                return Ok(false);
            }
            let state = StateCells::of(&cells, &now)?;
            tables
                .db
                .prepare_cached(
                    "UPDATE fetches SET state = ?2, cause = ?3, failures = ?4, last = ?5, next = ?6, path = ?7
                     WHERE id = ?1",
                )?
                .execute(params![
                    cells.id,
                    state.state,
                    state.cause,
                    state.failures,
                    state.last,
                    state.next,
                    state.path,
                ])?;
            Ok(true)
        })
        .await
    }

    async fn forget(&self, id: &FileId) -> Result<(), Unavailable> {
        let id = *id;
        self.write(move |tables| {
            let id = Cells::of(tables.sealer, &FETCHES, &id).id;
            tables.db.prepare_cached("DELETE FROM fetches WHERE id = ?")?.execute([id]).map(drop)
        })
        .await
    }
}

#[async_trait]
impl FetchProgress for SqlitePeer {
    async fn learn(&self, id: &FileId, hashes: &ChunkHashes) -> Result<(), Unavailable> {
        let (id, hashes) = (*id, hashes.clone());
        self.write(move |tables| {
            let cells = Cells::of(tables.sealer, &FETCHES, &id);
            tables
                .db
                .prepare_cached("UPDATE fetches SET hashes = ?2 WHERE id = ?1")?
                .execute(params![cells.id, cells.seal_hashes(&hashes)?])
                .map(drop)
        })
        .await
    }

    async fn note(&self, id: &FileId, chunks: &[u32]) -> Result<(), Unavailable> {
        let (id, chunks) = (*id, chunks.to_vec());
        self.change_parts(id, move |parts| chunks.iter().copied().fold(parts, Parts::with)).await
    }

    async fn restart(&self, id: &FileId) -> Result<(), Unavailable> {
        self.change_parts(*id, |parts| Parts::none(parts.chunks())).await
    }
}

#[async_trait]
impl FetchBook for SqlitePeer {
    async fn fetch(&self, id: &FileId) -> Result<Option<Fetch>, Unavailable> {
        let id = *id;
        self.read(move |tables| tables.fetch(&Cells::of(tables.sealer, &FETCHES, &id))).await
    }

    async fn hashes(&self, id: &FileId) -> Result<Option<ChunkHashes>, Unavailable> {
        let id = *id;
        self.read(move |tables| {
            let cells = Cells::of(tables.sealer, &FETCHES, &id);
            tables
                .db
                .prepare_cached(
                    "SELECT manifest, hashes FROM fetches WHERE id = ? AND hashes IS NOT NULL",
                )?
                .query_row([cells.id], |row| cells.hashes(&cells.manifest(row, 0)?, row, 1))
                .optional()
        })
        .await
    }

    async fn fetches(&self) -> Result<Vec<Fetch>, Unavailable> {
        self.read(|tables| {
            let mut statement = tables.db.prepare_cached(
                "SELECT state, cause, failures, last, next, path, said, manifest, folder, parts, id
                 FROM fetches ORDER BY seq DESC LIMIT 1000",
            )?;
            readable(statement.query([])?, |row| {
                fetch(&Cells::at(tables.sealer, &FETCHES, row, 10)?, row)
            })
        })
        .await
    }
}

impl SqlitePeer {
    async fn change_parts(
        &self,
        id: FileId,
        change: impl Fn(Parts) -> Parts + Send + 'static,
    ) -> Result<(), Unavailable> {
        self.write(move |tables| {
            let cells = Cells::of(tables.sealer, &FETCHES, &id);
            let Some(Fetch { parts, .. }) = tables.fetch(&cells)? else { return Ok(()) };
            let parts = cells.seal_parts(change(parts).as_bytes())?;
            tables
                .db
                .prepare_cached("UPDATE fetches SET parts = ?2 WHERE id = ?1")?
                .execute(params![cells.id, parts])
                .map(drop)
        })
        .await
    }
}

impl Tables<'_> {
    fn fetch(&self, cells: &Cells<'_>) -> rusqlite::Result<Option<Fetch>> {
        self.db
            .prepare_cached(
                "SELECT state, cause, failures, last, next, path, said, manifest, folder, parts
                 FROM fetches WHERE id = ?",
            )?
            .query_row([cells.id], |row| fetch(cells, row))
            .optional()
    }

    fn state(&self, cells: &Cells<'_>) -> rusqlite::Result<Option<FetchState>> {
        self.db
            .prepare_cached(
                "SELECT state, cause, failures, last, next, path FROM fetches WHERE id = ?",
            )?
            .query_row([cells.id], |row| fetch_state::read(cells, row))
            .optional()
    }
}

fn fetch(cells: &Cells<'_>, row: &Row<'_>) -> rusqlite::Result<Fetch> {
    let manifest = cells.manifest(row, 7)?;
    let parts = Parts::decode(manifest.chunks(), &cells.parts(row, 9)?).map_err(unreadable)?;
    let (said, folder) = (cells.said(row, 6)?, cells.folder(row, 8)?);
    Ok(Fetch { said, manifest, folder, parts, state: fetch_state::read(cells, row)? })
}
