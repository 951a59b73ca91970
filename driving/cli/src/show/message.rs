use causerie_wire::{DeviceEvent, Message, Removed};

use super::{
    Here, Paint, Printable,
    cause::cause,
    change::{change, notes},
    files::shared,
    moderation::decided_in,
    moment::Moment,
    printable::{first_words, lines},
    rooms::{room_event, said},
};

/// How many characters of a moderator's reason are shown: all there can be.
const REASON: usize = 1_000;

/// A message of a conversation, as a line: when, who, what, and of one's own how far it came. Lines of the
/// text after the first stand behind a bar.
pub(crate) fn message<'a>(message: &Message, here: impl Into<Here<'a>>, paint: Paint) -> String {
    let here = here.into();
    if message.target.is_some() {
        return change(message, None, here, paint);
    }
    let time = Moment(message.sent_at).to_string();
    let author = here.short(&message.from);
    // How long the names of all in a room are is not known.
    let other = if here.is_room() { 0 } else { here.short(&message.to).len() };
    let columns = author.len().max(other);
    let author = format!("{:columns$}", Printable(author));
    let margin = format!("{:1$}│ ", "", time.len() + columns + 2);
    let is_theirs = here.is_theirs(message);
    let text = match (&message.text, &message.devices) {
        (Some(text), _) => lines(text, &margin),
        (None, _) if message.deleted => {
            let removed = removed(message, |who| here.short(who).to_owned());
            paint.dim(removed.unwrap_or_else(|| "(message deleted)".to_owned()))
        }
        (None, Some(event)) => paint.dim(happened(event)),
        (None, None) => paint.dim(match (&message.room, &message.file, decided(message, here)) {
            (Some(event), ..) => room_event(event, is_theirs, "causerie room join"),
            (None, Some(file), _) => shared(file),
            (None, None, Some(decided)) => format!("({decided})"),
            (None, None, None) => {
                format!("(kind {}: not understood by this version)", message.kind)
            }
        }),
    };
    let mark = if is_theirs { String::new() } else { format!("  {}", mark(message, paint)) };
    let notes = notes(message, here, paint);
    format!("{}  {}  {text}{notes}{mark}\n", paint.dim(time), paint.bold(author))
}

/// A message of one's own that has come further, as a line: when, how far, and its first words.
pub(crate) fn tick<'a>(message: &Message, here: impl Into<Here<'a>>, paint: Paint) -> String {
    let time = paint.dim(Moment(message.changed_at));
    let author = paint.bold(Printable(here.into().short(&message.from)));
    let words = said(message, 40).unwrap_or_else(|| "…".to_owned());
    format!("{time}  {author}  {}  {}\n", mark(message, paint), paint.dim(words))
}

/// Which moderator removed a message for all, and why, if one did.
pub(crate) fn removed(message: &Message, short: impl Fn(&str) -> String) -> Option<String> {
    let Removed { by, reason } = message.removed.as_ref()?;
    Some(format!("(removed by {}: {})", Printable(&short(by)), first_words(reason, REASON)))
}

fn decided(message: &Message, here: Here<'_>) -> Option<String> {
    decided_in(message, |who| here.short(who).to_owned())
}

/// What happened to somebody's devices.
pub(crate) fn happened(event: &DeviceEvent) -> String {
    format!("({} the device {})", Printable(&event.change), Printable(&event.device))
}

fn mark(message: &Message, paint: Paint) -> String {
    match message.state.as_str() {
        "queued" => paint.waiting("… queued"),
        "stored" => paint.good("✓ in their mailbox"),
        "delivered" => {
            let path = message.path.as_deref().unwrap_or("delivered");
            paint.good(format!("✓✓ {}", Printable(path)))
        }
        "read" => paint.good("✓✓ read"),
        "failed" => {
            let because = message.cause.as_deref().map_or("failed".to_owned(), cause);
            paint.bad(format!("✗ {because}"))
        }
        later => paint.dim(Printable(later)),
    }
}

#[cfg(test)]
mod tests {
    use causerie_wire::{RoomEvent, SharedFile};
    use rstest::rstest;

    use super::*;
    use crate::show::samples::{by_mailbox, failed, hello, queued, read, stored};

    const BOB: &str = "bob@localhost";

