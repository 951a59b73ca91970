//! The line that is being typed, at a terminal.

use std::{
    borrow::Cow,
    io,
    sync::{Arc, Mutex, PoisonError, atomic::Ordering, mpsc::Receiver},
    thread,
};

use rustyline::{
    Cmd, CompletionType, ConditionalEventHandler, Config, Context, Editor, Event, EventContext,
    EventHandler, ExternalPrinter, Helper, KeyEvent, Movement, RepeatCount, completion::Completer,
    config::ColorMode, error::ReadlineError, highlight::Highlighter, hint::Hinter,
    validate::Validator,
};
use tokio::sync::mpsc::UnboundedSender;

use super::{
    lines::{Lines, Typed, Wanted},
    recall::Recall,
    screen::{Beneath, Write},
    width::rows,
    words::{Words, completions, wanted},
};
use crate::{failure::Failure, show::Paint};

/// An editor that brings back what was typed before.
///
/// It has a thread of its own. What is printed meanwhile goes above the line.
pub(super) fn begin(
    paint: Paint,
    words: Words,
    recall: Recall,
    beneath: &Arc<Beneath>,
    typing: UnboundedSender<()>,
) -> Result<(Lines, Write<'static>), Failure> {
    let colours = if paint.has_colours() { ColorMode::Enabled } else { ColorMode::Disabled };
    let config = Config::builder()
        .auto_add_history(true)
        .completion_type(CompletionType::List)
        .color_mode(colours)
        .build();
    let mut editor = Editor::with_history(config, recall).map_err(failed)?;
    let size = Arc::new(Mutex::new(Shape::default()));
    let beneath = beneath.clone();
    editor.set_helper(Some(Aid {
        words,
        paint,
        typing,
        beneath: beneath.clone(),
        shape: size.clone(),
    }));
    editor.bind_sequence(KeyEvent::ctrl('C'), EventHandler::Conditional(Box::new(Clears)));
    for (key, command) in [('L', Cmd::ClearScreen), ('Z', Cmd::Suspend)] {
        let disturbs = Disturbs { beneath: beneath.clone(), command };
        editor.bind_sequence(KeyEvent::ctrl(key), EventHandler::Conditional(Box::new(disturbs)));
    }
    let mut printer = editor.create_external_printer().map_err(failed)?;
    let (lines, wanted, typed) = Lines::new();
    thread::spawn(move || read(editor, &wanted, &typed, &size, &beneath));
    let write = move |text| printer.print(text).map_err(io::Error::other);
    Ok((lines, Box::new(write)))
}

/// Reads a line each time one is wanted, until nobody wants one.
fn read(
    mut editor: Editor<Aid, Recall>,
    wanted: &Receiver<Wanted>,
    typed: &UnboundedSender<Typed>,
    shape: &Mutex<Shape>,
    beneath: &Beneath,
) {
    while let Ok(Wanted { prompt, styled, line }) = wanted.recv() {
        *shape.lock().unwrap_or_else(PoisonError::into_inner) =
            Shape { prompt: prompt.clone(), line: String::new() };
        if beneath.crossed.swap(false, Ordering::Relaxed) {
            beneath.disturbed.store(true, Ordering::Relaxed);
        }
        beneath.reading.store(true, Ordering::Relaxed);
        let read = editor.readline_with_initial(&(prompt, styled), (&line, ""));
        beneath.reading.store(false, Ordering::Relaxed);
        beneath.rows.store(1, Ordering::Relaxed);
        let outcome = match read {
            Ok(line) => Typed::Line(line),
            Err(ReadlineError::Interrupted) => Typed::Interrupted,
            Err(_) => Typed::End,
        };
        if typed.send(outcome).is_err() {
            return;
        }
    }
}

fn failed(why: impl std::error::Error) -> Failure {
    Failure::Other(format!("the terminal cannot be used for typing: {why}"))
}

/// What the line is at the moment.
#[derive(Default)]
struct Shape {
    prompt: String,
    line: String,
}

/// What helps whoever types; it also notices that somebody does.
struct Aid {
    words: Words,
    paint: Paint,
    typing: UnboundedSender<()>,
    beneath: Arc<Beneath>,
    shape: Arc<Mutex<Shape>>,
}

impl Helper for Aid {}

impl Validator for Aid {}

impl Completer for Aid {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        // The list of what fits stands between what was printed and the line.
        self.beneath.disturbed.store(true, Ordering::Relaxed);
        Ok(completions(line, at, &self.words.known()))
    }
}

impl Hinter for Aid {
    type Hint = String;

    fn hint(&self, line: &str, at: usize, _: &Context<'_>) -> Option<String> {
        let hint = if at == line.len() { wanted(line) } else { None };
        let mut shape = self.shape.lock().unwrap_or_else(PoisonError::into_inner);
        if shape.line != line {
            line.clone_into(&mut shape.line);
            let columns =
                terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
            let all = format!("{}{line}{}", shape.prompt, hint.unwrap_or_default());
            self.beneath.rows.store(rows(&all, columns).0, Ordering::Relaxed);
            if !line.is_empty() && !line.starts_with('/') {
                // Who listens no more ends with the editor.
                let _ = self.typing.send(());
            }
        }
        hint.map(str::to_owned)
    }
}

impl Highlighter for Aid {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(self.paint.dim(hint))
    }
}

/// Ctrl-C takes back what was typed; where nothing was, it interrupts.
struct Clears;

impl ConditionalEventHandler for Clears {
    fn handle(
        &self,
        _: &Event,
        _: RepeatCount,
        _: bool,
        context: &EventContext<'_>,
    ) -> Option<Cmd> {
        Some(if context.line().is_empty() {
            Cmd::Interrupt
        } else {
            Cmd::Kill(Movement::WholeBuffer)
        })
    }
}

/// Notes that the screen is not what it was, and goes on.
struct Disturbs {
    beneath: Arc<Beneath>,
    command: Cmd,
}

impl ConditionalEventHandler for Disturbs {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, _: &EventContext<'_>) -> Option<Cmd> {
        self.beneath.disturbed.store(true, Ordering::Relaxed);
        Some(self.command.clone())
    }
}
