use std::{future::pending, sync::Arc};

use bytes::Bytes;
use causerie_chat::{DeviceAddress, PresenceMark, SealedPresence};
use causerie_edge::handled;
use causerie_usecases::{
    QueryHandler,
    directory::{
        commands::{HidePresence, ShowPresence},
        queries::WatchPresence,
    },
    ports::PresenceNews,
};
use causerie_wire::{LineReply, MAX_FRAME_MARKS, MAX_PRESENCE_MARKS, PresenceFrame, WirePresence};
use tokio::time::{Instant, sleep, sleep_until};

use super::over::Over;
use crate::{directory::Api, quota::Meter};

/// What a device shows on its line, and what it looks at.
pub(super) struct Presence {
    api: Arc<Api>,
    by: DeviceAddress,
    visit: u64,
    meter: Meter,
    /// Whether the device heard that it may say something.
    has_begun: bool,
    /// What was said so far of what it shows, while more follows.
    showing: Vec<(PresenceMark, SealedPresence)>,
    /// Likewise of what it looks at.
    watching: Vec<PresenceMark>,
    is_shown: bool,
    news: Option<Box<dyn PresenceNews>>,
    /// Before then nothing new is told, so that much of it is told at once.
    next_news: Instant,
}

impl Presence {
    /// Nothing yet, on the line of that number.
    pub(super) fn new(api: Arc<Api>, by: DeviceAddress, visit: u64) -> Self {
        Self {
            meter: Meter::new(api.push.presence),
            api,
            by,
            visit,
            has_begun: false,
            showing: Vec::new(),
            watching: Vec::new(),
            is_shown: false,
            news: None,
            next_news: Instant::now(),
        }
    }

    /// Whether it only begins: the device is to hear that presence is taken.
    pub(super) fn begins(&mut self) -> bool {
        !std::mem::replace(&mut self.has_begun, true)
    }

    /// The device says something of it. What it does not mean to this version is passed over.
    pub(super) async fn hear(&mut self, reply: LineReply) -> Result<(), Over> {
        if !self.meter.count() {
            return Err(Over::PresenceFlood);
        }
        let (marks, more) = (reply.marks.unwrap_or_default(), reply.more == Some(true));
        match reply.kind {
            Some(LineReply::SHOW) => {
                for each in &marks {
                    self.showing.push(shown(each).ok_or(Over::Malformed)?);
                }
                bounded(self.showing.len())?;
                if !more {
                    self.show().await;
                }
            }
            Some(LineReply::WATCH) => {
                for each in &marks {
                    self.watching.push(mark(each).ok_or(Over::Malformed)?);
                }
                bounded(self.watching.len())?;
                if !more {
                    self.watch().await;
                }
            }
            Some(LineReply::HIDE) => {
                self.showing.clear();
                self.is_shown = false;
                hide(&self.api, self.by.clone(), self.visit).await;
            }
            _ => {}
        }
        Ok(())
    }

    /// Waits for the next that is to be told. It may be given up and called again.
    pub(super) async fn news(&mut self) -> Bytes {
        let Some(news) = &mut self.news else { return pending().await };
        sleep_until(self.next_news).await;
        let news = news.next(MAX_FRAME_MARKS).await;
        self.next_news = Instant::now() + self.api.push.presence_pace;
        let marks = news.into_iter().map(|news| WirePresence {
            mark: news.mark.as_bytes().to_vec(),
            sealed: news.sealed.map(|sealed| sealed.as_bytes().to_vec()),
        });
        PresenceFrame::of(marks.collect()).encode().into()
    }

    /// The line is over. Without a word the device counts as there for a while: it may come back.
    pub(super) fn end(self) {
        if !self.is_shown {
            return;
        }
        let Self { api, by, visit, .. } = self;
        tokio::spawn(async move {
            sleep(api.push.presence_lasts).await;
            hide(&api, by, visit).await;
        });
    }

    async fn show(&mut self) {
        self.is_shown = true;
        let shown = std::mem::take(&mut self.showing);
        let command = ShowPresence { by: self.by.clone(), visit: self.visit, shown };
        let Ok(()) = handled(&self.api.directory.show_presence, command).await;
    }

    async fn watch(&mut self) {
        let marks = std::mem::take(&mut self.watching);
        // What was looked at before makes room first.
        self.news = None;
        let Ok(news) = self.api.directory.watch_presence.handle(WatchPresence { marks }).await;
        self.news = Some(news);
    }
}

async fn hide(api: &Api, by: DeviceAddress, visit: u64) {
    let Ok(()) = handled(&api.directory.hide_presence, HidePresence { by, visit }).await;
}

fn bounded(marks: usize) -> Result<(), Over> {
    if marks > MAX_PRESENCE_MARKS { Err(Over::TooManyMarks) } else { Ok(()) }
}

fn mark(raw: &WirePresence) -> Option<PresenceMark> {
    raw.mark.as_slice().try_into().ok()
}

fn shown(raw: &WirePresence) -> Option<(PresenceMark, SealedPresence)> {
    let sealed = raw.sealed.as_deref()?.try_into().ok()?;
    Some((mark(raw)?, sealed))
}
