//! A message as it stands on the screen.

use causerie_wire::Message;

use super::{
    moments::{clock, day},
    numbers::Gone,
    ticks::mark,
    width::{width, wrap},
};
use crate::show::{Paint, Printable, decided_in, happened, removed, room_event, shared};

/// How many rows a message takes at most, unless it is shown whole.
const MOST_ROWS: usize = 40;
/// Below how many columns the rows behind the first begin at the left.
const NARROW: usize = 60;

/// In how few columns a text begins beside the name.
const LEAST: usize = 8;

/// How things are to look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// The columns of the terminal.
    pub(super) columns: usize,
    pub(super) paint: Paint,
}

/// What is to be known of a message beside itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'a> {
    pub(super) number: u32,
    /// This person's address.
    pub(super) me: &'a str,
    /// What the author is called.
    pub(super) author: &'a str,
    /// What the other person is called, if it is not the conversation one is in.
    pub(super) elsewhere: Option<&'a str>,
    /// The number and the first words of the message that it answers.
    pub(super) answered: Option<&'a str>,
    /// The reactions to it, and whose they are.
    pub(super) reactions: &'a str,
}

/// A message in rows: its number, when, who, what, and of one's own how far it came. Rows behind the first begin with a bar, so that no
/// text can pose as another message, whether it has lines or is broken into them. One of another conversation has an arrow to
/// (→) or from (←) whom, and says how to go there.
pub(super) fn message(message: &Message, setting: Setting<'_>, frame: Frame) -> String {
    let Frame { columns, paint } = frame;
    let is_own = message.from == setting.me;
    let head = head(message, setting, paint, is_own);
    // A terminal may take a full row for two.
    let columns = columns.saturating_sub(1).max(8);
    let indent = if columns < NARROW || width(&head) > columns / 2 { 0 } else { width(&head) - 2 };
    let margin = format!("{:indent$}{} ", "", paint.dim("│"));
    let rest = columns - indent - 2;

    let mut rows = Vec::new();
    let tail = tail(message, setting, paint, is_own);
    let text = text(message, setting, paint);
    let lines = text.split('\n').count();
    for (place, line) in text.split('\n').enumerate() {
        let line = if place + 1 == lines { format!("{line}{tail}") } else { line.to_owned() };
        let left = columns.saturating_sub(width(&head));
        match place {
            // Beside a long name there is no room for a text.
            0 if left < LEAST => {
                rows.push(String::new());
                rows.extend(wrap(&line, rest, rest));
            }
            0 => rows.extend(wrap(&line, left, rest)),
            _ => rows.extend(wrap(&line, rest, rest)),
        }
    }
    let left_out = rows.len().saturating_sub(MOST_ROWS);
    if left_out > 0 {
        rows.truncate(MOST_ROWS - 1);
        rows.push(paint.dim(format!("… {} more rows: /show {}", left_out + 1, setting.number)));
    }
    let margins = std::iter::once(head.as_str()).chain(std::iter::repeat(margin.as_str()));
    let rows = margins.zip(&rows);
    rows.flat_map(|(margin, row)| [margin, row, "\n"]).collect()
}

/// The same of one that disappeared.
pub(super) fn gone(number: u32, sent_at: u64, author: &str, paint: Paint) -> String {
    let (number, time) = (paint.dim(format!("[{number}]")), paint.dim(clock(sent_at)));
    format!("{number} {time} {}  {}\n", Printable(author), paint.dim(Gone::Disappeared.words()))
}

fn head(message: &Message, setting: Setting<'_>, paint: Paint, is_own: bool) -> String {
    let number = paint.dim(format!("[{}]", setting.number));
    let time = paint.dim(clock(message.sent_at));
    let who = match setting.elsewhere {
        Some(with) if is_own => format!("→ {}", paint.bold(Printable(with))),
        Some(_) => format!("← {}", paint.bold(Printable(setting.author))),
        None if is_own => setting.author.to_owned(),
        None => paint.bold(Printable(setting.author)),
    };
    format!("{number} {time} {who}  ")
}

/// An address without the domain, if that is one's own.
fn home<'a>(address: &'a str, me: &str) -> &'a str {
    match (address.split_once('@'), me.split_once('@')) {
        (Some((name, here)), Some((_, there))) if here == there => name,
        _ => address,
    }
}

