use std::path::PathBuf;

use async_trait::async_trait;
use causerie_chat::{FileManifest, MessageRef};
use causerie_files::FileId;
use causerie_usecases::ports::{Offer, OfferBook, Offers, Unavailable};
use rusqlite::{OptionalExtension, params};

use super::{
    SqlitePeer,
    file_cells::{Cells, Columns},
};
use crate::columns::readable;

const OFFERS: Columns = Columns {
    id: "offers.id",
    said: "offers.said",
    manifest: "offers.manifest",
    hashes: "offers.hashes",
    parts: "offers.parts",
    folder: "offers.folder",
    path: "offers.path",
};

#[async_trait]
impl Offers for SqlitePeer {
    async fn offer(&self, offer: &Offer) -> Result<(), Unavailable> {
        let (id, offer) = (offer.id(), offer.clone());
        self.write(move |tables| {
            let cells = Cells::of(tables.sealer, &OFFERS, &id);
            tables
                .db
                .prepare_cached(
                    "INSERT OR REPLACE INTO offers (id, said, manifest, hashes, path)
                     VALUES (?, ?, ?, ?, ?)",
                )?
                .execute(params![
                    cells.id,
                    cells.seal_said(&offer.said)?,
                    cells.seal_manifest(&offer.manifest)?,
                    cells.seal_hashes(&offer.hashes)?,
                    cells.seal_path(&offer.path)?,
                ])
                .map(drop)
        })
        .await
    }

    async fn withdraw(&self, id: &FileId) -> Result<(), Unavailable> {
        let id = *id;
        self.write(move |tables| {
            let id = Cells::of(tables.sealer, &OFFERS, &id).id;
            tables.db.prepare_cached("DELETE FROM offers WHERE id = ?")?.execute([id]).map(drop)
        })
        .await
    }
}

#[async_trait]
impl OfferBook for SqlitePeer {
    async fn offered(&self, id: &FileId) -> Result<Option<Offer>, Unavailable> {
        let id = *id;
        self.read(move |tables| {
            let cells = Cells::of(tables.sealer, &OFFERS, &id);
            tables
                .db
                .prepare_cached("SELECT said, manifest, hashes, path FROM offers WHERE id = ?")?
                .query_row([cells.id], |row| {
                    let manifest = cells.manifest(row, 1)?;
                    let hashes = cells.hashes(&manifest, row, 2)?;
                    let (said, path) = (cells.said(row, 0)?, cells.path(row, 3)?);
                    Ok(Offer { said, manifest, hashes, path })
                })
                .optional()
        })
        .await
    }

    async fn offers(&self) -> Result<Vec<(MessageRef, FileManifest, PathBuf)>, Unavailable> {
        self.read(|tables| {
            let mut statement = tables.db.prepare_cached(
                "SELECT id, said, manifest, path FROM offers ORDER BY seq DESC LIMIT 1000",
            )?;
            readable(statement.query([])?, |row| {
                let cells = Cells::at(tables.sealer, &OFFERS, row, 0)?;
                Ok((cells.said(row, 1)?, cells.manifest(row, 2)?, cells.path(row, 3)?))
            })
        })
        .await
    }
}
