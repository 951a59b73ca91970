use std::{
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
};

use mls_rs::KeyPackageStorage;
use mls_rs_core::key_package::KeyPackageData;

/// The one key package that a step makes or uses.
#[derive(Clone, Default)]
pub(crate) struct KeyShelf(Arc<Mutex<Option<Named>>>);

/// A key package, by its name.
type Named = (Vec<u8>, KeyPackageData);

impl KeyShelf {
    pub(crate) fn take(&self) -> Option<Named> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(crate) fn put(&self, id: Vec<u8>, package: KeyPackageData) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((id, package));
    }
}

impl KeyPackageStorage for KeyShelf {
    type Error = Infallible;

    fn delete(&mut self, _: &[u8]) -> Result<(), Infallible> {
        self.take();
        Ok(())
    }

    fn insert(&mut self, id: Vec<u8>, package: KeyPackageData) -> Result<(), Infallible> {
        self.put(id, package);
        Ok(())
    }

    fn get(&self, id: &[u8]) -> Result<Option<KeyPackageData>, Infallible> {
        let shelved = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(shelved.as_ref().filter(|(of, _)| of == id).map(|(_, package)| package.clone()))
    }
}
