use rusqlite::Connection;

use crate::sealing::Sealer;

/// The tables of a peer, in one transaction, and what opens their cells.
#[derive(Clone, Copy)]
pub(super) struct Tables<'a> {
    pub(super) db: &'a Connection,
    pub(super) sealer: &'a Sealer,
}
