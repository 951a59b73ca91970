use std::{future::pending, pin::Pin, sync::Arc};

use bytes::Bytes;
use causerie_chat::DeviceAddress;
use causerie_edge::{answered, chain, handled};
use causerie_usecases::{
    directory::{commands::AcknowledgeMail, queries::ReadPreKeysLeft},
    ports::{MailNumber, NotAcknowledged, Rings, Rung, Unavailable},
};
use causerie_wire::PushFrame;
use tokio::{pin, select};
use tracing::debug;

use super::{
    lines::Turn,
    over::Over,
    presence::Presence,
    socket::{Happened, Socket},
    window::Window,
};
use crate::{
    directory::{Api, mail::page},
    serving::{Ends, TakenOver},
};

/// A device with fewer one-time pre-keys than that is told so.
const FEW_PRE_KEYS: u64 = 20;
/// How many bytes of content a frame has, about and at most.
const FRAME_BYTES: usize = causerie_wire::MAX_DELIVERY_BYTES;

/// The line to one device.
pub(super) struct Line {
    api: Arc<Api>,
    of: DeviceAddress,
    turn: Turn,
    rings: Box<dyn Rings>,
    socket: Socket,
    window: Window,
    presence: Presence,
    /// What is yet to be looked at: whether there is mail behind what was sent, how many pre-keys are left, and that the log of a room grew.
    due: Rung,
    /// Whether the device heard that it has all that was there when the line was opened.
    caught_up: bool,
    /// What is being removed from the mailbox.
    removal: Option<Removal>,
    /// What was removed, or is being removed, is up to here.
    removed: u64,
}

type Removal = Pin<Box<dyn Future<Output = Result<(), NotAcknowledged>> + Send>>;

impl Line {
    /// Looks after the line until it ends; what is in the mailbox behind `after` comes first.
    pub(super) async fn run(api: Arc<Api>, of: DeviceAddress, after: u64, taken: TakenOver) {
        let TakenOver { stream, read, ends } = taken;
        let turn = api.lines.begin(&of);
        let mut line = Self {
            presence: Presence::new(api.clone(), of.clone(), turn.number),
            turn,
            rings: api.watch.watch(&of),
            socket: Socket::new(stream, read, api.push).await,
            window: Window::new(after, api.push),
            due: Rung { mail: true, pre_keys: true, ..Rung::default() },
            caught_up: false,
            removal: None,
            removed: 0,
            api,
            of,
        };
        let Err(over) = line.go_on(ends).await;
        debug!(?over, "a line ended");
        // What the device keeps is removed, also if it said so last of all.
        while line.begin_removal() {
            let Some(removal) = line.removal.take() else { break };
            if removal.await.is_err() {
                break;
            }
        }
        line.presence.end();
        line.socket.close(over).await;
    }

    async fn go_on(&mut self, ends: Ends) -> Result<std::convert::Infallible, Over> {
        let end = ends.come();
        pin!(end);
        loop {
            if self.socket.is_free() {
                self.say_more().await?;
            }
            self.begin_removal();
            let is_free = self.socket.is_free();
            select! {
                biased;
                () = &mut end => return Err(Over::GoingAway),
                () = self.turn.over() => return Err(Over::Replaced),
                removed = done(&mut self.removal) => {
                    self.removal = None;
                    removed.map_err(not_removed)?;
                }
                happened = self.socket.next() => match happened? {
                    Happened::Kept(up_to) if up_to <= self.window.kept => self.socket.count_noise()?,
                    Happened::Kept(up_to) => self.window.keep(up_to)?,
                    Happened::Presence(reply) => self.presence.hear(reply).await?,
                    Happened::Written => {}
                },
                rung = self.rings.next() => {
                    if rung.revoked {
                        return Err(Over::Revoked);
                    }
                    self.due.mail |= rung.mail;
                    self.due.pre_keys |= rung.pre_keys;
                    self.due.rooms |= rung.rooms;
                }
                news = self.presence.news(), if is_free => self.socket.say(news),
            }
        }
    }

    /// Says the next thing there is to say.
    async fn say_more(&mut self) -> Result<(), Over> {
        if self.due.mail
            && let Some(items) = self.window.room()
        {
            self.due.mail = false;
            let page = page(&self.api, &self.of, self.window.sent, items, FRAME_BYTES).await;
            if let Some(page) = page.map_err(|cause| broken(&cause))? {
                self.due.mail = page.more;
                self.window.send(&page);
                self.socket.say(page.frame);
                return Ok(());
            }
        }
        if !self.due.mail && self.presence.begins() {
            self.socket.say(frame(PushFrame::TAKES_PRESENCE));
        } else if !self.due.mail && !self.caught_up {
            self.caught_up = true;
            self.socket.say(frame(PushFrame::CAUGHT_UP));
        } else if self.due.rooms {
            self.due.rooms = false;
            self.socket.say(frame(PushFrame::ROOMS));
        } else if self.due.pre_keys {
            self.due.pre_keys = false;
            let query = ReadPreKeysLeft { device: self.of.clone() };
            let left = answered(&self.api.directory.read_pre_keys_left, query).await;
            if left.map_err(|cause| broken(&cause))?.is_none_or(|left| left.one_time < FEW_PRE_KEYS)
            {
                self.socket.say(frame(PushFrame::PRE_KEYS_LOW));
            }
        }
        Ok(())
    }

    /// Begins to remove what the device keeps, if there is something and nothing is being removed; all that it said meanwhile is
    /// removed at once. Returns whether something is being removed.
    fn begin_removal(&mut self) -> bool {
        if self.removal.is_none() && self.window.kept > self.removed {
            self.removed = self.window.kept;
            let (api, of) = (self.api.clone(), self.of.clone());
            let up_to = MailNumber(self.removed);
            self.removal = Some(Box::pin(async move {
                handled(&api.directory.acknowledge_mail, AcknowledgeMail { of, up_to }).await
            }));
        }
        self.removal.is_some()
    }
}

async fn done(removal: &mut Option<Removal>) -> Result<(), NotAcknowledged> {
    match removal {
        Some(removal) => removal.await,
        None => pending().await,
    }
}

fn frame(kind: u64) -> Bytes {
    PushFrame { kind, mail: Vec::new() }.encode().into()
}

fn not_removed(refused: NotAcknowledged) -> Over {
    match refused {
        NotAcknowledged::Ahead => Over::BeyondSent,
        NotAcknowledged::Unavailable(cause) => broken(&cause),
    }
}

fn broken(cause: &Unavailable) -> Over {
    tracing::error!("{}", chain(cause));
    Over::Broken
}
