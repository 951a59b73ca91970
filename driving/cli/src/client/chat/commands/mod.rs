//! The commands of the interactive client, an entry and a function each.
//!
//! To add one: its file with an [`Entry`] and what it does, a variant of [`Command`], a line in [`COMMANDS`] and one in [`obey`].

mod all;
mod chat;
mod delete;
mod edit;
mod file;
mod help;
mod in_rooms;
mod list;
mod moderate;
mod presence;
mod quit;
mod react;
mod read;
mod reply;
mod rule;
mod search;
mod show;
mod tell;
mod timer;
mod who;
mod why;

use moderate::Verdict;

use super::{names::People, session::Session};
use crate::{failure::Failure, show::Paint};

pub(super) use chat::chat as go;
pub(super) use in_rooms::typed as room_typed_as;
pub(super) use presence::STATES;

/// All of them, in the order in which help lists them.
pub(super) const COMMANDS: &[&Entry] = &[
    &list::LIST,
    &chat::CHAT,
    &in_rooms::ROOM,
    &tell::TELL,
    &reply::REPLY,
    &edit::EDIT,
    &react::REACT,
    &delete::DELETE,
    &read::READ,
    &show::SHOW,
    &search::SEARCH,
    &timer::TIMER,
    &in_rooms::JOIN,
    &in_rooms::INVITE,
    &in_rooms::KICK,
    &in_rooms::LEAVE,
    &rule::ACCEPT,
    &rule::IGNORE,
    &rule::BLOCK,
    &rule::UNBLOCK,
    &presence::PRESENCE,
    &who::WHO,
    &why::WHY,
    &all::ALL,
    &moderate::MODERATE,
    &file::FILE,
    &file::FETCH,
    &help::HELP,
    &quit::QUIT,
];

/// What can be asked for, as it was typed: whom a name means is for the session to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    All(String),
    Chat(String),
    Delete(u32),
    Edit {
        number: Option<u32>,
        text: Option<String>,
    },
    File(String),
    Fetch {
        number: u32,
        folder: Option<String>,
    },
    Help(Option<String>),
    Invite(String),
    Join(String),
    Kick(String),
    Leave(Option<String>),
    List {
        all: bool,
    },
    Moderate {
        verdict: Verdict,
        reason: String,
    },
    Presence(Option<&'static str>),
    Quit,
    React {
        number: u32,
        emoji: Option<String>,
    },
    Read(Option<String>),
    Reply {
        number: u32,
        text: String,
    },
    Room(Option<String>),
    /// That somebody is accepted, ignored, blocked or not any more.
    Rule {
        name: String,
        ruling: &'static str,
    },
    Search(String),
    Show(u32),
    Tell {
        name: String,
        text: String,
    },
    Timer(Option<String>),
    Who(Option<String>),
    Why(Option<String>),
}

/// How a command is called, explained, completed and read.
pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) alias: Option<&'static str>,
    pub(super) arguments: &'static str,
    /// In a few words.
    pub(super) about: &'static str,
    /// In a few sentences.
    pub(super) details: &'static str,
    /// What its arguments are, one after the other.
    pub(super) completes: &'static [Completes],
    /// The command with these arguments, if they fit.
    pub(super) read: fn(&str) -> Option<Command>,
}

impl Entry {
    /// How it is typed.
    pub(super) fn call(&self) -> String {
        format!("/{} {}", self.name, self.arguments).trim_end().to_owned()
    }
}

/// What an argument can be completed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Completes {
    Names,
    Rooms,
    /// Rooms one is invited into.
    Invitations,
    /// Who asks to talk.
    Requests,
    Numbers,
    /// How one can be there.
    States,
    Commands,
}

/// What comes after a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Stay,
    /// This stands in the next line, to go on with.
    Type(String),
    Quit,
}

/// Does what was asked for.
pub(super) async fn obey(command: Command, session: &Session<'_>) -> Result<Next, Failure> {
    match command {
        Command::All(text) => all::all(session, &text).await?,
        Command::Chat(name) => chat::chat(session, &name).await?,
        Command::Delete(number) => delete::delete(session, number).await?,
        Command::Edit { number, text } => return edit::edit(session, number, text).await,
        Command::File(path) => file::file(session, &path).await?,
        Command::Fetch { number, folder } => {
            file::fetch(session, number, folder.as_deref()).await?;
        }
        Command::Help(about) => help::help(session, about.as_deref())?,
        Command::Invite(name) => in_rooms::invite(session, &name).await?,
        Command::Join(room) => in_rooms::join(session, &room).await?,
        Command::Kick(name) => in_rooms::kick(session, &name).await?,
        Command::Leave(room) => in_rooms::leave(session, room.as_deref()).await?,
        Command::List { all } => list::list(session, all).await?,
        Command::Moderate { verdict, reason } => {
            moderate::moderate(session, verdict, reason).await?;
        }
        Command::Presence(state) => presence::presence(session, state).await?,
        Command::Quit => return Ok(Next::Quit),
        Command::React { number, emoji } => react::react(session, number, emoji).await?,
        Command::Read(whose) => read::read(session, whose.as_deref()).await?,
        Command::Reply { number, text } => reply::reply(session, number, &text).await?,
        Command::Room(which) => in_rooms::room(session, which.as_deref()).await?,
        Command::Rule { name, ruling } => rule::rule(session, &name, ruling).await?,
        Command::Search(words) => search::search(session, words).await?,
        Command::Show(number) => show::show(session, number).await?,
        Command::Tell { name, text } => tell::tell(session, &name, &text).await?,
        Command::Timer(time) => timer::timer(session, time.as_deref()).await?,
        Command::Who(whom) => who::who(session, whom.as_deref()).await?,
        Command::Why(what) => why::why(session, what.as_deref()).await?,
    }
    Ok(Next::Stay)
}

/// Why a command failed, with what is typed here where the advice names a command that is here too.
pub(super) fn in_chat(failure: &Failure, paint: Paint) -> String {
    let mut text = failure.to_string();
    if let Some(next) = failure.next() {
        text.push_str("\n  next: ");
        text.push_str(&next);
    }
    // What is a word of its own here is one of several there, and a file is called by its message here.
    let text = text.replace("causerie room list", "/room").replace("causerie room join ", "/join ");
    let others = COMMANDS.iter().filter(|entry| !["room", "fetch"].contains(&entry.name));
    let text = others.fold(text, |text, entry| {
        text.replace(&format!("causerie {} ", entry.name), &format!("/{} ", entry.name))
    });
    text.lines().map(|line| paint.bad(line) + "\n").collect()
}

/// A word, and nothing behind it.
fn word(arguments: &str) -> Option<String> {
    (!arguments.is_empty() && !arguments.contains(char::is_whitespace))
        .then(|| arguments.to_owned())
}

/// The command with a word, or with nothing at all.
fn with_word(arguments: &str, command: fn(Option<String>) -> Command) -> Option<Command> {
    if arguments.is_empty() {
        return Some(command(None));
    }
    word(arguments).map(|word| command(Some(word)))
}

/// A message's number, with or without its brackets.
pub(super) fn number(raw: &str) -> Option<u32> {
    let raw = raw.strip_prefix('[').and_then(|raw| raw.strip_suffix(']')).unwrap_or(raw);
    raw.parse().ok().filter(|number| *number > 0)
}

/// Whom `raw` could have meant.
fn did_you_mean(people: &People, raw: &str) -> String {
    let like = people.like(raw);
    if like.is_empty() {
        "/list shows whom you know".to_owned()
    } else {
        format!("did you mean {}?", like.join(" or "))
    }
}
