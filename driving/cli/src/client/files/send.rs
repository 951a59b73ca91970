use std::{
    io::Write,
    path::{Path, absolute},
    time::Duration,
};

use causerie_chat::{MessageId, Text, Timer};
use causerie_edge::{message_id, now};
use causerie_wire::{File, OfferFile, Offering};
use tokio::time::{Instant, sleep};

use super::bar::Bar;
use crate::{
    args,
    client::{
        LocalApi, Printer, Settings,
        rooms::{muted, place},
        tell::{undecided, watch},
        unanswered::Unanswered,
    },
    failure::Failure,
    show,
};

/// How long to wait for the message to arrive before saying how far it came.
const WAIT: Duration = Duration::from_secs(2);
/// How long to go on asking a peer whose connection broke.
const PATIENCE: Duration = Duration::from_secs(10);

/// Offers files, one after another, and tells how far their messages came.
pub(in crate::client) async fn send<W: Write>(
    api: &LocalApi<'_>,
    wanted: args::Send,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let args::Send { to, paths, caption, media_type, expires, id, upload } = wanted;
    if id.is_some() && paths.len() > 1 {
        return Err(Failure::Usage(
            "--id is for one file: each is a message of its own".to_owned(),
        ));
    }
    let at = place(api, &to).await?;
    let mut caption = caption.map(|it: Text| it.as_str().to_owned());
    let mut failed = false;
    for path in paths {
        let offer = OfferFile {
            to: at.with.clone(),
            path: full(&path)?,
            media_type: media_type.as_ref().map(ToString::to_string),
            caption: caption.take(),
            expires_in_ms: expires.map(Timer::millis),
        };
        // Minted once: however often it is asked for, it is one message.
        let id = id.map_or_else(message_id, Ok)?;
        offer_it(api, id, &offer, printer.settings).await?;
        let mut report = watch(api, id, WAIT, false).await?;
        failed |= report.message.state == "failed";
        if !printer.settings.json {
            report.message.to = at.called.clone().unwrap_or(report.message.to);
        }
        printer.print(&report, |report, paint| show::sent(report, now(), paint))?;
        if let Some(file) = report.message.file.filter(|_| upload) {
            super::upload::turn(api, &file.id, "wanted").await?;
            let file = File { file, ..File::default() };
            super::upload::watch(api, &file, printer).await?;
        }
    }
    if failed { Err(Failure::Told) } else { Ok(()) }
}

async fn offer_it(
    api: &LocalApi<'_>,
    id: MessageId,
    offer: &OfferFile,
    settings: &Settings,
) -> Result<(), Failure> {
    let mut bar = Bar::new(settings, format!("reading {}", show::file_name(&offer.path)));
    let outcome = self::offer(api, id, offer, |far| bar.at(far.read, far.size)).await;
    bar.clear();
    outcome
}

/// Has the peer offer a file, also one that is restarted meanwhile, and tells how far it is.
pub(in crate::client) async fn offer(
    api: &LocalApi<'_>,
    id: MessageId,
    offer: &OfferFile,
    mut far: impl FnMut(&Offering),
) -> Result<(), Failure> {
    let path = format!("/v1/messages/{id}/file");
    let (mut deadline, mut pause) = (Instant::now(), Duration::from_millis(50));
    let mut broken = false;
    loop {
        match api.put_for::<_, Offering>(&path, offer).await {
            Ok(offering) if offering.done => return Ok(()),
            Ok(offering) => {
                far(&offering);
                (broken, pause) = (false, Duration::from_millis(50));
                continue;
            }
            Err(Unanswered::Failed(failure)) => {
                return Err(undecided(muted(api, failure).await, &offer.to));
            }
            Err(Unanswered::Away) if !broken => return Err(Unanswered::Away.at(api.data)),
            Err(_) => {}
        }
        if !std::mem::replace(&mut broken, true) {
            deadline = Instant::now() + PATIENCE;
        }
        if Instant::now() >= deadline {
            return Err(Failure::Interrupted { data: api.data.to_owned(), sending: Some(id) });
        }
        sleep(pause).await;
        pause = (pause * 2).min(Duration::from_millis(500));
    }
}

/// Where it is, whatever folder the peer was started in.
pub(in crate::client) fn full(path: &Path) -> Result<String, Failure> {
    let path = absolute(path).ok().and_then(|path| path.to_str().map(str::to_owned));
    path.ok_or_else(|| Failure::Usage("a path is in UTF-8".to_owned()))
}
