use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use causerie_chat::{Envelope, Sealed};
use futures_util::{future::join_all, poll};
use tokio::sync::Semaphore;

use super::*;

fn sent(n: u8, content: Vec<u8>) -> Outgoing {
    let id = EnvelopeId::try_from(&[n; 16][..]).unwrap();
    let recipient = format!("d1.p{n}.peers.x").parse().unwrap();
    let sealed = Sealed::try_from(content).unwrap();
    Outgoing { envelope: Envelope { id, recipient, sealed }, trace: None }
}

fn hello(n: u8) -> [Outgoing; 1] {
    [sent(n, b"hello".to_vec())]
}

/// A directory that answers when it is let.
struct Directory {
    requests: Mutex<Vec<usize>>,
    answers: Semaphore,
}

impl Default for Directory {
    fn default() -> Self {
        Self { requests: Mutex::default(), answers: Semaphore::new(0) }
    }
}

impl Directory {
    /// One that answers at once.
    fn open() -> Self {
        Self { answers: Semaphore::new(100), ..Self::default() }
    }

    async fn take(&self, batch: Vec<Outgoing>) -> Result<(), Failed> {
        self.requests.lock().unwrap().push(batch.len());
        self.answers.acquire().await.unwrap().forget();
        // Nobody knows the fifth.
        let fifth = batch.iter().map(|it| it.envelope.id).filter(|id| id.as_bytes()[0] == 5);
        let refused: Vec<_> = fifth.map(|id| (id, Cause::UNKNOWN_DEVICE)).collect();
        if refused.is_empty() {
            return Ok(());
        }
        Err(Failed { why: Undelivered::Refused(refused), of_content: false })
    }

    fn requests(&self) -> Vec<usize> {
        self.requests.lock().unwrap().clone()
    }
}

fn failed(of_content: bool) -> Failed {
    let (cause, source) = (Cause::DIRECTORY_UNREACHABLE, "no answer".into());
    Failed { why: Undelivered::NotNow { cause, source }, of_content }
}

/// Deposits `batches`, all of which wait before the first is sent.
async fn together<Sent>(
    joint: &Joint,
    batches: &[[Outgoing; 1]],
    send: impl Fn(Vec<Outgoing>) -> Sent + Sync,
) -> Vec<Result<(), Undelivered>>
where
    Sent: Future<Output = Result<(), Failed>> + Send,
{
    let turns = joint.turns.acquire_many(2).await.unwrap();
    let mut all: Vec<_> = batches.iter().map(|it| Box::pin(joint.deposit(it, &send))).collect();
    for it in &mut all {
        assert!(poll!(it).is_pending());
    }
    drop(turns);
    join_all(all).await
}

