use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use causerie_chat::{Term, Timestamp};
use causerie_usecases::ports::{CredentialStatus, StoreCheck, Unavailable};

use super::FAULT;

/// What a store is kept on.
#[derive(Clone)]
pub(crate) struct Disk {
    works: bool,
    takes: Duration,
    writes: Arc<AtomicUsize>,
}

impl Disk {
    pub(crate) fn good() -> Self {
        Self::slow(Duration::ZERO)
    }

    pub(crate) fn broken() -> Self {
        Self { works: false, ..Self::good() }
    }

    pub(crate) fn slow(takes: Duration) -> Self {
        Self { works: true, takes, writes: Arc::default() }
    }

    /// How often it was begun to write to it.
    pub(crate) fn writes(&self) -> usize {
        self.writes.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl StoreCheck for Disk {
    async fn check(&self) -> Result<(), Unavailable> {
        self.writes.fetch_add(1, Ordering::SeqCst);
        if !self.takes.is_zero() {
            tokio::time::sleep(self.takes).await;
        }
        if self.works { Ok(()) } else { Err(Unavailable::new(FAULT)) }
    }
}

/// What is shown in TLS.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shown {
    Nothing,
    Expired,
    Valid,
    Unreadable,
}

#[async_trait]
impl CredentialStatus for Shown {
    async fn term(&self) -> Result<Option<Term>, Unavailable> {
        let until = |until| Some(Term { from: Timestamp::from_millis(0), until });
        match self {
            Self::Nothing => Ok(None),
            Self::Expired => Ok(until(Timestamp::from_millis(1))),
            Self::Valid => Ok(until(Timestamp::from_millis(u64::MAX))),
            Self::Unreadable => Err(Unavailable::new(FAULT)),
        }
    }
}
