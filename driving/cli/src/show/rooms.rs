//! Rooms, for people.

use causerie_wire::{
    InvitedRoom, Message, OwnRoom, Room, RoomDetails, RoomEvent, RoomPerson, Rooms, WishedRoom,
};

use super::{Paint, Printable, files::shared, moderation::decided_in, printable::first_words};
use crate::args::slug;

/// How many digits of an id are shown where a name cannot be typed.
const DIGITS: usize = 8;

/// What a room is called: `#book-club`.
pub(crate) fn room_called(name: &str) -> String {
    format!("#{}", Printable(&slug(name)))
}

/// How a room is typed in a shell, in single quotes: by its name, or by the beginning of its id where the name has anything that could mean something else
/// there, or look like something else.
pub(crate) fn room_typed(name: &str, id: &str) -> String {
    let slug = slug(name);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if slug.chars().all(is_plain) { format!("#{slug}") } else { beginning(id) }
}

/// A room by the beginning of its id: `#0f8c2e5a`.
pub(crate) fn beginning(id: &str) -> String {
    let digits = id.chars().filter(char::is_ascii_hexdigit).take(DIGITS);
    format!("#{}", digits.collect::<String>())
}

/// What a message says of a room; `join` is what is typed to come in.
pub(crate) fn room_event(event: &RoomEvent, is_theirs: bool, join: &str) -> String {
    let name = event.name.as_deref().unwrap_or_default();
    match event.event.as_str() {
        "invited" if is_theirs => {
            let typed = room_typed(name, &event.room);
            let typed = if join.starts_with('/') { typed } else { format!("'{typed}'") };
            format!("(invites you into {}: {join} {typed})", room_called(name))
        }
        "invited" => format!("(invited into {})", room_called(name)),
        "asked" => format!("(asks to be taken into the room {})", beginning(&event.room)),
        "leaves" => "(leaves the room)".to_owned(),
        later => format!("({})", Printable(later)),
    }
}

/// The first words of a message, or which file it offers; nothing if it does neither.
pub(crate) fn said(message: &Message, most: usize) -> Option<String> {
    let text = message.text.as_deref().map(|text| first_words(text, most));
    text.or_else(|| message.file.as_ref().map(|file| first_words(&shared(file), most)))
}

/// The first words of a message, which file it offers, or what it says of a room; nothing if it says neither.
pub(crate) fn glance(
    message: &Message,
    is_theirs: bool,
    most: usize,
    join: &str,
) -> Option<String> {
    said(message, most)
        .or_else(|| message.room.as_ref().map(|event| room_event(event, is_theirs, join)))
        .or_else(|| decided_in(message, str::to_owned).map(|told| first_words(&told, most)))
}

/// All rooms there are for this device.
pub(crate) fn rooms(all: &Rooms, paint: Paint) -> String {
    let Rooms { rooms, wishes, invitations } = all;
    if rooms.is_empty() && wishes.is_empty() && invitations.is_empty() {
        return "no rooms yet; make one: causerie room create NAME\n".to_owned();
    }
    let every = rooms.iter().map(|it| &it.room).chain(wishes.iter().map(|it| &it.room));
    let every = every.chain(invitations.iter().map(|it| &it.room));
    let columns = every.map(|room| room_called(&room.name).chars().count()).max().unwrap_or(0);
    let is_asked = |id: &str| wishes.iter().any(|wish| wish.room.id == id);
    let mut shown: String = rooms.iter().map(|it| own(it, columns, paint)).collect();
    shown.extend(wishes.iter().map(|it| wished(it, columns, paint)));
    let open = invitations.iter().filter(|it| !is_asked(&it.room.id));
    shown.extend(open.map(|it| invited(it, columns, paint)));
    shown
}

fn line(room: &Room, columns: usize, paint: Paint) -> String {
    let name = paint.bold(format!("{:columns$}", room_called(&room.name)));
    format!("{name}  {}", paint.dim(Printable(&room.id)))
}

fn own(own: &OwnRoom, columns: usize, paint: Paint) -> String {
    let note = standing(&own.standing, paint).map(|it| format!("  {it}")).unwrap_or_default();
    format!("{}{note}\n", line(&own.room, columns, paint))
}

/// Whether this device is in a room, unless it simply is.
fn standing(standing: &str, paint: Paint) -> Option<String> {
    match standing {
        "member" => None,
        "unconfirmed" => Some(paint.waiting("the directory has not confirmed it yet")),
        "leaving" => Some(paint.waiting("you leave it once what you said there has come")),
        "gone" => Some(paint.dim("you are not in it any more")),
        "lost" => Some(paint.waiting("lost here; it is asked for again by itself")),
        "forked" => Some(paint.waiting(
            "the directory told this device otherwise than others; it is asked for again by itself",
        )),
        later => Some(Printable(later).to_string()),
    }
}

fn wished(wish: &WishedRoom, columns: usize, paint: Paint) -> String {
    let note = paint.waiting(format!("{} is asked to take you in", Printable(&wish.of)));
    format!("{}  {note}\n", line(&wish.room, columns, paint))
}

fn invited(invited: &InvitedRoom, columns: usize, paint: Paint) -> String {
    let InvitedRoom { room, by, .. } = invited;
    let typed = room_typed(&room.name, &room.id);
    let note = format!("{} invites you: causerie room join '{typed}'", Printable(by));
    format!("{}  {note}\n", line(room, columns, paint))
}

