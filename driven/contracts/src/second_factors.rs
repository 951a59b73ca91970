use std::sync::Arc;

use causerie_chat::{RecoveryCode, SecondFactor, TotpSecret};
use causerie_memory::MemoryDirectory;
use causerie_sqlite::{SqliteDirectory, SqliteSecondFactors};
use causerie_usecases::ports::{Registry, SecondFactorBook, SecondFactors};
use tempfile::TempDir;

use crate::{Store, key};

/// The second factors of a directory, by their ports.
pub struct SecondFactorStore {
    /// Takes people on.
    pub registry: Arc<dyn Registry>,
    /// Keeps second factors.
    pub factors: Arc<dyn SecondFactors>,
    /// Knows them.
    pub book: Arc<dyn SecondFactorBook>,
    /// Removed with the store.
    _folder: Option<TempDir>,
}

impl Store {
    /// An empty directory, as far as it has to do with second factors.
    pub async fn second_factors(self) -> SecondFactorStore {
        match self {
            Self::Memory => {
                let store = Arc::new(MemoryDirectory::default());
                let (registry, factors) = (store.clone(), store.clone());
                SecondFactorStore { registry, factors, book: store, _folder: None }
            }
            Self::Sqlite => {
                let folder = TempDir::new().unwrap();
                let file = folder.path().join("directory.db");
                let registry = Arc::new(SqliteDirectory::open(&file).unwrap());
                let opened = SqliteSecondFactors::open(registry.clone(), &key(1)).await;
                let factors = Arc::new(opened.unwrap());
                let book = factors.clone();
                SecondFactorStore { registry, factors, book, _folder: Some(folder) }
            }
        }
    }
}

/// The second factor number `n`, not confirmed.
#[must_use]
pub fn second_factor(n: u8) -> SecondFactor {
    let code = |place: usize| RecoveryCode::from_random([n ^ u8::try_from(place).unwrap(); 10]);
    SecondFactor::offered(TotpSecret::from_random([n; 20]), &std::array::from_fn(code).into())
}
