//! `causerie chat`: a conversation at a terminal, and all of them beside it.
//!
//! A line that is typed becomes a [`line::Line`], which [`commands`] carry out. What comes is heard in [`follow`], read in [`talk`],
//! laid out by [`render`] and put on the [`screen`], above the line that is being typed ([`editor`]).
//!
//! How far a message of one's own came is shown by its ticks, which change where they stand as long as they are in sight: a line for
//! each step would bury what people say. Out of sight, one line tells of those that had waited and arrived; that something was read
//! is told by ticks alone; and what failed gets a line in any case.

mod changes;
mod commands;
mod cooked;
mod editor;
mod fetches;
mod follow;
mod gone;
mod history;
mod line;
mod lines;
mod members;
mod moments;
mod names;
mod numbers;
mod recall;
mod render;
mod requests;
mod rooms;
#[cfg(test)]
mod samples;
mod screen;
mod session;
mod shown;
mod talk;
mod ticks;
mod typing;
mod undecided;
mod width;
mod words;

use std::{
    env,
    io::{IsTerminal, Write, stdin, stdout},
    sync::Arc,
};

use tokio::{signal::ctrl_c, sync::mpsc::unbounded_channel};

use super::{LocalApi, Settings};
use crate::{args::Chat, failure::Failure};
use commands::{Next, obey};
use cooked::{Cooked, told_to_end};
use line::Line;
use lines::{Lines, Typed, Wanted};
use recall::Recall;
use screen::{Beneath, Key, Screen};
use session::Session;
use words::Words;

/// Talks until whoever types has enough. Where lines come from a file or a pipe they are carried out one by one, and a line that was
/// refused makes it a failure in the end.
pub(super) async fn chat<W: Write + Send>(
    api: &LocalApi<'_>,
    wanted: &Chat,
    settings: &Settings,
    out: &mut W,
) -> Result<(), Failure> {
    if settings.json {
        return Err(Failure::Other(FOR_PEOPLE.to_owned()));
    }
    let (words, recall) = (Words::default(), Recall::default());
    let beneath = Arc::<Beneath>::default();
    let (typing, typed) = unbounded_channel();
    let at_terminal = stdin().is_terminal() && stdout().is_terminal();
    let can_edit = at_terminal && !is_dumb();
    let _cooked = can_edit.then(Cooked::keep);
    let (lines, write) = if can_edit {
        editor::begin(settings.paint, words.clone(), recall.clone(), &beneath, typing)?
    } else {
        let print = |text: String| out.write_all(text.as_bytes()).and_then(|()| out.flush());
        let write: screen::Write<'_> = Box::new(print);
        (Lines::of_stdin(at_terminal), write)
    };
    let size = if can_edit { size_of_terminal } else { no_size };
    let screen = Screen::new(write, size, beneath);
    let session = Session::begin(api, settings.paint, screen, words, recall).await?;
    if let Some(with) = &wanted.with {
        commands::go(&session, &with.to_string()).await?;
    }
    session.tell_news().await?;
    if can_edit {
        session.note("/help lists the commands; Tab completes; Ctrl-D leaves")?;
    }
    tokio::select! {
        over = converse(&session, lines, can_edit) => over,
        gone = session.follow() => gone,
        Err(gone) = session.fade() => Err(gone),
        Err(gone) = session.see_ends() => Err(gone),
        never = session.tell_typing(typed) => match never {},
        stopped = ctrl_c() => Ok(stopped?),
        ended = told_to_end() => ended,
    }
}

const FOR_PEOPLE: &str = "chat is for people; for scripts there are causerie conversation NAME --follow --json, and causerie tell";

/// Carries out line by line.
async fn converse(session: &Session<'_>, mut lines: Lines, can_edit: bool) -> Result<(), Failure> {
    let (mut line, mut interrupted, mut refused) = (String::new(), false, false);
    loop {
        let (prompt, styled) = session.prompt();
        let wanted = Wanted {
            prompt: prompt.clone(),
            styled: styled.clone(),
            line: std::mem::take(&mut line),
        };
        let typed = lines.next(wanted).await;
        let was_interrupted = std::mem::replace(&mut interrupted, typed == Typed::Interrupted);
        let mut is_said = false;
        let outcome = match typed {
            Typed::Line(typed) => {
                if can_edit {
                    session.state().screen.typed(&styled, &typed);
                }
                session.state().line.clone_from(&typed);
                let outcome = carry_out(session, &typed).await;
                session.state().line.clear();
                if !matches!(outcome, Ok(Next::Type(_))) {
                    session.state().screen.leave_typed();
                }
                is_said = can_edit && !typed.starts_with('/');
                outcome
            }
            Typed::Unreadable => Err(Failure::Other(
                "that line is too long, or no text; nothing was sent".to_owned(),
            )),
            Typed::Interrupted if was_interrupted => return Ok(()),
            Typed::Interrupted => {
                session.note("Ctrl-C again leaves, as Ctrl-D and /quit do").map(|()| Next::Stay)
            }
            Typed::End if refused && !can_edit => return Err(Failure::Told),
            Typed::End => return Ok(()),
        };
        match outcome {
            Ok(Next::Stay) => {}
            Ok(Next::Type(text)) if can_edit => {
                session.state().screen.remove(Key::Typed)?;
                line = text;
            }
            Ok(Next::Type(_)) => {
                refused = true;
                session.print("without a terminal it is /edit [NUMBER] TEXT\n")?;
            }
            Ok(Next::Quit) if refused && !can_edit => return Err(Failure::Told),
            Ok(Next::Quit) => return Ok(()),
            Err(Failure::Output(closed)) => return Err(Failure::Output(closed)),
            Err(failure) => {
                refused = true;
                session.print(&commands::in_chat(&failure, session.paint))?;
                // It would stand before what is typed next, and go with it.
                if is_said {
                    session.note("not sent; the arrow key up brings the line back")?;
                }
            }
        }
    }
}

async fn carry_out(session: &Session<'_>, typed: &str) -> Result<Next, Failure> {
    match line::read(typed) {
        Ok(Line::Blank) => Ok(Next::Stay),
        Ok(Line::Text(text)) => {
            let with = session.here()?;
            session.say(&with, &text, None).await?;
            Ok(Next::Stay)
        }
        Ok(Line::Command(command)) => obey(command, session).await,
        Err(misread) => Err(Failure::Other(misread.to_string())),
    }
}

fn is_dumb() -> bool {
    env::var_os("TERM")
        .is_none_or(|term| ["", "dumb", "cons25", "emacs"].iter().any(|dumb| term == *dumb))
}

fn size_of_terminal() -> Option<(usize, usize)> {
    terminal_size::terminal_size().map(|(width, height)| (width.0.into(), height.0.into()))
}

fn no_size() -> Option<(usize, usize)> {
    None
}