    #[rstest]
    #[case(hello(), "1970-01-01 00:00:01Z  alice  Hello, Bob!  ✓✓ direct\n")]
    #[case(queued(), "1970-01-01 00:00:01Z  alice  Hello, Bob!  … queued\n")]
    #[case(stored(), "1970-01-01 00:00:01Z  alice  Hello, Bob!  ✓ in their mailbox\n")]
    #[case(by_mailbox(), "1970-01-01 00:00:01Z  alice  Hello, Bob!  ✓✓ mailbox\n")]
    #[case(read(), "1970-01-01 00:00:01Z  alice  Hello, Bob!  ✓✓ read\n")]
    #[case(
        failed("MALFORMED"),
        "1970-01-01 00:00:01Z  alice  Hello, Bob!  ✗ MALFORMED (the recipient's device could not read it)\n"
    )]
    fn a_message_of_ones_own_tells_how_far_it_came(#[case] sent: Message, #[case] line: &str) {
        assert_eq!(message(&sent, BOB, Paint::NONE), line);
    }

    #[test]
    fn what_has_come_further_is_told_in_a_short_line() {
        let text = Some(format!("Hello\n\x1b[2J{}", "o".repeat(100)));

        let line = tick(&Message { text, ..read() }, BOB, Paint::NONE);

        assert!(line.starts_with("1970-01-01 00:00:01Z  alice  ✓✓ read  Hello␊␛[2Jooo"), "{line}");
        assert!(line.ends_with("ooo…\n") && line.chars().count() < 90, "{line}");
    }

    #[test]
    fn a_message_of_the_other_needs_no_mark() {
        let (from, to) = (BOB.to_owned(), "alice@localhost".to_owned());

        let line = message(&Message { from, to, ..hello() }, BOB, Paint::NONE);

        assert_eq!(line, "1970-01-01 00:00:01Z  bob    Hello, Bob!\n");
    }

    #[test]
    fn another_domain_is_shown() {
        let line = message(&hello(), "bob@elsewhere", Paint::NONE);

        assert!(line.contains("  alice@localhost  "));
    }

    #[test]
    fn a_text_cannot_pose_as_another_message() {
        let text = Some("hi\n1970-01-01 00:00:02Z  alice  I owe you all\x1b[1A\x1b[2K".to_owned());
        let (from, to) = (BOB.to_owned(), "alice@localhost".to_owned());

        let shown = message(&Message { text, from, to, ..hello() }, BOB, Paint::NONE);

        assert_eq!(
            shown,
            "1970-01-01 00:00:01Z  bob    hi\n                           \
             │ 1970-01-01 00:00:02Z  alice  I owe you all␛[1A␛[2K\n"
        );
    }

    #[test]
    fn that_somebody_has_another_device_is_shown() {
        let event = DeviceEvent { change: "linked".to_owned(), device: "phone".to_owned() };
        let line = message(
            &Message { text: None, kind: 8, devices: Some(event), ..hello() },
            BOB,
            Paint::NONE,
        );

        assert!(line.contains("alice  (linked the device phone)"), "{line}");
    }

    #[test]
    fn in_a_room_it_is_shown_who_says_what_and_that_somebody_leaves() {
        let to = format!("#{}", "0f".repeat(16));
        let here = Here { with: &to, me: "bob@localhost" };
        let said = Message { to: to.clone(), ..hello() };
        let event = RoomEvent { event: "leaves".to_owned(), ..RoomEvent::default() };
        let leaves = Message { text: None, kind: 12, room: Some(event), ..said.clone() };
        let own = Message { from: "bob@localhost".to_owned(), ..said.clone() };

        let shown = |it: &Message| message(it, here, Paint::NONE);

        assert_eq!(shown(&said), "1970-01-01 00:00:01Z  alice  Hello, Bob!\n");
        assert_eq!(shown(&leaves), "1970-01-01 00:00:01Z  alice  (leaves the room)\n");
        assert_eq!(shown(&own), "1970-01-01 00:00:01Z  bob  Hello, Bob!  ✓✓ direct\n");
    }

    #[test]
    fn what_a_moderator_removed_says_who_did_and_why() {
        let to = format!("#{}", "0f".repeat(16));
        let here = Here { with: &to, me: "bob@localhost" };
        let (by, reason) = ("carol@localhost".to_owned(), "an advertisement\n\x1b[2J".to_owned());
        let removed = Some(Removed { by, reason });
        let gone = Message { text: None, deleted: true, removed, to: to.clone(), ..hello() };

        let line = message(&gone, here, Paint::NONE);

        assert_eq!(
            line,
            "1970-01-01 00:00:01Z  alice  (removed by carol: an advertisement␊␛[2J)\n"
        );
    }

    #[test]
    fn what_a_moderator_decided_is_told_to_all() {
        let to = format!("#{}", "0f".repeat(16));
        let here = Here { with: &to, me: "bob@localhost" };
        let told = causerie_wire::Decision {
            what: "mute".to_owned(),
            who: "bob@localhost".to_owned(),
            until: Some(3_601_000),
            reason: "calm down".to_owned(),
        };
        let mute =
            Message { text: None, kind: 13, moderation: Some(told), to: to.clone(), ..hello() };
        let of = causerie_wire::MessageRef { id: hello().id, from: "bob@localhost".to_owned() };
        let told = causerie_wire::Decision {
            what: "remove".to_owned(),
            until: None,
            ..mute.moderation.clone().unwrap()
        };
        let removal = Message { moderation: Some(told), target: Some(of), ..mute.clone() };

        assert_eq!(
            message(&mute, here, Paint::NONE),
            "1970-01-01 00:00:01Z  alice  (muted bob for 1h, until 1970-01-01 01:00:01Z: calm down)\n"
        );
        assert_eq!(
            message(&removal, here, Paint::NONE),
            "1970-01-01 00:00:01Z  alice  ✗ removed a message of bob: calm down\n"
        );
    }

    #[test]
    fn a_file_says_what_it_is_called_and_how_large_it_is() {
        let (id, name) = ("0f8c2e5a".repeat(4), "a.txt".to_owned());
        let caption = Some("for you".to_owned());
        let file = SharedFile { id, name, size: 2_048, caption, ..SharedFile::default() };
        let offer = Message { text: None, kind: 14, file: Some(file), ..read() };

        let line = message(&offer, BOB, Paint::NONE);
        let further = tick(&offer, BOB, Paint::NONE);

        let shown = "(file a.txt, 2.0 KiB, 0f8c2e5a: for you)";
        assert_eq!(line, format!("1970-01-01 00:00:01Z  alice  {shown}  ✓✓ read\n"));
        assert!(further.ends_with(&format!("  {shown}\n")), "{further}");
    }

    #[test]
    fn t63_a_kind_of_a_later_version_is_named() {
        let line = message(&Message { text: None, kind: 77, ..hello() }, BOB, Paint::NONE);

        assert!(line.contains("(kind 77: not understood by this version)"));
    }
}