/// The text, of which no character is left that commands a terminal but the breaks between lines; before it what it answers.
fn text(message: &Message, setting: Setting<'_>, paint: Paint) -> String {
    let text = match &message.text {
        _ if message.deleted => paint.dim(
            removed(message, str::to_owned).unwrap_or_else(|| Gone::Deleted.words().to_owned()),
        ),
        Some(text) => {
            let lines = text.split('\n');
            let lines =
                lines.map(|line| Printable(line.strip_suffix('\r').unwrap_or(line)).to_string());
            lines.collect::<Vec<_>>().join("\n")
        }
        None => match (&message.devices, &message.room, &message.file) {
            (Some(event), ..) => paint.dim(happened(event)),
            (None, Some(event), _) => {
                paint.dim(room_event(event, message.from != setting.me, "/join"))
            }
            (None, None, Some(file)) => paint.dim(shared(file)),
            (None, None, None) if message.moderation.is_some() => {
                let told = decided_in(message, |who| home(who, setting.me).to_owned());
                paint.dim(format!("({})", told.unwrap_or_default()))
            }
            (None, None, None) => {
                paint.dim(format!("(kind {}: not understood by this version)", message.kind))
            }
        },
    };
    match setting.answered.filter(|_| !message.deleted) {
        Some(answered) => format!("{}\n{text}", paint.dim(format!("↪ {answered}"))),
        None => text,
    }
}

