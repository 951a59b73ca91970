use std::{
    collections::VecDeque,
    convert::Infallible,
    io::{Write, stderr},
    time::Duration,
};

use causerie_wire::Message;
use tokio::{signal::ctrl_c, time::sleep};
use tracing::Instrument;

use super::{
    LocalApi, Printer, Settings,
    conversation::{PAGE, mark_read, page, unread},
    event_stream::{EventStream, Named},
    kinds::find,
    quotes::quotes,
    rooms::{Where, place},
    span,
    unanswered::Unanswered,
};
use crate::{args::Conversation, failure::Failure, show};

/// How long to wait before a peer that went away is looked for again.
const ROUND: Duration = Duration::from_millis(300);
/// How many of the latest messages are watched for how far they come.
const MOST_WATCHED: usize = PAGE;

/// Prints what was said, and what is said from then on as soon as it is, a message a line, until Ctrl-C. Of a message of one's own
/// that comes further it tells so. Waits for a peer that is restarted.
pub(super) async fn follow<W: Write + Send>(
    api: &LocalApi<'_>,
    which: &Conversation,
    settings: &Settings,
    out: &mut W,
) -> Result<(), Failure> {
    let at = place(api, &which.with).await?;
    let mut printer = Printer { settings, trace_id: None, out };
    tokio::select! {
        failure = listen(api, which, &at, &mut printer) => failure,
        stopped = ctrl_c() => Ok(stopped?),
    }
}

async fn listen<W: Write>(
    api: &LocalApi<'_>,
    which: &Conversation,
    at: &Where,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let mut follower = Follower::new(api, which, at);
    let mut told = false;
    loop {
        let Err(ended) = follower.watch(printer).await;
        let stood = std::mem::take(&mut follower.stands);
        match ended {
            unanswered if !follower.begun => return Err(unanswered.at(api.data)),
            Unanswered::Failed(failure) if !passes(&failure) => return Err(failure),
            // A stream that ends is nothing yet: it may grow too old.
            _ if stood => told = false,
            _ if told || printer.settings.json => {}
            _ => {
                told = true;
                // Where nobody reads standard error there is nobody to tell.
                let _ = writeln!(stderr(), "the peer is away; waiting for it to come back");
            }
        }
        sleep(ROUND).await;
    }
}

/// What was printed, and what is yet to come of it.
struct Follower<'a> {
    api: &'a LocalApi<'a>,
    which: &'a Conversation,
    at: &'a Where,
    /// The cursor of the last message that was printed.
    after: u64,
    /// The cursor of the last one that was printed and is not marked as read yet.
    unread: Option<u64>,
    /// The latest ones.
    latest: VecDeque<Printed>,
    /// Whether anything was ever read.
    begun: bool,
    /// Whether the stream is open, and what was said before is read.
    stands: bool,
}

struct Printed {
    cursor: u64,
    state: String,
    /// Whether it may come further.
    open: bool,
}

impl<'a> Follower<'a> {
    fn new(api: &'a LocalApi<'a>, which: &'a Conversation, at: &'a Where) -> Self {
        let (latest, after) = (VecDeque::new(), which.after);
        Self { api, which, at, after, unread: None, latest, begun: false, stands: false }
    }

    /// Goes on until the peer is away.
    async fn watch<W: Write>(
        &mut self,
        printer: &mut Printer<'_, W>,
    ) -> Result<Infallible, Unanswered> {
        // First this: what changes while the conversation is read is told by the stream.
        let mut events = EventStream::open(self.api).await?;
        let with = self.look(printer).await?;
        (self.begun, self.stands) = (true, true);
        loop {
            if events.next().await?.iter().any(|event| concerns(event, &with)) {
                self.look(printer).await?;
            }
        }
    }

    /// Prints what is new, and what has come further; gives back whose conversation it is.
    async fn look<W: Write>(&mut self, printer: &mut Printer<'_, W>) -> Result<String, Unanswered> {
        let oldest_open = self.latest.iter().find(|printed| printed.open);
        let mut from = oldest_open.map_or(self.after, |printed| printed.cursor.saturating_sub(1));
        loop {
            let page = page(self.api, self.at, from).instrument(span("conversation")).await?;
            for message in &page.messages {
                self.show(message, &page.with, printer).await.map_err(Unanswered::Failed)?;
            }
            if page.messages.len() < PAGE {
                self.mark_read().await?;
                return Ok(page.with);
            }
            from = page.next;
        }
    }

    async fn show<W: Write>(
        &mut self,
        message: &Message,
        with: &str,
        printer: &mut Printer<'_, W>,
    ) -> Result<(), Failure> {
        let (is_change, here) = (message.target.is_some(), self.at.here(with));
        let open = !here.is_theirs(message)
            && !is_change
            && !["read", "failed"].contains(&&*message.state);
        if message.cursor > self.after {
            self.after = message.cursor;
            if unread(message, here) {
                self.unread = Some(message.cursor);
            }
            let state = message.state.clone();
            self.latest.push_back(Printed { cursor: message.cursor, state, open });
            if self.latest.len() > MOST_WATCHED {
                self.latest.pop_front();
            }
            if let Some(target) = message.target.as_ref().filter(|_| !printer.settings.json) {
                let target = find(self.api, &target.id, Some(&target.from)).await?;
                let target = target.as_ref().map(|report| &report.message);
                return printer
                    .print(message, |message, paint| show::change(message, target, here, paint));
            }
            let quotes = quotes(self.api, std::slice::from_ref(message)).await?;
            return printer.print(message, |message, paint| quotes.above(message, here, paint));
        }
        let printed = self.latest.iter_mut().find(|printed| printed.cursor == message.cursor);
        let Some(printed) = printed.filter(|printed| printed.open) else { return Ok(()) };
        printed.open = open;
        if printed.state == message.state {
            return Ok(());
        }
        printed.state.clone_from(&message.state);
        printer.print(message, |message, paint| show::tick(message, here, paint))
    }

    async fn mark_read(&mut self) -> Result<(), Unanswered> {
        if let Some(up_to) = self.unread.filter(|_| !self.which.peek) {
            mark_read(self.api, self.at, up_to).instrument(span("conversation")).await?;
            self.unread = None;
        }
        Ok(())
    }
}

fn concerns((name, event): &Named, with: &str) -> bool {
    match name.as_str() {
        "gap" => true,
        "conversation" | "delivery" => event.with.as_deref() == Some(with),
        _ => false,
    }
}

/// Whether a peer that just came back, or has much to do, may say so.
fn passes(failure: &Failure) -> bool {
    matches!(failure, Failure::Refused(problem) if problem.retry)
}
