use async_trait::async_trait;
use causerie_chat::Cause;
use causerie_usecases::ports::{Deposits, Outgoing, Undelivered};
use reqwest::Method;

use super::{DirectoryClient, joint::Failed};
use crate::{
    call::NoAnswer,
    envelopes::{send, undelivered},
};

#[async_trait]
impl Deposits for DirectoryClient {
    async fn deposit(&self, batch: &[Outgoing]) -> Result<(), Undelivered> {
        if batch.is_empty() {
            return Ok(());
        }
        self.joint.deposit(batch, |batch| self.leave(batch)).await
    }
}

impl DirectoryClient {
    async fn leave(&self, batch: Vec<Outgoing>) -> Result<(), Failed> {
        let Some(first) = batch.first() else { return Ok(()) };
        // A deposit is named after its first envelope: sent again, it has the same name.
        let path = format!("deposits/{}", first.envelope.id);
        let request = self.request(Method::PUT, &path);
        let outcome = send("directory.deposit", request, &batch).await;
        self.note(&outcome);
        outcome.map(drop).map_err(|answer| {
            let of_content = matches!(answer.code(), Some("BAD_REQUEST" | "TOO_LARGE"));
            let cause = not_now(&answer);
            Failed { why: undelivered(answer, cause), of_content }
        })
    }
}

fn not_now(answer: &NoAnswer) -> Cause {
    match answer.code() {
        Some("QUOTA_EXCEEDED") => Cause::QUOTA_EXCEEDED,
        Some("DEVICE_REVOKED") => Cause::DEVICE_REVOKED,
        Some(_) => Cause::DIRECTORY_UNAVAILABLE,
        None => Cause::DIRECTORY_UNREACHABLE,
    }
}
