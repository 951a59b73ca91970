//! What a typed line says: something to somebody, or a command.

use thiserror::Error;

use super::commands::{COMMANDS, Command, Entry};
use crate::show::first_words;

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Nothing.
    Blank,
    /// This, to whom the conversation is with.
    Text(String),
    /// That something be done.
    Command(Command),
}

/// Why a line is not understood.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum Misread {
    /// There is no such command.
    #[error("there is no /{name}; {}", advice(*.nearest))]
    Unknown {
        /// What was typed.
        name: String,
        /// The command that is most like it.
        nearest: Option<&'static str>,
    },
    /// The command wants other arguments.
    #[error("it is {0}")]
    Usage(String),
}

fn advice(nearest: Option<&'static str>) -> String {
    match nearest {
        Some(name) => format!("did you mean /{name}?"),
        None => {
            "/help lists what there is; a text that begins with a slash is sent as //…".to_owned()
        }
    }
}

/// Reads a line. What begins with a slash is a command, unless it begins with two: then it is a text that begins with one.
pub(super) fn read(line: &str) -> Result<Line, Misread> {
    let line = line.trim_end();
    if line.is_empty() {
        return Ok(Line::Blank);
    }
    let Some(command) = line.strip_prefix('/') else { return Ok(Line::Text(line.to_owned())) };
    if command.starts_with('/') {
        return Ok(Line::Text(command.to_owned()));
    }
    let (name, arguments) = split(command);
    let Some(entry) = entry(name) else {
        return Err(Misread::Unknown { name: first_words(name, 40), nearest: nearest(name) });
    };
    (entry.read)(arguments).map(Line::Command).ok_or_else(|| Misread::Usage(entry.call()))
}

/// The command of that name.
pub(super) fn entry(name: &str) -> Option<&'static Entry> {
    COMMANDS.iter().copied().find(|entry| entry.name == name || entry.alias == Some(name))
}

/// The command whose name is most like that.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let far = |entry: &&Entry| strsim::damerau_levenshtein(entry.name, name);
    let begins = |entry: &&Entry| name.len() > 1 && entry.name.starts_with(name);
    let names = || COMMANDS.iter().copied();
    // Of a short word, little may differ: anything is like it otherwise.
    let most = (name.chars().count() / 2).min(2);
    let nearest =
        names().find(begins).or_else(|| names().min_by_key(far).filter(|it| far(it) <= most));
    nearest.map(|entry| entry.name)
}

