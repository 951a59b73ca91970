//! What is kept of files, as it stands in sealed cells.

use std::path::{Path, PathBuf};

use causerie_chat::{FileManifest, MessageRef};
use causerie_files::{ChunkHashes, FileId};
use rusqlite::Row;
use thiserror::Error;

use crate::{
    columns::unreadable,
    sealing::{Place, Sealer},
};

/// The cells of one file, in one table.
pub(super) struct Cells<'a> {
    sealer: &'a Sealer,
    table: &'static Columns,
    /// What its row is looked up by.
    pub(super) id: [u8; 16],
}

/// What cells are bound to.
pub(super) struct Columns {
    pub(super) id: &'static str,
    pub(super) said: &'static str,
    pub(super) manifest: &'static str,
    pub(super) hashes: &'static str,
    pub(super) parts: &'static str,
    pub(super) folder: &'static str,
    pub(super) path: &'static str,
}

impl<'a> Cells<'a> {
    pub(super) fn of(sealer: &'a Sealer, table: &'static Columns, file: &FileId) -> Self {
        Self { sealer, table, id: sealer.lookup(table.id, file.as_bytes()) }
    }

    /// Those of the row that has its look-up in this column.
    pub(super) fn at(
        sealer: &'a Sealer,
        table: &'static Columns,
        row: &Row<'_>,
        index: usize,
    ) -> rusqlite::Result<Self> {
        Ok(Self { sealer, table, id: row.get(index)? })
    }

    pub(super) fn seal_said(&self, said: &MessageRef) -> rusqlite::Result<Vec<u8>> {
        let text = [said.id.to_string(), said.author.to_string()].join(" ");
        self.seal(self.table.said, text.as_bytes())
    }

    pub(super) fn said(&self, row: &Row<'_>, index: usize) -> rusqlite::Result<MessageRef> {
        let text = self.text(self.table.said, row, index)?;
        let (id, author) = text.split_once(' ').ok_or_else(|| unreadable(NotThat))?;
        Ok(MessageRef {
            id: id.parse().map_err(unreadable)?,
            author: author.parse().map_err(unreadable)?,
        })
    }

    pub(super) fn seal_manifest(&self, manifest: &FileManifest) -> rusqlite::Result<Vec<u8>> {
        self.seal(self.table.manifest, &manifest.encode())
    }

    pub(super) fn manifest(&self, row: &Row<'_>, index: usize) -> rusqlite::Result<FileManifest> {
        FileManifest::decode(&self.open(self.table.manifest, row, index)?).map_err(unreadable)
    }

    pub(super) fn seal_hashes(&self, hashes: &ChunkHashes) -> rusqlite::Result<Vec<u8>> {
        self.seal(self.table.hashes, hashes.as_bytes())
    }

    pub(super) fn hashes(
        &self,
        manifest: &FileManifest,
        row: &Row<'_>,
        index: usize,
    ) -> rusqlite::Result<ChunkHashes> {
        let bytes = self.open(self.table.hashes, row, index)?;
        ChunkHashes::check(manifest, &bytes).map_err(unreadable)
    }

    pub(super) fn seal_parts(&self, parts: &[u8]) -> rusqlite::Result<Vec<u8>> {
        self.seal(self.table.parts, parts)
    }

    pub(super) fn parts(&self, row: &Row<'_>, index: usize) -> rusqlite::Result<Vec<u8>> {
        self.open(self.table.parts, row, index)
    }

    pub(super) fn seal_folder(&self, folder: &Path) -> rusqlite::Result<Vec<u8>> {
        self.seal_path_in(self.table.folder, folder)
    }

    pub(super) fn folder(&self, row: &Row<'_>, index: usize) -> rusqlite::Result<PathBuf> {
        Ok(self.text(self.table.folder, row, index)?.into())
    }

    pub(super) fn seal_path(&self, path: &Path) -> rusqlite::Result<Vec<u8>> {
        self.seal_path_in(self.table.path, path)
    }

    pub(super) fn path(&self, row: &Row<'_>, index: usize) -> rusqlite::Result<PathBuf> {
        Ok(self.text(self.table.path, row, index)?.into())
    }

    fn seal_path_in(&self, column: &'static str, path: &Path) -> rusqlite::Result<Vec<u8>> {
        self.seal(column, path.to_str().ok_or_else(|| unreadable(NotThat))?.as_bytes())
    }

    fn text(&self, column: &'static str, row: &Row<'_>, index: usize) -> rusqlite::Result<String> {
        String::from_utf8(self.open(column, row, index)?).map_err(unreadable)
    }

    fn seal(&self, column: &'static str, text: &[u8]) -> rusqlite::Result<Vec<u8>> {
        self.sealer.seal(Place { column, row: &self.id }, text)
    }

    fn open(&self, column: &'static str, row: &Row<'_>, index: usize) -> rusqlite::Result<Vec<u8>> {
        let text = self.sealer.read(row, index, Place { column, row: &self.id })?;
        Ok(text.to_vec())
    }
}

/// A cell holds something else than was written into it, or a path is not in UTF-8.
#[derive(Debug, Error)]
#[error("not what is kept of a file")]
struct NotThat;
