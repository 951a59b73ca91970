//! A client of the running peer's local API.

mod chat;
mod contacts;
mod conversation;
mod data_files;
mod devices;
mod event_stream;
mod files;
mod follow;
mod history;
mod kinds;
mod link;
mod local_api;
mod look;
mod presence;
mod quotes;
mod receipts;
mod rooms;
mod search;
mod second_factor;
mod tell;
mod unanswered;
mod verify;
mod why;

use std::{
    fmt::Display,
    io::{IsTerminal, Write, stderr, stdout},
    path::PathBuf,
};

use causerie_edge::current;
use serde::Serialize;
use tracing::{Instrument, Span, info_span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::{
    args::{ClientCommand, PeerCli, completions},
    failure::Failure,
    show::{Answer, Paint, json_line},
};

use local_api::LocalApi;

/// How to ask, and how to print what is answered.
#[derive(Clone, Debug)]
pub struct Settings {
    data: PathBuf,
    json: bool,
    show_trace: bool,
    paint: Paint,
    terminal: bool,
}

impl Settings {
    /// Asks the peer that runs on `data`. Answers are JSON, or text with colours if standard output is a terminal.
    #[must_use]
    pub fn new(data: PathBuf, json: bool, show_trace: bool) -> Self {
        let paint = if json { Paint::NONE } else { Paint::of_stdout() };
        Self { data, json, show_trace, paint, terminal: stdout().is_terminal() }
    }
}

/// Carries out `command` in a span of its name, and prints the answer to `out`.
pub async fn run<W: Write + Send>(
    command: ClientCommand,
    settings: &Settings,
    out: &mut W,
) -> Result<(), Failure> {
    let api = LocalApi { data: &settings.data };
    match command {
        ClientCommand::Completions(which) => Ok(completions::<PeerCli>(which.shell, out)?),
        // It is asked all the time, so it is no span.
        ClientCommand::Health => {
            look::health(&api, &mut Printer { settings, trace_id: None, out }).await
        }
        // It has no end, so each of its requests is a span.
        ClientCommand::Conversation(which) if which.follow => {
            follow::follow(&api, &which, settings, out).await
        }
        ClientCommand::Chat(wanted) => Box::pin(chat::chat(&api, &wanted, settings, out)).await,
        command => {
            let span = span(command.name());
            let trace_id = trace_id(&span);
            if let Some(trace_id) = trace_id.as_deref().filter(|_| settings.show_trace) {
                // Where nobody reads standard error there is nobody to tell.
                let _ = writeln!(stderr(), "trace {trace_id}");
            }
            let mut printer = Printer { settings, trace_id, out };
            ask(&api, command, &mut printer).instrument(span).await
        }
    }
}

async fn ask<W: Write + Send>(
    api: &LocalApi<'_>,
    command: ClientCommand,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    match command {
        ClientCommand::Tell(what) => tell::tell(api, Some(&what.to), what.said, printer).await,
        ClientCommand::All(said) => tell::tell(api, None, said, printer).await,
        ClientCommand::Conversation(which) => {
            conversation::conversation(api, &which, printer).await
        }
        ClientCommand::Edit(what) => kinds::edit(api, what, printer).await,
        ClientCommand::Delete(what) => kinds::delete(api, &what, printer).await,
        ClientCommand::React(what) => kinds::react(api, what, printer).await,
        ClientCommand::Timer(what) => kinds::timer(api, &what, printer).await,
        ClientCommand::Send(what) => files::send(api, what, printer).await,
        ClientCommand::Files(wanted) => files::files(api, &wanted, printer).await,
        ClientCommand::Fetch(what) => files::fetch(api, what, printer).await,
        ClientCommand::Pause(which) => files::turn(api, &which.file, "paused", printer).await,
        ClientCommand::Resume(which) => files::turn(api, &which.file, "wanted", printer).await,
        ClientCommand::Cancel(which) => files::turn(api, &which.file, "cancelled", printer).await,
        ClientCommand::Upload(what) => files::upload(api, &what, printer).await,
        ClientCommand::Search(what) => search::search(api, &what, printer).await,
        ClientCommand::Conversations => look::conversations(api, printer).await,
        ClientCommand::Room(what) => rooms::room(api, what, printer).await,
        ClientCommand::Moderate(what) => rooms::moderate(api, what, printer).await,
        ClientCommand::Contacts(wanted) => contacts::contacts(api, &wanted, printer).await,
        ClientCommand::Accept(whom) => contacts::decide(api, &whom, "accept", printer).await,
        ClientCommand::Ignore(whom) => contacts::decide(api, &whom, "ignore", printer).await,
        ClientCommand::Block(whom) => contacts::decide(api, &whom, "block", printer).await,
        ClientCommand::Unblock(whom) => contacts::decide(api, &whom, "unblock", printer).await,
        ClientCommand::Why(what) => why::why(api, &what, printer).await,
        ClientCommand::Waiting => look::waiting(api, printer).await,
        ClientCommand::Whois(who) => look::whois(api, &who, printer).await,
        ClientCommand::Verify(whom) => verify::verify(api, &whom, printer).await,
        ClientCommand::Receipts(wanted) => receipts::receipts(api, &wanted, printer).await,
        ClientCommand::List => presence::list(api, printer).await,
        ClientCommand::Presence(wanted) => presence::presence(api, &wanted, printer).await,
        ClientCommand::Unopened => look::unopened(api, printer).await,
        ClientCommand::Link(wanted) => link::link(api, wanted, printer).await,
        ClientCommand::Devices(wanted) => devices::devices(api, wanted, printer).await,
        ClientCommand::SecondFactor(what) => second_factor::second_factor(api, what, printer).await,
        ClientCommand::Status(what) => look::status(api, &what, printer).await,
        ClientCommand::Chat(_) | ClientCommand::Health | ClientCommand::Completions(_) => Ok(()),
    }
}

/// Of what has to do with people one has met, whom nothing was said to is not found either.
fn stranger(failure: Failure, name: &impl Display) -> Failure {
    failure.advised("USER_NOT_FOUND", || {
        format!(
            "say something to them first, so that their key is known: causerie tell {name} TEXT"
        )
    })
}

/// The span of one command.
fn span(name: &'static str) -> Span {
    info_span!("cli", otel.name = name, otel.kind = "client")
}

fn trace_id(of: &Span) -> Option<String> {
    current(&of.context())?.as_str().split('-').nth(1).map(str::to_owned)
}

/// Prints one answer.
struct Printer<'a, W> {
    settings: &'a Settings,
    trace_id: Option<String>,
    out: &'a mut W,
}

impl<W: Write> Printer<'_, W> {
    /// As JSON, or in the words of `people`.
    fn print<T: Serialize>(
        &mut self,
        answer: &T,
        people: impl FnOnce(&T, Paint) -> String,
    ) -> Result<(), Failure> {
        let text = if self.settings.json {
            json_line(&Answer { answer, trace_id: self.trace_id.as_deref() })
        } else {
            people(answer, self.settings.paint)
        };
        self.out.write_all(text.as_bytes())?;
        Ok(self.out.flush()?)
    }
}