/// A room, and who is in it.
pub(crate) fn room(details: &RoomDetails, paint: Paint) -> String {
    let RoomDetails { room: OwnRoom { room, standing: how }, epoch, members } = details;
    let people = counted(members.len(), "person", "people");
    let devices = counted(members.iter().map(|it| it.devices.len()).sum(), "device", "devices");
    let note = standing(how, paint).map(|it| format!("{it}\n")).unwrap_or_default();
    let head = format!(
        "{}  {}\n{note}  id       {}\n  at       {}, {}\n  epoch    {epoch}\n  members  {people}, {devices}\n",
        paint.bold(room_called(&room.name)),
        Printable(&room.name),
        Printable(&room.id),
        Printable(&room.host),
        Printable(&room.kind),
    );
    let columns = members.iter().map(|it| it.address.chars().count()).max().unwrap_or(0);
    head + &members.iter().map(|it| member(it, columns, paint)).collect::<String>()
}

fn member(one: &RoomPerson, columns: usize, paint: Paint) -> String {
    let who = paint.bold(format!("{:columns$}", Printable(&one.address)));
    let devices = one.devices.join(", ");
    format!("{who}  {:6}  {}\n", Printable(&one.role), paint.dim(Printable(&devices)))
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn book_club() -> Room {
        Room {
            id: "0f8c2e5a9b1d4c7fa3e6b2d8c5f19a70".to_owned(),
            name: "Book club".to_owned(),
            kind: "private".to_owned(),
            host: "localhost".to_owned(),
        }
    }

    fn standing(standing: &str) -> OwnRoom {
        OwnRoom { room: book_club(), standing: standing.to_owned() }
    }

    fn invitation(name: &str) -> InvitedRoom {
        let room = Room { name: name.to_owned(), id: "1a".repeat(16), ..book_club() };
        InvitedRoom { room, by: "alice@localhost".to_owned(), message: String::new(), at: 1 }
    }

    #[test]
    fn rooms_are_listed_with_their_ids_and_invitations_with_what_to_type() {
        let of = "bob@localhost".to_owned();
        let room = Room { name: "poker".to_owned(), id: "2b".repeat(16), ..book_club() };
        let wishes = vec![WishedRoom { room, of, at: 1 }];
        let rooms_here = vec![standing("member"), standing("gone")];
        let all = Rooms { rooms: rooms_here, wishes, invitations: vec![invitation("chess")] };

        let shown = rooms(&all, Paint::NONE);

        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(
            lines,
            [
                "#book-club  0f8c2e5a9b1d4c7fa3e6b2d8c5f19a70",
                "#book-club  0f8c2e5a9b1d4c7fa3e6b2d8c5f19a70  you are not in it any more",
                "#poker      2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b  bob@localhost is asked to take you in",
                "#chess      1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a  alice@localhost invites you: causerie room join '#chess'",
            ]
        );
    }

    #[test]
    fn who_has_no_room_learns_how_to_make_one() {
        assert!(rooms(&Rooms::default(), Paint::NONE).contains("causerie room create NAME"));
    }

    #[test]
    fn a_room_shows_who_is_in_it_and_what_they_may_do() {
        let person = |name: &str, role: &str, devices: &[&str]| RoomPerson {
            address: format!("{name}@localhost"),
            role: role.to_owned(),
            devices: devices.iter().map(|&it| it.to_owned()).collect(),
        };
        let members =
            vec![person("alice", "owner", &["d1", "phone"]), person("bob", "member", &["d1"])];
        let details = RoomDetails { room: standing("member"), epoch: 3, members };

        let shown = room(&details, Paint::NONE);

        assert_eq!(
            shown,
            "#book-club  Book club\n  id       0f8c2e5a9b1d4c7fa3e6b2d8c5f19a70\n  at       localhost, private\n  \
             epoch    3\n  members  2 people, 3 devices\n\
             alice@localhost  owner   d1, phone\nbob@localhost    member  d1\n"
        );
    }

    #[rstest]
    #[case("'; rm -rf ~; '")]
    #[case("$(reboot)")]
    #[case("a\u{202e}b")]
    #[case("\u{1b}[2J")]
    #[case("bооk")]
    fn t44_a_name_that_means_something_to_a_shell_or_an_eye_is_typed_by_its_id(#[case] name: &str) {
        let shown =
            rooms(&Rooms { invitations: vec![invitation(name)], ..Rooms::default() }, Paint::NONE);
        let room = "1a".repeat(16);
        let event = RoomEvent { event: "invited".to_owned(), room, name: Some(name.to_owned()) };
        let line = room_event(&event, true, "causerie room join");

        assert!(shown.ends_with("causerie room join '#1a1a1a1a'\n"), "{shown}");
        assert!(line.ends_with("causerie room join '#1a1a1a1a')"), "{line}");
        assert!(!shown.contains(['\u{1b}', '\u{202e}']) && !line.contains(['\u{1b}', '\u{202e}']));
    }

    #[rstest]
    #[case("invited", true, "(invites you into #book-club: causerie room join '#book-club')")]
    #[case("invited", false, "(invited into #book-club)")]
    #[case("asked", true, "(asks to be taken into the room #0f8c2e5a)")]
    #[case("leaves", true, "(leaves the room)")]
    #[case("later\u{1b}", true, "(later␛)")]
    fn what_happens_in_a_room_is_a_few_words(
        #[case] event: &str,
        #[case] is_theirs: bool,
        #[case] words: &str,
    ) {
        let Room { id: room, name, .. } = book_club();
        let event = RoomEvent { event: event.to_owned(), room, name: Some(name) };

        assert_eq!(room_event(&event, is_theirs, "causerie room join"), words);
    }
}
