use std::{
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use causerie_wire::{LineReply, PushReply};
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::{Instant, timeout, timeout_at},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        self, Message,
        protocol::{
            Role, WebSocketConfig,
            frame::{
                Frame,
                coding::{Data, OpCode},
            },
        },
    },
};

use super::{PushConfig, over::Over};
use crate::serving::Duplex;

/// How many bytes are read at once: replies are small.
const READ_BYTES: usize = 512;
/// How many bytes of a message go out as one fragment. It is what a line that once sent something holds on to.
const FRAGMENT_BYTES: usize = 16 * 1024 - 64;
/// How many frames that say nothing new there may be between two pings.
const NOISE: u32 = 1_000;
/// How long is waited for the other end to take the close frame and answer it.
const LINGER: Duration = Duration::from_secs(1);

/// The server's end of a WebSocket. It reads while it writes, so that two ends that both write cannot wait for each other.
pub(super) struct Socket {
    stream: WebSocketStream<Box<dyn Duplex>>,
    config: PushConfig,
    /// What is yet to be written of the message under way, and whether any of it was.
    message: Option<(Bytes, bool)>,
    unflushed: bool,
    /// Since when nothing more could be written.
    stuck: Option<Instant>,
    heard: Instant,
    next_ping: Instant,
    noise: u32,
}

/// What happened.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Happened {
    /// The device says that it keeps all up to that number.
    Kept(u64),
    /// The device says something of presence.
    Presence(LineReply),
    /// All that was said is written.
    Written,
}

impl Socket {
    /// Goes on from the handshake; `read` was read already.
    pub(super) async fn new(stream: Box<dyn Duplex>, read: Bytes, config: PushConfig) -> Self {
        let limits = WebSocketConfig::default()
            .read_buffer_size(READ_BYTES)
            .write_buffer_size(0)
            .max_write_buffer_size(4 * FRAGMENT_BYTES)
            .max_message_size(Some(PushReply::MAX_BYTES))
            .max_frame_size(Some(PushReply::MAX_BYTES));
        // A copy: what it was read into is larger than what was read.
        let read = read.to_vec();
        let stream = WebSocketStream::from_partially_read(stream, read, Role::Server, Some(limits));
        let now = Instant::now();
        Self {
            stream: stream.await,
            config,
            message: None,
            unflushed: false,
            stuck: None,
            heard: now,
            next_ping: now + config.ping,
            noise: 0,
        }
    }

    /// Whether all that was said is written.
    pub(super) fn is_free(&self) -> bool {
        self.message.is_none() && !self.unflushed
    }

    /// Says something, once [`Socket::is_free`]; it is written while one waits for what happens.
    pub(super) fn say(&mut self, message: Bytes) {
        self.message = Some((message, false));
    }

    /// Waits for what happens next, and pings meanwhile. It may be given up and called again.
    pub(super) async fn next(&mut self) -> Result<Happened, Over> {
        loop {
            let mut until = self.next_ping.min(self.heard + self.config.dead);
            if let Some(stuck) = self.stuck {
                until = until.min(stuck + self.config.dead);
            }
            match timeout_at(until, poll_fn(|cx| self.poll(cx))).await {
                Err(_) => self.tick()?,
                Ok(Turn::Written) => return Ok(Happened::Written),
                Ok(Turn::Failed(error)) => return Err(error.into()),
                Ok(Turn::Ended) => return Err(Over::Lost),
                Ok(Turn::Heard(message)) => {
                    self.heard = Instant::now();
                    if let Some(happened) = self.read(&message)? {
                        return Ok(happened);
                    }
                }
            }
        }
    }

    /// Counts something that was heard and says nothing, and does not listen to it for ever.
    pub(super) fn count_noise(&mut self) -> Result<(), Over> {
        self.noise += 1;
        if self.noise > NOISE { Err(Over::Noise) } else { Ok(()) }
    }

    /// Closes the line and gives the other end a moment to hear why.
    pub(super) async fn close(mut self, over: Over) {
        if over == Over::Lost {
            return;
        }
        let farewell = async {
            match over.told() {
                Some(frame) => self.stream.send(Message::Close(Some(frame))).await.ok()?,
                // What is left to be written is the answer to its close frame.
                None => self.stream.flush().await.ok()?,
            }
            while self.stream.next().await.is_some_and(|heard| heard.is_ok()) {}
            // Closing with something unread would tear down what was written last.
            let stream = self.stream.get_mut();
            stream.shutdown().await.ok()?;
            let mut rest = [0; READ_BYTES];
            while stream.read(&mut rest).await.ok()? > 0 {}
            Some(())
        };
        let _ = timeout(LINGER, farewell).await;
    }

    fn tick(&mut self) -> Result<(), Over> {
        let now = Instant::now();
        let stuck = self.stuck.is_some_and(|since| now >= since + self.config.dead);
        if stuck || now >= self.heard + self.config.dead {
            return Err(Over::Lost);
        }
        if now >= self.next_ping {
            self.next_ping = now + self.config.ping;
            self.noise = 0;
            // What is stuck is not helped by more.
            if self.stuck.is_none() {
                Pin::new(&mut self.stream).start_send(Message::Ping(Bytes::new()))?;
                self.unflushed = true;
            }
        }
        Ok(())
    }

    fn read(&mut self, message: &Message) -> Result<Option<Happened>, Over> {
        match message {
            Message::Binary(reply) => {
                let reply = LineReply::decode(reply).map_err(|_| Over::Malformed)?;
                Ok(Some(match reply.up_to {
                    Some(up_to) => Happened::Kept(up_to),
                    None => Happened::Presence(reply),
                }))
            }
            Message::Text(_) => Err(Over::NotBinary),
            Message::Close(_) => Err(Over::Left),
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {
                self.count_noise().map(|()| None)
            }
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Turn> {
        match self.poll_write(cx) {
            Poll::Ready(Ok(true)) => return Poll::Ready(Turn::Written),
            Poll::Ready(Err(error)) => return Poll::Ready(Turn::Failed(error)),
            Poll::Ready(Ok(false)) => {}
            Poll::Pending => drop(self.stuck.get_or_insert_with(Instant::now)),
        }
        Pin::new(&mut self.stream).poll_next(cx).map(|heard| match heard {
            None => Turn::Ended,
            Some(Err(error)) => Turn::Failed(error),
            Some(Ok(message)) => Turn::Heard(message),
        })
    }

    /// Whether something was there to be written, once all of it is.
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<Result<bool, tungstenite::Error>> {
        if self.is_free() {
            return Poll::Ready(Ok(false));
        }
        loop {
            ready!(Pin::new(&mut self.stream).poll_ready(cx))?;
            self.stuck = None;
            let Some(fragment) = self.fragment() else { break };
            Pin::new(&mut self.stream).start_send(Message::Frame(fragment))?;
            self.unflushed = true;
        }
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        (self.unflushed, self.stuck) = (false, None);
        Poll::Ready(Ok(true))
    }

    /// The next fragment of the message under way (RFC 6455 §5.4).
    fn fragment(&mut self) -> Option<Frame> {
        let (mut rest, begun) = self.message.take()?;
        let fragment = rest.split_to(rest.len().min(FRAGMENT_BYTES));
        let last = rest.is_empty();
        if !last {
            self.message = Some((rest, true));
        }
        let kind = if begun { Data::Continue } else { Data::Binary };
        Some(Frame::message(fragment, OpCode::Data(kind), last))
    }
}

enum Turn {
    Written,
    Heard(Message),
    Failed(tungstenite::Error),
    Ended,
}
