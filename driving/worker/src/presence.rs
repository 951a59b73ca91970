use std::{sync::Arc, time::Duration};

use causerie_chat::ShownPresence;
use causerie_edge::{chain, now};
use causerie_usecases::{
    QueryHandler,
    peer::{
        Peer,
        queries::{PresenceToShow, ToShow},
    },
    ports::{Event, EventLog, EventNumber, MailLine, Unavailable},
};
use tokio::{
    select,
    sync::Notify,
    time::{Instant, sleep_until},
};

/// How long to wait at least before something is shown again.
const PACE: Duration = Duration::from_millis(250);
/// How many marks go into a frame, about.
const MARKS: usize = 96;
/// How often a directory takes a frame, in the long run.
const PER_FRAME: Duration = Duration::from_secs(1);
/// How far ahead of that one may be; a directory allows 200 frames.
const AHEAD: Duration = Duration::from_secs(100);
/// After how long to look whether there are other contacts: whatever brings one may tell nobody.
const LOOK: Duration = Duration::from_secs(15);

/// What tells that presence is to be shown anew, or no longer.
#[derive(Clone)]
pub struct PresenceSource {
    /// Rings when this person chose another.
    pub bell: Arc<Notify>,
    /// Tells when there may be another contact.
    pub log: Arc<dyn EventLog>,
    /// Rings when the peer stops: its good-bye is said, and no more mail taken.
    pub leaving: Arc<Notify>,
}

/// Shows presence on one line.
pub(crate) struct Showing {
    peer: Arc<Peer>,
    source: PresenceSource,
    after: EventNumber,
    is_due: bool,
    not_before: Instant,
    /// When all that was said would have been, one frame each [`PER_FRAME`].
    said_by: Instant,
    last: Option<(ToShow, Instant)>,
}

impl Showing {
    /// On a line that has just been opened.
    pub(crate) fn new(peer: Arc<Peer>, source: PresenceSource) -> Self {
        let (after, now) = (source.log.latest(), Instant::now());
        Self { peer, source, after, is_due: true, not_before: now, said_by: now, last: None }
    }

    /// Waits until something may have to be shown. It may be given up and called again.
    pub(crate) async fn due(&mut self) {
        while !self.is_due {
            select! {
                () = self.source.bell.notified() => self.is_due = true,
                () = sleep_until(self.not_before + LOOK) => self.is_due = true,
                happened = self.source.log.behind(Some(self.after)) => {
                    self.after = happened.events.last().map_or(self.after, |(number, _)| *number);
                    let mut events = happened.events.iter();
                    // Who comes and goes, and what a file comes to, is no other contact.
                    self.is_due = events.any(|(_, event)| !matches!(event, Event::Presence(_) | Event::File(_)));
                }
            }
        }
        sleep_until(self.not_before).await;
    }

    /// Shows what is to be shown, and looks where is to be looked, unless it is as it was.
    pub(crate) async fn show(&mut self, line: &mut dyn MailLine) -> Result<(), Unavailable> {
        self.is_due = false;
        self.not_before = Instant::now() + PACE;
        let shown = self.peer.presence_to_show.handle(PresenceToShow { at: now() }).await;
        let shown = match shown {
            Ok(shown) => shown,
            Err(failed) => {
                tracing::warn!("presence is not shown: {}", chain(&failed));
                return Ok(());
            }
        };
        let (was_shown, was_watched) = match &self.last {
            None => (false, false),
            Some((last, at)) => {
                let renewed = Duration::from_millis(ShownPresence::RENEWED);
                let is_same = last.own == shown.own && last.watched == shown.watched;
                (is_same && at.elapsed() < renewed, last.watched == shown.watched)
            }
        };
        let frames = shown.watched.len() / MARKS + 1;
        let frames = u32::try_from(frames).unwrap_or(u32::MAX);
        if !was_shown {
            line.show(shown.shown.as_deref()).await?;
            self.said(frames);
        }
        if !was_watched {
            line.watch(&shown.watched).await?;
            self.said(frames);
        }
        if !was_shown {
            self.last = Some((shown, Instant::now()));
        }
        Ok(())
    }

    /// Notes that so many frames went out: the next may have to wait, or the directory would close the line.
    fn said(&mut self, frames: u32) {
        self.said_by = self.said_by.max(Instant::now()) + PER_FRAME * frames;
        if let Some(then) = self.said_by.checked_sub(AHEAD) {
            self.not_before = self.not_before.max(then);
        }
    }
}
