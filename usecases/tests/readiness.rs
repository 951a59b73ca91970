//! Whether a directory or a peer can do its work.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{Term, Timestamp};
use causerie_usecases::{
    CommandHandler,
    ports::{CredentialStatus, StoreCheck, Unavailable},
    readiness::{CheckReadiness, CheckReadinessHandler, NotReady},
};
use rstest::rstest;

/// A store that works, or one that does not.
struct Disk {
    works: bool,
}

#[async_trait]
impl StoreCheck for Disk {
    async fn check(&self) -> Result<(), Unavailable> {
        if self.works { Ok(()) } else { Err(Unavailable::new("no space left on device")) }
    }
}

/// The moments in which a credential is valid.
struct Shown(Option<(u64, u64)>);

#[async_trait]
impl CredentialStatus for Shown {
    async fn term(&self) -> Result<Option<Term>, Unavailable> {
        let at = Timestamp::from_millis;
        Ok(self.0.map(|(from, until)| Term { from: at(from), until: at(until) }))
    }
}

async fn ready(works: bool, shown: Option<(u64, u64)>) -> Result<(), NotReady> {
    let (store, credential) = (Arc::new(Disk { works }), Arc::new(Shown(shown)));
    let handler = CheckReadinessHandler { store, credential };
    handler.handle(CheckReadiness { at: Timestamp::from_millis(1_000) }).await
}

#[rstest]
#[case::from_now_on(1_000, 2_000)]
#[case::for_the_last_time(1, 1_000)]
#[tokio::test]
async fn who_can_keep_things_and_show_something_valid_is_ready(#[case] from: u64, #[case] to: u64) {
    assert!(ready(true, Some((from, to))).await.is_ok());
}

#[rstest]
#[case::none(None)]
#[case::expired(Some((1, 999)))]
#[case::not_yet(Some((1_001, 2_000)))]
#[tokio::test]
async fn who_has_nothing_valid_to_show_is_not_ready(#[case] shown: Option<(u64, u64)>) {
    let refused = ready(true, shown).await;

    assert!(matches!(refused, Err(NotReady::NoValidCredential)));
}

#[tokio::test]
async fn who_cannot_keep_anything_is_not_ready() {
    let refused = ready(false, Some((1, 2_000))).await;

    assert!(matches!(refused, Err(NotReady::Store(_))));
}
