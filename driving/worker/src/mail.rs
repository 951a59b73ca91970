use std::{sync::Arc, time::Duration};

use causerie_chat::{Backoff, DeviceAddress};
use causerie_edge::{Traced, chain, handled_in, jitter, now};
use causerie_usecases::{
    peer::{Peer, commands::TakeMail},
    ports::{
        Acknowledgements, Event, Events, Mail, MailItem, MailLine, MailNumber, MailPush, Mailbox,
        NotAcknowledged, Pushed, Unavailable,
    },
};
use tokio::{
    sync::{Notify, watch},
    time::sleep,
};

use crate::Standing;

/// How many items are fetched at once while there is no line.
const ITEMS: usize = 200;
/// About how many bytes of content.
const BYTES: usize = 180 * 1024;
/// How long to wait at most before the line is opened again.
const LONGEST: Duration = Duration::from_secs(30);

/// This device's mailbox at its directory.
#[derive(Clone)]
pub struct MailSource {
    /// Whose it is.
    pub of: DeviceAddress,
    /// The line on which the directory says what is new.
    pub push: Arc<dyn MailPush>,
    /// What is there, while there is no line.
    pub mailbox: Arc<dyn Mailbox>,
    /// Hears what was taken.
    pub acknowledgements: Arc<dyn Acknowledgements>,
    /// Hears whether all has come.
    pub events: Arc<dyn Events>,
    /// Whether an envelope may say which trace it belongs to.
    pub trusts_traces: bool,
}

/// Takes what is in this device's mailbox, and what is put into it from then on: over the directory's line, and by asking now and then while
/// there is none; it begins once the peer has signed in. `low` is rung when few pre-keys are left.
pub async fn take_mail(
    peer: Arc<Peer>,
    source: MailSource,
    mut standing: watch::Receiver<Standing>,
    low: Arc<Notify>,
) {
    if standing.wait_for(|standing| *standing == Standing::Announced).await.is_err() {
        return;
    }
    let fetching = Fetching { peer, source, low };
    let mut failures = 0_u32;
    loop {
        let reason = match fetching.listen(&mut failures).await {
            Stopped::Line(reason) => reason,
            Stopped::Here(reason) => {
                tracing::error!("mail cannot be kept: {reason}");
                reason
            }
        };
        fetching.source.events.tell(Event::Behind);
        failures = failures.saturating_add(1);
        let wait = Backoff { failures }.wait(jitter().unwrap_or_default());
        let wait = Duration::from_millis(wait).min(LONGEST);
        tracing::info!(?wait, "the line to the directory ended: {reason}");
        if let Err(failed) = fetching.ask().await {
            tracing::debug!("the mailbox cannot be read: {failed}");
        }
        sleep(wait).await;
    }
}

struct Fetching {
    peer: Arc<Peer>,
    source: MailSource,
    low: Arc<Notify>,
}

/// Why nothing more is taken for the moment.
enum Stopped {
    /// The directory is not heard.
    Line(String),
    /// This machine failed.
    Here(String),
}

impl Fetching {
    /// Opens the line and takes what comes, until it ends. `failures` are forgotten once something came and was kept.
    async fn listen(&self, failures: &mut u32) -> Stopped {
        let line = self.source.push.open(&self.source.of, MailNumber::default()).await;
        let mut line: Box<dyn MailLine> = match line {
            Ok(line) => line,
            Err(failed) => return Stopped::Line(chain(&failed)),
        };
        loop {
            let pushed = match line.next().await {
                Ok(pushed) => pushed,
                Err(ended) => return Stopped::Line(chain(&ended)),
            };
            match pushed {
                Pushed::Mail(items) => {
                    let Some(last) = items.last().map(|item| item.number) else { continue };
                    if let Err(failed) = self.take(items).await {
                        return Stopped::Here(chain(&failed));
                    }
                    if let Err(ended) = line.acknowledge(last).await {
                        return Stopped::Line(chain(&ended));
                    }
                }
                Pushed::CaughtUp => self.source.events.tell(Event::Synced(now())),
                Pushed::PreKeysLow => self.low.notify_one(),
            }
            *failures = 0;
        }
    }

    /// Takes all that is in the mailbox now, without a line.
    async fn ask(&self) -> Result<(), String> {
        let MailSource { of, mailbox, acknowledgements, events, .. } = &self.source;
        loop {
            let items = mailbox.pending(of, MailNumber::default(), ITEMS, BYTES).await;
            let items = items.map_err(|failed| chain(&failed))?;
            let Some(last) = items.last().map(|item| item.number) else { break };
            self.take(items).await.map_err(|failed| chain(&failed))?;
            match acknowledgements.acknowledge(of, last).await {
                Ok(()) | Err(NotAcknowledged::Ahead) => {}
                Err(NotAcknowledged::Unavailable(failed)) => return Err(chain(&failed)),
            }
        }
        events.tell(Event::Synced(now()));
        Ok(())
    }

    async fn take(&self, items: Vec<MailItem>) -> Result<(), Unavailable> {
        let trusts = self.source.trusts_traces;
        let traces: Vec<_> = items.iter().filter_map(traced).filter(|_| trusts).collect();
        let mut about = vec![("items", items.len().to_string())];
        about.extend(traces.first().map(|first| ("envelope", first.envelope.to_string())));
        let command = TakeMail { items, at: now() };
        handled_in(&self.peer.take_mail, command, &about, traces, None).await
    }
}

fn traced(item: &MailItem) -> Option<Traced> {
    let Mail::Envelope { sent, .. } = &item.mail else { return None };
    Traced::of(sent)
}
