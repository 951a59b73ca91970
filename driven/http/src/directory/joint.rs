//! Several deposits in one request.

use std::{
    collections::HashSet,
    error::Error,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use causerie_chat::{Cause, EnvelopeId};
use causerie_usecases::ports::{Outgoing, Undelivered};
use causerie_wire::{MAX_DELIVERY_BYTES, MAX_DELIVERY_ENVELOPES, MAX_REPEATED_BYTES};
use tokio::sync::{Semaphore, oneshot};

/// Where deposits wait for each other: what is said in a room goes to a hundred devices, and is a request for each of them otherwise. Nobody waits to be joined; what
/// comes while others are under way goes together.
pub(super) struct Joint {
    waiting: Mutex<Vec<Waiting>>,
    turns: Semaphore,
}

/// Why a request came to nothing.
pub(super) struct Failed {
    pub(super) why: Undelivered,
    /// Whether it is for something in it, so that a part of it may get through.
    pub(super) of_content: bool,
}

struct Waiting {
    batch: Vec<Outgoing>,
    reply: oneshot::Sender<Result<(), Undelivered>>,
}

/// How many requests are under way at once.
const AT_ONCE: usize = 2;

impl Default for Joint {
    fn default() -> Self {
        Self { waiting: Mutex::default(), turns: Semaphore::new(AT_ONCE) }
    }
}

impl Joint {
    /// Has `send` take `batch`, which goes at once by itself, with others that wait or in their request. Each learns of its own.
    pub(super) async fn deposit<Sent>(
        &self,
        batch: &[Outgoing],
        send: impl Fn(Vec<Outgoing>) -> Sent + Sync,
    ) -> Result<(), Undelivered>
    where
        Sent: Future<Output = Result<(), Failed>> + Send,
    {
        let mut answer = self.put(batch);
        loop {
            let turn = tokio::select! {
                biased;
                answered = &mut answer => {
                    if let Ok(outcome) = answered {
                        return outcome;
                    }
                    // Whoever took it along went away.
                    answer = self.put(batch);
                    continue;
                }
                turn = self.turns.acquire() => turn,
            };
            let taken = self.take();
            if !taken.is_empty() {
                carry(taken, &send).await;
            }
            drop(turn);
        }
    }

    fn put(&self, batch: &[Outgoing]) -> oneshot::Receiver<Result<(), Undelivered>> {
        let (reply, answer) = oneshot::channel();
        self.waiting().push(Waiting { batch: batch.to_vec(), reply });
        answer
    }

    /// What goes in the next request: the earliest, as many as fit.
    fn take(&self) -> Vec<Waiting> {
        let mut waiting = self.waiting();
        waiting.retain(|it| !it.reply.is_closed());
        let (mut size, mut count) = (Size::default(), 0);
        for it in waiting.iter() {
            size.add(&it.batch);
            if count > 0 && !size.fits() {
                break;
            }
            count += 1;
        }
        drop(size);
        waiting.drain(..count).collect()
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends them together; each by itself after all, if something in them is not taken: it is to be in nobody else's way.
async fn carry<Sent>(taken: Vec<Waiting>, send: &(impl Fn(Vec<Outgoing>) -> Sent + Sync))
where
    Sent: Future<Output = Result<(), Failed>> + Send,
{
    let all = taken.iter().flat_map(|it| it.batch.iter().cloned()).collect();
    let refused = match send(all).await {
        Ok(()) => Vec::new(),
        Err(Failed { why: Undelivered::Refused(refused), .. }) => refused,
        Err(Failed { of_content: true, .. }) if taken.len() > 1 => {
            for Waiting { batch, reply } in taken {
                let _ = reply.send(send(batch).await.map_err(|failed| failed.why));
            }
            return;
        }
        Err(Failed { why: Undelivered::NotNow { cause, source }, .. }) => {
            let source = Shared(source.into());
            for Waiting { reply, .. } in taken {
                let (cause, source) = (cause.clone(), Box::new(source.clone()));
                let _ = reply.send(Err(Undelivered::NotNow { cause, source }));
            }
            return;
        }
    };
    for Waiting { batch, reply } in taken {
        let own = |id: &EnvelopeId| batch.iter().any(|sent| sent.envelope.id == *id);
        let refused: Vec<(EnvelopeId, Cause)> =
            refused.iter().filter(|(id, _)| own(id)).cloned().collect();
        let fate = if refused.is_empty() { Ok(()) } else { Err(Undelivered::Refused(refused)) };
        let _ = reply.send(fate);
    }
}

/// How much a request has.
#[derive(Default)]
struct Size<'a> {
    envelopes: usize,
    /// What stands once for several counts once,
    bytes: usize,
    /// or for each.
    repeated: usize,
    contents: HashSet<&'a [u8]>,
}

impl<'a> Size<'a> {
    fn add(&mut self, batch: &'a [Outgoing]) {
        for sent in batch {
            let content = sent.envelope.sealed.as_bytes();
            self.envelopes += 1;
            self.repeated += content.len();
            self.bytes += if self.contents.insert(content) { content.len() } else { 0 };
        }
    }

    fn fits(&self) -> bool {
        self.envelopes <= MAX_DELIVERY_ENVELOPES
            && self.bytes <= MAX_DELIVERY_BYTES
            && self.repeated <= MAX_REPEATED_BYTES
    }
}

/// A failure that several are told of.
#[derive(Clone)]
struct Shared(Arc<dyn Error + Send + Sync>);

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Error for Shared {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

#[cfg(test)]
#[path = "joint_tests.rs"]
mod tests;
