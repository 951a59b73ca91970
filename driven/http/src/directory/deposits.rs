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
        outcome.map(drop).map_err(failed)
    }
}

fn failed(answer: NoAnswer) -> Failed {
    let of_content = matches!(answer.code(), Some("BAD_REQUEST" | "TOO_LARGE"));
    let cause = not_now(&answer);
    Failed { why: undelivered(answer, cause), of_content }
}

fn not_now(answer: &NoAnswer) -> Cause {
    match answer.code() {
        Some("QUOTA_EXCEEDED") => Cause::QUOTA_EXCEEDED,
        Some("DEVICE_REVOKED") => Cause::DEVICE_REVOKED,
        Some(_) => Cause::DIRECTORY_UNAVAILABLE,
        None => Cause::DIRECTORY_UNREACHABLE,
    }
}

#[cfg(test)]
mod tests {
    use causerie_usecases::ports::Undelivered;
    use causerie_wire::Problem;
    use reqwest::StatusCode;

    use super::*;

    fn refused_with(code: &str) -> NoAnswer {
        let (status, [kind, title, detail]) =
            (StatusCode::BAD_REQUEST, [const { String::new() }; 3]);
        let (code, retry, refused) = (code.to_owned(), true, Vec::new());
        let problem = Problem { kind, title, status: 400, code, detail, retry, refused };
        NoAnswer::Refused { status, problem: Box::new(problem) }
    }

    #[test]
    fn what_the_directory_says_is_why_it_does_not_go_now_and_whether_a_part_of_it_may() {
        let cases = [
            ("QUOTA_EXCEEDED", Cause::QUOTA_EXCEEDED, false),
            ("DEVICE_REVOKED", Cause::DEVICE_REVOKED, false),
            ("OVERLOADED", Cause::DIRECTORY_UNAVAILABLE, false),
            ("BAD_REQUEST", Cause::DIRECTORY_UNAVAILABLE, true),
            ("TOO_LARGE", Cause::DIRECTORY_UNAVAILABLE, true),
        ];

        for (code, expected, is_content) in cases {
            let Failed { why, of_content } = failed(refused_with(code));
            let Undelivered::NotNow { cause, .. } = why else { panic!("{code}: {why}") };
            assert_eq!((cause, of_content), (expected, is_content), "{code}");
        }
    }

    #[test]
    fn a_directory_that_makes_no_sense_is_not_reached_and_what_is_in_it_not_blamed() {
        let Failed { why, of_content } = failed(NoAnswer::Nonsense(StatusCode::BAD_GATEWAY));

        let is_it = |cause: &Cause| *cause == Cause::DIRECTORY_UNREACHABLE;
        assert!(matches!(&why, Undelivered::NotNow { cause, .. } if is_it(cause)), "{why}");
        assert!(!of_content);
    }
}