/// The first word, and what stands behind it.
pub(super) fn split(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim_start())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn text(text: &str) -> Line {
        Line::Text(text.to_owned())
    }

    #[rstest]
    #[case("hello", "hello")]
    #[case("hello  ", "hello")]
    #[case(" /etc/passwd is readable", " /etc/passwd is readable")]
    #[case("//quit", "/quit")]
    #[case("///", "//")]
    #[case("two\nlines", "two\nlines")]
    fn what_is_no_command_is_said(#[case] line: &str, #[case] said: &str) {
        assert_eq!(read(line), Ok(text(said)));
    }

    #[rstest]
    #[case("/list", Command::List { all: false })]
    #[case("/list all", Command::List { all: true })]
    #[case("/presence", Command::Presence(None))]
    #[case("/presence busy", Command::Presence(Some("busy")))]
    #[case("/block carol", Command::Rule { name: "carol".to_owned(), ruling: "block" })]
    #[case("/quit", Command::Quit)]
    #[case("/exit", Command::Quit)]
    #[case("/help", Command::Help(None))]
    #[case("/help /tell", Command::Help(Some("tell".to_owned())))]
    #[case("/tell bob  hello  there", Command::Tell { name: "bob".to_owned(), text: "hello  there".to_owned() })]
    #[case("/tell bob two\nlines", Command::Tell { name: "bob".to_owned(), text: "two\nlines".to_owned() })]
    #[case("/chat bob", Command::Chat("bob".to_owned()))]
    #[case("/who", Command::Who(None))]
    #[case("/who bob@elsewhere", Command::Who(Some("bob@elsewhere".to_owned())))]
    #[case("/why 12", Command::Why(Some("12".to_owned())))]
    #[case("/search train ticket", Command::Search("train ticket".to_owned()))]
    #[case("/reply 12 yes", Command::Reply { number: 12, text: "yes".to_owned() })]
    #[case("/reply [12] yes", Command::Reply { number: 12, text: "yes".to_owned() })]
    #[case("/edit 12 new text", Command::Edit { number: Some(12), text: Some("new text".to_owned()) })]
    #[case("/edit new text", Command::Edit { number: None, text: Some("new text".to_owned()) })]
    #[case("/edit", Command::Edit { number: None, text: None })]
    #[case("/react 12 👍", Command::React { number: 12, emoji: Some("👍".to_owned()) })]
    #[case("/react 12", Command::React { number: 12, emoji: None })]
    #[case("/delete 12", Command::Delete(12))]
    #[case("/room", Command::Room(None))]
    #[case("/rooms", Command::Room(None))]
    #[case("/room #book-club", Command::Room(Some("#book-club".to_owned())))]
    #[case("/join #book-club", Command::Join("#book-club".to_owned()))]
    #[case("/leave", Command::Leave(None))]
    #[case("/invite bob", Command::Invite("bob".to_owned()))]
    #[case("/kick bob", Command::Kick("bob".to_owned()))]
    #[case("/all hello  there", Command::All("hello  there".to_owned()))]
    #[case("/file /tmp/a b", Command::File("/tmp/a b".to_owned()))]
    #[case("/fetch 12 ~/a b", Command::Fetch { number: 12, folder: Some("~/a b".to_owned()) })]
    fn a_slash_makes_a_command(#[case] line: &str, #[case] command: Command) {
        assert_eq!(read(line), Ok(Line::Command(command)));
    }

    #[rstest]
    #[case("/tel bob hi", "there is no /tel; did you mean /tell?")]
    #[case(
        "/foo",
        "there is no /foo; /help lists what there is; a text that begins with a slash is sent as //…"
    )]
    #[case("/lsit", "there is no /lsit; did you mean /list?")]
    #[case("/qiut", "there is no /qiut; did you mean /quit?")]
    #[case("/tell bob", "it is /tell NAME TEXT")]
    #[case("/tell", "it is /tell NAME TEXT")]
    #[case("/presence gone", "it is /presence [online|busy|away|invisible]")]
    #[case("/reply yes", "it is /reply NUMBER TEXT")]
    #[case("/delete 0", "it is /delete NUMBER")]
    #[case("/chat", "it is /chat NAME")]
    #[case("/chat bob carol", "it is /chat NAME")]
    #[case("/list bob", "it is /list [all]")]
    #[case("/all", "it is /all TEXT")]
    #[case("/join", "it is /join ROOM")]
    #[case("/invite bob carol", "it is /invite NAME")]
    #[case("/room a b", "it is /room [ROOM]")]
    fn what_is_not_understood_says_what_would_be(#[case] line: &str, #[case] said: &str) {
        assert_eq!(read(line).unwrap_err().to_string(), said);
    }

    #[test]
    fn what_is_like_nothing_learns_how_to_send_it() {
        let refused = read("/etc/passwd\x1b[2J").unwrap_err().to_string();

        assert!(refused.contains("is sent as //"), "{refused}");
        assert!(!refused.contains('\x1b'), "{refused}");
        assert_eq!(read("  \t "), Ok(Line::Blank));
    }

    proptest! {
        #[test]
        fn no_line_is_too_much(line in "(/|//)?\\PC{0,40}|.{0,80}") {
            let understood = read(&line);

            if let Err(misread) = understood {
                prop_assert!(line.starts_with('/') && !misread.to_string().is_empty());
            }
        }

        #[test]
        fn whatever_is_typed_behind_two_slashes_is_said_with_one(rest in "[!-~é日👍]{1,20}") {
            prop_assert_eq!(read(&format!("//{rest}")), Ok(text(&format!("/{rest}"))));
        }
    }
}