#[tokio::test]
async fn what_waits_goes_together_and_each_learns_of_its_own() {
    let (joint, directory) = (Joint::default(), Directory::open());
    let batches: Vec<_> = (1..=9).map(hello).collect();

    let fates = together(&joint, &batches, |batch| directory.take(batch)).await;

    assert_eq!(directory.requests(), [9]);
    for (n, fate) in (1..).zip(&fates) {
        match fate {
            Ok(()) => assert_ne!(n, 5),
            Err(Undelivered::Refused(refused)) => {
                assert_eq!((n, refused.len(), refused[0].0.as_bytes()[0]), (5, 1, 5));
            }
            Err(other) => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn nobody_waits_for_others_and_two_requests_are_under_way_at_most() {
    let (joint, directory) = (Joint::default(), Directory::default());
    let batches: Vec<_> = (1..=4).map(hello).collect();
    let mut all: Vec<_> = batches
        .iter()
        .map(|it| Box::pin(joint.deposit(it, |batch| directory.take(batch))))
        .collect();

    for it in &mut all {
        assert!(poll!(it).is_pending());
    }
    assert_eq!(directory.requests(), [1, 1]);
    directory.answers.add_permits(9);
    join_all(all).await;

    assert_eq!(directory.requests(), [1, 1, 2]);
}

#[tokio::test]
async fn what_does_not_fit_goes_next_and_what_several_have_counts_once() {
    let (joint, directory) = (Joint::default(), Directory::open());
    let content = |n: u8| vec![n.max(6); 90 * 1024];
    let batches: Vec<_> = (1..=9).filter(|n| *n != 5).map(|n| [sent(n, content(n))]).collect();

    together(&joint, &batches, |batch| directory.take(batch)).await;

    // The five that are alike and another one; then the two others.
    assert_eq!(directory.requests(), [6, 2]);
}

#[tokio::test]
async fn what_is_alike_goes_as_often_as_a_directory_takes_it() {
    let (joint, directory) = (Joint::default(), Directory::open());
    let batches: Vec<_> = (10..40).map(|n| [sent(n, vec![0; 90 * 1024])]).collect();

    together(&joint, &batches, |batch| directory.take(batch)).await;

    assert_eq!(directory.requests(), [22, 8]);
}

#[tokio::test]
async fn what_is_not_taken_for_its_content_is_in_nobody_elses_way() {
    let (joint, tries) = (Joint::default(), AtomicUsize::new(0));
    let batches: Vec<_> = (1..=4).map(hello).collect();
    let send = |batch: Vec<Outgoing>| {
        tries.fetch_add(1, Ordering::Relaxed);
        let has_third = batch.iter().any(|it| it.envelope.id.as_bytes()[0] == 3);
        async move { if has_third { Err(failed(true)) } else { Ok(()) } }
    };

    let fates = together(&joint, &batches, send).await;

    assert_eq!(fates.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, true, false, true]);
    assert_eq!(tries.load(Ordering::Relaxed), 5);
}

#[tokio::test]
async fn all_of_a_request_that_failed_are_told_why_and_are_not_sent_again() {
    let (joint, tries) = (Joint::default(), AtomicUsize::new(0));
    let batches: Vec<_> = (1..=4).map(hello).collect();
    let send = |_| {
        tries.fetch_add(1, Ordering::Relaxed);
        async { Err(failed(false)) }
    };

    let fates = together(&joint, &batches, send).await;

    let told = |it: &Result<(), Undelivered>| {
        matches!(it, Err(Undelivered::NotNow { cause, source })
            if *cause == Cause::DIRECTORY_UNREACHABLE && source.to_string() == "no answer")
    };
    assert!(fates.iter().all(told));
    assert_eq!(tries.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn whoever_goes_away_takes_nobody_along() {
    let (joint, directory) = (Joint::default(), Directory::default());
    let batches: Vec<_> = (1..=2).map(hello).collect();
    let turns = joint.turns.acquire_many(2).await.unwrap();
    let mut first = Box::pin(joint.deposit(&batches[0], |batch| directory.take(batch)));
    let mut second = Box::pin(joint.deposit(&batches[1], |batch| directory.take(batch)));
    assert!(poll!(&mut first).is_pending() && poll!(&mut second).is_pending());
    drop(turns);
    // It carries both.
    assert!(poll!(&mut first).is_pending());
    assert_eq!(directory.requests(), [2]);

    drop(first);
    directory.answers.add_permits(9);
    second.await.unwrap();

    assert_eq!(directory.requests(), [2, 1]);
    assert!(joint.waiting().is_empty());
}

#[tokio::test]
async fn in_one_request_are_no_more_envelopes_than_a_directory_takes() {
    let (joint, directory) = (Joint::default(), Directory::open());
    let batches: Vec<_> = (10..220).map(hello).collect();

    together(&joint, &batches, |batch| directory.take(batch)).await;

    assert_eq!(directory.requests(), [200, 10]);
}

#[tokio::test]
async fn what_nobody_waits_for_any_more_is_not_sent() {
    let (joint, directory) = (Joint::default(), Directory::open());
    let batches: Vec<_> = (1..=2).map(hello).collect();
    let turns = joint.turns.acquire_many(2).await.unwrap();
    let mut gone = Box::pin(joint.deposit(&batches[0], |batch| directory.take(batch)));
    assert!(poll!(&mut gone).is_pending());
    drop(gone);
    drop(turns);

    joint.deposit(&batches[1], |batch| directory.take(batch)).await.unwrap();

    assert_eq!(directory.requests(), [1]);
}
