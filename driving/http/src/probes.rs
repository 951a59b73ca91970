//! What those ask who look after a process: whether it runs, and whether it can do its work. They need not say who they are, and learn
//! nothing else.

use std::{sync::Arc, time::Duration};

use axum::{extract::State, http::StatusCode};
use causerie_edge::{chain, now};
use causerie_usecases::{
    CommandHandler,
    readiness::{CheckReadiness, CheckReadinessHandler, NotReady},
};
use causerie_wire as wire;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

use crate::refusal::{NO_VALID_CREDENTIAL, Refusal, STORE_UNAVAILABLE, UNAVAILABLE};

/// Where they ask.
pub(crate) const PATHS: [&str; 2] = ["/healthz", "/readyz"];

/// Whether this process answers. It does nothing else.
#[utoipa::path(get, path = "/healthz", responses((status = 204, description = "It does")))]
pub(crate) async fn healthz() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// Whether this can do its work: its store can be read and written, and what it shows in TLS is valid. It is looked into at most once a
/// second, however many ask.
#[utoipa::path(
    get,
    path = "/readyz",
    responses(
        (status = 204, description = "It can"),
        (status = 503, body = wire::Problem, content_type = "application/problem+json",
         description = "STORE_UNAVAILABLE; NO_VALID_CREDENTIAL"),
    )
)]
pub(crate) async fn readyz(State(readiness): State<Readiness>) -> Result<StatusCode, Refusal> {
    readiness.look().await.map(|()| StatusCode::NO_CONTENT)
}

/// What was found when it was last looked into.
#[derive(Clone)]
pub(crate) struct Readiness {
    handler: CheckReadinessHandler,
    last: Arc<Mutex<Option<Found>>>,
}

struct Found {
    at: Instant,
    answer: Result<(), Refusal>,
}

impl Readiness {
    /// How long what was found is told to those who ask.
    const GOOD_FOR: Duration = Duration::from_secs(1);
    /// How long a store may take.
    const PATIENCE: Duration = Duration::from_secs(3);

    pub(crate) fn new(handler: &CheckReadinessHandler) -> Self {
        Self { handler: handler.clone(), last: Arc::default() }
    }

    /// Whoever asks may go away before the answer, and ask again: what they began is finished first, so that nobody has a store
    /// written to more often than that.
    async fn look(&self) -> Result<(), Refusal> {
        let mut last = self.last.clone().lock_owned().await;
        if let Some(Found { at, answer }) = &*last
            && at.elapsed() < Self::GOOD_FOR
        {
            return answer.clone();
        }
        let handler = self.handler.clone();
        let looking = tokio::spawn(async move {
            let at = Instant::now();
            let answer = found(&handler).await;
            *last = Some(Found { at, answer: answer.clone() });
            answer
        });
        looking.await.unwrap_or(Err(UNAVAILABLE))
    }
}

/// Without a span: it is asked all the time, and nothing follows from it.
async fn found(handler: &CheckReadinessHandler) -> Result<(), Refusal> {
    let looking = handler.handle(CheckReadiness { at: now() });
    match timeout(Readiness::PATIENCE, looking).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(why)) => {
            tracing::error!("not ready: {}", chain(&why));
            Err(match why {
                NotReady::Store(_) => STORE_UNAVAILABLE,
                NotReady::Credential(_) | NotReady::NoValidCredential => NO_VALID_CREDENTIAL,
            })
        }
        Err(_) => {
            tracing::error!("not ready: the store takes too long");
            Err(STORE_UNAVAILABLE)
        }
    }
}
