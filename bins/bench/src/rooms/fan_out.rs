//! What is said in a room of a hundred who are all connected to one directory.

use std::{
    collections::HashMap,
    error::Error,
    io,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use causerie_chat::{DeviceAddress, Envelope, EnvelopeId, MessageId, Sealed};
use causerie_edge::message_id;
use causerie_http_client::DirectoryClient;
use causerie_usecases::ports::{Deposits, Mail, MailNumber, Outgoing, Pushed};
use tokio::{
    sync::oneshot,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    figures::{Figures, median},
    mailbox::{Directory, Line, Person, content, init, number, people, processor_time},
};

/// How many hear it.
const MEMBERS: usize = 100;
/// How many say something: a directory takes so many deposits of one device in a second.
const SPEAKERS: usize = 8;

/// Prints how many messages a second, and how long they take to the last of all.
pub(super) async fn fan_out(
    folder: &Path,
    length: Duration,
    rounds: usize,
) -> Result<(), Box<dyn Error>> {
    eprintln!("{MEMBERS} members of one directory …");
    let data = folder.join("hosted");
    init(&data).await?;
    let count = u32::try_from(MEMBERS + SPEAKERS)?;
    let mut members = people(&data, &folder.join("people"), count).await?;
    let speakers = members.split_off(MEMBERS);
    let directory = Directory::start(&data).await?;
    let room = Room::begin(&directory, &members, &speakers).await?;

    for at_once in [1, SPEAKERS] {
        let mut samples = Vec::new();
        for round in 1..=rounds {
            eprintln!("{at_once} at once, round {round} of {rounds} …");
            let before = processor_time(directory.process());
            let figures = room.say(at_once, length).await?;
            let after = processor_time(directory.process());
            let took = before.zip(after).map(|(before, after)| after.saturating_sub(before));
            samples.push((figures, took));
        }
        let (figures, took) =
            median(samples, |(figures, _)| figures.rate()).ok_or("nothing was measured")?;
        let each = took.map_or(f64::NAN, |took| took.as_secs_f64() * 1e3);
        let each = each / f64::from(u32::try_from(figures.count())?.max(1));
        println!(
            "to {MEMBERS} connected members, {at_once} at once: {figures}, {each:.2} ms of the directory's processor time each"
        );
        println!("room_{MEMBERS}_of_{at_once}_per_second {:.0}", figures.rate());
        let late = figures.percentile(99).as_secs_f64() * 1e3;
        println!("room_{MEMBERS}_of_{at_once}_p99_ms {late:.1}");
    }
    Ok(())
}

/// Those who speak, and those who hear.
struct Room {
    speakers: Vec<Arc<DirectoryClient>>,
    members: Vec<DeviceAddress>,
    under_way: UnderWay,
    next: AtomicU64,
    _lines: JoinSet<()>,
}

/// Messages that not all have, each with how many lack it.
type UnderWay = Arc<Mutex<HashMap<u64, (usize, oneshot::Sender<Instant>)>>>;

impl Room {
    async fn begin(
        directory: &Directory,
        members: &[Person],
        speakers: &[Person],
    ) -> Result<Self, Box<dyn Error>> {
        let (under_way, mut lines) = (UnderWay::default(), JoinSet::new());
        for member in members {
            let line = opened(directory, member).await?;
            lines.spawn(hear(line, under_way.clone()));
        }
        let speakers: io::Result<_> = speakers.iter().map(|it| directory.client(it)).collect();
        let members = members.iter().map(|it| it.device.clone()).collect();
        let next = AtomicU64::new(1);
        Ok(Self { speakers: speakers?, members, under_way, next, _lines: lines })
    }

    /// Has so many speak for `length`, each again when all have heard.
    async fn say(&self, at_once: usize, length: Duration) -> io::Result<Figures> {
        let begin = Instant::now();
        let all = self.speakers.iter().take(at_once).map(|speaker| async move {
            let mut latencies = Vec::new();
            while begin.elapsed() < length {
                latencies.push(self.say_one(speaker).await?);
            }
            io::Result::Ok(latencies)
        });
        let latencies = futures_util::future::try_join_all(all).await?.concat();
        Ok(Figures::new(latencies, begin.elapsed()))
    }

    async fn say_one(&self, speaker: &DirectoryClient) -> io::Result<Duration> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (last, heard) = oneshot::channel();
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(number, (self.members.len(), last));
        let message = message_id().map_err(io::Error::other)?;
        let sealed = Sealed::try_from(content(number)).map_err(io::Error::other)?;
        let begin = Instant::now();
        let batch: Vec<_> = self.members.iter().map(|to| outgoing(message, to, &sealed)).collect();
        speaker.deposit(&batch).await.map_err(io::Error::other)?;
        let heard = timeout(Duration::from_secs(30), heard).await.map_err(io::Error::other)?;
        Ok(heard.map_err(io::Error::other)? - begin)
    }
}

fn outgoing(message: MessageId, to: &DeviceAddress, sealed: &Sealed) -> Outgoing {
    let id = EnvelopeId::of(message, to);
    let envelope = Envelope { id, recipient: to.clone(), sealed: sealed.clone() };
    Outgoing { envelope, trace: None }
}

async fn opened(directory: &Directory, of: &Person) -> Result<Line, Box<dyn Error>> {
    for _ in 0..60 {
        if let Ok(line) = directory.line(of, MailNumber::default()).await {
            return Ok(line);
        }
        sleep(Duration::from_secs(1)).await;
    }
    Ok(directory.line(of, MailNumber::default()).await?)
}

/// Takes what comes, says so, and counts it.
async fn hear(mut line: Line, under_way: UnderWay) {
    while let Ok(pushed) = line.pushed().await {
        let Pushed::Mail(items) = pushed else { continue };
        let came = Instant::now();
        for item in &items {
            let Mail::Envelope { sent, .. } = &item.mail else { continue };
            let Ok(number) = number(sent.envelope.sealed.as_bytes()) else { continue };
            let mut under_way = under_way.lock().unwrap_or_else(PoisonError::into_inner);
            let Some((lack, _)) = under_way.get_mut(&number) else { continue };
            *lack -= 1;
            if *lack == 0
                && let Some((_, last)) = under_way.remove(&number)
            {
                let _ = last.send(came);
            }
        }
        if line.acknowledge(&items).await.is_err() {
            return;
        }
    }
}
