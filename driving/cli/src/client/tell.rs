use std::{
    io::{Write, stdin},
    time::Duration,
};

use causerie_chat::{MessageId, Timer};
use causerie_edge::{message_id, now};
use causerie_wire::{MessageReport, SendMessage};
use serde::Serialize;
use tokio::time::{Instant, sleep};

use super::{
    LocalApi, Printer,
    kinds::reference,
    rooms::{muted, place, public},
    unanswered::Unanswered,
};
use crate::{
    args::{Place, Said},
    failure::Failure,
    show,
};

/// How long a message in a mailbox is watched: of somebody who only cannot be reached directly it is fetched within moments.
const AT_THE_MAILBOX: Duration = Duration::from_millis(500);
/// How long to go on sending to a peer whose connection broke.
const PATIENCE: Duration = Duration::from_secs(5);

/// Says something, in the public channel unless it is told where, waits for it to arrive, and tells how far it came.
pub(super) async fn tell<W: Write>(
    api: &LocalApi<'_>,
    to: Option<&Place>,
    said: Said,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let Said { text, reply_to, expires, wait, require_delivery, id } = said;
    let text = text.text(stdin())?;
    let to = match to {
        Some(to) => place(api, to).await?,
        None => public(api).await?,
    };
    // Minted once: however often it is sent, it is one message.
    let id = id.map_or_else(message_id, Ok)?;
    let reply_to = match reply_to {
        Some(answered) => Some(reference(api, answered, &to.with).await?),
        None => None,
    };
    let said = SendMessage {
        to: to.with.clone(),
        text: text.as_str().to_owned(),
        reply_to,
        expires_in_ms: expires.map(Timer::millis),
    };

    let path = format!("/v1/messages/{id}");
    say(api, &path, id, &said).await.map_err(|failure| undecided(failure, &said.to))?;
    let report = watch(api, id, wait, require_delivery).await?;
    printer.print(&report, |report, paint| {
        let mut report = report.clone();
        report.message.to = to.called.clone().unwrap_or(report.message.to);
        show::told(&report, now(), paint)
    })?;
    match report.message.state.as_str() {
        "failed" => Err(Failure::Told),
        "queued" | "stored" if require_delivery => Err(Failure::NotYet),
        _ => Ok(()),
    }
}

/// Has the peer take a message, also one that is restarted meanwhile.
pub(super) async fn say<T: Serialize>(
    api: &LocalApi<'_>,
    path: &str,
    id: MessageId,
    said: &T,
) -> Result<(), Failure> {
    let deadline = Instant::now() + PATIENCE;
    let mut broken = false;
    let mut pause = Duration::from_millis(50);
    loop {
        match api.put(path, said).await {
            Ok(()) => return Ok(()),
            Err(Unanswered::Failed(failure)) => return Err(muted(api, failure).await),
            Err(Unanswered::Away) if !broken => return Err(Unanswered::Away.at(api.data)),
            Err(_) => broken = true,
        }
        if Instant::now() >= deadline {
            return Err(Failure::Interrupted { data: api.data.to_owned(), sending: Some(id) });
        }
        sleep(pause).await;
        pause = (pause * 2).min(Duration::from_millis(500));
    }
}

pub(super) fn undecided(failure: Failure, name: &str) -> Failure {
    failure.advised("IDENTITY_CHANGED", || {
        format!(
            "either they registered anew, or somebody stands between you; this was not kept: compare the keys and decide \
             (causerie verify {name}), and say it again"
        )
    })
}

/// The last that is known of a message when it has arrived or lies in a mailbox, which is not enough where delivery is required, or
/// when `wait` is over.
pub(super) async fn watch(
    api: &LocalApi<'_>,
    id: MessageId,
    wait: Duration,
    require_delivery: bool,
) -> Result<MessageReport, Failure> {
    let path = format!("/v1/messages/{id}");
    let mut deadline = Instant::now() + wait;
    let mut latest = None;
    let mut pause = Duration::from_millis(5);
    loop {
        match api.get::<MessageReport>(&path).await {
            Ok(report) => match report.message.state.as_str() {
                "queued" => latest = Some(report),
                "stored" => {
                    if !require_delivery {
                        deadline = deadline.min(Instant::now() + AT_THE_MAILBOX);
                    }
                    latest = Some(report);
                }
                _ => return Ok(report),
            },
            Err(Unanswered::Failed(failure)) => return Err(failure),
            Err(Unanswered::Away | Unanswered::Broken) => {}
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return latest.ok_or_else(|| Failure::Accepted { data: api.data.to_owned() });
        }
        sleep(pause.min(left)).await;
        pause = (pause * 2).min(Duration::from_millis(200));
    }
}
