use std::{sync::Arc, time::Duration};

use causerie_chat::{Backoff, DeviceAddress};
use causerie_edge::{Traced, chain, handled, handled_in, jitter, now, randomness};
use causerie_usecases::{
    peer::{
        Peer,
        commands::{LosePresence, TakeMail, TakePresence},
    },
    ports::{
        Acknowledgements, Event, Events, Mail, MailItem, MailLine, MailNumber, MailPush, Mailbox,
        NotAcknowledged, Pushed, Unavailable,
    },
};
use tokio::{
    select,
    sync::{Notify, watch},
    time::{Instant, sleep},
};

use crate::{PresenceSource, Standing, presence::Showing, stay_signed_in::is_revoked};

/// How many items are fetched at once while there is no line.
const ITEMS: usize = 200;
/// About how many bytes of content.
const BYTES: usize = 180 * 1024;
/// How long to wait at most before the line is opened again.
const LONGEST: Duration = Duration::from_secs(30);
/// How long others count as there while the directory is not heard.
const OUT_OF_SIGHT: Duration = Duration::from_mins(1);

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
    /// What tells when presence is to be shown on the line.
    pub presence: PresenceSource,
    /// Rung when something changed in a room.
    pub rooms_bell: Arc<Notify>,
    /// Whether an envelope may say which trace it belongs to.
    pub trusts_traces: bool,
}

/// Takes what is in this device's mailbox, and what is put into it from then on: over the directory's line, and by asking now and then while
/// there is none; it begins once the peer has signed in. On the same line it shows contacts that this person is there, and takes note of what they
/// show. `low` is rung when few pre-keys are left, and `lost` when a line that stood has ended. Once the device was revoked nothing is taken.
pub async fn take_mail(
    peer: Arc<Peer>,
    source: MailSource,
    mut standing: watch::Receiver<Standing>,
    low: Arc<Notify>,
    lost: Arc<Notify>,
) {
    let announced = select! {
        announced = standing.wait_for(|standing| *standing == Standing::Announced) => announced.is_ok(),
        () = source.presence.leaving.notified() => false,
    };
    if !announced {
        return;
    }
    let leaving = source.presence.leaving.clone();
    let fetching = Fetching { peer, source, low };
    select! {
        () = fetching.go_on(&lost) => {}
        true = is_revoked(&mut standing) => leaving.notified().await,
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
    /// The peer stops, and said so.
    Left,
}

impl Fetching {
    /// Takes what comes until the peer stops.
    async fn go_on(&self, lost: &Notify) {
        let (mut failures, mut unheard) = (0_u32, None);
        loop {
            let reason = match self.listen(&mut failures, &mut unheard).await {
                Stopped::Left => return,
                Stopped::Line(reason) => reason,
                Stopped::Here(reason) => {
                    tracing::error!("mail cannot be kept: {reason}");
                    reason
                }
            };
            self.source.events.tell(Event::Behind);
            if failures == 0 {
                // It may be for good.
                lost.notify_one();
            }
            failures = failures.saturating_add(1);
            let wait = Backoff { failures }.wait(jitter().unwrap_or_default());
            let wait = Duration::from_millis(wait).min(LONGEST);
            tracing::info!(?wait, "the line to the directory ended: {reason}");
            if let Err(failed) = self.ask().await {
                tracing::debug!("the mailbox cannot be read: {failed}");
            }
            self.lose_sight(&mut unheard).await;
            select! {
                () = sleep(wait) => {}
                // There is no line to say good-bye on.
                () = self.source.presence.leaving.notified() => return,
            }
        }
    }

    /// Opens the line and takes what comes, until it ends. `failures` are forgotten once something came and was kept.
    /// `unheard` is since when nothing came.
    async fn listen(&self, failures: &mut u32, unheard: &mut Option<Instant>) -> Stopped {
        let line = self.source.push.open(&self.source.of, MailNumber::default()).await;
        let mut line: Box<dyn MailLine> = match line {
            Ok(line) => line,
            Err(failed) => return Stopped::Line(chain(&failed)),
        };
        let mut showing = Showing::new(self.peer.clone(), self.source.presence.clone());
        let mut has_all = false;
        loop {
            let pushed = select! {
                pushed = line.next() => pushed,
                () = showing.due(), if has_all => match showing.show(&mut *line).await {
                    Ok(()) => continue,
                    Err(ended) => return Stopped::Line(chain(&ended)),
                },
                () = self.source.presence.leaving.notified() => {
                    // Without it, contacts see this person for another minute.
                    let _ = line.show(None).await;
                    return Stopped::Left;
                }
            };
            let pushed = match pushed {
                Ok(pushed) => pushed,
                Err(ended) => return Stopped::Line(chain(&ended)),
            };
            *unheard = None;
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
                Pushed::CaughtUp => {
                    has_all = true;
                    self.source.events.tell(Event::Synced(now()));
                    // What was told while there was no line was told to nobody.
                    self.source.rooms_bell.notify_one();
                }
                Pushed::Presence(news) => {
                    let command = TakePresence { news, at: now() };
                    if let Err(failed) = handled(&self.peer.take_presence, command).await {
                        return Stopped::Here(chain(&failed));
                    }
                }
                Pushed::PreKeysLow => self.low.notify_one(),
                Pushed::Rooms => self.source.rooms_bell.notify_one(),
            }
            *failures = 0;
        }
    }

    /// Takes nobody to be there any more, once nothing was heard for [`OUT_OF_SIGHT`].
    async fn lose_sight(&self, unheard: &mut Option<Instant>) {
        if unheard.get_or_insert_with(Instant::now).elapsed() < OUT_OF_SIGHT {
            return;
        }
        if let Err(failed) = handled(&self.peer.lose_presence, LosePresence { at: now() }).await {
            tracing::warn!("who is there is not known any more: {}", chain(&failed));
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
        let randomness = randomness().map_err(Unavailable::new)?;
        let command = TakeMail { items, at: now(), randomness };
        handled_in(&self.peer.take_mail, command, &about, traces, None).await
    }
}

fn traced(item: &MailItem) -> Option<Traced> {
    let Mail::Envelope { sent, .. } = &item.mail else { return None };
    Traced::of(sent)
}