fn tail(message: &Message, setting: Setting<'_>, paint: Paint, is_own: bool) -> String {
    let other = setting.elsewhere.filter(|_| !is_own);
    let marks = [
        message.edited_at.map(|_| paint.dim("(edited)")),
        message.expires_at.map(|end| paint.dim(format!("(until {} {})", day(end), clock(end)))),
        Some(setting.reactions.to_owned()).filter(|reactions| !reactions.is_empty()),
        is_own.then(|| mark(message, setting.number, paint)),
        other.map(|with| paint.dim(format!("(/chat {with})"))),
    ];
    marks.into_iter().flatten().map(|mark| format!("  {mark}")).collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use causerie_wire::{RoomEvent, SharedFile};
    use proptest::prelude::*;

    use super::*;
    use crate::client::chat::samples::{answer, hello};

    const ME: &str = "alice@localhost";
    const WIDE: Frame = Frame { columns: 80, paint: Paint::NONE };

    fn of(author: &str) -> Setting<'_> {
        Setting { number: 12, me: ME, author, elsewhere: None, answered: None, reactions: "" }
    }

    #[test]
    fn a_message_is_a_number_a_time_a_name_and_a_text() {
        assert_eq!(message(&answer("hi"), of("bob"), WIDE), "[12] 00:01Z bob  hi\n");
        assert_eq!(message(&hello(), of("alice"), WIDE), "[12] 00:01Z alice  Hello, Bob!  ✓✓\n");
    }

    #[test]
    fn one_of_another_conversation_is_marked_and_says_how_to_go_there() {
        let elsewhere = |author| Setting { elsewhere: Some("bob"), ..of(author) };

        assert_eq!(
            message(&answer("hi"), elsewhere("bob"), WIDE),
            "[12] 00:01Z ← bob  hi  (/chat bob)\n"
        );
        assert_eq!(
            message(&hello(), elsewhere("alice"), WIDE),
            "[12] 00:01Z → bob  Hello, Bob!  ✓✓\n"
        );
    }

    #[test]
    fn a_text_cannot_pose_as_another_message_by_its_lines_nor_by_being_long() {
        let words = format!(
            "hi\n[13] 00:02Z alice  I owe you\x1b[1A{} [14] 00:03Z alice  all",
            " ".repeat(40)
        );

        let shown = message(&answer(&words), of("bob"), WIDE);

        assert!(shown.lines().skip(1).all(|row| row.starts_with("               │ ")), "{shown}");
        assert!(!shown.contains('\x1b'), "{shown}");
    }

    #[test]
    fn a_narrow_terminal_loses_no_columns_to_the_margin() {
        let frame = Frame { columns: 30, paint: Paint::NONE };

        let shown =
            message(&answer("the quick brown fox jumps over the lazy dog"), of("bob"), frame);

        assert_eq!(shown, "[12] 00:01Z bob  the quick\n│ brown fox jumps over the\n│ lazy dog\n");
    }

    #[test]
    fn a_flood_of_lines_is_cut_with_the_command_that_shows_it_whole() {
        let shown = message(&answer(&"a\n".repeat(1_000)), of("bob"), WIDE);

        assert_eq!(shown.lines().count(), MOST_ROWS);
        assert!(shown.ends_with("│ … 962 more rows: /show 12\n"), "{shown}");
    }

    #[test]
    fn what_was_done_to_a_message_stands_with_it() {
        let edited = Message { edited_at: Some(1), ..hello() };
        let deleted = Message { text: None, deleted: true, ..answer("") };
        let passing = Message { expires_at: Some(120_000), ..answer("psst") };
        let setting =
            Setting { reactions: "👍 bob", answered: Some("[3] how are you?"), ..of("alice") };

        let shown = message(&edited, setting, WIDE);

        assert_eq!(
            shown,
            "[12] 00:01Z alice  ↪ [3] how are you?\n                 │ Hello, Bob!  (edited)  👍 bob  ✓✓\n"
        );
        let answered = Setting { answered: Some("[3] psst"), ..of("bob") };
        assert_eq!(message(&deleted, answered, WIDE), "[12] 00:01Z bob  (deleted)\n");
        let until = "[12] 00:01Z bob  psst  (until 1970-01-01 00:02Z)\n";
        assert_eq!(message(&passing, of("bob"), WIDE), until);
    }

    #[test]
    fn what_happens_in_a_room_is_one_quiet_line_that_says_what_to_type() {
        let event = |event: &str| RoomEvent {
            event: event.to_owned(),
            room: "0f".repeat(16),
            name: Some("Book club".to_owned()),
        };
        let said =
            |what: &str| Message { text: None, kind: 10, room: Some(event(what)), ..answer("") };
        let invited = message(&said("invited"), of("bob"), WIDE);
        let elsewhere = Setting { elsewhere: Some("#book-club"), ..of("bob") };
        let leaves = message(&said("leaves"), elsewhere, WIDE);

        assert_eq!(invited, "[12] 00:01Z bob  (invites you into #book-club: /join #book-club)\n");
        assert_eq!(leaves, "[12] 00:01Z ← bob  (leaves the room)  (/chat #book-club)\n");
    }

    #[test]
    fn a_file_is_one_quiet_line() {
        let (id, name) = ("0f8c2e5a".repeat(4), "a.txt".to_owned());
        let file = SharedFile { id, name, size: 7, ..SharedFile::default() };
        let offer = Message { text: None, kind: 14, file: Some(file), ..answer("") };

        assert_eq!(
            message(&offer, of("bob"), WIDE),
            "[12] 00:01Z bob  (file a.txt, 7 B, 0f8c2e5a)\n"
        );
    }

    #[test]
    fn t63_a_kind_of_a_later_version_is_named() {
        let later = Message { text: None, kind: 77, ..answer("") };

        assert!(message(&later, of("bob"), WIDE).contains("(kind 77: not understood"));
    }

    #[test]
    fn colours_change_nothing_but_colours() {
        let coloured = message(&hello(), of("alice"), Frame { paint: Paint::ALL, ..WIDE });

        let plain = ["\x1b[0m", "\x1b[2m"]
            .iter()
            .fold(coloured.clone(), |text, colour| text.replace(colour, ""));
        assert_eq!(plain, message(&hello(), of("alice"), WIDE));
        assert!(coloured.contains("\x1b[2m[12]\x1b[0m"));
    }

    proptest! {
        #[test]
        fn nothing_that_is_said_leaves_its_place(text in "(\\PC|\n|\x1b|\r|\t|\u{202e}|.){0,200}", columns in 1usize..120) {
            let frame = Frame { columns, paint: Paint::NONE };

            let shown = message(&answer(&text), of("bob"), frame);

            let widest = columns.saturating_sub(1).max("│ … 99 more rows: /show 12".len());
            for (number, row) in shown.lines().enumerate() {
                prop_assert!(number == 0 || row.trim_start().starts_with('│'), "{shown}");
                prop_assert!(width(row) <= widest.max(width("[12] 00:01Z bob  ") + 2), "{shown}");
            }
            prop_assert!(!shown.chars().any(|c| c != '\n' && c.is_control()), "{shown:?}");
        }
    }
}
