use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use causerie_chat::{DeviceAddress, PresenceMark, SealedPresence};
use causerie_usecases::ports::{MailLine, MailNumber, MarkNews, Pushed, Unavailable};
use causerie_wire::{LineReply, PresenceFrame, PushFrame, PushReply, WirePresence};
use futures_util::{SinkExt, StreamExt};
use thiserror::Error;
use tokio::{
    net::TcpStream,
    time::{Instant, timeout, timeout_at},
};
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{self, Message},
};

use super::mail::items;

/// How long the directory may say nothing, and how long it may take nothing of what is said to it, before the line counts as
/// dead. It asks every 15 s whether the other end is there.
const DEAD: Duration = Duration::from_secs(45);

/// The directory's line to this device. What the directory asks is answered while one waits for what comes next.
pub(super) struct Line {
    socket: WebSocketStream<TlsStream<TcpStream>>,
    of: DeviceAddress,
    /// The number of the last item that came.
    last: MailNumber,
    heard: Instant,
    /// Whether the directory reads what is said of presence. One of before closes the line for it.
    takes_presence: bool,
}

impl Line {
    pub(super) fn new(
        socket: WebSocketStream<TlsStream<TcpStream>>,
        of: DeviceAddress,
        after: MailNumber,
    ) -> Self {
        Self { socket, of, last: after, heard: Instant::now(), takes_presence: false }
    }

    async fn pushed(&mut self) -> Result<Pushed, Ended> {
        loop {
            let heard = timeout_at(self.heard + DEAD, self.socket.next()).await;
            let message = heard.map_err(|_| Ended::Silence)?.ok_or(Ended::Gone)??;
            self.heard = Instant::now();
            match message {
                Message::Binary(frame) => {
                    if let Some(pushed) = self.read(&frame)? {
                        return Ok(pushed);
                    }
                }
                Message::Close(frame) => {
                    return Err(Ended::Closed(frame.map_or(1_005, |frame| frame.code.into())));
                }
                Message::Text(_) => return Err(Ended::Nonsense),
                Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            }
        }
    }

    fn read(&mut self, bytes: &[u8]) -> Result<Option<Pushed>, Ended> {
        let frame = PushFrame::decode(bytes).map_err(|_| Ended::Nonsense)?;
        Ok(match frame.kind {
            PushFrame::MAIL => {
                let items = items(frame.mail, &self.of, &mut self.last).ok_or(Ended::Nonsense)?;
                Some(items).filter(|items| !items.is_empty()).map(Pushed::Mail)
            }
            PushFrame::CAUGHT_UP => Some(Pushed::CaughtUp),
            PushFrame::PRE_KEYS_LOW => Some(Pushed::PreKeysLow),
            PushFrame::ROOMS => Some(Pushed::Rooms),
            PushFrame::TAKES_PRESENCE => {
                self.takes_presence = true;
                None
            }
            PushFrame::PRESENCE => {
                let frame = PresenceFrame::decode(bytes).map_err(|_| Ended::Nonsense)?;
                let news: Vec<_> = frame.marks.iter().filter_map(news).collect();
                Some(news).filter(|news| !news.is_empty()).map(Pushed::Presence)
            }
            _ => None,
        })
    }

    async fn say_all(&mut self, kind: u64, marks: Vec<WirePresence>) -> Result<(), Ended> {
        if self.takes_presence {
            for reply in LineReply::all(kind, marks) {
                self.reply(reply.encode()).await?;
            }
        }
        Ok(())
    }

    async fn reply(&mut self, reply: Vec<u8>) -> Result<(), Ended> {
        let said = self.socket.send(Message::Binary(Bytes::from(reply)));
        Ok(timeout(DEAD, said).await.map_err(|_| Ended::Silence)??)
    }
}

#[async_trait]
impl MailLine for Line {
    async fn next(&mut self) -> Result<Pushed, Unavailable> {
        self.pushed().await.map_err(Unavailable::new)
    }

    async fn acknowledge(&mut self, up_to: MailNumber) -> Result<(), Unavailable> {
        self.reply(PushReply { up_to: up_to.0 }.encode()).await.map_err(Unavailable::new)
    }

    async fn show(
        &mut self,
        shown: Option<&[(PresenceMark, SealedPresence)]>,
    ) -> Result<(), Unavailable> {
        let kind = if shown.is_some() { LineReply::SHOW } else { LineReply::HIDE };
        let marks = shown.into_iter().flatten().map(|(mark, sealed)| WirePresence {
            mark: mark.as_bytes().to_vec(),
            sealed: Some(sealed.as_bytes().to_vec()),
        });
        self.say_all(kind, marks.collect()).await.map_err(Unavailable::new)
    }

    async fn watch(&mut self, marks: &[PresenceMark]) -> Result<(), Unavailable> {
        let mark =
            |mark: &PresenceMark| WirePresence { mark: mark.as_bytes().to_vec(), sealed: None };
        let marks = marks.iter().map(mark).collect();
        self.say_all(LineReply::WATCH, marks).await.map_err(Unavailable::new)
    }
}

fn news(raw: &WirePresence) -> Option<MarkNews> {
    let sealed = raw.sealed.as_deref().map(SealedPresence::try_from).transpose();
    Some(MarkNews { mark: raw.mark.as_slice().try_into().ok()?, sealed: sealed.ok()? })
}

/// Why a line ended.
#[derive(Debug, Error)]
enum Ended {
    #[error("the directory closed the line with {0}")]
    Closed(u16),
    #[error("the line ended")]
    Gone,
    #[error("the directory says nothing any more")]
    Silence,
    #[error("the directory says what makes no sense")]
    Nonsense,
    #[error("the line broke")]
    Broken(#[from] tungstenite::Error),
}
