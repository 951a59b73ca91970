use std::{
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use causerie_usecases::ports::OpenedText;
use mls_rs::GroupStateStorage;
use mls_rs_core::group::{EpochRecord, GroupState};
use zeroize::Zeroizing;

/// Where the library reads and writes the state of one room: in memory, between what is kept and the room.
#[derive(Clone, Default)]
pub(crate) struct Shelf(Arc<Mutex<Shelved>>);

/// What lies there.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Shelved {
    /// The room, without its tree.
    pub(crate) state: Zeroizing<Vec<u8>>,
    /// The epochs before, the latest last: at most [`OpenedText::FORMER_EPOCHS`].
    pub(crate) former: Vec<(u64, Zeroizing<Vec<u8>>)>,
}

impl Shelf {
    pub(crate) fn new(shelved: Shelved) -> Self {
        Self(Arc::new(Mutex::new(shelved)))
    }

    pub(crate) fn look(&self) -> MutexGuard<'_, Shelved> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl GroupStateStorage for Shelf {
    type Error = Infallible;

    fn state(&self, _: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Infallible> {
        let shelved = self.look();
        Ok((!shelved.state.is_empty()).then(|| shelved.state.clone()))
    }

    fn epoch(&self, _: &[u8], epoch: u64) -> Result<Option<Zeroizing<Vec<u8>>>, Infallible> {
        let shelved = self.look();
        Ok(shelved.former.iter().find(|(id, _)| *id == epoch).map(|(_, data)| data.clone()))
    }

    fn write(
        &mut self,
        state: GroupState,
        inserts: Vec<EpochRecord>,
        updates: Vec<EpochRecord>,
    ) -> Result<(), Infallible> {
        let mut shelved = self.look();
        shelved.state = state.data;
        for EpochRecord { id, data } in updates {
            if let Some(former) = shelved.former.iter_mut().find(|(of, _)| *of == id) {
                former.1 = data;
            }
        }
        shelved.former.extend(inserts.into_iter().map(|EpochRecord { id, data }| (id, data)));
        let over = shelved.former.len().saturating_sub(OpenedText::FORMER_EPOCHS);
        shelved.former.drain(..over);
        Ok(())
    }

    fn max_epoch_id(&self, _: &[u8]) -> Result<Option<u64>, Infallible> {
        Ok(self.look().former.last().map(|(id, _)| *id))
    }
}
