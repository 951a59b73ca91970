//! A directory, through the client that peers have.

use std::{
    error::Error,
    io,
    ops::Range,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Envelope, EnvelopeId, NetworkAddress, Sealed};
use causerie_http_client::DirectoryClient;
use causerie_usecases::ports::{
    Deposits, Mail, MailItem, MailLine, MailNumber, MailPush, Outgoing, Pushed, Undelivered,
};
use tokio::process::Command;

use super::{
    carrier::{Carrier, Inlet, Outlet, content, number},
    people::Person,
};
use crate::world::{Running, binary, run, start};

/// Makes the folder of a directory.
pub(crate) async fn init(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut command = Command::new(binary("causerie-server")?);
    run(command.args(["init", "--domain", "localhost", "--data"]).arg(folder)).await
}

/// A directory that runs.
pub(crate) struct Directory {
    running: Running,
    at: NetworkAddress,
}

impl Directory {
    pub(crate) async fn start(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let mut command = Command::new(binary("causerie-server")?);
        command.args(["run", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
        // All come from one address here, and one mailbox holds what all rounds leave in it.
        command.args(["--connections", "10000", "--connections-per-address", "10000"]);
        command.args(["--mailbox-envelopes", "100000"]);
        let running = start(&mut command).await?;
        let port = running.said.rsplit(':').next().ok_or("it did not say where it listens")?;
        let at = format!("127.0.0.1:{port}").parse()?;
        Ok(Self { running, at })
    }

    /// Ends it, so that another one may have its folder.
    pub(super) async fn stop(self) -> io::Result<()> {
        self.running.stop().await
    }

    /// The client that peers have, as somebody has it.
    pub(crate) fn client(&self, of: &Person) -> io::Result<Arc<DirectoryClient>> {
        let domain = of.device.person.domain.clone();
        let client = DirectoryClient::new(of.identity.directory_client_config(), domain, &self.at);
        client.map(Arc::new).map_err(io::Error::other)
    }

    /// The process.
    pub(crate) fn process(&self) -> Option<u32> {
        self.running.child.id()
    }

    /// The same line as [`Carrier::inlet`]'s, from `after` on.
    pub(crate) async fn line(&self, of: &Person, after: MailNumber) -> io::Result<Line> {
        let client = self.client(of)?;
        let line = client.open(&of.device, after).await.map_err(io::Error::other)?;
        Ok(Line { line, last: after })
    }
}

#[async_trait]
impl Carrier for Directory {
    async fn outlet(&self, from: &Person, to: &Person) -> io::Result<Box<dyn Outlet>> {
        let series = SERIES.fetch_add(1, Ordering::Relaxed);
        let client = self.client(from)?;
        Ok(Box::new(Depositor { client, series, to: to.device.clone() }))
    }

    async fn inlet(&self, of: &Person) -> io::Result<Box<dyn Inlet>> {
        let mut line = self.line(of, MailNumber::default()).await?;
        line.catch_up().await?;
        Ok(Box::new(line))
    }

    fn visits(&self, time: Duration) -> u32 {
        // It takes 1,000 deposits of a device at once, and 200 a second in the long run.
        let lately = u32::try_from(time.as_millis() / 10).unwrap_or(u32::MAX);
        lately.saturating_add(800)
    }

    fn process(&self) -> Option<u32> {
        Directory::process(self)
    }
}

/// What is put in at one outlet has other ids than what is put in at another.
static SERIES: AtomicU64 = AtomicU64::new(0);

struct Depositor {
    client: Arc<DirectoryClient>,
    series: u64,
    to: DeviceAddress,
}

#[async_trait]
impl Outlet for Depositor {
    async fn send(&mut self, numbers: Range<u64>) -> io::Result<()> {
        let batch: io::Result<Vec<_>> =
            numbers.map(|number| envelope(self.series, &self.to, number)).collect();
        match self.client.deposit(&batch?).await {
            Ok(()) => Ok(()),
            Err(Undelivered::Refused(refused)) => {
                let cause = refused.first().map(|(_, cause)| cause.to_string());
                let cause = cause.unwrap_or_default();
                Err(io::Error::other(format!("{} envelopes refused: {cause}", refused.len())))
            }
            Err(other) => Err(io::Error::other(other)),
        }
    }
}

fn envelope(series: u64, to: &DeviceAddress, number: u64) -> io::Result<Outgoing> {
    let sealed = Sealed::try_from(content(number)).map_err(io::Error::other)?;
    let envelope = Envelope { id: id(series, number)?, recipient: to.clone(), sealed };
    Ok(Outgoing { envelope, trace: None })
}

/// Envelopes' ids are digests: they come in no order.
fn id(series: u64, number: u64) -> io::Result<EnvelopeId> {
    const SPREAD: u128 = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;
    let id = (u128::from(series) << 64 | u128::from(number)).wrapping_mul(SPREAD);
    EnvelopeId::try_from(&id.to_be_bytes()[..]).map_err(io::Error::other)
}

/// The directory's line to a device.
pub(crate) struct Line {
    line: Box<dyn MailLine>,
    last: MailNumber,
}

impl Line {
    /// Throws away what was left.
    async fn catch_up(&mut self) -> io::Result<()> {
        loop {
            match self.line.next().await.map_err(io::Error::other)? {
                Pushed::Mail(items) => {
                    self.last = items.last().map_or(self.last, |item| item.number);
                    self.keep().await?;
                }
                Pushed::CaughtUp => return Ok(()),
                Pushed::PreKeysLow | Pushed::Rooms | Pushed::Presence(_) => {}
            }
        }
    }

    /// What comes next, whatever it is.
    pub(crate) async fn pushed(&mut self) -> io::Result<Pushed> {
        self.line.next().await.map_err(io::Error::other)
    }

    /// Says that these are kept.
    pub(crate) async fn acknowledge(&mut self, items: &[MailItem]) -> io::Result<()> {
        let Some(last) = items.last() else { return Ok(()) };
        self.line.acknowledge(last.number).await.map_err(io::Error::other)
    }

    /// The last item that came.
    pub(super) fn last(&self) -> MailNumber {
        self.last
    }
}

#[async_trait]
impl Inlet for Line {
    async fn next(&mut self, numbers: &mut Vec<u64>) -> io::Result<()> {
        loop {
            let Pushed::Mail(items) = self.line.next().await.map_err(io::Error::other)? else {
                continue;
            };
            for item in items {
                let Mail::Envelope { sent, .. } = &item.mail else { continue };
                numbers.push(number(sent.envelope.sealed.as_bytes())?);
                self.last = item.number;
            }
            return Ok(());
        }
    }

    async fn keep(&mut self) -> io::Result<()> {
        self.line.acknowledge(self.last).await.map_err(io::Error::other)
    }
}
