use std::{
    io::{Write, stderr},
    time::Duration,
};

use causerie_wire::{Message, MessageReport};
use tokio::{signal::ctrl_c, time::sleep};
use tracing::Instrument;

use super::{LocalApi, Printer, Settings, conversation::page, span, unanswered::Unanswered};
use crate::{args::Conversation, failure::Failure, show};

/// How often to ask for more.
const ROUND: Duration = Duration::from_millis(300);
/// How many messages are watched for how far they come.
const MOST_WATCHED: usize = 16;

/// Prints what was said and what is said from then on, a message a line, until Ctrl-C. A message of one's own that comes
/// further is printed again. Waits for a peer that is restarted.
pub(super) async fn follow<W: Write + Send>(
    api: &LocalApi<'_>,
    which: &Conversation,
    settings: &Settings,
    out: &mut W,
) -> Result<(), Failure> {
    let mut printer = Printer { settings, trace_id: None, out };
    tokio::select! {
        failure = listen(api, which, &mut printer) => failure,
        stopped = ctrl_c() => Ok(stopped?),
    }
}

async fn listen<W: Write>(
    api: &LocalApi<'_>,
    which: &Conversation,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let mut after = which.after;
    let mut watched = Vec::new();
    let mut begun = false;
    let mut told = false;
    loop {
        let news = page(api, which, after).instrument(span("conversation")).await;
        match news {
            Ok(page) => {
                for message in &page.messages {
                    print(message, &page.with, printer)?;
                }
                let more = !page.messages.is_empty();
                let queued = page.messages.into_iter().filter(|one| one.state == "queued");
                watched.extend(queued);
                watched.drain(..watched.len().saturating_sub(MOST_WATCHED));
                watched = look_again(api, watched, &page.with, printer).await?;
                (after, begun, told) = (page.next, true, false);
                if more {
                    continue;
                }
            }
            Err(unanswered) if !begun => return Err(unanswered.at(api.data)),
            Err(Unanswered::Failed(failure)) if !passes(&failure) => return Err(failure),
            Err(_) if told || printer.settings.json => {}
            Err(_) => {
                told = true;
                // Where nobody reads standard error there is nobody to tell.
                let _ = writeln!(stderr(), "the peer is away; waiting for it to come back");
            }
        }
        sleep(ROUND).await;
    }
}

/// Prints those of `watched` that have come further, and gives back the others.
async fn look_again<W: Write>(
    api: &LocalApi<'_>,
    watched: Vec<Message>,
    with: &str,
    printer: &mut Printer<'_, W>,
) -> Result<Vec<Message>, Failure> {
    let mut waiting = Vec::new();
    for message in watched {
        let path = format!("/v1/messages/{}", message.id);
        let report = api.get::<MessageReport>(&path).instrument(span("conversation")).await;
        match report {
            Ok(report) if report.message.state != message.state => {
                print(&report.message, with, printer)?;
            }
            _ => waiting.push(message),
        }
    }
    Ok(waiting)
}

fn print<W: Write>(
    message: &Message,
    with: &str,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    printer.print(message, |message, paint| show::message(message, with, paint))
}

/// Whether a peer that just came back, or has much to do, may say so.
fn passes(failure: &Failure) -> bool {
    matches!(failure, Failure::Refused(problem) if problem.retry)
}
